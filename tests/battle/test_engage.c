// SPDX-License-Identifier: Apache-2.0
// Assessment: what a crew thinks a salvo has done comes from the track that it looks at.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "battle/fixture.h"

typedef struct {
    uint32_t n_assessed, n_declared, n_fired_after_kill;
    PvsTime t_killed, t_fired_last;
} Watch;

static int watch(void *ctx, const PvsEvent *e) {
    Watch *w = ctx;
    if (e->kind == PVS_EV_ASSESSED) {
        w->n_assessed++;
        w->n_declared += e->id[2];
    } else if (e->kind == PVS_EV_KILLED) {
        w->t_killed = e->t;
    } else if (e->kind == PVS_EV_FIRED) {
        w->n_fired_after_kill += w->t_killed > 0;
        w->t_fired_last = e->t;
    }
    return PVS_OK;
}

static Watch play(Fixture *f) {
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    Watch w = {0};
    PvsSink sink = {watch, &w, PVS_LEVEL_OUTCOME + 1};
    PvsRunOptions opt = pvs_run_options_default();
    opt.sinks = &sink;
    opt.n_sinks = 1;
    PvsOutcome o = {0};
    assert_int_equal(pvs_battle_run(m, s, 3, 0, &opt, &o, NULL), PVS_OK);
    pvs_state_destroy(s);
    fixture_free(f);
    return w;
}

// One missile at a height, a radar that looks once a second, a unit with one round for each second of thought.
static Fixture *duel(double height_m, double kill_prob) {
    Fixture *f = fixture_new(3600);
    uint32_t missile = fixture_type(f, PVS_CLASS_CRUISE, 250, 5.0);
    uint32_t site = fixture_site(f, -24.0, 133.0);
    PvsRadar *radar = fixture_radar(f, -24.0, 133.0, 20, 150e3, 1, 300e3, 0.3);
    radar->drop_misses = 2;
    fixture_unit(f, -24.0, 133.01, 60e3, 4, 1200, 2, 0.7, 40);
    f->units[0].assess_s = pvs_dist_fixed(1);
    for (int c = 0; c < PVS_N_CLASSES; c++) {
        f->rounds[0].kill.kill_prob[c] = kill_prob; // what is planned with is 0.7
    }
    fixture_group(f, missile, 1, fixture_llh(-24.0, 131.8, height_m), site, 0, 0);
    // One more, far away, for as long as the battle is looked at.
    fixture_group(f, fixture_type(f, PVS_CLASS_ONE_WAY_DRONE, 40, 0.01), 1,
                  fixture_llh(-19.0, 131.8, 100), site, 0, 0);
    return f;
}

// A crew that cannot see its target has nothing to judge by, however ready it is to believe.
static void a_lost_track_is_no_kill(void **state) {
    (void)state;
    PvsTime t_fired = 0;
    // A round flies for some 45 s; the radar falls silent under way, and the track is dropped before the assessment.
    static PvsWindow on;
    uint32_t n_declared[2];
    for (int dark = 0; dark < 2; dark++) {
        Fixture *f = duel(3000, 0);
        f->units[0].assess_alive_prob = 1;
        f->belief_units[0].doctrine.against[PVS_CLASS_CRUISE].max_salvos = 1;
        if (dark) {
            on = (PvsWindow){0, t_fired + 20 * PVS_NS_PER_S};
            f->radars[0].emission = &on;
            f->radars[0].n_emission = 1;
        }
        Watch w = play(f);
        assert_int_equal(w.n_assessed, 1);
        n_declared[dark] = w.n_declared;
        t_fired = w.t_fired_last;
    }
    assert_int_equal(n_declared[0], 1);
    assert_int_equal(n_declared[1], 0);
}

// What falls from high up is taken for the target for as long as it falls; from a tree's height it is gone before anybody can think.
static void debris_is_shot_at_while_it_falls(void **state) {
    (void)state;
    Fixture *high = duel(8000, 1), *low = duel(25, 1);
    high->units[0].assess_kill_prob = low->units[0].assess_kill_prob = 0;
    Watch w = play(high);
    assert_true(w.t_killed > 0 && w.n_fired_after_kill > 0);
    assert_true(w.t_fired_last - w.t_killed < 41 * PVS_NS_PER_S); // sqrt(2 x 8000 / 9.8) = 40.4 s
    assert_true(w.t_fired_last - w.t_killed >
                2 * PVS_NS_PER_S); // by then two misses would have dropped it
    w = play(low);
    assert_true(w.t_killed > 0);
    assert_int_equal(w.n_fired_after_kill, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_lost_track_is_no_kill),
        cmocka_unit_test(debris_is_shot_at_while_it_falls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
