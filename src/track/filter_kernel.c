// SPDX-License-Identifier: Apache-2.0
// Predict and update of four tracks at a time, in vectors of four doubles. Converted measurements:
// a plot is a place with a covariance that lies along the line of sight, taken at the predicted
// place, so that its own noise does not turn it (D. Lerro, Y. Bar-Shalom, IEEE Trans. AES 29, 1993;
// the bias they remove is below 1 m here). Interacting models: H. Blom, Y. Bar-Shalom, IEEE Trans. AC
// 33 (1988). Turn: constant rate about the vertical, the rate a state (X. R. Li, V. Jilkov, Survey of
// maneuvering target tracking I, IEEE Trans. AES 39, 2003). Several plots: probabilistic data
// association (Y. Bar-Shalom, E. Tse, Automatica 11, 1975).
#include "track/filter.h"

#include "base/math.h"

#pragma GCC diagnostic ignored "-Wpsabi" // vectors never cross a call: all is inlined

#define NAME2(name, isa) name##_isa##isa
#define NAME1(name, isa) NAME2(name, isa)
#define NAME(name)       NAME1(name, PVS_ISA)

typedef double V __attribute__((vector_size(32)));
typedef int64_t VI __attribute__((vector_size(32)));
typedef double VMemory __attribute__((vector_size(32), aligned(8), may_alias));

typedef struct {
    V x[7];
    V p[28];
} Model;

PVS_INLINE V load(const double *p) {
    return *(const VMemory *)p;
}
PVS_INLINE void store(double *p, V v) {
    *(VMemory *)p = v;
}
PVS_INLINE V all(double x) {
    return (V){x, x, x, x};
}
PVS_INLINE V select(VI mask, V a, V b) {
    return (V)(((VI)a & mask) | ((VI)b & ~mask));
}
PVS_INLINE V vmax(V a, V b) {
    return select(a > b, a, b);
}
PVS_INLINE V vabs(V a) {
    return (V)((VI)a & 0x7fffffffffffffff);
}
PVS_INLINE V vsqrt(V a) {
    V r;
    for (int l = 0; l < PVS_LANES; l++) {
        r[l] = sqrt(a[l]);
    }
    return r;
}
PVS_INLINE V vexp(V a) {
    double in[PVS_LANES], out[PVS_LANES];
    __builtin_memcpy(in, &a, sizeof in);
    for (int l = 0; l < PVS_LANES; l++) {
        out[l] = pvs_k_exp(in[l]);
    }
    V r;
    __builtin_memcpy(&r, out, sizeof out);
    return r;
}
PVS_INLINE V vlog(V a) {
    double in[PVS_LANES], out[PVS_LANES];
    __builtin_memcpy(in, &a, sizeof in);
    for (int l = 0; l < PVS_LANES; l++) {
        out[l] = pvs_k_log(in[l]);
    }
    V r;
    __builtin_memcpy(&r, out, sizeof out);
    return r;
}
PVS_INLINE void vsincos(V a, V *s, V *c) {
    double in[PVS_LANES], so[PVS_LANES], co[PVS_LANES];
    __builtin_memcpy(in, &a, sizeof in);
    for (int l = 0; l < PVS_LANES; l++) {
        pvs_k_sincos(in[l], &so[l], &co[l]);
    }
    __builtin_memcpy(s, so, sizeof so);
    __builtin_memcpy(c, co, sizeof co);
}

// Which of the six numbers of a symmetric 3 x 3 stands at (i, j).
static const int sym[3][3] = {{0, 1, 2}, {1, 3, 4}, {2, 4, 5}};

