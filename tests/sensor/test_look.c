// SPDX-License-Identifier: Apache-2.0
// The look kernel against the same geometry done slowly in double precision, against exact Pd, and
// against itself in other batches and instruction sets.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/isa.h"
#include "base/sha256.h"
#include "sensor/look_lanes.h"
#include "support/check.h"

static LookLanes a, b;
static PvsArena arena;
static PvsPdTables tables;

static PvsRadarLook prepared(PvsRadarLook radar) {
    assert_int_equal(pvs_radar_look_prepare(&radar, 31, &tables, &arena), PVS_OK);
    return radar;
}

static int release(void **state) {
    (void)state;
    pvs_arena_free(&arena);
    return 0;
}

static const int isas[] = {0, 2, 3, 4};

static bool available(int isa) {
#if defined(__x86_64__)
    return isa <= pvs_isa_best();
#else
    return isa == 0;
#endif
}

static void assert_same_results(const LookLanes *x, const LookLanes *y, size_t n) {
    for (int k = 0; k < 7; ++k) {
        assert_memory_equal(x->out[k], y->out[k], n * sizeof(float));
    }
    assert_memory_equal(x->detected, y->detected, n);
}

// --- the same bits -------------------------------------------------------------------------------

static void look_all(LookLanes *l, const PvsRadarLook *radar, size_t n, size_t batch, int isa,
                     bool padded, bool mixed) {
    for (size_t i = 0; i < n; i += batch) {
        PvsLookBatch part = lanes_batch(l, i, n - i < batch ? n - i : batch);
        part.padded = padded && batch % 8 == 0;
        part.swerling = mixed ? l->swerling + i : NULL;
        pvs_looks(radar, pvs_luck(3, 1), 1001, isa, &part);
    }
}

// Wrong here: outcomes depend on the machine, or on how many threats are near a radar.
static void every_batch_and_instruction_set_gives_the_same_bits(void **state) {
    (void)state;
    const size_t n = 1000, batches[] = {1, 2, 3, 7, 8, 9, 24, 63, 64, 65, 100, 512, 1000};
    for (int fixed = 0; fixed < 2; ++fixed) {
        for (int mixed = 0; mixed < 2; ++mixed) {
            PvsRadarLook radar = plain_radar();
            radar.rotating = !fixed;
            radar.min_radial_speed_mps = 15;
            radar.n_pulses = mixed ? 8 : 1;
            radar = prepared(radar);
            random_lanes(&a, &radar, n);
            random_lanes(&b, &radar, n);
            look_all(&a, &radar, n, 1, 0, false, mixed);
            for (size_t i = 0; i < sizeof isas / sizeof *isas; ++i) {
                for (size_t k = 0; available(isas[i]) && k < sizeof batches / sizeof *batches;
                     ++k) {
                    memset(b.out, 0, sizeof b.out);
                    look_all(&b, &radar, n, batches[k], isas[i], k % 2 == 0, mixed);
                    assert_same_results(&a, &b, n);
                }
            }
        }
    }
}

static void a_lane_depends_on_nothing_but_itself(void **state) {
    (void)state;
    const size_t n = 200;
    PvsRadarLook radar = prepared(plain_radar());
    random_lanes(&a, &radar, n);
    look_all(&a, &radar, n, n, pvs_isa_best(), false, false);
    memset(&b, 0, sizeof b);
    for (size_t i = 0; i < n; ++i) { // the same lanes backwards, neighbours full of NaN
        size_t j = 2 * (n - 1 - i);
        for (int k = 0; k < 9; ++k) {
            b.in[k][j] = a.in[k][i];
            b.in[k][j + 1] = (double)NAN;
        }
        for (int k = 0; k < 4; ++k) {
            b.ln[k][j] = a.ln[k][i];
        }
        b.gain[j] = a.gain[i];
        b.id[j] = a.id[i];
    }
    look_all(&b, &radar, 2 * n, 2 * n, pvs_isa_best(), false, false);
    for (size_t i = 0; i < n; ++i) {
        for (int k = 0; k < 7; ++k) {
            assert_memory_equal(&a.out[k][i], &b.out[k][2 * (n - 1 - i)], sizeof(float));
        }
    }
}

