// SPDX-License-Identifier: Apache-2.0
// Private to stats/: Hall's transformation, which takes the first skewness term out of a studentised
// mean.
#ifndef PVS_STATS_HALL_H
#define PVS_STATS_HALL_H

/// The studentised mean over sqrt(n) that the transformation turns into y: (W + g W^2 / 3 + g^2 W^3 / 27
/// + g / 6n) = y solved for W, the cubic being ((1 + g W / 3)^3 - 1) / g. Without skewness it is y.
double pvs_hall_inverse(double y, double skewness, double n);

#endif
