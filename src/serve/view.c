// SPDX-License-Identifier: Apache-2.0
// The owner: takes what the network's thread has queued, one at a time, and answers it. One table says who serves what.
#include "serve/view.h"

#include <string.h>

#include "serve/guard.h"

#define MADE      0x56696577u
#define HAS_MODEL ((unsigned)PVS_FILE_SCENARIO | PVS_FILE_LIVE | PVS_FILE_STUDY)

static const PvsHandler handlers[] = {
    {"play", PVS_FILE_SCENARIO | PVS_FILE_RECORD | PVS_FILE_STUDY | PVS_FILE_LIVE, pvs_do_play},
    {"stop", ~0u, pvs_do_stop},
    {"describe", HAS_MODEL, pvs_do_describe},
    {"values", HAS_MODEL, pvs_do_values},
    {"coverage", HAS_MODEL, pvs_do_coverage},
    {"envelope", HAS_MODEL, pvs_do_envelope},
    {"catalog", ~0u, pvs_do_catalog},
    {"entry", ~0u, pvs_do_entry},
    {"edit", PVS_FILE_SCENARIO, pvs_do_edit},
    {"undo", PVS_FILE_SCENARIO, pvs_do_undo},
    {"redo", PVS_FILE_SCENARIO, pvs_do_redo},
    {"whatif", PVS_FILE_SCENARIO, pvs_do_whatif},
    {"confirm", PVS_FILE_SCENARIO, pvs_do_confirm},
    {"result", PVS_FILE_SCENARIO, pvs_do_result},
    {"preview", PVS_FILE_SCENARIO, pvs_do_preview},
    {"save", PVS_FILE_SCENARIO, pvs_do_save},
    {"study", PVS_FILE_STUDY, pvs_do_study},
    {"replications", PVS_FILE_STUDY, pvs_do_replications},
    {"reload", ~(unsigned)PVS_FILE_LIVE, pvs_do_reload},
    {"open", PVS_FILE_NONE | PVS_FILE_FAILED, pvs_do_open},
};
#define N_HANDLERS (sizeof handlers / sizeof *handlers)

PvsViewOptions pvs_view_options_default(void) {
    return (PvsViewOptions){.made = MADE,
                            .address = "127.0.0.1",
                            .port = 8080,
                            .n_ports = 20,
                            .n_threads = 1,
                            .seed = 1};
}

bool pvs_view_is_loopback(const char *address) {
    return pvs_guard_is_loopback(address);
}

// --- answering -----------------------------------------------------------------------------------

static void run_handler(PvsRequest *r) {
    const char *names[N_HANDLERS], *name = pvs_request_text(r, "do");
    for (size_t i = 0; i < N_HANDLERS; i++) {
        names[i] = handlers[i].name;
        if (strcmp(handlers[i].name, name) == 0) {
            bool has_model = handlers[i].kinds != HAS_MODEL || r->view->now;
            if (has_model && (handlers[i].kinds & (unsigned)r->view->kind)) {
                handlers[i].run(r);
            } else {
                pvs_request_fail(r, "not-here", "this file has no \"%s\"", name);
            }
            return;
        }
    }
    int near = pvs_name_nearest(name, names, N_HANDLERS);
    pvs_request_fail(r, "bad-request", "unknown request \"%.60s\"%s%s%s", name,
                     near >= 0 ? "; did you mean \"" : "", near >= 0 ? names[near] : "",
                     near >= 0 ? "\"?" : "");
}

void pvs_view_answer(PvsView *view, const PvsMail *mail) {
    PvsRequest r = {.view = view, .client = mail->client};
    PvsStr reply = {0};
    pvs_arena_init(&r.arena);
    if (pvs_request_read(&r, mail->text, mail->n)) {
        run_handler(&r);
    }
    pvs_request_reply(&r, &reply);
    pvs_net_reply(view->net, mail->client, &reply);
    if (r.log && r.error.n == 0) {
        pvs_net_stream(view->net, mail->client, r.stream, r.log, r.may_skip);
    }
    pvs_str_free(&reply);
    pvs_request_free(&r);
}

static void take(PvsView *view, const PvsMail *mail) {
    switch (mail->kind) {
    case PVS_MAIL_JOINED:
        pvs_view_hello(view, mail->client);
        if (view->is_comparing) {
            pvs_view_tell_whatif_to(view, mail->client);
        }
        break;
    case PVS_MAIL_REQUEST:
        pvs_view_answer(view, mail);
        break;
    default:
        break;
    }
}

