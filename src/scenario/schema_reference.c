// SPDX-License-Identifier: Apache-2.0
// The schema as the reference page, Markdown: every object with its fields, what they take, their limits and defaults. Made from the tables.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/impl.h"
#include "scenario/shapes.h"
#include "scenario/study_impl.h"

static const char intro[] =
    "# The scenario language: reference\n"
    "\n"
    "<!-- Made from the schema by `pavise schema --reference`. Do not edit. -->\n"
    "\n"
    "A scenario is a YAML file (JSON is accepted too) that reads like a situation report. `pavise "
    "check FILE` says everything that is wrong with it, `pavise check --expand FILE`\n"
    "prints every value and where it came from. Editors complete and check with "
    "`scenario.schema.json`. Catalogue entries: `catalog-format.md`.\n"
    "\n"
    "## Values\n"
    "\n"
    "- **Units are written**: `250 km`, `3 deg/s`, `450 kUSD`, `Mach 2.8`. A bare number where a "
    "unit is due is an error that lists the units. Plain numbers stand where a count, a ratio or "
    "a\n"
    "  probability (0 to 1, or `%`) is due.\n"
    "- **Chance**, drawn in each battle: `100..2000 m` (uniform), `5 min \xC2\xB1 20 s` or "
    "`\xC2\xB1 10 %` (uniform), `{mean: 10 s, p90: 15 s}` (lognormal), "
    "`{mean: 10 s, law: exponential}`.\n"
    "- **Ignorance**, drawn once for an outer draw of a study, else the best value: `{low: 45 m/s, "
    "best: 50 m/s, high: 55 m/s, source: \"...\", assumption: yes}`. Where chance is not taken, "
    "`50 m/s \xC2\xB1 10 %`\n"
    "  is ignorance too.\n"
    "- **Positions**: `[latitude, longitude]` in degrees; `{from: depot, bearing: 45 deg, range: "
    "12 km}`; the name of a place. Heights are above mean sea level unless `agl` stands behind "
    "them.\n"
    "- **Names** are letters, digits, `-` and `_`, at most 64. Each is used once in a scenario: it "
    "is the label, the path in a study (`units.north.rounds.48n6e3`), and the key of random "
    "numbers.\n"
    "  `count: 4` makes `guns/1` to `guns/4`; what is in a formation or unit is "
    "`south/battalion-1/92n6e`. Order in the file never matters.\n"
    "- **Overriding**: what a scenario says about a thing stands above its type's entry, field by "
    "field, maps inside maps. `include` works the same way.\n"
    "- **Tables**: sites, posts, radars, units and soft-kill areas take `{table: file.csv, ...}`: "
    "a row a thing, columns named after fields with a unit behind (`scan_period_s`, "
    "`finds.rcs_m2`, `lat_deg`,\n"
    "  `lon_deg`); what stands beside `table` holds for every row; `columns: {theirs: field}` "
    "renames, `{theirs: ignore}` leaves out.\n"
    "  Rows keep their own names. Files stand in the scenario's folder or below.\n"
    "- **Tables of threats**: a raid takes `{table: threats.csv, waypoints: points.csv, types: "
    "{theirs: entry}}`. Columns of threats: `name`, `type` (or `kind`), `aim` (or `target`), "
    "`at_s`\n"
    "  (or `launch_s`), `speed_mps`, `altitude_m` (or `alt_m`), `rcs_m2`, `lat_deg`, `lon_deg` "
    "(launch "
    "point); of way points: `threat`, `index`, `lat_deg`, `lon_deg`, `altitude_m`. What a row "
    "does\n"
    "  not say, the raid says. Other units may stand behind (`at_min`, `speed_kmh`). A last way "
    "point "
    "within 100 m of the aim is the aim itself.\n"
    "- **Study paths**: `pavise run --set units.guns.count=6`, and the factors of studies, set a "
    "value by "
    "its path: `units.north.rounds.48n6e3`, `types.48n6e3.kill.ballistic` (for all who hold it),\n"
    "  `formations.south.units.battalion-1.rounds.9m96e2.ready`, "
    "`doctrine.against.ballistic.salvo`, "
    "`sharing.night`.\n"
    "- YAML is taken plainly: no anchors, aliases, tags or merge keys, no key twice, at most 64 "
    "deep, 16 MiB, a million values.\n";

