// SPDX-License-Identifier: Apache-2.0
// All sets, in the order of the report.
#include "validate.h"

#define SETS(X)                                                                                    \
    X(geodesy_inverse) X(geodesy_direct) X(geodesy_ecef) X(geodesy_enu)                            \
    X(air_formula) X(air_printed)                                                                  \
    X(horizon) X(terrain)                                                                          \
    X(pd) X(pd_others) X(threshold) X(required_snr) X(approximations)                              \
    X(range_equation) X(search_equation) X(textbook_figure)                                        \
    X(burn_through) X(jamming_others)                                                              \
    X(two_ray) X(reflection) X(clutter)                                                            \
    X(kepler_arcs) X(kepler_states) X(least_energy)                                                \
    X(drag_vertical) X(allen_eggers) X(drag_arcs) X(drag_states)                                   \
    X(philox_known) X(philox_more)                                                                 \
    X(assignment) X(assignment_others)                                                             \
    X(proportions) X(true_coverage) X(sample_sizes) X(summaries) X(ranks) X(student)               \
    X(normal_chi2) X(sobol) X(pairing) X(coverage)                                                 \
    X(barrage) X(shots_needed) X(looks) X(layers) X(coordination)                                  \
    X(magazine) X(magazine_pmf) X(saturation) X(hughes) X(stochastic) X(poisson)            \
    X(timelines) X(depth) X(channels) X(cumulative) X(two_batteries) X(erlang) X(impatient) X(engset)

#define X(name) extern const Set set_##name;
SETS(X)
#undef X

const Set *const validate_sets[] = {
#define X(name) &set_##name,
    SETS(X)
#undef X
    NULL};
