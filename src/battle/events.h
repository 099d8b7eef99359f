// SPDX-License-Identifier: Apache-2.0
// The event stream and its table. Part of the public face: <pavise/events.h> has it.
#ifndef PVS_BATTLE_EVENTS_H
#define PVS_BATTLE_EVENTS_H

#include <pavise/events.h>

#endif
