// SPDX-License-Identifier: Apache-2.0
// Tabulated profiles: height and speed over the ground range, flown along a great circle of
// normals.
//
// Height is the monotone cubic through the rows (F. N. Fritsch, R. E. Carlson, SIAM J. Numer. Anal.
// 17, 1980; slopes as in Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5, 1984). Between two rows
// the square of the speed is linear in the range (even acceleration), so that a launch from rest is
// allowed. With the share w of the range between the rows written as
//     w = tau (2 v0 + (v1 - v0) tau) / (v0 + v1),
// the speed is v0 + (v1 - v0) tau and the time dt = 2 (ds/dw) / (v0 + v1) dtau is smooth, whatever
// v0. Each row interval is cut into equal pieces of tau; on a piece, angle and height are the
// cubics of time that meet the values and rates at both ends.
#include "arc_inline.h"
#include "leg.h"

#define FIT_M       1.0 ///< wanted fit error, when the capacity allows
#define PIECES_MAX  64  ///< of one row interval
#define PROFILE_SUB 4   ///< parts of a piece: integrated by three Gauss points, fit checked between

/// One row interval.
typedef struct {
    GreatCircle circle;
    double u0, u1;         ///< shares of the whole range
    double h0, h1, m0, m1; ///< heights and their slopes over u
    double v0, v1;
} RowPiece;

/// A moment of the table's own curve.
typedef struct {
    double phi_rad, h_m;
    double dt_dtau;
    double phi_rate, climb;
} Moment;

static Moment moment_at(const RowPiece *p, double tau) {
    double sum = p->v0 + p->v1, speed = p->v0 + (p->v1 - p->v0) * tau;
    double w = tau * (2.0 * p->v0 + (p->v1 - p->v0) * tau) / sum, du = p->u1 - p->u0;
    // Cubic in w, and its slope over u.
    double a = p->m0 * du, b = p->m1 * du, dh = p->h1 - p->h0;
    double c2 = 3.0 * dh - 2.0 * a - b, c3 = a + b - 2.0 * dh;
    Moment m = {.phi_rad = (p->u0 + w * du) * p->circle.angle_rad,
                .h_m = p->h0 + ((c3 * w + c2) * w + a) * w};
    double h_slope = ((3.0 * c3 * w + 2.0 * c2) * w + a) / du;

    double s, c;
    pvs_k_sincos(m.phi_rad, &s, &c);
    PvsVec3 n = pvs_vec3_add_scaled(pvs_vec3_scale(p->circle.a, c), s, p->circle.b);
    PvsVec3 along = pvs_vec3_add_scaled(pvs_vec3_scale(p->circle.b, c), -s, p->circle.a);
    double ground_m = p->circle.angle_rad * leg_ground_radius_m(n, along, m.h_m);
    double path_m = sqrt(ground_m * ground_m + h_slope * h_slope); // for a unit of u
    m.dt_dtau = 2.0 * path_m * du / sum;
    m.phi_rate = p->circle.angle_rad * speed / path_m;
    m.climb = h_slope * speed / path_m;
    return m;
}

static double time_between(const RowPiece *p, double tau0, double tau1) {
    const double half = 0.5 * (tau1 - tau0), middle = 0.5 * (tau0 + tau1),
                 x = half * 0.77459666924148338;
    double outer = moment_at(p, middle - x).dt_dtau + moment_at(p, middle + x).dt_dtau;
    return half * (5.0 * outer + 8.0 * moment_at(p, middle).dt_dtau) / 9.0;
}

// Cubic y = y0 + c[0] s + c[1] s^2 + c[2] s^3 that rises by dy in t_s, with the rates r0 and r1 at
// its ends.
static void cubic_through(double dy, double r0, double r1, double t_s, double c[3]) {
    c[0] = r0;
    c[1] = (3.0 * dy / t_s - 2.0 * r0 - r1) / t_s;
    c[2] = (r0 + r1 - 2.0 * dy / t_s) / (t_s * t_s);
}

static double cubic_at(const double c[3], double s) {
    return ((c[2] * s + c[1]) * s + c[0]) * s;
}

