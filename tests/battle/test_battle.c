// SPDX-License-Identifier: Apache-2.0
// The engine as a whole, on models made by hand: books, bits, beams, beliefs, memory, and the label of each kind of leak.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <pthread.h>

#include "base/isa.h"
#include "battle/fixture.h"

// A site, a radar that sees 150 km, a unit that reaches 40 km, and drones from 200 km west.
static Fixture *small_battle(uint32_t n_drones, int channels, double kill_prob, int rounds) {
    Fixture *f = fixture_new(18000);
    uint32_t drone = fixture_type(f, PVS_CLASS_ONE_WAY_DRONE, 50, 0.1);
    uint32_t site = fixture_site(f, -24.0, 133.0);
    fixture_radar(f, -24.0, 133.0, 20, 150e3, 5, 100e3, 1.25);
    fixture_radar(f, -24.2, 133.3, 20, 150e3, 10, 100e3, 3.5);
    fixture_unit(f, -24.0, 133.01, 40e3, channels, 700, 10, kill_prob, rounds);
    PvsRaidGroup *g =
        fixture_group(f, drone, n_drones, fixture_llh(-24.0, 131.0, 500), site, 0, 30);
    g->lateral_spread_m = 20e3;
    return f;
}

static PvsOutcome run(const PvsModel *m, PvsState *s, uint64_t seed, uint64_t k,
                      const PvsRunOptions *opt) {
    PvsOutcome out = {0};
    PvsError err = {0};
    PvsStatus status = pvs_battle_run(m, s, seed, k, opt, &out, &err);
    if (status != PVS_OK) {
        fail_msg("battle failed: %s", err.message);
    }
    return out;
}

// A running hash of every event down to plots.
static int hash_event(void *ctx, const PvsEvent *e) {
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)e->kind);
    uint64_t *h = ctx;
    *h = pvs_id_pair(*h, (uint64_t)e->t);
    *h = pvs_id_pair(*h, e->kind);
    for (int i = 0; i < info->n_ids; i++) {
        *h = pvs_id_pair(*h, e->id[i]);
    }
    for (int i = 0; i < info->n_numbers; i++) {
        uint64_t bits;
        memcpy(&bits, &e->x[i], sizeof bits);
        *h = pvs_id_pair(*h, bits);
    }
    return PVS_OK;
}

static uint64_t hash_of(const PvsModel *m, PvsState *s, uint64_t seed, PvsRunOptions opt) {
    uint64_t h = 0;
    PvsSink sink = {hash_event, &h, PVS_LEVEL_PLOT};
    opt.sinks = &sink;
    opt.n_sinks = 1;
    run(m, s, seed, 0, &opt);
    return h;
}

static void check_counts(PvsThreatCounts c) {
    assert_int_equal(c.launched, c.killed + c.soft_killed + c.failed + c.hit + c.missed +
                                     c.returned + c.in_flight);
}

// Wrong books mean that a threat or a round ended twice or not at all.
static void the_books_balance_in_every_replication(void **state) {
    (void)state;
    Fixture *f = small_battle(40, 2, 0.6, 25);
    f->types[0].reliability = 0.9;
    f->types[0].cep_m = 20;
    f->types[0].lethal_radius_m = 15;
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    for (uint64_t k = 0; k < 200; k++) {
        PvsOutcome o = run(m, s, 7, k, NULL);
        check_counts(o.all);
        check_counts(o.armed);
        check_counts(o.decoys);
        assert_int_equal(o.all.launched, 40);
        assert_int_equal(o.shots.fired,
                         o.shots.hit + o.shots.missed + o.shots.wasted + o.shots.in_flight);
        assert_int_equal(o.shots.hit, o.all.killed);
        assert_int_equal(o.shots.fired + o.units[0].rounds_left, 25);
        uint32_t reasons = 0;
        for (int i = 0; i < PVS_N_LEAK_REASONS; i++) {
            reasons += o.leak_reasons[i];
        }
        assert_int_equal(reasons, o.armed.hit + o.armed.missed);
    }
    pvs_state_destroy(s);
    fixture_free(f);
}

