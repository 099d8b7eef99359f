// SPDX-License-Identifier: Apache-2.0
// Tables of Pd against the exact form, between their knots and beyond their ends.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "sensor/sensor.h"
#include "support/check.h"

static const int pulses[] = {1, 3, 16, 200, 10000};
static const double pfas[] = {1e-2, 1e-6, 1e-12};

// Wrong here: radars that add pulses see too far or too short.
static void tables_are_within_2e_5_of_exact_pd_and_monotone(void **state) {
    (void)state;
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsPdTables tables = {NULL};
    for (int swerling = 0; swerling <= 4; ++swerling) {
        for (int i = 0; i < 5; ++i) {
            for (int k = 0; k < 3; ++k) {
                const PvsPdTable *table =
                    pvs_pd_table(&tables, swerling, pulses[i], pfas[k], &arena);
                assert_non_null(table);
                double before = 0.0;
                for (double snr_db = -80; snr_db < 80; snr_db += i < 4 ? 0.11 : 0.73) {
                    double snr = pvs_lin_from_db(snr_db), pd = pvs_pd_table_at(table, snr);
                    CHECK_NEAR(pd, pvs_pd(swerling, snr, pulses[i], pfas[k]), 2e-5);
                    assert_true(pd >= before && pd <= 1.0);
                    before = pd;
                }
                CHECK_NEAR(pvs_pd_table_at(table, 0.0), pfas[k], 1e-15);
            }
        }
    }
    pvs_arena_free(&arena);
}

static void radars_alike_share_a_table(void **state) {
    (void)state;
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsPdTables tables = {NULL};
    const PvsPdTable *one = pvs_pd_table(&tables, 3, 10, 1e-6, &arena);
    assert_ptr_equal(pvs_pd_table(&tables, 3, 10, 1e-6, &arena), one);
    assert_ptr_not_equal(pvs_pd_table(&tables, 4, 10, 1e-6, &arena), one);
    assert_ptr_not_equal(pvs_pd_table(&tables, 3, 11, 1e-6, &arena), one);
    assert_ptr_not_equal(pvs_pd_table(&tables, 3, 10, 1e-7, &arena), one);
    assert_ptr_equal(pvs_pd_table(&tables, 3, 10, 1e-6, &arena), one);
    pvs_arena_free(&arena);
}

static void lack_of_memory_is_an_error(void **state) {
    (void)state;
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsPdTables tables = {NULL};
    PvsRadarLook radar = {.pfa = 1e-6, .n_pulses = 4, .scan_period_s = 1};
    pvs_alloc_fail_after(0);
    PvsStatus status = pvs_radar_look_prepare(&radar, 31, &tables, &arena);
    pvs_alloc_fail_after(-1);
    assert_int_equal(status, PVS_NO_MEMORY);
    assert_int_equal(pvs_radar_look_prepare(&radar, 31, &tables, &arena), PVS_OK);
    pvs_arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_within_2e_5_of_exact_pd_and_monotone),
        cmocka_unit_test(radars_alike_share_a_table),
        cmocka_unit_test(lack_of_memory_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
