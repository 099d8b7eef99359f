// SPDX-License-Identifier: Apache-2.0
// The radio horizon against exact circles, and its functions against each other.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "earth/earth.h"
#include "support/check.h"
#include "support/csv.h"

#define RADIUS_M 6371000.0

// If this failed, radars would see over the edge, or stop short of it.
static void horizon_agrees_with_exact_circles(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "radar/horizon.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        double k = csv_number(&csv, i, "k_factor");
        k = fabs(k - 4.0 / 3.0) < 1e-9   ? 4.0 / 3.0
            : fabs(k - 7.0 / 6.0) < 1e-9 ? 7.0 / 6.0
                                         : k; // printed to 12 digits
        double h1 = csv_number(&csv, i, "h_radar_m"), h2 = csv_number(&csv, i, "h_target_m");
        CHECK_RELATIVE(pvs_horizon_ground_range_m(h1, h2, k, RADIUS_M),
                       csv_number(&csv, i, "horizon_ground_range_m"), 1e-9);
        CHECK_RELATIVE(pvs_horizon_slant_range_m(h1, h2, k, RADIUS_M),
                       csv_number(&csv, i, "horizon_slant_range_m"), 1e-9);
        CHECK_RELATIVE(
            pvs_horizon_lowest_height_m(h1, csv_number(&csv, i, "ground_range_m"), k, RADIUS_M),
            csv_number(&csv, i, "lowest_visible_height_m"), 1e-9);
        double height, ground;
        pvs_beam_height_m(h1, csv_number(&csv, i, "slant_range_m"),
                          csv_number(&csv, i, "elevation_deg") * PVS_DEG_RAD, k, RADIUS_M, &height,
                          &ground);
        CHECK_RELATIVE(height, csv_number(&csv, i, "beam_height_m"), 1e-9);
        CHECK_RELATIVE(ground, csv_number(&csv, i, "beam_ground_range_m"), 1e-9);
    }
    csv_free(&csv);
}

// If this failed, the two ways to ask about the horizon would disagree.
static void lowest_visible_height_undoes_the_horizon(void **state) {
    (void)state;
    for (double h1 = 0; h1 < 200; h1 += 13) {
        for (double h2 = 1; h2 < 20000; h2 *= 1.7) {
            double ground = pvs_horizon_ground_range_m(h1, h2, 4.0 / 3.0, RADIUS_M);
            CHECK_NEAR(pvs_horizon_lowest_height_m(h1, ground, 4.0 / 3.0, RADIUS_M), h2,
                       1e-9 * h2 + 1e-9);
        }
    }
    CHECK_NEAR(pvs_horizon_lowest_height_m(100, 30e3, 4.0 / 3.0, RADIUS_M), 0, 0);
}

static void heights_below_ground_count_as_ground(void **state) {
    (void)state;
    CHECK_NEAR(pvs_horizon_ground_range_m(-5, 100, 1, RADIUS_M),
               pvs_horizon_ground_range_m(0, 100, 1, RADIUS_M), 0);
    CHECK_NEAR(pvs_horizon_ground_range_m(0, -1, 1, RADIUS_M), 0, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(horizon_agrees_with_exact_circles),
        cmocka_unit_test(lowest_visible_height_undoes_the_horizon),
        cmocka_unit_test(heights_below_ground_count_as_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
