// SPDX-License-Identifier: Apache-2.0
// When can a weapon usefully be launched at a predicted course? To meet the target at time T,
// launch at T - flyout(range(T)): so a window of intercepts becomes a window of launches, whose end
// is the last useful launch. The engagement radar must see the target at the launch, and until the
// intercept where the round holds its channel.
#include "command/opening.h"

// Launch time of the round that meets the target at t_s.
static double launch_for(const PvsView *view, const PvsBeliefWeapon *weapon, double t_s) {
    return t_s - pvs_flyout_time_s(&weapon->flyout, pvs_view_range_m(view, t_s));
}

// Of two openings the better one: open before not yet (the earlier first) before any reason
// against.
static bool better(const PvsOpening *a, const PvsOpening *b) {
    int rank_a = a->gate == PVS_GATE_OPEN ? 0 : a->gate == PVS_GATE_NOT_YET ? 1 : 2;
    int rank_b = b->gate == PVS_GATE_OPEN ? 0 : b->gate == PVS_GATE_NOT_YET ? 1 : 2;
    return rank_a != rank_b ? rank_a < rank_b : rank_a < 2 && a->launch_s < b->launch_s;
}

// One window of intercepts [begin, end], seen from sight_begin to sight_end.
static PvsOpening opening_of(const PvsView *view, const PvsBeliefWeapon *weapon,
                             const PvsOpeningAsk *ask, double begin_s, double end_s,
                             double sight_begin_s, double sight_end_s) {
    if (weapon->holds_channel) { // seen until the intercept
        begin_s = pvs_larger(begin_s, sight_begin_s);
        end_s = pvs_smaller(end_s, sight_end_s);
    }
    if (begin_s >= end_s) {
        return (PvsOpening){.gate = view->sight_gate};
    }
    double stop_s = pvs_smaller(end_s, ask->keep_out_s);
    if (begin_s >= stop_s) {
        return (PvsOpening){.gate = PVS_GATE_KEEP_OUT};
    }
    double at_begin_s = launch_for(view, weapon, begin_s),
           at_end_s = launch_for(view, weapon, stop_s);
    double first_s = pvs_smaller(at_begin_s, at_end_s), last_s = pvs_larger(at_begin_s, at_end_s);
    if (at_end_s < at_begin_s && view->closest_s > begin_s && view->closest_s < stop_s) {
        // it outruns the round when it has passed
        last_s = pvs_larger(last_s, launch_for(view, weapon, view->closest_s));
    }
    first_s = pvs_larger(first_s, sight_begin_s); // seen at the launch
    last_s = pvs_smaller(last_s, sight_end_s);
    if (first_s > last_s) {
        return (PvsOpening){.gate = view->sight_gate};
    }
    if (ask->ready_s > last_s) {
        bool by_keep_out = stop_s < end_s && ask->ready_s <= launch_for(view, weapon, end_s);
        return (PvsOpening){.gate = by_keep_out ? PVS_GATE_KEEP_OUT : PVS_GATE_TOO_LATE};
    }
    PvsGate gate = first_s > ask->ready_s + ask->slack_s ? PVS_GATE_NOT_YET : PVS_GATE_OPEN;
    return (PvsOpening){
        .gate = gate, .launch_s = pvs_larger(first_s, ask->ready_s), .last_s = last_s};
}

PvsOpening pvs_opening(PvsView *view, const PvsBeliefWeapon *weapon, const PvsOpeningAsk *ask) {
    PvsOpening best = {.gate = PVS_GATE_OUT_OF_ENVELOPE};
    if (view->course->speed_mps > weapon->envelope.target_speed_max_mps) {
        return best;
    }
    PvsSpans spans = pvs_view_in_envelope(view, &weapon->envelope, ask->range_max_m);
    if (spans.n == 0) {
        return best;
    }
    if (!view->sight_known) {
        pvs_view_find_sight(view);
    }
    best.gate = view->sight_gate;
    for (int i = 0; i < spans.n; i++) {
        for (int j = 0; j < view->sight.n; j++) {
            PvsOpening o = opening_of(view, weapon, ask, spans.span[i].begin_s, spans.span[i].end_s,
                                      view->sight.span[j].begin_s, view->sight.span[j].end_s);
            if ((i == 0 && j == 0) || better(&o, &best)) {
                best = o;
            }
        }
    }
    return best;
}