// A golden hash that nobody can derive, a change alarm: outcomes are equal on all machines,
// compilers and optimisation levels only if it is.
static void looks_have_their_golden_bits(void **state) {
    (void)state;
    PvsSha256 hash;
    pvs_sha256_init(&hash);
    for (int fixed = 0; fixed < 2; ++fixed) {
        PvsRadarLook radar = plain_radar();
        radar.rotating = !fixed;
        radar.n_pulses = 1 + 5 * fixed;
        radar = prepared(radar);
        random_lanes(&a, &radar, 1000);
        look_all(&a, &radar, 1000, 1000, pvs_isa_best(), false, true);
        for (int k = 0; k < 7; ++k) {
            pvs_sha256_add(&hash, a.out[k], 1000 * sizeof(float));
        }
        pvs_sha256_add(&hash, a.detected, 1000);
    }
    char hex[65];
    pvs_sha256_hex(&hash, hex);
    assert_string_equal(hex, "c0a70db6d164c9d6698e6eec4afab6ae4a78a049d6bc8d552ff14f73634317f2");
}

// --- courses ------------------------------------------------------------------------------------

static PvsLookCourse course[LANES_MAX / 8];
static uint16_t type[LANES_MAX + 8];

static void look_courses(LookLanes *l, const PvsRadarLook *radar, size_t n, size_t batch, int isa,
                         int32_t mid_tick, const PvsLnRcs *types) {
    for (size_t i = 0; i < n; i += batch) {
        PvsLookBatch part = lanes_batch(l, i, n - i < batch ? n - i : batch);
        part.courses = course + i / 8;
        part.mid_tick = mid_tick;
        part.mid_rest_s = 0.01f;
        part.types = types;
        part.type = type + i;
        pvs_looks(radar, pvs_luck(3, 1), 1001, isa, &part);
    }
}

// A target given by a cubic about some other time is looked at as if its position, velocity and acceleration at mid-scan were given: in every
// instruction set and batch, to what floats hold over a hundred kilometres.
static void a_course_gives_the_look_of_its_kinematics(void **state) {
    (void)state;
    const size_t n = 600, batches[] = {8, 24, 104, 600};
    PvsRadarLook radar = prepared(plain_radar());
    random_lanes(&a, &radar, n);
    random_lanes(&b, &radar, n);
    PvsLnRcs types[5];
    for (size_t k = 0; k < 5; ++k) {
        types[k] = (PvsLnRcs){a.ln[0][k], a.ln[1][k], a.ln[2][k], a.ln[3][k]};
    }
    for (size_t i = 0; i < n; ++i) {
        double since_s = 64.0 * 0.03125 * (double)(i % 40) + 0.01;
        PvsVec3 pos = pvs_vec3(a.in[0][i], a.in[1][i], a.in[2][i]);
        PvsVec3 vel = pvs_vec3(a.in[3][i], a.in[4][i], a.in[5][i]);
        PvsVec3 half = pvs_vec3_scale(pvs_vec3(a.in[6][i], a.in[7][i], a.in[8][i]), 5e-4);
        PvsCubic cubic = {
            {pvs_vec3_add_scaled(pvs_vec3_add_scaled(pos, -since_s, vel), since_s * since_s, half),
             pvs_vec3_add_scaled(vel, -2.0 * since_s, half),
             half,
             {0, 0, 0}}};
        pvs_look_course(&radar, &cubic, 5000 - 64 * (int32_t)(i % 40), course, i);
        type[i] = (uint16_t)(i % 5);
        a.in[6][i] *= 1e-3;
        a.in[7][i] *= 1e-3;
        a.in[8][i] *= 1e-3;
        for (int k = 0; k < 4; ++k) {
            a.ln[k][i] = (&types[i % 5].nose)[k];
        }
    }
    look_all(&a, &radar, n, n, 0, false, false);
    LookLanes *first = test_malloc(sizeof *first);
    for (size_t k = 0; k < 4 * sizeof batches / sizeof *batches; ++k) {
        if (available(isas[k % 4])) {
            look_courses(&b, &radar, n, batches[k / 4], isas[k % 4], 5000, types);
            if (k == 0) {
                *first = b;
            }
            assert_same_results(first, &b, n);
        }
    }
    for (size_t i = 0; i < n; ++i) {
        assert_true(fabs((double)(a.out[0][i] - b.out[0][i])) < 2e-5 || a.out[1][i] < 15e3f);
        assert_true(fabs((double)(a.out[1][i] - b.out[1][i])) < 0.2);
    }
    test_free(first);
}

