// SPDX-License-Identifier: Apache-2.0
// The elementary functions: against long double references, at their edges, and their golden bits.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/luck.h"
#include "base/math.h"
#include "base/sha256.h"
#include "support/check.h"

typedef double Function(double x);
typedef long double Reference(long double x);

// Not by pvs_luck_u01: the golden hash below must not change with a new purpose of luck.
static double uniform(uint32_t ordinal, double low, double high) {
    PvsLuck luck = pvs_luck(1, 1);
    PvsBlock block = pvs_philox4x32((PvsBlock){{3, 0, ordinal, 18}}, luck.key, 10);
    return low + (high - low) * pvs_u01_53(block.w[0], block.w[1]);
}

// One unit in the last place of a double of this size.
static double ulp_of(long double x) {
    int exponent;
    (void)frexpl(x, &exponent);
    return ldexp(1.0, (exponent < -1021 ? -1021 : exponent) - 53);
}

static double worst_ulps(Function *f, Reference *reference, double low, double high) {
    double worst = 0;
    for (uint32_t i = 0; i < 50000; i++) {
        double x = uniform(i, low, high);
        long double wanted = reference(x);
        double ulps = (double)(fabsl(f(x) - wanted) / ulp_of(wanted));
        worst = ulps > worst ? ulps : worst;
    }
    return worst;
}

// The bound of SLEEF's functions is 1.0 ulp (erfc: 1.5), against an x87 reference with 11 bits
// more.
static void functions_are_within_one_unit_in_the_last_place(void **state) {
    (void)state;
    static const struct {
        const char *name;
        Function *function;
        Reference *reference;
        double low, high, ulps;
    } cases[] = {
        {"sin", pvs_sin, sinl, -10, 10, 1},         {"sin, far", pvs_sin, sinl, -1e9, 1e9, 1},
        {"cos", pvs_cos, cosl, -10, 10, 1},         {"tan", pvs_tan, tanl, -10, 10, 1},
        {"asin", pvs_asin, asinl, -1, 1, 1},        {"acos", pvs_acos, acosl, -1, 1, 1},
        {"atan", pvs_atan, atanl, -20, 20, 1},      {"exp", pvs_exp, expl, -700, 700, 1},
        {"exp near 0", pvs_exp, expl, -1, 1, 1},    {"expm1", pvs_expm1, expm1l, -2, 2, 1},
        {"log", pvs_log, logl, 1e-300, 1e300, 1},   {"log near 1", pvs_log, logl, 0.5, 2, 1},
        {"log1p", pvs_log1p, log1pl, -0.9, 10, 1},  {"log10", pvs_log10, log10l, 1e-3, 1e3, 1},
        {"cbrt", pvs_cbrt, cbrtl, -1e3, 1e3, 1},    {"sinh", pvs_sinh, sinhl, -5, 5, 1},
        {"cosh", pvs_cosh, coshl, -5, 5, 1},        {"tanh", pvs_tanh, tanhl, -5, 5, 1},
        {"lgamma", pvs_lgamma, lgammal, 3, 1e4, 1}, {"erfc", pvs_erfc, erfcl, -5, 26, 1.5},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        double got = worst_ulps(cases[i].function, cases[i].reference, cases[i].low, cases[i].high);
        print_message("%-10s %.3f ulp\n", cases[i].name, got);
        assert_true(got <= cases[i].ulps);
    }
}

static void functions_of_two_arguments_are_within_one_unit(void **state) {
    (void)state;
    double worst_pow = 0, worst_atan2 = 0, worst_hypot = 0;
    for (uint32_t i = 0; i < 50000; i++) {
        double x = uniform(2 * i, -5, 5), y = uniform(2 * i + 1, -5, 5);
        long double wanted = powl(fabs(x), y);
        worst_pow = fmax(worst_pow, (double)(fabsl(pvs_pow(fabs(x), y) - wanted) / ulp_of(wanted)));
        wanted = atan2l(y, x);
        worst_atan2 = fmax(worst_atan2, (double)(fabsl(pvs_atan2(y, x) - wanted) / ulp_of(wanted)));
        wanted = hypotl(y, x);
        worst_hypot = fmax(worst_hypot, (double)(fabsl(pvs_hypot(y, x) - wanted) / ulp_of(wanted)));
    }
    print_message("pow %.3f, atan2 %.3f, hypot %.3f ulp\n", worst_pow, worst_atan2, worst_hypot);
    assert_true(worst_pow <= 1 && worst_atan2 <= 1 && worst_hypot <= 1);
}

