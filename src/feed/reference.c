// SPDX-License-Identifier: Apache-2.0
// The system tracks of another tracker, and how ours agree with them.
#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/math.h"
#include "earth/earth.h"
#include "feed/feed.h"

#define GAP_MAX_S 12.0 // a track's reports are 4 to 8 s apart

static bool add_row(PvsFeedReference *reference, const PvsTrackRow *row, int32_t mode_3a) {
    if (reference->n == reference->capacity) {
        size_t capacity = reference->capacity ? 2 * reference->capacity : 4096;
        PvsTrackRow *rows = pvs_realloc(reference->rows, capacity * sizeof *rows);
        reference->rows = rows ? rows : reference->rows;
        int32_t *codes = rows ? pvs_realloc(reference->mode_3a, capacity * sizeof *codes) : NULL;
        if (!codes) {
            return false;
        }
        reference->mode_3a = codes;
        reference->capacity = capacity;
    }
    reference->rows[reference->n] = *row;
    reference->mode_3a[reference->n++] = mode_3a;
    return true;
}

typedef struct {
    PvsTrackRow row;
    int32_t mode_3a;
} CodedRow;

static int by_code_number_time(const void *pa, const void *pb) {
    const CodedRow *a = pa, *b = pb;
    return a->mode_3a != b->mode_3a ? (a->mode_3a > b->mode_3a) - (a->mode_3a < b->mode_3a)
           : a->row.id != b->row.id ? (a->row.id > b->row.id) - (a->row.id < b->row.id)
           : a->row.time_s != b->row.time_s
               ? (a->row.time_s > b->row.time_s) - (a->row.time_s < b->row.time_s)
               : 0;
}

static bool sort(PvsFeedReference *reference) {
    CodedRow *all = pvs_alloc((reference->n + 1) * sizeof *all);
    if (!all) {
        return false;
    }
    for (size_t i = 0; i < reference->n; i++) {
        all[i] = (CodedRow){reference->rows[i], reference->mode_3a[i]};
    }
    qsort(all, reference->n, sizeof *all, by_code_number_time);
    for (size_t i = 0; i < reference->n; i++) {
        reference->rows[i] = all[i].row;
        reference->mode_3a[i] = all[i].mode_3a;
    }
    pvs_free(all);
    return true;
}

PvsStatus pvs_feed_reference_read(PvsAsterixReader *reader, const PvsTrackCase *track_case,
                                  double epoch_s, PvsFeedReference *out, PvsError *err) {
    PvsAsterixRecord record = {0};
    PvsAsterixListener listener = {0};
    PvsAsterixTrack track;
    PvsTrackRow row;
    bool good = true;
    *out = (PvsFeedReference){0};
    while (good && pvs_asterix_read(reader, &record)) {
        if (record.category->number != 62) {
            continue;
        }
        if (pvs_asterix_get_track(&listener, &record, &track) &&
            pvs_feed_row(track_case, epoch_s, &track, &row)) {
            good = add_row(out, &row, track.mode_3a);
        } else {
            out->n_unusable++;
        }
    }
    pvs_asterix_record_free(&record);
    const PvsError *error = pvs_asterix_reader_error(reader);
    if (!good || !sort(out)) {
        return pvs_error_set(err, PVS_NO_MEMORY, "no memory for the reference's tracks");
    }
    return error ? pvs_error_set(err, error->status, "%s", error->message) : PVS_OK;
}

void pvs_feed_reference_free(PvsFeedReference *reference) {
    pvs_free(reference->rows);
    pvs_free(reference->mode_3a);
    *reference = (PvsFeedReference){0};
}