// Different bits would mean that a lane's result depends on its neighbours, or on the instruction set.
static void any_batch_size_and_instruction_set_give_the_same_bits(void **state) {
    (void)state;
    Fixture *f = small_battle(60, 4, 0.7, 60);
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    uint64_t want = hash_of(m, s, 3, pvs_run_options_default());
    const int batches[] = {1, 3, 8, 17, 512};
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        PvsRunOptions opt = pvs_run_options_default();
        opt.look_batch = batches[i];
        assert_int_equal(hash_of(m, s, 3, opt), want);
    }
    for (int isa = 2; isa <= pvs_isa_best(); isa++) {
        PvsRunOptions opt = pvs_run_options_default();
        opt.isa = isa;
        assert_int_equal(hash_of(m, s, 3, opt), want);
    }
    assert_int_not_equal(hash_of(m, s, 4, pvs_run_options_default()), want);
    pvs_state_destroy(s);
    fixture_free(f);
}

typedef struct {
    const PvsModel *model;
    uint64_t digest[8];
} Worker;

static void *work(void *ctx) {
    Worker *w = ctx;
    PvsState *s = pvs_state_create(w->model);
    for (uint64_t k = 0; k < 8; k++) {
        PvsOutcome o;
        pvs_battle_run(w->model, s, 5, 7 - k, NULL, &o, NULL);
        w->digest[7 - k] = o.digest;
    }
    pvs_state_destroy(s);
    return NULL;
}

// A state that leaks into the next replication, or into another thread, would show here.
static void replications_do_not_depend_on_threads_or_order(void **state) {
    (void)state;
    Fixture *f = small_battle(20, 2, 0.6, 30);
    const PvsModel *m = fixture_model(f);
    Worker workers[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        workers[i] = (Worker){.model = m};
        pthread_create(&threads[i], NULL, work, &workers[i]);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
    }
    PvsState *s = pvs_state_create(m);
    for (uint64_t k = 0; k < 8; k++) {
        uint64_t want = run(m, s, 5, k, NULL).digest;
        for (int i = 0; i < 4; i++) {
            assert_int_equal(workers[i].digest[k], want);
        }
    }
    pvs_state_destroy(s);
    fixture_free(f);
}

typedef struct {
    PvsTime ended[64];
    uint32_t plots_after_end, plots_in_silence, plots;
    double range_max_m;
} PlotWatch;

static int watch_plots(void *ctx, const PvsEvent *e) {
    PlotWatch *w = ctx;
    if (e->kind == PVS_EV_KILLED || e->kind == PVS_EV_HIT) {
        w->ended[e->id[0]] = e->t;
    } else if (e->kind == PVS_EV_PLOT) {
        w->plots++;
        w->plots_after_end += w->ended[e->id[0]] > 0;
        double t_s = pvs_time_s(e->t);
        w->plots_in_silence += e->id[1] == 0 && t_s >= 3001.3 && t_s < 3333.3;
        w->range_max_m = e->x[0] > w->range_max_m ? e->x[0] : w->range_max_m;
    }
    return PVS_OK;
}

// A scan computed ahead must not outlive what it looked at: a threat killed, or a radar switched off, between the scan's begin and the beam.
static void looks_are_void_after_a_kill_or_a_switch_off_inside_the_scan(void **state) {
    (void)state;
    Fixture *f = small_battle(30, 4, 0.9, 60);
    static PvsWindow on[2];
    on[0] = (PvsWindow){0, 3001300000000LL};
    on[1] = (PvsWindow){3333300000000LL, PVS_TIME_NEVER};
    f->radars[0].emission = on;
    f->radars[0].n_emission = 2;
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    PlotWatch watch = {{0}, 0, 0, 0, 0};
    PvsSink sink = {watch_plots, &watch, PVS_LEVEL_PLOT};
    PvsRunOptions opt = pvs_run_options_default();
    opt.sinks = &sink;
    opt.n_sinks = 1;
    PvsOutcome o = run(m, s, 1, 0, &opt);
    assert_true(o.all.killed > 5);
    assert_true(watch.plots > 1000);
    assert_int_equal(watch.plots_after_end, 0);
    assert_int_equal(watch.plots_in_silence, 0);
    assert_true(watch.range_max_m < 150e3 + 500); // instrumented range and six sigma of its error
    pvs_state_destroy(s);
    fixture_free(f);
}

static int ignore(void *ctx, const PvsEvent *e) {
    (void)ctx;
    (void)e;
    return PVS_OK;
}

