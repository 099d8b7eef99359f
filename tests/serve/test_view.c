// SPDX-License-Identifier: Apache-2.0
// A view as a page meets it: what is shown, changed, compared, saved; and files that are no good.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ftw.h>
#include <pavise/study.h>

#include "battle/battle.h"
#include "record/record.h"
#include "serve/ws.h"
#include "support/temporary.h"

static const char scenario[] =
    "# A small one.\n"
    "pavise: 1\n"
    "name: Small            # the name\n"
    "duration: 2 h\n"
    "sites:\n"
    "  depot: {at: [-24.10, 133.20], value: 100 MUSD}   # protected\n"
    "posts:\n"
    "  sector: {at: [-24.10, 133.21]}\n"
    "units:\n"
    "  # two kinds\n"
    "  guns: {type: gepard, count: 2, around: depot, radius: 2 km, under: sector}\n"
    "  north: {type: pantsir-s1, at: [-24.05, 133.25], under: sector}\n"
    "raids:\n"
    "  drones: {type: shahed-136, count: 8, launch: {from: [-23.80, 133.90], at: 1 min, every: 5 "
    "s}, aim: depot}\n";

typedef struct {
    Temporary dir;
    char path[200];
    Served served;
    Ws ws;
} Fixture;

static void write_file(const char *path, const void *data, size_t n) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(data, 1, n, file), n);
    fclose(file);
}

static char *read_file(const char *path, size_t *n) {
    FILE *file = fopen(path, "rb");
    char *text = calloc(1, 1 << 22);
    *n = file ? fread(text, 1, (1 << 22) - 1, file) : 0;
    if (file) {
        fclose(file);
    }
    return text;
}

static void open_view(Fixture *f, const char *path) {
    assert_true(served_start(&f->served, served_options(path)));
    assert_int_equal(ws_open(&f->ws, f->served.port, NULL, NULL, NULL, NULL), 101);
}

static void begin(Fixture *f) {
    temporary_create(&f->dir);
    snprintf(f->path, sizeof f->path, "%s", temporary_path(&f->dir, "small.yaml"));
    write_file(f->path, scenario, sizeof scenario - 1);
    open_view(f, f->path);
}

static void end(Fixture *f) {
    ws_close(&f->ws);
    served_stop(&f->served);
    temporary_remove(&f->dir);
}

static char *ask(Fixture *f, const char *body, bool ok) {
    char *reply = ws_ask(&f->ws, body);
    assert_non_null(reply);
    if (!strstr(reply, ok ? "\"ok\": true" : "\"ok\": false")) {
        print_error("%s: %.400s\n", body, reply);
    }
    assert_non_null(strstr(reply, ok ? "\"ok\": true" : "\"ok\": false"));
    return reply;
}

static void expect(Fixture *f, const char *body, bool ok, const char *part) {
    char *reply = ask(f, body, ok);
    if (part && !strstr(reply, part)) {
        print_error("%s: %.600s\nlacks %s\n", body, reply, part);
    }
    assert_true(!part || strstr(reply, part));
    free(reply);
}

static uint8_t *play(Fixture *f, const char *body, size_t *n) {
    char *reply = ask(f, body, true);
    unsigned stream = 0;
    int flags;
    sscanf(strstr(reply, "\"stream\": "), "\"stream\": %u", &stream);
    free(reply);
    uint8_t *bytes = ws_stream(&f->ws, stream, n, &flags);
    assert_int_equal(flags, 1);
    return bytes;
}

// --- battles -------------------------------------------------------------------------------------

