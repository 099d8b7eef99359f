// SPDX-License-Identifier: Apache-2.0
// Paths that change in flight: damaged threats, threats adrift, and what that does to looks, tracks and rounds under way.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <pavise/paths.h>

#include "battle/fixture.h"
#include "support/check.h"

// Cruise missiles over one unit that fires pairs, seen by one radar.
static Fixture *raid(uint32_t n, double damage_share, double glide_ratio) {
    Fixture *f = fixture_new(7200);
    uint32_t missile = fixture_type(f, PVS_CLASS_CRUISE, 240, 1.0);
    f->types[missile].glide_ratio = glide_ratio;
    f->types[missile].damaged_cep_m = 200;
    uint32_t site = fixture_site(f, -24.0, 133.0);
    fixture_radar(f, -24.0, 133.0, 20, 250e3, 5, 250e3, 1.25);
    fixture_unit(f, -24.0, 133.01, 60e3, 8, 900, 5, 0.6, 200);
    f->rounds[0].kill.damage_share = damage_share;
    f->units[0].launch_interval_s = 3;
    for (int c = 0; c < PVS_N_CLASSES; c++) {
        f->belief_units[0].doctrine.against[c].salvo = 2;
    }
    fixture_group(f, missile, n, fixture_llh(-24.0, 131.5, 6000), site, 0, 45);
    return f;
}

typedef struct {
    PvsPaths *paths;
    PvsSink into;
    uint32_t damaged[64], n_damaged, n_adrift, n_plots_after, n_killed_damaged, n_geometry;
    PvsTime t_damaged[64];
    uint32_t n_solved_wrong;
} Watch;

// Each round that was drawn for met its target where the target's path, as told last, says that it was.
static void check_intercept(Watch *w, const PvsEvent *e) {
    PvsPathPoint at;
    if (!(e->x[2] > 0)) {
        return; // refused by the envelope, or wasted: no geometry
    }
    w->n_geometry++;
    if (!pvs_paths_at(w->paths, e->id[0], e->t, &at) || fabs(at.h_ell_m - e->x[1]) > 1e-3) {
        w->n_solved_wrong++;
    }
}

static int watch(void *ctx, const PvsEvent *e) {
    Watch *w = ctx;
    int status = w->into.on_event(w->into.ctx, e);
    if (e->kind == PVS_EV_INTERCEPT) {
        check_intercept(w, e);
    } else if (e->kind == PVS_EV_DAMAGED) {
        w->damaged[e->id[0]]++;
        w->t_damaged[e->id[0]] = e->t;
        w->n_damaged++;
    } else if (e->kind == PVS_EV_ADRIFT) {
        w->n_adrift++;
        w->t_damaged[e->id[0]] = e->t;
    } else if (e->kind == PVS_EV_PLOT && w->t_damaged[e->id[0]] > 0) {
        w->n_plots_after++;
    } else if (e->kind == PVS_EV_KILLED && w->damaged[e->id[0]]) {
        w->n_killed_damaged++;
    }
    return status;
}

static PvsOutcome play(const PvsModel *m, PvsState *s, uint64_t k, Watch *w) {
    *w = (Watch){.paths = pvs_paths_create()};
    w->into = pvs_paths_sink(w->paths);
    PvsSink sink = {watch, w, PVS_LEVEL_PLOT};
    PvsRunOptions opt = pvs_run_options_default();
    opt.sinks = &sink;
    opt.n_sinks = 1;
    PvsOutcome o = {0};
    assert_int_equal(pvs_battle_run(m, s, 5, k, &opt, &o, NULL), PVS_OK);
    return o;
}

static void check_books(const PvsOutcome *o) {
    const PvsThreatCounts *c = &o->all;
    assert_int_equal(c->launched, c->killed + c->soft_killed + c->failed + c->hit + c->missed +
                                      c->returned + c->in_flight);
    assert_int_equal(o->shots.fired,
                     o->shots.hit + o->shots.missed + o->shots.wasted + o->shots.in_flight);
    assert_true(o->shots.hit >= c->killed);
    assert_int_equal(o->units[0].kills, c->killed);
}

// A damaged threat has one end like any other, rounds under way go where it goes, and radars go on seeing it.
static void a_damaged_threat_flies_on_and_is_booked_once(void **state) {
    (void)state;
    const double glides[] = {0, 8};
    for (int g = 0; g < 2; g++) {
        Fixture *f = raid(20, 0.7, glides[g]);
        const PvsModel *m = fixture_model(f);
        PvsState *s = pvs_state_create(m);
        uint32_t damaged = 0, plots = 0, geometry = 0, killed = 0;
        for (uint64_t k = 0; k < 20; k++) {
            Watch w;
            PvsOutcome o = play(m, s, k, &w);
            check_books(&o);
            assert_int_equal(w.n_solved_wrong, 0);
            for (int i = 0; i < 20; i++) {
                assert_true(w.damaged[i] <= 1);
            }
            damaged += w.n_damaged;
            plots += w.n_plots_after;
            geometry += w.n_geometry;
            killed += w.n_killed_damaged;
            pvs_paths_destroy(w.paths);
        }
        print_message("glide %g: %u damaged, %u of them killed in the end, %u plots after, %u "
                      "intercepts checked\n",
                      glides[g], damaged, killed, plots, geometry);
        assert_true(damaged > 100 && plots > 100 && killed > 100 && geometry > damaged);
        pvs_state_destroy(s);
        fixture_free(f);
    }
}

