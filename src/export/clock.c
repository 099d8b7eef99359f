// SPDX-License-Identifier: Apache-2.0
// The scenario's clock: UTC time of day from its start and the integer time of an event.
#include <math.h>

#include "export/export.h"

const char *pvs_clock(const PvsMeta *meta, PvsTime t, char buf[16]) {
    double day_s = fabs(meta->start_unix_s) < 1e12
                       ? meta->start_unix_s - 86400.0 * floor(meta->start_unix_s / 86400.0)
                       : 0;
    int64_t since_ns = t == PVS_TIME_NEVER ? 0 : t;
    int64_t total_s = (int64_t)floor(day_s + (double)(since_ns / PVS_NS_PER_S) +
                                     (double)(since_ns % PVS_NS_PER_S) * 1e-9 + 0.5);
    int64_t s = (total_s % 86400 + 86400) % 86400;
    pvs_text_printf(buf, 16, "%02d:%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
    return buf;
}