static void a_stream_is_the_record_that_run_writes(void **state) {
    (void)state;
    Fixture f = {0};
    PvsModelOptions opt = pvs_model_options_default();
    PvsModel *model;
    PvsRecordWriter *writer;
    PvsError err = {0};
    PvsOutcome outcome;
    begin(&f);
    opt.catalog_dir = PVS_SOURCE_DIR "/catalog";
    assert_int_equal(pvs_model_load(f.path, &opt, &model, &err), PVS_OK);
    const char *path = temporary_path(&f.dir, "battle.pvr");
    assert_int_equal(pvs_record_writer_begin(path, model, 7, 3, &writer, &err), PVS_OK);
    PvsState *battle = pvs_state_create(model);
    PvsRunOptions run = pvs_run_options_default();
    PvsSink sink = pvs_record_writer_sink(writer);
    run.sinks = &sink;
    run.n_sinks = 1;
    assert_int_equal(pvs_battle_run(model, battle, 7, 3, &run, &outcome, &err), PVS_OK);
    assert_int_equal(pvs_record_writer_finish(writer, false, &err), PVS_OK);
    pvs_state_destroy(battle);
    pvs_model_free(model);

    size_t n_file, n, n_again;
    char *file = read_file(path, &n_file);
    uint8_t *bytes =
        play(&f, "\"do\": \"play\", \"level\": \"plot\", \"seed\": 7, \"replication\": 3", &n);
    assert_int_equal(n, n_file);
    assert_memory_equal(bytes, file, n);
    free(bytes);

    // A record of levels down to paths is a record too, and smaller.
    bytes = play(&f, "\"do\": \"play\", \"seed\": 7, \"replication\": 3", &n_again);
    PvsRecord *record;
    assert_true(n_again < n);
    assert_int_equal(pvs_record_open_memory("stream", bytes, n_again, &record, &err), PVS_OK);
    assert_int_equal(pvs_record_replay(record, NULL, 0, &err), PVS_OK);
    pvs_record_close(record);
    free(bytes);
    bytes = play(
        &f,
        "\"do\": \"play\", \"level\": \"plot\", \"only\": true, \"seed\": 7, \"replication\": 3",
        &n_again);
    assert_int_equal(pvs_record_open_memory("stream", bytes, n_again, &record, &err), PVS_OK);
    assert_int_equal(pvs_record_replay(record, NULL, 0, &err), PVS_OK);
    pvs_record_close(record);
    free(bytes);
    end(&f);

    // And the file itself, shown.
    Fixture g = {0};
    temporary_create(&g.dir);
    const char *copy = temporary_path(&g.dir, "copy.pvr");
    write_file(copy, file, n_file);
    open_view(&g, copy);
    bytes = play(&g, "\"do\": \"play\", \"level\": \"plot\"", &n);
    assert_int_equal(n, n_file);
    assert_memory_equal(bytes, file, n);
    expect(&g, "\"do\": \"edit\", \"ops\": []", false, "\"not-here\"");
    expect(&g, "\"do\": \"describe\"", false, "\"not-here\"");
    free(bytes);
    free(file);
    end(&g);
}

// --- changing ------------------------------------------------------------------------------------

static void a_change_is_undone_and_done_again(void **state) {
    (void)state;
    Fixture f = {0};
    begin(&f);
    expect(&f, "\"do\": \"describe\"", true, "\"path\": \"units.north\"");
    expect(&f,
           "\"do\": \"edit\", \"ops\": [{\"op\": \"move\", \"path\": \"units.north\", \"lat_deg\": "
           "-24.2, \"lon_deg\": 133.4}]",
           true, "\"revision\": 1");
    expect(&f, "\"do\": \"values\", \"under\": \"units.north.at\"", true, "[-24.2, 133.4]");
    expect(&f, "\"do\": \"undo\"", true, "\"revision\": 2");
    expect(&f, "\"do\": \"values\", \"under\": \"units.north.at\"", true, "[-24.05, 133.25]");
    expect(&f, "\"do\": \"undo\"", false, "\"not-here\"");
    expect(&f, "\"do\": \"redo\"", true, "\"revision\": 3");
    expect(&f, "\"do\": \"values\", \"under\": \"units.north.at\"", true, "[-24.2, 133.4]");
    // A group that stands around something is put somewhere.
    expect(&f,
           "\"do\": \"edit\", \"ops\": [{\"op\": \"move\", \"path\": \"units.guns\", \"lat_deg\": "
           "-24, \"lon_deg\": 133}]",
           true, NULL);
    expect(&f, "\"do\": \"preview\"", true,
           "{type: gepard, count: 2, radius: 2 km, under: sector, at: [-24.0, 133.0]}");
    end(&f);
}

