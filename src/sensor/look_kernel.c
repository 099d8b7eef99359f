// SPDX-License-Identifier: Apache-2.0
// The vector loops of the look kernel, compiled once for each instruction set (PVS_ISA). Each is a
// plain loop over lanes of + - * / sqrt and selects, short enough that the processor overlaps its
// iterations; no lane reads another, so that any width and any batch gives the same bits. Positions
// are taken relative to the radar in double precision; from there on floats do.
#include "look_kernel.h"

#include "rcs.h"
#include "short_math.h"
#include "uniform_lanes.h"

#define JOIN_(a, b) a##b
#define JOIN(a, b)  JOIN_(a, b)

/// Moving by more than this share of the distance between mid-scan and the look, or through
/// acceleration by a thirtieth of that, needs more than a few terms in time. Up to here what is
/// left of the azimuth is below 6e-4 rad.
#define MOVE_EASY     0.14f
#define SWERVE_WEIGHT 900.0f ///< of the squared acceleration's way against the velocity's

#if defined(__GNUC__)
#define APART                                                                                      \
    __attribute__((                                                                                \
        noinline)) ///< clang 14 forgets `restrict` when it inlines, and then does not vectorise
#else
#define APART
#endif

#define PVS_LAST_AZ_RAD 0x1.921fb4p2f ///< the greatest float below 2 pi

/// Tells the compiler that no loop has a tail.
#define WHOLE(n) ((n) / PVS_LOOK_WIDTH * PVS_LOOK_WIDTH)

// --- frames --------------------------------------------------------------------------------------

static inline float dot3(const float *restrict row, float x, float y, float z) {
    return (row[0] * x + row[1] * y) + row[2] * z;
}

static void enu_positions(const PvsLookScan *scan, const PvsLookIn *in, size_t n,
                          PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    const double *restrict x = in->px, *restrict y = in->py, *restrict z = in->pz;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        float dx = (float)(x[i] - c.origin[0]), dy = (float)(y[i] - c.origin[1]),
              dz = (float)(z[i] - c.origin[2]);
        temp->east[i] = dot3(c.east, dx, dy, dz);
        temp->north[i] = dot3(c.north, dx, dy, dz);
        temp->up[i] = dot3(c.up, dx, dy, dz);
    }
}

static void enu_velocities(const PvsLookScan *scan, const PvsLookIn *in, size_t n,
                           PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    const double *restrict x = in->vx, *restrict y = in->vy, *restrict z = in->vz;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        float vx = (float)x[i], vy = (float)y[i], vz = (float)z[i];
        temp->v_east[i] = dot3(c.east, vx, vy, vz);
        temp->v_north[i] = dot3(c.north, vx, vy, vz);
        temp->v_up[i] = dot3(c.up, vx, vy, vz);
    }
}

static void enu_accelerations(const PvsLookScan *scan, const PvsLookIn *in, size_t n,
                              PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    const double *restrict x = in->ax, *restrict y = in->ay, *restrict z = in->az;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        float ax = 0.5f * (float)x[i], ay = 0.5f * (float)y[i], az = 0.5f * (float)z[i];
        temp->half_a_east[i] = dot3(c.east, ax, ay, az);
        temp->half_a_north[i] = dot3(c.north, ax, ay, az);
        temp->half_a_up[i] = dot3(c.up, ax, ay, az);
    }
}

// Eight lanes' cubics and their first two derivatives (the second halved), along one axis.
PVS_INLINE void along_axis(const float *restrict c, const float *restrict since_s,
                           float *restrict position, float *restrict velocity,
                           float *restrict half_acceleration) {
    for (size_t i = 0; i < 8; ++i) {
        float s = since_s[i];
        float bend = s * c[24 + i];
        float middle = c[16 + i] + bend;
        float slope = c[8 + i] + s * middle;
        position[i] = c[i] + s * slope;
        velocity[i] = slope + s * (middle + bend);
        half_acceleration[i] = middle + 2.0f * bend;
    }
}

