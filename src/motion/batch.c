// SPDX-License-Identifier: Apache-2.0
// Batches of kinematics: whole groups of ARC lanes go through the vector kernel; lanes of other
// kinds, and the last few, are done one by one with the same arithmetic.
#include "kinematics.h"

#define GROUP 64

static void kernel(int isa, const PvsSegment *const *segments, const double *s_s, size_t n,
                   const PvsKinematicsSoA *out, size_t first) {
#if defined(__x86_64__)
    switch (isa) {
    case 2:
        pvs_kinematics_kernel_isa2(segments, s_s, n, out, first);
        return;
    case 3:
        pvs_kinematics_kernel_isa3(segments, s_s, n, out, first);
        return;
    case 4:
        pvs_kinematics_kernel_isa4(segments, s_s, n, out, first);
        return;
    default:
        break;
    }
#endif
    (void)isa;
    pvs_kinematics_kernel_isa0(segments, s_s, n, out, first);
}

static void one(const PvsSegment *segment, PvsTime t, const PvsKinematicsSoA *out, size_t i) {
    PvsKinematics k = pvs_segment_at(segment, t);
    out->px[i] = k.pos_ecef.x;
    out->py[i] = k.pos_ecef.y;
    out->pz[i] = k.pos_ecef.z;
    out->vx[i] = k.vel_ecef.x;
    out->vy[i] = k.vel_ecef.y;
    out->vz[i] = k.vel_ecef.z;
    out->ax[i] = k.acc_ecef.x;
    out->ay[i] = k.acc_ecef.y;
    out->az[i] = k.acc_ecef.z;
}

void pvs_segments_at(const PvsSegment *const *segments, const PvsTime *t, size_t n,
                     PvsKinematicsSoA out, int isa) {
    static const PvsSegment still = {.kind = PVS_SEG_ARC, .arc = {.c = {1.0, 0.0, 0.0}}};
    for (size_t first = 0; first < n; first += GROUP) {
        size_t m = n - first < GROUP ? n - first : GROUP, others = 0, other[GROUP];
        const PvsSegment *lane[GROUP];
        _Alignas(64) double s_s[GROUP];
        for (size_t i = 0; i < m; i++) {
            const PvsSegment *g = segments[first + i];
            bool is_arc = g->kind == PVS_SEG_ARC;
            lane[i] = is_arc ? g : &still;
            s_s[i] = pvs_time_s(t[first + i] - g->t0);
            other[others] = first + i;
            others += !is_arc;
        }
        // Lanes are done in whole vectors: the spare ones lie inside the arrays' capacity, a
        // multiple of 8.
        for (; m % 4 != 0; m++) {
            lane[m] = &still;
            s_s[m] = 0.0;
        }
        kernel(isa, lane, s_s, m, &out, first);
        for (size_t i = 0; i < others; i++) {
            one(segments[other[i]], t[other[i]], &out, other[i]);
        }
    }
}
