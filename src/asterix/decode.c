// SPDX-License-Identifier: Apache-2.0
// One record from bytes to leaves, as its category's table says.
//
// All reading goes through `Cursor`, which never passes the end of the record: each loop below
// either takes an octet from it or stops.
#include <string.h>

#include "base/arena.h"
#include "bits.h"
#include "tables.h"

typedef struct {
    const uint8_t *bytes;
    size_t n, at; // at <= n
    PvsAsterixRecord *record;
    PvsAsterixLeaf place; // item, sub and rep of what is being read
} Cursor;

static void add_value(Cursor *c, size_t field, uint64_t raw) {
    c->place.field = (uint16_t)field;
    c->place.raw = raw;
    pvs_asterix_add(c->record, c->place);
}

static size_t octets_of(const PvsAsterixField *fields) {
    size_t bits = 0;
    for (; fields->bits; fields++) {
        bits += fields->bits;
    }
    return bits / 8;
}

// A group of fields, once; *more (may be null) is its FX bit.
static PvsAsterixSkip read_group(Cursor *c, const PvsAsterixField *fields, bool *more) {
    size_t octets = octets_of(fields), bit = 0;
    if (c->n - c->at < octets) {
        return PVS_ASTERIX_SKIP_BEYOND_BLOCK;
    }
    for (size_t i = 0; fields[i].bits; i++) {
        uint64_t raw = bits_read(c->bytes + c->at, bit, fields[i].bits);
        bit += fields[i].bits;
        if (fields[i].kind == PVS_ASTERIX_FX) {
            *more = raw != 0;
        } else {
            add_value(c, i, raw);
        }
    }
    c->at += octets;
    return PVS_ASTERIX_READ;
}

// Octet by octet, as long as FX says so. Extensions that the table does not know (of a later
// edition) are stepped over: their octets chain in the same way.
static PvsAsterixSkip read_extended(Cursor *c, const PvsAsterixField *fields) {
    size_t i = 0;
    bool more = true;
    while (more) {
        if (c->at == c->n) {
            return PVS_ASTERIX_SKIP_BEYOND_BLOCK;
        }
        more = c->bytes[c->at] & 1;
        for (size_t bit = 0; fields[i].bits && bit < 8; bit += fields[i++].bits) {
            if (fields[i].kind != PVS_ASTERIX_FX) {
                add_value(c, i, bits_read(c->bytes + c->at, bit, fields[i].bits));
            }
        }
        c->at++;
    }
    return PVS_ASTERIX_READ;
}

static PvsAsterixSkip read_repetitive(Cursor *c, const PvsAsterixField *fields) {
    if (c->at == c->n) {
        return PVS_ASTERIX_SKIP_BEYOND_BLOCK;
    }
    unsigned n = c->bytes[c->at++];
    if (n == 0) {
        add_value(c, PVS_ASTERIX_EMPTY, 0);
    }
    for (unsigned i = 0; i < n; i++) {
        c->place.rep = (uint16_t)i;
        PvsAsterixSkip skip = read_group(c, fields, NULL);
        if (skip != PVS_ASTERIX_READ) {
            return skip;
        }
    }
    c->place.rep = 0;
    return PVS_ASTERIX_READ;
}

static PvsAsterixSkip read_repetitive_fx(Cursor *c, const PvsAsterixField *fields) {
    PvsAsterixSkip skip = PVS_ASTERIX_READ;
    bool more = true;
    for (unsigned i = 0; more && skip == PVS_ASTERIX_READ; i++) {
        c->place.rep = (uint16_t)i;
        skip = read_group(c, fields, &more);
    }
    c->place.rep = 0;
    return skip;
}

static PvsAsterixSkip read_explicit(Cursor *c) {
    if (c->at == c->n) {
        return PVS_ASTERIX_SKIP_BEYOND_BLOCK;
    }
    size_t length = c->bytes[c->at];
    if (length == 0) {
        return PVS_ASTERIX_SKIP_BAD_EXPLICIT;
    }
    if (c->n - c->at < length) {
        return PVS_ASTERIX_SKIP_BEYOND_BLOCK;
    }
    add_value(c, 0, (uint64_t)(c->at + 1) << 32 | (length - 1));
    c->at += length;
    return PVS_ASTERIX_READ;
}

