// SPDX-License-Identifier: Apache-2.0
// Comparisons of real numbers for cmocka tests: a failing one prints what was got, what was wanted
// and the tolerance.
#ifndef PVS_TESTS_SUPPORT_CHECK_H
#define PVS_TESTS_SUPPORT_CHECK_H

#include <math.h>

/// |got - want| <= tolerance; false for NaN.
#define CHECK_NEAR(got, want, tolerance)                                                           \
    do {                                                                                           \
        double got_ = (got), want_ = (want), tol_ = (tolerance);                                   \
        if (!(fabs(got_ - want_) <= tol_)) {                                                       \
            fail_msg("%s: got %.15g, wanted %.15g, off by %.3g, tolerance %.3g", #got, got_,       \
                     want_, got_ - want_, tol_);                                                   \
        }                                                                                          \
    } while (0)

/// |got - want| <= tolerance |want|; false for NaN.
#define CHECK_RELATIVE(got, want, tolerance)                                                       \
    CHECK_NEAR(got, want, fabs((double)(want)) * (tolerance))

#endif