PVS_INLINE void cross(const V *a, const V *b, V *out) {
    out[0] = a[1] * b[2] - a[2] * b[1];
    out[1] = a[2] * b[0] - a[0] * b[2];
    out[2] = a[0] * b[1] - a[1] * b[0];
}
PVS_INLINE V dot(const V *a, const V *b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

// Inverse and determinant of a symmetric 3 x 3.
PVS_INLINE V invert(const V *s, V *inverse) {
    V c0 = s[3] * s[5] - s[4] * s[4], c1 = s[2] * s[4] - s[1] * s[5],
      c2 = s[1] * s[4] - s[2] * s[3];
    V det = s[0] * c0 + s[1] * c1 + s[2] * c2;
    V k = 1.0 / det;
    inverse[0] = c0 * k;
    inverse[1] = c1 * k;
    inverse[2] = c2 * k;
    inverse[3] = (s[0] * s[5] - s[2] * s[2]) * k;
    inverse[4] = (s[1] * s[2] - s[0] * s[4]) * k;
    inverse[5] = (s[0] * s[3] - s[1] * s[1]) * k;
    return det;
}

PVS_INLINE V quadratic(const V *s, const V *a) {
    return a[0] * (s[0] * a[0] + 2.0 * (s[1] * a[1] + s[2] * a[2])) +
           a[1] * (s[3] * a[1] + 2.0 * (s[4] * a[2])) + s[5] * a[2] * a[2];
}

PVS_INLINE void upward(bool ecef, const V *pos, V *up) {
    if (ecef) {
        V k = 1.0 / vsqrt(vmax(dot(pos, pos), all(1.0)));
        up[0] = pos[0] * k;
        up[1] = pos[1] * k;
        up[2] = pos[2] * k;
    } else {
        up[0] = all(0.0);
        up[1] = all(0.0);
        up[2] = all(1.0);
    }
}

// Process noise of white acceleration across and along the vertical, as a symmetric 3 x 3.
PVS_INLINE void noise(bool ecef, const V *up, V qh, V qv, V *q) {
    if (ecef) {
        V k = qv - qh;
        for (int i = 0, n = 0; i < 3; i++) {
            for (int j = i; j < 3; j++, n++) {
                q[n] = k * up[i] * up[j];
            }
        }
        q[0] += qh;
        q[3] += qh;
        q[5] += qh;
    } else {
        q[0] = qh;
        q[1] = all(0.0);
        q[2] = all(0.0);
        q[3] = qh;
        q[4] = all(0.0);
        q[5] = qv;
    }
}

PVS_INLINE void add_noise(V *p, const V *q, V dt) {
    V t = vabs(dt), t3 = t * t * t * (1.0 / 3.0), t2 = dt * t * 0.5;
    for (int i = 0; i < 6; i++) {
        p[P_PP + i] += q[i] * t3;
        p[P_VV + i] += q[i] * t;
    }
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            p[P_PV + 3 * i + j] += q[sym[i][j]] * t2;
        }
    }
}

// Straight on.
PVS_INLINE void go_straight(V *x, V *p, V dt) {
    for (int i = 0; i < 3; i++) {
        x[i] += x[3 + i] * dt;
    }
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j = i; j < 3; j++, n++) {
            p[P_PP + n] += dt * (p[P_PV + 3 * i + j] + p[P_PV + 3 * j + i] + dt * p[P_VV + n]);
        }
    }
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            p[P_PV + 3 * i + j] += dt * p[P_VV + sym[i][j]];
        }
    }
}

// Measurement covariance at a place.
PVS_INLINE V measurement(const PvsFilterSensor *s, const V *pos, V *r) {
    V los[3], e[3], up[3] = {all(s->up[0]), all(s->up[1]), all(s->up[2])}, k[3];
    for (int i = 0; i < 3; i++) {
        los[i] = pos[i] - s->pos[i];
    }
    V range2 = vmax(dot(los, los), all(1.0)), range = vsqrt(range2), inverse = 1.0 / range;
    for (int i = 0; i < 3; i++) {
        e[i] = los[i] * inverse;
    }
    cross(e, up, k);
    V cos2 = vmax(dot(k, k), all(1e-6));
    V var_el = s->var_up > 0.0 ? all(s->var_up) : range2 * s->var_el;
    V along = s->var_range - var_el, across = range2 * s->var_az - var_el / cos2;
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j = i; j < 3; j++, n++) {
            r[n] = along * e[i] * e[j] + across * k[i] * k[j];
        }
    }
    r[0] += var_el;
    r[3] += var_el;
    r[5] += var_el;
    return range;
}

