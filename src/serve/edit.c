// SPDX-License-Identifier: Apache-2.0
// Changes of the scenario that is shown: ops on its text (scenario/ does them, keeping comments and order), checked by loading what comes out;
// all of a request or nothing. The raid is the author's and is changed in the file, not here: what is compared is the defence.
#include <math.h>
#include <string.h>

#include "serve/view.h"

#define OPS_MAX 64

typedef struct {
    PvsRequest *r;
    PvsStr text;
    PvsDiags diags;
    bool failed;
} Editing;

static void fail(Editing *e, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void fail(Editing *e, const char *format, ...) {
    char text[400];
    va_list args;
    va_start(args, format);
    pvs_text_format(text, sizeof text, format, args);
    va_end(args);
    if (!e->failed) {
        pvs_request_fail(e->r, "bad-request", "%s", text);
    }
    e->failed = true;
}

// One edit of the text.
static void apply(Editing *e, PvsEditKind kind, const char *path, const char *value) {
    PvsStr out = {0};
    PvsTextEdit edit = {kind, path, value};
    if (e->failed) {
        return;
    }
    if (pvs_scenario_edit_text(e->text.text, e->text.n, e->r->view->name, &edit, &out, &e->diags) !=
        PVS_OK) {
        pvs_request_fail_diags(e->r, "bad-input", &e->diags, "the edit cannot be done");
        e->failed = true;
        return;
    }
    pvs_str_free(&e->text);
    e->text = out;
}

// --- what may be changed -------------------------------------------------------------------------

static const char *const tops[] = {"name",  "places",     "sites",     "posts",    "radars",
                                   "units", "formations", "soft_kill", "doctrine", "tracking"};

static bool may_change(const char *path) {
    for (size_t i = 0; i < sizeof tops / sizeof *tops; i++) {
        size_t n = strlen(tops[i]);
        if (strncmp(path, tops[i], n) == 0 && (path[n] == '.' || !path[n])) {
            return true;
        }
    }
    return false;
}

// --- rounds: a map that lists what there is ------------------------------------------------------

/// The names of a unit's round types.
typedef struct {
    PvsArena *arena;
    const char *prefix; ///< "units.north.rounds."
    const char *names[64];
    int n;
} Rounds;

static void note_round(void *ctx, const PvsScenarioValue *value) {
    Rounds *rounds = ctx;
    size_t n = strlen(rounds->prefix);
    if (strncmp(value->path, rounds->prefix, n) != 0) {
        return;
    }
    const char *name = value->path + n;
    size_t length = strcspn(name, ".");
    for (int i = 0; i < rounds->n; i++) {
        if (strncmp(rounds->names[i], name, length) == 0 && !rounds->names[i][length]) {
            return;
        }
    }
    if (rounds->n < 64) {
        const char *copy = pvs_arena_strndup(rounds->arena, name, length);
        rounds->names[rounds->n] = copy ? copy : "";
        rounds->n++;
    }
}

// A unit that says nothing of its rounds has those of its type; one that names a round has only those that it names. So before the first is
// named, all are, with nothing said of them.
static void name_all_rounds(Editing *e, const char *path) {
    const char *at = strstr(path, ".rounds.");
    char prefix[300], name[400];
    if (!at || (size_t)(at - path) + 9 > sizeof prefix) {
        return;
    }
    pvs_text_printf(prefix, sizeof prefix, "%.*s.rounds.", (int)(at - path), path);
    Rounds rounds = {.arena = &e->r->arena, .prefix = prefix};
    pvs_scenario_visit(e->r->view->now->scenario, note_round, &rounds);
    for (int i = 0; i < rounds.n; i++) {
        PvsStr out = {0};
        PvsDiags unused = {0};
        pvs_text_printf(name, sizeof name, "%s%s", prefix, rounds.names[i]);
        PvsTextEdit edit = {PVS_EDIT_ADD, name, "null"}; // refused where it is named already
        if (pvs_scenario_edit_text(e->text.text, e->text.n, "", &edit, &out, &unused) == PVS_OK) {
            pvs_str_free(&e->text);
            e->text = out;
        }
        pvs_diags_free(&unused);
    }
}

// --- ops -----------------------------------------------------------------------------------------

static const char *text_of(const PvsJson *op, const char *key) {
    return pvs_json_string(pvs_json_get(op, key));
}

// A metre is 1e-5 degrees: more digits would only be noise of the mouse.
static void write_degrees(double value_deg, char *buf, size_t size) {
    size_t n = pvs_text_printf(buf, size, "%.5f", value_deg);
    while (n > 0 && buf[n - 1] == '0' && buf[n - 2] != '.') {
        buf[--n] = '\0';
    }
}

static void move(Editing *e, const PvsJson *op, const char *path) {
    static const char *const gone[] = {"around", "place"};
    double lat_deg = NAN, lon_deg = NAN;
    char at[64], below[400];
    pvs_json_number(pvs_json_get(op, "lat_deg"), &lat_deg);
    pvs_json_number(pvs_json_get(op, "lon_deg"), &lon_deg);
    if (!(lat_deg >= -90 && lat_deg <= 90 && lon_deg >= -180 && lon_deg <= 180)) {
        fail(e, "move: lat_deg and lon_deg are degrees");
        return;
    }
    char lat[24], lon[24];
    write_degrees(lat_deg, lat, sizeof lat);
    write_degrees(lon_deg, lon, sizeof lon);
    pvs_text_printf(at, sizeof at, "[%s, %s]", lat, lon);
    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
        pvs_text_printf(below, sizeof below, "%s.%s", path, gone[i]);
        apply(e, PVS_EDIT_DROP, below, NULL);
    }
    pvs_text_printf(below, sizeof below, "%s.at", path);
    apply(e, PVS_EDIT_SET, below, at);
}