static void sincos_is_sin_and_cos(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        double x = uniform(i, -100, 100), s, c;
        pvs_sincos(x, &s, &c);
        assert_true(s == pvs_sin(x) && c == pvs_cos(x));
    }
}

// A dot product of unit vectors may round above 1: the angle is 0 then, not NaN.
static void arc_functions_clamp(void **state) {
    (void)state;
    assert_true(pvs_acos(1.0000000000000002) == 0);
    assert_true(pvs_acos(-1.5) == pvs_acos(-1));
    assert_true(pvs_asin(7) == pvs_asin(1));
    CHECK_NEAR(pvs_asin(1), PVS_PI / 2, 1e-15);
}

static void edges_have_their_limits(void **state) {
    (void)state;
    assert_true(pvs_exp(-1e4) == 0 && isinf(pvs_exp(1e4)));
    assert_true(pvs_log(0) == -(double)INFINITY);
    assert_true(pvs_pow(0, 0) == 1 && pvs_pow(0, 2) == 0 && pvs_pow(2, 10) == 1024);
    assert_true(pvs_atan2(0.0, -1.0) == PVS_PI && pvs_atan2(-0.0, -1.0) == -PVS_PI);
    assert_true(pvs_erfc(0) == 1 && pvs_erfc(40) == 0 && pvs_erfc(-40) == 2);
    CHECK_RELATIVE(pvs_hypot(3e200, 4e200), 5e200, 1e-15);
}

static void decibels_come_back(void **state) {
    (void)state;
    CHECK_RELATIVE(pvs_lin_from_db(3), 1.9952623149688795, 1e-15);
    CHECK_RELATIVE(pvs_lin_from_db(-200), 1e-20, 1e-14);
    for (double db = -300; db <= 300; db += 0.37) {
        CHECK_NEAR(pvs_db_from_lin(pvs_lin_from_db(db)), db, 1e-12);
    }
}

// ---- the normal distribution

// Values to 16 digits from Abramowitz and Stegun's definition, computed with 50 digits.
static void the_normal_distribution_has_its_known_values(void **state) {
    (void)state;
    assert_true(pvs_normal_cdf(0) == 0.5);
    CHECK_RELATIVE(pvs_normal_cdf(1), 0.8413447460685429486, 1e-15);
    CHECK_RELATIVE(pvs_normal_cdf(-3), 1.3498980316300945267e-3, 1e-14);
    CHECK_RELATIVE(pvs_normal_cdf(-8), 6.2209605742717841235e-16, 1e-13);
    assert_true(pvs_normal_quantile(0.5) == 0);
    CHECK_RELATIVE(pvs_normal_quantile(0.9), 1.2815515655446004, 1e-15);
    CHECK_RELATIVE(pvs_normal_quantile(0.975), 1.9599639845400542355, 1e-15);
    CHECK_RELATIVE(pvs_normal_quantile(1e-10), -6.3613409024040562047, 1e-15);
    CHECK_RELATIVE(pvs_normal_quantile(1e-3), -3.0902323061678135415, 1e-15);
}

static void the_quantile_inverts_the_distribution(void **state) {
    (void)state;
    for (double z = -8.2; z <= 5; z += 0.001) { // above, 1 - p has too few digits to come back
        double tolerance = 2e-15 * (1 + fabs(z)) + (z > 0 ? 3e-16 * pvs_exp(0.5 * z * z) : 0);
        CHECK_NEAR(pvs_normal_quantile(pvs_normal_cdf(z)), z, tolerance);
    }
}

