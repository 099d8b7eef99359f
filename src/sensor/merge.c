// SPDX-License-Identifier: Apache-2.0
// Which detections of one scan a radar cannot tell apart. Strongest first, each joins the strongest
// kept one within a resolution cell, else is kept. Kept ones stand in a hashed grid of cells, which
// can hold only few of them (two in one square would have merged, but for squares stretched a
// little so that they close the circle), so that each detection looks into nine squares: n log n
// for the sort alone.
#include "base/math.h"
#include "sensor.h"

#define EMPTY UINT32_MAX

typedef struct {
    const double *range_m, *az_rad, *snr_lin;
    double range_cell_m, az_cell_rad;
    int64_t n_sectors; ///< of the grid, round the circle
    uint32_t *into;
    uint32_t *order;       ///< n indices, strongest first
    uint32_t *next;        ///< of the same square's list
    uint32_t *table, mask; ///< heads of lists
} Merge;

static size_t table_size(size_t n) {
    size_t size = 8;
    while (size < 2 * n) {
        size *= 2;
    }
    return size;
}

size_t pvs_merge_scratch(size_t n) {
    return 2 * n + table_size(n);
}

// --- order ---------------------------------------------------------------------------------------

/// The total order: falling SNR, then rising index.
static bool before(const Merge *m, uint32_t a, uint32_t b) {
    return m->snr_lin[a] > m->snr_lin[b] || (!(m->snr_lin[a] < m->snr_lin[b]) && a < b);
}

static void sift(const Merge *m, size_t at, size_t n) {
    uint32_t item = m->order[at];
    for (size_t child; (child = 2 * at + 1) < n; at = child) { // heap with the last in order on top
        if (child + 1 < n && before(m, m->order[child], m->order[child + 1])) {
            ++child;
        }
        if (!before(m, item, m->order[child])) {
            break;
        }
        m->order[at] = m->order[child];
    }
    m->order[at] = item;
}

static void sort_order(const Merge *m, size_t n) {
    for (size_t i = 0; i < n; ++i) {
        m->order[i] = (uint32_t)i;
    }
    if (n <= 24) {
        for (size_t i = 1; i < n; ++i) {
            size_t j = i;
            for (; j > 0 && before(m, (uint32_t)i, m->order[j - 1]); --j) {
                m->order[j] = m->order[j - 1];
            }
            m->order[j] = (uint32_t)i;
        }
        return;
    }
    for (size_t i = n / 2; i-- > 0;) {
        sift(m, i, n);
    }
    for (size_t end = n - 1; end > 0; --end) {
        uint32_t top = m->order[0];
        m->order[0] = m->order[end];
        m->order[end] = top;
        sift(m, 0, end);
    }
}

// --- one cell ------------------------------------------------------------------------------------

static bool same_cell(const Merge *m, uint32_t a, uint32_t b) {
    double d_az = fabs(m->az_rad[a] - m->az_rad[b]);
    d_az = fmin(d_az, PVS_TWO_PI - d_az);
    return fabs(m->range_m[a] - m->range_m[b]) < m->range_cell_m && d_az < m->az_cell_rad;
}

/// Few detections: each against all kept before it, in order.
static size_t merge_few(const Merge *m, size_t n) {
    size_t n_kept = 0;
    uint32_t *kept = m->next;
    for (size_t k = 0; k < n; ++k) {
        uint32_t i = m->order[k];
        m->into[i] = i;
        for (size_t j = 0; j < n_kept && m->into[i] == i; ++j) {
            if (same_cell(m, i, kept[j])) {
                m->into[i] = kept[j];
            }
        }
        if (m->into[i] == i) {
            kept[n_kept++] = i;
        }
    }
    return n_kept;
}

// --- grid ----------------------------------------------------------------------------------------

static uint32_t slot(const Merge *m, int64_t ring, int64_t sector) {
    sector = (sector + m->n_sectors) % m->n_sectors;
    uint64_t x = (uint64_t)ring * 0x9E3779B97F4A7C15u + (uint64_t)sector * 0xD1342543DE82EF95u;
    x ^= x >> 32;
    return (uint32_t)((x * 0xBF58476D1CE4E5B9u) >> 32) & m->mask;
}

/// The strongest kept detection of the 3 x 3 squares about (ring, sector) that shares a cell with
/// i; EMPTY when there is none.
static uint32_t find_kept(const Merge *m, uint32_t i, int64_t ring, int64_t sector) {
    uint32_t best = EMPTY;
    for (int64_t r = ring - 1; r <= ring + 1; ++r) {
        for (int64_t s = sector - 1; s <= sector + 1; ++s) {
            for (uint32_t k = m->table[slot(m, r, s)]; k != EMPTY; k = m->next[k]) {
                if (same_cell(m, i, k) && (best == EMPTY || before(m, k, best))) {
                    best = k;
                }
            }
        }
    }
    return best;
}

static size_t merge_many(const Merge *m, size_t n) {
    for (size_t i = 0; i <= m->mask; ++i) {
        m->table[i] = EMPTY;
    }
    size_t n_kept = 0;
    double sectors_per_rad = (double)m->n_sectors / PVS_TWO_PI;
    for (size_t k = 0; k < n; ++k) {
        uint32_t i = m->order[k];
        int64_t ring = (int64_t)(m->range_m[i] / m->range_cell_m);
        int64_t sector = (int64_t)(m->az_rad[i] * sectors_per_rad) % m->n_sectors;
        uint32_t kept = find_kept(m, i, ring, sector);
        m->into[i] = kept == EMPTY ? i : kept;
        if (kept == EMPTY) {
            uint32_t *head = &m->table[slot(m, ring, sector)];
            m->next[i] = *head;
            *head = i;
            ++n_kept;
        }
    }
    return n_kept;
}

size_t pvs_merge_plots(const PvsRadarLook *radar, size_t n, const double *range_m,
                       const double *az_rad, const double *snr_lin, uint32_t *into,
                       uint32_t *scratch) {
    if (n < 2 || !(radar->range_cell_m > 0.0) || !(radar->az_cell_rad > 0.0)) {
        for (size_t i = 0; i < n; ++i) {
            into[i] = (uint32_t)i;
        }
        return n;
    }
    Merge m = {.range_m = range_m,
               .az_rad = az_rad,
               .snr_lin = snr_lin,
               .range_cell_m = radar->range_cell_m,
               .az_cell_rad = radar->az_cell_rad,
               .into = into,
               .order = scratch,
               .next = scratch + n,
               .table = scratch + 2 * n,
               .mask = (uint32_t)(table_size(n) - 1)};
    // Squares at least a cell wide that close the circle; at least three, so that neighbours
    // differ.
    double sectors = floor(PVS_TWO_PI / radar->az_cell_rad);
    m.n_sectors = sectors < 1e9 ? (int64_t)sectors : 1000000000;
    sort_order(&m, n);
    return n <= 12 || m.n_sectors < 3 ? merge_few(&m, n) : merge_many(&m, n);
}
