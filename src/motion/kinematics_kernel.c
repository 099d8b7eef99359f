// SPDX-License-Identifier: Apache-2.0
// The vector kernel of pvs_segments_at: the fields of a chunk of segments are brought into arrays,
// then three plain loops, which the compiler turns into vector code of the instruction set PVS_ISA.
// One loop would do, but its chain of dependent operations (sine, root, quotient, velocity) is
// longer than what a processor holds in flight: three are twice as fast.
#include "arc_inline.h"
#include "kinematics.h"

#define NAME_OF(isa)  PVS_KINEMATICS_KERNEL(isa)
#define NAME_FOR(isa) NAME_OF(isa)

#if defined(__GNUC__)
#define APART                                                                                      \
    __attribute__((                                                                                \
        noinline)) ///< clang 14 forgets `restrict` when it inlines, and then does not vectorise
#else
#define APART
#endif

#define CHUNK    64
#define N_FIELDS 12 ///< doubles of PvsSegment.arc: a, b, c, rate, h0, climb

#if defined(__AVX2__)
#include <immintrin.h>

// Two halves of one register from two places.
static inline __m256d halves(const double *low, const double *high) {
    return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(low)), _mm_loadu_pd(high), 1);
}

// Four segments' next four fields, transposed.
static inline void transpose4(const double *f0, const double *f1, const double *f2,
                              const double *f3, double field[][CHUNK], size_t lane) {
    __m256d r0 = halves(f0, f2), r1 = halves(f1, f3);
    __m256d r2 = halves(f0 + 2, f2 + 2), r3 = halves(f1 + 2, f3 + 2);
    _mm256_store_pd(&field[0][lane], _mm256_unpacklo_pd(r0, r1));
    _mm256_store_pd(&field[1][lane], _mm256_unpackhi_pd(r0, r1));
    _mm256_store_pd(&field[2][lane], _mm256_unpacklo_pd(r2, r3));
    _mm256_store_pd(&field[3][lane], _mm256_unpackhi_pd(r2, r3));
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

// Sine and cosine of the angle, and the radius of curvature; a field is read as field[k], see
// N_FIELDS.
APART static void angles(double field[N_FIELDS][CHUNK], const double *restrict s_s, size_t n,
                         double *restrict sin_phi, double *restrict cos_phi,
                         double *restrict n_radius) {
    for (size_t i = 0; i < n; i++) {
        pvs_k_sincos(field[9][i] * s_s[i], &sin_phi[i], &cos_phi[i]);
    }
    for (size_t i = 0; i < n; i++) {
        n_radius[i] =
            arc_n_radius(field[8][i] + (field[2][i] * cos_phi[i] + field[5][i] * sin_phi[i]));
    }
}

APART static void vectors(double field[N_FIELDS][CHUNK], const double *restrict s_s, size_t n,
                          const double *restrict sin_phi, const double *restrict cos_phi,
                          const double *restrict n_radius, double *restrict px, double *restrict py,
                          double *restrict pz, double *restrict vx, double *restrict vy,
                          double *restrict vz, double *restrict ax, double *restrict ay,
                          double *restrict az) {
    for (size_t i = 0; i < n; i++) {
        double p[9];
        arc_kinematics(field[0][i], field[1][i], field[2][i], field[3][i], field[4][i], field[5][i],
                       field[6][i], field[7][i], field[8][i], field[9][i],
                       field[10][i] + field[11][i] * s_s[i], field[11][i], sin_phi[i], cos_phi[i],
                       n_radius[i], &p[0], &p[1], &p[2], &p[3], &p[4], &p[5], &p[6], &p[7], &p[8]);
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
    _Alignas(64) double field[N_FIELDS][CHUNK], sin_phi[CHUNK], cos_phi[CHUNK], n_radius[CHUNK];
    for (size_t i = 0; i < n; i += CHUNK) {
        size_t m = n - i < CHUNK ? n - i : CHUNK, k = first + i;
        bring(segments + i, m, field);
        angles(field, s_s + i, m, sin_phi, cos_phi, n_radius);
        vectors(field, s_s + i, m, sin_phi, cos_phi, n_radius, out->px + k, out->py + k,
                out->pz + k, out->vx + k, out->vy + k, out->vz + k, out->ax + k, out->ay + k,
                out->az + k);
    }
}