static void a_change_that_is_wrong_changes_nothing(void **state) {
    (void)state;
    Fixture f = {0};
    begin(&f);
    expect(
        &f,
        "\"do\": \"edit\", \"ops\": [{\"op\": \"set\", \"path\": \"units.guns.count\", \"value\": "
        "\"5\"}, {\"op\": \"set\", \"path\": \"units.guns.type\", \"value\": \"gepart\"}]",
        false, "did you mean \\\"gepard\\\"");
    expect(&f, "\"do\": \"describe\"", true, "\"changed\": false");
    expect(&f, "\"do\": \"edit\", \"ops\": [{\"op\": \"remove\", \"path\": \"units.nobody\"}]",
           false, "\"bad-input\"");
    expect(&f,
           "\"do\": \"edit\", \"ops\": [{\"op\": \"set\", \"path\": \"raids.drones.count\", "
           "\"value\": \"1\"}]",
           false, "\"bad-request\"");
    expect(&f,
           "\"do\": \"edit\", \"ops\": [{\"op\": \"set\", \"path\": \"include\", \"value\": "
           "\"/etc/passwd\"}]",
           false, "\"bad-request\"");
    expect(&f,
           "\"do\": \"edit\", \"revision\": 7, \"ops\": [{\"op\": \"set\", \"path\": "
           "\"units.guns.count\", \"value\": \"5\"}]",
           false, "\"conflict\"");
    expect(&f,
           "\"do\": \"edit\", \"ops\": [{\"op\": \"move\", \"path\": \"units.north\", \"lat_deg\": "
           "95, \"lon_deg\": 0}]",
           false, "degrees");
    end(&f);
}

// A unit that names one of its rounds has only those that it names: the others are named too.
static void one_round_set_leaves_the_others(void **state) {
    (void)state;
    Fixture f = {0};
    begin(&f);
    char *before = ask(&f, "\"do\": \"values\", \"under\": \"units.north.rounds\"", true);
    char *name = strstr(before, "units.north.rounds."), path[200], body[400];
    assert_non_null(name);
    snprintf(path, sizeof path, "%.*s", (int)strcspn(name + 19, ".") + 19, name);
    size_t n_before = 0;
    for (const char *at = before; (at = strstr(at, ".ready\"")); at++) {
        n_before++;
    }
    free(before);
    snprintf(body, sizeof body,
             "\"do\": \"edit\", \"ops\": [{\"op\": \"set\", \"path\": \"%s\", \"value\": \"3\"}]",
             path);
    expect(&f, body, true, NULL);
    char *after = ask(&f, "\"do\": \"values\", \"under\": \"units.north.rounds\"", true);
    size_t n_after = 0;
    for (const char *at = after; (at = strstr(at, ".ready\"")); at++) {
        n_after++;
    }
    free(after);
    assert_true(n_before > 1);
    assert_int_equal(n_after, n_before);
    end(&f);
}

// --- comparing -----------------------------------------------------------------------------------

