// SPDX-License-Identifier: Apache-2.0
// Ballistic tracks: gravity and drag, with the drag parameter a state, in two models that interact: one
// quiet, one for what breaks up, spins or thrusts. Few tracks are ballistic, so that this is plain
// code, one track at a time, seven states. Gravity and air in the frame: FLAT has constant gravity;
// ECEF the central field with centrifugal and Coriolis acceleration. Air is exponential: the drag
// state takes up what that gets wrong (X. R. Li, V. Jilkov, Survey of maneuvering target tracking II,
// Proc. SPIE 4473, 2001).
#include <math.h>

#include "base/math.h"
#include "earth/earth.h"
#include "track/impl.h"

#define N           7
#define MODELS      2
#define AIR_KGM3    1.225
#define AIR_SCALE_M 7400.0
#define G_MPS2      9.80665
#define DRAG_UNIT   1e-4 // m2/kg: the seventh state is Cd A / m in this unit
#define DRAG_FIRST  2.0  // a ballistic coefficient of 5000 kg/m2
#define DRAG_SD     3.0
#define STEP_S      1.0

static const double noise_m2s3[MODELS] = {0.5, 400.0};
static const double drag_noise[MODELS] = {2e-3, 5e-2}; // unit2/s
static const double stay_s[MODELS] = {60.0, 8.0};

typedef struct {
    double x[N], p[N][N];
} Model;

// Acceleration, and its derivatives by height (along up), velocity and drag.
typedef struct {
    double acc[3], up[3], by_h[3], by_v[3][3], by_drag[3];
} Force;

static void force(bool ecef, const double *x, Force *f) {
    double h = x[2];
    f->up[0] = f->up[1] = 0.0;
    f->up[2] = 1.0;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            f->by_v[i][j] = 0.0;
        }
        f->acc[i] = 0.0;
    }
    if (ecef) {
        double r = sqrt(x[0] * x[0] + x[1] * x[1] + x[2] * x[2]);
        r = r > 1e6 ? r : 1e6;
        h = pvs_track_height(true, x);
        double g = PVS_EARTH_GM / (r * r * r), w = PVS_EARTH_RATE;
        for (int i = 0; i < 3; i++) {
            f->up[i] = x[i] / r;
            f->acc[i] = -g * x[i];
        }
        f->acc[0] += w * w * x[0] + 2.0 * w * x[4];
        f->acc[1] += w * w * x[1] - 2.0 * w * x[3];
        f->by_v[0][1] = 2.0 * w;
        f->by_v[1][0] = -2.0 * w;
    } else {
        f->acc[2] = -G_MPS2;
    }
    double e = -h / AIR_SCALE_M;
    double rho = AIR_KGM3 * pvs_k_exp(e < -600.0 ? -600.0 : e > 2.0 ? 2.0 : e);
    double speed = sqrt(x[3] * x[3] + x[4] * x[4] + x[5] * x[5]);
    double k = -0.5 * rho * DRAG_UNIT * speed, drag = x[6] > 0.0 ? x[6] : 0.0;
    for (int i = 0; i < 3; i++) {
        f->acc[i] += k * drag * x[3 + i];
        f->by_drag[i] = k * x[3 + i];
        f->by_h[i] = -k * drag * x[3 + i] / AIR_SCALE_M;
        for (int j = 0; j < 3 && speed > 1.0; j++) {
            f->by_v[i][j] -= 0.5 * rho * DRAG_UNIT * drag * x[3 + i] * x[3 + j] / speed;
        }
        f->by_v[i][i] += k * drag;
    }
}

// One step by the midpoint rule, and the matrix that carries errors over it.
static void step(bool ecef, double dt, double *x, double f[N][N]) {
    Force at, mid;
    double m[N];
    force(ecef, x, &at);
    for (int i = 0; i < 3; i++) {
        m[i] = x[i] + 0.5 * dt * (x[3 + i] + 0.25 * dt * at.acc[i]);
        m[3 + i] = x[3 + i] + 0.5 * dt * at.acc[i];
    }
    m[6] = x[6];
    force(ecef, m, &mid);
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
            f[i][j] = i == j;
        }
    }
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            double by_p = mid.by_h[i] * mid.up[j];
            f[i][j] += 0.5 * dt * dt * by_p;
            f[i][3 + j] = (i == j ? dt : 0.0) + 0.5 * dt * dt * mid.by_v[i][j];
            f[3 + i][j] = dt * by_p;
            f[3 + i][3 + j] += dt * mid.by_v[i][j];
        }
        f[i][6] = 0.5 * dt * dt * mid.by_drag[i];
        f[3 + i][6] = dt * mid.by_drag[i];
    }
    for (int i = 0; i < 3; i++) {
        x[i] += dt * (x[3 + i] + 0.5 * dt * mid.acc[i]);
        x[3 + i] += dt * mid.acc[i];
    }
}

