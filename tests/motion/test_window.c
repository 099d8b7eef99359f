// SPDX-License-Identifier: Apache-2.0
// Windows against the predicate that they bound: dense sampling of random paths and reaches of
// every kind.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "random_motion.h"
#include "support/check.h"

#define WINDOWS_MAX 256
#define EDGE_NS     2000 ///< 2e-6 s

static bool in_windows(const PvsWindow *w, size_t n, PvsTime t, PvsTime *to_edge) {
    bool inside = false;
    *to_edge = INT64_MAX;
    for (size_t i = 0; i < n; i++) {
        inside = inside || (t >= w[i].begin && t < w[i].end);
        PvsTime d0 = llabs(t - w[i].begin), d1 = llabs(t - w[i].end);
        *to_edge = d0 < *to_edge ? d0 : *to_edge;
        *to_edge = d1 < *to_edge ? d1 : *to_edge;
    }
    return inside;
}

static void check_moment(uint32_t i, const PvsSegment *g, const PvsReach *r, const PvsWindow *w,
                         size_t n, PvsTime t) {
    if (t < g->t0 || t >= g->t1) {
        return;
    }
    PvsTime to_edge;
    PvsKinematics k = pvs_segment_at(g, t);
    bool want = pvs_reach_contains(r, k.pos_ecef), got = in_windows(w, n, t, &to_edge);
    // Within a few micrometres of a limit either answer is right: asked there, the predicate
    // answers both ways.
    if (want != got && to_edge > EDGE_NS) {
        PvsReach wider = *r, narrower = *r;
        double size = 1e-5;
        wider.range_max_m += size, narrower.range_max_m -= size;
        wider.range_min_m -= size, narrower.range_min_m += size;
        wider.h_min_ell_m -= size, narrower.h_min_ell_m += size;
        wider.h_max_ell_m += size, narrower.h_max_ell_m -= size;
        wider.antenna_h_m += 1e-3, narrower.antenna_h_m -= 1e-3;
        double angle =
            size / fmax(pvs_vec3_norm(pvs_vec3_sub(k.pos_ecef, r->frame.origin_ecef)), 1e-4);
        wider.el_min_rad -= angle, narrower.el_min_rad += angle;
        wider.el_max_rad += angle, narrower.el_max_rad -= angle;
        wider.sector_half_rad += angle, narrower.sector_half_rad -= angle;
        if (pvs_reach_contains(&wider, k.pos_ecef) && !pvs_reach_contains(&narrower, k.pos_ecef)) {
            return;
        }
        fail_msg("case %u kind %d: at %.9f s of %.3f inside %d, windows say %d; %.3g s from an "
                 "edge, %zu windows",
                 i, g->kind, pvs_time_s(t - g->t0), pvs_time_s(g->t1 - g->t0), want, got,
                 pvs_time_s(to_edge), n);
    }
}

// If this failed, a radar would look at what it cannot see, or never see what it could.
static void windows_are_where_the_path_is_inside(void **state) {
    (void)state;
    size_t n_windows = 0, n_several = 0;
    for (uint32_t i = 0; i < 20000; i++) {
        PvsLlh place = random_place(i, 0, 0.0, random_below(i, 9, 4) ? 50.0 : 9000.0);
        PvsReach r = random_reach(i, place);
        PvsSegment g = random_segment(i, place);
        PvsWindow w[WINDOWS_MAX];
        size_t n = pvs_windows((PvsPath){&g, 1}, 0, &r, w, WINDOWS_MAX);
        assert_true(n <= WINDOWS_MAX);
        n_windows += n;
        n_several += n > 1;
        for (size_t k = 0; k < n; k++) {
            assert_true(w[k].begin < w[k].end && w[k].begin >= g.t0 && w[k].end <= g.t1);
            assert_true(k == 0 || w[k].begin > w[k - 1].end);
            const PvsTime off[] = {-3 * EDGE_NS, 3 * EDGE_NS, -1000000, 1000000};
            for (int e = 0; e < 4; e++) {
                check_moment(i, &g, &r, w, n, w[k].begin + off[e]);
                check_moment(i, &g, &r, w, n, w[k].end + off[e]);
            }
        }
        for (int k = 0; k < 200; k++) {
            check_moment(
                i, &g, &r, w, n,
                g.t0 + (PvsTime)((double)(g.t1 - g.t0) * random_in(i, 1000 + (uint64_t)k, 0, 1)));
        }
    }
    print_message("%zu windows, %zu segments with several\n", n_windows, n_several);
    assert_true(n_windows > 5000 && n_several > 500);
}

