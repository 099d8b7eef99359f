// SPDX-License-Identifier: Apache-2.0
// The schema as JSON Schema (draft 2020-12), so that editors complete and check scenarios and catalogue entries. Made from the tables alone.
#include <string.h>

#include "scenario/impl.h"
#include "scenario/shapes.h"
#include "scenario/study_impl.h"

#define OBJECTS_MAX 64

typedef struct {
    const PvsObject *object[OBJECTS_MAX];
    bool tables[OBJECTS_MAX]; ///< its members may be tables
    int n;
} Objects;

static int index_of(Objects *all, const PvsObject *object) {
    for (int i = 0; i < all->n; i++) {
        if (all->object[i] == object) {
            return i;
        }
    }
    return -1;
}

// All objects that a field of one may hold, itself included.
static void collect(Objects *all, const PvsObject *object, bool tables) {
    int known = index_of(all, object);
    if (known >= 0) {
        all->tables[known] |= tables;
        return;
    }
    if (all->n == OBJECTS_MAX) {
        return;
    }
    all->object[all->n] = object;
    all->tables[all->n++] = tables;
    for (const PvsObject *o = object; o; o = o->mixin) {
        for (int i = 0; i < o->n_fields; i++) {
            if (o->fields[i].object) {
                collect(all, o->fields[i].object, (o->fields[i].flags & PVS_TABLES) != 0);
            }
        }
    }
}

// "a soft-kill area" -> "soft-kill-area"
static void write_id(PvsStr *out, const PvsObject *object) {
    const char *name = strncmp(object->name, "a ", 2) == 0    ? object->name + 2
                       : strncmp(object->name, "an ", 3) == 0 ? object->name + 3
                                                              : object->name;
    for (; *name; name++) {
        if (*name == ' ') {
            pvs_str_printf(out, "-");
        } else if (*name != '\'') {
            pvs_str_add(out, name, 1);
        }
    }
}

static void write_ref(PvsStr *out, const PvsObject *object) {
    pvs_str_printf(out, "{\"$ref\": \"#/$defs/");
    write_id(out, object);
    pvs_str_printf(out, "\"}");
}

static const char *const dimension_names[] = {
#define X(name, si, offered) #name,
    PVS_DIMENSION_TABLE(X)
#undef X
};

static void write_lower(PvsStr *out, const char *text) {
    for (; *text; text++) {
        char c = *text == '_'                   ? '-'
                 : *text >= 'A' && *text <= 'Z' ? (char)(*text - 'A' + 'a')
                                                : *text;
        pvs_str_add(out, &c, 1);
    }
}

static bool is_bare(PvsDimension dim) {
    return dim == PVS_DIM_NONE || dim == PVS_DIM_RATIO || dim == PVS_DIM_FRACTION ||
           dim == PVS_DIM_COUNT;
}

static void write_quantity_ref(PvsStr *out, const PvsField *field) {
    bool mach = field->kind == PVS_FIELD_SPEED || field->kind == PVS_FIELD_CHANCE_SPEED;
    bool chance = field->kind == PVS_FIELD_CHANCE || field->kind == PVS_FIELD_CHANCE_SPEED ||
                  field->kind == PVS_FIELD_HEIGHT;
    pvs_str_printf(out, "\"$ref\": \"#/$defs/");
    write_lower(out, dimension_names[mach ? PVS_DIM_MACH_OR_SPEED : field->dim]);
    pvs_str_printf(out, "%s\"", chance ? "-chance" : "");
}

static void write_description(PvsStr *out, const PvsField *field) {
    PvsStr text = {0};
    pvs_str_printf(&text, "%s", field->help);
    if (field->def) {
        pvs_str_printf(&text, "%sdefault: %s", text.n ? ". " : "",
                       field->def[0] == '=' ? field->def + 2 : field->def);
    }
    pvs_str_printf(out, ", \"description\": ");
    pvs_str_json_string(out, text.n ? text.text : "");
    out->failed = out->failed || text.failed;
    pvs_str_free(&text);
}

static void write_enum(PvsStr *out, const char *const *names) {
    pvs_str_printf(out, "\"enum\": [");
    for (int i = 0; names[i]; i++) {
        pvs_str_printf(out, "%s\"%s\"", i ? ", " : "", names[i]);
    }
    pvs_str_printf(out, "]");
}

