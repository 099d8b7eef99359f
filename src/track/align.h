// SPDX-License-Identifier: Apache-2.0
// What the two files of registration share: the differences between what sources say of a target
// (align_compare.c), and the biases that make them least (alignment.c).
#ifndef PVS_TRACK_ALIGN_H
#define PVS_TRACK_ALIGN_H

#include "base/arena.h"
#include "base/vec.h"
#include "track/alignment.h"

#define ALIGN_RADARS_MAX 64

// A radar's place, and the axes of its azimuth and elevation.
typedef struct {
    const PvsTrackSensor *spec;
    PvsVec3 pos, east, north, up;
} AlignSite;

// One difference: row of the linear system. The radar compared (a) and the other (b, -1: reference).
typedef struct {
    int a, b;
    double d[2];       // range, azimuth * range: metres
    double of_b[2][3]; // by B's range, azimuth, time
    double rate[2];    // A's range rate, azimuth rate * range
    double range_m;    // A's
    double var[2];     // expected, m2
    double weight[2];
    bool rejected;
} AlignDifference;

typedef struct {
    const PvsAlignmentOptions *options;
    AlignSite *sites;
    const PvsRadarPlot *plots;
    const uint32_t *labels;
    uint32_t *order; // plots by label, radar, time
    size_t n_order;
    uint32_t *radar; // of each plot: index
    const PvsTrackRow *reference;
    uint32_t *reference_order; // by label, time
    size_t n_reference;
    AlignDifference *list;
    size_t n, capacity;
    bool failed;
} AlignWork;

/// Place and axes of a radar.
AlignSite align_site(const PvsTrackSensor *spec, PvsTrackFrame frame);
/// Makes all differences of plots with labels: with the reference, and of each two radars. False when
/// memory is out.
bool align_compare(AlignWork *work, size_t n_sensors, size_t n_plots, size_t n_reference,
                   PvsArena *arena);

#endif
