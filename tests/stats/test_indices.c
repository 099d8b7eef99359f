// SPDX-License-Identifier: Apache-2.0
// Sobol indices: the reference's closed forms, and noisy Ishigami at three noise levels.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "stats/ishigami.h"
#include "stats/stats.h"
#include "support/check.h"
#include "support/csv.h"

enum { ROWS = 8192, DIMS_MAX = 8, RESAMPLES = 200 };

static const int each_alone[DIMS_MAX] = {0, 1, 2, 3, 4, 5, 6, 7};

typedef struct {
    bool is_ishigami;
    double a[DIMS_MAX], b;
    size_t n;
} Function;

static double answer(const Function *f, const double *u) {
    return f->is_ishigami ? ishigami(u, f->a[0], f->b) : g_function(u, f->a, f->n);
}

// All answers of a design, with noise of its own in each replicate; `shared` of its variance is common
// to all points of a row, as with common random numbers.
static void evaluate(const Function *f, PvsGroups groups, uint64_t seed, uint32_t n_rows,
                     double noise_sd, double shared, double *y1, double *y2) {
    PvsSobolPoints points;
    assert_int_equal(pvs_sobol_points_init(&points, groups.n_dims, pvs_luck(seed, 0)), PVS_OK);
    for (size_t block = 0; block < groups.n_groups + 2; block++) {
        for (uint32_t row = 0; row < n_rows; row++) {
            double u[DIMS_MAX];
            pvs_index_point(&points, groups, block, row, u);
            double y = answer(f, u);
            Stream own = stream(seed + 1, block * n_rows + row), common = stream(seed + 2, row);
            double *out[2] = {y1, y2};
            for (int r = 0; r < 2; r++) {
                double z = sqrt(shared) * normal(&common) + sqrt(1 - shared) * normal(&own);
                out[r][block * n_rows + row] = y + noise_sd * z;
            }
        }
    }
    pvs_sobol_points_free(&points);
}

// "ishigami a=7 b=0.1" or "g a=0 1 4.5".
static Function parse(const char *name) {
    Function f = {.is_ishigami = name[0] == 'i'};
    const char *at = strstr(name, "a=") + 2;
    char *end;
    for (double x = strtod(at, &end); end != at; x = strtod(at, &end)) {
        f.a[f.n++] = x;
        at = end;
    }
    if (f.is_ishigami) {
        f.b = strtod(strstr(name, "b=") + 2, NULL);
        f.n = 3;
    }
    return f;
}

static double *answers(size_t n_groups, uint32_t n_rows) {
    double *y = pvs_alloc((n_groups + 2) * n_rows * sizeof *y);
    assert_non_null(y);
    return y;
}

// stats/sobol.csv: every row within the estimator's own bootstrap interval (99.99 %: 44 rows at once).
static void estimates_agree_with_the_closed_forms(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "stats/sobol.csv"));
    char last[64] = "";
    PvsIndex index[DIMS_MAX];
    PvsIndexSummary summary;
    for (size_t i = 0; i < csv.n_rows; i++) {
        const char *name = csv_text(&csv, i, "function"), *measure = csv_text(&csv, i, "measure");
        if (strcmp(name, last) != 0) {
            snprintf(last, sizeof last, "%s", name);
            Function f = parse(name);
            PvsGroups groups = {f.n, f.n, each_alone};
            double *y = answers(f.n, ROWS), *same = answers(f.n, ROWS);
            evaluate(&f, groups, 141, ROWS, 0, 0, y, same);
            assert_int_equal(pvs_sobol_indices(ROWS, f.n, y, same, RESAMPLES, pvs_luck(1, 0),
                                               0.9999, index, &summary),
                             PVS_OK);
            pvs_free(y);
            pvs_free(same);
            assert_true(summary.noise_variance == 0);
        }
        double want = csv_number(&csv, i, "value");
        if (measure[0] == 'm' || measure[0] == 'v') {
            CHECK_RELATIVE(measure[0] == 'm' ? summary.mean : summary.variance, want, 0.03);
            continue;
        }
        size_t g = (size_t)csv_number(&csv, i, "input") - 1;
        PvsInterval own = measure[1] ? index[g].total_interval : index[g].first_interval;
        double got = measure[1] ? index[g].total : index[g].first;
        assert_true(own.lo <= want && want <= own.hi);
        CHECK_NEAR(got, want, 0.03);
    }
    csv_free(&csv);
}

