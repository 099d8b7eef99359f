// SPDX-License-Identifier: Apache-2.0
// What `pavise track` writes besides CSV: system tracks as ASTERIX, and words on a recording.
#include <math.h>
#include <string.h>

#include "base/math.h"
#include "cli/track.h"

#define UDP_PORT 8600 // the usual one for ASTERIX

static bool ends_with(const char *path, const char *end) {
    size_t n = strlen(path), m = strlen(end);
    return n >= m && strcmp(path + n - m, end) == 0;
}

bool cli_track_output_kind(TrackRun *run, const CliArgs *args) {
    const char *path = cli_value(args, "output");
    run->capture = path && ends_with(path, ".pcap");
    run->asterix = run->capture || (path && ends_with(path, ".ast"));
    if (run->capture) {
        uint8_t head[PVS_ASTERIX_CAPTURE_HEAD];
        pvs_asterix_capture_head(head);
        pvs_str_add(&run->csv, (const char *)head, sizeof head);
    }
    return true;
}

static void put_block(TrackRun *run, double t_s, PvsAsterixBlock *block) {
    if (run->capture && block->n) {
        uint8_t packet[PVS_ASTERIX_CAPTURE_PACKET + sizeof block->bytes];
        size_t n = pvs_asterix_capture_packet(fmax(t_s + run->epoch_s, 0.0), UDP_PORT, block->bytes,
                                              block->n, packet);
        pvs_str_add(&run->csv, (const char *)packet, n);
    } else {
        pvs_str_add(&run->csv, (const char *)block->bytes, block->n);
    }
    block->n = 0;
}

bool cli_track_asterix_add(TrackRun *run, double t_s, const PvsTrackState *tracks, size_t n) {
    PvsAsterixBlock block = {0};
    PvsAsterixRecord record = {0};
    for (size_t i = 0; i < n; i++) {
        PvsAsterixTrack track;
        if (!pvs_feed_system_track(&run->track_case, run->epoch_s, &tracks[i], &track)) {
            continue; // refused before the run
        }
        pvs_asterix_put_track(&record, &track);
        if (!pvs_asterix_block_add(&block, &record)) {
            put_block(run, t_s, &block);
            pvs_asterix_block_add(&block, &record);
        }
    }
    put_block(run, t_s, &block);
    pvs_asterix_put_batch(&record, 0, 0, 0, t_s + run->epoch_s, run->batch++);
    pvs_asterix_block_add(&block, &record);
    put_block(run, t_s, &block);
    bool good = !record.failed && !run->csv.failed;
    pvs_asterix_record_free(&record);
    return good;
}

static void biases_text(const TrackRun *run, PvsStr *out) {
    pvs_str_printf(out, "biases found, and removed\n");
    for (size_t i = 0; i < run->track_case.n_sensors; i++) {
        const PvsAlignment *r = &run->registration[i];
        if (r->n_pairs == r->n_rejected) {
            pvs_str_printf(out, "  sensor %u: nothing to compare it with\n", r->sensor);
            continue;
        }
        pvs_str_printf(out,
                       "  sensor %u: range %+.0f m (+- %.0f), azimuth %+.3f deg (+- %.3f), time "
                       "%+.2f s (+- %.2f), from %llu comparisons, %llu refused; left: %.0f m, "
                       "%.3f deg\n",
                       r->sensor, r->range_bias_m, r->sigma_range_bias_m,
                       r->az_bias_rad / PVS_DEG_RAD, r->sigma_az_bias_rad / PVS_DEG_RAD,
                       r->time_bias_s, r->sigma_time_bias_s, (unsigned long long)r->n_pairs,
                       (unsigned long long)r->n_rejected, r->rms_range_m,
                       r->rms_az_rad / PVS_DEG_RAD);
    }
}

void cli_track_recording_text(const TrackRun *run, PvsStr *out) {
    if (!run->recording) {
        return;
    }
    pvs_str_printf(out, "%llu records read\n", (unsigned long long)run->read.n_records);
    pvs_asterix_counts_tell(&run->read, run->packets, out);
    pvs_feed_counts_tell(&run->feed, out);
    if (run->registration) {
        biases_text(run, out);
    }
    if (run->has_reference) {
        pvs_str_printf(
            out,
            "agreement with the reference: %.0f m horizontally (root mean square of "
            "%llu states), %d codes; not compared: %llu states of tracks that it does "
            "not have, %llu without a plot in the last scan\n",
            pvs_feed_agreement_rms_m(&run->agreement), (unsigned long long)run->agreement.n,
            pvs_feed_agreement_codes(&run->agreement), (unsigned long long)run->agreement.n_alone,
            (unsigned long long)run->agreement.n_coasting);
    }
}

static void number(PvsStr *out, const char *name, double value) {
    pvs_str_printf(out, "%s\"%s\": ", out->text[out->n - 1] == '{' ? "" : ", ", name);
    pvs_str_json_number(out, value);
}

static void biases_json(const TrackRun *run, PvsStr *out) {
    pvs_str_printf(out, ", \"registration\": [");
    for (size_t i = 0; i < run->track_case.n_sensors; i++) {
        const PvsAlignment *r = &run->registration[i];
        pvs_str_printf(out, "%s{", i ? ", " : "");
        number(out, "sensor", r->sensor);
        number(out, "range_bias_m", r->range_bias_m);
        number(out, "range_bias_sigma_m", r->sigma_range_bias_m);
        number(out, "az_bias_deg", r->az_bias_rad / PVS_DEG_RAD);
        number(out, "az_bias_sigma_deg", r->sigma_az_bias_rad / PVS_DEG_RAD);
        number(out, "time_bias_s", r->time_bias_s);
        number(out, "time_bias_sigma_s", r->sigma_time_bias_s);
        number(out, "comparisons", (double)r->n_pairs);
        number(out, "refused", (double)r->n_rejected);
        pvs_str_printf(out, "}");
    }
    pvs_str_printf(out, "]");
}

void cli_track_recording_json(const TrackRun *run, PvsStr *out) {
    if (!run->recording) {
        return;
    }
    uint64_t skipped = 0, unused = run->feed.n_no_sensor + run->feed.n_no_height;
    for (int i = 0; i < PVS_ASTERIX_N_SKIPS; i++) {
        skipped += run->read.skips[i].n;
    }
    for (int i = 0; i < PVS_ASTERIX_N_UNUSED; i++) {
        unused += run->feed.listener.n_unused[i];
    }
    pvs_str_printf(out, ", \"recording\": {");
    number(out, "records", (double)run->read.n_records);
    number(out, "skipped", (double)skipped);
    number(out, "plots", (double)run->feed.n_plots);
    number(out, "not_used", (double)unused);
    pvs_str_printf(out, "}");
    if (run->registration) {
        biases_json(run, out);
    }
    if (run->has_reference) {
        pvs_str_printf(out, ", \"agreement\": {");
        number(out, "rms_m", pvs_feed_agreement_rms_m(&run->agreement));
        number(out, "max_m", run->agreement.max_m);
        number(out, "states", (double)run->agreement.n);
        number(out, "states_alone", (double)run->agreement.n_alone);
        number(out, "states_coasting", (double)run->agreement.n_coasting);
        number(out, "codes", pvs_feed_agreement_codes(&run->agreement));
        pvs_str_printf(out, "}");
    }
}