static size_t first_of_code(const PvsFeedReference *reference, int32_t mode_3a) {
    size_t low = 0, high = reference->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (reference->mode_3a[middle] < mode_3a) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// The cubic through two reports with their velocities.
static PvsTrackRow between(const PvsTrackRow *r0, const PvsTrackRow *r1, double t_s) {
    double span = r1->time_s - r0->time_s, s = (t_s - r0->time_s) / span;
    PvsTrackRow out = {.time_s = t_s, .id = r0->id};
    for (int i = 0; i < 3; i++) {
        double a = r0->pos[i], b = r1->pos[i], da = r0->vel[i] * span, db = r1->vel[i] * span;
        double c2 = 3.0 * (b - a) - 2.0 * da - db, c3 = 2.0 * (a - b) + da + db;
        out.pos[i] = a + s * (da + s * (c2 + s * c3));
        out.vel[i] = (da + s * (2.0 * c2 + 3.0 * s * c3)) / span;
    }
    return out;
}

static double distance(const double a[3], const double b[3]) {
    double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return sqrt(x * x + y * y + z * z);
}

bool pvs_feed_reference_at(const PvsFeedReference *reference, int32_t mode_3a, double t_s,
                           const double pos[3], double max_m, PvsTrackRow *out) {
    double nearest = max_m;
    bool found = false;
    if (mode_3a < 0) {
        return false;
    }
    for (size_t i = first_of_code(reference, mode_3a);
         i + 1 < reference->n && reference->mode_3a[i + 1] == mode_3a; i++) {
        const PvsTrackRow *r0 = &reference->rows[i], *r1 = r0 + 1;
        if (r0->id == r1->id && r0->time_s <= t_s && t_s < r1->time_s &&
            r1->time_s - r0->time_s <= GAP_MAX_S) {
            PvsTrackRow row = between(r0, r1, t_s);
            double d = distance(row.pos, pos);
            if (d < nearest) {
                nearest = d;
                *out = row;
                found = true;
            }
        }
    }
    return found;
}

// --- agreement -----------------------------------------------------------------------------------

#define SAME_TARGET_M 20e3 // a code within this is the same aircraft

// Horizontal part of the difference between two positions.
static double horizontal(const PvsTrackCase *track_case, const double a[3], const double b[3]) {
    PvsVec3 d = pvs_vec3(a[0] - b[0], a[1] - b[1], a[2] - b[2]), up = pvs_vec3(0, 0, 1);
    if (track_case->frame == PVS_TRACK_ECEF) {
        up = pvs_normal_from_ecef(pvs_vec3(a[0], a[1], a[2]), NULL);
    }
    return pvs_vec3_norm(pvs_vec3_add_scaled(d, -pvs_vec3_dot(d, up), up));
}

static double longest_scan(const PvsTrackCase *track_case) {
    double longest = 0.0;
    for (size_t i = 0; i < track_case->n_sensors; i++) {
        longest = fmax(longest, track_case->sensors[i].scan_period_s);
    }
    return longest;
}

void pvs_feed_agree(PvsFeedAgreement *agreement, const PvsFeedReference *reference,
                    const PvsTrackCase *track_case, const PvsTrackState *tracks, size_t n) {
    double fresh_s = 1.1 * longest_scan(track_case);
    for (size_t i = 0; i < n; i++) {
        const PvsTrackState *s = &tracks[i];
        PvsTrackRow row;
        if (s->time_s - s->last_plot_s > fresh_s) {
            agreement->n_coasting++;
            continue;
        }
        if (!pvs_feed_reference_at(reference, s->mode_3a, s->time_s, s->pos, SAME_TARGET_M, &row)) {
            agreement->n_alone++;
            continue;
        }
        double d_m = horizontal(track_case, s->pos, row.pos);
        agreement->n++;
        agreement->sum_m2 += d_m * d_m;
        agreement->max_m = fmax(agreement->max_m, d_m);
        agreement->codes[(s->mode_3a & 07777) / 64] |= 1ull << (s->mode_3a & 63);
    }
}

double pvs_feed_agreement_rms_m(const PvsFeedAgreement *agreement) {
    return agreement->n ? sqrt(agreement->sum_m2 / (double)agreement->n) : NAN;
}

int pvs_feed_agreement_codes(const PvsFeedAgreement *agreement) {
    int n = 0;
    for (int i = 0; i < 4096; i++) {
        n += agreement->codes[i / 64] >> (i % 64) & 1;
    }
    return n;
}
