// SPDX-License-Identifier: Apache-2.0
// pavise track: recorded plots in, tracks out, and how good they are.
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/math.h"
#include "cli/cli.h"
#include "cli/track.h"

static int out_of_memory(void) {
    cli_error("out of memory");
    return EXIT_FAILED;
}

bool cli_track_add(TrackRun *run, double t_s, const PvsTrackState *tracks, size_t n) {
    char line[200];
    if (run->n_rows + n > run->rows_capacity) {
        size_t capacity = 2 * (run->n_rows + n) + 1024;
        PvsTrackRow *more = realloc(run->rows, capacity * sizeof *more);
        if (!more) {
            return false;
        }
        run->rows = more;
        run->rows_capacity = capacity;
    }
    for (size_t i = 0; i < n; i++) {
        const PvsTrackState *s = &tracks[i];
        if (!run->asterix) {
            pvs_str_add(&run->csv, line, pvs_track_csv_row(s, line, sizeof line));
        }
        run->rows[run->n_rows++] = (PvsTrackRow){s->time_s,
                                                 s->track,
                                                 {s->pos[0], s->pos[1], s->pos[2]},
                                                 {s->vel[0], s->vel[1], s->vel[2]}};
    }
    bool good = !run->asterix || cli_track_asterix_add(run, t_s, tracks, n);
    if (run->live) { // out at once, and forgotten
        good = good && fwrite(run->csv.text, 1, run->csv.n, run->live) == run->csv.n &&
               fflush(run->live) == 0;
        run->csv.n = run->n_rows = 0;
    }
    return good && !run->csv.failed;
}

// The last plot's time, where the case does not say when it ends.
static void times(TrackRun *run) {
    run->end_s = run->track_case.end_s;
    run->period_s = run->track_case.eval_period_s;
    double shortest = INFINITY, last = 0.0;
    for (size_t i = 0; i < run->track_case.n_sensors; i++) {
        shortest = fmin(shortest, run->track_case.sensors[i].scan_period_s);
    }
    for (size_t i = 0; i < run->n_plots; i++) {
        double t = run->plots[i].time_s;
        last = isfinite(t) && t < 1e9 ? fmax(last, t) : last;
    }
    run->end_s = run->end_s > 0.0 ? run->end_s : last;
    run->period_s = run->period_s > 0.0 ? run->period_s : shortest;
}

static int track(TrackRun *run, const CliArgs *args) {
    PvsError err = {0};
    PvsTrackerOptions options = pvs_tracker_options_default();
    options.frame = run->track_case.frame;
    options.late_window_s = run->window_s;
    options.filter = cli_value(args, "straight") ? PVS_TRACK_CV : PVS_TRACK_IMM;
    PvsTracker *tracker;
    PvsStatus status = pvs_tracker_create(&options, run->track_case.sensors,
                                          run->track_case.n_sensors, &tracker, &err);
    if (status != PVS_OK) {
        return status == PVS_NO_MEMORY ? out_of_memory()
                                       : (cli_error("%s", err.message), EXIT_INPUT);
    }
    char line[200];
    if (!run->asterix) {
        pvs_str_add(&run->csv, line, pvs_track_csv_header(line, sizeof line));
    }
    PvsTrackState *tracks = NULL;
    size_t capacity = 0;
    bool good = pvs_tracker_add(tracker, run->plots, run->n_plots) == PVS_OK;
    for (double k = 1.0; good && k * run->period_s <= run->end_s * (1.0 + 1e-12) + 1e-9; k++) {
        double t = k * run->period_s;
        good = pvs_tracker_advance(tracker, t) == PVS_OK;
        size_t n = pvs_tracker_tracks(tracker, t, tracks, capacity);
        if (good && n > capacity) {
            free(tracks);
            capacity = 2 * n;
            tracks = malloc(capacity * sizeof *tracks);
            good = tracks != NULL;
            n = good ? pvs_tracker_tracks(tracker, t, tracks, capacity) : 0;
        }
        good = good && cli_track_add(run, t, tracks, n);
    }
    run->stats = pvs_tracker_stats(tracker);
    run->biases = calloc(run->track_case.n_sensors, sizeof *run->biases);
    for (size_t i = 0; run->biases && i < run->track_case.n_sensors; i++) {
        pvs_tracker_bias(tracker, run->track_case.sensors[i].id, &run->biases[i]);
    }
    free(tracks);
    pvs_tracker_destroy(tracker);
    return good ? EXIT_DONE : out_of_memory();
}

