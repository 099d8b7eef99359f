// SPDX-License-Identifier: Apache-2.0
// pavise track on ASTERIX: recordings, datagrams as they come, and records as JSON lines.
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/track.h"

static int say(const PvsError *err) {
    return cli_fail(err, err->status == PVS_IO || err->status == PVS_BAD_INPUT);
}

// --- files ---------------------------------------------------------------------------------------

bool cli_is_recording(const char *path) {
    uint8_t head[64];
    FILE *file = fopen(path, "rbe");
    size_t n = file ? fread(head, 1, sizeof head, file) : 0;
    if (file) {
        fclose(file);
    }
    bool gzip = n >= 2 && head[0] == 0x1f && head[1] == 0x8b, binary = false;
    for (size_t i = 0; i < n; i++) { // no text holds these
        binary |= head[i] < 9 || (head[i] > 13 && head[i] < 32);
    }
    return binary && !gzip;
}

typedef struct {
    const char *path;
    int udp_port;
} File;

static PvsStatus open_file(void *ctx, PvsAsterixReader **out, PvsError *err) {
    const File *f = ctx;
    bool standard = strcmp(f->path, "-") == 0;
    FILE *file = standard ? stdin : fopen(f->path, "rbe");
    if (!file) {
        return pvs_error_set(err, PVS_IO, "%s cannot be opened: %s", f->path, strerror(errno));
    }
    PvsAsterixReadOptions options = pvs_asterix_read_options_default();
    options.udp_port = f->udp_port;
    return pvs_asterix_reader_of_file(file, standard ? "standard input" : f->path, &options, out,
                                      err);
}

static bool port_of(const CliArgs *args, const char *option, int *port) {
    unsigned long long value;
    if (!cli_count(args, option, 0, &value)) {
        return false;
    }
    if (value > 65535) {
        cli_usage(args->command, "--%s takes a port from 0 to 65535, not %llu", option, value);
        return false;
    }
    *port = (int)value;
    return true;
}

static bool seconds_of(const CliArgs *args, const char *option, double standard, double *out) {
    const char *text = cli_value(args, option);
    *out = standard;
    if (text && (!pvs_number_parse(text, strlen(text), out) || !(*out >= 0.0 && *out <= 1e9))) {
        cli_usage(args->command, "--%s takes a number of seconds, not \"%s\"", option, text);
        return false;
    }
    return true;
}

// --- decode --------------------------------------------------------------------------------------

static void tell_counts(const PvsAsterixReader *reader, bool quiet) {
    const PvsAsterixCounts *counts = pvs_asterix_reader_counts(reader);
    PvsStr text = {0};
    pvs_asterix_counts_tell(counts, counts->n_packets > 0, &text);
    if (text.n && !quiet) {
        fputs(text.text, stderr);
    }
    pvs_str_free(&text);
}

int cli_track_decode(const CliArgs *args) {
    File file = {.path = args->args[0]};
    PvsAsterixReader *reader;
    PvsAsterixRecord record = {0};
    PvsError err = {0};
    if (!port_of(args, "port", &file.udp_port)) {
        return EXIT_USAGE;
    }
    if (open_file(&file, &reader, &err) != PVS_OK) {
        return say(&err);
    }
    PvsStr line = {0};
    int status = EXIT_DONE;
    while (status == EXIT_DONE && pvs_asterix_read(reader, &record)) {
        line.n = 0;
        pvs_asterix_json(&record, &line);
        pvs_str_add(&line, "\n", 1);
        if (line.failed || fwrite(line.text, 1, line.n, stdout) != line.n) {
            cli_error(line.failed ? "out of memory" : "standard output cannot be written");
            status = EXIT_FAILED;
        }
    }
    if (status == EXIT_DONE && fflush(stdout) != 0) {
        cli_error("standard output cannot be written: %s", strerror(errno));
        status = EXIT_FAILED;
    }
    tell_counts(reader, cli_value(args, "quiet"));
    if (status == EXIT_DONE && pvs_asterix_reader_error(reader)) {
        status = say(pvs_asterix_reader_error(reader));
    }
    pvs_str_free(&line);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
    return status;
}

// --- recordings ----------------------------------------------------------------------------------

static bool on_tracks(void *ctx, double t_s, const PvsTrackState *tracks, size_t n) {
    TrackRun *run = ctx;
    if (run->has_reference) {
        pvs_feed_agree(&run->agreement, &run->reference, &run->track_case, tracks, n);
    }
    return cli_track_add(run, t_s, tracks, n);
}