static void a_change_is_compared_and_confirmed(void **state) {
    (void)state;
    Fixture f = {0};
    begin(&f);
    expect(&f, "\"do\": \"confirm\"", false, "\"not-here\"");
    expect(&f, "\"do\": \"whatif\"", true, "\"state\"");
    expect(&f, "\"do\": \"edit\", \"ops\": [{\"op\": \"remove\", \"path\": \"units.north\"}]", true,
           NULL);
    char *notice;
    double pairs = 0;
    while (pairs < 100) {
        notice = ws_await(&f.ws, "\"say\": \"whatif\", \"revision\": 1");
        assert_non_null(notice);
        assert_non_null(strstr(notice, "\"tries\": 1"));
        sscanf(strstr(notice, "\"pairs\": "), "\"pairs\": %lf", &pairs);
        free(notice);
    }
    expect(&f, "\"do\": \"whatif\", \"run\": false", true, "\"paused\"");
    expect(&f, "\"do\": \"result\"", true, "\"result\": null");
    expect(&f, "\"do\": \"confirm\", \"pairs\": 30", true, "\"running\"");
    do {
        notice = ws_await(&f.ws, "\"fresh\": true");
        assert_non_null(notice);
        bool done = strstr(notice, "\"state\": \"done\"") != NULL;
        if (done) {
            assert_non_null(strstr(notice, "\"pairs\": 30"));
            assert_non_null(strstr(notice, "\"first_replication\": 1099511627776"));
        }
        free(notice);
        if (done) {
            break;
        }
    } while (true);
    expect(&f, "\"do\": \"result\"", true, "\"fresh\": true");
    expect(&f, "\"do\": \"preview\"", true, "\"confirmed\": true");
    expect(&f, "\"do\": \"undo\"", true, NULL); // that figure was of another scenario
    expect(&f, "\"do\": \"result\"", true, "\"result\": null");
    end(&f);
}

// --- saving --------------------------------------------------------------------------------------

static void digest_of(Fixture *f, char digest[65]) {
    char *reply = ask(f, "\"do\": \"preview\"", true);
    sscanf(strstr(reply, "\"digest\": "), "\"digest\": \"%64[0-9a-f]", digest);
    free(reply);
}

static void a_save_writes_what_was_shown_and_nothing_else(void **state) {
    (void)state;
    Fixture f = {0};
    char digest[65], body[300];
    size_t n;
    begin(&f);
    expect(&f, "\"do\": \"save\", \"digest\": \"0000\"", false, "\"conflict\"");
    expect(&f,
           "\"do\": \"edit\", \"ops\": [{\"op\": \"set\", \"path\": \"units.guns.count\", "
           "\"value\": \"3\"}]",
           true, NULL);
    digest_of(&f, digest);
    expect(&f,
           "\"do\": \"edit\", \"ops\": [{\"op\": \"set\", \"path\": \"units.guns.count\", "
           "\"value\": \"4\"}]",
           true, NULL);
    snprintf(body, sizeof body, "\"do\": \"save\", \"digest\": \"%s\"", digest);
    expect(&f, body, false, "\"conflict\""); // another change came after the preview
    digest_of(&f, digest);
    snprintf(body, sizeof body, "\"do\": \"save\", \"digest\": \"%s\"", digest);
    expect(&f, body, true, "\"file\": \"small.yaml\"");
    char *text = read_file(f.path, &n);
    char wanted[sizeof scenario];
    memcpy(wanted, scenario, sizeof scenario);
    *(strstr(wanted, "count: 2") + 7) = '4';
    assert_string_equal(text, wanted);
    free(text);
    assert_int_equal(temporary_count(&f.dir), 1);
    expect(&f, "\"do\": \"describe\"", true, "\"changed\": false");

    // Somebody else writes the file: theirs stays.
    expect(&f,
           "\"do\": \"edit\", \"ops\": [{\"op\": \"set\", \"path\": \"units.guns.count\", "
           "\"value\": \"6\"}]",
           true, NULL);
    write_file(f.path, scenario, sizeof scenario - 1);
    digest_of(&f, digest);
    snprintf(body, sizeof body, "\"do\": \"save\", \"digest\": \"%s\"", digest);
    expect(&f, body, false, "\"conflict\"");
    text = read_file(f.path, &n);
    assert_string_equal(text, scenario);
    free(text);

    static const char *const bad[] = {"../evil.yaml", "/tmp/evil.yaml", ".evil.yaml",
                                      "evil.txt",     "a/b.yaml",       "",
                                      "small.yaml",   "x\\u0000.yaml",  "-.yaml"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(body, sizeof body, "\"do\": \"save\", \"digest\": \"%s\", \"as\": \"%s\"", digest,
                 bad[i]);
        char *reply = ws_ask(&f.ws, body);
        if (!reply) { // not even JSON that is taken
            break;
        }
        assert_non_null(strstr(reply, "\"ok\": false"));
        free(reply);
        if (i == 6) {
            break; // the ones behind it are refused without an id
        }
    }
    snprintf(body, sizeof body, "\"do\": \"save\", \"digest\": \"%s\", \"as\": \"other.yaml\"",
             digest);
    expect(&f, body, true, "\"file\": \"other.yaml\"");
    assert_int_equal(temporary_count(&f.dir), 2);
    end(&f);
}