// --- geometry ------------------------------------------------------------------------------------

typedef struct {
    PvsVec3 pos, vel;
} Point;

static Point lane_at(const LookLanes *l, size_t i, double s) {
    PvsVec3 p = {l->in[0][i], l->in[1][i], l->in[2][i]},
            v = {l->in[3][i], l->in[4][i], l->in[5][i]};
    PvsVec3 acc = {l->in[6][i], l->in[7][i], l->in[8][i]};
    return (Point){pvs_vec3_add_scaled(pvs_vec3_add_scaled(p, s, v), 0.5 * s * s, acc),
                   pvs_vec3_add_scaled(v, s, acc)};
}

/// The target's azimuth less the beam's at t after the scan's begin, in (-pi, pi].
static double azimuth_miss(const PvsRadarLook *radar, const LookLanes *l, size_t i, double t_s) {
    PvsVec3 enu =
        pvs_enu_from_ecef(&radar->frame, lane_at(l, i, t_s - 0.5 * radar->scan_period_s).pos);
    return pvs_wrap_pi(pvs_rae_from_enu(enu).az_rad - PVS_TWO_PI * t_s / radar->scan_period_s);
}

/// Passes so near that for moments it runs round the radar as fast as the beam: no moment of the
/// scan, or several, would do.
static bool outruns_the_beam(const PvsRadarLook *radar, const LookLanes *l, size_t i) {
    Point at = lane_at(l, i, 0.0);
    PvsVec3 p = pvs_enu_from_ecef(&radar->frame, at.pos), v = pvs_enu_rotate(&radar->frame, at.vel);
    double nearest_times_speed = fabs(p.x * v.y - p.y * v.x), speed2 = v.x * v.x + v.y * v.y;
    return nearest_times_speed < 1.1 * speed2 * radar->scan_period_s / PVS_TWO_PI;
}

// The residual time is the azimuth that is left over the beam's rate. Crossing drones, cruise
// missiles and fast movers down to 2 km.
static void the_beam_is_on_the_target_at_the_time_of_the_look(void **state) {
    (void)state;
    static const double periods_s[] = {1, 5, 10};
    static const double speeds_mps[] = {50, 220, 1200};
    static const double ranges_m[] = {2e3, 5e3, 2e4, 1e5, 3.5e5};
    for (int p = 0; p < 3; ++p) {
        PvsRadarLook radar = plain_radar();
        radar.scan_period_s = periods_s[p];
        radar = prepared(radar);
        double worst = 0.0;
        for (int q = 0; q < 15; ++q) {
            double v = speeds_mps[q % 3], range_m = ranges_m[q / 3];
            const size_t n = 400;
            memset(&a, 0, sizeof a);
            for (size_t i = 0; i < n; ++i) { // round the circle, crossing at all angles
                double az = PVS_TWO_PI * ((double)i + 0.5) / (double)n,
                       heading = draw(20, i, 0, PVS_TWO_PI);
                lanes_put(
                    &a, i,
                    pvs_ecef_from_enu(&radar.frame,
                                      pvs_vec3(range_m * pvs_sin(az), range_m * pvs_cos(az), 500)),
                    from_enu_axes(&radar.frame, v * pvs_sin(heading), v * pvs_cos(heading), 0),
                    from_enu_axes(&radar.frame, draw(21, i, -5, 5), draw(22, i, -5, 5), 0));
            }
            look_all(&a, &radar, n, n, pvs_isa_best(), false, false);
            for (size_t i = 0; i < n; ++i) {
                double t = a.out[0][i];
                assert_true(t >= 0.0 && t < radar.scan_period_s);
                double left = fabs(azimuth_miss(&radar, &a, i, t)) / PVS_TWO_PI;
                bool at_an_end =
                    t < 2e-6 * radar.scan_period_s || t > (1 - 2e-6) * radar.scan_period_s;
                if (!at_an_end && !outruns_the_beam(&radar, &a, i)) {
                    worst = fmax(worst, left);
                }
            }
        }
        CHECK_NEAR(worst, 0.0, 1e-4); // of a period
    }
}

