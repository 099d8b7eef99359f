// SPDX-License-Identifier: Apache-2.0
// The vector loops of the look kernel, compiled once for each instruction set (PVS_ISA). Each is a plain loop over lanes of
// + - * / sqrt and selects, short enough that the processor overlaps its iterations; no lane reads another, so that any width
// and any batch gives the same bits. Formulas: docs/model, and the comments at each loop.
#include "look_kernel.h"

#include "base/luck.h"
#include "base/math.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

/// Turning by more than this (rad) between mid-scan and the look, or by half of its square through acceleration, needs more than one step.
#define TURN_EASY 0.03

/// Tells the compiler that no loop has a tail.
#define WHOLE(n) ((n) / PVS_LOOK_WIDTH * PVS_LOOK_WIDTH)

static inline double dot3(const double *restrict row, double x, double y, double z) {
    return (row[0] * x + row[1] * y) + row[2] * z;
}

// --- frames -------------------------------------------------------------------------------------------------

static void enu_positions(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    const double *restrict x = in->px, *restrict y = in->py, *restrict z = in->pz;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        double dx = x[i] - c.origin[0], dy = y[i] - c.origin[1], dz = z[i] - c.origin[2];
        temp->east[i] = dot3(c.east, dx, dy, dz);
        temp->north[i] = dot3(c.north, dx, dy, dz);
        temp->up[i] = dot3(c.up, dx, dy, dz);
    }
}

static void enu_velocities(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    const double *restrict x = in->vx, *restrict y = in->vy, *restrict z = in->vz;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        temp->v_east[i] = dot3(c.east, x[i], y[i], z[i]);
        temp->v_north[i] = dot3(c.north, x[i], y[i], z[i]);
        temp->v_up[i] = dot3(c.up, x[i], y[i], z[i]);
    }
}

static void enu_accelerations(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    const double *restrict x = in->ax, *restrict y = in->ay, *restrict z = in->az;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        double hx = 0.5 * x[i], hy = 0.5 * y[i], hz = 0.5 * z[i];
        temp->half_a_east[i] = dot3(c.east, hx, hy, hz);
        temp->half_a_north[i] = dot3(c.north, hx, hy, hz);
        temp->half_a_up[i] = dot3(c.up, hx, hy, hz);
    }
}

static void enu(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *temp) {
    enu_positions(scan, in, n, temp);
    enu_velocities(scan, in, n, temp);
    enu_accelerations(scan, in, n, temp);
}

// --- when the beam is there ----------------------------------------------------------------------------------

// The beam passes at mid-scan + s, where azimuth(s) = pi + Omega s. With azimuth(s) = az0 + w s + h s^2 (h half the angular acceleration):
// s = (az0 - pi + h s^2) / (Omega - w), one Newton step from s = 0 and one correction for h.
static uint64_t beam(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *restrict temp) {
    enu(scan, in, n, temp);
    const PvsLookScan c = *scan;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        double az = pvs_k_atan2(temp->east[i], temp->north[i]);
        temp->az_rad[i] = az < 0.0 ? az + PVS_TWO_PI : az;
    }
    for (size_t i = 0; i < WHOLE(n); ++i) {
        double e = temp->east[i], nn = temp->north[i];
        double ve = temp->v_east[i], vn = temp->v_north[i];
        double rho2 = e * e + nn * nn;
        double turn = nn * ve - e * vn;                   // w rho^2
        double out = e * ve + nn * vn;                    // rho d(rho)/dt
        double bend = nn * temp->half_a_east[i] - e * temp->half_a_north[i];
        double lag = c.beam_radps * rho2 - turn;          // (Omega - w) rho^2
        double inverse = 1.0 / (rho2 * lag);              // of both at once
        double inv_rho2 = inverse * lag, inv_rate = inverse * (rho2 * rho2);
        double w = turn * inv_rho2;
        double h = (bend - w * out) * inv_rho2;
        double ahead = temp->az_rad[i] - PVS_PI;
        double s = ahead * inv_rate;
        s = (ahead + h * (s * s)) * inv_rate;

        // Hard: much turning, or a root outside the scan (where the comparison fails for NaN, too).
        double turned = w * s;
        double inside = fabs(s) < c.last_s ? 1.0 : 0.0;
        double easy = turned * turned < TURN_EASY * TURN_EASY ? inside : 0.0;
        easy = fabs(h * (s * s)) < TURN_EASY * TURN_EASY ? easy : 0.0;
        easy = lag > 0.5 * (c.beam_radps * rho2) ? easy : 0.0;
        temp->hard[i] = 1.0 - easy;
        temp->offset_s[i] = inside > 0.0 ? s : 0.0;
        double in_beam = c.beam_radps * (c.half_period_s + s);
        double at_middle = temp->az_rad[i];
        temp->az_rad[i] = easy > 0.0 ? in_beam : at_middle;
    }
    uint64_t any_hard = 0;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        any_hard |= pvs_k_bits(temp->hard[i]);
    }
    return any_hard;
}

