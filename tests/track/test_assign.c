// SPDX-License-Identifier: Apache-2.0
// The assignment earns as much as the best of all that are possible, tried one by one.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/luck.h"
#include "track/assign.h"

#define ROWS 6
#define COLS 6

static double best_from(const PvsPairs *p, uint32_t row, unsigned taken) {
    if (row == p->n_rows) {
        return 0.0;
    }
    double best = best_from(p, row + 1, taken);
    for (uint32_t k = p->first[row]; k < p->first[row + 1]; k++) {
        if (!(taken & 1u << p->column[k])) {
            double with = p->reward[k] + best_from(p, row + 1, taken | 1u << p->column[k]);
            best = with > best ? with : best;
        }
    }
    return best;
}

static void it_earns_as_much_as_the_best_of_all(void **state) {
    (void)state;
    for (uint32_t trial = 0; trial < 3000; trial++) {
        PvsLuck luck = pvs_luck(trial, 0);
        uint32_t first[ROWS + 1], column[ROWS * COLS], match[ROWS], n = 0;
        double reward[ROWS * COLS], got = 0.0;
        _Alignas(16) char scratch[PVS_ASSIGN_SCRATCH(ROWS, COLS)];
        double density = pvs_luck_u01(luck, PVS_LUCK_TEST, 1, 0);
        for (uint32_t i = 0; i < ROWS; i++) {
            first[i] = n;
            for (uint32_t j = 0; j < COLS; j++) {
                if (pvs_luck_u01(luck, PVS_LUCK_TEST, 2, i * COLS + j) < density) {
                    column[n] = j;
                    reward[n++] = 10.0 * pvs_luck_u01(luck, PVS_LUCK_TEST, 3, i * COLS + j) - 2.0;
                }
            }
        }
        first[ROWS] = n;
        PvsPairs pairs = {ROWS, COLS, first, column, reward};
        pvs_assign(&pairs, match, scratch);
        unsigned taken = 0;
        for (uint32_t i = 0; i < ROWS; i++) {
            if (match[i] == UINT32_MAX) {
                continue;
            }
            assert_false(taken & 1u << match[i]);
            taken |= 1u << match[i];
            bool found = false;
            for (uint32_t k = first[i]; k < first[i + 1]; k++) {
                if (column[k] == match[i]) {
                    assert_true(reward[k] > 0.0);
                    got += reward[k];
                    found = true;
                }
            }
            assert_true(found);
        }
        double wanted = best_from(&pairs, 0, 0);
        if (got < wanted - 1e-9 || got > wanted + 1e-9) {
            print_error("trial %u: got %.12g, wanted %.12g\n", trial, got, wanted);
        }
        assert_true(got > wanted - 1e-9 && got < wanted + 1e-9);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_earns_as_much_as_the_best_of_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
