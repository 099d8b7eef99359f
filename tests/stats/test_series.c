// SPDX-License-Identifier: Apache-2.0
// Bands of time series: each time is its own sample; shards merge to the same bands.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/arena.h"
#include "stats/stats.h"
#include "stats/stats_test.h"
#include "support/check.h"

enum { TIMES = 20, BATTLES = 300 };

static void battle(uint64_t i, double values[TIMES]) {
    Stream s = stream(61, i);
    double rounds = 100;
    for (int t = 0; t < TIMES; t++) {
        rounds -= poisson(&s, 3);
        values[t] = rounds;
    }
}

static void a_band_is_the_sample_at_its_time(void **state) {
    (void)state;
    PvsSeries whole, even, odd;
    double values[TIMES];
    assert_int_equal(pvs_series_init(&whole, TIMES, 256), PVS_OK);
    assert_int_equal(pvs_series_init(&even, TIMES, 256), PVS_OK);
    assert_int_equal(pvs_series_init(&odd, TIMES, 256), PVS_OK);
    PvsMoments last = {0};
    for (uint64_t i = 0; i < BATTLES; i++) {
        battle(i, values);
        assert_int_equal(pvs_series_add(&whole, values), PVS_OK);
        assert_int_equal(pvs_series_add(i % 2 ? &odd : &even, values), PVS_OK);
        pvs_moments_add(&last, values[TIMES - 1]);
    }
    PvsSeriesBand a = pvs_series_band(&whole, TIMES - 1, 0.95);
    assert_true(a.mean == pvs_moments_mean(&last));
    CHECK_NEAR(a.mean, 40, 2); // 100 - 20 x 3
    assert_true(a.q05 < a.q25 && a.q25 < a.q50 && a.q50 < a.q75 && a.q75 < a.q95);
    assert_int_equal(pvs_series_merge(&odd, &even), PVS_OK);
    for (size_t t = 0; t < TIMES; t++) {
        PvsSeriesBand b = pvs_series_band(&odd, t, 0.95), c = pvs_series_band(&whole, t, 0.95);
        assert_memory_equal(&b, &c, sizeof b);
    }
    pvs_series_free(&whole);
    pvs_series_free(&even);
    pvs_series_free(&odd);
}

static void different_grids_do_not_merge(void **state) {
    (void)state;
    PvsSeries a, b;
    pvs_series_init(&a, 3, 16);
    pvs_series_init(&b, 4, 16);
    assert_int_equal(pvs_series_merge(&a, &b), PVS_BAD_USAGE);
    pvs_series_free(&a);
    pvs_series_free(&b);
    pvs_alloc_fail_after(1);
    assert_int_equal(pvs_series_init(&a, 3, 16), PVS_NO_MEMORY);
    pvs_alloc_fail_after(-1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_band_is_the_sample_at_its_time),
        cmocka_unit_test(different_grids_do_not_merge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
