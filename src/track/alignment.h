// SPDX-License-Identifier: Apache-2.0
// What other rooms may use of registration: its public face.
#ifndef PVS_TRACK_ALIGNMENT_H
#define PVS_TRACK_ALIGNMENT_H

#include <pavise/alignment.h>

#endif
