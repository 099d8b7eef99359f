// SPDX-License-Identifier: Apache-2.0
// Simulation time: int64 nanoseconds. Part of the public face: <pavise/time.h> has it.
#ifndef PVS_BASE_TIME_H
#define PVS_BASE_TIME_H

#include <pavise/time.h>

#endif
