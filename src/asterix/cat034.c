// SPDX-License-Identifier: Apache-2.0
// CAT034, monoradar service messages: edition 1.29.
#include "tables.h"

// In the order of FSPEC.
static const PvsAsterixItem items[] = {
    SOURCE,
    FIXED("000",
          "message type: 1 north marker, 2 sector crossing, 3 geographical filtering, "
          "4 jamming strobe",
          N("", 8)),
    FIXED("030", "time of day", TIME_OF_DAY),
    FIXED("020", "sector number", TURN("", 8)),
    FIXED("041", "antenna rotation period", N_128TH("", 16)),
    COMPOUND("050", "system configuration and status",
             FIXED("COM", "common part", N("NOGO", 1), N("RDPC", 1), N("RDPR", 1), N("OVLRDP", 1),
                   N("OVLXMT", 1), N("MSC", 1), N("TSV", 1), SPARE(1)),
             NOTHING, NOTHING,
             FIXED("PSR", "primary radar", N("ANT", 1), N("CHAB", 2), N("OVL", 1), N("MSC", 1),
                   SPARE(3)),
             FIXED("SSR", "secondary radar", N("ANT", 1), N("CHAB", 2), N("OVL", 1), N("MSC", 1),
                   SPARE(3)),
             FIXED("MDS", "mode S", N("ANT", 1), N("CHAB", 2), N("OVLSUR", 1), N("MSC", 1),
                   N("SCF", 1), N("DLF", 1), N("OVLSCF", 1), N("OVLDLF", 1), SPARE(7))),
    COMPOUND("060", "system processing mode",
             FIXED("COM", "common part", SPARE(1), N("REDRDP", 3), N("REDXMT", 3), SPARE(1)),
             NOTHING, NOTHING,
             FIXED("PSR", "primary radar", N("POL", 1), N("REDRAD", 3), N("STC", 2), SPARE(2)),
             FIXED("SSR", "secondary radar", N("REDRAD", 3), SPARE(5)),
             FIXED("MDS", "mode S", N("REDRAD", 3), N("CLU", 1), SPARE(4))),
    REPETITIVE("070", "message counts of the last turn", N("TYP", 5), N("COUNT", 11)),
    FIXED("100", "generic polar window", U("RHOST", 16, 1.0 / 256, "NM"),
          U("RHOEND", 16, 1.0 / 256, "NM"), TURN("THETAST", 16), TURN("THETAEND", 16)),
    FIXED("110", "data filter", N("", 8)),
    FIXED("120", "position of the radar", S("HGT", 16, 1.0, "m"),
          S("LAT", 24, 180.0 / 8388608, "deg"), S("LON", 24, 180.0 / 8388608, "deg")),
    FIXED("090", "collimation error", S("RNG", 8, 1.0 / 128, "NM"),
          S("AZM", 8, 360.0 / 16384, "deg")),
    EXPLICIT("RE", "reserved expansion field"),
    EXPLICIT("SP", "special purpose field"),
    END,
};

const PvsAsterixCategory pvs_asterix_cat034 = {
    .number = 34,
    .edition = "1.29",
    .reads = "1.26 to 1.29",
    .title = "monoradar service messages",
    .items = items,
};