// Items that are no compound.
static PvsAsterixSkip read_plain(Cursor *c, const PvsAsterixItem *item) {
    switch (item->form) {
    case PVS_ASTERIX_EXTENDED:
        return read_extended(c, item->fields);
    case PVS_ASTERIX_REPETITIVE:
        return read_repetitive(c, item->fields);
    case PVS_ASTERIX_REPETITIVE_FX:
        return read_repetitive_fx(c, item->fields);
    case PVS_ASTERIX_EXPLICIT:
        return read_explicit(c);
    default:
        return read_group(c, item->fields, NULL);
    }
}

// The chain of presence bits that begins at *at: steps over it and gives its length in octets; 0
// when it leads beyond the end.
static size_t presence_chain(Cursor *c, const uint8_t **chain) {
    *chain = c->bytes + c->at;
    size_t n = 0;
    do {
        if (c->at == c->n) {
            return 0;
        }
        n++;
    } while (c->bytes[c->at++] & 1);
    return n;
}

static PvsAsterixSkip read_compound(Cursor *c, const PvsAsterixItem *item) {
    const uint8_t *chain;
    size_t octets = presence_chain(c, &chain);
    const PvsAsterixItem *sub = item->subs;
    bool any = false;
    if (octets == 0) {
        return PVS_ASTERIX_SKIP_BEYOND_BLOCK;
    }
    for (size_t place = 0; place < 7 * octets; place++) {
        bool known = !asterix_is_end(sub);
        if (chain[place / 7] >> (7 - place % 7) & 1) {
            if (!known || !sub->id) {
                return PVS_ASTERIX_SKIP_UNKNOWN_SUBFIELD;
            }
            any = true;
            c->place.sub = (uint8_t)(sub - item->subs + 1);
            PvsAsterixSkip skip = read_plain(c, sub);
            if (skip != PVS_ASTERIX_READ) {
                return skip;
            }
        }
        sub += known;
    }
    c->place.sub = 0;
    if (!any) {
        add_value(c, PVS_ASTERIX_EMPTY, 0);
    }
    return PVS_ASTERIX_READ;
}

// CAT001: the item just read may say that the other profile is in force.
static void choose_profile(PvsAsterixRecord *record, size_t place) {
    const PvsAsterixCategory *category = record->category;
    if (category->items_if_set && place == category->switch_item && record->n_leaves > 0) {
        for (size_t i = 0; i < record->n_leaves; i++) {
            if (record->leaves[i].item == place && record->leaves[i].field == 0 &&
                record->leaves[i].raw) {
                record->items = category->items_if_set;
            }
        }
    }
}

static PvsAsterixSkip read_items(Cursor *c) {
    PvsAsterixRecord *record = c->record;
    const uint8_t *fspec;
    size_t octets = presence_chain(c, &fspec), place = 0;
    bool any = false;
    if (octets == 0) {
        return PVS_ASTERIX_SKIP_BEYOND_BLOCK;
    }
    for (size_t bit = 0; bit < 7 * octets; bit++) {
        const PvsAsterixItem *item = record->items + place;
        bool known = !asterix_is_end(item);
        if (fspec[bit / 7] >> (7 - bit % 7) & 1) {
            if (!known || !item->id) {
                return PVS_ASTERIX_SKIP_UNKNOWN_ITEM;
            }
            any = true;
            c->place.item = (uint8_t)place;
            PvsAsterixSkip skip =
                item->form == PVS_ASTERIX_COMPOUND ? read_compound(c, item) : read_plain(c, item);
            if (skip != PVS_ASTERIX_READ) {
                return skip;
            }
            choose_profile(record, place);
        }
        place += known;
    }
    return any ? PVS_ASTERIX_READ : PVS_ASTERIX_SKIP_NO_ITEMS;
}

PvsAsterixSkip pvs_asterix_decode(const PvsAsterixCategory *category, const uint8_t *bytes,
                                  size_t n, PvsAsterixRecord *record) {
    record->category = category;
    record->items = category->items;
    record->bytes = bytes;
    record->n_bytes = 0;
    record->n_leaves = 0;
    record->failed = false;
    Cursor cursor = {.bytes = bytes, .n = n, .record = record};
    PvsAsterixSkip skip = read_items(&cursor);
    record->n_bytes = cursor.at;
    return skip == PVS_ASTERIX_READ && record->failed ? PVS_ASTERIX_SKIP_NO_MEMORY : skip;
}

void pvs_asterix_record_free(PvsAsterixRecord *record) {
    pvs_free(record->leaves);
    *record = (PvsAsterixRecord){0};
}
