// SPDX-License-Identifier: Apache-2.0
// Private to stats/: double-double arithmetic, about 106 bits, without fused multiply-add. T. J.
// Dekker, "A floating-point technique for extending the available precision", Numerische Mathematik
// 18 (1971); the sloppy forms, enough where terms of one sign or far apart are added.
#ifndef PVS_STATS_DD_H
#define PVS_STATS_DD_H

/// hi + lo, |lo| <= ulp(hi) / 2.
typedef struct {
    double hi, lo;
} PvsDd;

static inline PvsDd pvs_dd_two_sum(double a, double b) {
    double s = a + b, bb = s - a;
    return (PvsDd){s, (a - (s - bb)) + (b - bb)};
}

static inline PvsDd pvs_dd_two_product(double a, double b) {
    const double split = 134217729.0; // 2^27 + 1
    double p = a * b;
    double ca = split * a, ah = ca - (ca - a), al = a - ah;
    double cb = split * b, bh = cb - (cb - b), bl = b - bh;
    return (PvsDd){p, ((ah * bh - p) + ah * bl + al * bh) + al * bl};
}

static inline PvsDd pvs_dd_of(double a) {
    return (PvsDd){a, 0};
}

static inline PvsDd pvs_dd_add(PvsDd a, PvsDd b) {
    PvsDd s = pvs_dd_two_sum(a.hi, b.hi), t = pvs_dd_two_sum(a.lo, b.lo);
    s = pvs_dd_two_sum(s.hi, s.lo + t.hi);
    return pvs_dd_two_sum(s.hi, s.lo + t.lo);
}

static inline PvsDd pvs_dd_sub(PvsDd a, PvsDd b) {
    return pvs_dd_add(a, (PvsDd){-b.hi, -b.lo});
}

static inline PvsDd pvs_dd_mul(PvsDd a, PvsDd b) {
    PvsDd p = pvs_dd_two_product(a.hi, b.hi);
    return pvs_dd_two_sum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

/// a / b for b != 0.
static inline PvsDd pvs_dd_div(PvsDd a, double b) {
    double q = a.hi / b;
    PvsDd r = pvs_dd_sub(a, pvs_dd_two_product(q, b));
    double q2 = r.hi / b;
    r = pvs_dd_sub(r, pvs_dd_two_product(q2, b));
    PvsDd sum = pvs_dd_two_sum(q, q2);
    return pvs_dd_two_sum(sum.hi, sum.lo + r.hi / b);
}

static inline double pvs_dd_value(PvsDd a) {
    return a.hi + a.lo;
}

#endif
