// SPDX-License-Identifier: Apache-2.0
// The one door through which events leave: leak books, digest, then every sink that wants the level.
#include "battle/state.h"

// A cheap digest of outcome-level events: enough to compare two runs, not a cryptographic hash.
static void digest_add(PvsState *s, const PvsEvent *event, const PvsEventInfo *info) {
    uint64_t h = pvs_id_pair(s->out.digest, (uint64_t)event->t);
    h = pvs_id_pair(h, event->kind);
    for (int i = 0; i < info->n_ids; i++) {
        h = pvs_id_pair(h, event->id[i]);
    }
    s->out.digest = h;
}

void pvs_emit(PvsState *s, const PvsEvent *event) {
    const PvsEventInfo *info = pvs_event_info(event->kind);
    s->out.n_events++;
    if (info->level <= PVS_LEVEL_TRACK) {
        pvs_leaks_on_event(s, event);
    }
    if (info->level == PVS_LEVEL_OUTCOME) {
        digest_add(s, event, info);
    }
    for (uint32_t i = 0; i < s->options->n_sinks && s->status == PVS_OK; i++) {
        const PvsSink *sink = &s->options->sinks[i];
        if (info->level <= sink->level) {
            int status = sink->on_event(sink->ctx, event);
            if (status != PVS_OK) {
                s->status = pvs_error_set(s->err, (PvsStatus)status, "a sink of events failed: %s",
                                          pvs_status_text((PvsStatus)status));
            }
        }
    }
}