// Nobody listens to plots: those of confirmed tracks are booked ahead of their time. Somebody does: each waits for it. Nothing else may differ, not
// even with links that bring old plots, a radar that falls silent inside a scan, and threats that die inside one.
static void plots_booked_ahead_change_nothing(void **state) {
    (void)state;
    Fixture *f = small_battle(60, 4, 0.7, 60);
    static PvsWindow on[3];
    on[0] = (PvsWindow){0, 3001300000000LL};
    on[1] = (PvsWindow){3333300000000LL, 4002000000000LL};
    on[2] = (PvsWindow){4003000000000LL, PVS_TIME_NEVER};
    f->radars[0].emission = on;
    f->radars[0].n_emission = 3;
    f->radars[0].link_delay_s = 7;
    f->radars[1].link_delay_s = 0.5;
    f->rounds[0].kill.damage_share = 0.5; // and the damaged turn
    f->types[0].glide_ratio = 3;
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    PvsSink sink = {ignore, NULL, PVS_LEVEL_PLOT};
    PvsRunOptions heard = pvs_run_options_default();
    heard.sinks = &sink;
    heard.n_sinks = 1;
    for (uint64_t k = 0; k < 20; k++) {
        PvsOutcome a = run(m, s, 9, k, NULL), b = run(m, s, 9, k, &heard);
        assert_true(a.n_plots > 1000 && a.all.killed > 0);
        assert_int_equal(a.digest, b.digest);
        assert_int_equal(a.n_looks, b.n_looks);
        assert_int_equal(a.n_detections, b.n_detections);
        assert_int_equal(a.n_plots, b.n_plots);
        assert_int_equal(a.n_decisions, b.n_decisions);
    }
    pvs_state_destroy(s);
    fixture_free(f);
}

typedef struct {
    uint32_t n, threat[8], unit[8];
    PvsTime t[8];
} Assignments;

static int note_assignments(void *ctx, const PvsEvent *e) {
    Assignments *a = ctx;
    if (e->kind == PVS_EV_ASSIGNED && a->n < 8) {
        a->threat[a->n] = e->id[0];
        a->unit[a->n] = e->id[1];
        a->t[a->n++] = e->t;
    }
    return PVS_OK;
}

static PvsTime first_assignments(double actual_kill_prob, Assignments *out) {
    Fixture *f = small_battle(10, 4, 0.7, 60);
    for (int c = 0; c < PVS_N_CLASSES; c++) {
        f->rounds[0].kill.kill_prob[c] = actual_kill_prob; // belief keeps 0.7
    }
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    PvsSink sink = {note_assignments, out, PVS_LEVEL_ENGAGE};
    PvsRunOptions opt = pvs_run_options_default();
    opt.sinks = &sink;
    opt.n_sinks = 1;
    run(m, s, 2, 0, &opt);
    pvs_state_destroy(s);
    fixture_free(f);
    return out->t[0];
}

// If command saw the actual value, the first orders would change with it.
static void command_does_not_see_the_actual_kill_probability(void **state) {
    (void)state;
    Assignments sure = {0}, hopeless = {0};
    first_assignments(1.0, &sure);
    first_assignments(0.0, &hopeless);
    assert_true(sure.n >= 1 && hopeless.n >= 1);
    assert_int_equal(sure.threat[0], hopeless.threat[0]);
    assert_int_equal(sure.unit[0], hopeless.unit[0]);
    assert_int_equal(sure.t[0], hopeless.t[0]);
}

typedef struct {
    double h_m[16], lat_deg[16];
    uint32_t type[16];
} Launches;

static int note_launches(void *ctx, const PvsEvent *e) {
    Launches *l = ctx;
    if (e->kind == PVS_EV_LAUNCH) {
        l->lat_deg[e->id[0]] = e->x[0];
        l->h_m[e->id[0]] = e->x[2];
        l->type[e->id[0]] = e->id[1];
    }
    return PVS_OK;
}

