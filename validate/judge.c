// SPDX-License-Identifier: Apache-2.0
// Judging what chance decides, over all rows of all sets at once: Holm's procedure holds the
// probability of one false alarm in the whole suite at FAMILY_ALPHA. The sum of z squared must lie
// in its own range, so that a spread that is too small or too large shows even where no single mean does.
#include <stdlib.h>

#include "stats/stats.h"
#include "validate.h"

double chance_p_of_z(double z) {
    return pvs_erfc(fabs(z) / 1.4142135623730951);
}

typedef struct {
    ChanceRow *row;
    Tally *tally;
} Item;

static int compare_items(const void *a, const void *b) {
    double p = ((const Item *)a)->row->p_value, q = ((const Item *)b)->row->p_value;
    return p < q ? -1 : p > q;
}

// Holm 1979: the smallest p against alpha / k, the next against alpha / (k - 1), until one stands.
static size_t refuse_by_holm(Item *items, size_t n) {
    qsort(items, n, sizeof *items, compare_items);
    size_t refused = 0;
    while (refused < n && items[refused].row->p_value <= FAMILY_ALPHA / (double)(n - refused)) {
        ChanceRow *row = items[refused++].row;
        Tally *tally = items[refused - 1].tally;
        row->refused = true;
        char what[120];
        snprintf(what, sizeof what, "%.6g, wanted %.6g, z %.2f, p %.2g", row->got, row->want,
                 row->z, row->p_value);
        tally_holds(tally, row->label, what, false);
    }
    return refused;
}

Judgement judge(Tally *tallies, size_t n) {
    Judgement j = {.held = true};
    for (size_t i = 0; i < n; i++) {
        j.n_rows += tallies[i].n_chance;
    }
    Item *items = calloc(j.n_rows ? j.n_rows : 1, sizeof *items);
    size_t at = 0;
    for (size_t i = 0; items && i < n; i++) {
        for (size_t k = 0; k < tallies[i].n_chance; k++) {
            ChanceRow *row = &tallies[i].rows[k];
            items[at++] = (Item){row, &tallies[i]};
            if (row->how[0] == 'z') {
                j.n_z++;
                j.sum_z2 += row->z * row->z;
            }
        }
    }
    j.n_refused = refuse_by_holm(items, at);
    free(items);
    if (j.n_z > 0) {
        j.sum_z2_low = pvs_chi2_quantile((double)j.n_z, 0.005);
        j.sum_z2_high = pvs_chi2_quantile((double)j.n_z, 0.995);
        j.held = j.sum_z2 >= j.sum_z2_low && j.sum_z2 <= j.sum_z2_high;
    }
    for (size_t i = 0; i < n; i++) {
        j.held &= tallies[i].state != SET_FAILED;
    }
    return j;
}
