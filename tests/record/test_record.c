// SPDX-License-Identifier: Apache-2.0
// A record replays exactly what was recorded; anything that is not a whole record is refused;
// nothing half-written is left.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/faulty_io.h"
#include "support/synthetic.h"
#include "support/temporary.h"

#define N_LOTS 5000 // plots: several blocks

// The synthetic battle, then many plots, then its end; ends early when the sink fails.
static PvsStatus play_long(PvsSink sink) {
    for (size_t i = 0; i + 1 < SYNTHETIC_N; i++) {
        PvsStatus status = (PvsStatus)sink.on_event(sink.ctx, &synthetic_events[i]);
        if (status != PVS_OK) {
            return status;
        }
    }
    for (int i = 0; i < N_LOTS; i++) {
        PvsEvent plot = {.t = S(2000) + (PvsTime)i * 1000000,
                         .kind = PVS_EV_PLOT,
                         .id = {3, 0, 1},
                         .x = {1000.0 + i, 0.5, 0.25, i / 7.0}};
        PvsStatus status = (PvsStatus)sink.on_event(sink.ctx, &plot);
        if (status != PVS_OK) {
            return status;
        }
    }
    return (PvsStatus)sink.on_event(sink.ctx, &synthetic_events[SYNTHETIC_N - 1]);
}

static PvsStatus record_to(const char *path, const PvsIo *io, PvsError *err) {
    PvsMeta meta = synthetic_meta();
    PvsRecordWriter *writer;
    PvsStatus status = pvs_record_writer_create(path, &meta, io, &writer, err);
    if (status != PVS_OK) {
        return status;
    }
    status = play_long(pvs_record_writer_sink(writer));
    if (status != PVS_OK) {
        pvs_error_set(err, status, "%s", pvs_record_writer_error(writer)->message);
        pvs_record_writer_discard(writer);
        return status;
    }
    return pvs_record_writer_finish(writer, false, err);
}

static void hash_of_replay(PvsRecord *record, char hex[65], uint64_t *n) {
    static PvsHash hash;
    pvs_hash_init(&hash);
    PvsSink sink = pvs_hash_sink(&hash);
    PvsError err = {0};
    if (pvs_record_replay(record, &sink, 1, &err) != PVS_OK) {
        fail_msg("%s", err.message);
    }
    *n = hash.n_events;
    pvs_hash_hex(&hash, hex);
}

static void a_replay_gives_the_same_hash_as_the_battle(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    static PvsHash live;
    pvs_hash_init(&live);
    assert_int_equal(play_long(pvs_hash_sink(&live)), PVS_OK);
    char wanted[65], got[65];
    pvs_hash_hex(&live, wanted);

    PvsError err = {0};
    assert_int_equal(record_to(temporary_path(&t, "r.pvr"), NULL, &err), PVS_OK);
    PvsRecord *record;
    if (pvs_record_open(t.path, &record, &err) != PVS_OK) {
        fail_msg("%s", err.message);
    }
    uint64_t n;
    hash_of_replay(record, got, &n);
    assert_string_equal(got, wanted);
    assert_string_equal(pvs_record_sha256(record), wanted);
    assert_int_equal(n, SYNTHETIC_N + N_LOTS);
    assert_int_equal(pvs_record_n_events(record), n);
    assert_false(pvs_record_interrupted(record));
    pvs_record_close(record);
    temporary_remove(&t);
}

// What the story, the tables and the viewer say about a battle comes from here.
static void metadata_come_back_as_they_were(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    assert_int_equal(record_to(temporary_path(&t, "r.pvr"), NULL, NULL), PVS_OK);
    PvsRecord *record;
    assert_int_equal(pvs_record_open(t.path, &record, NULL), PVS_OK);
    PvsMeta wanted = synthetic_meta();
    const PvsMeta *got = pvs_record_meta(record);
    PvsStr a = {0}, b = {0};
    pvs_meta_to_json(&wanted, &a);
    pvs_meta_to_json(got, &b);
    assert_string_equal(a.text, b.text);
    assert_true(got->seed == UINT64_MAX);
    assert_int_equal(got->n_threats, 4);
    assert_int_equal(got->units[1].weapons[0].ready, 8);
    pvs_str_free(&a);
    pvs_str_free(&b);
    pvs_record_close(record);
    temporary_remove(&t);
}

