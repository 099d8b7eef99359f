// SPDX-License-Identifier: Apache-2.0
// What radars say: target reports as plots, service messages, and times of day as one line of time.
#include <math.h>

#include "base/math.h"
#include "tables.h"
#include "units.h"

#define JUMP_S   60.0
#define AGREEING 3

double pvs_asterix_clock(PvsAsterixClock *clock, double time_of_day_s) {
    if (!(time_of_day_s >= 0 && time_of_day_s < DAY_S)) {
        return NAN;
    }
    if (!clock->started) {
        clock->started = true;
        clock->last_s = time_of_day_s;
        return time_of_day_s;
    }
    double day = floor((clock->last_s - time_of_day_s) / DAY_S + 0.5);
    double t_s = time_of_day_s + day * DAY_S;
    if (fabs(t_s - clock->last_s) > JUMP_S) {
        bool agrees = clock->n_agreeing > 0 && fabs(t_s - clock->jump_s) <= JUMP_S;
        clock->n_agreeing = agrees ? clock->n_agreeing + 1 : 1;
        clock->jump_s = t_s;
        if (clock->n_agreeing < AGREEING) {
            clock->n_jumps++;
            return NAN;
        }
    }
    clock->n_agreeing = 0;
    clock->n_midnights += floor(t_s / DAY_S) > floor(clock->last_s / DAY_S);
    clock->last_s = t_s;
    return t_s;
}

const char *pvs_asterix_unused_text(PvsAsterixUnused unused) {
    static const char *const texts[] = {
#define X(name, text) text,
        PVS_ASTERIX_UNUSED_TABLE(X)
#undef X
    };
    return (unsigned)unused < PVS_ASTERIX_N_UNUSED ? texts[unused] : "nothing";
}

static bool flag(const PvsAsterixRecord *record, const char *path) {
    const PvsAsterixLeaf *leaf = pvs_asterix_find(record, path);
    return leaf && leaf->raw;
}

static double number_or(const PvsAsterixRecord *record, const char *path, double otherwise) {
    double x = otherwise;
    pvs_asterix_get(record, path, &x);
    return x;
}

// The source of a record; in CAT001 and CAT002 it may stand in the block's first record alone.
static void find_source(PvsAsterixListener *listener, const PvsAsterixRecord *record, uint8_t *sac,
                        uint8_t *sic) {
    double x;
    if (pvs_asterix_get(record, "010/SAC", &x)) {
        listener->sac = (uint8_t)x;
        listener->sic = (uint8_t)number_or(record, "010/SIC", 0);
    }
    *sac = listener->sac;
    *sic = listener->sic;
}

// CAT001 says its time modulo 512 s: the nearest to the radar's last full time of day.
static bool full_time(PvsAsterixListener *listener, const PvsAsterixRecord *record,
                      double *time_of_day_s) {
    double *known = listener->time_of_radar_s[listener->sic];
    if (record->category->number != 1) {
        return pvs_asterix_get(record, "140", time_of_day_s);
    }
    double t_s;
    if (!pvs_asterix_get(record, "141", &t_s) || known[0] <= 0 || known[1] != listener->sac) {
        return false;
    }
    t_s += floor((known[0] - 1.0 - t_s) / 512.0 + 0.5) * 512.0;
    *time_of_day_s = t_s < 0 ? t_s + DAY_S : t_s >= DAY_S ? t_s - DAY_S : t_s;
    return true;
}

static void read_codes(const PvsAsterixRecord *record, PvsAsterixPlot *out) {
    bool cat048 = record->category->number == 48;
    double x = number_or(record, cat048 ? "090/FL" : "090/HGT", NAN);
    out->flight_level_m = flag(record, "090/V") || flag(record, "090/G") ? NAN : x * FLIGHT_LEVEL_M;
    x = number_or(record, "070/MODE3A", -1);
    out->code_as_received = (int32_t)x;
    out->mode_3a = flag(record, "070/V") || flag(record, "070/G") ? -1 : (int32_t)x;
    out->mode_s = cat048 ? (uint32_t)number_or(record, "220", 0) : 0;
    out->height_msl_m = cat048 ? number_or(record, "110/3DH", NAN) * FOOT_M : NAN;
}

static PvsAsterixUnused read_plot(PvsAsterixListener *listener, const PvsAsterixRecord *record,
                                  PvsAsterixPlot *out) {
    double t_s, range_nmi, az_deg, type = number_or(record, "020/TYP", 0);
    bool cat048 = record->category->number == 48;
    find_source(listener, record, &out->sac, &out->sic);
    if (!pvs_asterix_get(record, "040/RHO", &range_nmi) ||
        !pvs_asterix_get(record, "040/THETA", &az_deg)) {
        return PVS_ASTERIX_UNUSED_NO_POSITION;
    }
    if (flag(record, "020/RAB")) {
        return PVS_ASTERIX_UNUSED_MONITOR;
    }
    if (flag(record, "020/TST")) {
        return PVS_ASTERIX_UNUSED_TEST;
    }
    if (cat048 && flag(record, "020/ERR")) {
        return PVS_ASTERIX_UNUSED_EXTENDED_RANGE;
    }
    double kind = cat048 ? type : number_or(record, "020/SSRPSR", 0);
    if (kind == 0 && pvs_asterix_find(record, "020/TYP")) {
        return PVS_ASTERIX_UNUSED_NO_DETECTION;
    }
    if (!full_time(listener, record, &t_s)) {
        return PVS_ASTERIX_UNUSED_NO_TIME;
    }
    out->time_s = pvs_asterix_clock(&listener->clock, t_s);
    if (isnan(out->time_s)) {
        return PVS_ASTERIX_UNUSED_BAD_TIME;
    }
    out->range_m = range_nmi * NAUTICAL_MILE_M;
    out->az_rad = az_deg * PVS_DEG_RAD;
    out->simulated = flag(record, "020/SIM");
    out->primary_alone = kind == 1;
    read_codes(record, out);
    return PVS_ASTERIX_PLOT;
}

PvsAsterixUnused pvs_asterix_plot(PvsAsterixListener *listener, const PvsAsterixRecord *record,
                                  PvsAsterixPlot *out) {
    PvsAsterixUnused unused = read_plot(listener, record, out);
    if (unused != PVS_ASTERIX_PLOT) {
        listener->n_unused[unused]++;
    }
    return unused;
}

bool pvs_asterix_service(PvsAsterixListener *listener, const PvsAsterixRecord *record,
                         PvsAsterixService *out) {
    double t_s, x;
    find_source(listener, record, &out->sac, &out->sic);
    if (!pvs_asterix_get(record, "030", &t_s)) {
        return false;
    }
    out->time_s = pvs_asterix_clock(&listener->clock, t_s);
    if (isnan(out->time_s)) {
        return false;
    }
    listener->time_of_radar_s[out->sic][0] = 1.0 + t_s;
    listener->time_of_radar_s[out->sic][1] = out->sac;
    out->type = (int)number_or(record, "000", 0);
    out->az_rad = number_or(record, "020", NAN) * PVS_DEG_RAD;
    out->period_s = number_or(record, "041", NAN);
    out->has_position = pvs_asterix_get(record, "120/LAT", &x);
    out->lat_rad = number_or(record, "120/LAT", NAN) * PVS_DEG_RAD;
    out->lon_rad = number_or(record, "120/LON", NAN) * PVS_DEG_RAD;
    out->h_msl_m = number_or(record, "120/HGT", NAN);
    return true;
}
