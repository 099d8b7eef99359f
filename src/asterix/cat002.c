// SPDX-License-Identifier: Apache-2.0
// CAT002, monoradar service messages: edition 1.2, the predecessor of CAT034.
#include "tables.h"

static const PvsAsterixItem items[] = {
    SOURCE,
    FIXED("000", "message type: 1 north marker, 2 sector crossing, 3 south marker", N("", 8)),
    FIXED("020", "sector number", TURN("", 8)),
    FIXED("030", "time of day", TIME_OF_DAY),
    FIXED("041", "antenna rotation period", N_128TH("", 16)),
    REPETITIVE_FX("050", "station configuration status", N("", 7), FX),
    REPETITIVE_FX("060", "station processing mode", N("", 7), FX),
    REPETITIVE("070", "plot counts", N("A", 1), N("IDENT", 5), N("COUNTER", 10)),
    FIXED("100", "dynamic window", U("RHOST", 16, 1.0 / 128, "NM"),
          U("RHOEND", 16, 1.0 / 128, "NM"), TURN("THETAST", 16), TURN("THETAEND", 16)),
    FIXED("090", "collimation error", S("RNG", 8, 1.0 / 128, "NM"),
          S("AZM", 8, 360.0 / 16384, "deg")),
    REPETITIVE_FX("080", "warnings and errors", N("", 7), FX),
    NOTHING,
    EXPLICIT("SP", "special purpose field"),
    NOTHING,
    END,
};

const PvsAsterixCategory pvs_asterix_cat002 = {
    .number = 2,
    .edition = "1.2",
    .reads = "1.0 to 1.2",
    .title = "monoradar service messages (predecessor of CAT034)",
    .items = items,
};
