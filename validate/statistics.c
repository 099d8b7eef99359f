// SPDX-License-Identifier: Apache-2.0
// Statistics: intervals, quantiles, sensitivity, pairing against tables; and how often intervals hold.
#include <string.h>

#include "base/luck.h"
#include "stats/stats.h"

#include "validate.h"

#define DIMS_MAX 10

static uint64_t whole(const Csv *csv, size_t row, const char *column) {
    return (uint64_t)(csv_number(csv, row, column) + 0.5);
}

static void name_row(char row[48], size_t i) {
    snprintf(row, 48, "row %zu", i + 1);
}

// --- shares of battles -------------------------------------------------------------------------------------------

static void proportions(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        uint64_t k = whole(csv, i, "successes"), n = whole(csv, i, "trials");
        double confidence = csv_number(csv, i, "confidence");
        PvsInterval w = pvs_wilson_interval(k, n, confidence);
        PvsInterval c = pvs_clopper_pearson_interval(k, n, confidence);
        PvsInterval j = pvs_jeffreys_interval(k, n, confidence);
        char row[48];
        name_row(row, i);
        tally_near(t, row, "Wilson, low", w.lo, csv_number(csv, i, "wilson_lo"), 1e-9);
        tally_near(t, row, "Wilson, high", w.hi, csv_number(csv, i, "wilson_hi"), 1e-9);
        tally_near(t, row, "exact, low", c.lo, csv_number(csv, i, "clopper_pearson_lo"), 1e-9);
        tally_near(t, row, "exact, high", c.hi, csv_number(csv, i, "clopper_pearson_hi"), 1e-9);
        tally_near(t, row, "Jeffreys, low", j.lo, csv_number(csv, i, "jeffreys_lo"), 1e-9);
        tally_near(t, row, "Jeffreys, high", j.hi, csv_number(csv, i, "jeffreys_hi"), 1e-9);
    }
}

const Set set_proportions = {.name = "stats/proportion_ci",
                             .file = "stats/proportion_ci.csv",
                             .element = "interval of a share of battles",
                             .equation = "Wilson 1927; Clopper and Pearson 1934; Jeffreys",
                             .source =
                                 "scipy's quantiles; Newcombe, Statistics in Medicine 17 (1998)",
                             .tolerance = "1e-9",
                             .run = proportions};

static void true_coverage(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        uint64_t n = whole(csv, i, "n");
        double p = csv_number(csv, i, "p"), confidence = csv_number(csv, i, "confidence");
        char row[48];
        name_row(row, i);
        tally_near(t, row, "Wilson", pvs_wilson_coverage(n, p, confidence),
                   csv_number(csv, i, "coverage_wilson"), 1e-9);
        tally_near(t, row, "exact", pvs_clopper_pearson_coverage(n, p, confidence),
                   csv_number(csv, i, "coverage_clopper_pearson"), 1e-9);
    }
}

const Set set_true_coverage = {.name = "stats/exact_coverage",
                               .file = "stats/exact_coverage.csv",
                               .element = "what intervals of a share truly cover",
                               .equation = "binomial sum",
                               .source = "binomial sum",
                               .tolerance = "1e-9",
                               .run = true_coverage};

static void sample_sizes(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        uint64_t n =
            pvs_sample_size_share(csv_number(csv, i, "p"), csv_number(csv, i, "half_width"),
                                  csv_number(csv, i, "confidence"));
        char row[48];
        name_row(row, i);
        tally_near(t, row, "battles", (double)n, csv_number(csv, i, "n_wald"), 0);
    }
}

const Set set_sample_sizes = {.name = "stats/sample_size",
                              .file = "stats/sample_size.csv",
                              .element = "battles that a half width takes",
                              .equation = "z^2 p (1 - p) / h^2, rounded up",
                              .source = "the formula",
                              .tolerance = "equal",
                              .run = sample_sizes};

// --- means and quantiles -----------------------------------------------------------------------------------------

