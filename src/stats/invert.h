// SPDX-License-Identifier: Apache-2.0
// Private to stats/: the inverse of a distribution function.
#ifndef PVS_STATS_INVERT_H
#define PVS_STATS_INVERT_H

/// A continuous distribution: its lower tail at x, with the density beside it.
typedef double (*PvsTail)(double x, const void *shape, double *density);

/// x in [low, high] with tail(x) = p, tail rising; to the last places of x. `start` is a first guess.
double pvs_invert(PvsTail tail, const void *shape, double p, double low, double high, double start);

#endif
