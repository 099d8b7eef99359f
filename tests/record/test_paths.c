// SPDX-License-Identifier: Apache-2.0
// Paths kept from events: cut where a threat was stopped, told again where they changed, and safe with foreign events.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <pavise/paths.h>

#include "motion/motion.h"
#include "support/synthetic.h"

static const double deg = 0.017453292519943295;

// The event that battle/ emits for a leg.
static PvsEvent path_event(uint32_t threat, uint32_t i, const PvsSegment *g, PvsTime t) {
    PvsEvent e = {.t = t,
                  .kind = PVS_EV_PATH,
                  .id = {threat, i, g->kind},
                  .x = {(double)g->t0, (double)g->t1}};
    const double p[] = {g->arc.a.x, g->arc.a.y,        g->arc.a.z,      g->arc.b.x,
                        g->arc.b.y, g->arc.b.z,        g->arc.c.x,      g->arc.c.y,
                        g->arc.c.z, g->arc.rate_radps, g->arc.h0_ell_m, g->arc.climb_mps};
    memcpy(e.x + 2, p, sizeof p);
    return e;
}

static void send(PvsSink sink, PvsEvent e) {
    assert_int_equal(sink.on_event(sink.ctx, &e), PVS_OK);
}

static void a_path_from_events_is_the_path(void **ctx) {
    (void)ctx;
    PvsLlh from = {-24 * deg, 133 * deg, 500}, to = {-23 * deg, 134 * deg, 1500};
    PvsSegment leg = pvs_leg(from, to, 100, S(10));
    PvsPaths *paths = pvs_paths_create();
    PvsSink sink = pvs_paths_sink(paths);
    send(sink, (PvsEvent){.t = S(10), .kind = PVS_EV_LAUNCH, .id = {5, 0, 0, 1}});
    send(sink, path_event(5, 0, &leg, S(10)));
    for (int i = 0; i <= 10; i++) {
        PvsTime t = leg.t0 + (leg.t1 - leg.t0) / 10 * i;
        PvsPathPoint at;
        assert_true(pvs_paths_at(paths, 5, t, &at));
        PvsKinematics k = pvs_segment_at(&leg, t);
        assert_true(at.pos_ecef[0] == k.pos_ecef.x && at.pos_ecef[1] == k.pos_ecef.y &&
                    at.vel_ecef[2] == k.vel_ecef.z);
        assert_true(fabs(at.h_ell_m - pvs_segment_height_m(&leg, t)) < 1e-3);
    }
    PvsTime t_begin, t_end;
    assert_false(pvs_paths_span(paths, 4, &t_begin, &t_end)); // known of, not launched
    assert_false(pvs_paths_span(paths, 6, &t_begin, &t_end));
    pvs_paths_destroy(paths);
}

static void a_stopped_threat_is_nowhere_afterwards(void **ctx) {
    (void)ctx;
    PvsSegment leg = pvs_leg((PvsLlh){-24 * deg, 133 * deg, 500},
                             (PvsLlh){-23 * deg, 134 * deg, 500}, 100, S(10));
    PvsPaths *paths = pvs_paths_create();
    PvsSink sink = pvs_paths_sink(paths);
    send(sink, (PvsEvent){.t = S(10), .kind = PVS_EV_LAUNCH, .id = {0, 0, 0, 1}});
    send(sink, path_event(0, 0, &leg, S(10)));
    send(sink, (PvsEvent){.t = S(60), .kind = PVS_EV_KILLED, .id = {0, 0, 0, 0}});
    PvsTime t_begin, t_end;
    PvsPathPoint at;
    assert_true(pvs_paths_span(paths, 0, &t_begin, &t_end));
    assert_true(t_begin == S(10) && t_end == S(60));
    assert_true(pvs_paths_at(paths, 0, S(60), &at));
    assert_false(pvs_paths_at(paths, 0, S(60) + 1, &at));
    pvs_paths_destroy(paths);
}

// A threat that changes its path tells the rest of it again: the newest word counts.
static void the_newest_segment_counts(void **ctx) {
    (void)ctx;
    PvsLlh a = {-24 * deg, 133 * deg, 500}, b = {-23 * deg, 134 * deg, 500},
           c = {-25 * deg, 133 * deg, 500};
    PvsSegment first = pvs_leg(a, b, 100, S(0)), second = pvs_leg(a, c, 100, S(100));
    PvsPaths *paths = pvs_paths_create();
    PvsSink sink = pvs_paths_sink(paths);
    send(sink, (PvsEvent){.t = 0, .kind = PVS_EV_LAUNCH, .id = {0, 0, 0, 1}});
    send(sink, path_event(0, 0, &first, 0));
    send(sink, path_event(0, 1, &second, S(100)));
    PvsPathPoint at;
    assert_true(pvs_paths_at(paths, 0, S(300), &at));
    assert_true(at.lat_deg < -24.0);
    assert_true(pvs_paths_at(paths, 0, S(50), &at));
    assert_true(at.lat_deg > -24.0);
    pvs_paths_destroy(paths);
}

static void segments_that_cannot_be_are_refused(void **ctx) {
    (void)ctx;
    PvsPaths *paths = pvs_paths_create();
    PvsSink sink = pvs_paths_sink(paths);
    PvsEvent e = {.kind = PVS_EV_PATH, .id = {0, 0, PVS_SEG_N_KINDS}};
    assert_int_equal(sink.on_event(sink.ctx, &e), PVS_BAD_INPUT);
    e.id[2] = PVS_SEG_ARC;
    e.x[1] = NAN;
    assert_int_equal(sink.on_event(sink.ctx, &e), PVS_BAD_INPUT);
    e.x[1] = 1e30;
    assert_int_equal(sink.on_event(sink.ctx, &e), PVS_BAD_INPUT);
    pvs_paths_destroy(paths);
    pvs_paths_destroy(NULL);
}

static void failing_allocations_are_reported(void **ctx) {
    (void)ctx;
    for (long n = 0; n < 4; n++) {
        pvs_alloc_fail_after(n);
        PvsPaths *paths = pvs_paths_create();
        int status = PVS_OK;
        for (size_t i = 0; paths && i < SYNTHETIC_N && status == PVS_OK; i++) {
            PvsSink sink = pvs_paths_sink(paths);
            status = sink.on_event(sink.ctx, &synthetic_events[i]);
        }
        pvs_alloc_fail_after(-1);
        assert_true(paths ? status == (n < 3 ? PVS_NO_MEMORY : PVS_OK) : n == 0);
        pvs_paths_destroy(paths);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_path_from_events_is_the_path),
        cmocka_unit_test(a_stopped_threat_is_nowhere_afterwards),
        cmocka_unit_test(the_newest_segment_counts),
        cmocka_unit_test(segments_that_cannot_be_are_refused),
        cmocka_unit_test(failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
