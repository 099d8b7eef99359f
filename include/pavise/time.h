// SPDX-License-Identifier: Apache-2.0
// Simulation time: int64 nanoseconds since the scenario's start.
//
// Integer time makes the order of events exact. Computed times round up, so that no effect is
// earlier than its cause; a time is converted to seconds only where geometry is evaluated.
#ifndef PAVISE_TIME_H
#define PAVISE_TIME_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int64_t PvsTime; ///< nanoseconds since the scenario's start

#define PVS_TIME_NEVER INT64_MAX
#define PVS_NS_PER_S   1000000000LL

/// Seconds (double) to time, rounded up; saturates at PVS_TIME_NEVER beyond about 290 years and for
/// +inf/NaN.
static inline PvsTime pvs_time_from_s(double t_s) {
    double ns = t_s * 1e9;
    if (!(ns < 9.2e18)) {
        return PVS_TIME_NEVER;
    }
    if (ns < -9.2e18) {
        return INT64_MIN;
    }
    PvsTime t = (PvsTime)ns; // truncates towards zero
    return t + ((double)t < ns ? 1 : 0);
}

/// Time to seconds; exact to 53 bits.
static inline double pvs_time_s(PvsTime t) {
    return (double)t * 1e-9;
}

#ifdef __cplusplus
}
#endif

#endif
