// SPDX-License-Identifier: Apache-2.0
// The table of events turned into constants by the preprocessor: no parsing, no initialisation,
// nothing that can change.
//
// The table is read once for each column that needs its own meaning of ID and NUM; designated
// initialisers put the columns into one row for each kind.
#include "battle/events.h"

#include <assert.h>
#include <string.h>

// How many ids and numbers a kind has, as enumeration constants.
#define ID(name, domain) +1
#define NUM(name)        +1
#define NO_IDS
#define NO_NUMS
enum {
#define X(name, text, level, ids, numbers, meaning)                                                \
    N_IDS_##name = 0 ids, N_NUMBERS_##name = 0 numbers,
    PVS_EVENT_TABLE(X)
#undef X
};
#undef ID
#undef NUM
#undef NO_IDS
#undef NO_NUMS

_Static_assert(PVS_N_EVENT_KINDS <= 255, "a kind is written as one byte");
#define X(name, text, level, ids, numbers, meaning)                                                \
    _Static_assert(N_IDS_##name <= 4 && N_NUMBERS_##name <= 16,                                    \
                   "an event has room for 4 ids and 16 numbers");
PVS_EVENT_TABLE(X)
#undef X

static const PvsEventInfo event_infos[PVS_N_EVENT_KINDS] = {
#define X(name_, text_, level_, ids_, numbers_, meaning_)                                          \
    [PVS_EV_##name_].text = text_, [PVS_EV_##name_].meaning = meaning_,                            \
    [PVS_EV_##name_].level = PVS_LEVEL_##level_, [PVS_EV_##name_].n_ids = N_IDS_##name_,           \
    [PVS_EV_##name_].n_numbers = N_NUMBERS_##name_,
    PVS_EVENT_TABLE(X)
#undef X

#define ID(name, domain) #name,
#define NUM(name)        #name,
#define NO_IDS           NULL
#define NO_NUMS          NULL
#define X(name_, text_, level_, ids_, numbers_, meaning_)                                          \
    [PVS_EV_##name_].id_name = {ids_}, [PVS_EV_##name_].number_name = {numbers_},
        PVS_EVENT_TABLE(X)
#undef X
#undef ID
#undef NUM
#undef NO_IDS
#undef NO_NUMS

#define ID(name, domain)                                  PVS_DOM_##domain,
#define NO_IDS                                            PVS_DOM_NONE
#define X(name_, text_, level_, ids_, numbers_, meaning_) [PVS_EV_##name_].id_domain = {ids_},
            PVS_EVENT_TABLE(X)
#undef X
#undef ID
#undef NO_IDS
};

const PvsEventInfo *pvs_event_info(PvsEventKind kind) {
    assert((unsigned)kind < PVS_N_EVENT_KINDS);
    return &event_infos[(unsigned)kind < PVS_N_EVENT_KINDS ? kind : PVS_EV_END];
}

int pvs_event_kind_from_text(const char *text) {
    for (int kind = 0; kind < PVS_N_EVENT_KINDS; kind++) {
        if (strcmp(event_infos[kind].text, text) == 0) {
            return kind;
        }
    }
    return -1;
}

static const char *const leak_names[PVS_N_LEAK_REASONS] = {
#define X(name, text, meaning) [PVS_LEAK_##name] = text,
    PVS_LEAK_TABLE(X)
#undef X
};

static const char *const leak_meanings[PVS_N_LEAK_REASONS] = {
#define X(name, text, meaning) [PVS_LEAK_##name] = meaning,
    PVS_LEAK_TABLE(X)
#undef X
};

const char *pvs_leak_name(PvsLeakReason reason) {
    return (unsigned)reason < PVS_N_LEAK_REASONS ? leak_names[reason] : "unknown";
}

const char *pvs_leak_meaning(PvsLeakReason reason) {
    return (unsigned)reason < PVS_N_LEAK_REASONS ? leak_meanings[reason] : "";
}

static const char *const shot_results[] = {
    [PVS_SHOT_HIT] = "hit",
    [PVS_SHOT_MISSED] = "missed",
    [PVS_SHOT_WASTED] = "wasted",
    [PVS_SHOT_IN_FLIGHT] = "in-flight",
};

const char *pvs_shot_result_name(uint32_t result) {
    return result < sizeof shot_results / sizeof *shot_results ? shot_results[result] : "unknown";
}
