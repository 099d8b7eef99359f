// SPDX-License-Identifier: Apache-2.0
// Private to export/: the events of the threats whose stories are told, and the telling.
#ifndef PVS_EXPORT_STORY_H
#define PVS_EXPORT_STORY_H

#include "command/command.h"
#include "export/export.h"

/// An event of a threat, without what stories do not need.
typedef struct {
    PvsTime t;
    uint32_t id[4];
    double x[4];
    uint32_t next; ///< of the same threat; PVS_NONE: the last
    uint8_t kind;
} PvsStoryEvent;

typedef struct {
    const PvsMeta *meta;
    uint8_t *wanted;        ///< of each threat
    uint32_t *first, *last; ///< of each threat: into events
    PvsStoryEvent *events;
    uint32_t n, capacity;
    bool failed; ///< memory is out
} PvsStoryBook;

static inline const PvsStoryEvent *pvs_story_first(const PvsStoryBook *book, uint32_t threat) {
    return book->first[threat] == PVS_NONE ? NULL : &book->events[book->first[threat]];
}
static inline const PvsStoryEvent *pvs_story_next(const PvsStoryBook *book,
                                                  const PvsStoryEvent *event) {
    return event->next == PVS_NONE ? NULL : &book->events[event->next];
}

/// One assignment to a unit and what came of it.
typedef struct {
    PvsTime t_assigned, t_held, t_first_fired, t_last_end, t_assessed;
    uint32_t unit, round, post, held_gate, failed_gate;
    uint32_t n_fired, n_hit, n_missed, n_wasted;
    double fired_range_m, last_range_m;
    bool declared_killed;
} PvsStoryEngagement;
#define PVS_STORY_ENGAGEMENTS_MAX 64

/// The engagements of a threat in order (engagements.c): at most PVS_STORY_ENGAGEMENTS_MAX are
/// written; returns how many there were.
int pvs_story_engagements(const PvsStoryBook *book, uint32_t threat, PvsStoryEngagement *all);
/// What was waited for at a gate, "a channel"; null when it is no such gate.
const char *pvs_story_waited_for(uint32_t gate);

/// Appends the story of a threat: a heading, a paragraph of sentences, the chain at each unit, and
/// where it broke.
void pvs_story_tell(const PvsStoryBook *book, uint32_t threat, bool colour, PvsStr *out);
/// The chain of gates at each unit that had to do with the threat (chain.c).
void pvs_story_chain(const PvsStoryBook *book, uint32_t threat, bool colour, PvsStr *out);

/// One line of meaning of a gate.
const char *pvs_story_gate_meaning(uint32_t gate);
/// A name without control characters, in buf (PVS_NAME_MAX bytes).
const char *pvs_story_name(const PvsStoryBook *book, PvsEventDomain domain, uint32_t id, char *buf);

#endif