static void launches_at_count(uint32_t count, Launches *out) {
    Fixture *f = small_battle(count, 1, 0.5, 10);
    uint32_t decoy = fixture_type(f, PVS_CLASS_DECOY_DRONE, 40, 0.1);
    f->types[decoy].decoy = true;
    f->groups[0].decoy_type = decoy;
    f->groups[0].decoy_share = 0.4;
    f->groups[0].h_msl_m = (PvsDist){PVS_DIST_UNIFORM, 100, 2000};
    ((PvsRoutePoint *)f->groups[0].route)->has_height = false;
    ((PvsRoutePoint *)f->groups[0].route)->spread_m = 5000;
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    PvsSink sink = {note_launches, out, PVS_LEVEL_OUTCOME};
    PvsRunOptions opt = pvs_run_options_default();
    opt.sinks = &sink;
    opt.n_sinks = 1;
    PvsOutcome o = run(m, s, 9, 0, &opt);
    assert_int_equal(o.decoys.launched, (uint32_t)(count * 0.4 + 0.5));
    pvs_state_destroy(s);
    fixture_free(f);
}

// A member that changes with the count would make "more drones" another raid altogether.
static void members_are_the_same_at_any_count(void **state) {
    (void)state;
    Launches four = {{0}, {0}, {0}}, eight = {{0}, {0}, {0}};
    launches_at_count(4, &four);
    launches_at_count(8, &eight);
    for (int k = 0; k < 4; k++) {
        assert_true(four.h_m[k] == eight.h_m[k]);
        assert_true(four.lat_deg[k] == eight.lat_deg[k]);
        assert_int_equal(four.type[k], eight.type[k]);
    }
    assert_true(four.h_m[0] != four.h_m[1]);
}

// An allocation in a warm event loop would be time lost in every replication, and a failure nobody expects.
static void a_warm_state_allocates_nothing(void **state) {
    (void)state;
    Fixture *f = small_battle(30, 2, 0.6, 30);
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    uint64_t want = run(m, s, 1, 1, NULL).digest;
    pvs_alloc_fail_after(0);
    PvsOutcome o = {0};
    PvsStatus status = pvs_battle_run(m, s, 1, 1, NULL, &o, NULL);
    pvs_alloc_fail_after(-1);
    assert_int_equal(status, PVS_OK);
    assert_int_equal(o.digest, want);
    pvs_state_destroy(s);
    fixture_free(f);
}

// Every allocation may fail: the answer is a status, and the state can be used again.
static void a_failed_allocation_is_an_error_and_no_crash(void **state) {
    (void)state;
    Fixture *f = small_battle(6, 2, 0.6, 30);
    const PvsModel *m = fixture_model(f);
    int refused = 0, done = 0;
    for (long n = 0; n < 200 && !done; n++) {
        pvs_alloc_fail_after(n);
        PvsState *s = pvs_state_create(m);
        PvsOutcome o;
        PvsStatus status = s ? pvs_battle_run(m, s, 1, 0, NULL, &o, NULL) : PVS_NO_MEMORY;
        pvs_alloc_fail_after(-1);
        refused += status == PVS_NO_MEMORY;
        done = status == PVS_OK;
        if (s && status == PVS_NO_MEMORY) {
            run(m, s, 1, 0, NULL);
        }
        pvs_state_destroy(s);
    }
    assert_true(done);
    assert_true(refused > 10);
    fixture_free(f);
}

static double kill_share(double share, int n) {
    Fixture *f = small_battle(4, 4, 0.6, 4);
    f->belief_units[0].doctrine.against[PVS_CLASS_ONE_WAY_DRONE].max_salvos = 1;
    f->model.sharing =
        (PvsSharing){.night = share, .unit = share, .lot = share, .threat = share, .salvo = share};
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    double hit = 0, fired = 0;
    for (int k = 0; k < n; k++) {
        PvsOutcome o = run(m, s, 11, (uint64_t)k, NULL);
        hit += o.shots.hit;
        fired += o.shots.fired;
    }
    pvs_state_destroy(s);
    fixture_free(f);
    assert_true(fired > 3.5 * n);
    print_message("share %g: %g of %g\n", share, hit, fired);
    return hit / fired;
}

// Sharing may widen the spread; it must not move the mean.
static void shared_luck_keeps_the_mean_kill_probability(void **state) {
    (void)state;
    double apart = kill_share(0, 1500), shared = kill_share(0.15, 1500);
    assert_true(fabs(apart - 0.6) < 0.03); // some shots miss because the plan did not hold
    assert_true(fabs(shared - apart) <
                4 * sqrt(0.24 / 1500)); // effective number is smaller: one night each
}

