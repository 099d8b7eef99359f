// SPDX-License-Identifier: Apache-2.0
// The binder: fills specs from views by the schema's tables, checks keys, units and ranges, and tells a visitor every value with its place.
#ifndef PVS_SCENARIO_BIND_H
#define PVS_SCENARIO_BIND_H

#include "scenario/scenario.h"
#include "scenario/schema.h"
#include "scenario/spec.h"

#define PVS_PATH_MAX 1024

typedef struct PvsCatalog PvsCatalog;

typedef struct PvsBinder {
    PvsLoad *load;
    PvsCatalog *catalog;
    PvsView types;         ///< the scenario's own
    PvsIgnoranceDraw draw; ///< null: best values
    void *draw_ctx;
    PvsScenarioVisit visit; ///< null: nobody asks
    void *visit_ctx;
    const char *root_dir;    ///< folder of the scenario, for tables; null: none
    double start_unix_s;     ///< of the scenario, for dates in it
    char path[PVS_PATH_MAX]; ///< of the value being bound
    size_t n_path;
    struct PvsThreatTypes *threat_types; ///< those in use so far
    PvsView tracking;                    ///< what radars fall back on
    bool silent_defaults;                ///< the visitor is not told of defaults
    bool own_words;                      ///< nor of what comes from entries
    bool
        unknown_type; ///< the type of what is being bound was not found: what is missing is not reported
} PvsBinder;

/// Extends the path by ".name" (names with dots are fine); returns the length to go back to.
size_t pvs_bind_enter(PvsBinder *b, const char *name);
void pvs_bind_leave(PvsBinder *b, size_t length);

/// Fills a whole struct.
void pvs_bind_object(PvsBinder *b, PvsView view, const PvsObject *object, void *out);
/// Fills an object's fields that are absent in every layer: defaults.
void pvs_bind_defaults(PvsBinder *b, const PvsObject *object, void *out);
/// One field that is absent: unset, or its default.
void pvs_bind_unset(const PvsField *field, void *out);
void pvs_bind_default(PvsBinder *b, const PvsField *field, void *out);
/// Appends the layers of the thing's `type` (or of `implied`, when that is a type and nothing else is said).
PvsView pvs_bind_typed(PvsBinder *b, PvsView view, const PvsObject *object, const char *implied);
/// Checks the keys of every layer against an object; once for each node.
void pvs_bind_check_keys(PvsBinder *b, PvsView view, const PvsObject *object);
/// One number-like field from a node that was found elsewhere (rows of tables, cells of shapes).
void pvs_bind_leaf(PvsBinder *b, const PvsField *field, PvsFound found, void *out);

/// Reports a name that is no class of threats; `others`: what else may stand there (", or any").
void pvs_report_class(PvsBinder *b, const char *what, PvsNode *node, const char *name,
                      const char *others);
/// Warns when the scenario's own word for a number lies outside the range that the entry below it gives with its source.
void pvs_bind_check_range(PvsBinder *b, const PvsField *field, PvsView own);
/// "45 m/s to 55 m/s" of a node with low and high.
const char *pvs_range_text(PvsLoad *load, const PvsNode *figure);

// --- threat types in use, in raid.c -----------------------------------------------------------------------------

typedef struct PvsThreatTypes {
    PvsSpecThreatType *items; ///< pvs_alloc
    uint32_t n, capacity;
} PvsThreatTypes;
/// Index of the threat type of that name, bound when it is new; UINT32_MAX, reported at the user.
uint32_t pvs_threat_type(PvsBinder *b, PvsNode *user, const char *name);
/// The same type with another cross-section.
uint32_t pvs_threat_type_with_rcs(PvsBinder *b, uint32_t type, double rcs_m2);

// --- values, in value.c ----------------------------------------------------------------------------------------

enum { PVS_TAKE_CHANCE = 1, PVS_TAKE_MACH = 2, PVS_TAKE_HEIGHT = 4 };
typedef struct {
    PvsDist dist; ///< the value to use
    bool mach, agl;
    double low, best, high; ///< what is known of it
    const char *source;
    bool assumption;
} PvsValue;
/// Reads "250 km", "1..2 km", "5 min ± 10 %", {mean, p90}, {low, best, high, source, assumption}. False: reported.
bool pvs_value_read(PvsBinder *b, const PvsField *field, PvsFound found, unsigned take,
                    PvsValue *out);
bool pvs_value_bool(PvsBinder *b, const char *what, PvsNode *node, int *out);
/// The key of ignorance draws of the value being bound: its path in the entry that it stands in.
const char *pvs_value_key(const PvsBinder *b, const PvsLayer *layer, char *buf, size_t size);
/// Tells the visitor. `value` may be null (no number).
void pvs_value_tell(PvsBinder *b, const PvsField *field, PvsFound found, const PvsValue *value);
void pvs_value_tell_default(PvsBinder *b, const PvsField *field, const char *text);
void pvs_value_tell_text(PvsBinder *b, const char *name,
                         const char *text); ///< something that was worked out
/// A node as one line of YAML without citations.
void pvs_node_write(PvsStr *str, const PvsNode *node);

// --- types, in catalog.c ---------------------------------------------------------------------------------------

/// A catalogue: the names and paths of its files (read when used).
PvsCatalog *pvs_catalog_open(PvsLoad *load,
                             const char *dir); ///< in the loading's arena; null: reported
size_t pvs_catalog_size(const PvsCatalog *catalog);
const char *pvs_catalog_name(const PvsCatalog *catalog, size_t i);

typedef struct {
    const char *name;
    const char *kind; ///< null: not said (reported)
    const PvsObject *object;
    PvsView
        view; ///< the scenario's own words on it, the entry, what that is like, the defaults of the kind
} PvsType;
/// A type's view as it stands at the binder's path.
PvsView pvs_type_here(PvsBinder *b, const PvsType *type);
/// The type of that name; null when unknown. Read, checked for its kind, and remembered.
const PvsType *pvs_type_find(PvsBinder *b, const char *name);
/// The same, and reports an unknown name or a wrong object at the node that uses it.
const PvsType *pvs_type_need(PvsBinder *b, PvsNode *user, const char *name,
                             const PvsObject *object);
const char *pvs_type_nearest(PvsBinder *b, const char *name,
                             const PvsObject *object); ///< null: none near

#endif