void pvs_view_run(PvsView *view) {
    while (!view->options.stop || !*view->options.stop) {
        PvsMail mail;
        if (pvs_inbox_take(view->inbox, true, &mail)) {
            take(view, &mail);
            pvs_free(mail.text);
        }
        if (view->is_comparing) {
            pvs_view_tell_whatif(view);
        }
        if (view->live) {
            pvs_view_tell_live(view);
        }
    }
}

// --- its life ------------------------------------------------------------------------------------

static void wake(void *ctx) {
    PvsView *view = ctx;
    pvs_net_wake(view->net);
}

static bool start_live(PvsView *view) {
    PvsLiveOptions live = {.loaded = view->now,
                           .seed = view->options.seed,
                           .replication = view->options.replication,
                           .rate = view->options.live_rate,
                           .wake = wake,
                           .ctx = view};
    view->live = pvs_live_start(&live);
    return view->live;
}

static void nudge(void *ctx) {
    PvsView *view = ctx;
    pvs_inbox_nudge(view->inbox);
}

static PvsStatus check(const PvsViewOptions *o, PvsError *err) {
    if (o->made != MADE) {
        return pvs_error_set(err, PVS_BAD_USAGE,
                             "options were not made by pvs_view_options_default");
    }
    if (!pvs_guard_is_loopback(o->address) && (!o->token || strlen(o->token) < 16)) {
        return pvs_error_set(
            err, PVS_BAD_USAGE,
            "%s is not this machine alone: a token of 16 characters or more is needed", o->address);
    }
    if (!(o->live_rate >= 0 && o->live_rate <= 1e6)) {
        return pvs_error_set(err, PVS_BAD_USAGE, "a rate is a number above 0, at most a million");
    }
    return o->port >= 1 && o->port <= 65535 && o->n_ports >= 1
               ? PVS_OK
               : pvs_error_set(err, PVS_BAD_USAGE, "a port is a number from 1 to 65535");
}

static PvsStatus start(PvsView *view, PvsError *err) {
    const PvsViewOptions *o = &view->options;
    PvsNetOptions net = {.address = o->address,
                         .port = o->port,
                         .n_ports = o->n_ports,
                         .token = o->token,
                         .name = o->name,
                         .inbox = view->inbox};
    PvsStatus status = pvs_assets_load(o->assets_dir, &net.assets, err);
    status = status == PVS_OK ? pvs_net_start(&net, &view->net, err) : status;
    if (status != PVS_OK) {
        return status;
    }
    view->plays = pvs_plays_create(wake, view);
    view->trial = pvs_trial_create(o->n_threads, o->seed, nudge, view);
    return view->plays && view->trial ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
}

PvsStatus pvs_view_open(const PvsViewOptions *options, PvsView **out, PvsError *err) {
    *out = NULL;
    PvsStatus status = check(options, err);
    if (status != PVS_OK) {
        return status;
    }
    PvsView *view = pvs_alloc(sizeof *view);
    if (!view || !(view->inbox = pvs_inbox_create())) {
        pvs_free(view);
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    view->options = *options;
    view->kind = PVS_FILE_NONE;
    status = start(view, err);
    if (status == PVS_OK && options->file) {
        size_t n = strlen(options->file) + 1;
        view->path = pvs_alloc(n);
        if (view->path) {
            memcpy(view->path, options->file, n);
            pvs_view_load(view);
        }
        if (!view->path || (view->kind == PVS_FILE_LIVE && !start_live(view))) {
            status = pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
        }
    }
    if (status != PVS_OK) {
        pvs_view_close(view);
        return status;
    }
    *out = view;
    return PVS_OK;
}

int pvs_view_port(const PvsView *view) {
    return pvs_net_port(view->net);
}

bool pvs_view_failed(const PvsView *view, PvsError *why) {
    if (view->kind == PVS_FILE_FAILED && why) {
        *why = view->failure;
    }
    return view->kind == PVS_FILE_FAILED;
}

void pvs_view_close(PvsView *view) {
    if (!view) {
        return;
    }
    pvs_live_stop(view->live);
    pvs_plays_destroy(view->plays); // its threads wake the net
    view->plays = NULL;
    pvs_net_stop(view->net);
    pvs_view_unload(view);
    pvs_trial_destroy(view->trial);
    pvs_inbox_destroy(view->inbox);
    pvs_str_free(&view->catalog);
    pvs_free(view->path);
    pvs_free(view);
}
