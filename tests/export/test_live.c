// SPDX-License-Identifier: Apache-2.0
// Live battles through every sink: records, tables and outcomes agree with each other, and no sink changes the battle.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "battle/fixture.h"
#include "export/export.h"
#include "support/temporary.h"

#include <pavise/paths.h>

// Two streams of drones past a radar and two units with few rounds: kills, misses and leaks of several kinds.
static Fixture *busy_battle(void) {
    Fixture *f = fixture_new(7200);
    uint32_t drone = fixture_type(f, PVS_CLASS_ONE_WAY_DRONE, 60, 0.1);
    uint32_t missile = fixture_type(f, PVS_CLASS_CRUISE, 240, 0.5);
    uint32_t site = fixture_site(f, -24, 133);
    fixture_radar(f, -24, 133.1, 20, 300e3, 5, 200e3, 0.3);
    fixture_unit(f, -23.95, 133, 40e3, 2, 900, 8, 0.6, 12);
    fixture_unit(f, -24.02, 133.05, 25e3, 1, 700, 5, 0.5, 10);
    fixture_group(f, drone, 30, fixture_llh(-22.5, 133.5, 400), site, 60, 20);
    fixture_group(f, missile, 12, fixture_llh(-22.0, 132.0, 80), site, 600, 15);
    return f;
}

typedef struct {
    PvsOutcome outcome;
    PvsThreatCounts by_type[4];
    char sha256[65];
} Played;

static Played play(const PvsModel *model, PvsState *state, const PvsSink *more, uint32_t n_more,
                   uint64_t replication, const volatile int *stop) {
    static PvsHash hash;
    PvsSink sinks[8];
    pvs_hash_init(&hash);
    sinks[0] = pvs_hash_sink(&hash);
    for (uint32_t i = 0; i < n_more; i++) {
        sinks[i + 1] = more[i];
    }
    PvsRunOptions opt = pvs_run_options_default();
    opt.sinks = sinks;
    opt.n_sinks = n_more + 1;
    opt.stop = stop;
    Played played;
    PvsError err = {0};
    if (pvs_battle_run(model, state, 3, replication, &opt, &played.outcome, &err) != PVS_OK) {
        fail_msg("%s", err.message);
    }
    memcpy(played.by_type, played.outcome.by_type, model->n_threat_types * sizeof *played.by_type);
    pvs_hash_hex(&hash, played.sha256);
    return played;
}

static PvsMeta meta_of(const PvsModel *model, PvsArena *arena) {
    PvsMeta meta;
    assert_int_equal(pvs_meta_from_model(model, 3, 0, arena, &meta, NULL), PVS_OK);
    return meta;
}

// The hash is of the battle, whatever else is attached; and the record's own is the same.
static void a_record_has_the_hash_of_the_battle_with_and_without_it(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    Fixture *f = busy_battle();
    const PvsModel *model = fixture_model(f);
    PvsState *state = pvs_state_create(model);
    Played bare = play(model, state, NULL, 0, 0, NULL);
    PvsRecordWriter *writer;
    assert_int_equal(
        pvs_record_writer_begin(temporary_path(&t, "r.pvr"), model, 3, 0, &writer, NULL), PVS_OK);
    PvsSink sink = pvs_record_writer_sink(writer);
    Played recorded = play(model, state, &sink, 1, 0, NULL);
    assert_int_equal(pvs_record_writer_finish(writer, false, NULL), PVS_OK);
    assert_string_equal(bare.sha256, recorded.sha256);
    PvsRecord *record;
    PvsError err = {0};
    if (pvs_record_open(t.path, &record, &err) != PVS_OK ||
        pvs_record_replay(record, NULL, 0, &err) != PVS_OK) {
        fail_msg("%s", err.message);
    }
    assert_string_equal(pvs_record_sha256(record), bare.sha256);
    assert_int_equal(pvs_record_n_events(record), recorded.outcome.n_events);
    PvsStr text = {0};
    assert_int_equal(pvs_explain(record, NULL, false, &text, NULL), PVS_OK);
    char wanted[64];
    snprintf(wanted, sizeof wanted, recorded.outcome.leakers == 1 ? "%u leaker" : "%u leakers",
             recorded.outcome.leakers);
    assert_true(recorded.outcome.leakers > 0);
    assert_memory_equal(text.text, wanted, strlen(wanted));
    pvs_str_free(&text);
    pvs_record_close(record);
    pvs_state_destroy(state);
    fixture_free(f);
    temporary_remove(&t);
}

// Rows of a table without quoted fields whose column of that name holds the value; value null: rows.
static uint32_t count_rows(const char *text, const char *column, const char *value) {
    uint32_t i_column = 0, n = 0;
    const char *name = text;
    for (; strncmp(name, column, strlen(column)) != 0 || !strchr(",\n", name[strlen(column)]);
         i_column++) {
        name += strcspn(name, ",\n") + 1;
    }
    for (const char *line = strchr(text, '\n') + 1; *line; line = strchr(line, '\n') + 1) {
        const char *field = line;
        for (uint32_t i = 0; i < i_column; i++) {
            field = strchr(field, ',') + 1;
        }
        size_t length = strcspn(field, ",\n");
        n += !value || (length == strlen(value) && strncmp(field, value, length) == 0);
    }
    return n;
}

