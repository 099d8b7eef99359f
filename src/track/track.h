// SPDX-License-Identifier: Apache-2.0
// What other rooms may use of the tracker: its public face.
#ifndef PVS_TRACK_TRACK_H
#define PVS_TRACK_TRACK_H

#include <pavise/track.h>

#endif