static void write_type(PvsStr *out, const PvsField *field) {
    switch (field->kind) {
    case PVS_FIELD_TEXT:
    case PVS_FIELD_NAME:
        pvs_str_printf(out, "\"type\": [\"string\", \"number\"]");
        break;
    case PVS_FIELD_BOOL:
        pvs_str_printf(out, "\"$ref\": \"#/$defs/yes-or-no\"");
        break;
    case PVS_FIELD_ENUM:
        write_enum(out, field->names);
        break;
    case PVS_FIELD_CLASSES:
        pvs_str_printf(out, "\"$ref\": \"#/$defs/classes\"");
        break;
    case PVS_FIELD_OBJECT:
        pvs_str_printf(out, "\"allOf\": [");
        write_ref(out, field->object);
        pvs_str_printf(out, "]");
        break;
    case PVS_FIELD_COUNT:
        pvs_str_printf(out,
                       "\"anyOf\": [{\"type\": \"integer\", \"minimum\": %.0f, \"maximum\": %.0f}, "
                       "{\"$ref\": \"#/$defs/figure\"}]",
                       field->min, field->max > 0 ? field->max : 1e9);
        break;
    case PVS_FIELD_MAP:
        pvs_str_printf(out, "\"type\": [\"object\", \"null\"], \"propertyNames\": {\"pattern\": "
                            "\"^[^ /:\\\"']{1,64}$\"}, \"additionalProperties\": ");
        write_ref(out, field->object);
        break;
    case PVS_FIELD_LIST:
        pvs_str_printf(out, "\"type\": \"array\", \"items\": ");
        write_ref(out, field->object);
        break;
    case PVS_FIELD_VIEW:
        if (field->object && !(field->flags & PVS_BY_NAME)) {
            pvs_str_printf(out, "\"allOf\": [");
            write_ref(out, field->object);
            pvs_str_printf(out, "]");
        } else if (field->object) {
            pvs_str_printf(out, "\"type\": \"object\", \"additionalProperties\": ");
            write_ref(out, field->object);
        } else {
            pvs_str_printf(out, "\"allOf\": [%s]", field->shape->json);
        }
        break;
    case PVS_FIELD_SHAPE:
        pvs_str_printf(out, "\"allOf\": [%s]", field->shape->json);
        break;
    default:
        write_quantity_ref(out, field);
    }
}

static bool write_fields(PvsStr *out, const PvsObject *object, bool first) {
    for (const PvsObject *o = object; o; o = o->mixin) {
        for (int i = 0; i < o->n_fields; i++) {
            const PvsField *field = &o->fields[i];
            if (pvs_object_field(object, field->name) != field) {
                continue; // the object's own field of that name stands before its mixin's
            }
            pvs_str_printf(out, "%s\n    \"%s\": {", first ? "" : ",", field->name);
            first = false;
            write_type(out, field);
            write_description(out, field);
            pvs_str_printf(out, "}");
        }
    }
    return first;
}

static void write_object(PvsStr *out, const PvsObject *object, bool tables) {
    const PvsField *shorthand =
        object->shorthand ? pvs_object_field(object, object->shorthand) : NULL;
    pvs_str_printf(out, ",\n  \"");
    write_id(out, object);
    pvs_str_printf(out, "\": {\"description\": ");
    pvs_str_json_string(out, object->help);
    pvs_str_printf(out, shorthand ? ", \"anyOf\": [{" : ", ");
    if (shorthand) {
        write_type(out, shorthand);
        pvs_str_printf(out, "}, {");
    }
    pvs_str_printf(
        out,
        "\"type\": [\"object\", \"null\"], \"additionalProperties\": false, \"properties\": {");
    bool first = write_fields(out, object, true);
    if (tables) {
        pvs_str_printf(out,
                       "%s\n    \"table\": {\"type\": \"string\", \"description\": \"a CSV file "
                       "beside the scenario, a row a member\"},"
                       "\n    \"columns\": {\"type\": \"object\", \"description\": \"the table's "
                       "own names of columns -> fields, or ignore\"}",
                       first ? "" : ",");
    }
    pvs_str_printf(out, "}%s}", shorthand ? "}]" : "");
}

// --- entries -----------------------------------------------------------------------------------------------------------

static void write_entry(PvsStr *out, const PvsObject *object) {
    pvs_str_printf(out, ",\n  \"entry-");
    write_id(out, object);
    pvs_str_printf(
        out,
        "\": {\"type\": \"object\", \"additionalProperties\": false, \"properties\": {"
        "\n    \"name\": {\"type\": [\"string\", \"number\"], \"description\": \"as its file\"},"
        "\n    \"kind\": {");
    write_enum(out, object->kinds);
    pvs_str_printf(
        out, "},\n    \"title\": {\"type\": \"string\"},\n    \"about\": {\"type\": \"string\"},"
             "\n    \"like\": {\"type\": [\"string\", \"number\"], \"description\": \"an entry "
             "whose fields stand where this one says nothing\"},"
             "\n    \"facts\": {\"$ref\": \"#/$defs/facts\"}");
    write_fields(out, object, false);
    pvs_str_printf(out, "}}");
}

