// SPDX-License-Identifier: Apache-2.0
// Tabulated profiles: the rows are met, the pieces join, and the stated fit is the real one.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "random_motion.h"
#include "support/check.h"

#define CAPACITY 1024

static const PvsProfileRow table[] = {
    {0.0, 0, 0},       {0.05, 15e3, 900},  {0.2, 40e3, 2000}, {0.5, 50e3, 1900},
    {0.8, 40e3, 1800}, {0.95, 15e3, 1500}, {1.0, 0, 900},
};
enum { ROWS = sizeof table / sizeof *table };

static double ground_m(PvsLlh from, PvsVec3 pos) {
    PvsLlh p = pvs_llh_from_ecef(pos);
    return pvs_geodesic_inverse(from.lat_rad, from.lon_rad, p.lat_rad, p.lon_rad).distance_m;
}

// If this failed, a missile would not be at the tabulated height and speed where the table says.
static void a_profile_passes_through_its_rows(void **state) {
    (void)state;
    PvsLlh from = {0.5, 1.0, 0}, to = pvs_geodesic_direct(0.5, 1.0, 0.7, 300e3, NULL);
    to.h_ell_m = -35;
    PvsSegment g[CAPACITY];
    double fit;
    size_t n = pvs_profile(from, to, table, ROWS, -30, 1000, g, CAPACITY, &fit);
    assert_true(n >= ROWS - 1 && fit <= 1.0);
    size_t row = 0;
    for (size_t i = 0; i < n; i++) {
        PvsKinematics k = pvs_segment_at(&g[i], g[i].t0);
        double h = pvs_llh_from_ecef(k.pos_ecef).h_ell_m,
               fraction = ground_m(from, k.pos_ecef) / 300e3;
        if (fabs(fraction - table[row].range_fraction) < 1e-4) {
            CHECK_NEAR(h, table[row].h_msl_m - 30, 0.01);
            CHECK_NEAR(pvs_vec3_norm(k.vel_ecef), table[row].speed_mps, 0.5);
            row++;
        }
    }
    assert_int_equal(row, ROWS - 1);
    PvsVec3 end = pvs_segment_at(&g[n - 1], g[n - 1].t1).pos_ecef;
    CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(end, pvs_ecef_from_llh(to))), 0, 1e-5);
    assert_true(g[0].t0 == 1000);
}

// If this failed, a missile would jump between the pieces of its profile.
static void the_pieces_join_smoothly(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 50; i++) {
        PvsLlh from = random_place(i, 0, 0, 0), to = random_near(i, 4, from, 800e3, 0, 100);
        PvsSegment g[CAPACITY];
        size_t n = pvs_profile(from, to, table, ROWS, 0, 0, g, CAPACITY, NULL);
        assert_true(n > 0);
        for (size_t k = 1; k < n; k++) {
            PvsKinematics a = pvs_segment_at(&g[k - 1], g[k - 1].t1),
                          b = pvs_segment_at(&g[k], g[k].t0);
            assert_true(g[k].t0 == g[k - 1].t1);
            CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(a.pos_ecef, b.pos_ecef)), 0, 1e-5);
            CHECK_NEAR(pvs_vec3_norm(pvs_vec3_sub(a.vel_ecef, b.vel_ecef)), 0, 0.02);
        }
    }
}

// Two routes to one answer: the same table in ever finer pieces tends to one curve; the coarse one
// lies within its stated fit.
static void the_stated_fit_is_the_real_one(void **state) {
    (void)state;
    PvsLlh from = {0.5, 1.0, 0}, to = pvs_geodesic_direct(0.5, 1.0, 0.7, 400e3, NULL);
    // Rows added on the table's own curve change nothing but the number of pieces: an even climb at
    // even acceleration.
    const PvsProfileRow plain[] = {{0, 1000, 100}, {1, 20000, 1700}};
    PvsProfileRow fine[65];
    for (int k = 0; k <= 64; k++) {
        double x = k / 64.0;
        fine[k] =
            (PvsProfileRow){x, 1000 + 19000 * x, sqrt(100 * 100 + x * (1700.0 * 1700 - 100 * 100))};
    }
    to.h_ell_m = 20000;
    static PvsSegment a[CAPACITY], b[CAPACITY];
    for (size_t capacity = 1; capacity <= 64; capacity *= 4) {
        double fit_a, fit_b;
        size_t na = pvs_profile(from, to, plain, 2, 0, 0, a, capacity, &fit_a),
               nb = pvs_profile(from, to, fine, 65, 0, 0, b, CAPACITY, &fit_b);
        assert_true(na >= 1 && na <= capacity && nb > na);
        PvsPath pa = {a, (uint32_t)na}, pb = {b, (uint32_t)nb};
        CHECK_NEAR(pvs_time_s(pvs_path_end(pa)), pvs_time_s(pvs_path_end(pb)), 1e-4);
        double worst = 0;
        for (int k = 0; k <= 500; k++) {
            PvsTime t = pvs_path_end(pb) * k / 501;
            worst = fmax(worst, pvs_vec3_norm(pvs_vec3_sub(pvs_path_at(pa, t).pos_ecef,
                                                           pvs_path_at(pb, t).pos_ecef)));
        }
        print_message("%zu pieces: stated fit %.3g m, real %.3g m\n", na, fit_a, worst);
        assert_true(worst <= 1.15 * fit_a + 0.3); // the fit is measured at the joints of quarters
    }
}

// The time of flight of even acceleration on a level line is known: length over the mean of the two
// speeds.
static void even_acceleration_lasts_the_length_over_the_mean_speed(void **state) {
    (void)state;
    const PvsProfileRow rows[] = {{0, 500, 0}, {1, 500, 600}};
    PvsLlh from = {-0.3, 2.0, 500}, to = pvs_geodesic_direct(-0.3, 2.0, 1.0, 200e3, NULL);
    to.h_ell_m = 500;
    PvsSegment g[CAPACITY];
    size_t n = pvs_profile(from, to, rows, 2, 0, 0, g, CAPACITY, NULL);
    double length = 200e3 * (1 + 500 / 6.37e6);
    CHECK_RELATIVE(pvs_time_s(g[n - 1].t1), length / 300,
                   3e-5); // as a leg's, the ground's curvature changes on the way
}

static void bad_tables_give_no_path(void **state) {
    (void)state;
    PvsLlh a = {0.5, 1, 0}, b = {0.51, 1, 0};
    PvsSegment g[8];
    const PvsProfileRow backward[] = {{0, 0, 100}, {0.6, 10, 100}, {0.5, 10, 100}},
                        still[] = {{0, 0, 0}, {1, 10, 0}};
    assert_int_equal(pvs_profile(a, b, backward, 3, 0, 0, g, 8, NULL), 0);
    assert_int_equal(pvs_profile(a, b, still, 2, 0, 0, g, 8, NULL), 0);
    assert_int_equal(pvs_profile(a, b, table, 1, 0, 0, g, 8, NULL), 0);
    assert_int_equal(pvs_profile(a, b, table, ROWS, 0, 0, g, ROWS - 2, NULL), 0);
    assert_int_equal(pvs_profile(a, a, table, ROWS, 0, 0, g, 8, NULL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_profile_passes_through_its_rows),
        cmocka_unit_test(the_pieces_join_smoothly),
        cmocka_unit_test(the_stated_fit_is_the_real_one),
        cmocka_unit_test(even_acceleration_lasts_the_length_over_the_mean_speed),
        cmocka_unit_test(bad_tables_give_no_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