APART static void enu_from_courses(const PvsLookScan *scan, const PvsLookIn *in, size_t n,
                                   PvsLookTemp *restrict temp) {
    const int32_t mid_tick = scan->mid_tick;
    const float rest_s = scan->mid_rest_s;
    const PvsLookCourse *restrict courses = in->courses;
    for (size_t i = 0; i < WHOLE(n); i += 8) {
        const PvsLookCourse *c = &courses[i / 8];
        float since_s[8];
        for (size_t k = 0; k < 8; ++k) {
            since_s[k] = (float)(mid_tick - c->about[k]) * (1e-9f * PVS_LOOK_TICK_NS) + rest_s;
        }
        along_axis(c->c[0][0], since_s, temp->east + i, temp->v_east + i, temp->half_a_east + i);
        along_axis(c->c[1][0], since_s, temp->north + i, temp->v_north + i, temp->half_a_north + i);
        along_axis(c->c[2][0], since_s, temp->up + i, temp->v_up + i, temp->half_a_up + i);
    }
}

static void enu(const PvsLookScan *scan, const PvsLookIn *in, size_t n, PvsLookTemp *temp) {
    if (in->courses) {
        enu_from_courses(scan, in, n, temp);
        return;
    }
    enu_positions(scan, in, n, temp);
    enu_velocities(scan, in, n, temp);
    enu_accelerations(scan, in, n, temp);
}

// --- when the beam is there ----------------------------------------------------------------------

// The beam passes at mid-scan + s, where azimuth(s) = pi + Omega s. With azimuth(s) = az0 + w s + h
// s^2 + g s^3, w the angular rate, q that of the distance's logarithm, h = (acceleration across) /
// 2 rho - w q and g = w (q^2 - w^2 / 3) for a straight course: s = (az0 - pi + h s^2 + g s^3) /
// (Omega - w), a Newton step from s = 0 and two corrections.
static void beam_times(const PvsLookScan *scan, size_t n, PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        float e = temp->east[i], nn = temp->north[i];
        float ve = temp->v_east[i], vn = temp->v_north[i];
        float ahead = temp->ahead_rad[i];
        float rho2 = e * e + nn * nn;
        float turn = nn * ve - e * vn; // w rho^2
        float out = e * ve + nn * vn;  // rho d(rho)/dt
        float ae = temp->half_a_east[i], an = temp->half_a_north[i];
        float bend = nn * ae - e * an;
        float lag = c.beam_radps * rho2 - turn; // (Omega - w) rho^2
        float inverse = 1.0f / (rho2 * lag);    // of both at once
        float inv_rho2 = inverse * lag, inv_rate = inverse * (rho2 * rho2);
        float w = turn * inv_rho2;
        float q = out * inv_rho2;
        float h = bend * inv_rho2 - w * q;
        float g = w * (q * q - (1.0f / 3) * (w * w));
        float s0 = ahead * inv_rate, ss = s0 * s0;
        float s = (ahead + h * ss) * inv_rate;
        s = (ahead + (s * s) * (h + g * s)) * inv_rate;

        // Hard: near and fast, or a root outside the scan; a NaN fails every comparison, too.
        float inside = fabsf(s) < c.last_s ? 1.0f : 0.0f;
        float moved2 =
            ((ve * ve + vn * vn) + SWERVE_WEIGHT * (ae * ae + an * an) * ss) * ss * inv_rho2;
        float easy = moved2 < MOVE_EASY * MOVE_EASY ? inside : 0.0f;
        easy = lag > 0.5f * (c.beam_radps * rho2) ? easy : 0.0f;
        temp->hard[i] = 1.0f - easy;
        temp->offset_s[i] = inside > 0.0f ? s : 0.0f;
    }
}

