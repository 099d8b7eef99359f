// SPDX-License-Identifier: Apache-2.0
// One replication: state, options, outcome. Part of the public face: <pavise/battle.h> has it.
#ifndef PVS_BATTLE_BATTLE_H
#define PVS_BATTLE_BATTLE_H

#include "model/model.h"
#include <pavise/battle.h>

#endif