static void one_summary(const Csv *csv, const Csv *samples, size_t i, Tally *t) {
    const char *name = csv_text(csv, i, "sample");
    PvsMoments m = {0};
    PvsTally values;
    pvs_tally_init(&values, (uint32_t)samples->n_rows); // exact, whatever the sample's size
    bool ok = true;
    for (size_t k = 0; k < samples->n_rows; k++) {
        if (strcmp(csv_text(samples, k, "sample"), name) == 0) {
            double x = csv_number(samples, k, "value");
            pvs_moments_add(&m, x);
            ok = ok && pvs_tally_add(&values, x) == PVS_OK;
        }
    }
    tally_holds(t, name, "as many values as the summary says", ok && m.n == whole(csv, i, "n"));
    PvsInterval student = pvs_mean_interval(&m, csv_number(csv, i, "confidence"));
    double half = (student.hi - student.lo) / 2, skewness = csv_number(csv, i, "skew_adjusted");
    tally_relative(t, name, "mean", pvs_moments_mean(&m), csv_number(csv, i, "mean"), 1e-9);
    tally_relative(t, name, "sd", pvs_moments_sd(&m), csv_number(csv, i, "sd"), 1e-9);
    tally_near(t, name, "t, low", student.lo, csv_number(csv, i, "t_lo"), 1e-8 * half + 1e-9);
    tally_near(t, name, "t, high", student.hi, csv_number(csv, i, "t_hi"), 1e-8 * half + 1e-9);
    const struct {
        const char *column;
        double q;
    } quantiles[] = {{"q05_type7", 0.05},
                     {"q25_type7", 0.25},
                     {"q50_type7", 0.5},
                     {"q90_type7", 0.9},
                     {"q95_type7", 0.95}};
    for (size_t k = 0; k < sizeof quantiles / sizeof *quantiles; k++) {
        tally_relative(t, name, quantiles[k].column, pvs_tally_quantile(&values, quantiles[k].q),
                       csv_number(csv, i, quantiles[k].column), 1e-9);
    }
    if (skewness == skewness) {
        tally_near(t, name, "skewness", pvs_moments_skewness(&m), skewness,
                   1e-9 * (1 + fabs(skewness)));
    }
    pvs_tally_free(&values);
}

static void summaries(const Suite *suite, const Csv *csv, Tally *t) {
    Csv samples;
    if (!suite_csv(suite, "stats/samples.csv", &samples)) {
        tally_holds(t, "stats/samples.csv", "is there", false);
        return;
    }
    for (size_t i = 0; i < csv->n_rows; i++) {
        one_summary(csv, &samples, i, t);
    }
    csv_free(&samples);
}

const Set set_summaries = {
    .name = "stats/sample_summaries",
    .file = "stats/sample_summaries.csv",
    .element = "mean, deviation, skewness, quantiles of a measure",
    .equation = "n - 1; Student; type 7 of Hyndman and Fan 1996",
    .source = "numpy, scipy",
    .tolerance = "1e-9; Student's interval 1e-8 of its half width (as the quantiles below)",
    .run = summaries};

static void ranks(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        PvsRanks r = pvs_quantile_ranks(whole(csv, i, "n"), csv_number(csv, i, "quantile"),
                                        csv_number(csv, i, "confidence"));
        double low = csv_number(csv, i, "lower_rank"), high = csv_number(csv, i, "upper_rank");
        char row[48];
        name_row(row, i);
        tally_near(t, row, "lower rank", (double)r.lower_rank, low == low ? low : 0, 0);
        tally_near(t, row, "upper rank", (double)r.upper_rank, high == high ? high : 0, 0);
        tally_near(t, row, "coverage", r.coverage, csv_number(csv, i, "coverage_exact"), 1e-9);
    }
}

const Set set_ranks = {.name = "stats/quantile_order_interval",
                       .file = "stats/quantile_order_interval.csv",
                       .element = "interval of a quantile",
                       .equation = "order statistics, each tail at most (1 - confidence) / 2",
                       .source = "binomial distribution",
                       .tolerance = "ranks equal, coverage 1e-9",
                       .run = ranks};

// --- quantiles of distributions ----------------------------------------------------------------------------------

