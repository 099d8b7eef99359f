// SPDX-License-Identifier: Apache-2.0
// The series of C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013) 43-55, to order 6:
// on the Earth their rest is below a nanometre. Summed by Clenshaw's rule.
#include "geodesic_series.h"

#include "earth/earth.h"

GeodesicSeries series_i1(double eps) {
    double e2 = eps * eps, e3 = e2 * eps, e4 = e2 * e2, e5 = e4 * eps, e6 = e3 * e3;
    return (GeodesicSeries){
        .a = (1.0 + e2 / 4 + e4 / 64 + e6 / 256) / (1.0 - eps),
        .c = {0.0, -eps / 2 + 3 * e3 / 16 - e5 / 32, -e2 / 16 + e4 / 32 - 9 * e6 / 2048,
              -e3 / 48 + 3 * e5 / 256, -5 * e4 / 512 + 3 * e6 / 512, -7 * e5 / 1280,
              -7 * e6 / 2048},
    };
}

GeodesicSeries series_i1_inverse(double eps) {
    double e2 = eps * eps, e3 = e2 * eps, e4 = e2 * e2, e5 = e4 * eps, e6 = e3 * e3;
    return (GeodesicSeries){
        .a = 1.0,
        .c = {0.0, eps / 2 - 9 * e3 / 32 + 205 * e5 / 1536,
              5 * e2 / 16 - 37 * e4 / 96 + 1335 * e6 / 4096, 29 * e3 / 96 - 75 * e5 / 128,
              539 * e4 / 1536 - 2391 * e6 / 2560, 3467 * e5 / 7680, 38081 * e6 / 61440},
    };
}

GeodesicSeries series_i2(double eps) {
    double e2 = eps * eps, e3 = e2 * eps, e4 = e2 * e2, e5 = e4 * eps, e6 = e3 * e3;
    return (GeodesicSeries){
        .a = (1.0 - eps) * (1.0 + e2 / 4 + 9 * e4 / 64 + 25 * e6 / 256),
        .c = {0.0, eps / 2 + e3 / 16 + e5 / 32, 3 * e2 / 16 + e4 / 32 + 35 * e6 / 2048,
              5 * e3 / 48 + 5 * e5 / 256, 35 * e4 / 512 + 7 * e6 / 512, 63 * e5 / 1280,
              77 * e6 / 2048},
    };
}

GeodesicSeries series_i3(double eps) {
    const double n = PVS_WGS84_F / (2.0 - PVS_WGS84_F), n2 = n * n;
    double e2 = eps * eps, e3 = e2 * eps, e4 = e2 * e2, e5 = e4 * eps;
    return (GeodesicSeries){
        .a = 1.0 - (1.0 / 2 - n / 2) * eps - (1.0 / 4 + n / 8 - 3 * n2 / 8) * e2 -
             (1.0 / 16 + 3 * n / 16 + n2 / 16) * e3 - (3.0 / 64 + n / 32) * e4 - 3.0 / 128 * e5,
        .c = {0.0,
              (1.0 / 4 - n / 4) * eps + (1.0 / 8 - n2 / 8) * e2 +
                  (3.0 / 64 + 3 * n / 64 - n2 / 64) * e3 + (5.0 / 128 + n / 64) * e4 +
                  3.0 / 128 * e5,
              (1.0 / 16 - 3 * n / 32 + n2 / 32) * e2 + (3.0 / 64 - n / 32 - 3 * n2 / 64) * e3 +
                  (3.0 / 128 + n / 128) * e4 + 5.0 / 256 * e5,
              (5.0 / 192 - 3 * n / 64 + 5 * n2 / 192) * e3 + (3.0 / 128 - 5 * n / 192) * e4 +
                  7.0 / 512 * e5,
              (7.0 / 512 - 7 * n / 256) * e4 + 7.0 / 512 * e5, 21.0 / 2560 * e5, 0.0},
    };
}

double series_at(const GeodesicSeries *series, double sigma_rad, double sin_sigma,
                 double cos_sigma) {
    double two_cos = 2.0 * (cos_sigma - sin_sigma) * (cos_sigma + sin_sigma); // 2 cos 2 sigma
    double y0 = 0.0, y1 = 0.0;
    for (int l = SERIES_ORDER; l >= 1; l--) {
        double y = two_cos * y0 - y1 + series->c[l];
        y1 = y0;
        y0 = y;
    }
    return series->a * (sigma_rad + 2.0 * sin_sigma * cos_sigma * y0);
}