// Ishigami with chance of a tenth, one and four times the variance of what is looked for, without and
// with luck shared along a row. Without correction, noise of four times would make every total index
// look like 0.8 and more.
static void noise_is_taken_out_at_three_levels(void **state) {
    (void)state;
    const double first[] = {0.3139, 0.4424, 0}, total[] = {0.5576, 0.4424, 0.2437};
    const double levels[] = {0.1, 1, 4};
    Function f = {.is_ishigami = true, .a = {7}, .b = 0.1, .n = 3};
    PvsGroups groups = {3, 3, each_alone};
    double *y1 = answers(3, ROWS), *y2 = answers(3, ROWS);
    for (int k = 0; k < 6; k++) {
        double noise = levels[k / 2] * 13.8446;
        PvsIndex index[3];
        PvsIndexSummary s;
        evaluate(&f, groups, 151 + 10 * (uint64_t)k, ROWS, sqrt(noise), k % 2 ? 0.5 : 0, y1, y2);
        assert_int_equal(
            pvs_sobol_indices(ROWS, 3, y1, y2, RESAMPLES, pvs_luck(2, 0), 0.995, index, &s),
            PVS_OK);
        CHECK_RELATIVE(s.noise_variance, noise, 0.05);
        CHECK_RELATIVE(s.variance, 13.8446, 0.05 + 0.05 * levels[k / 2]);
        print_message("noise %.1f of the variance:", levels[k / 2]);
        for (int g = 0; g < 3; g++) {
            print_message("  %.3f %.3f", index[g].first, index[g].total);
            PvsInterval a = index[g].first_interval, b = index[g].total_interval;
            assert_true(a.lo <= first[g] && first[g] <= a.hi);
            assert_true(b.lo <= total[g] && total[g] <= b.hi);
            CHECK_NEAR(index[g].total, total[g], 0.03 + 0.06 * levels[k / 2]);
        }
        print_message("\n");
    }
    pvs_free(y1);
    pvs_free(y2);
}

// Inputs 1 and 3 as one group: its first-order index is 1 - the share of input 2.
static void groups_move_together(void **state) {
    (void)state;
    const int group_of[] = {0, 1, 0};
    Function f = {.is_ishigami = true, .a = {7}, .b = 0.1, .n = 3};
    PvsGroups groups = {3, 2, group_of};
    double *y = answers(2, ROWS), *same = answers(2, ROWS);
    PvsIndex index[2];
    PvsIndexSummary s;
    evaluate(&f, groups, 161, ROWS, 0, 0, y, same);
    assert_int_equal(pvs_sobol_indices(ROWS, 2, y, same, 50, pvs_luck(3, 0), 0.95, index, &s),
                     PVS_OK);
    CHECK_NEAR(index[0].first, 0.5576, 0.02);
    CHECK_NEAR(index[0].total, 0.5576, 0.02);
    CHECK_NEAR(index[1].first, 0.4424, 0.02);
    pvs_free(y);
    pvs_free(same);
}

static void limits_are_said(void **state) {
    (void)state;
    PvsIndex index[16];
    PvsIndexSummary s;
    double y[64] = {0};
    assert_int_equal(pvs_sobol_indices(8, 11, y, y, 10, pvs_luck(1, 0), 0.95, index, &s),
                     PVS_LIMIT);
    assert_int_equal(pvs_sobol_indices(4, 2, y, y, 10, pvs_luck(1, 0), 0.95, index, &s),
                     PVS_BAD_USAGE);
    assert_int_equal(pvs_sobol_indices(16, 2, y, y, 10, pvs_luck(1, 0), 0.95, index, &s), PVS_OK);
    assert_true(isnan(index[0].first) && isnan(index[1].total_interval.lo));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimates_agree_with_the_closed_forms),
        cmocka_unit_test(noise_is_taken_out_at_three_levels),
        cmocka_unit_test(groups_move_together),
        cmocka_unit_test(limits_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
