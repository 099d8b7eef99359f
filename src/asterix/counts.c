// SPDX-License-Identifier: Apache-2.0
// What was skipped, in words.
#include "tables.h"

static void tell_unknown(const PvsAsterixCounts *counts, PvsStr *out) {
    const char *between = " (";
    for (int i = 0; i < 256; i++) {
        if (counts->n_of_unknown_category[i]) {
            pvs_str_printf(out, "%sCAT%03d %llu", between, i,
                           (unsigned long long)counts->n_of_unknown_category[i]);
            between = ", ";
        }
    }
    pvs_str_printf(out, ")");
}

void pvs_asterix_counts_tell(const PvsAsterixCounts *counts, bool packets, PvsStr *out) {
    for (int i = 0; i < PVS_ASTERIX_N_SKIPS; i++) {
        if (!counts->skips[i].n) {
            continue;
        }
        pvs_str_printf(out, "skipped: %llu %s", (unsigned long long)counts->skips[i].n,
                       pvs_asterix_skip_text((PvsAsterixSkip)i));
        if (i == PVS_ASTERIX_SKIP_UNKNOWN_CATEGORY) {
            tell_unknown(counts, out);
        }
        if (counts->skips[i].bytes) {
            pvs_str_printf(out, ", %llu bytes", (unsigned long long)counts->skips[i].bytes);
        }
        pvs_str_printf(out, ", first %s %llu\n", packets ? "in packet" : "at offset",
                       (unsigned long long)counts->skips[i].first);
    }
}