static void write_takes(PvsStr *out, const PvsField *field) {
    static const char *const plain[] = {[PVS_FIELD_TEXT] = "text",
                                        [PVS_FIELD_NAME] = "name",
                                        [PVS_FIELD_BOOL] = "yes or no",
                                        [PVS_FIELD_COUNT] = "whole number",
                                        [PVS_FIELD_CLASSES] = "class, or list of classes"};
    bool mach = field->kind == PVS_FIELD_SPEED || field->kind == PVS_FIELD_CHANCE_SPEED;
    bool chance = field->kind == PVS_FIELD_CHANCE || field->kind == PVS_FIELD_CHANCE_SPEED ||
                  field->kind == PVS_FIELD_HEIGHT;
    switch (field->kind) {
    case PVS_FIELD_TEXT:
    case PVS_FIELD_NAME:
    case PVS_FIELD_BOOL:
    case PVS_FIELD_COUNT:
    case PVS_FIELD_CLASSES:
        pvs_str_printf(out, "%s", plain[field->kind]);
        break;
    case PVS_FIELD_ENUM:
        for (int i = 0; field->names[i]; i++) {
            pvs_str_printf(out, "%s`%s`", i ? ", " : "", field->names[i]);
        }
        break;
    case PVS_FIELD_OBJECT:
        pvs_str_printf(out, "map, see *%s*", field->object->name);
        break;
    case PVS_FIELD_MAP:
        pvs_str_printf(out, "name -> *%s*%s", field->object->name,
                       field->flags & PVS_TABLES ? ", or table" : "");
        break;
    case PVS_FIELD_LIST:
        pvs_str_printf(out, "list of *%s*", field->object->name);
        break;
    case PVS_FIELD_VIEW:
        pvs_str_printf(out,
                       field->object ? field->flags & PVS_BY_NAME ? "name -> *%s*" : "map, see *%s*"
                                     : "%s",
                       field->object ? field->object->name : field->shape->takes);
        break;
    case PVS_FIELD_SHAPE:
        pvs_str_printf(out, "%s", field->shape->takes);
        break;
    default:
        pvs_str_printf(
            out, "%s%s%s", pvs_dimension_units(mach ? PVS_DIM_MACH_OR_SPEED : field->dim),
            field->kind == PVS_FIELD_HEIGHT ? ", `msl` or `agl`" : "", chance ? "; chance" : "");
    }
}

static void write_quantity(PvsStr *out, double value, PvsDimension dim) {
    char text[64];
    if (dim == PVS_DIM_COUNT || dim == PVS_DIM_NONE || dim == PVS_DIM_RATIO ||
        dim == PVS_DIM_FRACTION) {
        pvs_number_format(value, text, sizeof text);
    } else {
        pvs_quantity_format(value, dim, text, sizeof text);
    }
    pvs_str_printf(out, "%s", text);
}

static void write_limits(PvsStr *out, const PvsField *field) {
    bool number = field->kind == PVS_FIELD_COUNT || field->kind == PVS_FIELD_NUMBER ||
                  field->kind == PVS_FIELD_SPEED || field->kind == PVS_FIELD_CHANCE ||
                  field->kind == PVS_FIELD_CHANCE_SPEED || field->kind == PVS_FIELD_HEIGHT;
    if (!number || (field->min == 0 && field->max == 0)) {
        return;
    }
    write_quantity(out, field->min, field->dim);
    if (field->max < 1e15) {
        pvs_str_printf(out, " to ");
        write_quantity(out, field->max, field->dim);
    } else {
        pvs_str_printf(out, " and more");
    }
}

static void write_field(PvsStr *out, const PvsField *field) {
    pvs_str_printf(out, "| `%s` | ", field->name);
    write_takes(out, field);
    pvs_str_printf(out, " | ");
    write_limits(out, field);
    pvs_str_printf(out, " | ");
    if (field->def) {
        pvs_str_printf(out, field->def[0] == '=' ? "%s" : "`%s`",
                       field->def[0] == '=' ? field->def + 2 : field->def);
    } else {
        pvs_str_printf(out, field->flags & PVS_NEEDED ? "**needed**" : "-");
    }
    pvs_str_printf(out, " | %s%s |\n", field->flags & PVS_VARY ? "yes" : "", "");
}

