// SPDX-License-Identifier: Apache-2.0
// Between roster.c, under.c and place.c.
#ifndef PVS_SCENARIO_ROSTER_H
#define PVS_SCENARIO_ROSTER_H

#include "scenario/impl.h"

extern const char *const pvs_thing_kind_names[PVS_N_THINGS]; ///< for messages

PvsThing pvs_thing_of(PvsThingKind kind, const char *name, PvsNode *node, const void *spec,
                      uint32_t formation);
/// Its index; PVS_NONE: out of memory. Pointers to things are void afterwards.
uint32_t pvs_roster_add(PvsBinder *b, PvsRoster *roster, PvsThing thing);

/// One post, when nobody wrote any and somebody must decide.
void pvs_roster_ensure_post(PvsBinder *b, PvsRoster *roster);
/// Finds the posts above posts; then those above radars and units, and makes posts for units that stand alone.
void pvs_roster_under_posts(PvsBinder *b, PvsRoster *roster);
void pvs_roster_under_all(PvsBinder *b, PvsRoster *roster);

/// Finds where everything stands, and that raids' launch points, way points and aims mean something.
void pvs_roster_place_all(PvsBinder *b, PvsBound *bound);

#endif
