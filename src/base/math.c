// SPDX-License-Identifier: Apache-2.0
// The elementary functions behind math.h: SLEEF's deterministic scalar functions (names with cinz:
// no FMA, same bits as its vector forms; N. Shibata and F. Petrogalli, IEEE TPDS 31(6), 2020), and
// the normal distribution on top of them.
//
// The scalar form is used though the 2-lane form gives the same bits: it was slower in only half of
// the functions, never by much, and it exists on every processor.
#include "math.h"

#include <sleef.h>

// max and min that let a NaN pass, as comparisons
static double clamp(double x, double low, double high) {
    return x < low ? low : x > high ? high : x;
}

double pvs_sin(double x_rad) {
    return Sleef_cinz_sind1_u10purec(x_rad);
}

double pvs_cos(double x_rad) {
    return Sleef_cinz_cosd1_u10purec(x_rad);
}

void pvs_sincos(double x_rad, double *sin_x, double *cos_x) {
    // SLEEF's joint form may differ from the single ones in the last bit; one answer for each is
    // worth more.
    *sin_x = pvs_sin(x_rad);
    *cos_x = pvs_cos(x_rad);
}

double pvs_tan(double x_rad) {
    return Sleef_cinz_tand1_u10purec(x_rad);
}

double pvs_asin(double x) {
    return Sleef_cinz_asind1_u10purec(clamp(x, -1.0, 1.0));
}

double pvs_acos(double x) {
    return Sleef_cinz_acosd1_u10purec(clamp(x, -1.0, 1.0));
}

double pvs_atan(double x) {
    return Sleef_cinz_atand1_u10purec(x);
}

double pvs_atan2(double y, double x) {
    return Sleef_cinz_atan2d1_u10purec(y, x);
}

double pvs_exp(double x) {
    return Sleef_cinz_expd1_u10purec(x);
}

double pvs_expm1(double x) {
    return Sleef_cinz_expm1d1_u10purec(x);
}

double pvs_log(double x) {
    return Sleef_cinz_logd1_u10purec(x);
}

double pvs_log1p(double x) {
    return Sleef_cinz_log1pd1_u10purec(x);
}

double pvs_log10(double x) {
    return Sleef_cinz_log10d1_u10purec(x);
}

double pvs_pow(double x, double y) {
    return Sleef_cinz_powd1_u10purec(x, y);
}

double pvs_cbrt(double x) {
    return Sleef_cinz_cbrtd1_u10purec(x);
}

double pvs_hypot(double x, double y) {
    return Sleef_cinz_hypotd1_u05purec(x, y);
}

double pvs_sinh(double x) {
    return Sleef_cinz_sinhd1_u10purec(x);
}

double pvs_cosh(double x) {
    return Sleef_cinz_coshd1_u10purec(x);
}

double pvs_tanh(double x) {
    return Sleef_cinz_tanhd1_u10purec(x);
}

double pvs_lgamma(double x) {
    return Sleef_cinz_lgammad1_u10purec(x);
}

double pvs_erfc(double x) {
    return Sleef_cinz_erfcd1_u15purec(x);
}

double pvs_normal_cdf(double z) {
    return 0.5 * pvs_erfc(z * -0.70710678118654752440);
}

#define PVS_NORMAL_Z_MAX 8.3

// Rational functions of the same degree 7 above and below.
static double ratio7(const double num[8], const double den[8], double x) {
    double n = num[7], d = den[7];
    for (int i = 6; i >= 0; i--) {
        n = n * x + num[i];
        d = d * x + den[i];
    }
    return n / d;
}

// Wichura (1988), Algorithm AS 241, routine PPND16, Applied Statistics 37(3): about 1e-16 relative.
double pvs_normal_quantile(double p) {
    static const double a[8] = {3.3871328727963666080e0, 1.3314166789178437745e2,
                                1.9715909503065514427e3, 1.3731693765509461125e4,
                                4.5921953931549871457e4, 6.7265770927008700853e4,
                                3.3430575583588128105e4, 2.5090809287301226727e3};
    static const double b[8] = {1.0,
                                4.2313330701600911252e1,
                                6.8718700749205790830e2,
                                5.3941960214247511077e3,
                                2.1213794301586595867e4,
                                3.9307895800092710610e4,
                                2.8729085735721942674e4,
                                5.2264952788528545610e3};
    static const double c[8] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                5.76949722146069140550e0,  3.64784832476320460504e0,
                                1.27045825245236838258e0,  2.41780725177450611770e-1,
                                2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[8] = {1.0,
                                2.05319162663775882187e0,
                                1.67638483018380384940e0,
                                6.89767334985100004550e-1,
                                1.48103976427480074590e-1,
                                1.51986665636164571966e-2,
                                5.47593808499534494600e-4,
                                1.05075007164441684324e-9};
    static const double e[8] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                1.78482653991729133580e0,  2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[8] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};

    double q = p - 0.5;
    if (fabs(q) <= 0.425) {
        return q * ratio7(a, b, 0.180625 - q * q);
    }
    double tail = q < 0 ? p : 1.0 - p;
    double z = PVS_NORMAL_Z_MAX; // also for a tail of 0, below 0 and NaN
    if (tail > 0) {
        double r = sqrt(-pvs_log(tail));
        z = r <= 5 ? ratio7(c, d, r - 1.6) : ratio7(e, f, r - 5);
        z = z < PVS_NORMAL_Z_MAX ? z : PVS_NORMAL_Z_MAX;
    }
    return q < 0 ? -z : z;
}

double pvs_lin_from_db(double x_db) {
    return Sleef_cinz_exp10d1_u10purec(x_db / 10.0);
}

double pvs_db_from_lin(double x_lin) {
    return 10.0 * pvs_log10(x_lin);
}

double pvs_wrap_two_pi(double x_rad) {
    double x = x_rad - PVS_TWO_PI * floor(x_rad / PVS_TWO_PI);
    if (x < 0) {
        x += PVS_TWO_PI; // the floor was one too high by rounding
    }
    return x < PVS_TWO_PI ? x : 0.0;
}

double pvs_wrap_pi(double x_rad) {
    double x = pvs_wrap_two_pi(x_rad);
    return x > PVS_PI ? x - PVS_TWO_PI : x;
}