static void write_help(PvsStr *out, const PvsObject *object) {
    pvs_str_printf(out, "\n");
    for (int i = 0; i < object->n_fields; i++) {
        const PvsField *field = &object->fields[i];
        if (*field->help || field->example) {
            pvs_str_printf(out, "- `%s`: %s%s%s%s\n", field->name, field->help,
                           field->example ? ". Example: `" : "",
                           field->example ? field->example : "", field->example ? "`" : "");
        }
    }
}

static void write_object(PvsStr *out, const PvsObject *object) {
    const char *name = strncmp(object->name, "a ", 2) == 0 ? object->name + 2 : object->name;
    pvs_str_printf(out, "\n## %c%s\n\n%s",
                   name[0] >= 'a' && name[0] <= 'z' ? name[0] - 'a' + 'A' : name[0], name + 1,
                   object->help);
    if (object->kinds) {
        pvs_str_printf(out, " Entries of kind ");
        for (int i = 0; object->kinds[i]; i++) {
            pvs_str_printf(out, "%s`%s`", i ? ", " : "", object->kinds[i]);
        }
        pvs_str_printf(out, ".");
    }
    if (object->shorthand) {
        pvs_str_printf(out, " A bare value is its `%s`.", object->shorthand);
    }
    if (object->mixin) {
        pvs_str_printf(out, " The fields of *%s* may stand here too.", object->mixin->name);
    }
    pvs_str_printf(out, " Side: %s.\n\n", object->side);
    if (object->n_fields) {
        pvs_str_printf(out, "| field | takes | limits | default | a study may vary it |\n| --- | "
                            "--- | --- | --- | --- |\n");
        for (int i = 0; i < object->n_fields; i++) {
            write_field(out, &object->fields[i]);
        }
        write_help(out, object);
    }
    for (const PvsColumn *c = object->columns; c && c->column; c++) {
        pvs_str_printf(out, "%s`%s` = `%s`",
                       c == object->columns
                           ? "\nColumns that tables may use beside the fields' names: "
                           : ", ",
                       c->column, c->path);
        pvs_str_printf(out, c[1].column ? "" : ".\n");
    }
}

static void write_kinds(PvsStr *out) {
    pvs_str_printf(out, "\n## Kinds of entries\n\nA kind says some things when nobody else "
                        "does:\n\n| kind | says |\n| --- | --- |\n");
    for (int i = 0; pvs_entry_kinds[i]; i++) {
        const char *defaults = pvs_kind_defaults(pvs_entry_kinds[i]);
        pvs_str_printf(out, "| `%s` | %s%s%s |\n", pvs_entry_kinds[i], defaults ? "`" : "",
                       defaults ? defaults : "", defaults ? "`" : "");
    }
}

#define OBJECTS_MAX 64
static void write_tree(PvsStr *out, const PvsObject *object, const PvsObject **done, int *n) {
    for (int i = 0; i < *n; i++) {
        if (done[i] == object) {
            return;
        }
    }
    if (*n == OBJECTS_MAX) {
        return;
    }
    done[(*n)++] = object;
    write_object(out, object);
    for (int i = 0; i < object->n_fields; i++) {
        if (object->fields[i].object) {
            write_tree(out, object->fields[i].object, done, n);
        }
    }
    if (object->mixin) {
        write_tree(out, object->mixin, done, n);
    }
}

void pvs_schema_reference(PvsStr *out) {
    const PvsObject *done[OBJECTS_MAX];
    int n = 0;
    pvs_str_add(out, intro, sizeof intro - 1);
    write_tree(out, &pvs_object_scenario, done, &n);
    write_kinds(out);
    pvs_str_printf(out,
                   "\n# Studies\n\nA study is a file of its own that asks something of a scenario; "
                   "the scenario stays as it is. How to ask: `docs/studies.md`.\n");
    write_tree(out, &pvs_object_study, done, &n);
}