// Nothing moves at once from one place to another, and what was flown stays as it was.
static void a_turned_path_is_continuous(void **state) {
    (void)state;
    Fixture *f = raid(20, 1.0, 8);
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    Watch w;
    play(m, s, 1, &w);
    int n = 0;
    for (uint32_t i = 0; i < 20; i++) {
        PvsPathPoint before, after;
        PvsTime t = w.t_damaged[i];
        if (t == 0 || !pvs_paths_at(w.paths, i, t - 1000, &before) ||
            !pvs_paths_at(w.paths, i, t + 1000, &after)) {
            continue;
        }
        n++;
        CHECK_NEAR(after.h_ell_m, before.h_ell_m, 1e-2);
        CHECK_NEAR(after.lat_deg, before.lat_deg, 1e-7);
        CHECK_NEAR(after.lon_deg, before.lon_deg, 1e-7);
    }
    assert_true(n > 5);
    pvs_paths_destroy(w.paths);
    pvs_state_destroy(s);
    fixture_free(f);
}

// With a wide scatter some damaged ones fall on their aim: leakers, and labelled so.
static void a_damaged_threat_that_hits_all_the_same_is_a_leaker(void **state) {
    (void)state;
    Fixture *f = raid(20, 1.0, 0);
    f->types[0].move = PVS_MOVE_BALLISTIC;
    f->types[0].cls = PVS_CLASS_BALLISTIC;
    f->types[0].damaged_cep_m = 100;
    f->types[0].lethal_radius_m = 80;
    f->belief_units[0].doctrine.against[PVS_CLASS_BALLISTIC].max_salvos = 1;
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    uint32_t labelled = 0, killed = 0;
    for (uint64_t k = 0; k < 20; k++) {
        Watch w;
        PvsOutcome o = play(m, s, k, &w);
        check_books(&o);
        labelled += o.leak_reasons[PVS_LEAK_DAMAGED];
        killed += o.all.killed;
        assert_true(o.shots.hit > 0 || w.n_damaged == 0);
        pvs_paths_destroy(w.paths);
    }
    print_message("%u leaked damaged, %u killed\n", labelled, killed);
    assert_true(labelled > 0 && killed > 0);
    pvs_state_destroy(s);
    fixture_free(f);
}

// Lost to soft kill, a drone drifts on in sight of radars, and may still be shot down; else it ends as lost.
static void a_threat_adrift_flies_on_and_is_lost_in_the_end(void **state) {
    (void)state;
    Fixture *f = raid(12, 0, 0);
    f->types[0].uses_satellite_navigation = true;
    f->types[0].reliability = 0.8;
    f->model.n_areas = 1;
    PvsLlh at = fixture_llh(-24.0, 132.2, 0);
    f->areas[0] =
        (PvsSoftKillArea){.named = fixture_named(f, "area", 0),
                          .reach = {.frame = pvs_enu_frame(at),
                                    .range_max_m = 20e3,
                                    .el_min_rad = -PVS_PI / 2,
                                    .el_max_rad = PVS_PI / 2,
                                    .h_min_ell_m = -1000,
                                    .h_max_ell_m = 10e3,
                                    .sector_half_rad = 4,
                                    .earth_radius_m = pvs_earth_gaussian_radius_m(at.lat_rad)},
                          .loss_prob = 0.8,
                          .drift_s = {PVS_DIST_UNIFORM, 60, 120},
                          .class_mask = 1u << PVS_CLASS_CRUISE};
    PvsReach reach = f->areas[0].reach;
    const PvsModel *m = fixture_model(f);
    f->model.near_areas = pvs_near_create(&reach, 1, &f->arena);
    PvsState *s = pvs_state_create(m);
    uint32_t adrift = 0, lost = 0, plots = 0;
    for (uint64_t k = 0; k < 20; k++) {
        Watch w;
        PvsOutcome o = play(m, s, k, &w);
        check_books(&o);
        assert_int_equal(w.n_solved_wrong, 0);
        assert_true(o.all.soft_killed <= w.n_adrift);
        adrift += w.n_adrift;
        lost += o.all.soft_killed;
        plots += w.n_plots_after;
        pvs_paths_destroy(w.paths);
    }
    print_message("%u adrift, %u of them lost, %u plots of them\n", adrift, lost, plots);
    assert_true(adrift > 100 && lost > 0 && plots > 500);
    pvs_state_destroy(s);
    fixture_free(f);
}

// The same bits at any batch size, though looks are voided and taken anew inside scans.
static void turns_inside_a_scan_do_not_depend_on_the_batch(void **state) {
    (void)state;
    Fixture *f = raid(30, 0.7, 8);
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    uint64_t digest = 0, looks = 0;
    const int batches[] = {0, 1, 3, 17};
    for (int i = 0; i < 4; i++) {
        PvsRunOptions opt = pvs_run_options_default();
        opt.look_batch = batches[i];
        PvsOutcome o;
        assert_int_equal(pvs_battle_run(m, s, 9, 0, &opt, &o, NULL), PVS_OK);
        assert_true(i == 0 || o.digest == digest);
        assert_true(i == 0 || o.n_looks == looks);
        digest = o.digest;
        looks = o.n_looks;
    }
    pvs_state_destroy(s);
    fixture_free(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_damaged_threat_flies_on_and_is_booked_once),
        cmocka_unit_test(a_turned_path_is_continuous),
        cmocka_unit_test(a_damaged_threat_that_hits_all_the_same_is_a_leaker),
        cmocka_unit_test(a_threat_adrift_flies_on_and_is_lost_in_the_end),
        cmocka_unit_test(turns_inside_a_scan_do_not_depend_on_the_batch),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