static void do_op(Editing *e, const PvsJson *op) {
    const char *name = text_of(op, "op"), *path = text_of(op, "path"),
               *value = text_of(op, "value");
    if (!name || !path || strlen(path) > 300) {
        fail(e, "an op has \"op\" and \"path\"");
    } else if (!may_change(path)) {
        fail(e, "%.60s is changed in the file: the page changes the defence and what it protects",
             path);
    } else if (strcmp(name, "move") == 0) {
        move(e, op, path);
    } else if (strcmp(name, "remove") == 0) {
        apply(e, PVS_EDIT_REMOVE, path, NULL);
    } else if (strcmp(name, "rename") == 0 && text_of(op, "name")) {
        apply(e, PVS_EDIT_RENAME, path, text_of(op, "name"));
    } else if (value && strcmp(name, "set") == 0) {
        name_all_rounds(e, path);
        apply(e, PVS_EDIT_SET, path, value);
    } else if (value && strcmp(name, "add") == 0) {
        apply(e, PVS_EDIT_ADD, path, value);
    } else {
        fail(e, "unknown op \"%.40s\", or it lacks its value", name);
    }
}

// --- what comes out ------------------------------------------------------------------------------

// Takes a text as the scenario that is shown. False: the request has failed, and nothing has changed.
static bool take(PvsRequest *r, const char *text, size_t n, const char *by) {
    PvsView *view = r->view;
    PvsDiags diags = {0};
    PvsLoaded *loaded = NULL;
    PvsLoadPlace place = pvs_view_place(view);
    bool is_saved = n == view->before->n && memcmp(text, view->before->text, n) == 0;
    PvsStatus status = PVS_OK;
    if (is_saved) {
        loaded = pvs_loaded_share(view->before);
    } else {
        status = pvs_loaded_create(text, n, &place, ++view->n_loaded, &loaded, &diags);
    }
    if (status != PVS_OK) {
        pvs_request_fail_diags(r, pvs_code_of(status), &diags, pvs_status_text(status));
        pvs_diags_free(&diags);
        return false;
    }
    pvs_loaded_release(view->now);
    view->now = loaded;
    view->revision++;
    pvs_text_printf(view->title, sizeof view->title, "%s", pvs_scenario_name(loaded->scenario));
    pvs_view_changed(view, by);
    pvs_request_add_count(r, "revision", view->revision);
    return true;
}

static bool is_newest(PvsRequest *r) {
    uint64_t revision;
    if (!pvs_request_count(r, "revision", r->view->revision, UINT64_MAX, &revision)) {
        return false;
    }
    if (revision != r->view->revision) {
        pvs_request_fail(r, "conflict", "the scenario has changed since (revision %llu)",
                         (unsigned long long)r->view->revision);
        return false;
    }
    return true;
}

void pvs_do_edit(PvsRequest *r) {
    PvsView *view = r->view;
    const PvsJson *ops = pvs_json_get(r->json, "ops");
    Editing e = {.r = r};
    if (!is_newest(r)) {
        return;
    }
    if (!ops || ops->kind != PVS_JSON_ARRAY || ops->n == 0 || ops->n > OPS_MAX) {
        fail(&e, "\"ops\" is a list of 1 to %d ops", OPS_MAX);
        return;
    }
    pvs_str_add(&e.text, view->now->text, view->now->n);
    for (const PvsJson *op = ops->first; op && !e.failed; op = op->next) {
        do_op(&e, op);
    }
    if (e.text.failed) {
        fail(&e, "out of memory");
    }
    PvsLoaded *was = pvs_loaded_share(view->now);
    if (!e.failed && take(r, e.text.text, e.text.n, "edit")) {
        pvs_steps_push(&view->undo, was->text, was->n);
        pvs_steps_clear(&view->redo);
    }
    pvs_loaded_release(was);
    pvs_str_free(&e.text);
    pvs_diags_free(&e.diags);
}

static void step(PvsRequest *r, PvsSteps *from, PvsSteps *to, const char *by) {
    PvsStep text;
    if (!pvs_steps_pop(from, &text)) {
        pvs_request_fail(r, "not-here", "there is nothing to %s", by);
        return;
    }
    PvsLoaded *was = pvs_loaded_share(r->view->now);
    pvs_steps_push(to, was->text, was->n);
    if (!take(r, text.text, text.n,
              by)) { // a file that it includes has changed: back to where we were
        PvsStep back;
        pvs_steps_pop(to, &back);
        pvs_free(back.text);
        pvs_steps_push(from, text.text, text.n);
    }
    pvs_loaded_release(was);
    pvs_free(text.text);
}

void pvs_do_undo(PvsRequest *r) {
    step(r, &r->view->undo, &r->view->redo, "undo");
}

void pvs_do_redo(PvsRequest *r) {
    step(r, &r->view->redo, &r->view->undo, "redo");
}

bool pvs_view_is_changed(const PvsView *view) {
    return view->now && (view->now->n != view->before->n ||
                         memcmp(view->now->text, view->before->text, view->now->n) != 0);
}

void pvs_view_say_scenario(PvsView *view, const char *by) {
    PvsStr text = {0};
    pvs_str_printf(&text,
                   "{\"say\": \"scenario\", \"revision\": %llu, \"changed\": %s, \"undo\": %d, "
                   "\"redo\": %d, \"by\": \"%s\"}",
                   (unsigned long long)view->revision, pvs_view_is_changed(view) ? "true" : "false",
                   view->undo.n, view->redo.n, by);
    if (!text.failed) {
        pvs_net_notice(view->net, 0, PVS_NOTICE_SCENARIO, &text);
    }
    pvs_str_free(&text);
}
