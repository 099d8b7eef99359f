// SPDX-License-Identifier: Apache-2.0
// Hand-made messages, what the tables promise, and every way to cut a message short.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asterix/asterix.h"
#include "base/arena.h"
#include "support/check.h"

static void check_fields(const char *id, int form, const PvsAsterixField *fields) {
    unsigned bits = 0;
    for (; fields->bits; fields++) {
        bits += fields->bits;
        assert_true(fields->bits <= 64);
        assert_true(fields->scale > 0);
        if (form == PVS_ASTERIX_EXTENDED && bits % 8 == 0 && fields->kind != PVS_ASTERIX_FX) {
            fail_msg("%s: no FX at the end of an octet (%s)", id, fields->name);
        }
        if (form == PVS_ASTERIX_REPETITIVE_FX && !fields[1].bits &&
            fields->kind != PVS_ASTERIX_FX) {
            fail_msg("%s: no FX at the end", id);
        }
    }
    if (bits % 8 != 0) {
        fail_msg("%s has %u bits", id, bits);
    }
}

static void check_items(const PvsAsterixItem *items) {
    for (int i = 0; items[i].title || !items[i].id; i++) {
        if (items[i].fields) {
            check_fields(items[i].id, items[i].form, items[i].fields);
        } else if (items[i].subs) {
            check_items(items[i].subs);
        }
        assert_true(i < 63); // places are bits of one word
    }
}

static void tables_are_made_of_whole_octets(void **state) {
    (void)state;
    for (int i = 0; pvs_asterix_categories[i]; i++) {
        check_items(pvs_asterix_categories[i]->items);
        if (pvs_asterix_categories[i]->items_if_set) {
            check_items(pvs_asterix_categories[i]->items_if_set);
        }
    }
}

// SAC 25 SIC 3, 12:00:01, PSR plot, simulated, 100.5 NM, 90 deg, 3-D height 30,000 ft.
static const uint8_t plot[] = {0xf1, 0x01, 0x08, 25,   3,    0x54, 0x60, 0x80,
                               0x30, 0x64, 0x80, 0x40, 0x00, 0x04, 0xb0};

static PvsAsterixSkip decode(const uint8_t *bytes, size_t n, int category, PvsAsterixRecord *out) {
    uint8_t *exact = malloc(n ? n : 1); // so that a sanitizer sees a read behind the end
    if (n > 0) {
        memcpy(exact, bytes, n);
    }
    PvsAsterixSkip skip = pvs_asterix_decode(pvs_asterix_category(category), exact, n, out);
    free(exact);
    return skip;
}

static double value(const PvsAsterixRecord *record, const char *path) {
    double x = 0;
    if (!pvs_asterix_get(record, path, &x)) {
        fail_msg("no %s", path);
    }
    return x;
}

static void a_plot_made_by_hand_is_read(void **state) {
    (void)state;
    PvsAsterixRecord record = {0};
    assert_int_equal(decode(plot, sizeof plot, 48, &record), PVS_ASTERIX_READ);
    assert_int_equal(record.n_bytes, sizeof plot);
    CHECK_NEAR(value(&record, "010/SAC"), 25, 0);
    CHECK_NEAR(value(&record, "010/SIC"), 3, 0);
    CHECK_NEAR(value(&record, "140"), 43201, 0);
    CHECK_NEAR(value(&record, "020/TYP"), 1, 0);
    CHECK_NEAR(value(&record, "020/SIM"), 1, 0);
    CHECK_NEAR(value(&record, "040/RHO"), 100.5, 0);
    CHECK_NEAR(value(&record, "040/THETA"), 90, 0);
    CHECK_NEAR(value(&record, "110/3DH"), 30000, 0);
    assert_null(pvs_asterix_find(&record, "040"));
    assert_null(pvs_asterix_find(&record, "090/FL"));
    pvs_asterix_record_free(&record);
}

static void a_message_cut_anywhere_is_refused(void **state) {
    (void)state;
    PvsAsterixRecord record = {0};
    for (size_t n = 0; n < sizeof plot; n++) {
        assert_int_equal(decode(plot, n, 48, &record), PVS_ASTERIX_SKIP_BEYOND_BLOCK);
    }
    pvs_asterix_record_free(&record);
}