// --- files that are no good ----------------------------------------------------------------------

static void expect_failed(const char *name, const void *data, size_t n, const char *part) {
    Fixture f = {0};
    temporary_create(&f.dir);
    snprintf(f.path, sizeof f.path, "%s", temporary_path(&f.dir, name));
    write_file(f.path, data, n);
    open_view(&f, f.path);
    char *hello = ws_await(&f.ws, "hello");
    assert_non_null(hello);
    assert_non_null(strstr(hello, "\"kind\": \"failed\""));
    if (!strstr(hello, part)) {
        print_error("%s lacks %s\n", hello, part);
    }
    assert_non_null(strstr(hello, part));
    free(hello);
    expect(&f, "\"do\": \"play\"", false, "\"not-here\"");
    expect(&f, "\"do\": \"describe\"", false, "\"not-here\"");
    write_file(f.path, scenario, sizeof scenario - 1); // mended
    expect(&f, "\"do\": \"reload\"", true, NULL);
    expect(&f, "\"do\": \"describe\"", true, "\"name\": \"Small\"");
    end(&f);
}

static void files_that_are_no_good_are_told_and_read_again(void **state) {
    (void)state;
    static const char newer[] = "\x89PVR\r\n\x1a\n\x02\0\0\0\x02\0\0\0{}xxxx";
    static char text[20000];
    expect_failed("a.yaml", "pavise: 1\nname: [\n", 18, "\"line\"");
    expect_failed("b.yaml", "", 0, "empty");
    expect_failed("c.yaml", "units: {x: {type: gepart}}\n", 27, "\"findings\"");
    expect_failed("d.pvr", newer, sizeof newer - 1, "version 2");
    expect_failed("e.pvr", "\x89PVR", 4, "not a whole record");
    memset(text, '\xff', sizeof text);
    expect_failed("f.bin", text, sizeof text, "UTF-8");
}

static void a_huge_file_is_refused_unread(void **state) {
    (void)state;
    Fixture f = {0};
    temporary_create(&f.dir);
    snprintf(f.path, sizeof f.path, "%s", temporary_path(&f.dir, "huge.yaml"));
    write_file(f.path, "a", 1);
    assert_int_equal(truncate(f.path, (off_t)1 << 40), 0);
    open_view(&f, f.path);
    char *hello = ws_await(&f.ws, "too large");
    assert_non_null(hello);
    free(hello);
    end(&f);
}

// --- the door ------------------------------------------------------------------------------------

static void a_port_that_is_taken_gives_way_to_the_next(void **state) {
    (void)state;
    Served first, second;
    assert_true(served_start(&first, served_options(NULL)));
    PvsViewOptions o = served_options(NULL);
    o.port = first.port;
    assert_true(served_start(&second, o));
    assert_true(second.port > first.port);
    o.n_ports = 1;
    PvsView *view;
    PvsError err = {0};
    assert_int_equal(pvs_view_open(&o, &view, &err), PVS_IO);
    assert_non_null(strstr(err.message, "no port"));
    served_stop(&first);
    served_stop(&second);
}