// How hard a target can manoeuvre follows from how fast it flies: what is limited is the rate of turn,
// below some 250 m/s, and the load above. A factor of the manoeuvre's process noise.
PVS_INLINE V agility(const V *vel) {
    V k = 0.02 + dot(vel, vel) * (1.0 / (250.0 * 250.0));
    return select(k < 1.5, k, all(1.5));
}

void NAME(pvs_filter_gates)(const PvsFilterSensor *sensor, const PvsMotions *motions,
                            const PvsStatePack *states, const uint32_t *packs, size_t n,
                            const double *t_s, PvsGatePack *out) {
    for (size_t k = 0; k < n; k++) {
        const PvsStatePack *g = &states[packs[k]];
        PvsGatePack *o = &out[k];
        V dt = load(t_s + PVS_LANES * k) - load(g->q[G_T]);
        V pos[3], old[3], up[3], q[6], s[6], r[6], inverse[6];
        for (int i = 0; i < 3; i++) {
            old[i] = load(g->q[G_X + i]);
            pos[i] = old[i] + dt * (load(g->q[G_V + i]) + 0.5 * dt * load(g->q[G_A + i]));
            store(o->q[O_P + i], pos[i]);
        }
        upward(motions->ecef, old, up);
        noise(motions->ecef, up, load(g->q[G_QH]), load(g->q[G_QV]), q);
        V range = measurement(sensor, pos, r);
        V t3 = vabs(dt) * dt * dt * (1.0 / 3.0);
        for (int i = 0, m = 0; i < 3; i++) {
            for (int j = i; j < 3; j++, m++) {
                s[m] = load(g->q[G_PP + m]) + r[m] + q[m] * t3 +
                       dt * (load(g->q[G_PV + 3 * i + j]) + load(g->q[G_PV + 3 * j + i]) +
                             dt * load(g->q[G_VV + m]));
            }
        }
        V det = invert(s, inverse);
        for (int i = 0; i < 6; i++) {
            store(o->q[O_SI + i], inverse[i]);
            store(o->q[O_R + i], r[i]);
        }
        store(o->q[O_LOGDET], vlog(vmax(det, all(1e-300))));
        // The same for a target that begins to manoeuvre.
        V vel[3] = {load(g->q[G_V]), load(g->q[G_V + 1]), load(g->q[G_V + 2])};
        V more = agility(vel);
        noise(motions->ecef, up, more * motions->gate_qh, more * motions->gate_qv, q);
        for (int i = 0; i < 6; i++) {
            s[i] += q[i] * t3;
        }
        det = invert(s, inverse);
        for (int i = 0; i < 6; i++) {
            store(o->q[O_SI2 + i], inverse[i]);
        }
        store(o->q[O_LOGDET2], vlog(vmax(det, all(1e-300))));
        for (int a = 0; a < 2; a++) {
            V axis[3] = {all(sensor->axis[a][0]), all(sensor->axis[a][1]), all(sensor->axis[a][2])};
            store(o->q[O_HALF + a], vsqrt(vmax(sensor->gate * quadratic(s, axis), all(1.0))));
        }
        store(o->q[O_RANGE], range);
    }
}

PVS_INLINE bool any(VI mask) {
    return (mask[0] | mask[1] | mask[2] | mask[3]) != 0;
}

// The measurement of a pack, and what several plots add.
typedef struct {
    V z[3], r[6], w, spread[6];
    VI used;
    bool soft; // some weight between 0 and 1
} Plots;

