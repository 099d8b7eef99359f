// SPDX-License-Identifier: Apache-2.0
// CAT001, monoradar plots and tracks: edition 1.4, the predecessor of CAT048. A plot and a track have
// profiles of their own; the first bit of item 020 says which. Random field sequencing is not read.
#include "tables.h"

#define CODE N("V", 1), N("G", 1), N("L", 1), SPARE(1)
#define PULSES                                                                                     \
    SPARE(4), N("QA4", 1), N("QA2", 1), N("QA1", 1), N("QB4", 1), N("QB2", 1), N("QB1", 1),        \
        N("QC4", 1), N("QC2", 1), N("QC1", 1), N("QD4", 1), N("QD2", 1), N("QD1", 1)

#define DESCRIPTOR                                                                                 \
    EXTENDED("020", "target report descriptor", N("TYP", 1), N("SIM", 1), N("SSRPSR", 2),          \
             N("ANT", 1), N("SPI", 1), N("RAB", 1), FX, N("TST", 1), N("DS1DS2", 2), N("ME", 1),   \
             N("MI", 1), SPARE(2), FX)
#define WARNING REPETITIVE_FX("030", "warnings and errors", N("", 7), FX)
#define POSITION                                                                                   \
    FIXED("040", "measured position, slant range and azimuth", U("RHO", 16, 1.0 / 128, "NM"),      \
          TURN("THETA", 16))
#define MODE_2         FIXED("050", "mode 2 code", CODE, OCTAL("MODE2", 12))
#define MODE_2_PULSES  FIXED("060", "mode 2 confidence", PULSES)
#define MODE_3A        FIXED("070", "mode 3/A code", CODE, OCTAL("MODE3A", 12))
#define MODE_3A_PULSES FIXED("080", "mode 3/A confidence", PULSES)
#define MODE_C         FIXED("090", "mode C height", N("V", 1), N("G", 1), S("HGT", 14, 0.25, "FL"))
#define MODE_C_PULSES                                                                              \
    FIXED("100", "mode C code (Gray) and confidence", N("V", 1), N("G", 1), SPARE(2),              \
          HEX("MODEC", 12), SPARE(4), N("QC1", 1), N("QA1", 1), N("QC2", 1), N("QA2", 1),          \
          N("QC4", 1), N("QA4", 1), N("QB1", 1), N("QD1", 1), N("QB2", 1), N("QD2", 1),            \
          N("QB4", 1), N("QD4", 1))
#define DOPPLER    FIXED("120", "radial Doppler speed", S("", 8, 1.0 / 256, "NM/s"))
#define CHARACTER  REPETITIVE_FX("130", "radar plot characteristics", N("IND", 7), FX)
#define POWER      FIXED("131", "received power", S("", 8, 1.0, "dBm"))
#define SHORT_TIME FIXED("141", "truncated time of day", N_128TH("", 16))
#define X_PULSES                                                                                   \
    FIXED("150", "presence of X pulses", N("XA", 1), SPARE(1), N("XC", 1), SPARE(2), N("X2", 1),   \
          SPARE(2))
#define SPECIAL EXPLICIT("SP", "special purpose field")

static const PvsAsterixItem plot_items[] = {
    SOURCE,        DESCRIPTOR, POSITION, MODE_3A, MODE_C,         CHARACTER,
    SHORT_TIME,    MODE_2,     DOPPLER,  POWER,   MODE_3A_PULSES, MODE_C_PULSES,
    MODE_2_PULSES, WARNING,    X_PULSES, NOTHING, NOTHING,        NOTHING,
    NOTHING,       SPECIAL,    NOTHING,  END,
};

static const PvsAsterixItem track_items[] = {
    SOURCE,
    DESCRIPTOR,
    FIXED("161", "track or plot number", N("", 16)),
    POSITION,
    FIXED("042", "calculated position, Cartesian", S("X", 16, 1.0 / 64, "NM"),
          S("Y", 16, 1.0 / 64, "NM")),
    FIXED("200", "calculated velocity, polar", NMI_PER_S("GSP", 16), TURN("HDG", 16)),
    MODE_3A,
    MODE_C,
    SHORT_TIME,
    CHARACTER,
    POWER,
    DOPPLER,
    EXTENDED("170", "track status", N("CON", 1), N("RAD", 1), N("MAN", 1), N("DOU", 1),
             N("RDPC", 1), SPARE(1), N("GHO", 1), FX, N("TRE", 1), SPARE(6), FX),
    REPETITIVE_FX("210", "track quality", N("QI", 7), FX),
    MODE_2,
    MODE_3A_PULSES,
    MODE_C_PULSES,
    MODE_2_PULSES,
    WARNING,
    SPECIAL,
    NOTHING,
    X_PULSES,
    END,
};

const PvsAsterixCategory pvs_asterix_cat001 = {
    .number = 1,
    .edition = "1.4",
    .reads = "1.1 to 1.4",
    .title = "monoradar plots and tracks (predecessor of CAT048)",
    .items = plot_items,
    .items_if_set = track_items,
    .switch_item = 1,
};