static void beyond_loopback_a_token_is_needed(void **state) {
    (void)state;
    PvsViewOptions o = served_options(NULL);
    PvsView *view;
    PvsError err = {0};
    Served s;
    char host[64], cookie[200];
    o.address = "0.0.0.0";
    assert_int_equal(pvs_view_open(&o, &view, &err), PVS_BAD_USAGE);
    o.token = "short";
    assert_int_equal(pvs_view_open(&o, &view, &err), PVS_BAD_USAGE);
    o.token = "0123456789abcdef0123";
    assert_true(served_start(&s, o));
    snprintf(host, sizeof host, "127.0.0.1:%d", s.port);
    assert_int_equal(ws_get(s.port, "/", host, ""), 401);
    assert_int_equal(ws_get(s.port, "/?token=0123456789abcdef0124", host, ""), 401);
    assert_int_equal(ws_get(s.port, "/?token=0123456789abcdef0123", host, ""), 200);
    snprintf(cookie, sizeof cookie, "Cookie: a=b; pavise_%d=0123456789abcdef0123\r\n", s.port);
    assert_int_equal(ws_get(s.port, "/", host, cookie), 200);
    Ws w;
    assert_int_equal(ws_open(&w, s.port, NULL, NULL, NULL, NULL), 401);
    ws_close(&w);
    char more[400];
    snprintf(more, sizeof more, "%sSec-WebSocket-Protocol: pavise-view-1\r\n", cookie);
    assert_int_equal(ws_open(&w, s.port, NULL, NULL, NULL, more), 101);
    ws_close(&w);
    served_stop(&s);
}

static void a_live_battle_arrives_as_its_clock_goes(void **state) {
    (void)state;
    Fixture f = {0};
    temporary_create(&f.dir);
    snprintf(f.path, sizeof f.path, "%s", temporary_path(&f.dir, "small.yaml"));
    write_file(f.path, scenario, sizeof scenario - 1);
    PvsViewOptions o = served_options(f.path);
    o.live_rate = 2000;
    assert_true(served_start(&f.served, o));
    assert_int_equal(ws_open(&f.ws, f.served.port, NULL, NULL, NULL, NULL), 101);
    char *hello = ws_await(&f.ws, "\"kind\": \"live\"");
    assert_non_null(hello);
    free(hello);
    size_t n;
    PvsRecord *record;
    PvsError err = {0};
    expect(&f, "\"do\": \"play\", \"level\": \"plot\"", false, "\"only\\\"");
    uint8_t *bytes = play(&f, "\"do\": \"play\"", &n);
    assert_int_equal(pvs_record_open_memory("stream", bytes, n, &record, &err), PVS_OK);
    assert_int_equal(pvs_record_replay(record, NULL, 0, &err), PVS_OK);
    pvs_record_close(record);
    free(bytes);
    char *notice = ws_await(&f.ws, "\"state\": \"ended\"");
    assert_non_null(notice);
    free(notice);
    end(&f);
}

// --- studies -------------------------------------------------------------------------------------

static int count_leak(void *ctx, const PvsEvent *event) {
    *(unsigned *)ctx += event->kind == PVS_EV_LEAK;
    return PVS_OK;
}

static int remove_one(const char *path, const struct stat *info, int flag, struct FTW *at) {
    (void)info;
    (void)flag;
    (void)at;
    return remove(path);
}