static PvsStatus read_case(TrackRun *run, const CliArgs *args, const PvsFeedInput *input,
                           PvsError *err) {
    PvsAsterixReader *reader;
    PvsFeedSurvey survey;
    PvsStr notes = {0};
    const char *sensors = cli_value(args, "sensors");
    PvsStatus status = sensors ? pvs_track_case_read(sensors, &run->track_case, err) : PVS_OK;
    status = status ? status : input->open(input->ctx, &reader, err);
    if (status != PVS_OK) {
        return status;
    }
    status = pvs_feed_survey(reader, &survey, err);
    run->read = *pvs_asterix_reader_counts(reader);
    run->packets = run->read.n_packets > 0;
    pvs_asterix_reader_close(reader);
    status = status ? status : pvs_feed_complete(&survey, &run->track_case, &notes, err);
    if (notes.n && !cli_value(args, "quiet")) {
        fprintf(stderr, "pavise: %s", notes.text);
    }
    double end_s = run->track_case.end_s;
    if (status == PVS_OK && end_s > 0.0 && survey.first_s - run->epoch_s > end_s) {
        status = pvs_error_set(err, PVS_BAD_INPUT,
                               "the plots begin at %.0f s of the day and the case ends at %.0f s: "
                               "--epoch SECONDS says when in the day the case begins",
                               survey.first_s, end_s);
    }
    pvs_str_free(&notes);
    pvs_feed_survey_free(&survey);
    return status;
}

static PvsStatus read_reference(TrackRun *run, const CliArgs *args, PvsError *err) {
    File file = {.path = cli_value(args, "reference")};
    PvsAsterixReader *reader;
    if (!file.path) {
        return PVS_OK;
    }
    PvsStatus status = open_file(&file, &reader, err);
    if (status == PVS_OK) {
        status =
            pvs_feed_reference_read(reader, &run->track_case, run->epoch_s, &run->reference, err);
        pvs_asterix_reader_close(reader);
        run->has_reference = true;
    }
    if (status == PVS_OK && run->reference.n == 0) {
        status = pvs_error_set(
            err, PVS_BAD_INPUT, "%s holds no system tracks (CAT062)%s", file.path,
            run->reference.n_unusable ? " that can be placed in the frame of the sensors" : "");
    }
    return status;
}

static PvsStatus find_biases(TrackRun *run, const CliArgs *args, const PvsFeedInput *input,
                             const PvsFeedOptions *options, PvsError *err) {
    if (!cli_value(args, "register") && !run->has_reference) {
        return PVS_OK;
    }
    run->registration = calloc(run->track_case.n_sensors, sizeof *run->registration);
    if (!run->registration) {
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    return pvs_feed_register(input, &run->track_case, options,
                             run->has_reference ? &run->reference : NULL, run->registration, err);
}

// Whether tracks can be written as ASTERIX: only where the frame lies on the Earth.
static PvsStatus check_output(const TrackRun *run, PvsError *err) {
    if (run->asterix && run->track_case.frame == PVS_TRACK_FLAT && !run->track_case.has_origin) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             "tracks in a flat frame have no place on the Earth: origin_wgs84 in "
                             "the file of sensors gives it one");
    }
    return PVS_OK;
}

static PvsStatus feed_all(TrackRun *run, PvsFeed *feed, const PvsFeedInput *input, PvsError *err) {
    PvsAsterixReader *reader;
    PvsAsterixRecord record = {0};
    PvsStatus status = input->open(input->ctx, &reader, err);
    if (status != PVS_OK) {
        return status;
    }
    while (status == PVS_OK && pvs_asterix_read(reader, &record)) {
        status = pvs_feed_record(feed, &record, err);
    }
    status = status ? status : pvs_feed_finish(feed, err);
    const PvsError *error = pvs_asterix_reader_error(reader);
    if (status == PVS_OK && error) {
        status = pvs_error_set(err, error->status, "%s", error->message);
    }
    run->read = *pvs_asterix_reader_counts(reader);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
    return status;
}

static void keep_results(TrackRun *run, const PvsFeed *feed) {
    run->stats = pvs_feed_stats(feed);
    run->feed = *pvs_feed_counts(feed);
    run->biases = calloc(run->track_case.n_sensors, sizeof *run->biases);
    for (size_t i = 0; run->biases && i < run->track_case.n_sensors; i++) {
        pvs_feed_bias(feed, run->track_case.sensors[i].id, &run->biases[i]);
    }
}

static void begin_output(TrackRun *run) {
    char line[200];
    if (!run->asterix) {
        pvs_str_add(&run->csv, line, pvs_track_csv_header(line, sizeof line));
    }
}

