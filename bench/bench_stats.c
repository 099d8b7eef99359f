// SPDX-License-Identifier: Apache-2.0
// Accumulators of stats/: what a battle's numbers cost on their way into a study, and what its
// conclusions cost. Prints a line `name value unit` a case, or JSON with --json; each is the least of
// several runs.
#include <string.h>

#include "base/math.h"
#include "bench.h"
#include "stats/stats.h"

#define RUNS    20
#define BATTLES 2000
#define COLUMNS 100 ///< measures of a row

static BenchReport report;
static volatile double keep;

/// Least time of `statement` over RUNS runs, divided by `times`.
#define LEAST_NS(result, times, statement)                                                         \
    do {                                                                                           \
        result = 1e300;                                                                            \
        for (int run_ = 0; run_ < RUNS; run_++) {                                                  \
            double begin_ = bench_now_ns();                                                        \
            statement;                                                                             \
            double ns_ = (bench_now_ns() - begin_) / (times);                                      \
            result = ns_ < result ? ns_ : result;                                                  \
        }                                                                                          \
    } while (0)

static double values[BATTLES * COLUMNS];

// A third of the measures are 0 in most battles, a third are counts, a third are costs.
static void make_values(void) {
    for (uint32_t i = 0; i < BATTLES * COLUMNS; i++) {
        double u = bench_uniform(1, i, 0, 1);
        uint32_t kind = i % COLUMNS % 3;
        values[i] = kind == 0 ? (u < 0.1) : kind == 1 ? floor(-20 * pvs_log(u)) : 31415.9 * u;
    }
}

static void bench_moments(void) {
    double ns;
    LEAST_NS(ns, BATTLES * COLUMNS, {
        PvsMoments m = {0};
        for (int i = 0; i < BATTLES * COLUMNS; i++) {
            pvs_moments_add(&m, values[i]);
        }
        keep = pvs_moments_variance(&m);
    });
    bench_say(&report, "stats_moments_ns", ns, ns, "ns", RUNS);
}

static void bench_pairs(void) {
    double ns;
    LEAST_NS(ns, BATTLES * COLUMNS / 2, {
        PvsPairs p = {0};
        for (int i = 0; i + 1 < BATTLES * COLUMNS; i += 2) {
            pvs_pairs_add(&p, values[i], values[i + 1]);
        }
        keep = pvs_pairs_summary(&p).cov;
    });
    bench_say(&report, "stats_pairs_ns", ns, ns, "ns", RUNS);
}

// A battle's row into the moments and the tally of every measure.
static void bench_rows(void) {
    static PvsMoments moments[COLUMNS];
    static PvsTally tallies[COLUMNS];
    for (int c = 0; c < COLUMNS; c++) {
        pvs_tally_init(&tallies[c], PVS_TALLY_BINS_DEFAULT);
    }
    double ns;
    LEAST_NS(ns, BATTLES, {
        for (int b = 0; b < BATTLES; b++) {
            for (int c = 0; c < COLUMNS; c++) {
                pvs_moments_add(&moments[c], values[b * COLUMNS + c]);
                (void)pvs_tally_add(&tallies[c], values[b * COLUMNS + c]);
            }
        }
    });
    bench_say(&report, "stats_row100_us", ns / 1e3, ns / 1e3, "us", RUNS);
    for (int c = 0; c < COLUMNS; c++) {
        pvs_tally_free(&tallies[c]);
    }
}

static void bench_conclusions(void) {
    PvsPairs p = {0};
    for (int i = 0; i < 400; i += 2) {
        pvs_pairs_add(&p, values[3 * i + 1], values[3 * i + 4]);
    }
    double ns;
    LEAST_NS(ns, 100, {
        for (int i = 0; i < 100; i++) {
            keep =
                pvs_sequence_difference(&p, 1, 100, 200, 0.95).lo + pvs_difference(&p, 0.95).mean;
        }
    });
    bench_say(&report, "stats_difference_us", ns / 1e3, ns / 1e3, "us", RUNS);
    PvsIndex index[10];
    PvsIndexSummary summary;
    LEAST_NS(ns, 1, {
        (void)pvs_sobol_indices(1024, 10, values, values + 1024 * 12, 200, pvs_luck(1, 0), 0.95,
                                index, &summary);
        keep = index[0].total;
    });
    bench_say(&report, "stats_indices_ms", ns / 1e6, ns / 1e6, "ms", RUNS);
}

int main(int argc, char **argv) {
    report.json = argc > 1 && strcmp(argv[1], "--json") == 0;
    make_values();
    bench_moments();
    bench_pairs();
    bench_rows();
    bench_conclusions();
    bench_end(&report);
    return 0;
}
