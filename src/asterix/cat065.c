// SPDX-License-Identifier: Apache-2.0
// CAT065, service status reports of a tracker: edition 1.6.
#include "tables.h"

// In the order of FSPEC.
static const PvsAsterixItem items[] = {
    SOURCE,
    FIXED("000", "message type: 1 SDPS status, 2 end of batch, 3 service status report", N("", 8)),
    FIXED("015", "service identification", N("", 8)),
    FIXED("030", "time of message", TIME_OF_DAY),
    FIXED("020", "batch number", N("", 8)),
    FIXED("040", "SDPS configuration and status", N("NOGO", 2), N("OVL", 1), N("TSV", 1),
          N("PSS", 2), N("STTN", 1), SPARE(1)),
    FIXED("050", "service status report", N("", 8)),
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    NOTHING,
    EXPLICIT("RE", "reserved expansion field"),
    EXPLICIT("SP", "special purpose field"),
    END,
};

const PvsAsterixCategory pvs_asterix_cat065 = {
    .number = 65,
    .edition = "1.6",
    .reads = "1.3 to 1.6",
    .title = "service status reports of a tracker",
    .items = items,
};
