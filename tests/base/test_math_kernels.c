// SPDX-License-Identifier: Apache-2.0
// The inline polynomials against long double references (x87, 64 bits of mantissa), the stated
// bounds, and their bits as vector code.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/luck.h"
#include "base/math.h"

#define N 4096

// Values spread over [low, high], other ones for each call number.
static void spread(double *x, double low, double high, uint32_t call) {
    PvsLuck luck = pvs_luck(20260301, call);
    for (uint32_t i = 0; i < N; i++) {
        x[i] = low + (high - low) * pvs_luck_u01(luck, PVS_LUCK_TEST, 1, i);
    }
}

static long double worse(long double worst, long double got, long double wanted) {
    long double error = fabsl(got - wanted);
    return error > worst ? error : worst;
}

static void sincos_is_within_2e_15_up_to_4_rad(void **state) {
    (void)state;
    double x[N];
    long double worst = 0;
    for (uint32_t call = 0; call < 50; call++) {
        spread(x, -4, 4, call);
        for (int i = 0; i < N; i++) {
            double s, c;
            pvs_k_sincos(x[i], &s, &c);
            worst = worse(worse(worst, s, sinl(x[i])), c, cosl(x[i]));
        }
    }
    print_message("largest error %Lg\n", worst);
    assert_true(worst < 2e-15L);
}

static void sincos_is_within_1e_14_up_to_1e5_rad(void **state) {
    (void)state;
    double x[N];
    long double worst = 0;
    for (uint32_t call = 0; call < 20; call++) {
        spread(x, -1e5, 1e5, call);
        for (int i = 0; i < N; i++) {
            double s, c;
            pvs_k_sincos(x[i], &s, &c);
            worst = worse(worse(worst, s, sinl(x[i])), c, cosl(x[i]));
        }
    }
    print_message("largest error %Lg\n", worst);
    assert_true(worst < 1e-14L);
}

static void exp_is_within_1e_13_relative(void **state) {
    (void)state;
    double x[N];
    long double worst = 0;
    for (uint32_t call = 0; call < 50; call++) {
        double range = call % 2 ? 700 : 2;
        spread(x, -range, range, call);
        for (int i = 0; i < N; i++) {
            worst = worse(worst, pvs_k_exp(x[i]) / expl(x[i]), 1);
        }
    }
    print_message("largest relative error %Lg\n", worst);
    assert_true(worst < 1e-13L);
    assert_true(pvs_k_exp(0) == 1);
}

static void log_is_within_1e_13_absolute(void **state) {
    (void)state;
    double x[N];
    long double worst = 0, worst_relative = 0;
    for (uint32_t call = 0; call < 50; call++) {
        spread(x, -708, 709, call);
        for (int i = 0; i < N; i++) {
            double wide = (double)expl(x[i]), near = (double)expl(x[i] / 2000);
            worst = worse(worst, pvs_k_log(wide), logl(wide));
            worst = worse(worst, pvs_k_log(near), logl(near));
            worst_relative = worse(worst_relative, pvs_k_log(near) / logl(near), 1);
        }
    }
    print_message("largest error %Lg, relative near 1 %Lg\n", worst, worst_relative);
    assert_true(worst < 1.2e-13L); // the spacing of doubles at 708 is 1.14e-13
    assert_true(worst_relative < 1e-15L);
    assert_true(pvs_k_log(1) == 0);
}

static void atan2_is_within_1e_12_on_the_full_circle(void **state) {
    (void)state;
    double a[N], b[N];
    long double worst = 0;
    for (uint32_t call = 0; call < 50; call++) {
        double range = call % 5 == 0 ? 1e300 : call % 5 == 1 ? 1e-300 : 1;
        spread(a, -1, 1, 2 * call);
        spread(b, -range, range, 2 * call + 1);
        for (int i = 0; i < N; i++) {
            worst = worse(worst, pvs_k_atan2(a[i], b[i]), atan2l(a[i], b[i]));
            worst = worse(worst, pvs_k_atan2(b[i], a[i]), atan2l(b[i], a[i]));
        }
    }
    print_message("largest error %Lg\n", worst);
    assert_true(worst < 1e-12L);
}

// A wrong sign here would send a radar's beam to the opposite side of north.
static void atan2_handles_zeros_axes_and_diagonals_as_c_does(void **state) {
    (void)state;
    static const double v[] = {0.0,    -0.0,    1.0,    -1.0,  3.5,   -3.5,
                               1e-310, -1e-310, 5e-324, 1e307, -1e307};
    enum { M = sizeof v / sizeof v[0] };
    for (int i = 0; i < M; i++) {
        for (int j = 0; j < M; j++) {
            double got = pvs_k_atan2(v[i], v[j]), wanted = atan2(v[i], v[j]);
            assert_true(fabs(got - wanted) < 1e-12);
            assert_true(!signbit(got) == !signbit(wanted));
        }
    }
}

// Loops as a look kernel has them: the compiler vectorises them, and a lane may not differ from the
// scalar call.
__attribute__((noinline)) static void loop_all(const double *restrict x, const double *restrict y,
                                               double *restrict out) {
    for (int i = 0; i < N; i++) {
        double s, c;
        pvs_k_sincos(x[i], &s, &c);
        out[i] = s + 2 * c;
    }
    for (int i = 0; i < N; i++) {
        out[i] += pvs_k_atan2(y[i], x[i]);
    }
    for (int i = 0; i < N; i++) {
        out[i] += pvs_k_exp(x[i]);
    }
    for (int i = 0; i < N; i++) {
        out[i] += pvs_k_log(y[i] * y[i] + 1e-9);
    }
}

static void vector_loops_give_the_bits_of_scalar_calls(void **state) {
    (void)state;
    static double x[N], y[N], out[N];
    spread(x, -4, 4, 1);
    spread(y, -10, 10, 2);
    loop_all(x, y, out);
    for (int i = 0; i < N; i++) {
        volatile double vx = x[i], vy = y[i]; // keeps this loop scalar
        double s, c;
        pvs_k_sincos(vx, &s, &c);
        double wanted =
            ((s + 2 * c) + pvs_k_atan2(vy, vx)) + pvs_k_exp(vx) + pvs_k_log(vy * vy + 1e-9);
        assert_memory_equal(&out[i], &wanted, sizeof wanted);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sincos_is_within_2e_15_up_to_4_rad),
        cmocka_unit_test(sincos_is_within_1e_14_up_to_1e5_rad),
        cmocka_unit_test(exp_is_within_1e_13_relative),
        cmocka_unit_test(log_is_within_1e_13_absolute),
        cmocka_unit_test(atan2_is_within_1e_12_on_the_full_circle),
        cmocka_unit_test(atan2_handles_zeros_axes_and_diagonals_as_c_does),
        cmocka_unit_test(vector_loops_give_the_bits_of_scalar_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