// Two roads to one answer: counting rows of the tables, and the engine's own books.
static void tables_count_what_the_outcome_counts(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    Fixture *f = busy_battle();
    const PvsModel *model = fixture_model(f);
    PvsState *state = pvs_state_create(model);
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsMeta meta = meta_of(model, &arena);
    for (uint64_t k = 0; k < 5; k++) {
        PvsExport *threats, *shots;
        assert_int_equal(pvs_export_create(pvs_format_for("x.threats.csv"), temporary_path(&t, "t"),
                                           &meta, NULL, &threats, NULL),
                         PVS_OK);
        assert_int_equal(pvs_export_create(pvs_format_for("x.shots.csv"), temporary_path(&t, "s"),
                                           &meta, NULL, &shots, NULL),
                         PVS_OK);
        const PvsSink sinks[] = {pvs_export_sink(threats), pvs_export_sink(shots)};
        Played p = play(model, state, sinks, 2, k, NULL);
        assert_int_equal(pvs_export_finish(threats, NULL), PVS_OK);
        assert_int_equal(pvs_export_finish(shots, NULL), PVS_OK);
        size_t n;
        char *text = temporary_slurp(temporary_path(&t, "t"), &n);
        assert_int_equal(count_rows(text, "end", "killed"), p.outcome.all.killed);
        assert_int_equal(count_rows(text, "end", "hit"), p.outcome.all.hit);
        assert_int_equal(count_rows(text, "end", "missed"), p.outcome.all.missed);
        assert_int_equal(count_rows(text, "end", "in_flight"), p.outcome.all.in_flight);
        for (int i = 0; i < PVS_N_LEAK_REASONS; i++) {
            const char *reason = pvs_leak_name((PvsLeakReason)i);
            assert_int_equal(count_rows(text, "leak_reason", reason), p.outcome.leak_reasons[i]);
        }
        free(text);
        text = temporary_slurp(temporary_path(&t, "s"), &n);
        assert_int_equal(count_rows(text, "result", "hit"), p.outcome.shots.hit);
        assert_int_equal(count_rows(text, "result", "missed"), p.outcome.shots.missed);
        assert_int_equal(count_rows(text, "result", "wasted"), p.outcome.shots.wasted);
        assert_int_equal(count_rows(text, "result", NULL), p.outcome.shots.fired);
        assert_true(p.outcome.shots.fired > 10);
        free(text);
    }
    pvs_arena_free(&arena);
    pvs_state_destroy(state);
    fixture_free(f);
    temporary_remove(&t);
}

// What Ctrl-C does: the flag ends the battle at its next event, and everything says so.
static void a_stopped_battle_is_whole_up_to_its_end_and_marked(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    Fixture *f = busy_battle();
    const PvsModel *model = fixture_model(f);
    PvsState *state = pvs_state_create(model);
    PvsRecordWriter *writer;
    assert_int_equal(
        pvs_record_writer_begin(temporary_path(&t, "r.pvr"), model, 3, 0, &writer, NULL), PVS_OK);
    PvsSink sink = pvs_record_writer_sink(writer);
    const volatile int stop = 1;
    Played p = play(model, state, &sink, 1, 0, &stop);
    assert_true(p.outcome.interrupted);
    const PvsThreatCounts *c = &p.outcome.all;
    assert_int_equal(c->launched, c->killed + c->soft_killed + c->failed + c->hit + c->missed +
                                      c->returned + c->in_flight);
    assert_int_equal(pvs_record_writer_finish(writer, p.outcome.interrupted, NULL), PVS_OK);
    PvsRecord *record;
    assert_int_equal(pvs_record_open(t.path, &record, NULL), PVS_OK);
    assert_true(pvs_record_interrupted(record));
    assert_int_equal(pvs_record_replay(record, NULL, 0, NULL), PVS_OK);
    pvs_record_close(record);
    pvs_state_destroy(state);
    fixture_free(f);
    temporary_remove(&t);
}

// Paths in a record are segments: evaluated from the record they give the positions of the launches and ends.
static void paths_from_events_pass_where_threats_begin_and_end(void **ctx) {
    (void)ctx;
    Fixture *f = busy_battle();
    const PvsModel *model = fixture_model(f);
    PvsState *state = pvs_state_create(model);
    PvsPaths *paths = pvs_paths_create();
    PvsSink sink = pvs_paths_sink(paths);
    Played p = play(model, state, &sink, 1, 0, NULL);
    assert_int_equal(p.outcome.all.launched, 42);
    for (uint32_t i = 0; i < 42; i++) {
        PvsTime t_begin, t_end;
        PvsPathPoint at;
        assert_true(pvs_paths_span(paths, i, &t_begin, &t_end));
        assert_true(pvs_paths_at(paths, i, t_begin, &at));
        assert_true(fabs(at.lat_deg - (i < 30 ? -22.5 : -22.0)) < 1e-6);
        assert_true(fabs(at.lon_deg - (i < 30 ? 133.5 : 132.0)) < 1e-6);
        assert_true(pvs_paths_at(paths, i, t_end, &at));
        assert_true(fabs(at.h_ell_m) < 500);
        assert_false(pvs_paths_at(paths, i, t_end + 1, &at));
        assert_false(pvs_paths_at(paths, i, t_begin - 1, &at));
    }
    pvs_paths_destroy(paths);
    pvs_state_destroy(state);
    fixture_free(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_has_the_hash_of_the_battle_with_and_without_it),
        cmocka_unit_test(tables_count_what_the_outcome_counts),
        cmocka_unit_test(a_stopped_battle_is_whole_up_to_its_end_and_marked),
        cmocka_unit_test(paths_from_events_pass_where_threats_begin_and_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