// If this failed, an object that enters only for a moment (grazing the edge) would be missed.
static void short_visits_are_found(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 3000; i++) {
        PvsLlh place = random_place(i, 0, 0.0, 30.0);
        PvsReach r = random_reach(i, place);
        r = (PvsReach){.frame = r.frame,
                       .antenna_h_m = r.antenna_h_m,
                       .range_max_m = r.range_max_m,
                       .el_min_rad = -2,
                       .el_max_rad = 2,
                       .h_min_ell_m = -INFINITY,
                       .h_max_ell_m = INFINITY,
                       .sector_half_rad = 4,
                       .earth_radius_m = r.earth_radius_m};
        PvsSegment g = random_segment(i, place);
        if (g.kind != PVS_SEG_ARC || g.arc.climb_mps != 0.0) {
            continue;
        }
        // The closest approach by ternary search; then the range is set a hair above and a hair
        // below.
        double low = 0, high = pvs_time_s(g.t1 - g.t0);
        for (int k = 0; k < 200; k++) {
            double a = low + (high - low) / 3, b = high - (high - low) / 3;
            PvsVec3 pa = pvs_segment_at(&g, g.t0 + pvs_time_from_s(a)).pos_ecef;
            PvsVec3 pb = pvs_segment_at(&g, g.t0 + pvs_time_from_s(b)).pos_ecef;
            if (pvs_vec3_norm(pvs_vec3_sub(pa, r.frame.origin_ecef)) <
                pvs_vec3_norm(pvs_vec3_sub(pb, r.frame.origin_ecef))) {
                high = b;
            } else {
                low = a;
            }
        }
        PvsVec3 p = pvs_segment_at(&g, g.t0 + pvs_time_from_s(low)).pos_ecef;
        double least_m = pvs_vec3_norm(pvs_vec3_sub(p, r.frame.origin_ecef));
        if (low < 1.0 || high > pvs_time_s(g.t1 - g.t0) - 1.0 ||
            g.arc.rate_radps * pvs_time_s(g.t1 - g.t0) > 3.0) {
            continue;
        }
        r.range_max_m = least_m + 0.01;
        PvsWindow w[4];
        if (pvs_windows((PvsPath){&g, 1}, 0, &r, w, 4) != 1) {
            fail_msg("case %u: a visit of 1 cm was missed", i);
        }
        r.range_max_m = least_m - 0.01;
        assert_int_equal(pvs_windows((PvsPath){&g, 1}, 0, &r, w, 4), 0);
    }
}

// If this failed, a path of several legs would show a window for each leg instead of one, or lose
// one.
static void windows_of_a_route_join_across_its_legs(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        PvsLlh place = random_place(i, 0, 0.0, 30.0), points[6];
        double speed[5];
        for (uint32_t k = 0; k < 6; k++) {
            points[k] = random_near(i, 100 + 4 * k, place, 300e3, 50.0, 1000.0);
            speed[k % 5] = 200.0;
        }
        PvsSegment g[16];
        size_t n_segments = pvs_route(points, 6, speed, 3000.0, 0, g, 16);
        assert_true(n_segments <= 16);
        PvsPath path = {g, (uint32_t)n_segments};
        PvsReach r = random_reach(i, place);
        PvsTime from = (PvsTime)((double)pvs_path_end(path) * random_in(i, 70, -0.5, 1.0));
        PvsWindow w[WINDOWS_MAX];
        size_t n = pvs_windows(path, from, &r, w, WINDOWS_MAX);
        for (size_t k = 0; k < n; k++) {
            assert_true(w[k].begin < w[k].end && w[k].begin >= from &&
                        (k == 0 || w[k].begin > w[k - 1].end));
        }
        for (uint64_t k = 0; k < 300; k++) {
            PvsTime t = (PvsTime)((double)pvs_path_end(path) * random_in(i, 1000 + k, 0, 1)),
                    to_edge;
            bool want = t >= from && pvs_reach_contains(&r, pvs_path_at(path, t).pos_ecef);
            if (in_windows(w, n, t, &to_edge) != want && to_edge > EDGE_NS &&
                llabs(t - from) > EDGE_NS) {
                fail_msg("case %u: at %.6f s inside %d", i, pvs_time_s(t), want);
            }
        }
        // Asked for fewer, it says how many there are and writes the first.
        PvsWindow few[1];
        assert_int_equal(pvs_windows(path, from, &r, few, 1), n);
        assert_true(n == 0 || (few[0].begin == w[0].begin && few[0].end == w[0].end));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(windows_are_where_the_path_is_inside),
        cmocka_unit_test(short_visits_are_found),
        cmocka_unit_test(windows_of_a_route_join_across_its_legs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