static void student(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        double got = pvs_t_two_sided(csv_number(csv, i, "df"), csv_number(csv, i, "confidence"));
        char row[48];
        name_row(row, i);
        tally_relative(t, row, "t", got, csv_number(csv, i, "t_two_sided"), 1e-8);
    }
}

const Set set_student = {
    .name = "stats/student_t",
    .file = "stats/student_t.csv",
    .element = "Student's quantile",
    .equation = "incomplete beta, inverted",
    .source = "scipy",
    .tolerance = "1e-8 relative: the table is off by up to 5e-9 itself (1 degree, 0.999: "
                 "636.6192494319 for tan(0.4995 pi) = 636.6192487687)",
    .run = student};

static void normal_chi2(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        double p = csv_number(csv, i, "p"), z = csv_number(csv, i, "normal_quantile");
        char row[48];
        name_row(row, i);
        tally_relative(t, row, "chi-square", pvs_chi2_quantile(csv_number(csv, i, "df"), p),
                       csv_number(csv, i, "chi2_quantile"), 1e-9);
        tally_near(t, row, "normal", pvs_normal_quantile(p), z, 1e-9 * (1 + fabs(z)));
    }
}

const Set set_normal_chi2 = {.name = "stats/normal_chi2",
                             .file = "stats/normal_chi2.csv",
                             .element = "normal and chi-square quantiles",
                             .equation = "Wichura AS 241; incomplete gamma, inverted",
                             .source = "scipy",
                             .tolerance = "1e-9",
                             .run = normal_chi2};

// --- sensitivity -------------------------------------------------------------------------------------------------

enum { ROWS = 16384, RESAMPLES = 200 };

typedef struct {
    bool is_ishigami;
    double a[DIMS_MAX], b;
    size_t n;
} Function;

// "ishigami a=7 b=0.1" or "g a=0 1 4.5".
static bool parse(const char *name, Function *f) {
    *f = (Function){.is_ishigami = name[0] == 'i'};
    const char *at = strstr(name, "a="), *b = strstr(name, "b=");
    if (!at) {
        return false;
    }
    char *end;
    at += 2;
    for (double x = strtod(at, &end); end != at; x = strtod(at, &end)) {
        if (f->n == DIMS_MAX) {
            return false;
        }
        f->a[f->n++] = x;
        at = end;
    }
    f->b = b ? strtod(b + 2, NULL) : 0;
    f->n = f->is_ishigami ? 3 : f->n;
    return f->n > 0;
}

static double answer(const Function *f, const double *u) {
    if (!f->is_ishigami) {
        double product = 1;
        for (size_t i = 0; i < f->n; i++) {
            product *= (fabs(4 * u[i] - 2) + f->a[i]) / (1 + f->a[i]);
        }
        return product;
    }
    double s1 = pvs_sin(PVS_PI * (2 * u[0] - 1)), s2 = pvs_sin(PVS_PI * (2 * u[1] - 1));
    double x3 = PVS_PI * (2 * u[2] - 1);
    return s1 + f->a[0] * s2 * s2 + f->b * x3 * x3 * x3 * x3 * s1;
}

static bool indices_of(const char *name, PvsIndex *index, PvsIndexSummary *summary) {
    static const int each_alone[DIMS_MAX] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    Function f;
    PvsSobolPoints points;
    if (!parse(name, &f) || pvs_sobol_points_init(&points, f.n, pvs_luck(20, 0)) != PVS_OK) {
        return false;
    }
    PvsGroups groups = {f.n, f.n, each_alone};
    double *y = calloc((f.n + 2) * ROWS, sizeof *y);
    for (size_t i = 0; y && i < (f.n + 2) * ROWS; i++) {
        double u[DIMS_MAX];
        pvs_index_point(&points, groups, i / ROWS, (uint32_t)(i % ROWS), u);
        y[i] = answer(&f, u);
    }
    bool ok = y && pvs_sobol_indices(ROWS, f.n, y, y, RESAMPLES, pvs_luck(21, 0), 0.9999, index,
                                     summary) == PVS_OK;
    free(y);
    pvs_sobol_points_free(&points);
    return ok;
}