static int write_tracks(const TrackRun *run, const char *path) {
    if (strcmp(path, "-") == 0) {
        return cli_print(&run->csv, EXIT_DONE);
    }
    FILE *file = fopen(path, "wbe");
    bool good = file && fwrite(run->csv.text, 1, run->csv.n, file) == run->csv.n;
    good = file && fclose(file) == 0 && good;
    if (!good) {
        cli_error("%s: %s", path, strerror(errno));
        if (file) {
            remove(path);
        }
        return EXIT_FAILED;
    }
    return EXIT_DONE;
}

static void part_json(PvsStr *out, const char *name, const PvsTrackScorePart *p) {
    const struct {
        const char *name;
        double value;
    } fields[] = {
        {"gospa_m", p->gospa_m},
        {"gospa_loc_m", p->gospa_loc_m},
        {"gospa_missed", p->gospa_missed},
        {"gospa_false", p->gospa_false},
        {"ospa_m", p->ospa_m},
        {"completeness", p->completeness},
        {"ambiguity", p->ambiguity},
        {"spuriousness", p->spuriousness},
        {"matched", p->matched},
    };
    pvs_str_printf(out, "\"%s\": {", name);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        pvs_str_printf(out, "%s\"%s\": ", i ? ", " : "", fields[i].name);
        pvs_str_json_number(out, fields[i].value);
    }
    pvs_str_printf(out, "}");
}

static void counts_json(PvsStr *out, const PvsTrackerStats *s) {
    pvs_str_printf(out,
                   "\"plots\": {\"given\": %llu, \"used\": %llu, \"skipped\": {\"unknown_sensor\": "
                   "%llu, \"not_usable\": %llu, \"late\": %llu, \"duplicate\": %llu}}, "
                   "\"tracks\": {\"started\": %llu, \"confirmed\": %llu, \"deleted\": %llu, "
                   "\"recovered\": %llu}, \"nis_per_dimension\": ",
                   (unsigned long long)s->plots, (unsigned long long)s->used,
                   (unsigned long long)s->skipped_sensor, (unsigned long long)s->skipped_value,
                   (unsigned long long)s->skipped_late, (unsigned long long)s->skipped_duplicate,
                   (unsigned long long)s->started, (unsigned long long)s->confirmed,
                   (unsigned long long)s->deleted, (unsigned long long)s->recovered);
    pvs_str_json_number(out, s->nis_dims > 0.0 ? s->nis_sum / s->nis_dims : (double)NAN);
}

static void score_json(PvsStr *out, const PvsTrackScore *s) {
    pvs_str_printf(out, "\"score\": {\"evals\": %u, ", s->evals);
    part_json(out, "whole", &s->whole);
    pvs_str_printf(out, ", ");
    part_json(out, "settled", &s->settled);
    pvs_str_printf(out, ", \"id_switches\": %llu, \"id_switches_per_truth_hour\": ",
                   (unsigned long long)s->id_switches);
    pvs_str_json_number(out, s->id_switches_per_truth_hour);
    pvs_str_printf(out, ", \"longest_track_fraction\": ");
    pvs_str_json_number(out, s->longest_track_fraction);
    pvs_str_printf(out, ", \"tracks_total\": %llu, \"truths\": %llu, \"pos_rmse_m\": ",
                   (unsigned long long)s->tracks_total, (unsigned long long)s->truths);
    pvs_str_json_number(out, s->pos_rmse_m);
    pvs_str_printf(out, ", \"vel_rmse_mps\": ");
    pvs_str_json_number(out, s->vel_rmse_mps);
    pvs_str_printf(out, "}");
}