// A target that crosses north clockwise as the scans change is passed by the beam just before this
// scan and just after it.
static void at_the_seam_of_two_scans_the_look_is_held_at_the_end(void **state) {
    (void)state;
    PvsRadarLook radar = prepared(plain_radar());
    memset(&a, 0, sizeof a);
    // mid-scan at north, moving clockwise by 0.02 rad a second: at -0.1 when the scan begins, +0.1
    // when it ends
    lanes_put(&a, 0, pvs_ecef_from_enu(&radar.frame, pvs_vec3(0, 10e3, 0)),
              from_enu_axes(&radar.frame, 200, 0, 0), pvs_vec3(0, 0, 0));
    look_all(&a, &radar, 1, 1, 0, false, false);
    double t = a.out[0][0];
    assert_true(t < 1e-5 || t > 10 - 1e-5);
    double true_az =
        pvs_rae_from_enu(pvs_enu_from_ecef(&radar.frame, lane_at(&a, 0, t - 5).pos)).az_rad;
    CHECK_NEAR(pvs_wrap_pi(a.out[2][0] - true_az), 0.0, 1e-5);
    CHECK_NEAR(fabs(pvs_wrap_pi(true_az)), 0.0997, 1e-3);
    assert_true(a.out[6][0] > 0.9); // and it is a look like others
}

static void range_elevation_and_radial_speed_are_those_of_the_look(void **state) {
    (void)state;
    PvsRadarLook radar = prepared(plain_radar());
    const size_t n = 1000;
    for (int fixed = 0; fixed < 2; ++fixed) {
        radar.rotating = !fixed;
        random_lanes(&a, &radar, n);
        look_all(&a, &radar, n, n, pvs_isa_best(), false, false);
        for (size_t i = 0; i < n; ++i) {
            Point at = lane_at(&a, i, a.out[0][i] - 5.0);
            PvsVec3 enu = pvs_enu_from_ecef(&radar.frame, at.pos);
            PvsRae rae = pvs_rae_from_enu(enu);
            double closing_mps =
                -pvs_vec3_dot(enu, pvs_enu_rotate(&radar.frame, at.vel)) / rae.range_m;
            CHECK_NEAR(a.out[1][i], rae.range_m, 0.2);
            CHECK_NEAR(pvs_wrap_pi(a.out[2][i] - rae.az_rad), 0.0, 7e-4);
            CHECK_NEAR(a.out[3][i], pvs_sin(rae.el_rad), 2e-5);
            CHECK_NEAR(a.out[4][i], closing_mps, 5e-3);
        }
    }
}

// --- signal --------------------------------------------------------------------------------------

