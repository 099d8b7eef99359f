// SPDX-License-Identifier: Apache-2.0
// Private to sensor/: point probabilities of the Poisson and negative binomial laws to full
// precision, by the saddle-point expansion of C. Loader, "Fast and accurate computation of binomial
// probabilities" (2000): no cancellation at large counts.
#ifndef PVS_SENSOR_POISSON_H
#define PVS_SENSOR_POISSON_H

/// Natural logarithm of the Poisson probability of k (>= 0, a whole number) at a mean > 0.
double pvs_ln_poisson(double k, double mean);
/// Natural logarithm of the negative binomial probability of k, shape m > 0 (a Poisson law whose
/// mean is gamma distributed with shape m), at a mean > 0.
double pvs_ln_negative_binomial(double k, double shape, double mean);

#endif