static void carry(double f[N][N], double p[N][N]) {
    double fp[N][N];
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
            double sum = 0.0;
            for (int k = 0; k < N; k++) {
                sum += f[i][k] * p[k][j];
            }
            fp[i][j] = sum;
        }
    }
    for (int i = 0; i < N; i++) {
        for (int j = i; j < N; j++) {
            double sum = 0.0;
            for (int k = 0; k < N; k++) {
                sum += fp[i][k] * f[j][k];
            }
            p[i][j] = p[j][i] = sum;
        }
    }
}

static void predict(bool ecef, int model, double dt, Model *m) {
    int steps = (int)ceil(fabs(dt) / STEP_S);
    steps = steps < 1 ? 1 : steps > 60 ? 60 : steps;
    double h = dt / steps, t = fabs(h), q = noise_m2s3[model];
    for (int s = 0; s < steps; s++) {
        double f[N][N];
        step(ecef, h, m->x, f);
        carry(f, m->p);
        for (int i = 0; i < 3; i++) {
            m->p[i][i] += q * t * t * t / 3.0;
            m->p[i][3 + i] += q * h * t / 2.0;
            m->p[3 + i][i] = m->p[i][3 + i];
            m->p[3 + i][3 + i] += q * t;
        }
        m->p[6][6] += drag_noise[model] * t;
    }
}

static const int sym[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};

static double update(Model *m, const double z[3], const double r[6]) {
    double s[6], si[6], nu[3], gain[N][3];
    for (int i = 0, n = 0; i < 3; i++) {
        nu[i] = z[i] - m->x[i];
        for (int j = i; j < 3; j++, n++) {
            s[n] = m->p[i][j] + r[n];
        }
    }
    double det = pvs_sym3_invert(s, si);
    double loglik = -0.5 * (pvs_sym3_quadratic(si, nu) + pvs_k_log(det > 1e-300 ? det : 1e-300));
    for (int a = 0; a < N; a++) {
        for (int j = 0; j < 3; j++) {
            gain[a][j] = m->p[a][0] * si[sym[0][j]] + m->p[a][1] * si[sym[1][j]] +
                         m->p[a][2] * si[sym[2][j]];
        }
        m->x[a] += gain[a][0] * nu[0] + gain[a][1] * nu[1] + gain[a][2] * nu[2];
    }
    double h[N][3];
    for (int a = 0; a < N; a++) {
        for (int j = 0; j < 3; j++) {
            h[a][j] = m->p[a][j];
        }
    }
    for (int a = 0; a < N; a++) {
        for (int b = a; b < N; b++) {
            m->p[a][b] -= gain[a][0] * h[b][0] + gain[a][1] * h[b][1] + gain[a][2] * h[b][2];
            m->p[b][a] = m->p[a][b];
        }
    }
    return loglik;
}

// Where the number (i, j) of a 7 x 7 stands in a model pack.
static int packed(int i, int j) {
    if (i > j) {
        int k = i;
        i = j;
        j = k;
    }
    if (j < 3) {
        return P_PP + sym[i][j];
    }
    if (j < 6) {
        return i < 3 ? P_PV + 3 * i + (j - 3) : P_VV + sym[i - 3][j - 3];
    }
    return i < 3 ? P_PW + i : i < 6 ? P_VW + i - 3 : P_WW;
}

static void load(const double (*q)[PVS_LANES], uint32_t l, Model *m) {
    for (int i = 0; i < N; i++) {
        m->x[i] = q[M_X + i][l];
        for (int j = 0; j < N; j++) {
            m->p[i][j] = q[M_P + packed(i, j)][l];
        }
    }
}

static void store(double (*q)[PVS_LANES], uint32_t l, const Model *m) {
    for (int i = 0; i < N; i++) {
        q[M_X + i][l] = m->x[i];
        for (int j = i; j < N; j++) {
            q[M_P + packed(i, j)][l] = m->p[i][j];
        }
    }
}

static void mix(Model m[MODELS], double mu[MODELS], double dt) {
    double w[MODELS][MODELS];
    Model old[MODELS] = {m[0], m[1]};
    for (int i = 0; i < MODELS; i++) {
        double stay = pvs_k_exp(-fmin(fabs(dt) / stay_s[i], 600.0));
        w[i][i] = mu[i] * stay;
        w[i][1 - i] = mu[i] * (1.0 - stay);
    }
    for (int j = 0; j < MODELS; j++) {
        mu[j] = w[0][j] + w[1][j];
        double a = w[0][j] / mu[j], b = w[1][j] / mu[j];
        for (int i = 0; i < N; i++) {
            m[j].x[i] = a * old[0].x[i] + b * old[1].x[i];
        }
        for (int i = 0; i < N; i++) {
            for (int k = 0; k < N; k++) {
                m[j].p[i][k] = a * old[0].p[i][k] + b * old[1].p[i][k] +
                               a * b * (old[0].x[i] - old[1].x[i]) * (old[0].x[k] - old[1].x[k]);
            }
        }
    }
}