// A battle that is picked from a study's list is the battle that the study played: it has as many leakers.
static void a_battle_of_a_study_is_played_again(void **state) {
    (void)state;
    Fixture f = {0};
    char dir[300], body[200];
    PvsStudyOptions opt = pvs_study_options_default();
    PvsStudyResults *results = NULL;
    PvsError err = {0};
    temporary_create(&f.dir);
    snprintf(f.path, sizeof f.path, "%s", temporary_path(&f.dir, "small.yaml"));
    write_file(f.path, scenario, sizeof scenario - 1);
    snprintf(dir, sizeof dir, "%s/study", f.dir.dir);
    opt.catalog_dir = PVS_SOURCE_DIR "/catalog";
    opt.out_dir = dir;
    opt.replications = 12;
    opt.jobs = 1;
    if (pvs_study_run(f.path, &opt, &results, &err) != PVS_OK) {
        print_error("%s\n", err.message);
    }
    assert_non_null(results);
    pvs_study_results_free(results);
    open_view(&f, dir);
    expect(&f, "\"do\": \"study\"", true, "\"battles\": 12");
    expect(&f, "\"do\": \"describe\"", true, "\"path\": \"units.north\"");
    expect(&f, "\"do\": \"replications\", \"point\": 7", false, "\"bad-request\"");
    expect(&f, "\"do\": \"replications\", \"sort\": \"nothing\"", false, "\"bad-request\"");
    char *reply =
        ask(&f, "\"do\": \"replications\", \"sort\": \"leakers\", \"down\": true, \"n\": 1", true);
    unsigned point, replication;
    double leakers;
    assert_int_equal(
        sscanf(strstr(reply, "\"rows\": [") + 10, " [%u, %u, %lf", &point, &replication, &leakers),
        3);
    free(reply);
    size_t n;
    snprintf(body, sizeof body, "\"do\": \"play\", \"point\": %u, \"replication\": %u", point,
             replication);
    uint8_t *bytes = play(&f, body, &n);
    PvsRecord *record;
    assert_int_equal(pvs_record_open_memory("stream", bytes, n, &record, &err), PVS_OK);
    unsigned n_leaks = 0;
    PvsSink sink = {count_leak, &n_leaks, PVS_LEVEL_OUTCOME};
    assert_int_equal(pvs_record_replay(record, &sink, 1, &err), PVS_OK);
    assert_int_equal(n_leaks, (unsigned)leakers);
    pvs_record_close(record);
    free(bytes);
    ws_close(&f.ws);
    served_stop(&f.served);
    nftw(f.dir.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void a_folder_that_is_no_study_is_told(void **state) {
    (void)state;
    Fixture f = {0};
    temporary_create(&f.dir);
    open_view(&f, f.dir.dir);
    char *hello = ws_await(&f.ws, "no study folder");
    assert_non_null(hello);
    free(hello);
    end(&f);
}

// --- the protocol's page -------------------------------------------------------------------------

static void every_request_is_documented(void **state) {
    (void)state;
    size_t n;
    char *source = read_file(PVS_SOURCE_DIR "/src/serve/view.c", &n);
    char *page = read_file(PVS_SOURCE_DIR "/docs/reference/viewer-protocol.md", &n);
    char *at = strstr(source, "handlers[] = {");
    int n_found = 0;
    assert_non_null(at);
    for (char name[40];
         (at = strstr(at, "\n    {\"")) && sscanf(at, "\n    {\"%39[a-z]\"", name) == 1; at++) {
        char wanted[3][60];
        snprintf(wanted[0], sizeof wanted[0], "`%s", name);
        snprintf(wanted[1], sizeof wanted[1], "### %s", name);
        snprintf(wanted[2], sizeof wanted[2], "\"do\": \"%s\"", name);
        if (!strstr(page, wanted[0]) && !strstr(page, wanted[1]) && !strstr(page, wanted[2])) {
            print_error("%s is not described\n", name);
            fail();
        }
        n_found++;
    }
    assert_true(n_found > 15);
    free(source);
    free(page);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_is_the_record_that_run_writes),
        cmocka_unit_test(a_change_is_undone_and_done_again),
        cmocka_unit_test(a_change_that_is_wrong_changes_nothing),
        cmocka_unit_test(one_round_set_leaves_the_others),
        cmocka_unit_test(a_change_is_compared_and_confirmed),
        cmocka_unit_test(a_save_writes_what_was_shown_and_nothing_else),
        cmocka_unit_test(files_that_are_no_good_are_told_and_read_again),
        cmocka_unit_test(a_huge_file_is_refused_unread),
        cmocka_unit_test(a_port_that_is_taken_gives_way_to_the_next),
        cmocka_unit_test(beyond_loopback_a_token_is_needed),
        cmocka_unit_test(a_battle_of_a_study_is_played_again),
        cmocka_unit_test(a_folder_that_is_no_study_is_told),
        cmocka_unit_test(every_request_is_documented),
        cmocka_unit_test(a_live_battle_arrives_as_its_clock_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
