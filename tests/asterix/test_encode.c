// SPDX-License-Identifier: Apache-2.0
// Every field of every table goes out and comes back the same, at both ends of its range.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "asterix/asterix.h"
#include "support/check.h"

// Writes one leaf of the field and reads it.
static void check_raw(PvsAsterixRecord *record, int category, const PvsAsterixItem *items,
                      PvsAsterixLeaf leaf) {
    uint8_t bytes[512];
    PvsAsterixRecord back = {0};
    pvs_asterix_begin(record, category);
    record->items = items;
    pvs_asterix_add(record, leaf);
    if (items != record->category->items) { // the bit that chooses this profile
        pvs_asterix_add(record, (PvsAsterixLeaf){.item = record->category->switch_item, .raw = 1});
    }
    size_t n = pvs_asterix_encode(record, bytes, sizeof bytes);
    assert_true(n <= sizeof bytes);
    assert_int_equal(pvs_asterix_decode(record->category, bytes, n, &back), PVS_ASTERIX_READ);
    assert_int_equal(back.n_bytes, n);
    bool found = false;
    for (size_t i = 0; i < back.n_leaves; i++) {
        const PvsAsterixLeaf *b = &back.leaves[i];
        bool same = b->item == leaf.item && b->sub == leaf.sub && b->field == leaf.field;
        bool chooser = items != record->category->items && b->item == record->category->switch_item;
        assert_true(chooser || b->raw == (same ? leaf.raw : 0));
        found |= same && b->raw == leaf.raw;
    }
    if (!found) {
        fail_msg("CAT%03d: item %s field %d does not come back", category, items[leaf.item].id,
                 leaf.field);
    }
    pvs_asterix_record_free(&back);
}

static int check_part(int category, const PvsAsterixItem *items, const PvsAsterixItem *part,
                      PvsAsterixLeaf leaf) {
    PvsAsterixRecord record = {0};
    int n = 0;
    for (int i = 0; part->fields[i].bits; i++) {
        const PvsAsterixField *field = &part->fields[i];
        uint64_t all = ~0ull >> (64 - field->bits), top = 1ull << (field->bits - 1);
        if (field->kind == PVS_ASTERIX_FX || field->kind == PVS_ASTERIX_BYTES) {
            continue;
        }
        for (int k = 0; k < 4; k++) {
            leaf.field = (uint16_t)i;
            leaf.raw = (uint64_t[]){0, all, top, top - 1}[k];
            check_raw(&record, category, items, leaf);
            n++;
        }
    }
    pvs_asterix_record_free(&record);
    return n;
}

static int check_profile(int category, const PvsAsterixItem *items) {
    int n = 0;
    for (int i = 0; items[i].title || !items[i].id; i++) {
        if (!items[i].id) {
            continue;
        }
        PvsAsterixLeaf leaf = {.item = (uint8_t)i};
        if (!items[i].subs) {
            n += check_part(category, items, &items[i], leaf);
            continue;
        }
        for (int k = 0; items[i].subs[k].title || !items[i].subs[k].id; k++) {
            if (items[i].subs[k].id) {
                leaf.sub = (uint8_t)(k + 1);
                n += check_part(category, items, &items[i].subs[k], leaf);
            }
        }
    }
    return n;
}

static void every_field_comes_back_at_both_ends_of_its_range(void **state) {
    (void)state;
    int n = 0;
    for (int i = 0; pvs_asterix_categories[i]; i++) {
        const PvsAsterixCategory *c = pvs_asterix_categories[i];
        n += check_profile(c->number, c->items);
    }
    print_message("%d values\n", n);
    assert_true(n > 2000);
}

static void what_does_not_fit_is_not_set(void **state) {
    (void)state;
    PvsAsterixRecord record = {0};
    double x;
    pvs_asterix_begin(&record, 62);
    assert_true(pvs_asterix_set(&record, "130", 150000));
    assert_true(pvs_asterix_set(&record, "185/VX", -8192));
    assert_true(pvs_asterix_set(&record, "185/VY", 8191.75));
    size_t n = record.n_leaves;
    assert_false(pvs_asterix_set(&record, "130", 204797));
    assert_false(pvs_asterix_set(&record, "185/VX", 8192));
    assert_false(pvs_asterix_set(&record, "185/VX", -8192.2));
    assert_false(pvs_asterix_set(&record, "040", -1));
    assert_false(pvs_asterix_set(&record, "040", 65536));
    assert_false(pvs_asterix_set(&record, "070", 0.0 / 0.0 * 1));
    assert_false(pvs_asterix_set(&record, "no such", 1));
    assert_false(pvs_asterix_set(&record, "185/VZ", 1));
    assert_int_equal(record.n_leaves, n);
    assert_true(pvs_asterix_get(&record, "185/VX", &x) && x == -8192);
    pvs_asterix_record_free(&record);
}

static void leaves_may_be_set_in_any_order(void **state) {
    (void)state;
    static const uint8_t want[] = {0xf1, 0x01, 0x08, 25,   3,    0x54, 0x60, 0x80,
                                   0x30, 0x64, 0x80, 0x40, 0x00, 0x04, 0xb0};
    uint8_t bytes[64];
    PvsAsterixRecord record = {0};
    pvs_asterix_begin(&record, 48);
    assert_true(pvs_asterix_set(&record, "110/3DH", 30000));
    assert_true(pvs_asterix_set(&record, "040/THETA", 90));
    assert_true(pvs_asterix_set(&record, "040/RHO", 100.5));
    assert_true(pvs_asterix_set(&record, "020/SIM", 1));
    assert_true(pvs_asterix_set(&record, "020/TYP", 1));
    assert_true(pvs_asterix_set(&record, "010/SIC", 3));
    assert_true(pvs_asterix_set(&record, "010/SAC", 25));
    assert_true(pvs_asterix_set(&record, "140", 43201));
    assert_int_equal(pvs_asterix_encode(&record, bytes, sizeof bytes), sizeof want);
    assert_memory_equal(bytes, want, sizeof want);
    assert_int_equal(pvs_asterix_encode(&record, bytes, 3), sizeof want); // only counted
    pvs_asterix_record_free(&record);
}

static void a_block_takes_records_until_it_is_full(void **state) {
    (void)state;
    PvsAsterixBlock block = {0};
    PvsAsterixRecord record = {0};
    int n = 0;
    pvs_asterix_begin(&record, 62);
    pvs_asterix_set(&record, "040", 7);
    for (; pvs_asterix_block_add(&block, &record); n++) {
    }
    assert_int_equal(n, (sizeof block.bytes - 3) / 4);
    assert_int_equal(block.n, 3 + 4 * n);
    assert_int_equal(block.bytes[1] << 8 | block.bytes[2], block.n);
    pvs_asterix_begin(&record, 65);
    pvs_asterix_set(&record, "000", 2);
    assert_false(pvs_asterix_block_add(&block, &record)); // of another category
    pvs_asterix_record_free(&record);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_comes_back_at_both_ends_of_its_range),
        cmocka_unit_test(what_does_not_fit_is_not_set),
        cmocka_unit_test(leaves_may_be_set_in_any_order),
        cmocka_unit_test(a_block_takes_records_until_it_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
