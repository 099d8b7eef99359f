// SPDX-License-Identifier: Apache-2.0
// A chance value: fixed, uniform, or lognormal by mean and 90th percentile (human and mechanical
// times).
#ifndef PVS_BASE_DIST_H
#define PVS_BASE_DIST_H

#include "luck.h"

typedef enum {
    PVS_DIST_FIXED,
    PVS_DIST_UNIFORM,
    PVS_DIST_LOGNORMAL,
    PVS_DIST_EXPONENTIAL,
    PVS_DIST_NORMAL
} PvsDistKind;

/// fixed: a. uniform: a..b. lognormal: a = mean, b = 90th percentile (b > a). exponential: mean a.
/// normal: mean a, sd b.
typedef struct {
    PvsDistKind kind;
    double a, b;
} PvsDist;

static inline PvsDist pvs_dist_fixed(double value) {
    return (PvsDist){PVS_DIST_FIXED, value, value};
}
/// Quantile at u in (0, 1): the draw by inversion, so that common random numbers stay monotone.
double pvs_dist_quantile(PvsDist dist, double u);
double pvs_dist_mean(PvsDist dist);
/// The draw for a meaning.
double pvs_dist_draw(PvsDist dist, PvsLuck luck, PvsPurpose purpose, uint64_t id, uint32_t ordinal);

#endif