// Fit error of the piece from tau0 to tau1: its cubics against the table's curve, at the joints of
// its parts; and its duration.
static double fit_error(const RowPiece *p, double tau0, double tau1, double *duration_s) {
    double t_s[PROFILE_SUB + 1] = {0.0}, phi[3], h[3], worst = 0.0;
    for (int k = 0; k < PROFILE_SUB; k++) {
        double step = (tau1 - tau0) / PROFILE_SUB;
        t_s[k + 1] = t_s[k] + time_between(p, tau0 + step * k, tau0 + step * (k + 1));
    }
    *duration_s = t_s[PROFILE_SUB];
    Moment m0 = moment_at(p, tau0), m1 = moment_at(p, tau1);
    cubic_through(m1.phi_rad - m0.phi_rad, m0.phi_rate, m1.phi_rate, *duration_s, phi);
    cubic_through(m1.h_m - m0.h_m, m0.climb, m1.climb, *duration_s, h);
    for (int k = 1; k < PROFILE_SUB; k++) {
        Moment m = moment_at(p, tau0 + (tau1 - tau0) * k / PROFILE_SUB);
        double off_along =
            (m0.phi_rad + cubic_at(phi, t_s[k]) - m.phi_rad) * (PVS_WGS84_A_M + m.h_m);
        double off_up = m0.h_m + cubic_at(h, t_s[k]) - m.h_m;
        double off = sqrt(off_along * off_along + off_up * off_up);
        worst = off > worst ? off : worst;
    }
    return worst;
}

// Fewest pieces (a power of two) that fit within a tolerance, at most PIECES_MAX; what they reach.
static int pieces_for(const RowPiece *p, double tolerance_m, double *fit_m) {
    for (int n = 1;; n *= 2) {
        double worst = 0.0, duration_s;
        for (int i = 0; i < n && worst <= tolerance_m; i++) {
            double e = fit_error(p, (double)i / n, (double)(i + 1) / n, &duration_s);
            worst = e > worst ? e : worst;
        }
        if (worst <= tolerance_m || n == PIECES_MAX) {
            *fit_m = worst;
            return n;
        }
    }
}

// --- the table -----------------------------------------------------------------------------------

/// The rows, normalised: shares from 0 to 1, ellipsoidal heights, the last one that of the end
/// point.
typedef struct {
    const PvsProfileRow *rows;
    size_t n;
    double first, scale, h_offset_m, h_end_m;
} Table;

static double share(const Table *t, size_t i) {
    return i + 1 == t->n ? 1.0 : (t->rows[i].range_fraction - t->first) * t->scale;
}

static double height(const Table *t, size_t i) {
    // Knots are floats, because that is how a segment keeps its first height.
    return (double)(float)(i + 1 == t->n ? t->h_end_m : t->rows[i].h_msl_m + t->h_offset_m);
}

static double secant(const Table *t, size_t i) {
    return (height(t, i + 1) - height(t, i)) / (share(t, i + 1) - share(t, i));
}

// Slope at a row that keeps the curve monotone between rows: a weighted harmonic mean of the
// secants; 0 at a turn.
static double slope(const Table *t, size_t i) {
    if (i == 0 || i + 1 == t->n) {
        double s = secant(t, i == 0 ? 0 : t->n - 2);
        if (t->n == 2) {
            return s;
        }
        double next = slope(t, i == 0 ? 1 : t->n - 2), end = 0.5 * (3.0 * s - next);
        return end * s <= 0.0 ? 0.0 : fabs(end) > 3.0 * fabs(s) ? 3.0 * s : end;
    }
    double s0 = secant(t, i - 1), s1 = secant(t, i);
    if (s0 * s1 <= 0.0) {
        return 0.0;
    }
    double d0 = share(t, i) - share(t, i - 1), d1 = share(t, i + 1) - share(t, i);
    double w0 = d0 + 2.0 * d1, w1 = 2.0 * d0 + d1;
    return (w0 + w1) / (w0 / s1 + w1 / s0);
}