static double snr_slowly(const PvsRadarLook *radar, const LookLanes *l, size_t i) {
    Point at = lane_at(l, i, l->out[0][i] - 0.5 * radar->scan_period_s);
    double u, w;
    pvs_rcs_aspect(at.pos, at.vel, radar->frame.origin_ecef, &u, &w);
    PvsRcs rcs = {pvs_exp(l->ln[0][i]), pvs_exp(l->ln[1][i]), pvs_exp(l->ln[2][i]),
                  pvs_exp(l->ln[3][i])};
    double range_m = pvs_vec3_norm(pvs_vec3_sub(at.pos, radar->frame.origin_ecef));
    return pvs_radar_snr(radar->snr_constant, pvs_rcs_at(&rcs, u, w) * pvs_exp(l->gain[i]), range_m,
                         range_m);
}

static void snr_is_the_radar_equation_with_the_cross_section_of_the_aspect(void **state) {
    (void)state;
    PvsRadarLook radar = prepared(plain_radar());
    const size_t n = 1000;
    random_lanes(&a, &radar, n);
    look_all(&a, &radar, n, n, pvs_isa_best(), false, false);
    for (size_t i = 0; i < n; ++i) {
        CHECK_RELATIVE(a.out[5][i], snr_slowly(&radar, &a, i), 3e-4);
    }
}

static void pd_is_exact_for_every_swerling_case_and_number_of_pulses(void **state) {
    (void)state;
    const int pulses[] = {1, 12};
    for (int k = 0; k < 2; ++k) {
        PvsRadarLook radar = plain_radar();
        radar.n_pulses = pulses[k];
        radar = prepared(radar);
        const size_t n = 1000;
        random_lanes(&a, &radar, n);
        look_all(&a, &radar, n, n, pvs_isa_best(), false, true);
        for (size_t i = 0; i < n; ++i) {
            double pd = pvs_pd(a.swerling[i], a.out[5][i], pulses[k], radar.pfa);
            CHECK_NEAR(a.out[6][i], pd, pulses[k] == 1 && (i % 5 == 1 || i % 5 == 2) ? 1e-6 : 1e-4);
        }
    }
}

static void a_case_that_was_not_prepared_is_never_seen(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    assert_int_equal(pvs_radar_look_prepare(&radar, 1u << 1, &tables, &arena), PVS_OK);
    random_lanes(&a, &radar, 100);
    look_all(&a, &radar, 100, 100, 0, false, true);
    for (size_t i = 0; i < 100; ++i) {
        assert_true((a.out[6][i] > 0.0) == (a.swerling[i] == 1));
    }
}

static void weak_targets_and_jammed_ones_give_no_nonsense(void **state) {
    (void)state;
    PvsRadarLook radar = prepared(plain_radar());
    random_lanes(&a, &radar, 64);
    for (size_t i = 0; i < 64; ++i) {
        a.gain[i] = -1000;
    }
    look_all(&a, &radar, 64, 64, pvs_isa_best(), false, false);
    for (size_t i = 0; i < 64; ++i) {
        assert_true(a.out[5][i] >= 0.0 && a.out[5][i] < 1e-8);
        CHECK_RELATIVE(a.out[6][i], radar.pfa, 1e-5);
    }
}

// --- limits --------------------------------------------------------------------------------------

static double pd_at(const PvsRadarLook *radar, PvsVec3 pos_enu, PvsVec3 vel_enu) {
    memset(&a, 0, sizeof a);
    lanes_put(&a, 0, pvs_ecef_from_enu(&radar->frame, pos_enu),
              from_enu_axes(&radar->frame, vel_enu.x, vel_enu.y, vel_enu.z), pvs_vec3(0, 0, 0));
    look_all(&a, radar, 1, 1, 0, false, false);
    return a.out[6][0];
}

