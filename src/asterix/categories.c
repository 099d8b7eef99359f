// SPDX-License-Identifier: Apache-2.0
// The list of categories. A new one is a table in its own file, and a line here.
#include "tables.h"

const PvsAsterixCategory *const pvs_asterix_categories[] = {
    &pvs_asterix_cat001, &pvs_asterix_cat002, &pvs_asterix_cat021, &pvs_asterix_cat034,
    &pvs_asterix_cat048, &pvs_asterix_cat062, &pvs_asterix_cat065, NULL,
};

const PvsAsterixCategory *pvs_asterix_category(int number) {
    for (const PvsAsterixCategory *const *category = pvs_asterix_categories; *category;
         category++) {
        if ((*category)->number == number) {
            return *category;
        }
    }
    return NULL;
}

const char *pvs_asterix_skip_text(PvsAsterixSkip skip) {
    static const char *const texts[] = {
#define X(name, text) text,
        PVS_ASTERIX_SKIP_TABLE(X)
#undef X
    };
    return (unsigned)skip < PVS_ASTERIX_N_SKIPS ? texts[skip] : "nothing";
}