static void sobol(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    PvsIndex index[DIMS_MAX];
    PvsIndexSummary summary = {0};
    const char *last = "";
    bool ok = false;
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *name = csv_text(csv, i, "function"), *measure = csv_text(csv, i, "measure");
        if (strcmp(name, last) != 0) {
            last = name;
            ok = indices_of(name, index, &summary);
        }
        double want = csv_number(csv, i, "value"), input = csv_number(csv, i, "input");
        char row[96];
        snprintf(row, sizeof row, "%s, %s%s", name, measure, csv_text(csv, i, "input"));
        if (!ok || input > DIMS_MAX) {
            tally_holds(t, row, "can be computed (at most ten inputs)", false);
        } else if (measure[0] == 'm' || measure[0] == 'v') {
            double got = measure[0] == 'm' ? summary.mean : summary.variance;
            tally_relative(t, row, "mean or variance", got, want, 0.03);
        } else {
            const PvsIndex *x = &index[(size_t)input - 1];
            PvsInterval own = measure[1] ? x->total_interval : x->first_interval;
            tally_holds(t, row, "inside its own interval", own.lo <= want && want <= own.hi);
            tally_near(t, row, "index", measure[1] ? x->total : x->first, want, 0.03);
        }
    }
}

const Set set_sobol = {.name = "stats/sobol",
                       .file = "stats/sobol.csv",
                       .element = "Sobol indices of unknowns",
                       .equation = "Saltelli 2010, Jansen 1999; 16384 scrambled Sobol points",
                       .source = "Ishigami and Homma 1990; Sobol 1993: closed forms",
                       .tolerance =
                           "inside the estimator's own 99.99 % interval, and 0.03; mean and "
                           "variance 3 %",
                       .run = sobol};

// --- common random numbers ---------------------------------------------------------------------------------------

static void pairing(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    enum { PAIRS = 100000 };
    for (size_t i = 0; i < csv->n_rows; i++) {
        double p1 = csv_number(csv, i, "parameter_1"), p2 = csv_number(csv, i, "parameter_2");
        bool exponential = csv_text(csv, i, "case")[0] == 'e';
        uint32_t n_draws = (uint32_t)whole(csv, i, "n"), at = 0;
        PvsPairs p = {0};
        for (uint64_t k = 0; k < PAIRS; k++) {
            double x = 0, y = 0;
            for (uint32_t d = 0; d < n_draws; d++, at++) {
                PvsBlock b = pvs_luck_block(pvs_luck(22, i), PVS_LUCK_TEST, at, 0);
                double u = pvs_u01_53(b.w[0], b.w[1]);
                x += exponential ? -pvs_log(u) / p1 : u < p1;
                y += exponential ? -pvs_log(u) / p2 : u < p2;
            }
            pvs_pairs_add(&p, x, y);
        }
        PvsDifference d = pvs_difference(&p, 0.95);
        double independent = csv_number(csv, i, "variance_independent");
        double common = csv_number(csv, i, "variance_common");
        char row[48];
        name_row(row, i);
        tally_relative(t, row, "variance left", 1 - d.variance_saved, common / independent, 0.05);
        tally_near(t, row, "mean difference", d.mean, csv_number(csv, i, "mean_difference"),
                   4.5 * sqrt(common / PAIRS));
    }
}

const Set set_pairing = {.name = "stats/common_random_numbers",
                         .file = "stats/common_random_numbers.csv",
                         .element = "variance that pairing saves",
                         .equation = "var(x - y) / (var x + var y) at 100,000 pairs",
                         .source = "closed forms",
                         .tolerance = "5 %; mean 4.5 standard errors",
                         .run = pairing};

// --- how often intervals hold ------------------------------------------------------------------------------------

// Small studies of 30 battles whose truth is known; draw k of study i.
static double u01(uint64_t which, uint64_t study, uint32_t k) {
    return pvs_luck_u01(pvs_luck(23 + which, study), PVS_LUCK_TEST, which, k);
}

enum { BATTLES = 30 };

