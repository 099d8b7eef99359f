// SPDX-License-Identifier: Apache-2.0
// Leaves as numbers and text, by the field that they are of; a record as JSON.
#include <string.h>

#include "tables.h"

const PvsAsterixItem *pvs_asterix_leaf_item(const PvsAsterixRecord *record,
                                            const PvsAsterixLeaf *leaf) {
    return &record->items[leaf->item];
}

const PvsAsterixItem *pvs_asterix_leaf_sub(const PvsAsterixRecord *record,
                                           const PvsAsterixLeaf *leaf) {
    return leaf->sub ? &record->items[leaf->item].subs[leaf->sub - 1] : NULL;
}

const PvsAsterixField *pvs_asterix_leaf_field(const PvsAsterixRecord *record,
                                              const PvsAsterixLeaf *leaf) {
    const PvsAsterixItem *sub = pvs_asterix_leaf_sub(record, leaf);
    const PvsAsterixItem *item = sub ? sub : pvs_asterix_leaf_item(record, leaf);
    return leaf->field == PVS_ASTERIX_EMPTY ? NULL : &item->fields[leaf->field];
}

double pvs_asterix_value(const PvsAsterixField *field, uint64_t raw) {
    if (field->kind == PVS_ASTERIX_SINT) {
        uint64_t sign = 1ull << (field->bits - 1);
        return (double)(int64_t)((raw ^ sign) - sign) * field->scale;
    }
    return (double)raw * field->scale;
}

static char icao_character(unsigned code) {
    if (code >= 1 && code <= 26) {
        return (char)('A' + code - 1);
    }
    if (code >= 48 && code <= 57) {
        return (char)('0' + code - 48);
    }
    return code == 32 ? ' ' : '?';
}

void pvs_asterix_text(const PvsAsterixField *field, uint64_t raw, char buf[24]) {
    unsigned step = field->kind == PVS_ASTERIX_OCTAL  ? 3
                    : field->kind == PVS_ASTERIX_ICAO ? 6
                    : field->kind == PVS_ASTERIX_HEX  ? 4
                                                      : 8;
    unsigned n = (field->bits + step - 1) / step;
    for (unsigned i = 0; i < n; i++) {
        unsigned digit = (unsigned)(raw >> (step * (n - 1 - i))) & ((1u << step) - 1);
        buf[i] = step == 6                       ? icao_character(digit)
                 : step != 8                     ? "0123456789ABCDEF"[digit]
                 : digit >= 0x20 && digit < 0x7f ? (char)digit
                                                 : '?';
    }
    buf[n] = '\0';
}

bool asterix_path_step(const char *path, const char *name, const char **rest) {
    size_t n = strlen(name);
    if (strncmp(path, name, n) != 0 || (path[n] && path[n] != '/')) {
        return false;
    }
    *rest = path[n] ? path + n + 1 : path + n;
    return true;
}