PVS_INLINE void load_plots(const PvsUpdatePack *u, const PvsGatePack *gate, Plots *plots) {
    plots->w = load(u->q[U_W]);
    plots->used = plots->w > 0.0;
    VI between = plots->used & (plots->w < 1.0);
    plots->soft = any(between);
    for (int i = 0; i < 3; i++) {
        plots->z[i] = load(u->q[U_Z + i]);
    }
    for (int i = 0; i < 6; i++) {
        plots->r[i] = load(gate->q[O_R + i]);
        plots->spread[i] = all(0.0);
        if (plots->soft) {
            plots->spread[i] = select(between, load(u->q[U_SPREAD + i]), all(0.0));
        }
    }
}

// Updates a state of n_x numbers (6, or 7 with the turn rate). Returns the log of the likelihood but
// for a constant.
PVS_INLINE V update(V *x, V *p, int n_x, const Plots *plots) {
    V s[6], si[6], nu[3], h[7][3], gain[7][3];
    for (int i = 0; i < 6; i++) {
        s[i] = p[P_PP + i] + plots->r[i];
    }
    V det = invert(s, si);
    for (int i = 0; i < 3; i++) {
        nu[i] = plots->z[i] - x[i];
        for (int j = 0; j < 3; j++) {
            h[i][j] = p[P_PP + sym[i][j]];
            h[3 + j][i] = p[P_PV + 3 * i + j];
        }
        h[6][i] = n_x == 7 ? p[P_PW + i] : all(0.0);
    }
    V loglik = -0.5 * (quadratic(si, nu) + vlog(vmax(det, all(1e-300))));
    for (int a = 0; a < n_x; a++) {
        for (int j = 0; j < 3; j++) {
            gain[a][j] =
                h[a][0] * si[sym[0][j]] + h[a][1] * si[sym[1][j]] + h[a][2] * si[sym[2][j]];
        }
        x[a] += plots->w * (gain[a][0] * nu[0] + gain[a][1] * nu[1] + gain[a][2] * nu[2]);
    }
    // P - K T K', T = w S - what the plots' spread gives back; for one sure plot K T is h.
    if (plots->soft) {
        V t[6];
        for (int i = 0, n = 0; i < 3; i++) {
            for (int j = i; j < 3; j++, n++) {
                t[n] = plots->w * (s[n] - plots->spread[n] - (1.0 - plots->w) * nu[i] * nu[j]);
            }
        }
        for (int a = 0; a < n_x; a++) {
            for (int j = 0; j < 3; j++) {
                h[a][j] = gain[a][0] * t[sym[0][j]] + gain[a][1] * t[sym[1][j]] +
                          gain[a][2] * t[sym[2][j]];
            }
        }
    }
#define LESS(at, a, b) p[at] -= gain[a][0] * h[b][0] + gain[a][1] * h[b][1] + gain[a][2] * h[b][2]
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j = i; j < 3; j++, n++) {
            LESS(P_PP + n, i, j);
            LESS(P_VV + n, 3 + i, 3 + j);
        }
    }
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            LESS(P_PV + 3 * i + j, i, 3 + j);
        }
    }
    if (n_x == 7) {
        for (int i = 0; i < 3; i++) {
            LESS(P_PW + i, i, 6);
            LESS(P_VW + i, 3 + i, 6);
        }
        LESS(P_WW, 6, 6);
    }
#undef LESS
    return loglik;
}

// Lanes whose covariance has a variance that is not positive, or is no number.
PVS_INLINE VI bad(const V *p) {
    VI good = (p[P_PP] > 0.0) & (p[P_PP + 3] > 0.0) & (p[P_PP + 5] > 0.0) & (p[P_VV] > 0.0) &
              (p[P_VV + 3] > 0.0) & (p[P_VV + 5] > 0.0);
    good &= (p[P_PP] * p[P_PP + 3] > p[P_PP + 1] * p[P_PP + 1]) &
            (p[P_PP] * p[P_VV] > p[P_PV] * p[P_PV]) &
            (p[P_PP + 3] * p[P_VV + 3] > p[P_PV + 4] * p[P_PV + 4]) &
            (p[P_PP + 5] * p[P_VV + 5] > p[P_PV + 8] * p[P_PV + 8]);
    return ~good;
}