static void names_lead_to_threats_and_back(void **ctx) {
    (void)ctx;
    PvsMeta meta = synthetic_meta();
    char buf[PVS_NAME_MAX];
    assert_string_equal(pvs_meta_name(&meta, PVS_DOM_THREAT, 1, buf, sizeof buf), "drones/2");
    assert_string_equal(pvs_meta_name(&meta, PVS_DOM_THREAT, 3, buf, sizeof buf), "missile");
    assert_int_equal(pvs_meta_threat(&meta, "drones/2"), 1);
    assert_int_equal(pvs_meta_threat(&meta, "missile"), 3);
    assert_int_equal(pvs_meta_threat(&meta, "missile/1"), 3);
    static const char *const unknown[] = {"drones",    "drones/0",  "drones/4",
                                          "drones/01", "drones/1x", "drone/1",
                                          "",          "/1",        "missile/2"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        assert_int_equal(pvs_meta_threat(&meta, unknown[i]), PVS_NONE);
    }
    assert_string_equal(pvs_meta_name(&meta, PVS_DOM_UNIT, 1, buf, sizeof buf), "north");
    assert_string_equal(pvs_meta_name(&meta, PVS_DOM_UNIT, 2, buf, sizeof buf), "unknown");
    assert_string_equal(pvs_meta_name(&meta, PVS_DOM_UNIT, PVS_NONE, buf, sizeof buf), "");
    assert_string_equal(pvs_meta_name(&meta, PVS_DOM_GATE, PVS_GATE_NO_CHANNEL, buf, sizeof buf),
                        "no-channel");
}

typedef struct {
    PvsTime first, last;
    int n;
} Seen;

static int see(void *ctx, const PvsEvent *event) {
    Seen *seen = ctx;
    if (seen->n++ == 0) {
        seen->first = event->t;
    }
    seen->last = event->t;
    return PVS_OK;
}

static void a_stretch_of_time_replays_alone(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    assert_int_equal(record_to(temporary_path(&t, "r.pvr"), NULL, NULL), PVS_OK);
    PvsRecord *record;
    assert_int_equal(pvs_record_open(t.path, &record, NULL), PVS_OK);
    Seen seen = {0};
    PvsSink sink = {see, &seen, PVS_LEVEL_PLOT};
    assert_int_equal(pvs_record_replay_between(record, S(2001), S(2004), &sink, 1, NULL), PVS_OK);
    assert_int_equal(seen.n, 3000);
    assert_true(seen.first == S(2001) && seen.last == S(2004) - 1000000);
    seen = (Seen){0};
    assert_int_equal(pvs_record_replay_between(record, INT64_MIN, INT64_MAX, &sink, 1, NULL),
                     PVS_OK);
    assert_int_equal(seen.n, SYNTHETIC_N + N_LOTS);
    seen = (Seen){0};
    assert_int_equal(pvs_record_replay_between(record, S(7201), S(9000), &sink, 1, NULL), PVS_OK);
    assert_int_equal(seen.n, 0);
    pvs_record_close(record);
    temporary_remove(&t);
}

static int refuse(void *ctx, const PvsEvent *event) {
    (void)ctx;
    (void)event;
    return PVS_LIMIT;
}

static void a_sink_that_fails_stops_the_replay(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    assert_int_equal(record_to(temporary_path(&t, "r.pvr"), NULL, NULL), PVS_OK);
    PvsRecord *record;
    assert_int_equal(pvs_record_open(t.path, &record, NULL), PVS_OK);
    PvsSink sink = {refuse, NULL, PVS_LEVEL_PLOT};
    assert_int_equal(pvs_record_replay(record, &sink, 1, NULL), PVS_LIMIT);
    pvs_record_close(record);
    temporary_remove(&t);
}

// A record that could not be read again must not be written.
static void events_out_of_order_are_refused(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsMeta meta = synthetic_meta();
    PvsRecordWriter *writer;
    assert_int_equal(
        pvs_record_writer_create(temporary_path(&t, "r.pvr"), &meta, NULL, &writer, NULL), PVS_OK);
    PvsSink sink = pvs_record_writer_sink(writer);
    assert_int_equal(sink.on_event(sink.ctx, &(PvsEvent){.t = 5, .kind = PVS_EV_END}), PVS_OK);
    assert_int_equal(sink.on_event(sink.ctx, &(PvsEvent){.t = 4, .kind = PVS_EV_END}),
                     PVS_BAD_USAGE);
    assert_int_equal(pvs_record_writer_finish(writer, false, NULL), PVS_BAD_USAGE);
    assert_int_equal(temporary_count(&t), 0);
    temporary_remove(&t);
}

// --- faults while writing ---------------------------------------------------------------------------------------

// Every system call in turn fails while a record is written: nothing may stand under the final name
// but a whole record.
static void a_full_disk_leaves_no_half_written_record(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    const char *path = temporary_path(&t, "r.pvr");
    FaultyIo faults = {.fail_at = -1};
    PvsIo io = faulty_io(&faults);
    assert_int_equal(record_to(path, &io, NULL), PVS_OK);
    long n_calls = faults.n_calls;
    for (long i = 0; i < n_calls; i++) {
        unlink(path);
        faults = (FaultyIo){.fail_at = i, .error = ENOSPC};
        PvsError err = {0};
        PvsStatus status = record_to(path, &io, &err);
        if (access(path, F_OK) == 0) {
            PvsRecord *record;
            assert_int_equal(pvs_record_open(path, &record, NULL), PVS_OK);
            pvs_record_close(record);
            assert_int_equal(temporary_count(&t), 1);
        } else {
            assert_int_equal(status, PVS_IO);
            assert_non_null(strstr(err.message, "No space left on device"));
            assert_int_equal(temporary_count(&t), 0);
        }
    }
    temporary_remove(&t);
}