int asterix_field_place(const PvsAsterixField *fields, const char *name) {
    for (int i = 0; fields[i].bits; i++) {
        if (strcmp(fields[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

const PvsAsterixLeaf *pvs_asterix_find(const PvsAsterixRecord *record, const char *path) {
    for (size_t i = 0; i < record->n_leaves; i++) {
        const PvsAsterixLeaf *leaf = &record->leaves[i];
        const PvsAsterixItem *sub = pvs_asterix_leaf_sub(record, leaf);
        const char *rest = path;
        if (leaf->field == PVS_ASTERIX_EMPTY ||
            !asterix_path_step(path, record->items[leaf->item].id, &rest) ||
            (sub && !asterix_path_step(rest, sub->id, &rest))) {
            continue;
        }
        const PvsAsterixField *fields = (sub ? sub : &record->items[leaf->item])->fields;
        if (asterix_field_place(fields, rest) == leaf->field) {
            return leaf;
        }
    }
    return NULL;
}

bool pvs_asterix_get(const PvsAsterixRecord *record, const char *path, double *value) {
    const PvsAsterixLeaf *leaf = pvs_asterix_find(record, path);
    if (!leaf) {
        return false;
    }
    *value = pvs_asterix_value(pvs_asterix_leaf_field(record, leaf), leaf->raw);
    return true;
}

// --- JSON ----------------------------------------------------------------------------------------

static void json_value(const PvsAsterixRecord *record, const PvsAsterixField *field,
                       const PvsAsterixLeaf *leaf, PvsStr *out) {
    if (field->kind == PVS_ASTERIX_UINT || field->kind == PVS_ASTERIX_SINT) {
        pvs_str_json_number(out, pvs_asterix_value(field, leaf->raw));
    } else if (field->kind == PVS_ASTERIX_BYTES) {
        size_t at = (size_t)(leaf->raw >> 32), n = (size_t)(leaf->raw & 0xffffffffu);
        pvs_str_add(out, "\"", 1);
        for (size_t i = 0; i < n; i++) {
            pvs_str_printf(out, "%02X", record->bytes[at + i]);
        }
        pvs_str_add(out, "\"", 1);
    } else {
        char text[24];
        pvs_asterix_text(field, leaf->raw, text);
        pvs_str_json_string(out, text);
    }
}

// The fields of a mode S register, when the leaves are one of those that have a table.
static void json_register(const PvsAsterixRecord *record, size_t first, size_t last, PvsStr *out) {
    const PvsAsterixLeaf *leaf = &record->leaves[first];
    const PvsAsterixField *field = pvs_asterix_leaf_field(record, leaf);
    if (last - first != 3 || !field || field->bits != 56 || strcmp(field->name, "MBDATA") != 0) {
        return;
    }
    field = pvs_asterix_bds_fields((unsigned)(leaf[1].raw << 4 | leaf[2].raw));
    unsigned left = 56;
    for (; field && field->bits; field++) {
        left -= field->bits;
        if (field->kind != PVS_ASTERIX_SPARE) {
            uint64_t raw = leaf->raw >> left & ((1ull << field->bits) - 1);
            pvs_str_printf(out, ",\"%s\":", field->name);
            pvs_str_json_number(out, pvs_asterix_value(field, raw));
        }
    }
}

// The leaves first..last-1 of one repetition of one item or subfield: a value, or an object.
static void json_group(const PvsAsterixRecord *record, size_t first, size_t last, PvsStr *out) {
    const PvsAsterixField *alone = pvs_asterix_leaf_field(record, &record->leaves[first]);
    if (alone && !*alone->name) {
        json_value(record, alone, &record->leaves[first], out);
        return;
    }
    const char *between = "{";
    for (size_t i = first; i < last; i++) {
        const PvsAsterixField *field = pvs_asterix_leaf_field(record, &record->leaves[i]);
        if (field && field->kind != PVS_ASTERIX_SPARE) {
            pvs_str_printf(out, "%s\"%s\":", between, field->name);
            json_value(record, field, &record->leaves[i], out);
            between = ",";
        }
    }
    json_register(record, first, last, out);
    pvs_str_printf(out, "%s", *between == '{' ? "{}" : "}");
}

static bool same_part(const PvsAsterixLeaf *a, const PvsAsterixLeaf *b) {
    return a->item == b->item && a->sub == b->sub;
}

// All repetitions of one item or subfield; returns the leaf behind them.
static size_t json_part(const PvsAsterixRecord *record, size_t first, PvsStr *out) {
    const PvsAsterixLeaf *leaves = record->leaves;
    const PvsAsterixItem *sub = pvs_asterix_leaf_sub(record, &leaves[first]);
    const PvsAsterixItem *part = sub ? sub : pvs_asterix_leaf_item(record, &leaves[first]);
    bool many = part->form == PVS_ASTERIX_REPETITIVE || part->form == PVS_ASTERIX_REPETITIVE_FX;
    bool empty = leaves[first].field == PVS_ASTERIX_EMPTY;
    size_t i = first;
    pvs_str_printf(out, "\"%s\":%s", part->id, many ? "[" : "");
    while (i < record->n_leaves && same_part(&leaves[i], &leaves[first])) {
        size_t last = i + 1;
        while (last < record->n_leaves && same_part(&leaves[last], &leaves[i]) &&
               leaves[last].rep == leaves[i].rep) {
            last++;
        }
        if (!(many && empty)) {
            pvs_str_printf(out, "%s", i > first ? "," : "");
            json_group(record, i, last, out);
        }
        i = last;
    }
    pvs_str_printf(out, "%s", many ? "]" : "");
    return i;
}

void pvs_asterix_json(const PvsAsterixRecord *record, PvsStr *out) {
    pvs_str_printf(out, "{\"cat\":%d", record->category->number);
    for (size_t i = 0; i < record->n_leaves;) {
        const PvsAsterixLeaf *leaf = &record->leaves[i];
        uint8_t item = leaf->item;
        pvs_str_add(out, ",", 1);
        if (!leaf->sub) {
            i = json_part(record, i, out);
            continue;
        }
        pvs_str_printf(out, "\"%s\":{", record->items[item].id);
        for (const char *between = ""; i < record->n_leaves && record->leaves[i].item == item;
             between = ",") {
            pvs_str_printf(out, "%s", between);
            i = json_part(record, i, out);
        }
        pvs_str_add(out, "}", 1);
    }
    pvs_str_add(out, "}", 1);
}