static PvsLeakReason only_reason(Fixture *f) {
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    PvsOutcome o = run(m, s, 1, 0, NULL);
    int reason = PVS_N_LEAK_REASONS;
    for (int i = PVS_N_LEAK_REASONS - 1; i >= 0; i--) {
        reason = o.leak_reasons[i] ? i : reason;
    }
    assert_true(o.leakers > 0);
    pvs_state_destroy(s);
    fixture_free(f);
    return (PvsLeakReason)reason;
}

// The defender believes in rounds that never hit.
static Fixture *hopeless_battle(void) {
    Fixture *f = small_battle(1, 1, 0.7, 8);
    memset(f->rounds[0].kill.kill_prob, 0, sizeof f->rounds[0].kill.kill_prob);
    return f;
}

// Each label is reached by the situation that it names.
static void each_leak_gets_the_label_of_its_cause(void **state) {
    (void)state;
    Fixture *f = hopeless_battle();
    assert_int_equal(only_reason(f), PVS_LEAK_MISSED);

    f = small_battle(1, 1, 1.0, 0);
    assert_int_equal(only_reason(f), PVS_LEAK_NO_ROUNDS);

    f = small_battle(1, 1, 1.0, 8);
    f->model.n_radars = 0;
    assert_int_equal(only_reason(f), PVS_LEAK_NOT_SEEN);

    f = small_battle(1, 1, 1.0, 8);
    f->units[0].at = fixture_llh(-30, 140, 0);
    f->units[0].frame = f->belief_units[0].frame = pvs_enu_frame(f->units[0].at);
    assert_int_equal(only_reason(f), PVS_LEAK_UNDEFENDED);

    f = small_battle(1, 1, 1.0, 8);
    f->belief_units[0].doctrine.against[PVS_CLASS_ONE_WAY_DRONE].control = PVS_CONTROL_HOLD;
    assert_int_equal(only_reason(f), PVS_LEAK_HELD);

    f = hopeless_battle();
    f->units[0].assess_alive_prob = 1;
    assert_int_equal(only_reason(f), PVS_LEAK_ASSESSED_DEAD);

    f = small_battle(1, 1, 1.0, 8);
    f->units[0].reaction_s = pvs_dist_fixed(3600);
    f->belief_units[0].reaction_mean_s = 3600;
    assert_int_equal(only_reason(f), PVS_LEAK_TOO_LATE);
}

static int note_leak_unit(void *ctx, const PvsEvent *e) {
    if (e->kind == PVS_EV_LEAK) {
        *(uint32_t *)ctx = e->id[2];
    }
    return PVS_OK;
}

// The unit that the last leak names; 77 when nothing leaked.
static uint32_t blamed_unit(Fixture *f) {
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    uint32_t unit = 77;
    PvsSink sink = {note_leak_unit, &unit, PVS_LEVEL_OUTCOME};
    PvsRunOptions opt = pvs_run_options_default();
    opt.sinks = &sink;
    opt.n_sinks = 1;
    run(m, s, 1, 0, &opt);
    pvs_state_destroy(s);
    fixture_free(f);
    return unit;
}

// A story that sends its reader to a unit which had nothing to do with the label is worse than none.
static void a_leak_names_the_unit_that_its_label_is_about(void **state) {
    (void)state;
    Fixture *f = small_battle(1, 1, 1.0, 0); // the first is empty, the second looks the other way
    fixture_unit(f, -24.1, 132.9, 40e3, 1, 700, 10, 1.0, 8);
    f->belief_units[1].doctrine.against[PVS_CLASS_ONE_WAY_DRONE].control = PVS_CONTROL_HOLD;
    assert_int_equal(blamed_unit(f), 1); // held by rule comes before no rounds

    f = small_battle(1, 1, 1.0, 0);
    fixture_unit(f, -24.1, 133.9, 1e3, 1, 700, 10, 1.0, 8); // far from the path
    assert_int_equal(blamed_unit(f), 0);

    f = small_battle(1, 1, 1.0, 8);
    f->model.n_radars = 0;
    assert_int_equal(blamed_unit(f), UINT32_MAX); // not seen: nobody's fault
}

