// SPDX-License-Identifier: Apache-2.0
// Point probabilities of the counting laws: they sum to one, have their mean, and agree with the
// gamma function.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "sensor/poisson.h"
#include "support/check.h"

static void each_law_sums_to_one_and_has_its_mean(void **state) {
    (void)state;
    const double means[] = {1e-3, 0.3, 5, 700, 20000},
                 shapes[] = {0, 1, 2, 17, 20000}; // 0: Poisson
    for (int i = 0; i < 5; ++i) {
        for (int k = 0; k < 5; ++k) {
            double sum = 0, mean = 0,
                   sd = sqrt(means[i] * (shapes[k] > 0 ? 1 + means[i] / shapes[k] : 1));
            for (double j = 0; j < means[i] + 40 * sd + 40; j += 1) {
                double p = pvs_exp(shapes[k] > 0 ? pvs_ln_negative_binomial(j, shapes[k], means[i])
                                                 : pvs_ln_poisson(j, means[i]));
                sum += p;
                mean += p * j;
            }
            CHECK_NEAR(sum, 1.0, 3e-12);
            CHECK_RELATIVE(mean, means[i], 1e-10);
        }
    }
}

static void they_agree_with_the_gamma_function(void **state) {
    (void)state;
    for (double j = 0; j < 60; j += 1) {
        for (double mean = 0.01; mean < 1e4; mean *= 3) {
            CHECK_NEAR(pvs_ln_poisson(j, mean), j * log(mean) - mean - lgamma(j + 1),
                       1e-11 * (1 + mean));
            for (double m = 1; m < 300; m *= 2) {
                double want = lgamma(m + j) - lgamma(m) - lgamma(j + 1) + m * log(m / (m + mean)) +
                              j * log(mean / (m + mean));
                CHECK_NEAR(pvs_ln_negative_binomial(j, m, mean), want, 3e-12 * (100 + fabs(want)));
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_law_sums_to_one_and_has_its_mean),
        cmocka_unit_test(they_agree_with_the_gamma_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
