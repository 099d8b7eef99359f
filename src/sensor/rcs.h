// SPDX-License-Identifier: Apache-2.0
// Private to sensor/: what rcs.c and the look kernel must have in common.
#ifndef PVS_SENSOR_RCS_H
#define PVS_SENSOR_RCS_H

/// m2/s2, added to the squared speed: below a few cm/s the cosine along the velocity fades.
#define PVS_RCS_STILL 1e-4f
/// Added to the squared sine between velocity and vertical: within 1e-3 rad the upward axis fades.
#define PVS_RCS_UPRIGHT 1e-6f

#endif