static void nothing_is_seen_outside_the_limits(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    radar.range_min_m = 5e3;
    radar.range_max_m = 100e3;
    radar.el_min_rad = 1 * PVS_DEG_RAD;
    radar.el_max_rad = 60 * PVS_DEG_RAD;
    radar.min_radial_speed_mps = 20;
    radar = prepared(radar);
    PvsVec3 in = {0, -50, 0}, still = {0, 0, 0};
    assert_true(pd_at(&radar, pvs_vec3(0, 50e3, 5e3), in) > 0.9);
    assert_true(pd_at(&radar, pvs_vec3(0, 110e3, 5e3), in) == 0.0);   // instrumented range
    assert_true(pd_at(&radar, pvs_vec3(0, 4e3, 1e3), in) == 0.0);     // too near
    assert_true(pd_at(&radar, pvs_vec3(0, 50e3, 0.5e3), in) == 0.0);  // too low
    assert_true(pd_at(&radar, pvs_vec3(0, 10e3, 20e3), in) == 0.0);   // too high
    assert_true(pd_at(&radar, pvs_vec3(0, 50e3, 5e3), still) == 0.0); // stands still
    assert_true(pd_at(&radar, pvs_vec3(0, 50e3, 5e3), pvs_vec3(50, 0, 0)) == 0.0); // crosses
    assert_true(pd_at(&radar, pvs_vec3(0, 50e3, 5e3), pvs_vec3(0, 50, 0)) > 0.9);  // recedes
    assert_true(a.detected[0] == 1 || a.out[6][0] < 1.0);
}

// The limit is on the apparent elevation, as the windows of motion/ have it: with the ray's
// curvature a target at 300 km stands 5.9 mrad higher.
static void elevation_limits_take_the_curved_ray(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    radar.el_min_rad = 0.0;
    double el_rad = -3e-3; // geometric
    PvsVec3 pos = {0, 300e3 * pvs_cos(el_rad), 300e3 * pvs_sin(el_rad)}, vel = {0, -50, 0};
    radar = prepared(radar);
    assert_true(pd_at(&radar, pos, vel) == 0.0);
    radar.ray_lift_radpm = 0.5 * (1.0 - 1.0 / (4.0 / 3.0)) / PVS_EARTH_MEAN_RADIUS_M;
    radar = prepared(radar);
    assert_true(pd_at(&radar, pos, vel) > 0.0);
}

static void odd_places_give_finite_results(void **state) {
    (void)state;
    PvsRadarLook radar = prepared(plain_radar());
    const PvsVec3 places[] = {
        {0, 0, 10e3}, {0, 0, -500}, {1e-3, 0, 10e3}, {10, 10, 300}, {0, 1, 0}};
    const PvsVec3 speeds[] = {{0, 0, 0}, {0, 0, 900}, {1200, 0, 0}, {0, -1200, -800}, {1e-9, 0, 0}};
    memset(&a, 0, sizeof a);
    for (size_t i = 0; i < 25; ++i) {
        PvsVec3 v = speeds[i % 5];
        lanes_put(&a, i, pvs_ecef_from_enu(&radar.frame, places[i / 5]),
                  from_enu_axes(&radar.frame, v.x, v.y, v.z), pvs_vec3(0, 0, 0));
    }
    look_all(&a, &radar, 25, 25, pvs_isa_best(), false, false);
    for (int k = 0; k < 7; ++k) {
        for (size_t i = 0; i < 25; ++i) {
            assert_true(fabs(a.out[k][i]) < 1e30);
        }
    }
}

// --- chance --------------------------------------------------------------------------------------

static void the_draw_is_the_one_of_the_published_layout(void **state) {
    (void)state;
    PvsRadarLook radar = prepared(plain_radar());
    const size_t n = 500;
    random_lanes(&a, &radar, n);
    PvsLuck luck = pvs_luck(8, 15);
    size_t n_detected = 0;
    for (size_t k = 0; k < sizeof isas / sizeof *isas; ++k) {
        for (uint32_t scan = 4000000; available(isas[k]) && scan < 4000008; ++scan) {
            PvsLookBatch batch = lanes_batch(&a, 0, n);
            pvs_looks(&radar, luck, scan, isas[k], &batch);
            for (size_t i = 0; i < n; ++i) {
                PvsBlock block = pvs_luck_block(luck, PVS_LUCK_LOOK, a.id[i], scan / 4);
                assert_int_equal(a.detected[i],
                                 pvs_u01_32(block.w[scan % 4]) < (double)a.out[6][i]);
                n_detected += a.detected[i];
            }
        }
    }
    assert_true(n_detected > 0);
}

