// SPDX-License-Identifier: Apache-2.0
// Blocks keep every number, and a damaged one is found.
#include "study/block.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/luck.h"

enum { ROWS = 7, COLUMNS = 6, SERIES = 5 };

static void make(double *rows, double *series) {
    for (int i = 0; i < ROWS; i++) {
        double *r = rows + i * COLUMNS;
        r[0] = 0;                        // zero
        r[1] = 3.5;                      // constant
        r[2] = i * i * 100003.0;         // whole
        r[3] = 1.0 / (i + 1);            // fractions
        r[4] = i == 3 ? -1 : 4294967295; // negative among whole numbers
        r[5] = i == 2 ? -0.0 : 0;        // a zero with a sign is kept
        for (int k = 0; k < SERIES; k++) {
            series[i * SERIES + k] = i * 10 + k;
        }
    }
}

static PvsStr encoded(const double *rows, const double *series) {
    PvsBlockHead head = {.version = "0.1.0",
                         .study = "abc",
                         .seed = 9,
                         .layout = 77,
                         .point = 3,
                         .first = 1024,
                         .n = ROWS,
                         .n_columns = COLUMNS,
                         .n_series = SERIES};
    PvsStr out = {0};
    pvs_block_encode(&head, rows, series, &out);
    assert_false(out.failed);
    return out;
}

static void a_block_gives_back_every_bit(void **state) {
    (void)state;
    double rows[ROWS * COLUMNS], series[ROWS * SERIES], rows2[ROWS * COLUMNS],
        series2[ROWS * SERIES];
    char why[160];
    PvsBlockHead head;
    make(rows, series);
    PvsStr bytes = encoded(rows, series);
    assert_int_equal(pvs_block_head(bytes.text, bytes.n, &head, why), PVS_BLOCK_WHOLE);
    assert_string_equal(head.version, "0.1.0");
    assert_string_equal(head.study, "abc");
    assert_int_equal(head.point, 3);
    assert_int_equal(head.first, 1024);
    assert_int_equal(head.n, ROWS);
    assert_true(pvs_block_decode(bytes.text, bytes.n, &head, rows2, series2));
    assert_memory_equal(rows, rows2, sizeof rows);
    assert_memory_equal(series, series2, sizeof series);
    pvs_str_free(&bytes);
}

// A block that is read as another one would change an answer without a word.
static void every_flipped_bit_and_every_cut_is_found(void **state) {
    (void)state;
    double rows[ROWS * COLUMNS], series[ROWS * SERIES];
    char why[160];
    PvsBlockHead head;
    make(rows, series);
    PvsStr bytes = encoded(rows, series);
    for (size_t i = 0; i < bytes.n; i++) {
        bytes.text[i] ^= (char)(1 << (i % 8));
        assert_int_equal(pvs_block_head(bytes.text, bytes.n, &head, why), PVS_BLOCK_DAMAGED);
        bytes.text[i] ^= (char)(1 << (i % 8));
        assert_int_equal(pvs_block_head(bytes.text, i, &head, why), PVS_BLOCK_DAMAGED);
    }
    pvs_str_free(&bytes);
}

// A foreign block with a right checksum must not make the reader leave its buffers.
static void columns_of_nonsense_do_not_decode(void **state) {
    (void)state;
    double rows[ROWS * COLUMNS], series[ROWS * SERIES];
    char why[160];
    PvsBlockHead head;
    make(rows, series);
    PvsStr bytes = encoded(rows, series);
    assert_int_equal(pvs_block_head(bytes.text, bytes.n, &head, why), PVS_BLOCK_WHOLE);
    for (uint32_t k = 0; k < 2000; k++) { // noise where the columns are; the head stands
        for (size_t i = head.body; i < bytes.n; i++) {
            bytes.text[i] = (char)pvs_luck_block(pvs_luck(k, 0), PVS_LUCK_TEST, i, 0).w[0];
        }
        pvs_block_decode(bytes.text, bytes.n, &head, rows, series);
    }
    pvs_str_free(&bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_gives_back_every_bit),
        cmocka_unit_test(every_flipped_bit_and_every_cut_is_found),
        cmocka_unit_test(columns_of_nonsense_do_not_decode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