static void part_text(PvsStr *out, const char *name, const PvsTrackScorePart *p) {
    pvs_str_printf(out, "  %-8s %9.1f %8.1f %7.2f %7.2f %8.1f %7.3f %7.3f %7.3f\n", name,
                   p->gospa_m, p->gospa_loc_m, p->gospa_missed, p->gospa_false, p->ospa_m,
                   p->completeness, p->ambiguity, p->spuriousness);
}

static void score_text(PvsStr *out, const PvsTrackScore *s) {
    pvs_str_printf(out, "\nScore over %u evaluations, %u of them settled\n", s->evals,
                   s->settled_evals);
    pvs_str_printf(
        out, "  part       GOSPA m    loc m  missed   false   OSPA m  compl.  ambig.   spur.\n");
    part_text(out, "whole", &s->whole);
    part_text(out, "settled", &s->settled);
    pvs_str_printf(
        out,
        "  identity switches %llu; longest track %.3f of a truth's life; %llu tracks for "
        "%llu truths\n  position RMSE %.1f m, velocity RMSE %.2f m/s\n",
        (unsigned long long)s->id_switches, s->longest_track_fraction,
        (unsigned long long)s->tracks_total, (unsigned long long)s->truths, s->pos_rmse_m,
        s->vel_rmse_mps);
}

static void counts_text(PvsStr *out, const PvsTrackerStats *s) {
    uint64_t skipped =
        s->skipped_sensor + s->skipped_value + s->skipped_late + s->skipped_duplicate;
    pvs_str_printf(out, "%llu plots, %llu of them in confirmed tracks, %llu skipped",
                   (unsigned long long)s->plots, (unsigned long long)s->used,
                   (unsigned long long)skipped);
    if (skipped) {
        pvs_str_printf(out, " (unknown sensor %llu, not usable %llu, late %llu, twice %llu)",
                       (unsigned long long)s->skipped_sensor, (unsigned long long)s->skipped_value,
                       (unsigned long long)s->skipped_late,
                       (unsigned long long)s->skipped_duplicate);
    }
    pvs_str_printf(out, "; %llu tracks confirmed", (unsigned long long)s->confirmed);
    if (s->nis_dims > 0.0) {
        pvs_str_printf(out, "; normalised innovations squared %.2f a dimension (1 is consistent)",
                       s->nis_sum / s->nis_dims);
    }
    pvs_str_printf(out, "\n");
    if (s->recovered) {
        pvs_str_printf(out, "%llu covariances were not positive definite and were reset\n",
                       (unsigned long long)s->recovered);
    }
}

static void biases_text(PvsStr *out, const TrackRun *run) {
    for (size_t i = 1; run->biases && i < run->track_case.n_sensors; i++) {
        const PvsRadarBias *b = &run->biases[i];
        if (b->n > 0) {
            pvs_str_printf(out,
                           "radar %u against radar %u: range %+.0f m (sd %.0f), azimuth %+.3f deg "
                           "(sd %.3f), clock %+.3f s (sd %.3f)\n",
                           run->track_case.sensors[i].id, run->track_case.sensors[0].id, b->range_m,
                           b->sd_range_m, b->az_rad / PVS_DEG_RAD, b->sd_az_rad / PVS_DEG_RAD,
                           b->time_s, b->sd_time_s);
        }
    }
}

