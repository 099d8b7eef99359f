// SPDX-License-Identifier: Apache-2.0
// Registration: the biases of a radar in range, azimuth and time. Against a reference by least squares;
// within the tracker by a small filter on the innovations of confirmed tracks, the first radar being the
// reference (of several radars only differences can be seen). A plot's range and azimuth differ from
// the predicted ones by the bias, and by what the target flies in the clock's error (N. Nabaa, R.
// Bishop, IEEE Trans. AES 35, 1999, treats the joint problem; here tracks and biases are estimated
// apart, which converges because each radar's plots only ever move its own bias).
#include <math.h>

#include "base/math.h"
#include "earth/earth.h"
#include "track/impl.h"

#define RANGE_SD_M 1000.0 // what a bias may be before anything is known
#define AZ_SD_RAD  0.02
#define TIME_SD_S  0.5
// m2/s, rad2/s, s2/s: how biases drift; so much that a plot never counts for less than about a
// hundredth: tracks are drawn along by the bias itself, and follow only while it is still learnt.
#define RANGE_WALK   2.0
#define AZ_WALK      1e-9
#define TIME_WALK    3e-5
#define PLOTS_NEEDED 60
#define SIGNIFICANT  4.0 // sigmas below which no bias is removed

// Range and azimuth of a place from a radar, and how fast they change for a target's velocity.
typedef struct {
    double range_m, az_rad, flat_m, range_rate, az_rate, along[3], across[3];
} View;

static void look(const PvsFilterSensor *s, const double pos[3], const double vel[3], View *v) {
    double los[3], e = 0.0, n = 0.0, r2 = 0.0;
    for (int i = 0; i < 3; i++) {
        los[i] = pos[i] - s->pos[i];
        r2 += los[i] * los[i];
        e += los[i] * s->east[i];
        n += los[i] * s->north[i];
    }
    double range = sqrt(r2 > 1.0 ? r2 : 1.0), flat2 = e * e + n * n;
    flat2 = flat2 > 1.0 ? flat2 : 1.0;
    v->range_m = range;
    v->az_rad = pvs_atan2(e, n);
    v->flat_m = sqrt(flat2);
    v->range_rate = v->az_rate = 0.0;
    for (int i = 0; i < 3; i++) {
        v->along[i] = los[i] / range;
        v->across[i] = (n * s->east[i] - e * s->north[i]) / flat2; // d azimuth / d place
        v->range_rate += v->along[i] * vel[i];
        v->az_rate += v->across[i] * vel[i];
    }
}

// --- against a reference

static void sensor_axes(PvsTrackFrame frame, const PvsTrackSensor *sensor, PvsFilterSensor *f) {
    *f = (PvsFilterSensor){.east = {1, 0, 0}, .north = {0, 1, 0}, .up = {0, 0, 1}};
    const double *p = sensor->pos;
    if (frame == PVS_TRACK_ECEF) {
        PvsEnuFrame enu = pvs_enu_frame(pvs_llh_from_ecef(pvs_vec3(p[0], p[1], p[2])));
        double east[3] = {enu.east.x, enu.east.y, enu.east.z};
        double north[3] = {enu.north.x, enu.north.y, enu.north.z};
        for (int i = 0; i < 3; i++) {
            f->east[i] = east[i];
            f->north[i] = north[i];
        }
    }
    for (int i = 0; i < 3; i++) {
        f->pos[i] = p[i];
    }
}

static void add_row(PvsRegistration *sums, const double row[3], double value, double sd) {
    double w = 1.0 / (sd * sd);
    for (int i = 0, n = 0; i < 3; i++) {
        sums->right[i] += w * row[i] * value;
        for (int j = i; j < 3; j++, n++) {
            sums->information[n] += w * row[i] * row[j];
        }
    }
    sums->residual += w * value * value;
}

void pvs_registration_add(PvsRegistration *sums, PvsTrackFrame frame, const PvsTrackSensor *sensor,
                          const PvsRadarPlot *plot, const double pos[3], const double vel[3]) {
    PvsFilterSensor f;
    View v;
    sensor_axes(frame, sensor, &f);
    look(&f, pos, vel, &v);
    double dr = plot->range_m - v.range_m, da = pvs_wrap_pi(plot->az_rad - v.az_rad);
    if (!isfinite(dr) || !isfinite(da) || !isfinite(v.range_rate + v.az_rate)) {
        return;
    }
    add_row(sums, (const double[3]){1.0, 0.0, -v.range_rate}, dr, sensor->sigma_range_m);
    add_row(sums, (const double[3]){0.0, 1.0, -v.az_rate}, da, sensor->sigma_az_rad);
    sums->n++;
}