// 400 scans of 300 lanes: the sum of (detected - pd) is normal with the variance sum of pd (1 -
// pd). Alarm rate 6e-7 (5 sigma).
static void detections_occur_as_often_as_pd_says(void **state) {
    (void)state;
    PvsRadarLook radar = prepared(plain_radar());
    const size_t n = 300;
    random_lanes(&a, &radar, n);
    double excess = 0.0, variance = 0.0;
    for (uint32_t scan = 0; scan < 400; ++scan) {
        PvsLookBatch batch = lanes_batch(&a, 0, n);
        pvs_looks(&radar, pvs_luck(2, 2), scan, pvs_isa_best(), &batch);
        for (size_t i = 0; i < n; ++i) {
            excess += a.detected[i] - a.out[6][i];
            variance += a.out[6][i] * (1 - a.out[6][i]);
        }
    }
    assert_true(variance > 1000);
    CHECK_NEAR(excess, 0.0, 5 * sqrt(variance));
}

static void a_fixed_face_looks_at_a_target_at_its_own_time_in_every_revisit(void **state) {
    (void)state;
    PvsRadarLook radar = plain_radar();
    radar.rotating = false;
    radar.scan_period_s = 4;
    radar = prepared(radar);
    const size_t n = 1000;
    random_lanes(&a, &radar, n);
    random_lanes(&b, &radar, n);
    look_all(&a, &radar, n, n, pvs_isa_best(), false, false);
    PvsLookBatch batch = lanes_batch(&b, 0, n);
    pvs_looks(&radar, pvs_luck(99, 99), 5, pvs_isa_best(), &batch);
    assert_memory_equal(a.out[0], b.out[0], n * sizeof(float));
    double sum = 0.0;
    for (size_t i = 0; i < n; ++i) {
        assert_true(a.out[0][i] >= 0.0 && a.out[0][i] < 4.0);
        sum += a.out[0][i] / 4.0;
    }
    CHECK_NEAR(sum / n, 0.5, 5 * sqrt(1.0 / 12 / n)); // uniform over the period
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_batch_and_instruction_set_gives_the_same_bits),
        cmocka_unit_test(a_lane_depends_on_nothing_but_itself),
        cmocka_unit_test(looks_have_their_golden_bits),
        cmocka_unit_test(a_course_gives_the_look_of_its_kinematics),
        cmocka_unit_test(the_beam_is_on_the_target_at_the_time_of_the_look),
        cmocka_unit_test(at_the_seam_of_two_scans_the_look_is_held_at_the_end),
        cmocka_unit_test(range_elevation_and_radial_speed_are_those_of_the_look),
        cmocka_unit_test(snr_is_the_radar_equation_with_the_cross_section_of_the_aspect),
        cmocka_unit_test(pd_is_exact_for_every_swerling_case_and_number_of_pulses),
        cmocka_unit_test(a_case_that_was_not_prepared_is_never_seen),
        cmocka_unit_test(weak_targets_and_jammed_ones_give_no_nonsense),
        cmocka_unit_test(nothing_is_seen_outside_the_limits),
        cmocka_unit_test(elevation_limits_take_the_curved_ray),
        cmocka_unit_test(odd_places_give_finite_results),
        cmocka_unit_test(the_draw_is_the_one_of_the_published_layout),
        cmocka_unit_test(detections_occur_as_often_as_pd_says),
        cmocka_unit_test(a_fixed_face_looks_at_a_target_at_its_own_time_in_every_revisit),
    };
    return cmocka_run_group_tests(tests, NULL, release);
}
