// SPDX-License-Identifier: Apache-2.0
// Private to weapon/: the flyout's time and slope in one look-up.
#ifndef PVS_WEAPON_FLYOUT_H
#define PVS_WEAPON_FLYOUT_H

#include "weapon/weapon.h"

/// Time of flight to a range, and its derivative (s/m) there.
double pvs_flyout_time_and_slope(const PvsFlyout *flyout, double range_m, double *slope_spm);

#endif