static uint32_t beam(const PvsLookScan *scan, const PvsLookIn *in, size_t n,
                     PvsLookTemp *restrict temp) {
    enu(scan, in, n, temp);
    for (size_t i = 0; i < WHOLE(n); ++i) {
        temp->ahead_rad[i] = pvs_kf_atan2(-temp->east[i], -temp->north[i]); // azimuth - pi
    }
    beam_times(scan, n, temp);
    uint32_t any_hard = 0;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        any_hard |= pvs_kf_bits(temp->hard[i]);
    }
    return any_hard;
}

static void revisit(const PvsLookScan *scan, const PvsLookIn *in, size_t n,
                    PvsLookTemp *restrict temp) {
    enu(scan, in, n, temp);
    const PvsLookScan c = *scan;
    const uint64_t *restrict id = in->pair_id;
    for (size_t i = 0; i < WHOLE(n); ++i) { // 23 bits of the id as a fraction of the period
        float fraction = pvs_kf_real((uint32_t)(id[i] >> 41) | 0x3f800000u) - 1.5f;
        temp->offset_s[i] = c.period_s * fraction;
        temp->hard[i] = 1.0f;
    }
    for (size_t i = 0; i < WHOLE(n); ++i) {
        float s = temp->offset_s[i];
        float e = temp->east[i] + s * (temp->v_east[i] + s * temp->half_a_east[i]);
        float nn = temp->north[i] + s * (temp->v_north[i] + s * temp->half_a_north[i]);
        temp->ahead_rad[i] = pvs_kf_atan2(-e, -nn);
    }
}

// --- the signal ----------------------------------------------------------------------------------

// Where the target is at the time of the look: l from radar to target, P from the Earth's centre to
// the target (in Earth radii), v its velocity, and their products.
static void products(const PvsLookScan *scan, size_t n, PvsLookTemp *restrict temp) {
    const PvsLookScan c = *scan;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        float s = temp->offset_s[i];
        float de = s * temp->half_a_east[i], dn = s * temp->half_a_north[i],
              du = s * temp->half_a_up[i];
        float e = temp->east[i] + s * (temp->v_east[i] + de), ve = temp->v_east[i] + 2.0f * de;
        float nn = temp->north[i] + s * (temp->v_north[i] + dn), vn = temp->v_north[i] + 2.0f * dn;
        float u = temp->up[i] + s * (temp->v_up[i] + du), vu = temp->v_up[i] + 2.0f * du;
        float pe = e * c.per_radius + c.centre[0], pn = nn * c.per_radius + c.centre[1];
        float pu = u * c.per_radius + c.centre[2];
        temp->range2[i] = (e * e + nn * nn) + u * u;
        temp->v2[i] = (ve * ve + vn * vn) + vu * vu;
        temp->lv[i] = (e * ve + nn * vn) + u * vu;
        temp->p2[i] = (pe * pe + pn * pn) + pu * pu;
        temp->lp[i] = (e * pe + nn * pn) + u * pu;
        temp->pv[i] = (pe * ve + pn * vn) + pu * vu;
        temp->height[i] = u;
    }
}

// Range, elevation, radial speed, and the cross-section by aspect (rcs.c): squared cosine along v =
// (l.v)^2 / (R^2 v^2); along the target's upward axis, P less its part along v: ((l.P) v^2 -
// (P.v)(l.v))^2 / (R^2 v^2 D), D = P^2 v^2 - (P.v)^2. One division serves all.
APART static void aspect(size_t n, PvsLookTemp *restrict temp, const float *restrict nose,
                         const float *restrict side, const float *restrict tail,
                         const float *restrict top, float *restrict range_m, float *restrict sin_el,
                         float *restrict closing_mps) {
    for (size_t i = 0; i < WHOLE(n); ++i) {
        float v2 = temp->v2[i], lv = temp->lv[i], p2 = temp->p2[i], pv = temp->pv[i];
        // A target that stands still or climbs straight up has no axes: tiny terms make the cosines
        // fade to zero there (rcs.c).
        float vv = v2 + PVS_RCS_STILL;
        float d = (p2 * v2 - pv * pv) + PVS_RCS_UPRIGHT * (p2 * vv);

        float r = sqrtf(temp->range2[i]);
        float vd = vv * d;
        float inverse = 1.0f / (r * vd);
        float inv_r = inverse * vd, inv_vd = inverse * r;
        float inv_r2 = inv_r * inv_r;
        float scale = inv_r2 * inv_vd;
        float a = temp->lp[i] * v2 - pv * lv;
        float along = (lv * lv) * (scale * d);
        float above = (a * a) * scale;
        float ln_nose = nose[i], ln_tail = tail[i];
        float ln_fore = lv <= 0.0f ? ln_nose : ln_tail;
        temp->ln_rcs[i] = (along * ln_fore + ((1.0f - along) - above) * side[i]) + above * top[i];
        temp->inv_range2[i] = inv_r2;
        range_m[i] = r;
        sin_el[i] = temp->height[i] * inv_r;
        closing_mps[i] = 0.0f - lv * inv_r;
    }
}

