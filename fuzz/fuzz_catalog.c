// SPDX-License-Identifier: Apache-2.0
// Foreign bytes as a catalogue entry: read, checked and shown without a crash; what is refused is refused with words.
#include <stdint.h>
#include <stdlib.h>

#include "scenario/scenario.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n) {
    PvsDiags diags = {0};
    if (n < 20000 && pvs_catalog_check_text((const char *)data, n, "entry", &diags) != PVS_OK &&
        diags.n_errors == 0) {
        abort();
    }
    pvs_diags_free(&diags);
    return 0;
}
