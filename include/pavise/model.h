// SPDX-License-Identifier: Apache-2.0
// The model: a scenario, read, checked and compiled. Immutable; shared by every thread.
#ifndef PAVISE_MODEL_H
#define PAVISE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pavise/events.h>
#include <pavise/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct PvsModel PvsModel;

/// A value of the scenario set from outside, written as in a scenario: {"units.guns.count", "8"}.
typedef struct {
    const char *path, *value;
} PvsModelSetting;

/// Made by pvs_model_options_default; a struct that skipped it is refused.
typedef struct {
    uint32_t made;                   ///< set by the maker
    const char *catalog_dir;         ///< folder of catalogue entries; null: none
    const PvsModelSetting *settings; ///< the later of two for one path stands
    size_t n_settings;
    /// Called for every finding about the input, with file, line, column and caret; null: they are
    /// dropped (the first error comes in PvsError all the same).
    void (*on_finding)(void *ctx, bool is_error, const char *text);
    void *ctx; ///< handed to on_finding
} PvsModelOptions;
PvsModelOptions pvs_model_options_default(void);

/// Loads a scenario file. PVS_OK with *out, which the caller frees; else *out is null.
PvsStatus pvs_model_load(const char *path, const PvsModelOptions *options, PvsModel **out,
                         PvsError *err);
/// Builds a model from the n bytes of a scenario's text. `name` stands in messages; files that the
/// text names are looked for in `dir` (null: naming files is an error).
PvsStatus pvs_model_load_text(const char *text, size_t n, const char *name, const char *dir,
                              const PvsModelOptions *options, PvsModel **out, PvsError *err);
void pvs_model_free(PvsModel *model); ///< null is allowed

/// How many things of a domain there are (threats, types, groups, radars, units, posts, sites,
/// areas, rounds); 0 for other domains.
uint32_t pvs_model_count(const PvsModel *model, PvsEventDomain domain);
/// The name of what an id of an event points at: "drones/17", "north/92n6e", "no-channel"; "" for
/// none. Writes at most `size` bytes with the terminating zero to buf, returns the length wanted
/// without it.
size_t pvs_model_name(const PvsModel *model, PvsEventDomain domain, uint32_t id, char *buf,
                      size_t size);
/// SHA-256 over all inputs, 64 hexadecimal digits; lives as long as the model.
const char *pvs_model_inputs_sha256(const PvsModel *model);

#ifdef __cplusplus
}
#endif

#endif
