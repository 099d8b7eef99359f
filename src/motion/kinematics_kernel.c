// SPDX-License-Identifier: Apache-2.0
// The vector kernel of pvs_segments_at: the fields of a chunk of segments are brought into arrays, then one plain loop around
// arc_kinematics, which the compiler turns into vector code of the instruction set PVS_ISA.
#include "arc_inline.h"
#include "kinematics.h"

#define NAME_OF(isa)  PVS_KINEMATICS_KERNEL(isa)
#define NAME_FOR(isa) NAME_OF(isa)

#define CHUNK    64
#define N_FIELDS 12 ///< doubles of PvsSegment.arc: a, b, c, rate, h0, climb

#if defined(__AVX2__)
#include <immintrin.h>

// Four segments' next four fields, transposed.
static inline void transpose4(const double *f0, const double *f1, const double *f2, const double *f3,
                              double field[][CHUNK], size_t lane) {
    __m256d r0 = _mm256_loadu_pd(f0), r1 = _mm256_loadu_pd(f1);
    __m256d r2 = _mm256_loadu_pd(f2), r3 = _mm256_loadu_pd(f3);
    __m256d t0 = _mm256_unpacklo_pd(r0, r1), t1 = _mm256_unpackhi_pd(r0, r1);
    __m256d t2 = _mm256_unpacklo_pd(r2, r3), t3 = _mm256_unpackhi_pd(r2, r3);
    _mm256_store_pd(&field[0][lane], _mm256_permute2f128_pd(t0, t2, 0x20));
    _mm256_store_pd(&field[1][lane], _mm256_permute2f128_pd(t1, t3, 0x20));
    _mm256_store_pd(&field[2][lane], _mm256_permute2f128_pd(t0, t2, 0x31));
    _mm256_store_pd(&field[3][lane], _mm256_permute2f128_pd(t1, t3, 0x31));
}

static void bring(const PvsSegment *const *segments, size_t n, double field[N_FIELDS][CHUNK]) {
    for (size_t i = 0; i < n; i += 4) {
        const double *f0 = &segments[i]->arc.a.x, *f1 = &segments[i + 1]->arc.a.x;
        const double *f2 = &segments[i + 2]->arc.a.x, *f3 = &segments[i + 3]->arc.a.x;
        for (size_t k = 0; k < N_FIELDS; k += 4) {
            transpose4(f0 + k, f1 + k, f2 + k, f3 + k, field + k, i);
        }
    }
}
#else
static void bring(const PvsSegment *const *segments, size_t n, double field[N_FIELDS][CHUNK]) {
    for (size_t i = 0; i < n; i++) {
        const double *f = &segments[i]->arc.a.x;
        for (size_t k = 0; k < N_FIELDS; k++) {
            field[k][i] = f[k];
        }
    }
}
#endif

static void chunk(double field[N_FIELDS][CHUNK], const double *restrict s_s, size_t n, double *restrict px,
                  double *restrict py, double *restrict pz, double *restrict vx, double *restrict vy,
                  double *restrict vz, double *restrict ax, double *restrict ay, double *restrict az) {
    for (size_t i = 0; i < n; i++) {
        double p[9];
        arc_kinematics(field[0][i], field[1][i], field[2][i], field[3][i], field[4][i], field[5][i], field[6][i],
                       field[7][i], field[8][i], field[9][i], field[10][i], field[11][i], s_s[i], &p[0], &p[1], &p[2],
                       &p[3], &p[4], &p[5], &p[6], &p[7], &p[8]);
        px[i] = p[0];
        py[i] = p[1];
        pz[i] = p[2];
        vx[i] = p[3];
        vy[i] = p[4];
        vz[i] = p[5];
        ax[i] = p[6];
        ay[i] = p[7];
        az[i] = p[8];
    }
}

NAME_FOR(PVS_ISA) {
    _Alignas(64) double field[N_FIELDS][CHUNK];
    for (size_t i = 0; i < n; i += CHUNK) {
        size_t m = n - i < CHUNK ? n - i : CHUNK, k = first + i;
        bring(segments + i, m, field);
        chunk(field, s_s + i, m, out->px + k, out->py + k, out->pz + k, out->vx + k, out->vy + k, out->vz + k,
              out->ax + k, out->ay + k, out->az + k);
    }
}