int cli_track_recording(TrackRun *run, const CliArgs *args) {
    File file = {.path = args->args[0]};
    PvsFeedInput input = {open_file, &file};
    PvsFeedOptions options = pvs_feed_options_default();
    PvsError err = {0};
    PvsFeed *feed = NULL;
    if (strcmp(file.path, "-") == 0) {
        return cli_usage(args->command, "a recording is read more than once: give a file");
    }
    if (!port_of(args, "port", &file.udp_port) || !seconds_of(args, "epoch", 0, &run->epoch_s)) {
        return EXIT_USAGE;
    }
    run->recording = true;
    options.epoch_s = run->epoch_s;
    options.straight = cli_value(args, "straight");
    options.late_s = run->window_s;
    PvsStatus status = read_case(run, args, &input, &err);
    status = status ? status : check_output(run, &err);
    status = status ? status : read_reference(run, args, &err);
    status = status ? status : find_biases(run, args, &input, &options, &err);
    status =
        status ? status : pvs_feed_create(&run->track_case, &options, on_tracks, run, &feed, &err);
    if (status == PVS_OK) {
        begin_output(run);
        status = feed_all(run, feed, &input, &err);
        keep_results(run, feed);
    }
    pvs_feed_destroy(feed);
    if (status == PVS_BAD_USAGE) { // a sensor makes no sense
        cli_error("%s", err.message);
        return EXIT_INPUT;
    }
    return status == PVS_OK ? EXIT_DONE : say(&err);
}

// --- live ----------------------------------------------------------------------------------------

static volatile sig_atomic_t stopped;

static void stop(int signal_number) {
    (void)signal_number;
    stopped = 1;
}

static void listen_for_stop(void) {
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

#define WAIT_MS 200

static PvsStatus feed_live(TrackRun *run, PvsFeed *feed, PvsAsterixReader *reader, double idle_s,
                           PvsError *err) {
    PvsAsterixRecord record = {0};
    PvsStatus status = PVS_OK;
    double silent_s = 0.0;
    while (status == PVS_OK && !stopped && !pvs_asterix_reader_error(reader) &&
           !(idle_s > 0.0 && silent_s >= idle_s)) {
        if (pvs_asterix_read(reader, &record)) {
            silent_s = 0.0;
            status = pvs_feed_record(feed, &record, err);
        } else {
            silent_s += WAIT_MS * 1e-3;
        }
    }
    status = status ? status : pvs_feed_finish(feed, err);
    const PvsError *error = pvs_asterix_reader_error(reader);
    if (status == PVS_OK && error) {
        status = pvs_error_set(err, error->status, "%s", error->message);
    }
    run->read = *pvs_asterix_reader_counts(reader);
    pvs_asterix_record_free(&record);
    return status;
}

static PvsStatus open_live(TrackRun *run, const CliArgs *args, int port, PvsAsterixReader **reader,
                           PvsError *err) {
    const char *path = cli_value(args, "output");
    PvsStatus status = pvs_asterix_reader_of_udp(port, WAIT_MS, reader, err);
    if (status != PVS_OK) {
        return status;
    }
    run->live = !path || strcmp(path, "-") == 0 ? stdout : fopen(path, "wbe");
    if (!run->live) {
        pvs_asterix_reader_close(*reader);
        return pvs_error_set(err, PVS_IO, "%s: %s", path, strerror(errno));
    }
    fprintf(stderr,
            "pavise: listening on UDP port %d of 127.0.0.1; NOT FOR OPERATIONAL USE; "
            "an interrupt (Ctrl-C) ends it\n",
            pvs_asterix_udp_port(*reader));
    return PVS_OK;
}

int cli_track_live(TrackRun *run, const CliArgs *args) {
    int port = 0;
    double idle_s;
    PvsFeedOptions options = pvs_feed_options_default();
    PvsAsterixReader *reader = NULL;
    PvsFeed *feed = NULL;
    PvsError err = {0};
    if (!port_of(args, "udp", &port) || !seconds_of(args, "epoch", 0, &run->epoch_s) ||
        !seconds_of(args, "idle", 0, &idle_s)) {
        return EXIT_USAGE;
    }
    if (!cli_value(args, "sensors")) {
        return cli_usage(args->command, "--sensors FILE is needed: it describes the radars");
    }
    run->recording = run->packets = true;
    options.epoch_s = run->epoch_s;
    options.straight = cli_value(args, "straight");
    options.late_s = run->window_s;
    PvsStatus status = pvs_track_case_read(cli_value(args, "sensors"), &run->track_case, &err);
    run->track_case.end_s = 0.0; // it ends when it is told to
    status = status ? status : check_output(run, &err);
    status =
        status ? status : pvs_feed_create(&run->track_case, &options, on_tracks, run, &feed, &err);
    status = status ? status : open_live(run, args, port, &reader, &err);
    if (status == PVS_OK) {
        listen_for_stop();
        begin_output(run);
        status = feed_live(run, feed, reader, idle_s, &err);
        keep_results(run, feed);
        pvs_asterix_reader_close(reader);
    }
    if (run->live && run->live != stdout && fclose(run->live) != 0 && status == PVS_OK) {
        status = pvs_error_set(&err, PVS_IO, "the tracks cannot be written: %s", strerror(errno));
    }
    pvs_feed_destroy(feed);
    if (status == PVS_BAD_USAGE) {
        cli_error("%s", err.message);
        return EXIT_INPUT;
    }
    return status == PVS_OK ? EXIT_DONE : say(&err);
}