static RowPiece row_piece(const Table *t, GreatCircle circle, size_t i) {
    RowPiece p = {.circle = circle,
                  .u0 = share(t, i),
                  .u1 = share(t, i + 1),
                  .h0 = height(t, i),
                  .h1 = height(t, i + 1),
                  .m0 = slope(t, i),
                  .m1 = slope(t, i + 1),
                  .v0 = t->rows[i].speed_mps,
                  .v1 = t->rows[i + 1].speed_mps};
    return p;
}

static bool table_is_valid(const PvsProfileRow *rows, size_t n) {
    for (size_t i = 0; i + 1 < n; i++) {
        double v0 = rows[i].speed_mps, v1 = rows[i + 1].speed_mps;
        if (!(rows[i + 1].range_fraction > rows[i].range_fraction) ||
            !(v0 >= 0.0 && v1 >= 0.0 && v0 + v1 > 0.0)) {
            return false;
        }
    }
    return n >= 2;
}

// --- writing -------------------------------------------------------------------------------------

static PvsSegment piece_segment(const RowPiece *p, double tau0, double tau1, PvsTime t0,
                                PvsTime t1) {
    Moment m0 = moment_at(p, tau0), m1 = moment_at(p, tau1);
    PvsSegment g = {.t0 = t0, .t1 = t1, .kind = PVS_SEG_PROFILE, .profile_h0_m = (float)m0.h_m};
    double s, c, duration_s = pvs_time_s(t1 - t0);
    pvs_k_sincos(m0.phi_rad, &s, &c);
    g.profile.a = pvs_vec3_add_scaled(pvs_vec3_scale(p->circle.a, c), s, p->circle.b);
    g.profile.b = pvs_vec3_add_scaled(pvs_vec3_scale(p->circle.b, c), -s, p->circle.a);
    cubic_through(m1.phi_rad - m0.phi_rad, m0.phi_rate, m1.phi_rate, duration_s, g.profile.phi);
    cubic_through((double)(float)m1.h_m - (double)(float)m0.h_m, m0.climb, m1.climb, duration_s,
                  g.profile.h);
    return g;
}

/// Where the next segment goes.
typedef struct {
    PvsSegment *out;
    size_t capacity, n;
    PvsTime t0;
    double t_s, worst_m; ///< since t0; fit error so far
} Writer;

static void put_row(Writer *w, const RowPiece *p, double tolerance_m) {
    double fit_m;
    int pieces = pieces_for(p, tolerance_m, &fit_m);
    w->worst_m = fit_m > w->worst_m ? fit_m : w->worst_m;
    for (int k = 0; k < pieces; k++) {
        double tau0 = (double)k / pieces, tau1 = (double)(k + 1) / pieces, duration_s;
        fit_error(p, tau0, tau1, &duration_s);
        PvsTime begin = w->t0 + pvs_time_from_s(w->t_s),
                end = w->t0 + pvs_time_from_s(w->t_s + duration_s);
        w->t_s += duration_s;
        if (end > begin && w->n++ < w->capacity) {
            w->out[w->n - 1] = piece_segment(p, tau0, tau1, begin, end);
        }
    }
}

size_t pvs_profile(PvsLlh from, PvsLlh to, const PvsProfileRow *rows, size_t n_rows,
                   double h_offset_m, PvsTime t0, PvsSegment *out, size_t capacity, double *fit_m) {
    GreatCircle circle = leg_circle(pvs_normal_from_llh(from), pvs_normal_from_llh(to));
    if (!table_is_valid(rows, n_rows) || n_rows - 1 > capacity || !(circle.angle_rad > 0.0)) {
        return 0;
    }
    Table table = {rows, n_rows, rows[0].range_fraction, 1.0, h_offset_m, to.h_ell_m};
    table.scale = 1.0 / (rows[n_rows - 1].range_fraction - table.first);

    // The finest tolerance that the capacity allows.
    for (double tolerance_m = FIT_M;; tolerance_m *= 4.0) {
        Writer w = {out, capacity, 0, t0, 0.0, 0.0};
        for (size_t i = 0; i + 1 < n_rows; i++) {
            RowPiece p = row_piece(&table, circle, i);
            put_row(&w, &p, tolerance_m);
        }
        if (w.n <= capacity) {
            if (fit_m) {
                *fit_m = w.worst_m;
            }
            return w.n;
        }
    }
}
