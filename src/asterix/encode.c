// SPDX-License-Identifier: Apache-2.0
// Records from leaves to bytes, and leaves by name: the decoder's way backwards, by the same tables.
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "bits.h"
#include "tables.h"

// --- leaves by name ------------------------------------------------------------------------------

void pvs_asterix_begin(PvsAsterixRecord *record, int category) {
    record->category = pvs_asterix_category(category);
    record->items = record->category->items;
    record->bytes = NULL;
    record->n_bytes = record->n_leaves = 0;
    record->failed = false;
}

bool pvs_asterix_add(PvsAsterixRecord *record, PvsAsterixLeaf leaf) {
    if (record->n_leaves == record->capacity) {
        size_t capacity = record->capacity ? 2 * record->capacity : 64;
        PvsAsterixLeaf *leaves = pvs_realloc(record->leaves, capacity * sizeof *leaves);
        if (!leaves) {
            record->failed = true;
            return false;
        }
        record->leaves = leaves;
        record->capacity = capacity;
    }
    record->leaves[record->n_leaves++] = leaf;
    return true;
}

bool pvs_asterix_raw(const PvsAsterixField *field, double value, uint64_t *raw) {
    double steps = floor(value / field->scale + 0.5);
    double half = (double)(1ull << (field->bits - 1));
    bool is_signed = field->kind == PVS_ASTERIX_SINT;
    double low = is_signed ? -half : 0.0, high = is_signed ? half - 1.0 : 2.0 * half - 1.0;
    if (!(steps >= low && steps <= high)) {
        return false; // NaN comes here too
    }
    *raw = is_signed ? (uint64_t)(int64_t)steps & (~0ull >> (64 - field->bits)) : (uint64_t)steps;
    return true;
}

// The leaf (with raw = 0) and field of a path; null when the category has no such path.
static const PvsAsterixField *resolve(const PvsAsterixItem *items, const char *path,
                                      PvsAsterixLeaf *leaf) {
    const char *rest;
    for (int i = 0; !asterix_is_end(&items[i]); i++) {
        if (!items[i].id || !asterix_path_step(path, items[i].id, &rest)) {
            continue;
        }
        const PvsAsterixItem *part = &items[i];
        *leaf = (PvsAsterixLeaf){.item = (uint8_t)i};
        for (int k = 0; part == &items[i] && items[i].subs && !asterix_is_end(&items[i].subs[k]);
             k++) {
            if (items[i].subs[k].id && asterix_path_step(rest, items[i].subs[k].id, &rest)) {
                part = &items[i].subs[k];
                leaf->sub = (uint8_t)(k + 1);
            }
        }
        int field = part->fields ? asterix_field_place(part->fields, rest) : -1;
        leaf->field = (uint16_t)field;
        return field < 0 ? NULL : &part->fields[field];
    }
    return NULL;
}

bool pvs_asterix_set(PvsAsterixRecord *record, const char *path, double value) {
    PvsAsterixLeaf leaf;
    const PvsAsterixField *field = resolve(record->items, path, &leaf);
    return field && pvs_asterix_raw(field, value, &leaf.raw) && pvs_asterix_add(record, leaf);
}

// --- bytes ---------------------------------------------------------------------------------------

// What is written; past the end it only counts.
typedef struct {
    uint8_t *bytes;
    size_t n, capacity;
    const PvsAsterixRecord *record;
    const PvsAsterixLeaf *leaves, *end; // what is left of the record's leaves
} Writer;

// n zeroed octets, null when they do not fit.
static uint8_t *take(Writer *w, size_t n) {
    uint8_t *at = w->n + n <= w->capacity ? w->bytes + w->n : NULL;
    w->n += n;
    if (at) {
        memset(at, 0, n);
    }
    return at;
}

static bool is_of(const Writer *w, int item, int sub) {
    return w->leaves < w->end && w->leaves->item == item && w->leaves->sub == sub;
}

static uint32_t order(const PvsAsterixLeaf *leaf) {
    return (uint32_t)leaf->item << 24 | (uint32_t)leaf->sub << 16 | leaf->rep;
}

static bool comes_before(const PvsAsterixLeaf *a, const PvsAsterixLeaf *b) {
    return order(a) != order(b) ? order(a) < order(b) : a->field < b->field;
}

static void sort_leaves(PvsAsterixRecord *record) {
    for (size_t i = 1; i < record->n_leaves; i++) { // nearly sorted already
        PvsAsterixLeaf leaf = record->leaves[i];
        size_t k = i;
        for (; k > 0 && comes_before(&leaf, &record->leaves[k - 1]); k--) {
            record->leaves[k] = record->leaves[k - 1];
        }
        record->leaves[k] = leaf;
    }
}

// One repetition of a list of fields: the leaves of (item, sub, rep) into it. `octets` are written.
static void write_group(Writer *w, const PvsAsterixField *fields, size_t octets, PvsAsterixLeaf of,
                        bool more) {
    uint8_t *at = take(w, octets);
    size_t bit = 0;
    for (size_t i = 0; fields[i].bits && bit < 8 * octets; i++) {
        uint64_t raw = 0;
        while (w->leaves < w->end && order(w->leaves) == order(&of) && w->leaves->field <= i) {
            raw = w->leaves->field == i ? w->leaves->raw : raw;
            w->leaves++;
        }
        if (fields[i].kind == PVS_ASTERIX_FX) {
            raw = bit + 1 < 8 * octets || more;
        }
        if (at) {
            bits_write(at, bit, fields[i].bits, raw);
        }
        bit += fields[i].bits;
    }
    while (w->leaves < w->end && order(w->leaves) == order(&of)) {
        w->leaves++; // EMPTY
    }
}

