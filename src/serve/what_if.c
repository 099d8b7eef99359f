// SPDX-License-Identifier: Apache-2.0
// What if, as pages ask for it.
#include <string.h>

#include "serve/view.h"

#define CONFIRM_PAIRS 400

// The confirmed figure is that of this revision alone.
static void forget_confirmed(PvsView *view) {
    pvs_str_free(&view->confirmed);
    view->confirmed = (PvsStr){0};
}

void pvs_view_changed(PvsView *view, const char *by) {
    forget_confirmed(view);
    pvs_view_say_scenario(view, by);
    if (view->kind == PVS_FILE_SCENARIO && view->is_comparing) {
        // Where nothing is changed the same object stands on both sides.
        pvs_trial_begin(view->trial, view->before,
                        pvs_view_is_changed(view) ? view->now : view->before, view->revision, false,
                        PVS_TRIAL_PAIRS);
    }
}

bool pvs_view_is_confirmed(const PvsView *view) {
    return view->confirmed.n > 0;
}

void pvs_view_tell_whatif(PvsView *view) {
    PvsStr text = {0};
    if (pvs_trial_tell(view->trial, pvs_net_now_us(), false, &text)) {
        pvs_net_notice(view->net, 0, PVS_NOTICE_WHATIF, &text);
        if (pvs_trial_is_fresh(view->trial) && strcmp(pvs_trial_state(view->trial), "done") == 0) {
            forget_confirmed(view);
            view->confirmed = text;
            text = (PvsStr){0};
        }
    }
    pvs_str_free(&text);
}

// For a page that has just come: what is known so far.
void pvs_view_tell_whatif_to(PvsView *view, uint64_t client) {
    PvsStr text = {0};
    if (view->trial && pvs_trial_tell(view->trial, pvs_net_now_us(), true, &text)) {
        pvs_net_notice(view->net, client, PVS_NOTICE_WHATIF, &text);
    }
    pvs_str_free(&text);
}

void pvs_do_whatif(PvsRequest *r) {
    PvsView *view = r->view;
    uint64_t n_pairs;
    if (!pvs_request_count(r, "pairs", 0, PVS_TRIAL_PAIRS_MAX, &n_pairs)) {
        return;
    }
    bool run = pvs_request_flag(r, "run", true);
    if (!view->is_comparing && run) { // the first page that wants to know
        view->is_comparing = true;
        pvs_trial_begin(view->trial, view->before,
                        pvs_view_is_changed(view) ? view->now : view->before, view->revision, false,
                        PVS_TRIAL_PAIRS);
    }
    pvs_trial_pause(view->trial, !run);
    if (n_pairs > 0) {
        pvs_trial_extend(view->trial, n_pairs);
    }
    pvs_request_add(r, "state", pvs_trial_state(view->trial));
    pvs_view_tell_whatif_to(view, r->client);
}

void pvs_do_confirm(PvsRequest *r) {
    PvsView *view = r->view;
    uint64_t n_pairs;
    if (!pvs_request_count(r, "pairs", CONFIRM_PAIRS, PVS_TRIAL_PAIRS_MAX, &n_pairs)) {
        return;
    }
    if (!pvs_view_is_changed(view)) {
        pvs_request_fail(r, "not-here", "nothing is changed: there is nothing to confirm");
        return;
    }
    if (n_pairs < 20) {
        pvs_request_fail(r, "bad-request", "\"pairs\" is at least 20");
        return;
    }
    forget_confirmed(view);
    view->is_comparing = true;
    pvs_trial_begin(view->trial, view->before, view->now, view->revision, true, n_pairs);
    pvs_request_add(r, "state", pvs_trial_state(view->trial));
}

void pvs_do_result(PvsRequest *r) {
    if (r->view->confirmed.n > 0) {
        pvs_request_add_json(r, "result", &r->view->confirmed);
    } else {
        pvs_request_add(r, "result", NULL);
    }
}
