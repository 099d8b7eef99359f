// SPDX-License-Identifier: Apache-2.0
// The schema: what a scenario and a catalogue entry may say, as constant tables. The checker and binder, the JSON Schema, the reference page,
// the expansion and the paths that a study may vary all follow from these tables; nothing else knows a field's name.
#ifndef PVS_SCENARIO_SCHEMA_H
#define PVS_SCENARIO_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/units.h"
#include "scenario/view.h"

typedef enum {
    PVS_FIELD_TEXT,         ///< const char *
    PVS_FIELD_NAME,         ///< const char *: names another thing
    PVS_FIELD_BOOL,         ///< int: 0, 1; yes/no, on/off, true/false
    PVS_FIELD_COUNT,        ///< int64_t: a whole number, with ignorance
    PVS_FIELD_NUMBER,       ///< double, SI: a quantity, with ignorance
    PVS_FIELD_SPEED,        ///< PvsSpecSpeed: a speed or a Mach number, with ignorance
    PVS_FIELD_CHANCE,       ///< PvsDist: a quantity, with ignorance and chance
    PVS_FIELD_CHANCE_SPEED, ///< PvsSpecSpeedDist
    PVS_FIELD_HEIGHT,       ///< PvsSpecHeight: with "msl" or "agl", ignorance and chance
    PVS_FIELD_ENUM,         ///< int: index in names
    PVS_FIELD_CLASSES,      ///< uint32_t: bit by PvsClass; -1 as UINT32_MAX when absent
    PVS_FIELD_OBJECT,       ///< a struct of its own, in place
    PVS_FIELD_MAP,          ///< PvsSpecMap: names -> objects
    PVS_FIELD_LIST,         ///< PvsSpecMap: objects in order
    PVS_FIELD_VIEW,         ///< PvsView: kept for later (doctrine)
    PVS_FIELD_SHAPE         ///< read by its own function
} PvsFieldKind;

typedef enum {
    PVS_NEEDED = 1,       ///< an error when absent
    PVS_VARY = 2,         ///< a study may vary it
    PVS_HERE_ONLY = 4,    ///< of this scenario, not of a type: not taken in catalogue entries
    PVS_TYPE_BY_NAME = 8, ///< MAP: a member without `type` is of the type that it is named after
    PVS_TABLES = 16,      ///< MAP: members may be tables (CSV), a row a member
    PVS_BY_NAME = 32,     ///< VIEW: a map of names -> object
    PVS_LISTED =
        64 ///< MAP: the nearest map decides which members there are; what it says nothing of comes from below
} PvsFieldFlags;

typedef struct PvsObject PvsObject;
typedef struct PvsField PvsField;
struct PvsBinder;

/// Fills `out` from a found value (never null). For values with a shape of their own.
typedef struct PvsShape {
    const char *takes; ///< in words, for the reference page
    const char *json;  ///< JSON Schema of it
    void (*read)(struct PvsBinder *b, const PvsField *field, PvsView view, void *out);
    void (*absent)(void *out); ///< the value when nobody says anything; null: zeroed
} PvsShape;

struct PvsField {
    const char *name;
    PvsFieldKind kind;
    PvsDimension dim;
    size_t offset;   ///< in the object's struct
    double min, max; ///< SI; both 0: not negative
    const char *
        def; ///< as it would be written; null: none; "= words": worked out, the words are for the reference page
    const PvsObject *object;  ///< OBJECT, MAP, LIST
    const char *const *names; ///< ENUM: null-terminated
    const PvsShape *shape;    ///< SHAPE; VIEW without an object: its words and JSON alone
    int flags;
    const char *help;
    const char *example; ///< null: none
};

/// One column that tables may use beside the fields' own names.
typedef struct {
    const char *column; ///< without its unit suffix
    const char *path;   ///< of the field
} PvsColumn;

struct PvsObject {
    const char *name; ///< in messages and on the reference page: "radar"
    const char *help;
    size_t size;
    const PvsField *fields;
    int n_fields;
    const PvsObject *mixin; ///< its fields may be written here too (bound apart)
    const char *shorthand;  ///< the field that a bare value means
    const char *const *
        kinds; ///< kinds of catalogue entries that are of this object, null-terminated; null: no types
    void (*finish)(struct PvsBinder *b, PvsView view,
                   void *out); ///< checks across fields; null: none
    const PvsColumn *columns;  ///< of tables, ended by a null column; null: none
    const char *side;          ///< "defence", "raid" or "scene"
};

/// The root of a scenario file, and the objects of the kinds of catalogue entries.
extern const PvsObject pvs_object_scenario, pvs_object_site, pvs_object_post, pvs_object_radar,
    pvs_object_unit, pvs_object_magazine, pvs_object_round, pvs_object_area, pvs_object_formation,
    pvs_object_raid, pvs_object_threat, pvs_object_data, pvs_object_tracking, pvs_object_doctrine,
    pvs_object_class_doctrine, pvs_object_fact, pvs_object_threat_belief;

/// The keys of an entry's own (name, kind, title, ...), null-terminated.
extern const char *const pvs_entry_keys[];
/// The object of a kind of catalogue entry ("radar", "one-way-drone"); null when unknown.
const PvsObject *pvs_object_of_kind(const char *kind);
/// All kinds, null-terminated, in the order of the reference page.
extern const char *const pvs_entry_kinds[];
/// What a kind says when nobody else does, as YAML; null: nothing.
const char *pvs_kind_defaults(const char *kind);
/// The field of that name, its mixin's included; null when unknown.
const PvsField *pvs_object_field(const PvsObject *object, const char *name);

#endif