static void biases_json(PvsStr *out, const TrackRun *run) {
    pvs_str_printf(out, ", \"biases\": [");
    for (size_t i = 1; run->biases && i < run->track_case.n_sensors; i++) {
        const PvsRadarBias *b = &run->biases[i];
        pvs_str_printf(out, "%s{\"sensor\": %u, \"range_m\": ", i > 1 ? ", " : "",
                       run->track_case.sensors[i].id);
        pvs_str_json_number(out, b->range_m);
        pvs_str_printf(out, ", \"az_rad\": ");
        pvs_str_json_number(out, b->az_rad);
        pvs_str_printf(out, ", \"time_s\": ");
        pvs_str_json_number(out, b->time_s);
        pvs_str_printf(out, ", \"plots\": %llu}", (unsigned long long)b->n);
    }
    pvs_str_printf(out, "]");
}

static int report(TrackRun *run, const CliArgs *args, const PvsTrackScore *score) {
    PvsStr text = {0};
    if (cli_value(args, "json")) {
        pvs_str_printf(&text, "{\"pavise\": \"%s\", \"case\": ", PAVISE_VERSION);
        pvs_str_json_string(&text, run->track_case.name);
        pvs_str_printf(&text, ", ");
        counts_json(&text, &run->stats);
        biases_json(&text, run);
        cli_track_recording_json(run, &text);
        if (score) {
            pvs_str_printf(&text, ", ");
            score_json(&text, score);
        }
        pvs_str_printf(&text, "}\n");
    } else if (!cli_value(args, "quiet")) {
        cli_track_recording_text(run, &text);
        if (run->stats.plots) {
            counts_text(&text, &run->stats);
            biases_text(&text, run);
        }
        if (score) {
            score_text(&text, score);
        }
        pvs_str_printf(&text, "For analysis and teaching: not for operational use.\n");
    }
    int status = cli_print(&text, EXIT_DONE);
    pvs_str_free(&text);
    return status;
}

static int score(TrackRun *run, const char *path, PvsTrackScore *out) {
    PvsError err = {0};
    PvsTrackRow *truth;
    size_t n;
    PvsStatus status = pvs_track_rows_read(path, &truth, &n, &err);
    if (status == PVS_OK) {
        status =
            pvs_track_score(&run->track_case, truth, n, run->rows, run->n_rows, 0.0, out, &err);
        pvs_track_free(truth);
    }
    if (status == PVS_BAD_USAGE) {
        cli_error("%s", err.message);
        return EXIT_INPUT;
    }
    return status == PVS_OK ? EXIT_DONE : cli_fail(&err, true);
}

// Reads what is asked for; tracks it, or takes tracks from a file as they are.
static int prepare(TrackRun *run, const CliArgs *args) {
    PvsError err = {0};
    const char *given = cli_value(args, "tracks");
    if (cli_value(args, "udp")) {
        return cli_track_live(run, args);
    }
    if (!given && cli_is_recording(args->args[0])) {
        return cli_track_recording(run, args);
    }
    PvsStatus status = pvs_track_case_read(cli_value(args, "sensors"), &run->track_case, &err);
    if (status == PVS_OK && given) {
        status = pvs_track_rows_read(given, &run->rows, &run->n_rows, &err);
    } else if (status == PVS_OK) {
        status = pvs_plots_csv_read(args->args[0], &run->plots, &run->n_plots, &err);
    }
    if (status != PVS_OK) {
        return cli_fail(&err, true);
    }
    if (given) {
        return EXIT_DONE;
    }
    if (run->asterix && run->track_case.frame == PVS_TRACK_FLAT && !run->track_case.has_origin) {
        cli_error("tracks in a flat frame have no place on the Earth: origin_wgs84 in the file of "
                  "sensors gives it one");
        return EXIT_INPUT;
    }
    times(run);
    return track(run, args);
}