static bool student_holds(uint64_t study) {
    PvsMoments m = {0};
    for (uint32_t k = 0; k < BATTLES; k++) {
        pvs_moments_add(&m, pvs_normal_quantile(u01(0, study, k)));
    }
    PvsInterval i = pvs_mean_interval(&m, 0.95);
    return i.lo <= 0 && 0 <= i.hi;
}

#define SHARE 0.2

static uint64_t successes(uint64_t which, uint64_t study) {
    uint64_t k = 0;
    for (uint32_t b = 0; b < BATTLES; b++) {
        k += u01(which, study, b) < SHARE;
    }
    return k;
}

static bool wilson_holds(uint64_t study) {
    PvsInterval i = pvs_wilson_interval(successes(1, study), BATTLES, 0.95);
    return i.lo <= SHARE && SHARE <= i.hi;
}

static bool exact_holds(uint64_t study) {
    PvsInterval i = pvs_clopper_pearson_interval(successes(2, study), BATTLES, 0.95);
    return i.lo <= SHARE && SHARE <= i.hi;
}

static bool median_holds(uint64_t study) {
    PvsTally t;
    pvs_tally_init(&t, 64);
    bool ok = true;
    for (uint32_t k = 0; k < BATTLES; k++) {
        ok = ok && pvs_tally_add(&t, u01(3, study, k)) == PVS_OK;
    }
    PvsInterval i = pvs_tally_quantile_interval(&t, 0.5, 0.95);
    pvs_tally_free(&t);
    return ok && i.lo <= 0.5 && 0.5 <= i.hi;
}

// Two designs on the same luck: x = shared + own, normal, so that Student's interval is exact.
static bool paired_holds(uint64_t study) {
    PvsPairs p = {0};
    for (uint32_t k = 0; k < BATTLES; k++) {
        double shared = 3 * pvs_normal_quantile(u01(4, study, 3 * k));
        pvs_pairs_add(&p, shared + pvs_normal_quantile(u01(4, study, 3 * k + 1)),
                      shared + pvs_normal_quantile(u01(4, study, 3 * k + 2)));
    }
    PvsInterval i = pvs_difference(&p, 0.95).interval;
    return i.lo <= 0 && 0 <= i.hi;
}

static void coverage(const Suite *suite, const Csv *csv, Tally *t) {
    (void)csv;
    const struct {
        const char *label;
        bool (*holds)(uint64_t study);
        double want; // exact
    } rows[] = {
        {"mean, Student", student_holds, 0.95},
        {"share, Wilson", wilson_holds, pvs_wilson_coverage(BATTLES, SHARE, 0.95)},
        {"share, exact", exact_holds, pvs_clopper_pearson_coverage(BATTLES, SHARE, 0.95)},
        {"median, order statistics", median_holds, pvs_quantile_ranks(BATTLES, 0.5, 0.95).coverage},
        {"paired difference, Student", paired_holds, 0.95},
    };
    uint64_t n = suite->quick ? 4000 : 20000;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        uint64_t n_held = 0;
        for (uint64_t study = 0; study < n; study++) {
            n_held += rows[r].holds(study);
        }
        ChanceRow *row = tally_chance(t);
        if (!row) {
            return;
        }
        snprintf(row->label, sizeof row->label, "%s", rows[r].label);
        row->n = n;
        row->want = rows[r].want;
        row->sd = sqrt(row->want * (1 - row->want));
        row->got = (double)n_held / (double)n;
        double error = row->sd / sqrt((double)n);
        row->z = (row->got - row->want) / error;
        row->p_value = pvs_binomial_test((int64_t)n_held, (int64_t)n, row->want);
        row->bias_seen = (4.0 + 0.8416) * error; // refused at about |z| 4, 80 % power
        row->how = "z";
    }
}

const Set set_coverage = {.name = "stats/coverage",
                          .element = "how often 95 % intervals of small studies hold the truth",
                          .equation = "studies of 30 battles; what each interval covers exactly",
                          .source = "Student: 95 %; shares and ranks: binomial sums",
                          .tolerance = "binomial, among all rows that chance decides",
                          .run = coverage};
