// SPDX-License-Identifier: Apache-2.0
// Biases put in are found again: of two radars from each other, of one from a reference, with false
// associations among the plots.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/math.h"
#include "support/check.h"
#include "track/alignment.h"

#define N_TARGETS 20
#define N_MAX     20000

typedef struct {
    PvsRadarPlot plots[N_MAX];
    uint32_t labels[N_MAX];
    size_t n;
    uint64_t state;
} Plots;

static double uniform(Plots *p) { // xorshift: any numbers will do
    p->state ^= p->state << 13;
    p->state ^= p->state >> 7;
    p->state ^= p->state << 17;
    return (double)(p->state >> 11) * 0x1p-53;
}

static double gauss(Plots *p) {
    return pvs_normal_quantile(0.5 * 0x1p-53 + (1.0 - 0x1p-53) * uniform(p));
}

// Straight flight of target i.
static void target_at(int i, double t_s, double pos[3], double vel[3]) {
    double heading = 2.4 * i;
    vel[0] = 220.0 * pvs_sin(heading);
    vel[1] = 220.0 * pvs_cos(heading);
    vel[2] = 0.0;
    pos[0] = 60e3 * pvs_cos(1.7 * i) + vel[0] * (t_s - 200.0);
    pos[1] = 60e3 * pvs_sin(1.1 * i) + vel[1] * (t_s - 200.0);
    pos[2] = 6000.0 + 300.0 * i;
}

static PvsTrackSensor radar(uint32_t id, double x, double y, double period_s) {
    PvsTrackSensor s = pvs_track_sensor_default(id);
    s.pos[0] = x;
    s.pos[1] = y;
    s.scan_period_s = period_s;
    s.sigma_range_m = 60.0;
    s.sigma_az_rad = 0.0012;
    s.sigma_el_rad = 0.002;
    return s;
}

// What a radar with these biases says.
static void observe(Plots *p, const PvsTrackSensor *s, double range_bias_m, double az_bias_rad,
                    double time_bias_s) {
    for (int i = 0; i < N_TARGETS; i++) {
        for (double t_s = uniform(p) * s->scan_period_s; t_s < 400; t_s += s->scan_period_s) {
            double pos[3], vel[3];
            target_at(i, t_s, pos, vel);
            double e = pos[0] - s->pos[0], n = pos[1] - s->pos[1], u = pos[2] - s->pos[2];
            double range = sqrt(e * e + n * n + u * u);
            bool wrong = uniform(p) < 0.03; // of another target
            p->labels[p->n] = 1 + (uint32_t)(wrong ? (i + 1) % N_TARGETS : i);
            p->plots[p->n++] =
                pvs_radar_plot(t_s + time_bias_s, s->id, range + range_bias_m + 60.0 * gauss(p),
                               pvs_wrap_two_pi(pvs_atan2(e, n) + az_bias_rad + 0.0012 * gauss(p)),
                               pvs_asin(u / range) + 0.002 * gauss(p));
        }
    }
}

static void two_radars_find_each_others_biases(void **state) {
    (void)state;
    Plots *p = calloc(1, sizeof *p);
    p->state = 1;
    PvsTrackSensor sensors[2] = {radar(1, 0, 0, 5), radar(2, -66e3, -22e3, 10)};
    observe(p, &sensors[0], 150, 0.006, 0);
    observe(p, &sensors[1], -90, -0.004, 0);
    PvsAlignmentOptions options = pvs_alignment_options_default();
    PvsAlignment out[2];
    PvsError err;
    assert_int_equal(pvs_alignment_solve(&options, PVS_TRACK_FLAT, sensors, 2, p->plots, p->labels,
                                         p->n, NULL, 0, out, &err),
                     PVS_OK);
    CHECK_NEAR(out[0].range_bias_m, 150, 15);
    CHECK_NEAR(out[0].az_bias_rad, 0.006, 3e-4);
    CHECK_NEAR(out[1].range_bias_m, -90, 15);
    CHECK_NEAR(out[1].az_bias_rad, -0.004, 3e-4);
    assert_true(out[0].n_pairs > 500 && out[0].n_rejected > 10);
    // What is known already is taken off, and is part of the answer.
    sensors[0].range_bias_m = 140;
    sensors[1].az_bias_rad = -0.0035;
    PvsAlignment again[2];
    assert_int_equal(pvs_alignment_solve(&options, PVS_TRACK_FLAT, sensors, 2, p->plots, p->labels,
                                         p->n, NULL, 0, again, &err),
                     PVS_OK);
    CHECK_NEAR(again[0].range_bias_m, out[0].range_bias_m, 1);
    CHECK_NEAR(again[1].az_bias_rad, out[1].az_bias_rad, 2e-5);
    free(p);
}