PVS_INLINE void store_state(PvsStatePack *g, VI used, V t, const V *x, const V *p) {
    store(g->q[G_T], select(used, t, load(g->q[G_T])));
    for (int i = 0; i < 6; i++) {
        store(g->q[G_X + i], select(used, x[i], load(g->q[G_X + i])));
    }
    for (int i = 0; i < 21; i++) {
        store(g->q[G_PP + i], select(used, p[i], load(g->q[G_PP + i])));
    }
}

void NAME(pvs_filter_update_cv)(const PvsMotions *motions, PvsStatePack *states,
                                const uint32_t *packs, size_t n, const PvsGatePack *gates,
                                PvsUpdatePack *updates) {
    for (size_t k = 0; k < n; k++) {
        PvsStatePack *g = &states[packs[k]];
        Plots plots;
        load_plots(&updates[k], &gates[k], &plots);
        if (!any(plots.used)) {
            continue;
        }
        V x[6], p[21], up[3], q[6], t = load(updates[k].q[U_T]), dt = t - load(g->q[G_T]);
        for (int i = 0; i < 6; i++) {
            x[i] = load(g->q[G_X + i]);
        }
        for (int i = 0; i < 21; i++) {
            p[i] = load(g->q[G_PP + i]);
        }
        upward(motions->ecef, x, up);
        noise(motions->ecef, up, load(g->q[G_QH]), load(g->q[G_QV]), q);
        go_straight(x, p, dt);
        add_noise(p, q, dt);
        update(x, p, 6, &plots);
        store(updates[k].q[U_BAD], select(bad(p) & plots.used, all(1.0), all(0.0)));
        store_state(g, plots.used, t, x, p);
    }
}

// A turn about the vertical. The state's place and velocity go along the arc; the derivative by the
// rate is a quadrature over it, right to second order.
PVS_INLINE void turn(Model *m, const V *up, V dt) {
    V *x = m->x, *p = m->p, w = x[6], theta = w * dt, s, c;
    vsincos(theta, &s, &c);
    V theta2 = theta * theta;
    VI small = theta2 < 1e-4;
    V safe = select(small, all(1.0), w);
    V sine = select(small, dt * (1.0 - theta2 * (1.0 / 6.0)), s / safe); // int cos
    V versine =
        select(small, dt * theta * (0.5 - theta2 * (1.0 / 24.0)), (1.0 - c) / safe); // int sin
    V rest = dt - sine;
    V r[3][3], a[3][3];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            V uu = up[i] * up[j];
            r[i][j] = (1.0 - c) * uu;
            a[i][j] = rest * uu;
        }
        r[i][i] += c;
        a[i][i] += sine;
    }
    // u x v as a matrix: (0 -uz uy; uz 0 -ux; -uy ux 0)
    r[0][1] -= s * up[2];
    r[0][2] += s * up[1];
    r[1][0] += s * up[2];
    r[1][2] -= s * up[0];
    r[2][0] -= s * up[1];
    r[2][1] += s * up[0];
    a[0][1] -= versine * up[2];
    a[0][2] += versine * up[1];
    a[1][0] += versine * up[2];
    a[1][2] -= versine * up[0];
    a[2][0] -= versine * up[1];
    a[2][1] += versine * up[0];
    V v1[3], mean[3], b[3], d[3];
    for (int i = 0; i < 3; i++) {
        v1[i] = r[i][0] * x[3] + r[i][1] * x[4] + r[i][2] * x[5];
        x[i] += a[i][0] * x[3] + a[i][1] * x[4] + a[i][2] * x[5];
        mean[i] = x[3 + i] * (1.0 / 6.0) + v1[i] * (1.0 / 3.0);
    }
    cross(up, mean, b);
    cross(up, v1, d);
    for (int i = 0; i < 3; i++) {
        x[3 + i] = v1[i];
        b[i] *= dt * dt;
        d[i] *= dt;
    }

    // F = (I A b; 0 R d; 0 0 1)
    V pv1[3][3], vv1[3][3], pa[3][3], va[3][3], wv[3], wa[3], ww = p[P_WW];
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            V pr = all(0.0), vr = all(0.0), pp = all(0.0), vp = all(0.0);
            for (int k = 0; k < 3; k++) {
                pr += p[P_PV + 3 * i + k] * r[j][k];
                vr += p[P_VV + sym[i][k]] * r[j][k];
                pp += p[P_PV + 3 * i + k] * a[j][k];
                vp += p[P_VV + sym[i][k]] * a[j][k];
            }
            pv1[i][j] = pr + p[P_PW + i] * d[j];
            vv1[i][j] = vr + p[P_VW + i] * d[j];
            pa[i][j] = pp + p[P_PW + i] * b[j];
            va[i][j] = vp + p[P_VW + i] * b[j];
        }
    }
    for (int i = 0; i < 3; i++) {
        wv[i] = r[i][0] * p[P_VW] + r[i][1] * p[P_VW + 1] + r[i][2] * p[P_VW + 2] + d[i] * ww;
        wa[i] = a[i][0] * p[P_VW] + a[i][1] * p[P_VW + 1] + a[i][2] * p[P_VW + 2] + b[i] * ww;
    }
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j = i; j < 3; j++, n++) {
            p[P_PP + n] += pa[i][j] + pa[j][i] + a[i][0] * va[0][j] + a[i][1] * va[1][j] +
                           a[i][2] * va[2][j] + b[i] * wa[j];
            p[P_VV + n] =
                r[i][0] * vv1[0][j] + r[i][1] * vv1[1][j] + r[i][2] * vv1[2][j] + d[i] * wv[j];
        }
    }
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            p[P_PV + 3 * i + j] = pv1[i][j] + a[i][0] * vv1[0][j] + a[i][1] * vv1[1][j] +
                                  a[i][2] * vv1[2][j] + b[i] * wv[j];
        }
    }
    for (int i = 0; i < 3; i++) {
        p[P_PW + i] += wa[i];
        p[P_VW + i] = wv[i];
    }
}

