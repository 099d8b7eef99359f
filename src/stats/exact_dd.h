// SPDX-License-Identifier: Apache-2.0
// Private to stats/: an exact sum as a double-double.
#ifndef PVS_STATS_EXACT_DD_H
#define PVS_STATS_EXACT_DD_H

#include "stats/dd.h"
#include "stats/exact.h"

/// The first 100 bits or more of the sum; a function of its exact value alone.
PvsDd pvs_exact_dd(const PvsExact *sum);

#endif