// Every allocation in turn fails, while writing and while reading.
static void failing_allocations_are_reported(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    const char *path = temporary_path(&t, "r.pvr");
    PvsStatus status = PVS_NO_MEMORY;
    for (long n = 0; status != PVS_OK && n < 1000; n++) {
        pvs_alloc_fail_after(n);
        status = record_to(path, NULL, NULL);
        pvs_alloc_fail_after(-1);
        assert_true(status == PVS_OK || status == PVS_NO_MEMORY);
        assert_int_equal(temporary_count(&t), status == PVS_OK);
    }
    assert_int_equal(status, PVS_OK);
    status = PVS_NO_MEMORY;
    for (long n = 0; status != PVS_OK && n < 1000; n++) {
        PvsRecord *record = NULL;
        pvs_alloc_fail_after(n);
        status = pvs_record_open(path, &record, NULL);
        pvs_alloc_fail_after(-1);
        assert_true(status == PVS_OK || status == PVS_NO_MEMORY);
        pvs_record_close(record);
    }
    assert_int_equal(status, PVS_OK);
    temporary_remove(&t);
}

// --- foreign bytes ------------------------------------------------------------------------------------------------

static PvsStatus read_all(const void *data, size_t n, PvsError *err) {
    PvsRecord *record;
    PvsStatus status = pvs_record_open_memory("bytes", data, n, &record, err);
    if (status == PVS_OK) {
        Seen seen = {0};
        PvsSink sink = {see, &seen, PVS_LEVEL_PLOT};
        status = pvs_record_replay(record, &sink, 1, err);
        pvs_record_close(record);
    }
    return status;
}

static void a_record_cut_anywhere_is_refused(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    assert_int_equal(record_to(temporary_path(&t, "r.pvr"), NULL, NULL), PVS_OK);
    size_t n;
    char *data = temporary_slurp(t.path, &n);
    assert_int_equal(read_all(data, n, NULL), PVS_OK);
    for (size_t cut = 0; cut < n; cut += cut < 6000 || n - cut < 2000 ? 1 : 997) {
        char *copy =
            malloc(cut ? cut : 1); // exactly as long, so that a sanitizer sees each byte too far
        memcpy(copy, data, cut);
        PvsError err = {0};
        assert_int_equal(read_all(copy, cut, &err), PVS_BAD_INPUT);
        assert_non_null(strstr(err.message, "bytes: "));
        free(copy);
    }
    free(data);
    temporary_remove(&t);
}

// CRCs, lengths and order together: a flipped bit anywhere is found.
static void a_flipped_bit_anywhere_is_found(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    assert_int_equal(record_to(temporary_path(&t, "r.pvr"), NULL, NULL), PVS_OK);
    size_t n;
    char *data = temporary_slurp(t.path, &n);
    for (size_t at = 0; at < n; at += at < 200 || n - at < 400 ? 1 : 1009) {
        for (int bit = 0; bit < 8; bit++) {
            data[at] = (char)(data[at] ^ (1 << bit));
            if (read_all(data, n, NULL) != PVS_BAD_INPUT) {
                fail_msg("bit %d of byte %zu of %zu", bit, at, n);
            }
            data[at] = (char)(data[at] ^ (1 << bit));
        }
    }
    free(data);
    temporary_remove(&t);
}

static void what_is_no_record_is_called_so(void **ctx) {
    (void)ctx;
    PvsError err = {0};
    PvsRecord *record;
    assert_int_equal(read_all("name: first steps\nstart: now", 28, &err), PVS_BAD_INPUT);
    assert_non_null(strstr(err.message, "not a record of pavise"));
    assert_int_equal(pvs_record_open("/nonexistent", &record, &err), PVS_IO);
    assert_null(record);
    assert_int_equal(pvs_record_open("/", &record, &err), PVS_BAD_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_replay_gives_the_same_hash_as_the_battle),
        cmocka_unit_test(metadata_come_back_as_they_were),
        cmocka_unit_test(names_lead_to_threats_and_back),
        cmocka_unit_test(a_stretch_of_time_replays_alone),
        cmocka_unit_test(a_sink_that_fails_stops_the_replay),
        cmocka_unit_test(events_out_of_order_are_refused),
        cmocka_unit_test(a_full_disk_leaves_no_half_written_record),
        cmocka_unit_test(failing_allocations_are_reported),
        cmocka_unit_test(a_record_cut_anywhere_is_refused),
        cmocka_unit_test(a_flipped_bit_anywhere_is_found),
        cmocka_unit_test(what_is_no_record_is_called_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
