// SPDX-License-Identifier: Apache-2.0
// The shared tracking cases, where they are: the default configuration against the figures of the peer
// (Stone Soup, tuned for each case) and of a filter that is told which plot is whose.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "track/track.h"

#define FOLDER PVS_SOURCE_DIR "/../shared/tracking/"

typedef struct {
    const char *name;
    double gospa_m;                    // of the peer
    double rmse_m;                     // 1.15 of perfect association; 0: not asked
    int switches;                      // half of the peer's; -1: not asked
    double completeness, spuriousness; // at least, at most; 0: not asked
} Goal;

static const Goal goals[] = {
    {"a_crossing", 360, 1.15 * 74, -1, 0, 0},
    {"b_manoeuvre", 357, 1.15 * 92, -1, 0, 0},
    {"c_two_radars", 1447, 1.15 * 151, -1, 0, 0},
    {"d_dense_raid", 569, 1.15 * 34, 41, 0, 0},
    {"e_scale500", 8393, 0, 34, 0, 0},
    {"f_scale2000", 18532, 0, 115, 0, 0},
    {"g_clutter", 1646, 0, -1, 0.90, 0.10},
    {"h_ballistic", 352, 1.15 * 107, -1, 0, 0},
};

static char *path_of(const Goal *goal, const char *file, char *buf, size_t size) {
    snprintf(buf, size, FOLDER "%s/%s", goal->name, file);
    return buf;
}

static PvsTrackScore score_of(const Goal *goal) {
    char path[4200];
    PvsTrackCase c;
    PvsRadarPlot *plots;
    PvsTrackRow *truth, *rows = NULL;
    size_t n_plots, n_truth, n_rows = 0;
    PvsError err = {0};
    assert_int_equal(pvs_track_case_read(path_of(goal, "case.json", path, sizeof path), &c, &err),
                     0);
    assert_int_equal(pvs_plots_csv_read(path_of(goal, "plots.csv.gz", path, sizeof path), &plots,
                                        &n_plots, &err),
                     0);
    assert_int_equal(pvs_track_rows_read(path_of(goal, "truth.csv.gz", path, sizeof path), &truth,
                                         &n_truth, &err),
                     0);
    PvsTracker *tracker;
    PvsTrackerOptions options = pvs_tracker_options_default();
    assert_int_equal(pvs_tracker_create(&options, c.sensors, c.n_sensors, &tracker, &err), 0);
    static PvsTrackState tracks[8192];
    pvs_tracker_add(tracker, plots, n_plots);
    for (int k = 1; k * c.eval_period_s <= c.end_s + 1e-9; k++) {
        pvs_tracker_advance(tracker, k * c.eval_period_s);
        size_t n = pvs_tracker_tracks(tracker, k * c.eval_period_s, tracks, 8192);
        rows = realloc(rows, (n_rows + n + 1) * sizeof *rows);
        assert_non_null(rows);
        for (size_t i = 0; i < n; i++) {
            const PvsTrackState *s = &tracks[i];
            rows[n_rows++] = (PvsTrackRow){s->time_s,
                                           s->track,
                                           {s->pos[0], s->pos[1], s->pos[2]},
                                           {s->vel[0], s->vel[1], s->vel[2]}};
        }
    }
    PvsTrackerStats stats = pvs_tracker_stats(tracker);
    assert_int_equal(stats.skipped_sensor + stats.skipped_value + stats.skipped_late, 0);
    assert_int_equal(stats.recovered, 0);
    PvsTrackScore score;
    assert_int_equal(pvs_track_score(&c, truth, n_truth, rows, n_rows, 0, &score, &err), 0);
    pvs_tracker_destroy(tracker);
    pvs_track_case_free(&c);
    pvs_track_free(plots);
    pvs_track_free(truth);
    free(rows);
    return score;
}

static void every_shared_case_beats_the_peer(void **state) {
    (void)state;
    int wrong = 0;
    FILE *there = fopen(FOLDER "README.md", "r");
    if (!there) {
        print_message("SKIPPED: " FOLDER " is not there\n");
        skip();
    }
    fclose(there);
    for (size_t i = 0; i < sizeof goals / sizeof *goals; i++) {
        const Goal *g = &goals[i];
        PvsTrackScore s = score_of(g);
        bool good = s.settled.gospa_m < g->gospa_m &&
                    (g->rmse_m == 0 || s.pos_rmse_m <= g->rmse_m) &&
                    (g->switches < 0 || s.id_switches <= (uint64_t)g->switches) &&
                    (g->completeness == 0 || (s.settled.completeness > g->completeness &&
                                              s.settled.spuriousness < g->spuriousness));
        print_message(
            "%-13s GOSPA %8.1f (peer %6.0f)  RMSE %6.1f (at most %5.1f)  switches %3llu (at "
            "most %3d)  complete %.3f  spurious %.3f  %s\n",
            g->name, s.settled.gospa_m, g->gospa_m, s.pos_rmse_m, g->rmse_m,
            (unsigned long long)s.id_switches, g->switches, s.settled.completeness,
            s.settled.spuriousness, good ? "" : "MISSED");
        wrong += !good;
    }
    assert_int_equal(wrong, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shared_case_beats_the_peer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
