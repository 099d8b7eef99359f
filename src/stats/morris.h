// SPDX-License-Identifier: Apache-2.0
// Screening: which groups of unknowns matter at all, for few runs. Morris's trajectories, moving one
// whole group at a time.
#ifndef PVS_STATS_MORRIS_H
#define PVS_STATS_MORRIS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/luck.h"
#include "stats/intervals.h"

/// Which group each dimension belongs to.
typedef struct {
    size_t n_dims, n_groups;
    const int *group_of; ///< n_dims, each in 0..n_groups-1; borrowed
} PvsGroups;

/// Point `step` (0..n_groups) of a trajectory, into u[n_dims]: steps 1.. differ from the one before in
/// one group, all of whose dimensions moved by 1/2 on the grid 1/8, 3/8, 5/8, 7/8. Returns the group
/// that moved, -1 at step 0. A pure function of luck and trajectory.
/// source  M. D. Morris, Technometrics 33 (1991); groups and absolute effects: F. Campolongo, J.
///         Cariboni, A. Saltelli, Environmental Modelling and Software 22 (2007)
int pvs_morris_point(PvsGroups groups, uint32_t trajectory, size_t step, PvsLuck luck, double *u);

typedef struct {
    double mu_star;       ///< mean absolute effect of the move
    PvsInterval interval; ///< Student's over trajectories
    double noise_floor;   ///< mu_star that chance alone would show
    double rms; ///< root mean square effect, freed from chance by replicate pairs; 0 if negative
    bool above_noise; ///< the product of both replicates' effects is above 0 with the confidence
} PvsMorris;

/// Effects from n_trajectories >= 2. y1 and y2 are two independent replicates of the answer (each a
/// mean over battles) at every point, trajectory by trajectory, n_groups + 1 points each; moved likewise
/// holds what pvs_morris_point returned. out[n_groups]. Common random numbers along a trajectory are
/// welcome within a replicate.
void pvs_morris_effects(size_t n_trajectories, size_t n_groups, const int *moved, const double *y1,
                        const double *y2, double confidence, PvsMorris *out);

#endif