static void a_reference_tells_all_three_biases_of_one_radar(void **state) {
    (void)state;
    Plots *p = calloc(1, sizeof *p);
    p->state = 7;
    PvsTrackSensor sensor = radar(1, 0, 0, 5);
    observe(p, &sensor, 180, 0.0094, 0.4);
    PvsTrackRow *rows = calloc(N_TARGETS * 101, sizeof *rows);
    size_t n = 0;
    for (int i = 0; i < N_TARGETS; i++) {
        for (double t_s = 0; t_s <= 400; t_s += 4) {
            rows[n].time_s = t_s;
            rows[n].id = 1 + i;
            target_at(i, t_s, rows[n].pos, rows[n].vel);
            n++;
        }
    }
    PvsAlignmentOptions options = pvs_alignment_options_default();
    PvsAlignment out;
    PvsError err;
    options.prior_time_bias_s = 1.0;
    assert_int_equal(pvs_alignment_solve(&options, PVS_TRACK_FLAT, &sensor, 1, p->plots, p->labels,
                                         p->n, rows, n, &out, &err),
                     PVS_OK);
    CHECK_NEAR(out.range_bias_m, 180, 8);
    CHECK_NEAR(out.az_bias_rad, 0.0094, 2e-4);
    CHECK_NEAR(out.time_bias_s, 0.4, 0.05);
    CHECK_NEAR(out.rms_range_m, 60, 12);
    CHECK_NEAR(out.rms_az_rad, 0.0012, 2.4e-4);
    free(rows);
    free(p);
}

static void alone_and_without_a_reference_nothing_is_claimed(void **state) {
    (void)state;
    Plots *p = calloc(1, sizeof *p);
    p->state = 3;
    PvsTrackSensor sensor = radar(1, 0, 0, 5);
    observe(p, &sensor, 180, 0.0094, 0);
    p->plots[0].range_m = NAN;
    p->plots[1].sensor = 77; // of no radar
    PvsAlignmentOptions options = pvs_alignment_options_default();
    PvsAlignment out;
    PvsError err;
    assert_int_equal(pvs_alignment_solve(&options, PVS_TRACK_FLAT, &sensor, 1, p->plots, p->labels,
                                         p->n, NULL, 0, &out, &err),
                     PVS_OK);
    assert_int_equal(out.n_pairs, 0);
    CHECK_NEAR(out.range_bias_m, 0, 0);
    CHECK_NEAR(out.sigma_range_bias_m, options.prior_range_bias_m, 1e-6);
    free(p);
}

static void more_radars_than_it_can_compare_are_refused(void **state) {
    (void)state;
    PvsTrackSensor *sensors = calloc(65, sizeof *sensors);
    PvsAlignment *out = calloc(65, sizeof *out);
    PvsAlignmentOptions options = pvs_alignment_options_default();
    PvsError err = {0};
    assert_int_equal(pvs_alignment_solve(&options, PVS_TRACK_FLAT, sensors, 65, NULL, NULL, 0, NULL,
                                         0, out, &err),
                     PVS_LIMIT);
    free(sensors);
    free(out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_radars_find_each_others_biases),
        cmocka_unit_test(a_reference_tells_all_three_biases_of_one_radar),
        cmocka_unit_test(alone_and_without_a_reference_nothing_is_claimed),
        cmocka_unit_test(more_radars_than_it_can_compare_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
