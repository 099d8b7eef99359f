// SPDX-License-Identifier: Apache-2.0
// Between roster.c and place.c.
#ifndef PVS_SCENARIO_ROSTER_H
#define PVS_SCENARIO_ROSTER_H

#include "scenario/impl.h"

/// Finds where everything stands, and that raids' launch points, way points and aims mean something.
void pvs_roster_place_all(PvsBinder *b, PvsBound *bound);

#endif