// Mixes the models over a time dt. `mu` becomes the predicted probabilities.
PVS_INLINE void mix(const PvsMotions *motions, const PvsModelPack *pack, V dt, Model *out, V *mu) {
    V weight[M_MODELS][M_MODELS], mean[6], y[M_MODELS][7], total[M_MODELS];
    V old[M_MODELS], t = vabs(dt);
    for (int i = 0; i < M_MODELS; i++) {
        old[i] = load(pack->q[i * M_N + M_MU]);
        V stay = vexp(t * (-1.0 / motions->stay_s[i]));
        for (int j = 0; j < M_MODELS; j++) {
            weight[i][j] = old[i] * (i == j ? stay : (1.0 - stay) * motions->next[i][j]);
        }
    }
    for (int j = 0; j < M_MODELS; j++) {
        total[j] = weight[0][j] + weight[1][j] + weight[2][j];
        V k = 1.0 / vmax(total[j], all(1e-30));
        for (int i = 0; i < M_MODELS; i++) {
            weight[i][j] *= k;
        }
        mu[j] = total[j];
    }
    for (int a = 0; a < 6; a++) {
        V x[M_MODELS];
        for (int i = 0; i < M_MODELS; i++) {
            x[i] = load(pack->q[i * M_N + M_X + a]);
        }
        mean[a] = old[0] * x[0] + old[1] * x[1] + old[2] * x[2];
        for (int i = 0; i < M_MODELS; i++) {
            y[i][a] = x[i] - mean[a];
        }
    }
    for (int i = 0; i < M_MODELS; i++) {
        y[i][6] = load(pack->q[i * M_N + M_X + 6]);
    }
    V z[M_MODELS][7];
    for (int j = 0; j < M_MODELS; j++) {
        for (int a = 0; a < 7; a++) {
            z[j][a] = weight[0][j] * y[0][a] + weight[1][j] * y[1][a] + weight[2][j] * y[2][a];
        }
        for (int a = 0; a < 6; a++) {
            out[j].x[a] = mean[a] + z[j][a];
        }
        out[j].x[6] = j == 1 ? z[j][6] : all(0.0);
    }
#define MIX(at, a, b, only_turn)                                                                   \
    do {                                                                                           \
        V m0 = load(pack->q[M_P + (at)]) + y[0][a] * y[0][b];                                      \
        V m1 = load(pack->q[M_N + M_P + (at)]) + y[1][a] * y[1][b];                                \
        V m2 = load(pack->q[2 * M_N + M_P + (at)]) + y[2][a] * y[2][b];                            \
        for (int j = (only_turn); j < ((only_turn) ? 2 : M_MODELS); j++) {                         \
            out[j].p[at] =                                                                         \
                weight[0][j] * m0 + weight[1][j] * m1 + weight[2][j] * m2 - z[j][a] * z[j][b];     \
        }                                                                                          \
    } while (0)
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j2 = i; j2 < 3; j2++, n++) {
            MIX(P_PP + n, i, j2, 0);
            MIX(P_VV + n, 3 + i, 3 + j2, 0);
        }
    }
    for (int i = 0; i < 3; i++) {
        for (int j2 = 0; j2 < 3; j2++) {
            MIX(P_PV + 3 * i + j2, i, 3 + j2, 0);
        }
        MIX(P_PW + i, i, 6, 1);
        MIX(P_VW + i, 3 + i, 6, 1);
    }
    MIX(P_WW, 6, 6, 1);
