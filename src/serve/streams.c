// SPDX-License-Identifier: Apache-2.0
// Battles as streams: which one a page means, and how far a live one is.
#include <string.h>

#include "serve/view.h"

#define TELL_US 200000u

static bool read_level(PvsRequest *r, PvsEventLevel *level) {
    static const char *const names[] = {"outcome", "engage", "track", "path", "plot"};
    const char *name = pvs_request_text(r, "level");
    *level = PVS_LEVEL_PATH;
    for (int i = 0; name && i < PVS_N_LEVELS; i++) {
        if (strcmp(names[i], name) == 0) {
            *level = (PvsEventLevel)i;
            return true;
        }
    }
    if (name) {
        pvs_request_fail(r, "bad-request",
                         "\"level\" is one of outcome, engage, track, path, plot");
    }
    return !name;
}

static void send_stream(PvsRequest *r, PvsLog *log, bool may_skip) {
    PvsView *view = r->view;
    if (!log) {
        pvs_request_fail(r, "internal", "out of memory");
        return;
    }
    view->n_streams += view->n_streams == UINT32_MAX ? 2 : 1; // 0 is none
    r->stream = view->n_streams;
    r->log = log;
    r->may_skip = may_skip;
    pvs_request_add_count(r, "stream", r->stream);
    pvs_request_add_count(r, "revision", view->revision);
}

static void play_live(PvsRequest *r, const PvsPlay *play) {
    bool plots = play->level == PVS_LEVEL_PLOT;
    if (plots != play->only) {
        pvs_request_fail(r, "bad-request",
                         "a live battle has levels down to path, and plots by \"only\": true");
        return;
    }
    send_stream(r, pvs_log_share(pvs_live_log(r->view->live, plots)), plots);
}

void pvs_do_play(PvsRequest *r) {
    PvsView *view = r->view;
    const char *which = pvs_request_text(r, "which");
    PvsPlay play = {.path = view->kind == PVS_FILE_RECORD ? view->path : NULL,
                    .only = pvs_request_flag(r, "only", false)};
    if (which && strcmp(which, "now") != 0 && strcmp(which, "before") != 0) {
        pvs_request_fail(r, "bad-request", "\"which\" is now or before");
        return;
    }
    if (!read_level(r, &play.level) ||
        !pvs_request_count(r, "seed", view->options.seed, UINT64_MAX, &play.seed) ||
        !pvs_request_count(r, "replication", view->options.replication, UINT64_MAX,
                           &play.replication)) {
        return;
    }
    if (view->live) {
        play_live(r, &play);
        return;
    }
    if (view->study) {
        uint64_t seed = pvs_study_folder_seed(view->study); // the study's own
        if (!pvs_view_study_battle(r, play.replication, &play.loaded)) {
            return;
        }
        play.seed = seed;
    } else if (!play.path) {
        play.loaded = which && *which == 'b' ? view->before : view->now;
    } else {
        play.seed = play.replication = 0; // the record's own
    }
    if (play.loaded) {
        pvs_request_add_count(r, "seed", play.seed);
        pvs_request_add_count(r, "replication", play.replication);
    }
    send_stream(r, pvs_plays_get(view->plays, &play), false);
}

void pvs_do_stop(PvsRequest *r) {
    uint64_t stream;
    if (pvs_request_count(r, "stream", 0, UINT32_MAX, &stream)) {
        pvs_net_stop_stream(r->view->net, r->client, (uint32_t)stream);
    }
}

void pvs_view_tell_live(PvsView *view) {
    uint64_t now_us = pvs_net_now_us();
    if (now_us - view->t_live_us < TELL_US) {
        return;
    }
    view->t_live_us = now_us;
    PvsStr text = {0};
    pvs_str_printf(&text,
                   "{\"say\": \"live\", \"t_s\": %.3f, \"rate\": ", pvs_live_t_s(view->live));
    pvs_str_json_number(&text, view->options.live_rate);
    pvs_str_printf(&text, ", \"state\": \"%s\", \"clients\": %d}", pvs_live_state(view->live),
                   pvs_net_clients(view->net));
    if (!text.failed) {
        pvs_net_notice(view->net, 0, PVS_NOTICE_LIVE, &text);
    }
    pvs_str_free(&text);
}