static size_t octets_of(const PvsAsterixField *fields) {
    size_t bits = 0;
    for (; fields->bits; fields++) {
        bits += fields->bits;
    }
    return bits / 8;
}

// Octets of an extended item up to the one with the last field that stands in the record.
static size_t octets_used(const Writer *w, const PvsAsterixField *fields, PvsAsterixLeaf of) {
    size_t bit = 0, used = 1, i = 0;
    for (const PvsAsterixLeaf *leaf = w->leaves; leaf < w->end && order(leaf) == order(&of);
         leaf++) {
        for (; i <= leaf->field && fields[i].bits; i++) {
            bit += fields[i].bits;
        }
        used = (bit + 7) / 8;
    }
    return used;
}

static void write_explicit(Writer *w) {
    size_t at = (size_t)(w->leaves->raw >> 32), n = (size_t)(w->leaves->raw & 0xffu);
    uint8_t *to = take(w, n + 1);
    if (to) {
        to[0] = (uint8_t)(n + 1);
        memcpy(to + 1, w->record->bytes + at, n);
    }
    w->leaves++;
}

static void write_part(Writer *w, const PvsAsterixItem *part) {
    PvsAsterixLeaf of = *w->leaves;
    size_t octets = part->fields ? octets_of(part->fields) : 0, count_at = w->n;
    bool counted = part->form == PVS_ASTERIX_REPETITIVE;
    unsigned n = 0;
    switch (part->form) {
    case PVS_ASTERIX_EXPLICIT:
        write_explicit(w);
        break;
    case PVS_ASTERIX_EXTENDED:
        write_group(w, part->fields, octets_used(w, part->fields, of), of, false);
        break;
    case PVS_ASTERIX_REPETITIVE:
    case PVS_ASTERIX_REPETITIVE_FX:
        if (counted) {
            take(w, 1);
        }
        if (of.field == PVS_ASTERIX_EMPTY) {
            w->leaves++;
            break;
        }
        while (is_of(w, of.item, of.sub) && n < 255) {
            PvsAsterixLeaf rep = *w->leaves;
            const PvsAsterixLeaf *next = w->leaves;
            while (next < w->end && order(next) == order(&rep)) {
                next++;
            }
            bool more = next < w->end && next->item == of.item && next->sub == of.sub;
            write_group(w, part->fields, octets, rep, more && n < 254);
            n++;
        }
        if (counted && count_at < w->capacity) {
            w->bytes[count_at] = (uint8_t)n;
        }
        break;
    default:
        write_group(w, part->fields, octets, of, false);
    }
}

// A chain of presence bits: `places` has a bit for each place, the first one lowest.
static void write_chain(Writer *w, uint64_t places) {
    do {
        unsigned octet = 0;
        for (int i = 0; i < 7; i++) {
            octet = octet << 1 | (unsigned)(places >> i & 1);
        }
        places >>= 7;
        uint8_t *at = take(w, 1);
        if (at) {
            *at = (uint8_t)(octet << 1 | (places != 0));
        }
    } while (places);
}

static void write_compound(Writer *w, const PvsAsterixItem *item) {
    uint8_t place = w->leaves->item;
    uint64_t present = 0;
    for (const PvsAsterixLeaf *leaf = w->leaves; leaf < w->end && leaf->item == place; leaf++) {
        present |= leaf->sub ? 1ull << (leaf->sub - 1) : 0;
    }
    write_chain(w, present);
    while (w->leaves < w->end && w->leaves->item == place) {
        if (w->leaves->sub) {
            write_part(w, &item->subs[w->leaves->sub - 1]);
        } else {
            w->leaves++; // EMPTY
        }
    }
}

size_t pvs_asterix_encode(PvsAsterixRecord *record, uint8_t *bytes, size_t capacity) {
    sort_leaves(record);
    Writer w = {bytes, 0, capacity, record, record->leaves, record->leaves + record->n_leaves};
    uint64_t present = 0;
    for (const PvsAsterixLeaf *leaf = w.leaves; leaf < w.end; leaf++) {
        present |= 1ull << leaf->item;
    }
    write_chain(&w, present);
    while (w.leaves < w.end) {
        const PvsAsterixItem *item = &record->items[w.leaves->item];
        if (item->form == PVS_ASTERIX_COMPOUND) {
            write_compound(&w, item);
        } else {
            write_part(&w, item);
        }
    }
    return w.n;
}

// --- blocks --------------------------------------------------------------------------------------

bool pvs_asterix_block_add(PvsAsterixBlock *block, PvsAsterixRecord *record) {
    if (record->failed || !record->n_leaves) {
        return true; // nothing that could be written
    }
    if (block->n > 0 && block->bytes[0] != record->category->number) {
        return false;
    }
    size_t at = block->n ? block->n : 3;
    size_t n = pvs_asterix_encode(record, block->bytes + at, sizeof block->bytes - at);
    if (at + n > sizeof block->bytes) {
        return block->n == 0; // a record that fits nowhere is dropped
    }
    block->n = at + n;
    block->bytes[0] = record->category->number;
    block->bytes[1] = (uint8_t)(block->n >> 8);
    block->bytes[2] = (uint8_t)block->n;
    return true;
}
