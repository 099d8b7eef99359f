// SPDX-License-Identifier: Apache-2.0
// Merging of close detections against its definition done slowly, and its cost on a swarm.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sensor/look_lanes.h"
#include "support/check.h"

#define N_MAX 20000
static double range_m[N_MAX], az_rad[N_MAX], snr_lin[N_MAX];
static uint32_t into[N_MAX], slow[N_MAX], scratch[8 * N_MAX];

static bool same_cell(const PvsRadarLook *r, size_t a, size_t b) {
    return fabs(range_m[a] - range_m[b]) < r->range_cell_m &&
           fabs(pvs_wrap_pi(az_rad[a] - az_rad[b])) < r->az_cell_rad;
}

// The definition, word for word.
static size_t merge_slowly(const PvsRadarLook *r, size_t n) {
    static uint32_t order[N_MAX];
    size_t n_kept = 0;
    for (size_t i = 0; i < n; ++i) { // by falling SNR, then index
        size_t j = i;
        for (; j > 0 && snr_lin[order[j - 1]] < snr_lin[i]; --j) {
            order[j] = order[j - 1];
        }
        order[j] = (uint32_t)i;
    }
    for (size_t k = 0; k < n; ++k) {
        uint32_t i = order[k];
        slow[i] = i;
        for (size_t q = 0; q < k && slow[i] == i; ++q) {
            if (slow[order[q]] == order[q] && same_cell(r, i, order[q])) {
                slow[i] = order[q];
            }
        }
        n_kept += slow[i] == i;
    }
    return n_kept;
}

static void scatter(size_t n, double range_span_m, double az_from, double az_span, uint64_t which) {
    for (size_t i = 0; i < n; ++i) {
        range_m[i] = draw(3 * which, i, 40e3, 40e3 + range_span_m);
        az_rad[i] = pvs_wrap_two_pi(draw(3 * which + 1, i, az_from, az_from + az_span));
        snr_lin[i] = floor(draw(3 * which + 2, i, 1, 30)); // many ties
    }
}

static void merging_is_what_its_definition_says(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    const size_t sizes[] = {1, 2, 3, 8, 12, 13, 24, 25, 60, 300};
    const double az_cells[] = {1.5 * PVS_DEG_RAD, 0.3, 1.0, 2.0, 3.0, 7.0};
    for (uint64_t round = 0; round < 300; ++round) {
        size_t n = sizes[round % 10];
        radar.az_cell_rad = az_cells[round % 6];
        scatter(n, round % 3 == 0 ? 500 : 5000, -0.2, round % 2 ? 0.4 : PVS_TWO_PI, round);
        size_t want = merge_slowly(&radar, n);
        assert_int_equal(pvs_merge_plots(&radar, n, range_m, az_rad, snr_lin, into, scratch), want);
        assert_memory_equal(into, slow, n * sizeof *into);
    }
}

static void close_targets_merge_across_north(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    for (size_t i = 0; i < 40; ++i) { // far from the rest
        range_m[i] = 100e3 + 1e3 * (double)i;
        az_rad[i] = 3.0;
        snr_lin[i] = 5;
    }
    range_m[0] = range_m[1] = 50e3;
    az_rad[0] = 0.001;
    az_rad[1] = PVS_TWO_PI - 0.001;
    snr_lin[1] = 9;
    assert_int_equal(pvs_merge_plots(&radar, 40, range_m, az_rad, snr_lin, into, scratch), 39);
    assert_int_equal(into[0], 1);
}

static void no_cells_no_merging(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    radar.range_cell_m = 0;
    scatter(100, 10, 1, 0.001, 5);
    assert_int_equal(pvs_merge_plots(&radar, 100, range_m, az_rad, snr_lin, into, scratch), 100);
    for (uint32_t i = 0; i < 100; ++i) {
        assert_int_equal(into[i], i);
    }
    assert_int_equal(pvs_merge_plots(&radar, 0, range_m, az_rad, snr_lin, into, scratch), 0);
}

// A swarm of 20,000 in few cells, and one spread out: against the definition. (n^2 would take
// minutes here; this takes milliseconds.)
static void a_swarm_of_thousands_is_merged_in_n_log_n(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    scatter(N_MAX, 30e3, 0, 1.0, 7);
    assert_true(pvs_merge_scratch(N_MAX) <= 8 * N_MAX);
    size_t n_kept = pvs_merge_plots(&radar, N_MAX, range_m, az_rad, snr_lin, into, scratch);
    assert_true(n_kept > 1000 && n_kept < N_MAX / 2);
    for (size_t i = 0; i < N_MAX; ++i) {
        assert_true(into[into[i]] == into[i]);
        assert_true(into[i] == i ||
                    (same_cell(&radar, i, into[i]) && snr_lin[into[i]] >= snr_lin[i]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merging_is_what_its_definition_says),
        cmocka_unit_test(close_targets_merge_across_north),
        cmocka_unit_test(no_cells_no_merging),
        cmocka_unit_test(a_swarm_of_thousands_is_merged_in_n_log_n),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