// The combined estimate into the state pack, with the acceleration that gates and outputs go on with.
static void combine(PvsTracker *t, uint32_t slot, const Model m[MODELS], const double mu[MODELS]) {
    double(*g)[PVS_LANES] = t->states[slot / PVS_LANES].q, x[N];
    uint32_t l = slot % PVS_LANES;
    for (int i = 0; i < N; i++) {
        x[i] = mu[0] * m[0].x[i] + mu[1] * m[1].x[i];
    }
    for (int i = 0; i < 6; i++) {
        g[G_X + i][l] = x[i];
        for (int j = i; j < 6; j++) {
            g[G_PP + packed(i, j)][l] =
                mu[0] * m[0].p[i][j] + mu[1] * m[1].p[i][j] +
                mu[0] * mu[1] * (m[0].x[i] - m[1].x[i]) * (m[0].x[j] - m[1].x[j]);
        }
    }
    // The upper triangle of PV is not symmetric: its lower half too.
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            g[G_PV + 3 * i + j][l] =
                mu[0] * m[0].p[i][3 + j] + mu[1] * m[1].p[i][3 + j] +
                mu[0] * mu[1] * (m[0].x[i] - m[1].x[i]) * (m[0].x[3 + j] - m[1].x[3 + j]);
        }
    }
    Force f;
    force(t->motions.ecef, x, &f);
    for (int i = 0; i < 3; i++) {
        g[G_A + i][l] = f.acc[i];
    }
    g[G_QH][l] = g[G_QV][l] = mu[0] * noise_m2s3[0] + mu[1] * noise_m2s3[1];
}

void pvs_track_make_ballistic(PvsTracker *t, uint32_t slot) {
    const double(*g)[PVS_LANES] = (const double(*)[PVS_LANES])t->states[slot / PVS_LANES].q;
    double(*q)[PVS_LANES] = t->models[slot / PVS_LANES].q;
    uint32_t l = slot % PVS_LANES;
    Model m[MODELS] = {0};
    static const double mu[MODELS] = {0.9, 0.1};
    for (int j = 0; j < MODELS; j++) {
        for (int i = 0; i < 6; i++) {
            m[j].x[i] = g[G_X + i][l];
            for (int k = 0; k < 6; k++) {
                m[j].p[i][k] = g[G_PP + packed(i, k)][l];
            }
        }
        m[j].x[6] = DRAG_FIRST;
        m[j].p[6][6] = DRAG_SD * DRAG_SD;
        store(q + j * M_N, l, &m[j]);
        q[j * M_N + M_MU][l] = mu[j];
    }
    t->lives[slot].ballistic = 1;
    combine(t, slot, m, mu);
}

bool pvs_track_update_ballistic(PvsTracker *t, uint32_t slot, double time, const double z[3],
                                const double r[6]) {
    double(*g)[PVS_LANES] = t->states[slot / PVS_LANES].q;
    double(*q)[PVS_LANES] = t->models[slot / PVS_LANES].q;
    uint32_t l = slot % PVS_LANES;
    Model m[MODELS];
    double mu[MODELS], loglik[MODELS], dt = time - g[G_T][l];
    bool good = true;
    for (int j = 0; j < MODELS; j++) {
        load((const double(*)[PVS_LANES])(q + j * M_N), l, &m[j]);
        mu[j] = q[j * M_N + M_MU][l];
    }
    mix(m, mu, dt);
    for (int j = 0; j < MODELS; j++) {
        predict(t->motions.ecef, j, dt, &m[j]);
        loglik[j] = update(&m[j], z, r);
        for (int i = 0; i < N; i++) {
            good = good && m[j].p[i][i] > 0.0 && isfinite(m[j].x[i]);
        }
    }
    if (!good) {
        return false;
    }
    double best = fmax(loglik[0], loglik[1]);
    for (int j = 0; j < MODELS; j++) {
        mu[j] = fmax(mu[j] * pvs_k_exp(fmax(loglik[j] - best, -600.0)), 1e-6);
    }
    double sum = mu[0] + mu[1];
    for (int j = 0; j < MODELS; j++) {
        mu[j] /= sum;
        store(q + j * M_N, l, &m[j]);
        q[j * M_N + M_MU][l] = mu[j];
    }
    g[G_T][l] = time;
    combine(t, slot, m, mu);
    return true;
}