static int run(const CliArgs *args) {
    TrackRun run = {0};
    const char *truth = cli_value(args, "score"), *output = cli_value(args, "output");
    bool live = cli_value(args, "udp"), recording = args->n_args && cli_is_recording(args->args[0]);
    if (cli_value(args, "decode")) {
        return args->n_args ? cli_track_decode(args)
                            : cli_usage(args->command, "what is missing: a recording to decode");
    }
    if (!cli_value(args, "sensors") && !recording) {
        return cli_usage(args->command, "--sensors FILE is needed: it describes the radars");
    }
    if (!cli_value(args, "tracks") + !args->n_args + !live != 2) {
        return cli_usage(args->command,
                         "what is needed: PLOTS, or --tracks FILE with --score TRUTH");
    }
    const char *window = cli_value(args, "late");
    if (window && (!pvs_number_parse(window, strlen(window), &run.window_s) ||
                   !(run.window_s >= 0.0 && run.window_s <= 3600.0))) {
        return cli_usage(args->command, "--late takes seconds from 0 to 3600, not \"%s\"", window);
    }
    cli_track_output_kind(&run, args);
    int status = prepare(&run, args);
    PvsTrackScore result;
    if (status == EXIT_DONE && truth) {
        status = score(&run, truth, &result);
    }
    if (status == EXIT_DONE && output && !live && !cli_value(args, "tracks")) {
        status = write_tracks(&run, output);
    }
    if (status == EXIT_DONE && !(output && strcmp(output, "-") == 0) && !(live && !output)) {
        status = report(&run, args, truth ? &result : NULL);
    }
    pvs_track_case_free(&run.track_case);
    pvs_track_free(run.plots);
    pvs_feed_reference_free(&run.reference);
    free(run.registration);
    free(run.rows);
    free(run.biases);
    pvs_str_free(&run.csv);
    return status;
}

static const CliOption options[] = {
    {"sensors", 's', "FILE", "the radars and the times of evaluation (case.json)"},
    {"output", 'o', "FILE",
     "where to write the tracks: .ast or .pcap as ASTERIX, else CSV; - is standard output"},
    {"score", 0, "TRUTH", "measure the tracks against truth (CSV, gzip or plain)"},
    {"tracks", 0, "FILE", "score these tracks; nothing is tracked"},
    {"late", 0, "SECONDS", "plots that come so much late are still put in their place (else 0)"},
    {"epoch", 0, "SECONDS", "of ASTERIX: seconds of the day at which the case's time is 0"},
    {"port", 0, "PORT", "of captures: datagrams to this UDP port alone"},
    {"reference", 0, "FILE",
     "system tracks (CAT062) of another tracker: biases of radars are found against them"},
    {"register", 0, NULL, "biases of radars are found against each other"},
    {"decode", 0, NULL, "print the records of a recording as JSON lines; nothing is tracked"},
    {"udp", 0, "PORT", "track datagrams to this port of 127.0.0.1 as they come"},
    {"idle", 0, "SECONDS", "with --udp: end when nothing came for so long"},
    {"straight", 0, NULL, "one model of straight flight instead of interacting ones"},
    {"json", 0, NULL, "one JSON document"},
    {"quiet", 'q', NULL, "no words about it"},
    {0},
};

const CliCommand cli_track = {
    .name = "track",
    .args = "PLOTS [--sensors FILE]",
    .summary = "Makes tracks from recorded radar plots, and measures them against truth",
    .details =
        "  PLOTS is CSV, gzip or plain: plot,time,sensor,range_m,az_rad[,el_rad]. The tracks "
        "are CSV:\n  time,track,x,y,z,vx,vy,vz, a row for each confirmed track at each time "
        "of evaluation.\n\n  Or PLOTS is ASTERIX (CAT048, CAT034, CAT001, CAT002) as a capture "
        "(pcap, "
        "pcapng) or as blocks;\n  then the radars may say themselves where they stand, and "
        "--sensors is not needed.\n\n  For analysis and teaching: not for operational use.",
    .options = options,
    .min_args = 0,
    .max_args = 1,
    .run = run,
};