static const PvsObject *const entry_objects[] = {
    &pvs_object_threat, &pvs_object_round, &pvs_object_radar,     &pvs_object_unit,
    &pvs_object_post,   &pvs_object_area,  &pvs_object_formation, &pvs_object_data};
#define N_ENTRIES (sizeof entry_objects / sizeof entry_objects[0])

static void write_entries(PvsStr *out) {
    for (size_t i = 0; i < N_ENTRIES; i++) {
        write_entry(out, entry_objects[i]);
    }
    pvs_str_printf(out, ",\n  \"type\": {\"anyOf\": [");
    for (size_t i = 0; i < N_ENTRIES; i++) {
        pvs_str_printf(out, "%s{\"$ref\": \"#/$defs/entry-", i ? ", " : "");
        write_id(out, entry_objects[i]);
        pvs_str_printf(out, "\"}");
    }
    pvs_str_printf(out, "]}");
}

// An entry says by its kind what else it may say.
static void write_root(PvsStr *out) {
    pvs_str_printf(out, "\"if\": {\"required\": [\"kind\"]},\n\"then\": {\"required\": [\"name\", "
                        "\"kind\"], \"allOf\": [");
    for (size_t i = 0; i < N_ENTRIES; i++) {
        pvs_str_printf(out, "%s\n  {\"if\": {\"properties\": {\"kind\": {", i ? "," : "");
        write_enum(out, entry_objects[i]->kinds);
        pvs_str_printf(out, "}}}, \"then\": {\"$ref\": \"#/$defs/entry-");
        write_id(out, entry_objects[i]);
        pvs_str_printf(out, "\"}}");
    }
    pvs_str_printf(out, "]},\n\"else\": {\"if\": {\"required\": [\"study\"]},\n  \"then\": "
                        "{\"allOf\": [");
    write_ref(out, &pvs_object_study);
    pvs_str_printf(out, "], \"required\": [\"pavise\", \"study\", \"scenario\"]},\n  \"else\": "
                        "{\"allOf\": [");
    write_ref(out, &pvs_object_scenario);
    pvs_str_printf(out, "], \"required\": [\"pavise\"]}},\n");
}

// --- quantities and shapes ---------------------------------------------------------------------------------------------

static void write_quantities(PvsStr *out) {
    for (int dim = 0; dim < PVS_N_DIMENSIONS; dim++) {
        for (int chance = 0; chance < 2; chance++) {
            bool bare = is_bare((PvsDimension)dim);
            pvs_str_printf(out, ",\n  \"");
            write_lower(out, dimension_names[dim]);
            pvs_str_printf(out, "%s\": {\"description\": ", chance ? "-chance" : "");
            pvs_str_json_string(out, pvs_dimension_units((PvsDimension)dim));
            pvs_str_printf(
                out, ", \"anyOf\": [{\"type\": %s%s}, {\"$ref\": \"#/$defs/figure\"}%s]}",
                bare ? "[\"number\", \"string\"]" : "\"string\"",
                bare ? "" : ", \"pattern\": \"[A-Za-z%\\u00b0\\u00b2]\"",
                chance ? ", {\"$ref\": \"#/$defs/lognormal\"}, {\"$ref\": \"#/$defs/exponential\"}"
                       : "");
        }
    }
}