static void revisit(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *restrict temp) {
    enu(scan, in, n, temp);
    const PvsLookScan c = *scan;
    const uint64_t *restrict id = in->pair_id;
    for (size_t i = 0; i < WHOLE(n); ++i) { // 32 bits of the id as a fraction of the period
        double fraction = (pvs_k_real((id[i] >> 32) | 0x4330000000000000) - 0x1p52) * 0x1p-32;
        temp->offset_s[i] = c.period_s * (fraction - 0.5);
    }
    for (size_t i = 0; i < WHOLE(n); ++i) {
        double s = temp->offset_s[i];
        double e = temp->east[i] + s * (temp->v_east[i] + s * temp->half_a_east[i]);
        double nn = temp->north[i] + s * (temp->v_north[i] + s * temp->half_a_north[i]);
        double az = pvs_k_atan2(e, nn);
        temp->az_rad[i] = az < 0.0 ? az + PVS_TWO_PI : az;
    }
}

// --- the signal ----------------------------------------------------------------------------------------------

// Geometry at the time of the look and the cross-section by aspect (rcs.c). With l from radar to target, P from the Earth's centre to the
// target and v its velocity: squared cosine along v = (l.v)^2 / (R^2 v^2); along the target's upward axis, P less its part along v:
// ((l.P) v^2 - (P.v)(l.v))^2 / (R^2 v^2 D), D = P^2 v^2 - (P.v)^2. One division serves all.
static void geometry(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    const double *restrict nose = in->ln_nose, *restrict side = in->ln_beam;
    const double *restrict tail = in->ln_tail, *restrict top = in->ln_top;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        double s = temp->offset_s[i];
        double de = s * temp->half_a_east[i], dn = s * temp->half_a_north[i], du = s * temp->half_a_up[i];
        double e = temp->east[i] + s * (temp->v_east[i] + de), ve = temp->v_east[i] + 2.0 * de;
        double nn = temp->north[i] + s * (temp->v_north[i] + dn), vn = temp->v_north[i] + 2.0 * dn;
        double u = temp->up[i] + s * (temp->v_up[i] + du), vu = temp->v_up[i] + 2.0 * du;

        double r2 = (e * e + nn * nn) + u * u;
        double v2 = (ve * ve + vn * vn) + vu * vu;
        double lv = (e * ve + nn * vn) + u * vu;
        double pe = e + c.centre[0], pn = nn + c.centre[1], pu = u + c.centre[2];
        double p2 = (pe * pe + pn * pn) + pu * pu;
        double lp = (e * pe + nn * pn) + u * pu;
        double pv = (pe * ve + pn * vn) + pu * vu;
        double d = p2 * v2 - pv * pv;

        double r = sqrt(r2);
        double has_up = d > 1e-12 * (p2 * v2) ? 1.0 : 0.0; // not straight up or down, not still
        double vd = has_up > 0.0 ? v2 * d : 1.0;
        double inverse = 1.0 / (r * vd);
        double inv_r = inverse * vd, inv_vd = inverse * r;
        double inv_r2 = inv_r * inv_r;
        double a = lp * v2 - pv * lv;
        double along_up = (lv * lv) * (inv_r2 * inv_vd) * d;
        double along_vertical = lv * lv * inv_r2 / (v2 > 0.0 ? v2 : 1.0);
        double along = has_up > 0.0 ? along_up : along_vertical;
        double above = has_up > 0.0 ? (a * a) * (inv_r2 * inv_vd) : 0.0;
        along = along < 1.0 ? along : 1.0;
        double rest = 1.0 - along;
        above = above < rest ? above : rest;
        double ln_nose = nose[i], ln_tail = tail[i];
        temp->ln_rcs[i] = (along * (lv <= 0.0 ? ln_nose : ln_tail) + (rest - above) * side[i]) + above * top[i];
        temp->inv_range2[i] = inv_r2;
        temp->range_m[i] = r;
        temp->sin_el[i] = u * inv_r;
        temp->closing_mps[i] = 0.0 - lv * inv_r;
    }
}