static void the_quantile_is_odd_monotone_and_clamped(void **state) {
    (void)state;
    double last = -9;
    for (int i = 1; i < 4096; i++) {
        double p = i / 4096.0, z = pvs_normal_quantile(p);
        assert_true(z > last);
        CHECK_NEAR(z, -pvs_normal_quantile(1 - p), 1e-15);
        last = z;
    }
    assert_true(pvs_normal_quantile(0) == -8.3 && pvs_normal_quantile(1) == 8.3);
    assert_true(pvs_normal_quantile(1e-300) == -8.3 && pvs_normal_quantile(-1) == -8.3);
    assert_true(fabs(pvs_normal_quantile(NAN)) == 8.3); // never a NaN in the state
}

// ---- angles

static void wrapped_angles_are_in_their_range_and_equal(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 20000; i++) {
        double x = uniform(i, -100, 100), a = pvs_wrap_two_pi(x), b = pvs_wrap_pi(x);
        assert_true(a >= 0 && a < PVS_TWO_PI);
        assert_true(b > -PVS_PI && b <= PVS_PI);
        CHECK_NEAR(pvs_sin(a), pvs_sin(x), 3e-14);
        CHECK_NEAR(pvs_cos(b), pvs_cos(x), 3e-14);
    }
    assert_true(pvs_wrap_two_pi(PVS_TWO_PI) == 0 && pvs_wrap_two_pi(-1e-30) == 0);
    assert_true(pvs_wrap_pi(PVS_PI) == PVS_PI && pvs_wrap_pi(-PVS_PI) == PVS_PI);
}

// ---- the same bits everywhere

static void add(PvsSha256 *hash, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(bits >> (8 * i));
    }
    pvs_sha256_add(hash, bytes, sizeof bytes);
}

// A golden hash over all functions: a change alarm that nobody can derive. If another compiler,
// level, processor or version of SLEEF changes it, outcomes are no longer equal on all machines.
static void all_functions_have_their_golden_bits(void **state) {
    (void)state;
    static Function *const wide[] = {
        pvs_sin,  pvs_cos,        pvs_tan,         pvs_asin,    pvs_acos,       pvs_atan,
        pvs_exp,  pvs_expm1,      pvs_cbrt,        pvs_sinh,    pvs_cosh,       pvs_tanh,
        pvs_erfc, pvs_normal_cdf, pvs_lin_from_db, pvs_wrap_pi, pvs_wrap_two_pi};
    static Function *const positive[] = {pvs_log,         pvs_log1p, pvs_log10, pvs_lgamma,
                                         pvs_db_from_lin, pvs_k_exp, pvs_k_log};
    PvsSha256 hash;
    pvs_sha256_init(&hash);
    for (uint32_t i = 0; i < 2000; i++) {
        double x = uniform(i, -20, 20), y = uniform(i + 100000, -20, 20), s, c;
        for (size_t f = 0; f < sizeof wide / sizeof wide[0]; f++) {
            add(&hash, wide[f](x));
        }
        for (size_t f = 0; f < sizeof positive / sizeof positive[0]; f++) {
            add(&hash, positive[f](fabs(x)));
        }
        add(&hash, pvs_atan2(y, x));
        add(&hash, pvs_hypot(y, x));
        add(&hash, pvs_pow(fabs(x), y));
        add(&hash, pvs_normal_quantile(fabs(x) / 20));
        pvs_k_sincos(x, &s, &c);
        add(&hash, s);
        add(&hash, c);
        add(&hash, pvs_k_atan2(y, x));
    }
    char hex[65];
    pvs_sha256_hex(&hash, hex);
    assert_string_equal(hex, "f530be204f977cab5159fca9c6fb8410698188327274aa67ccbc4c2b66ef9baa");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_are_within_one_unit_in_the_last_place),
        cmocka_unit_test(functions_of_two_arguments_are_within_one_unit),
        cmocka_unit_test(sincos_is_sin_and_cos),
        cmocka_unit_test(arc_functions_clamp),
        cmocka_unit_test(edges_have_their_limits),
        cmocka_unit_test(decibels_come_back),
        cmocka_unit_test(the_normal_distribution_has_its_known_values),
        cmocka_unit_test(the_quantile_inverts_the_distribution),
        cmocka_unit_test(the_quantile_is_odd_monotone_and_clamped),
        cmocka_unit_test(wrapped_angles_are_in_their_range_and_equal),
        cmocka_unit_test(all_functions_have_their_golden_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