static void write_shapes(PvsStr *out) {
    static const char *const fixed[] = {
        "\"yes-or-no\": {\"enum\": [true, false, \"yes\", \"no\", \"on\", \"off\"]}",
        "\"figure\": {\"type\": \"object\", \"description\": \"a figure with its range and source; "
        "an outer draw of a study moves it\", \"required\": [\"best\"], "
        "\"additionalProperties\": false, \"properties\": {\"low\": {\"type\": [\"string\", "
        "\"number\"]}, \"best\": {\"type\": [\"string\", \"number\"]}, "
        "\"high\": {\"type\": [\"string\", \"number\"]}, \"source\": {\"type\": \"string\"}, "
        "\"assumption\": {\"$ref\": \"#/$defs/yes-or-no\"}}}",
        "\"lognormal\": {\"type\": \"object\", \"description\": \"chance: lognormal by its mean "
        "and 90th percentile\", \"required\": [\"mean\", \"p90\"], "
        "\"additionalProperties\": false, \"properties\": {\"mean\": {\"type\": [\"string\", "
        "\"number\"]}, \"p90\": {\"type\": [\"string\", \"number\"]}, "
        "\"source\": {\"type\": \"string\"}, \"assumption\": {\"$ref\": \"#/$defs/yes-or-no\"}}}",
        "\"exponential\": {\"type\": \"object\", \"description\": \"chance: exponential by its "
        "mean\", \"required\": [\"mean\", \"law\"], \"additionalProperties\": false, "
        "\"properties\": {\"mean\": {\"type\": [\"string\", \"number\"]}, \"law\": {\"const\": "
        "\"exponential\"}, \"source\": {\"type\": \"string\"}, \"assumption\": {\"$ref\": "
        "\"#/$defs/yes-or-no\"}}}",
        "\"position\": {\"anyOf\": [{\"type\": \"array\", \"prefixItems\": [{\"type\": \"number\", "
        "\"minimum\": -90, \"maximum\": 90}, {\"type\": \"number\", "
        "\"minimum\": -180, \"maximum\": 180}], \"minItems\": 2, \"maxItems\": 2}, {\"type\": "
        "\"string\"}, {\"type\": \"object\", \"additionalProperties\": false, "
        "\"required\": [\"bearing\", \"range\"], \"properties\": {\"from\": {\"type\": "
        "\"string\"}, \"bearing\": {\"$ref\": \"#/$defs/angle\"}, \"range\": "
        "{\"$ref\": \"#/$defs/length\"}}}]}",
        "\"aim\": {\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"array\"}, {\"type\": "
        "\"object\"}]}",
        "\"rcs\": {\"anyOf\": [{\"$ref\": \"#/$defs/area\"}, {\"type\": \"object\", "
        "\"properties\": {\"nose\": {\"$ref\": \"#/$defs/area\"}, \"beam\": {\"$ref\": "
        "\"#/$defs/area\"}, \"tail\": {\"$ref\": \"#/$defs/area\"}, \"top\": {\"$ref\": "
        "\"#/$defs/area\"}}}]}",
        "\"profile\": {\"type\": \"array\", \"minItems\": 2, \"maxItems\": 32, \"items\": "
        "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [\"at\", "
        "\"altitude\", \"speed\"], \"properties\": {\"at\": {\"$ref\": \"#/$defs/fraction\"}, "
        "\"altitude\": {\"$ref\": \"#/$defs/length\"}, \"speed\": {\"$ref\": "
        "\"#/$defs/mach-or-speed\"}}}}",
        "\"flyout\": {\"type\": \"array\", \"minItems\": 1, \"maxItems\": 8, \"items\": {\"type\": "
        "\"array\", \"prefixItems\": [{\"$ref\": \"#/$defs/length\"}, {\"$ref\": "
        "\"#/$defs/time\"}], \"minItems\": 2, \"maxItems\": 2}}",
        "\"facts\": {\"type\": \"object\", \"additionalProperties\": {\"type\": \"object\", "
        "\"required\": [\"source\"], \"additionalProperties\": false, \"properties\": "
        "{\"low\": {\"type\": \"number\"}, \"best\": {\"type\": \"number\"}, \"high\": {\"type\": "
        "\"number\"}, \"unit\": {\"type\": \"string\"}, \"text\": {\"type\": "
        "[\"string\", \"number\"]}, \"source\": {\"type\": \"string\"}, \"assumption\": {\"$ref\": "
        "\"#/$defs/yes-or-no\"}}}}",
    };
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        pvs_str_printf(out, "%s\n  %s", i ? "," : "", fixed[i]);
    }
    pvs_str_printf(out, ",\n  \"class\": {\"enum\": [");
    for (int i = 0; i < PVS_N_CLASSES; i++) {
        pvs_str_printf(out, "%s\"%s\"", i ? ", " : "", pvs_class_name((PvsClass)i));
    }
    pvs_str_printf(out, "]},\n  \"classes\": {\"anyOf\": [{\"$ref\": \"#/$defs/class\"}, "
                        "{\"type\": \"array\", \"items\": {\"$ref\": \"#/$defs/class\"}}]}");
    pvs_str_printf(out, ",\n  \"kill\": {\"type\": \"object\", \"additionalProperties\": false, "
                        "\"properties\": {\"any\": {\"$ref\": \"#/$defs/fraction\"}");
    for (int i = 0; i < PVS_N_CLASSES; i++) {
        pvs_str_printf(out, ", \"%s\": {\"$ref\": \"#/$defs/fraction\"}",
                       pvs_class_name((PvsClass)i));
    }
    pvs_str_printf(out, "}}");
}

void pvs_schema_json(PvsStr *out) {
    Objects all = {.n = 0};
    collect(&all, &pvs_object_scenario, false);
    collect(&all, &pvs_object_study, false);
    collect(&all, &pvs_object_data, false);
    pvs_str_printf(out,
                   "{\n\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n\"title\": "
                   "\"Pavise scenario, study or catalogue entry\",\n");
    write_root(out);
    pvs_str_printf(out, "\"$defs\": {");
    write_shapes(out);
    write_quantities(out);
    for (int i = 0; i < all.n; i++) {
        write_object(out, all.object[i], all.tables[i]);
    }
    write_entries(out);
    pvs_str_printf(out, "\n}\n}\n");
}
