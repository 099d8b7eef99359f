// SPDX-License-Identifier: Apache-2.0
// Linear assignment against brute force.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/luck.h"
#include "command/lap.h"
#include "support/check.h"

static double u01(uint64_t id, uint32_t ordinal) {
    return pvs_luck_u01((PvsLuck){{2, 8}}, PVS_LUCK_TEST, id, ordinal);
}

static double brute_force(int row, int n_rows, int n_columns, const double *cost, unsigned used) {
    if (row == n_rows) {
        return 0;
    }
    double best = INFINITY;
    for (int c = 0; c < n_columns; c++) {
        if (!(used & 1u << c)) {
            best = fmin(best, cost[row * n_columns + c] +
                                  brute_force(row + 1, n_rows, n_columns, cost, used | 1u << c));
        }
    }
    return best;
}

static void least_cost_agrees_with_brute_force(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 500; id++) {
        int n_columns = 1 + (int)(6 * u01(id, 0)), n_rows = 1 + (int)(n_columns * u01(id, 1)),
            column_of[8];
        double cost[64], sum = 0;
        for (int k = 0; k < n_rows * n_columns; k++) {
            double u = u01(id, (uint32_t)(10 + k));
            cost[k] = id % 3 == 0 ? floor(4 * u) : u - 0.5; // ties, and negative costs
        }
        void *scratch = malloc(pvs_lap_scratch(n_columns));
        pvs_lap(n_rows, n_columns, cost, column_of, scratch);
        free(scratch);
        unsigned used = 0;
        for (int r = 0; r < n_rows; r++) {
            assert_true(column_of[r] >= 0 && column_of[r] < n_columns &&
                        !(used & 1u << column_of[r]));
            used |= 1u << column_of[r];
            sum += cost[r * n_columns + column_of[r]];
        }
        CHECK_NEAR(sum, brute_force(0, n_rows, n_columns, cost, 0), 1e-12);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(least_cost_agrees_with_brute_force)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