static void signal(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *restrict temp) {
    geometry(scan, in, n, temp);
    const double ln_pfa = scan->ln_pfa, constant = scan->snr_constant;
    const double *restrict gain = in->ln_gain;
    if (gain) {
        for (size_t i = 0; i < WHOLE(n); ++i) {
            temp->ln_rcs[i] += gain[i];
        }
    }
    for (size_t i = 0; i < WHOLE(n); ++i) {
        double inv_r2 = temp->inv_range2[i];
        temp->snr_lin[i] = pvs_k_exp(temp->ln_rcs[i]) * constant * (inv_r2 * inv_r2);
    }
    for (size_t i = 0; i < WHOLE(n); ++i) {
        temp->pd[i] = pvs_k_exp(ln_pfa / (1.0 + temp->snr_lin[i]));
    }
}

// --- the draw ------------------------------------------------------------------------------------------------

static void draws(const PvsLookScan *scan, const uint64_t *restrict id, size_t n, uint32_t *restrict word) {
    const PvsLookScan c = *scan;
    const PvsLuck luck = {{c.key[0], c.key[1]}};
    for (size_t i = 0; i < WHOLE(n); ++i) {
        PvsBlock b = pvs_luck_block_inline(luck, PVS_LUCK_LOOK, id[i], c.ordinal);
        word[i] = ((b.w[0] & c.word_mask[0]) | (b.w[1] & c.word_mask[1])) |
                  ((b.w[2] & c.word_mask[2]) | (b.w[3] & c.word_mask[3]));
    }
}

static void limits(const PvsLookScan *scan, size_t n, PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        double r = temp->range_m[i], s = temp->sin_el[i];
        double p = temp->pd[i];
        p = r >= c.range_min_m ? p : 0.0;
        p = r <= c.range_max_m ? p : 0.0;
        p = s + c.lift_el_min * r >= c.sin_el_min ? p : 0.0;
        p = s + c.lift_el_max * r <= c.sin_el_max ? p : 0.0;
        p = fabs(temp->closing_mps[i]) >= c.radial_min_mps ? p : 0.0;
        temp->pd[i] = p;
    }
}

static void detect(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *temp, const PvsLookOut *out) {
    limits(scan, n, temp);
    draws(scan, in->pair_id, n, temp->word);
    const double *restrict pd = temp->pd;
    const uint32_t *restrict word = temp->word;
    double *restrict miss = temp->miss;
    for (size_t i = 0; i < WHOLE(n); ++i) { // (word + 1/2) / 2^32, by the bits of 2^52 + word
        double uniform = (pvs_k_real((uint64_t)word[i] | 0x4330000000000000) - (0x1p52 - 0.5)) * 0x1p-32;
        miss[i] = uniform - pd[i];
    }
    uint8_t *restrict detected = out->detected;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        detected[i] = (uint8_t)(pvs_k_bits(miss[i]) >> 63);
    }
    double *restrict t_s = out->t_s;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        t_s[i] = scan->half_period_s + temp->offset_s[i];
    }
    const size_t bytes = WHOLE(n) * sizeof(double);
    memcpy(out->range_m, temp->range_m, bytes);
    memcpy(out->az_rad, temp->az_rad, bytes);
    memcpy(out->sin_el, temp->sin_el, bytes);
    memcpy(out->closing_mps, temp->closing_mps, bytes);
    memcpy(out->snr_lin, temp->snr_lin, bytes);
    memcpy(out->pd, temp->pd, bytes);
}

const PvsLookKernel JOIN(pvs_look_kernel_isa, PVS_ISA) = {beam, revisit, signal, detect};