APART static void chances(const PvsLookScan *scan, size_t n, const PvsLookTemp *restrict temp,
                          float *restrict snr_lin, float *restrict pd) {
    const float ln_pfa = scan->ln_pfa, root_constant = scan->root_constant;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        float ln_rcs = temp->ln_rcs[i] > -80.0f ? temp->ln_rcs[i] : -80.0f;
        float root = root_constant * temp->inv_range2[i];
        snr_lin[i] = pvs_kf_exp(ln_rcs) * (root * root);
    }
    for (size_t i = 0; i < WHOLE(n); ++i) {
        pd[i] = pvs_kf_exp(ln_pfa / (1.0f + snr_lin[i]));
    }
}

// Four lanes' cross-sections, transposed.
static void cross_sections(const PvsLnRcs *types, const uint16_t *type, size_t n,
                           PvsLookTemp *restrict temp) {
#if PVS_ISA >= 2
    for (size_t i = 0; i < WHOLE(n); i += 4) {
        __m128 a = _mm_loadu_ps(&types[type[i]].nose), b = _mm_loadu_ps(&types[type[i + 1]].nose),
               c = _mm_loadu_ps(&types[type[i + 2]].nose),
               d = _mm_loadu_ps(&types[type[i + 3]].nose);
        _MM_TRANSPOSE4_PS(a, b, c, d);
        _mm_storeu_ps(temp->ln_nose + i, a);
        _mm_storeu_ps(temp->ln_beam + i, b);
        _mm_storeu_ps(temp->ln_tail + i, c);
        _mm_storeu_ps(temp->ln_top + i, d);
    }
#else
    for (size_t i = 0; i < n; ++i) {
        const PvsLnRcs x = types[type[i]];
        temp->ln_nose[i] = x.nose;
        temp->ln_beam[i] = x.beam;
        temp->ln_tail[i] = x.tail;
        temp->ln_top[i] = x.top;
    }
#endif
}

static void signal(const PvsLookScan *scan, const PvsLookIn *in, size_t n,
                   PvsLookTemp *restrict temp, const PvsLookOut *out) {
    products(scan, n, temp);
    if (in->types) {
        cross_sections(in->types, in->type, n, temp);
        aspect(n, temp, temp->ln_nose, temp->ln_beam, temp->ln_tail, temp->ln_top, out->range_m,
               out->sin_el, out->closing_mps);
    } else {
        aspect(n, temp, in->ln_nose, in->ln_beam, in->ln_tail, in->ln_top, out->range_m,
               out->sin_el, out->closing_mps);
    }
    const float *restrict gain = in->ln_gain;
    for (size_t i = 0; gain && i < WHOLE(n); ++i) {
        temp->ln_rcs[i] += gain[i];
    }
    chances(scan, n, temp, out->snr_lin, out->pd);
}

// --- the draw ------------------------------------------------------------------------------------

