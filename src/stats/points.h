// SPDX-License-Identifier: Apache-2.0
// Points that fill a cube evenly: Latin hypercubes and scrambled Sobol points. What is filled are the
// chances u in (0, 1) that quantile functions turn into values.
#ifndef PVS_STATS_POINTS_H
#define PVS_STATS_POINTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/luck.h"
#include "base/status.h"

/// Latin hypercube: n points of n_dims, row by row into u[n * n_dims]. In each dimension each of the n
/// equal strata holds one point, at a random place in it; dimensions are paired at random.
/// source  M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21 (1979)
void pvs_latin_hypercube(uint32_t n, size_t n_dims, PvsLuck luck, double *u);

#define PVS_SOBOL_DIMS 481 ///< beyond, a dimension is filled at random

/// Sobol's sequence with the directions of Joe and Kuo: the 32 bits of point `index` in dimension
/// `dim` (from 0), as they are; 0 beyond PVS_SOBOL_DIMS.
uint32_t pvs_sobol_bits(size_t dim, uint32_t index);

/// The directions of n_dims dimensions and a scramble. Made by pvs_sobol_points_init, ended by
/// pvs_sobol_points_free; constant in between, so that threads may share it.
typedef struct {
    size_t n_dims;
    uint32_t *direction; ///< n_dims x 32
    PvsLuck luck;
} PvsSobolPoints;

PvsStatus pvs_sobol_points_init(PvsSobolPoints *s, size_t n_dims, PvsLuck luck);
void pvs_sobol_points_free(PvsSobolPoints *s);

/// u in (0, 1) of point `index` in dimension `dim`: Owen's nested scramble by hashing, keyed by (luck,
/// dim), so that any part of the sequence can be made anywhere. The first 2^m points of any m are
/// evenly spread; an estimate from them is unbiased over scrambles.
/// source  A. B. Owen, "Randomly permuted (t,m,s)-nets" (1995); hash of B. Burley, "Practical
///         hash-based Owen scrambling", J. Computer Graphics Techniques 9(4) (2020)
double pvs_sobol_point(const PvsSobolPoints *s, uint32_t index, size_t dim);

/// The same of another copy of the sequence (copy 0 is the above): scrambled by itself and in another
/// order, so that points of two copies at one index are as unrelated as random ones. The first 2^m are
/// still evenly spread. (Taking further dimensions of one sequence instead relates them: see
/// docs/statistics.md.)
double pvs_sobol_point_copy(const PvsSobolPoints *s, uint32_t copy, uint32_t index, size_t dim);

#endif
