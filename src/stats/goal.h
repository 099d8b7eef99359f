// SPDX-License-Identifier: Apache-2.0
// Goal seek on the defending side: the least number of rounds or units for which the chance of success
// (at most k leak) reaches a goal, with its interval.
#ifndef PVS_STATS_GOAL_H
#define PVS_STATS_GOAL_H

#include <stddef.h>

#include "stats/intervals.h"

/// One level that was played: x rounds or units, k successes in n battles. Levels rise in x.
typedef struct {
    double x;
    uint64_t k, n;
    double fitted; ///< out: the isotonic estimate of the chance
} PvsLevel;

typedef struct {
    double least;    ///< first x played whose fitted chance reaches the goal; NaN when none does
    double crossing; ///< where the line between fitted chances crosses it; NaN likewise
    PvsInterval interval; ///< of the least level; lo -inf: the lowest played may do; hi +inf: none
                          ///< played surely does
} PvsGoal;

/// More never makes the chance smaller (the caller's promise; docs/statistics.md says when it is no
/// theorem). The fit is the isotonic regression (pool adjacent violators). The interval is by two fixed
/// sequences of tests, from the top down and from the bottom up, each level by its exact one-sided
/// binomial bound at (1 - confidence) / 2: no correction for many levels is needed, because the first
/// test that fails ends the sequence.
/// source  R. E. Barlow and others, Statistical Inference under Order Restrictions (1972); fixed
///         sequences: W. Maurer, L. A. Hothorn, W. Lehmacher (1995)
PvsGoal pvs_goal_seek(PvsLevel *levels, size_t n_levels, double goal, double confidence);

/// Which level a whole-number search should play next, from those already played: doubles upwards until
/// one surely does, then halves the gap between the last that may not and the first that may.
/// `low`..`high` are the levels allowed. Returns high + 1 when the bracket is closed.
int64_t pvs_goal_next(const PvsLevel *levels, size_t n_levels, double goal, int64_t low,
                      int64_t high);

#endif
