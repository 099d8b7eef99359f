// SPDX-License-Identifier: Apache-2.0
// Tables and JSON lines hold what the events say; files are whole or absent.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/json.h"
#include "support/faulty_io.h"
#include "support/outcome.h"
#include "support/temporary.h"

static char *export_text(const char *name, PvsMeta *meta) {
    Temporary t;
    temporary_create(&t);
    PvsExport *file;
    PvsError err = {0};
    if (pvs_export_create(pvs_format_for(name), temporary_path(&t, name), meta, NULL, &file,
                          &err) != PVS_OK) {
        fail_msg("%s", err.message);
    }
    synthetic_play(pvs_export_sink(file));
    assert_int_equal(pvs_export_finish(file, NULL), PVS_OK);
    size_t n;
    char *text = temporary_slurp(t.path, &n);
    temporary_remove(&t);
    return text;
}

static size_t n_lines(const char *text) {
    size_t n = 0;
    for (; *text; text++) {
        n += *text == '\n';
    }
    return n;
}

static size_t n_fields(const char *line) {
    size_t n = 1;
    for (; *line && *line != '\n'; line++) {
        n += *line == ',';
    }
    return n;
}

static void assert_rectangular(const char *text) {
    size_t n = n_fields(text);
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        assert_int_equal(n_fields(line), n);
    }
}

static void the_longest_ending_decides_the_format(void **ctx) {
    (void)ctx;
    assert_string_equal(pvs_format_for("a/b.csv")->ending, ".csv");
    assert_string_equal(pvs_format_for("b.threats.csv")->ending, ".threats.csv");
    assert_string_equal(pvs_format_for("b.shots.csv")->ending, ".shots.csv");
    assert_string_equal(pvs_format_for("b.jsonl")->ending, ".jsonl");
    assert_string_equal(pvs_format_for("a/threats.csv")->ending, ".threats.csv");
    assert_string_equal(pvs_format_for("my-threats.csv")->ending, ".csv");
    assert_null(pvs_format_for("b.xyz"));
    assert_null(pvs_format_for(".csv"));
    assert_null(pvs_format_for(""));
}

// Written by hand from the events of synthetic.h.
static void a_threat_has_one_row_with_its_times(void **ctx) {
    (void)ctx;
    PvsMeta meta = synthetic_meta();
    char *text = export_text("x.threats.csv", &meta);
    assert_rectangular(text);
    assert_int_equal(n_lines(text), 1 + 4);
    assert_non_null(strstr(text, "\ndrones/3,drone,one-way-drone,drones,1,62,-22,133.2,1395,north/"
                                 "search,211000,1405,north/search,1407,sector,"
                                 "1422,one-way-drone,0,1548,north,1,1556,1,1575,1900,hit,-24.1,133."
                                 "2,,,,depot,,6,assessed dead,north\n"));
    assert_non_null(strstr(text, "\ndrones/"
                                 "2,decoy,decoy-drone,drones,0,61,-22,133.1,,,,,,,,,,,,,0,,0,,1525,"
                                 "soft_killed,-23.95,133.1,,,,,jam,,,\n"));
    free(text);
}

static void a_shot_has_one_row_with_its_times(void **ctx) {
    (void)ctx;
    PvsMeta meta = synthetic_meta();
    char *text = export_text("x.shots.csv", &meta);
    assert_rectangular(text);
    assert_int_equal(n_lines(text), 1 + 3);
    assert_non_null(strstr(text, "\n1,drones/"
                                 "1,drone,one-way-drone,1,north,round-a,sector,1500,1513,1542,29,"
                                 "59800,54800,480,0.7,0.7,0.25,hit\n"));
    free(text);
}

static void all_events_but_path_segments_have_a_row(void **ctx) {
    (void)ctx;
    PvsMeta meta = synthetic_meta();
    char *text = export_text("x.csv", &meta);
    assert_rectangular(text);
    assert_int_equal(n_lines(text), 1 + SYNTHETIC_N - 1);
    assert_null(strstr(text, ",path,"));
    free(text);
}

// A name with a comma or a quote must not shift the columns of its row.
static void names_with_commas_and_quotes_stay_one_field(void **ctx) {
    (void)ctx;
    PvsMeta meta = synthetic_meta();
    PvsMetaSite sites[] = {{{"the \"old\" depot, east", 0, 0, 0}, 1, 1}};
    meta.sites = sites;
    char *text = export_text("x.threats.csv", &meta);
    assert_non_null(strstr(text, ",,\"the \"\"old\"\" depot, east\",,6,"));
    free(text);
}