// How many drones a unit stops after its post was destroyed.
static uint32_t kills_after_the_post_is_lost(bool autonomous) {
    Fixture *f = small_battle(10, 4, 1.0, 60);
    f->model.n_posts = 2;
    f->posts[1] = (PvsPost){
        .named = fixture_named(f, "post", 1), .parent = PVS_NONE, .identify_prob = 1, .unit = 0};
    f->belief_posts[1] = f->belief_posts[0];
    f->radars[0].unit = 0;
    f->units[0].autonomous = autonomous;
    f->units[0].self_post = autonomous ? 1 : PVS_NONE;
    fixture_unit(f, -24.5, 133.5, 1, 1, 700, 10, 0, 0); // where the post is: no weapon to speak of
    f->units[1].self_post = PVS_NONE;
    f->posts[0].unit = 1;
    uint32_t missile = fixture_type(f, PVS_CLASS_BALLISTIC, 2000, 0.001);
    PvsRaidGroup *g = fixture_group(f, missile, 1, fixture_llh(-24.5, 134.5, 20000), 0, 0, 0);
    PvsAim *aim = pvs_arena_alloc(&f->arena, sizeof *aim);
    *aim = (PvsAim){PVS_AIM_UNIT, 1, f->units[1].at, 1.0};
    g->aims = aim;
    const PvsModel *m = fixture_model(f);
    PvsState *s = pvs_state_create(m);
    PvsOutcome o = run(m, s, 1, 0, NULL);
    assert_true(o.units[1].destroyed);
    pvs_state_destroy(s);
    fixture_free(f);
    return o.all.killed;
}

// A battery that obeyed a dead post, or one that must not fight alone and does, would make command posts worthless as targets.
static void only_an_autonomous_unit_fights_on_without_its_post(void **state) {
    (void)state;
    assert_int_equal(kills_after_the_post_is_lost(false), 0);
    assert_true(kills_after_the_post_is_lost(true) >= 8);
}

// A launch at the aim itself is an odd thing to write, and no reason to fail: it is there at once.
static void a_threat_that_begins_at_its_aim_has_arrived(void **state) {
    (void)state;
    static const PvsProfileRow rows[] = {{0, 0, 500}, {0.5, 30e3, 1500}, {1, 0, 900}};
    const PvsMoveKind moves[] = {PVS_MOVE_CRUISE, PVS_MOVE_BALLISTIC, PVS_MOVE_PROFILE};
    for (int i = 0; i < 6; i++) {
        Fixture *f = fixture_new(3600);
        uint32_t type = fixture_type(f, PVS_CLASS_QUASI_BALLISTIC, 500, 1);
        f->types[type].move = moves[i % 3];
        f->types[type].profile = rows;
        f->types[type].n_profile = 3;
        f->types[type].lethal_radius_m = 10;
        uint32_t site = fixture_site(f, -24.0, 133.0);
        PvsRaidGroup *g = fixture_group(f, type, 2, fixture_llh(-24.0, 133.0, 0), site, 600, 0);
        g->time_on_target = i >= 3;
        const PvsModel *m = fixture_model(f);
        PvsState *s = pvs_state_create(m);
        PvsOutcome o = run(m, s, 1, 0, NULL);
        assert_int_equal(o.all.launched, 2);
        assert_int_equal(o.all.hit, 2);
        assert_true(llabs(o.t_end - 600 * PVS_NS_PER_S) < 2);
        pvs_state_destroy(s);
        fixture_free(f);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_leak_names_the_unit_that_its_label_is_about),
        cmocka_unit_test(only_an_autonomous_unit_fights_on_without_its_post),
        cmocka_unit_test(a_threat_that_begins_at_its_aim_has_arrived),
        cmocka_unit_test(the_books_balance_in_every_replication),
        cmocka_unit_test(any_batch_size_and_instruction_set_give_the_same_bits),
        cmocka_unit_test(replications_do_not_depend_on_threads_or_order),
        cmocka_unit_test(plots_booked_ahead_change_nothing),
        cmocka_unit_test(looks_are_void_after_a_kill_or_a_switch_off_inside_the_scan),
        cmocka_unit_test(command_does_not_see_the_actual_kill_probability),
        cmocka_unit_test(members_are_the_same_at_any_count),
        cmocka_unit_test(a_warm_state_allocates_nothing),
        cmocka_unit_test(a_failed_allocation_is_an_error_and_no_crash),
        cmocka_unit_test(shared_luck_keeps_the_mean_kill_probability),
        cmocka_unit_test(each_leak_gets_the_label_of_its_cause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