#undef MIX
}

PVS_INLINE void store_models(const PvsMotions *motions, PvsModelPack *pack, VI used,
                             const Model *model, const V *mu) {
    for (int j = 0; j < M_MODELS; j++) {
        double(*q)[PVS_LANES] = &pack->q[j * M_N];
        store(q[M_MU], select(used, mu[j], load(q[M_MU])));
        for (int a = 0; a < 6; a++) {
            store(q[M_X + a], select(used, model[j].x[a], load(q[M_X + a])));
        }
        for (int a = 0; a < 21; a++) {
            store(q[M_P + a], select(used, model[j].p[a], load(q[M_P + a])));
        }
        if (j == 1) {
            store(q[M_X + 6], select(used, model[j].x[6], load(q[M_X + 6])));
            for (int a = 21; a < 28; a++) {
                store(q[M_P + a], select(used, model[j].p[a], load(q[M_P + a])));
            }
        }
    }
    (void)motions;
}

// The combined estimate.
PVS_INLINE void combine(const Model *model, const V *mu, V *x, V *p) {
    V y[M_MODELS][6];
    for (int a = 0; a < 6; a++) {
        x[a] = mu[0] * model[0].x[a] + mu[1] * model[1].x[a] + mu[2] * model[2].x[a];
        for (int j = 0; j < M_MODELS; j++) {
            y[j][a] = model[j].x[a] - x[a];
        }
    }
#define ADD(at, a, b)                                                                              \
    p[at] = mu[0] * (model[0].p[at] + y[0][a] * y[0][b]) +                                         \
            mu[1] * (model[1].p[at] + y[1][a] * y[1][b]) +                                         \
            mu[2] * (model[2].p[at] + y[2][a] * y[2][b])
    for (int i = 0, n = 0; i < 3; i++) {
        for (int j = i; j < 3; j++, n++) {
            ADD(P_PP + n, i, j);
            ADD(P_VV + n, 3 + i, 3 + j);
        }
    }
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            ADD(P_PV + 3 * i + j, i, 3 + j);
        }
    }
#undef ADD
}