APART static void limits(const PvsLookScan *scan, size_t n, const float *restrict range_m,
                         const float *restrict sin_el, const float *restrict closing_mps,
                         float *restrict pd) {
    const PvsLookScan c = *scan;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        float r = range_m[i], s = sin_el[i];
        float p = pd[i];
        p = r >= c.range_min_m ? p : 0.0f;
        p = r <= c.range_max_m ? p : 0.0f;
        p = s + c.lift_el_min * r >= c.sin_el_min ? p : 0.0f;
        p = s + c.lift_el_max * r <= c.sin_el_max ? p : 0.0f;
        p = fabsf(closing_mps[i]) >= c.radial_min_mps ? p : 0.0f;
        pd[i] = p;
    }
}

APART static void times(const PvsLookScan *scan, size_t n, const PvsLookTemp *restrict temp,
                        float *restrict t_s, float *restrict az_rad) {
    const float half_s = scan->half_s, beam_radps = scan->beam_radps;
    for (size_t i = 0; i < WHOLE(n); ++i) { // where one step did, the target is in the beam
        float t = half_s + temp->offset_s[i];
        float in_beam = beam_radps * t, own = temp->ahead_rad[i] + (float)PVS_PI;
        float chosen = temp->hard[i] > 0.0f ? own : in_beam;
        az_rad[i] = chosen < PVS_LAST_AZ_RAD ? chosen : PVS_LAST_AZ_RAD;
        t_s[i] = t;
    }
}

/// Makes each word 1 or 0: the sign of (word + 1/2) - 2^32 pd, the first by the bits of 2^52 +
/// word.
APART static void compare(size_t n, uint64_t *restrict word, const float *restrict pd) {
    for (size_t i = 0; i < WHOLE(n); ++i) {
        double at = pvs_k_real(word[i] | 0x4330000000000000) - (0x1p52 - 0.5);
        word[i] = pvs_k_bits(at - 0x1p32 * (double)pd[i]) >> 63;
    }
}

// The words of this scan that an earlier one has drawn.
APART static void kept_words(const PvsLookWords *restrict kept, uint32_t which, size_t n,
                             uint64_t *restrict word) {
    for (size_t i = 0; i < WHOLE(n); i += 8) {
        for (size_t k = 0; k < 8; ++k) {
            word[i + k] = kept[i / 8].word[which][k];
        }
    }
}

// Draws whole blocks, keeps the last three words and picks this scan's.
APART static void words_to_keep(const PvsLookScan *scan, const PvsLookIn *in, size_t n,
                                PvsLookTemp *restrict temp) {
    PvsLookWords *restrict kept = in->words;
    all_words(scan, in->pair_id, WHOLE(n), temp->word, temp->more_words);
    for (uint32_t w = 0; w < 3; ++w) {
        const uint64_t *restrict from = temp->more_words[w];
        for (size_t i = 0; i < WHOLE(n); i += 8) {
            for (size_t k = 0; k < 8; ++k) {
                kept[i / 8].word[w][k] = (uint32_t)from[i + k];
            }
        }
    }
    if (scan->which > 0) {
        kept_words(kept, scan->which - 1, n, temp->word);
    }
}

static void finish(const PvsLookScan *scan, const PvsLookIn *in, size_t n,
                   PvsLookTemp *restrict temp, const PvsLookOut *out) {
    limits(scan, n, out->range_m, out->sin_el, out->closing_mps, out->pd);
    if (in->words && in->drawn && scan->which > 0) {
        kept_words(in->words, scan->which - 1, n, temp->word);
    } else if (in->words) {
        words_to_keep(scan, in, n, temp);
    } else {
        words(scan, in->pair_id, WHOLE(n), temp->word);
    }
    times(scan, n, temp, out->t_s, out->az_rad);
    compare(n, temp->word, out->pd);
    uint8_t *restrict detected = out->detected;
    for (size_t i = 0; i < WHOLE(n); ++i) {
        detected[i] = (uint8_t)temp->word[i];
    }
}

const PvsLookKernel JOIN(pvs_look_kernel_isa, PVS_ISA) = {beam, revisit, signal, finish};
