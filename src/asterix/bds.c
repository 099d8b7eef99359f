// SPDX-License-Identifier: Apache-2.0
// What stands in the mode S registers 4,0 (vertical intention), 5,0 (track and turn) and 6,0 (heading
// and speed). Source: ICAO Doc 9871, tables A-2-64, A-2-80, A-2-96.
#include "tables.h"

static const PvsAsterixField intention[] = {
    N("MCP_ALT_STATUS", 1),
    U("MCP_ALT", 12, 16.0, "ft"),
    N("FMS_ALT_STATUS", 1),
    U("FMS_ALT", 12, 16.0, "ft"),
    N("BP_STATUS", 1),
    U("BP_LESS_800", 12, 0.1, "mb"),
    SPARE(8),
    N("MODE_STATUS", 1),
    N("VNAV", 1),
    N("ALT_HOLD", 1),
    N("APP", 1),
    SPARE(2),
    N("TARGET_ALT_STATUS", 1),
    N("TARGET_ALT_SOURCE", 2),
    {NULL, 0, 0, 0.0, NULL},
};

static const PvsAsterixField track[] = {
    N("ROLL_STATUS", 1),       S("ROLL", 10, 45.0 / 256, "deg"),
    N("TRACK_STATUS", 1),      S("TRACK", 11, 90.0 / 512, "deg"),
    N("GS_STATUS", 1),         U("GS", 10, 2.0, "kt"),
    N("TRACK_RATE_STATUS", 1), S("TRACK_RATE", 10, 8.0 / 256, "deg/s"),
    N("TAS_STATUS", 1),        U("TAS", 10, 2.0, "kt"),
    {NULL, 0, 0, 0.0, NULL},
};

static const PvsAsterixField heading[] = {
    N("HDG_STATUS", 1),      S("HDG", 11, 90.0 / 512, "deg"),
    N("IAS_STATUS", 1),      U("IAS", 10, 1.0, "kt"),
    N("MACH_STATUS", 1),     U("MACH", 10, 2.048 / 512, "Mach"),
    N("BAR_STATUS", 1),      S("BAR", 10, 32.0, "ft/min"),
    N("IVV_STATUS", 1),      S("IVV", 10, 32.0, "ft/min"),
    {NULL, 0, 0, 0.0, NULL},
};

const PvsAsterixField *pvs_asterix_bds_fields(unsigned bds) {
    return bds == 0x40 ? intention : bds == 0x50 ? track : bds == 0x60 ? heading : NULL;
}
