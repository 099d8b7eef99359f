// SPDX-License-Identifier: Apache-2.0
// Counts by value: a sorted array of bins, searched by halving. A bin's key is the value's own bit
// pattern without its last places; when there are too many bins, one place more is dropped.
#include "stats/tally.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"

void pvs_tally_init(PvsTally *t, uint32_t n_bins_max) {
    *t = (PvsTally){.n_bins_max = n_bins_max < 16 ? 16 : n_bins_max};
}

void pvs_tally_free(PvsTally *t) {
    pvs_free(t->bins);
    *t = (PvsTally){.n_bins_max = t->n_bins_max};
}

static int64_t key_of(double x, int n_dropped_bits) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t size = (int64_t)((bits & INT64_MAX) >> n_dropped_bits);
    return bits >> 63 ? -size : size;
}

// The edge of a key's bin that is nearest zero.
static double value_of(int64_t size, int n_dropped_bits) {
    uint64_t bits = (uint64_t)size << n_dropped_bits;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static int64_t shorten(int64_t key, int n_bits) {
    return key < 0 ? -(-key >> n_bits) : key >> n_bits;
}

// First bin whose key is at least `key`.
static uint32_t find(const PvsTally *t, int64_t key) {
    uint32_t low = 0, high = t->n_bins;
    while (low < high) {
        uint32_t i = low + (high - low) / 2;
        if (t->bins[i].key < key) {
            low = i + 1;
        } else {
            high = i;
        }
    }
    return low;
}

static void drop_bits(PvsTally *t, int n_bits) {
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->n_bins; i++) {
        int64_t key = shorten(t->bins[i].key, n_bits);
        if (n > 0 && t->bins[n - 1].key == key) {
            t->bins[n - 1].n += t->bins[i].n;
        } else {
            t->bins[n++] = (PvsTallyBin){key, t->bins[i].n};
        }
    }
    t->n_bins = n;
    t->n_dropped_bits += n_bits;
}

// Room for one more bin.
static PvsStatus reserve(PvsTally *t) {
    if (t->n_bins < t->n_allocated) {
        return PVS_OK;
    }
    uint32_t n = t->n_allocated ? 2 * t->n_allocated : 8;
    n = n > t->n_bins_max + 1 ? t->n_bins_max + 1 : n;
    PvsTallyBin *bins = pvs_realloc(t->bins, n * sizeof *bins);
    if (!bins) {
        return PVS_NO_MEMORY;
    }
    t->bins = bins;
    t->n_allocated = n;
    return PVS_OK;
}

static PvsStatus add_key(PvsTally *t, int64_t key, uint64_t n) {
    uint32_t i = find(t, key);
    if (i < t->n_bins && t->bins[i].key == key) {
        t->bins[i].n += n;
        t->n += n;
        return PVS_OK;
    }
    PvsStatus status = reserve(t);
    if (status != PVS_OK) {
        return status;
    }
    memmove(t->bins + i + 1, t->bins + i, (t->n_bins - i) * sizeof *t->bins);
    t->bins[i] = (PvsTallyBin){key, n};
    t->n_bins++;
    t->n += n;
    while (t->n_bins > t->n_bins_max) {
        drop_bits(t, 1);
    }
    return PVS_OK;
}

PvsStatus pvs_tally_add(PvsTally *t, double x) {
    if (x != x) {
        t->n_missing++;
        return PVS_OK;
    }
    x = x > 0x1.fffffffffffffp1023 ? 0x1.fffffffffffffp1023 : x;
    x = x < -0x1.fffffffffffffp1023 ? -0x1.fffffffffffffp1023 : x;
    return add_key(t, key_of(x, t->n_dropped_bits), 1);
}

PvsStatus pvs_tally_merge(PvsTally *t, const PvsTally *other) {
    // Memory first, so that a failure leaves t as it was.
    PvsTally sum = *t;
    sum.n_allocated = t->n_bins_max + 1;
    sum.bins = pvs_alloc(sum.n_allocated * sizeof *sum.bins);
    if (!sum.bins) {
        return PVS_NO_MEMORY;
    }
    if (t->n_bins > 0) {
        memcpy(sum.bins, t->bins, t->n_bins * sizeof *sum.bins);
    }
    if (other->n_dropped_bits > sum.n_dropped_bits) {
        drop_bits(&sum, other->n_dropped_bits - sum.n_dropped_bits);
    }
    for (uint32_t i = 0; i < other->n_bins; i++) {
        int64_t key = shorten(other->bins[i].key, sum.n_dropped_bits - other->n_dropped_bits);
        (void)add_key(&sum, key, other->bins[i].n); // there is room
    }
    sum.n_missing += other->n_missing;
    pvs_free(t->bins);
    *t = sum;
    return PVS_OK;
}

PvsInterval pvs_tally_bin(const PvsTally *t, uint32_t i, uint64_t *n) {
    int64_t key = t->bins[i].key, size = key < 0 ? -key : key;
    double inner = value_of(size, t->n_dropped_bits), outer = inner;
    if (t->n_dropped_bits > 0) {
        outer = value_of(size + 1, t->n_dropped_bits);
        outer = outer > 0x1.fffffffffffffp1023 ? 0x1.fffffffffffffp1023 : outer;
    }
    *n = t->bins[i].n;
    if (key == 0) {
        return (PvsInterval){-(outer - inner), outer - inner}; // both signs of the tiniest
    }
    return key < 0 ? (PvsInterval){-outer, -inner} : (PvsInterval){inner, outer};
}

uint64_t pvs_tally_at_most(const PvsTally *t, double x) {
    uint64_t sum = 0, n;
    for (uint32_t i = 0; i < t->n_bins && pvs_tally_bin(t, i, &n).lo <= x; i++) {
        sum += n;
    }
    return sum;
}
