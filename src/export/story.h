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
    uint8_t *wanted;       ///< of each threat
    uint32_t *first, *last; ///< of each threat: into events
    PvsStoryEvent *events;
    uint32_t n, capacity;
    bool failed;           ///< memory is out
} PvsStoryBook;

/// Appends the story of a threat: a heading, a paragraph of sentences, the chain at each unit, and where it broke.
void pvs_story_tell(const PvsStoryBook *book, uint32_t threat, bool colour, PvsStr *out);
/// The chain of gates at each unit that had to do with the threat (chain.c).
void pvs_story_chain(const PvsStoryBook *book, uint32_t threat, bool colour, PvsStr *out);

/// One line of meaning of a gate.
const char *pvs_story_gate_meaning(uint32_t gate);
/// A name without control characters, in buf (PVS_NAME_MAX bytes).
const char *pvs_story_name(const PvsStoryBook *book, PvsEventDomain domain, uint32_t id, char *buf);

#endif