bool pvs_registration_solve(const PvsRegistration *sums, bool with_time, PvsRadarBias *out) {
    double a[6], c[6], x[3] = {0.0, 0.0, 0.0};
    for (int i = 0; i < 6; i++) {
        a[i] = sums->information[i];
    }
    if (!with_time) { // the clock is right
        a[2] = a[4] = 0.0;
        a[5] = 1.0;
    }
    *out = (PvsRadarBias){.n = sums->n};
    // Scaled to a unit diagonal, so that the test of rank has no units.
    double scale[3] = {a[0], a[3], a[5]};
    if (sums->n < 3 || !(scale[0] > 0.0 && scale[1] > 0.0 && scale[2] > 0.0)) {
        return false;
    }
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j = i; j < 3; j++, n++) {
            a[n] /= sqrt(scale[i] * scale[j]);
        }
    }
    if (!(pvs_sym3_invert(a, c) > 1e-9)) {
        return false;
    }
    static const int sym[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < (with_time ? 3 : 2); j++) {
            x[i] += c[sym[i][j]] / sqrt(scale[i] * scale[j]) * sums->right[j];
        }
    }
    out->range_m = x[0];
    out->az_rad = x[1];
    out->time_s = with_time ? x[2] : 0.0;
    out->sd_range_m = sqrt(c[0] / scale[0]);
    out->sd_az_rad = sqrt(c[3] / scale[1]);
    out->sd_time_s = with_time ? sqrt(c[5] / scale[2]) : 0.0;
    return true;
}

// --- while tracking

void pvs_track_bias_begin(PvsSensorState *s) {
    s->bias = (PvsBiasFilter){.t_s = -1e300};
    s->bias.p[0][0] = RANGE_SD_M * RANGE_SD_M;
    s->bias.p[1][1] = AZ_SD_RAD * AZ_SD_RAD;
    s->bias.p[2][2] = TIME_SD_S * TIME_SD_S;
}

// One measured number: value = row . bias + noise.
static void learn_number(PvsBiasFilter *b, const double row[3], double value, double var) {
    double ph[3], s = var, e = value;
    for (int i = 0; i < 3; i++) {
        ph[i] = b->p[i][0] * row[0] + b->p[i][1] * row[1] + b->p[i][2] * row[2];
        s += row[i] * ph[i];
        e -= row[i] * b->x[i];
    }
    if (!(e * e < 16.0 * s)) {
        return; // another target's plot
    }
    for (int i = 0; i < 3; i++) {
        b->x[i] += ph[i] / s * e;
    }
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            b->p[i][j] -= ph[i] * ph[j] / s;
        }
    }
}

static void decide(PvsBiasFilter *b) {
    for (int i = 0; i < 3; i++) {
        double sd = sqrt(b->p[i][i] > 0.0 ? b->p[i][i] : 0.0);
        bool removed = b->used[i] != 0.0; // once removed, it stays removed
        b->used[i] =
            b->n >= PLOTS_NEEDED && (removed || fabs(b->x[i]) > SIGNIFICANT * sd) ? b->x[i] : 0.0;
    }
}

void pvs_track_bias_learn(PvsTracker *t, PvsSensorState *s, size_t k, uint32_t l, uint32_t j) {
    const PvsGroup *g = &t->group;
    const double(*o)[PVS_LANES] = (const double(*)[PVS_LANES])g->gates[k].q;
    const double(*q)[PVS_LANES] = (const double(*)[PVS_LANES])t->states[g->packs[k]].q;
    PvsBiasFilter *b = &s->bias;
    double pos[3], vel[3], cov[6], si[6], dt = g->t_s[j] - g->t_lane[PVS_LANES * k + l];
    for (int i = 0; i < 3; i++) {
        vel[i] = q[G_V + i][l];
        pos[i] = o[O_P + i][l] + dt * vel[i];
    }
    for (int i = 0; i < 6; i++) {
        si[i] = o[O_SI + i][l];
    }
    pvs_sym3_invert(si, cov); // of the innovation
    View v;
    look(&s->f, pos, vel, &v);
    // What is left of the plot after what is removed already; the filter estimates the whole.
    double dr = g->at.range_m[j] - v.range_m + b->used[0] - v.range_rate * b->used[2];
    double da = pvs_wrap_pi(g->at.az_rad[j] - v.az_rad) + b->used[1] - v.az_rate * b->used[2];
    if (b->t_s > -1e299 && g->t_s[j] > b->t_s) {
        double age = g->t_s[j] - b->t_s;
        b->p[0][0] += RANGE_WALK * age;
        b->p[1][1] += AZ_WALK * age;
        b->p[2][2] += TIME_WALK * age;
    }
    b->t_s = g->t_s[j] > b->t_s ? g->t_s[j] : b->t_s;
    learn_number(b, (const double[3]){1.0, 0.0, -v.range_rate}, dr,
                 pvs_sym3_quadratic(cov, v.along));
    learn_number(b, (const double[3]){0.0, 1.0, -v.az_rate}, da, pvs_sym3_quadratic(cov, v.across));
    b->n++;
    decide(b);
}

bool pvs_tracker_bias(const PvsTracker *t, uint32_t sensor, PvsRadarBias *out) {
    t = t->ahead ? t->ahead : t;
    for (size_t i = 0; i < t->n_sensors; i++) {
        const PvsBiasFilter *b = &t->sensors[i].bias;
        if (t->sensors[i].spec.id == sensor) {
            *out = (PvsRadarBias){b->x[0],          b->x[1],          b->x[2], sqrt(b->p[0][0]),
                                  sqrt(b->p[1][1]), sqrt(b->p[2][2]), b->n};
            return true;
        }
    }
    return false;
}
