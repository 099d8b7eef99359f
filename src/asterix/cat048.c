// SPDX-License-Identifier: Apache-2.0
// CAT048, monoradar target reports: edition 1.32. Older editions differ by what they leave out.
#include "tables.h"

#define QUALITY(a, b, c, d, e, f, g, h, i, j, k, l)                                                \
    N(a, 1), N(b, 1), N(c, 1), N(d, 1), N(e, 1), N(f, 1), N(g, 1), N(h, 1), N(i, 1), N(j, 1),      \
        N(k, 1), N(l, 1)
#define PULSES                                                                                     \
    QUALITY("QA4", "QA2", "QA1", "QB4", "QB2", "QB1", "QC4", "QC2", "QC1", "QD4", "QD2", "QD1")

// In the order of FSPEC.
static const PvsAsterixItem items[] = {
    SOURCE,
    FIXED("140", "time of day", TIME_OF_DAY),
    EXTENDED("020", "target report descriptor", N("TYP", 3), N("SIM", 1), N("RDP", 1), N("SPI", 1),
             N("RAB", 1), FX, N("TST", 1), N("ERR", 1), N("XPP", 1), N("ME", 1), N("MI", 1),
             N("FOEFRI", 2), FX, N("ADSB_EP", 1), N("ADSB_VAL", 1), N("SCN_EP", 1), N("SCN_VAL", 1),
             N("PAI_EP", 1), N("PAI_VAL", 1), SPARE(1), FX, N("ACASXV_EP", 1), N("ACASXV_VAL", 4),
             N("POXPR_EP", 1), N("POXPR_VAL", 1), FX, N("POACT_EP", 1), N("POACT_VAL", 1),
             N("DTFXPR_EP", 1), N("DTFXPR_VAL", 1), N("DTFACT_EP", 1), N("DTFACT_VAL", 1), SPARE(1),
             FX, N("IRMXPR_EP", 1), N("IRMXPR_VAL", 1), N("IRMACT_EP", 1), N("IRMACT_VAL", 1),
             SPARE(3), FX),
    FIXED("040", "measured position, slant range and azimuth", U("RHO", 16, 1.0 / 256, "NM"),
          TURN("THETA", 16)),
    FIXED("070", "mode 3/A code", N("V", 1), N("G", 1), N("L", 1), SPARE(1), OCTAL("MODE3A", 12)),
    FIXED("090", "flight level", N("V", 1), N("G", 1), S("FL", 14, 0.25, "FL")),
    COMPOUND("130", "radar plot characteristics",
             FIXED("SRL", "SSR plot run length", U("", 8, 360.0 / 8192, "deg")),
             FIXED("SRR", "number of SSR replies", N("", 8)),
             FIXED("SAM", "amplitude of SSR reply", S("", 8, 1.0, "dBm")),
             FIXED("PRL", "primary plot run length", U("", 8, 360.0 / 8192, "deg")),
             FIXED("PAM", "amplitude of primary plot", S("", 8, 1.0, "dBm")),
             FIXED("RPD", "range, PSR less SSR", S("", 8, 1.0 / 256, "NM")),
             FIXED("APD", "azimuth, PSR less SSR", S("", 8, 360.0 / 16384, "deg"))),
    FIXED("220", "aircraft address", HEX("", 24)),
    FIXED("240", "aircraft identification", ICAO("", 48)),
    REPETITIVE("250", "BDS register data", HEX("MBDATA", 56), HEX("BDS1", 4), HEX("BDS2", 4)),
    FIXED("161", "track number", SPARE(4), N("TRN", 12)),
    FIXED("042", "calculated position, Cartesian", S("X", 16, 1.0 / 128, "NM"),
          S("Y", 16, 1.0 / 128, "NM")),
    FIXED("200", "calculated velocity, polar", NMI_PER_S("GSP", 16), TURN("HDG", 16)),
    EXTENDED("170", "track status", N("CNF", 1), N("RAD", 2), N("DOU", 1), N("MAH", 1), N("CDM", 2),
             FX, N("TRE", 1), N("GHO", 1), N("SUP", 1), N("TCC", 1), SPARE(3), FX),
    FIXED("210", "track quality", U("SIGX", 8, 1.0 / 128, "NM"), U("SIGY", 8, 1.0 / 128, "NM"),
          NMI_PER_S("SIGV", 8), U("SIGH", 8, 360.0 / 4096, "deg")),
    REPETITIVE_FX("030", "warnings, errors and target classification", N("", 7), FX),
    FIXED("080", "mode 3/A confidence", SPARE(4), PULSES),
    FIXED("100", "mode C code (Gray) and confidence", N("V", 1), N("G", 1), SPARE(2),
          HEX("MODEC", 12), SPARE(4),
          QUALITY("QC1", "QA1", "QC2", "QA2", "QC4", "QA4", "QB1", "QD1", "QB2", "QD2", "QB4",
                  "QD4")),
    FIXED("110", "height measured by a 3-D radar, above mean sea level", SPARE(2),
          S("3DH", 14, 25.0, "ft")),
    COMPOUND(
        "120", "radial Doppler speed",
        FIXED("CAL", "calculated Doppler speed", N("D", 1), SPARE(5), S("CAL", 10, 1.0, "m/s")),
        REPETITIVE("RDS", "raw Doppler speed", U("DOP", 16, 1.0, "m/s"), U("AMB", 16, 1.0, "m/s"),
                   U("FRQ", 16, 1.0, "MHz"))),
    FIXED("230", "communications, ACAS capability, flight status", N("COM", 3), N("STAT", 3),
          N("SI", 1), SPARE(1), N("MSSC", 1), N("ARC", 1), N("AIC", 1), N("B1A", 1), N("B1B", 4)),
    FIXED("260", "ACAS resolution advisory report", HEX("", 56)),
    FIXED("055", "mode 1 code", N("V", 1), N("G", 1), N("L", 1), OCTAL("MODE1", 5)),
    FIXED("050", "mode 2 code", N("V", 1), N("G", 1), N("L", 1), SPARE(1), OCTAL("MODE2", 12)),
    FIXED("065", "mode 1 confidence", SPARE(3), N("QA4", 1), N("QA2", 1), N("QA1", 1), N("QB2", 1),
          N("QB1", 1)),
    FIXED("060", "mode 2 confidence", SPARE(4), PULSES),
    EXPLICIT("SP", "special purpose field"),
    EXPLICIT("RE", "reserved expansion field"),
    END,
};

const PvsAsterixCategory pvs_asterix_cat048 = {
    .number = 48,
    .edition = "1.32",
    .reads = "1.21 to 1.32",
    .title = "monoradar target reports",
    .items = items,
};