static void what_no_table_knows_is_refused(void **state) {
    (void)state;
    static const struct {
        int category;
        uint8_t bytes[8];
        PvsAsterixSkip skip;
    } cases[] = {
        {62, {0x40, 0, 0, 0}, PVS_ASTERIX_SKIP_UNKNOWN_ITEM},          // a spare place of FSPEC
        {65, {0x01, 0x01, 0x01, 0x80}, PVS_ASTERIX_SKIP_UNKNOWN_ITEM}, // behind the last place
        {34, {0x04, 0x40, 0, 0}, PVS_ASTERIX_SKIP_UNKNOWN_SUBFIELD},   // 050: a spare subfield
        {48, {0x00, 0, 0, 0}, PVS_ASTERIX_SKIP_NO_ITEMS},
        {65, {0x01, 0x02, 0, 0}, PVS_ASTERIX_SKIP_BAD_EXPLICIT}, // SP of length 0
        {65, {0x01, 0x02, 9, 0}, PVS_ASTERIX_SKIP_BEYOND_BLOCK}, // SP longer than the block
        {48, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, PVS_ASTERIX_SKIP_BEYOND_BLOCK},
    };
    PvsAsterixRecord record = {0};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(decode(cases[i].bytes, 8, cases[i].category, &record), cases[i].skip);
    }
    pvs_asterix_record_free(&record);
}

// An extended item of a later edition has octets more than the table; they are stepped over.
static void extensions_of_later_editions_are_stepped_over(void **state) {
    (void)state;
    static const uint8_t bytes[] = {0x20, 0x31, 1, 1, 1, 1, 0xff, 0xff, 0x02, 0x80};
    PvsAsterixRecord record = {0};
    assert_int_equal(decode(bytes, sizeof bytes, 48, &record), PVS_ASTERIX_READ);
    assert_int_equal(record.n_bytes, 9);
    CHECK_NEAR(value(&record, "020/SIM"), 1, 0);
    pvs_asterix_record_free(&record);
}

static void a_cat001_descriptor_chooses_the_profile(void **state) {
    (void)state;
    static const uint8_t a_plot[] = {0x60, 0x20, 0x3f, 0xb8, 0xb6, 0x7c};
    static const uint8_t a_track[] = {0x70, 0xa0, 0x12, 0x34, 0x3f, 0xb8, 0xb6, 0x7c};
    PvsAsterixRecord record = {0};
    assert_int_equal(decode(a_plot, sizeof a_plot, 1, &record), PVS_ASTERIX_READ);
    CHECK_NEAR(value(&record, "040/RHO"), 127.4375, 0);
    assert_int_equal(decode(a_track, sizeof a_track, 1, &record), PVS_ASTERIX_READ);
    CHECK_NEAR(value(&record, "161"), 0x1234, 0);
    CHECK_NEAR(value(&record, "040/RHO"), 127.4375, 0);
    pvs_asterix_record_free(&record);
}

static void a_record_is_one_json_object(void **state) {
    (void)state;
    PvsAsterixRecord record = {0};
    assert_int_equal(pvs_asterix_decode(pvs_asterix_category(48), plot, sizeof plot, &record),
                     PVS_ASTERIX_READ);
    PvsStr json = {0};
    pvs_asterix_json(&record, &json);
    assert_string_equal(
        json.text, "{\"cat\":48,\"010\":{\"SAC\":25,\"SIC\":3},\"140\":43201,\"020\":{\"TYP\":1,"
                   "\"SIM\":1,\"RDP\":0,\"SPI\":0,\"RAB\":0},\"040\":{\"RHO\":100.5,\"THETA\":"
                   "90},\"110\":{\"3DH\":30000}}");
    pvs_str_free(&json);
    pvs_asterix_record_free(&record);
}

static void without_memory_a_record_is_refused(void **state) {
    (void)state;
    PvsAsterixRecord record = {0};
    pvs_alloc_fail_after(0);
    PvsAsterixSkip skip = pvs_asterix_decode(pvs_asterix_category(48), plot, sizeof plot, &record);
    pvs_alloc_fail_after(-1);
    assert_int_equal(skip, PVS_ASTERIX_SKIP_NO_MEMORY);
    pvs_asterix_record_free(&record);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_made_of_whole_octets),
        cmocka_unit_test(a_plot_made_by_hand_is_read),
        cmocka_unit_test(a_message_cut_anywhere_is_refused),
        cmocka_unit_test(what_no_table_knows_is_refused),
        cmocka_unit_test(extensions_of_later_editions_are_stepped_over),
        cmocka_unit_test(a_cat001_descriptor_chooses_the_profile),
        cmocka_unit_test(a_record_is_one_json_object),
        cmocka_unit_test(without_memory_a_record_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
