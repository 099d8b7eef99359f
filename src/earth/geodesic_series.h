// SPDX-License-Identifier: Apache-2.0
// Private to earth/: the three geodesic integrals as trigonometric series of order 6 in eps (Karney
// 2013).
#ifndef PVS_EARTH_GEODESIC_SERIES_H
#define PVS_EARTH_GEODESIC_SERIES_H

#define SERIES_ORDER 6

/// A (sigma + sum over l of c[l] sin 2 l sigma); c[0] is unused.
typedef struct {
    double a, c[SERIES_ORDER + 1];
} GeodesicSeries;

/// Distance integral I1 (equations 15, 17, 18), and its inverse sigma(tau) as a series with a = 1
/// (equations 20, 21).
GeodesicSeries series_i1(double eps);
GeodesicSeries series_i1_inverse(double eps);
/// Reduced-length integral I2 (equations 41 to 43).
GeodesicSeries series_i2(double eps);
/// Longitude integral I3 (equations 23 to 25); third flattening n of WGS-84.
GeodesicSeries series_i3(double eps);

/// Value at sigma, whose sine and cosine are given (they need not be of the principal angle).
double series_at(const GeodesicSeries *series, double sigma_rad, double sin_sigma,
                 double cos_sigma);

#endif