static void every_line_of_json_lines_is_a_document(void **ctx) {
    (void)ctx;
    PvsMeta meta = synthetic_meta();
    char *text = export_text("x.jsonl", &meta);
    assert_int_equal(n_lines(text), 1 + SYNTHETIC_N);
    for (char *line = text; *line;) {
        PvsArena arena;
        pvs_arena_init(&arena);
        char *end = strchr(line, '\n');
        const PvsJson *root;
        PvsError err = {0};
        if (pvs_json_parse(line, (size_t)(end - line), &arena, &root, &err) != PVS_OK) {
            fail_msg("%s", err.message);
        }
        line = end + 1;
        pvs_arena_free(&arena);
    }
    assert_non_null(strstr(text, "\n{\"time_s\": 1575, \"event\": \"intercept\", \"threat\": "
                                 "\"drones/3\", \"unit\": \"north\", \"shot\": 2, "
                                 "\"result\": \"missed\", \"range_m\": 22000, \"h_m\": 470, "
                                 "\"kill_prob\": 0.65, \"crossing_sin\": 0.5}\n"));
    assert_non_null(strstr(text, "\"reason\": \"not seen\", \"unit\": null}"));
    free(text);
}

// Times are whole nanoseconds; a double would round them late in a long battle.
static void times_are_written_exactly(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsMeta meta = synthetic_meta();
    PvsExport *file;
    assert_int_equal(pvs_export_create(pvs_format_for("x.csv"), temporary_path(&t, "x.csv"), &meta,
                                       NULL, &file, NULL),
                     PVS_OK);
    PvsSink sink = pvs_export_sink(file);
    sink.on_event(sink.ctx, &(PvsEvent){.t = 9223372036854775806, .kind = PVS_EV_END});
    sink.on_event(sink.ctx, &(PvsEvent){.t = -1, .kind = PVS_EV_END});
    sink.on_event(sink.ctx, &(PvsEvent){.t = 100000000000, .kind = PVS_EV_END});
    assert_int_equal(pvs_export_finish(file, NULL), PVS_OK);
    size_t n;
    char *text = temporary_slurp(t.path, &n);
    assert_non_null(strstr(text, "\n9223372036.854775806,end,"));
    assert_non_null(strstr(text, "\n-0.000000001,end,"));
    assert_non_null(strstr(text, "\n100,end,"));
    free(text);
    temporary_remove(&t);
}

// A table of shots by a full disk, call by call: an error, and no table.
static void a_full_disk_leaves_no_half_written_table(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsMeta meta = synthetic_meta();
    for (long i = 0; i < 4; i++) {
        FaultyIo faults = {.fail_at = i, .error = ENOSPC};
        PvsIo io = faulty_io(&faults);
        PvsExport *file;
        PvsStatus status =
            pvs_export_create(pvs_format_for("x.shots.csv"), temporary_path(&t, "x.shots.csv"),
                              &meta, &io, &file, NULL);
        if (status == PVS_OK) {
            synthetic_play(pvs_export_sink(file));
            PvsError err = {0};
            status = pvs_export_finish(file, &err);
            assert_non_null(strstr(err.message, "No space left on device"));
        }
        assert_int_equal(status, PVS_IO);
        assert_int_equal(temporary_count(&t), 0);
    }
    temporary_remove(&t);
}

static void failing_allocations_leave_no_table(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsMeta meta = synthetic_meta();
    for (const PvsFormat *const *f = pvs_formats; *f; f++) {
        PvsStatus status = PVS_NO_MEMORY;
        for (long n = 0; status != PVS_OK && n < 100; n++) {
            PvsExport *file = NULL;
            pvs_alloc_fail_after(n);
            status = pvs_export_create(*f, temporary_path(&t, "table"), &meta, NULL, &file, NULL);
            if (status == PVS_OK) {
                PvsSink sink = pvs_export_sink(file);
                for (size_t i = 0; i < SYNTHETIC_N && status == PVS_OK; i++) {
                    status = (PvsStatus)sink.on_event(sink.ctx, &synthetic_events[i]);
                }
                if (status == PVS_OK) {
                    status = pvs_export_finish(file, NULL);
                } else {
                    pvs_export_discard(file);
                }
            }
            pvs_alloc_fail_after(-1);
            assert_true(status == PVS_OK || status == PVS_NO_MEMORY);
            assert_int_equal(temporary_count(&t), status == PVS_OK);
        }
        assert_int_equal(status, PVS_OK);
        unlink(t.path);
    }
    temporary_remove(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_ending_decides_the_format),
        cmocka_unit_test(a_threat_has_one_row_with_its_times),
        cmocka_unit_test(a_shot_has_one_row_with_its_times),
        cmocka_unit_test(all_events_but_path_segments_have_a_row),
        cmocka_unit_test(names_with_commas_and_quotes_stay_one_field),
        cmocka_unit_test(every_line_of_json_lines_is_a_document),
        cmocka_unit_test(times_are_written_exactly),
        cmocka_unit_test(a_full_disk_leaves_no_half_written_table),
        cmocka_unit_test(failing_allocations_leave_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