void NAME(pvs_filter_update_imm)(const PvsMotions *motions, PvsStatePack *states,
                                 PvsModelPack *models, const uint32_t *packs, size_t n,
                                 const PvsGatePack *gates, PvsUpdatePack *updates) {
    for (size_t k = 0; k < n; k++) {
        PvsStatePack *g = &states[packs[k]];
        PvsModelPack *pack = &models[packs[k]];
        Plots plots;
        Model model[M_MODELS];
        load_plots(&updates[k], &gates[k], &plots);
        if (!any(plots.used)) {
            continue;
        }
        V mu[M_MODELS], loglik[M_MODELS], up[3], q[6], x[6], p[21];
        V t = load(updates[k].q[U_T]), dt = t - load(g->q[G_T]);
        mix(motions, pack, dt, model, mu);
        for (int i = 0; i < 3; i++) {
            x[i] = load(g->q[G_X + i]);
        }
        upward(motions->ecef, x, up);
        V vel[3] = {load(g->q[G_V]), load(g->q[G_V + 1]), load(g->q[G_V + 2])};
        V agile = agility(vel);
        for (int j = 0; j < M_MODELS; j++) {
            if (j == 1) {
                turn(&model[j], up, dt);
                model[j].p[P_WW] += motions->q_turn * vabs(dt);
            } else {
                go_straight(model[j].x, model[j].p, dt);
            }
            V more = j == 2 ? agile : all(1.0);
            noise(motions->ecef, up, more * motions->qh[j], more * motions->qv[j], q);
            add_noise(model[j].p, q, dt);
            loglik[j] = update(model[j].x, model[j].p, j == 1 ? 7 : 6, &plots);
        }
        V best = vmax(loglik[0], vmax(loglik[1], loglik[2])), sum = all(0.0);
        for (int j = 0; j < M_MODELS; j++) {
            mu[j] = vmax(mu[j] * vexp(vmax((loglik[j] - best) * plots.w, all(-600.0))), all(1e-6));
            sum += mu[j];
        }
        V qh = all(0.0), qv = all(0.0), acc[3];
        for (int j = 0; j < M_MODELS; j++) {
            mu[j] /= sum;
            V more = j == 2 ? agile * mu[j] : mu[j];
            qh += more * motions->qh[j];
            qv += more * motions->qv[j];
        }
        combine(model, mu, x, p);
        VI wrong = bad(model[0].p) | bad(model[1].p) | bad(model[2].p) | ~(model[1].p[P_WW] > 0.0);
        store(updates[k].q[U_BAD], select(wrong & plots.used, all(1.0), all(0.0)));
        store_models(motions, pack, plots.used, model, mu);
        store_state(g, plots.used, t, x, p);
        cross(up, &model[1].x[3], acc);
        for (int i = 0; i < 3; i++) {
            V a = mu[1] * model[1].x[6] * acc[i];
            store(g->q[G_A + i], select(plots.used, a, load(g->q[G_A + i])));
        }
        store(g->q[G_QH], select(plots.used, qh, load(g->q[G_QH])));
        store(g->q[G_QV], select(plots.used, qv, load(g->q[G_QV])));
    }
}

void NAME(pvs_filter_place)(const PvsFilterSensor *s, size_t n, const PvsPlaces *p) {
    bool flat_radar = s->var_up > 0.0;
    for (size_t i = 0; i < n; i += PVS_LANES) {
        V sin_az, cos_az, sin_el, cos_el, range = load(p->range_m + i), x[3], a = all(0.0), b = a;
        vsincos(load(p->az_rad + i), &sin_az, &cos_az);
        vsincos(load(p->el_rad + i), &sin_el, &cos_el);
        V flat = range * cos_el, east = flat * sin_az, north = flat * cos_az, up = range * sin_el;
        for (int k = 0; k < 3; k++) {
            x[k] = s->pos[k] + (east * s->east[k] + north * s->north[k] + up * s->up[k]);
            store(p->pos[k] + i, x[k]);
            a += s->axis[0][k] * x[k];
            b += s->axis[1][k] * x[k];
        }
        store(p->plane[0] + i, a);
        store(p->plane[1] + i, b);
        V cell = vmax(flat_radar ? range : range * flat, all(1e3));
        store(p->gain + i, s->log_gain + vlog(cell));
    }
}
