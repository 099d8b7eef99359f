// SPDX-License-Identifier: Apache-2.0
// The units in which ASTERIX speaks.
#ifndef PVS_ASTERIX_UNITS_H
#define PVS_ASTERIX_UNITS_H

#define NAUTICAL_MILE_M 1852.0
#define FOOT_M          0.3048
#define FLIGHT_LEVEL_M  (100.0 * FOOT_M)
#define FT_MIN_MPS      (FOOT_M / 60.0)
#define DAY_S           86400.0

#endif
