// SPDX-License-Identifier: Apache-2.0
// Plots, truth and tracks from CSV.
#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "track/text_rows.h"
#include "track/track.h"

void pvs_track_free(void *p) {
    pvs_free(p);
}

PvsRadarPlot pvs_radar_plot(double time_s, uint32_t sensor, double range_m, double az_rad,
                            double el_rad) {
    return (PvsRadarPlot){.time_s = time_s,
                          .sensor = sensor,
                          .range_m = range_m,
                          .az_rad = az_rad,
                          .el_rad = el_rad,
                          .height_m = (double)NAN,
                          .mode_3a = -1};
}

// A growing array; null when memory is out, and then what was there is freed.
static void *grow(void *items, size_t n, size_t *capacity, size_t size) {
    if (n < *capacity) {
        return items;
    }
    size_t wanted = *capacity ? 2 * *capacity : 1024;
    void *more = pvs_realloc(items, wanted * size);
    if (!more) {
        pvs_free(items);
        return NULL;
    }
    *capacity = wanted;
    return more;
}

static uint32_t whole(double value, uint32_t otherwise) {
    return value >= 0 && value <= 4294967295.0 && value == floor(value) ? (uint32_t)value
                                                                        : otherwise;
}

enum { PLOT, TIME, SENSOR, RANGE, AZ, EL, HEIGHT, MODE_S, MODE_3A, N_PLOT_COLUMNS };
static const char *const plot_columns[] = {"plot",   "time",     "sensor", "range_m", "az_rad",
                                           "el_rad", "height_m", "mode_s", "mode_3a"};

PvsStatus pvs_plots_csv_parse(const char *name, const char *text, size_t n_bytes,
                              PvsRadarPlot **plots, size_t *n, PvsError *err) {
    PvsTextRows rows;
    PvsRadarPlot *out = NULL;
    size_t capacity = 0, used = 0;
    *plots = NULL;
    *n = 0;
    if (!pvs_text_rows_begin(&rows, name, text, n_bytes, plot_columns, N_PLOT_COLUMNS, EL, err)) {
        return rows.status;
    }
    while (pvs_text_rows_next(&rows)) {
        out = grow(out, used, &capacity, sizeof *out);
        if (!out) {
            return pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", name);
        }
        PvsRadarPlot plot = pvs_radar_plot(rows.value[TIME], whole(rows.value[SENSOR], UINT32_MAX),
                                           rows.value[RANGE], rows.value[AZ], rows.value[EL]);
        plot.number = whole(rows.value[PLOT], 0);
        plot.height_m = rows.value[HEIGHT];
        plot.mode_s = whole(rows.value[MODE_S], 0);
        uint32_t code = whole(rows.value[MODE_3A], 010000);
        plot.mode_3a = code < 010000 ? (int32_t)code : -1;
        out[used++] = plot;
    }
    if (rows.status != PVS_OK) {
        pvs_free(out);
        return rows.status;
    }
    *plots = out;
    *n = used;
    return PVS_OK;
}

PvsStatus pvs_plots_csv_read(const char *path, PvsRadarPlot **plots, size_t *n, PvsError *err) {
    char *text;
    size_t n_bytes;
    PvsStatus status = pvs_gz_read(path, &text, &n_bytes, err);
    if (status == PVS_OK) {
        status = pvs_plots_csv_parse(path, text, n_bytes, plots, n, err);
        pvs_free(text);
    }
    return status;
}

static const char *const row_columns[2][8] = {
    {"time", "id", "x", "y", "z", "vx", "vy", "vz"},
    {"time", "track", "x", "y", "z", "vx", "vy", "vz"},
};

static bool starts_with_truth(const char *text, size_t n) {
    size_t line = 0;
    while (line < n && text[line] != '\n') {
        line++;
    }
    return line > 0 && memmem(text, line, ",track", 6) == NULL;
}

PvsStatus pvs_track_rows_parse(const char *name, const char *text, size_t n_bytes,
                               PvsTrackRow **rows_out, size_t *n, PvsError *err) {
    PvsTextRows rows;
    PvsTrackRow *out = NULL;
    size_t capacity = 0, used = 0;
    *rows_out = NULL;
    *n = 0;
    const char *const *names = row_columns[!starts_with_truth(text, n_bytes)];
    if (!pvs_text_rows_begin(&rows, name, text, n_bytes, names, 8, 8, err)) {
        return rows.status;
    }
    while (pvs_text_rows_next(&rows)) {
        for (int k = 0; k < 8; k++) {
            if (!isfinite(rows.value[k]) || fabs(rows.value[k]) > 1e12) {
                pvs_free(out);
                return pvs_error_set(err, PVS_BAD_INPUT,
                                     "%s:%d:1: column \"%s\" holds no finite number below 1e12",
                                     name, rows.line, names[k]);
            }
        }
        out = grow(out, used, &capacity, sizeof *out);
        if (!out) {
            return pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", name);
        }
        const double *v = rows.value;
        out[used++] = (PvsTrackRow){v[0], (int64_t)v[1], {v[2], v[3], v[4]}, {v[5], v[6], v[7]}};
    }
    if (rows.status != PVS_OK) {
        pvs_free(out);
        return rows.status;
    }
    *rows_out = out;
    *n = used;
    return PVS_OK;
}

PvsStatus pvs_track_rows_read(const char *path, PvsTrackRow **rows, size_t *n, PvsError *err) {
    char *text;
    size_t n_bytes;
    PvsStatus status = pvs_gz_read(path, &text, &n_bytes, err);
    if (status == PVS_OK) {
        status = pvs_track_rows_parse(path, text, n_bytes, rows, n, err);
        pvs_free(text);
    }
    return status;
}

size_t pvs_track_csv_header(char *buf, size_t size) {
    return pvs_text_printf(buf, size, "time,track,x,y,z,vx,vy,vz\n");
}

size_t pvs_track_csv_row(const PvsTrackState *s, char *buf, size_t size) {
    return pvs_text_printf(buf, size, "%.3f,%u,%.2f,%.2f,%.2f,%.3f,%.3f,%.3f\n", s->time_s,
                           s->track, s->pos[0], s->pos[1], s->pos[2], s->vel[0], s->vel[1],
                           s->vel[2]);
}
