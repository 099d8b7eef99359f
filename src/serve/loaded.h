// SPDX-License-Identifier: Apache-2.0
// A scenario's text with what it became: checked and compiled, immutable from then on, shared by whoever plays it. Private to the room.
#ifndef PVS_SERVE_LOADED_H
#define PVS_SERVE_LOADED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/diags.h"
#include "model/model.h"
#include "scenario/scenario.h"

typedef struct PvsLoaded PvsLoaded;
struct PvsLoaded {
    _Atomic uint32_t owners;
    uint64_t serial; ///< counts texts that were loaded: equal only for the same one
    char *text;      ///< n bytes and a zero
    size_t n;
    PvsScenario *scenario; ///< the owner's thread alone may ask it
    PvsModel *model;       ///< any thread
    PvsDiags warnings;
};

/// Where scenarios are read: `name` stands in messages, `dir` holds the files that they name.
typedef struct {
    const char *name, *dir, *catalog_dir;
} PvsLoadPlace;

/// Loads and compiles a text (copied). On failure *out is null and *diags (the caller's) says why.
PvsStatus pvs_loaded_create(const char *text, size_t n, const PvsLoadPlace *place, uint64_t serial,
                            PvsLoaded **out, PvsDiags *diags);
/// A model alone, without text and scenario; it becomes the object's. Null: out of memory, and the model is freed.
PvsLoaded *pvs_loaded_of_model(PvsModel *model, uint64_t serial);
PvsLoaded *pvs_loaded_share(PvsLoaded *loaded);
void pvs_loaded_release(PvsLoaded *loaded); ///< from any thread; null is allowed

/// All of a regular file of at most max_bytes, with a zero behind it; *text is the caller's (pvs_free).
PvsStatus pvs_file_read(const char *path, size_t max_bytes, char **text, size_t *n, PvsError *err);

#endif
