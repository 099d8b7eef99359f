// SPDX-License-Identifier: Apache-2.0
// Schema: radars and passive sensors.
#include <math.h>

#include "base/math.h"
#include "scenario/schema_macros.h"

#define DEG PVS_DEG_RAD

static const char *const bands[] = {"vhf", "uhf", "l", "s", "c", "x", "ku", NULL};
static const char *const scans[] = {"rotating", "fixed-face", NULL};

#define SPEC PvsSpecFinds
static const PvsField finds_fields[] = {
    NUMBER("rcs", AREA, rcs_m2, NULL, "cross-section of the reference target", .min = 1e-6,
           .max = 1e5, .flags = PVS_VARY),
    NUMBER("at", LENGTH, range_m, NULL, "slant range at which it is found", .min = 1, .max = 1e7,
           .flags = PVS_VARY),
    NUMBER("probability", FRACTION, probability, "50 %", "of one look at that range", .min = 1e-4,
           .max = 0.9999, .flags = PVS_VARY),
    NUMBER("snr", RATIO, snr_lin, NULL, "signal-to-noise ratio there, in place of the probability",
           .min = 1e-3, .max = 1e6, .flags = PVS_VARY),
    COUNT("swerling", swerling, "1", "fluctuation of the reference target, 0 to 4", .max = 4),
};
#undef SPEC
static const PvsObject finds = {.name = "finds",
                                FIELDS(finds_fields),
                                .side = "defence",
                                .help = "What the radar finds: the public form of its power. "
                                        "\"Finds 4 m2 at 390 km with probability 80 %\"."};

#define SPEC PvsSpecPower
static const PvsField power_fields[] = {
    NUMBER("peak", POWER, peak_w, NULL, "peak power", .min = 1e-3, .max = 1e9, .flags = PVS_VARY),
    NUMBER("gain", DECIBEL, gain_db, NULL, "antenna gain", .min = 1, .max = 80, .flags = PVS_VARY),
    NUMBER("frequency", FREQUENCY, frequency_hz, NULL, "carrier", .min = 1e6, .max = 1e12,
           .flags = PVS_VARY),
    NUMBER("pulse", TIME, pulse_s, NULL, "pulse width (of the whole coded pulse)", .min = 1e-9,
           .max = 1, .flags = PVS_VARY),
    NUMBER("noise_figure", DECIBEL, noise_figure_db, "3 dB", "receiver noise figure", .max = 40,
           .flags = PVS_VARY),
    NUMBER("losses", DECIBEL, losses_db, "6 dB", "all losses together", .max = 60,
           .flags = PVS_VARY),
};
#undef SPEC
static const PvsObject power = {.name = "power",
                                FIELDS(power_fields),
                                .side = "defence",
                                .help = "The radar equation in full, in place of `finds`."};

#define SPEC PvsSpecRadar
static const PvsField error_fields[] = {
    PART_FIELD("range", NUMBER, LENGTH, errors, range_m, "50 m", "of range", .flags = PVS_VARY),
    PART_FIELD("azimuth", NUMBER, ANGLE, errors, azimuth_rad, "3 mrad", "of azimuth",
               .flags = PVS_VARY),
    PART_FIELD("elevation", NUMBER, ANGLE, errors, elevation_rad, "4.5 mrad", "of elevation",
               .flags = PVS_VARY),
    PART_FIELD("at_snr", NUMBER, RATIO, errors, at_snr_lin, "13 dB",
               "signal-to-noise ratio at which they hold", .min = 1e-3, .max = 1e6),
};
static const PvsObject errors = {
    .name = "errors",
    FIELDS(error_fields),
    .side = "defence",
    .help = "One sigma of a plot's errors; they grow as the signal-to-noise ratio falls."};
static const PvsField resolution_fields[] = {
    PART_FIELD("range", NUMBER, LENGTH, resolution, range_m, "150 m",
               "cell in range; 0 m: no merging", .flags = PVS_VARY),
    PART_FIELD("azimuth", NUMBER, ANGLE, resolution, azimuth_rad, "1.5 deg", "cell in azimuth",
               .flags = PVS_VARY),
};
static const PvsObject resolution = {.name = "resolution",
                                     FIELDS(resolution_fields),
                                     .side = "defence",
                                     .help = "Targets within one cell merge into one plot."};

static const PvsField link_fields[] = {
    PART_FIELD("delay", NUMBER, TIME, link, delay_s, "0 s", "of a message", .flags = PVS_VARY),
    PART_FIELD("loss", NUMBER, FRACTION, link, loss, "0 %", "share of messages lost",
               .flags = PVS_VARY),
};
const PvsObject pvs_object_link = {.name = "link",
                                   FIELDS(link_fields),
                                   .shorthand = "delay",
                                   .side = "defence",
                                   .help = "A link to the post above."};
#undef SPEC

#define SPEC PvsSpecInterval
static const PvsField interval_fields[] = {
    NUMBER("from", TIME, begin_s, "0 s", "it radiates from this time after the start", .flags = 0),
    NUMBER("to", TIME, end_s, NULL, "to this one", .flags = PVS_NEEDED,
           .example = "{from: 0 min, to: 40 min}"),
};
#undef SPEC
static const PvsObject interval = {.name = "an interval",
                                   .size = sizeof(PvsSpecInterval),
                                   FIELDS(interval_fields),
                                   .side = "defence",
                                   .help = "When a radar radiates."};

#define SPEC PvsSpecRadar
static const PvsField radar_fields[] = {
    NAME("type", type, "entry of the catalogue (radar or passive-sensor)",
         .example = "type: 91n6e"),
    SHAPE("at", at, pvs_shape_position, "= its unit's place", "where it stands",
          .flags = PVS_HERE_ONLY, .example = "at: [-24.1, 133.2]"),
    SHAPE("place", place, pvs_shape_offset, NULL,
          "in a formation: bearing and range from its point", .flags = PVS_HERE_ONLY,
          .example = "place: {bearing: 60 deg, range: 20 km}"),
    NAME("under", under,
         "the post whose picture its tracks enter; the only root post when nothing is said",
         .flags = PVS_HERE_ONLY),
    NUMBER("heading", ANGLE, heading_rad, "= its unit's, else 0 deg",
           "middle of its sector, from true north", .min = -2 * PVS_PI, .max = 2 * PVS_PI,
           .flags = PVS_VARY),
    BOOL("passive", passive, "no",
         "sees without radiating: detection by range and probability alone (kind: passive-sensor "
         "says so)"),
    ENUM("band", band, "s", bands, "radar band, for the cross-section"),
    OBJECT("finds", finds, finds,
           "the public form of its power; needed unless `power` is given or it is passive"),
    OBJECT("power", power, power, "the full form of its power"),
    NUMBER("instrumented_range", LENGTH, instrumented_range_m, NULL,
           "slant range beyond which it reports nothing", .min = 1, .max = 1e7, .flags = PVS_VARY,
           .example = "instrumented_range: 300 km"),
    NUMBER("range_min", LENGTH, range_min_m, "0 m", "least slant range", .flags = PVS_VARY),
    NUMBER("range", LENGTH, passive_range_m, NULL, "passive: range against its reference target",
           .min = 1, .max = 1e7, .flags = PVS_VARY),
    NUMBER("look_probability", FRACTION, look_probability, "50 %",
           "passive: of one look within the range", .flags = PVS_VARY),
    ENUM("scan", scan, "rotating", scans, "how it looks round"),
    NUMBER("scan_period", TIME, scan_period_s, "10 s", "one turn, or one revisit", .min = 0.05,
           .max = 3600, .flags = PVS_VARY),
    NUMBER("sector", ANGLE, sector_rad, "360 deg", "full width in azimuth", .min = 0.01,
           .max = 2 * PVS_PI + 1e-9, .flags = PVS_VARY),
    NUMBER("elevation_min", ANGLE, el_min_rad, "-5 deg", "lowest elevation", .min = -PVS_PI / 2,
           .max = PVS_PI / 2, .flags = PVS_VARY),
    NUMBER("elevation_max", ANGLE, el_max_rad, "85 deg", "highest elevation", .min = -PVS_PI / 2,
           .max = PVS_PI / 2, .flags = PVS_VARY),
    NUMBER("antenna_height", LENGTH, antenna_height_m, "10 m", "above ground", .max = 30e3,
           .flags = PVS_VARY),
    NUMBER("min_radial_speed", SPEED, min_radial_speed_mps, "0 m/s",
           "its moving-target filter passes nothing slower", .flags = PVS_VARY),
    COUNT("pulses", pulses, "1", "pulses integrated in a look", .min = 1, .max = 10000),
    NUMBER("false_alarm", FRACTION, false_alarm, "1e-6", "probability in a cell", .min = 1e-12,
           .max = 0.01, .flags = PVS_VARY),
    OBJECT("errors", errors, errors, "errors of its plots"),
    BOOL("measures_elevation", measures_elevation, "yes", "3-D"),
    OBJECT("resolution", resolution, resolution, "resolution cell"),
    COUNT("tracks_max", tracks_max, "0", "tracks that it can hold; 0: no limit", .flags = PVS_VARY),
    NUMBER("load_per_track", FRACTION, load_per_track, "0",
           "fixed-face: share of the revisit that each held track adds", .flags = PVS_VARY),
    SHAPE("confirm", confirm, pvs_shape_confirm, "3 of 3",
          "a track is confirmed by M detections in N looks", .example = "confirm: 3 of 5"),
    COUNT("drop_after", drop_after, "5", "and dropped after this many misses in a row", .min = 1,
          .max = 1000, .flags = PVS_VARY),
    OBJECT("link", link, pvs_object_link, "to its post"),
    NUMBER("phase", TIME, phase_s, "= worked out from its name",
           "time at which the beam points north", .flags = 0),
    LIST("emission", emission, interval, "when it radiates; nothing: always",
         .example = "emission: [{from: 20 min, to: 50 min}]"),
    NUMBER("hits_to_destroy", NONE, hits_to_destroy, "1", "when it is aimed at", .min = 0.001,
           .max = 1e6, .flags = PVS_VARY),
    NUMBER("price", MONEY, price_usd, "0 USD", "", .flags = PVS_VARY),
};
#undef SPEC

static const char *const radar_kinds[] = {"radar", "passive-sensor", NULL};

static void finish_radar(PvsBinder *b, PvsView view, void *out) {
    const PvsSpecRadar *radar = out;
    PvsNode *node = pvs_view_node(view);
    if (radar->passive == 1) {
        if (!pvs_is_set(radar->passive_range_m)) {
            pvs_report(b->load, node, "%s: a passive sensor needs range", b->path);
        }
        return;
    }
    bool has_finds = pvs_is_set(radar->finds.rcs_m2) && pvs_is_set(radar->finds.range_m);
    bool has_power = pvs_is_set(radar->power.peak_w) && pvs_is_set(radar->power.gain_db) &&
                     pvs_is_set(radar->power.frequency_hz) && pvs_is_set(radar->power.pulse_s);
    if (!has_finds && !has_power) {
        pvs_report(b->load, node,
                   "%s: a radar needs finds: {rcs: , at: , probability: } or power: {peak: , gain: "
                   ", frequency: , pulse: }",
                   b->path);
    }
    if (!pvs_is_set(radar->instrumented_range_m)) {
        pvs_report(b->load, node, "%s: a radar needs instrumented_range", b->path);
    }
    if (radar->el_min_rad >= radar->el_max_rad) {
        pvs_report(b->load, node, "%s: elevation_min is not below elevation_max", b->path);
    }
    for (uint32_t i = 0; i < radar->emission.n; i++) {
        const PvsSpecInterval *on = (const PvsSpecInterval *)radar->emission.items + i;
        if (on->begin_s >= on->end_s || (i > 0 && on->begin_s < on[-1].end_s)) {
            pvs_report(b->load, node,
                       "%s.emission: intervals follow one another, each with from before to",
                       b->path);
        }
    }
}

static const PvsColumn radar_columns[] = {{"mast", "antenna_height"},
                                          {"scan", "scan_period"},
                                          {"reference_range", "finds.at"},
                                          {"reference_rcs", "finds.rcs"},
                                          {"snr_at_reference", "finds.snr"},
                                          {"pfa", "false_alarm"},
                                          {"lat", "at.lat"},
                                          {"lon", "at.lon"},
                                          {NULL, NULL}};

const PvsObject pvs_object_radar = {
    .name = "a radar",
    .size = sizeof(PvsSpecRadar),
    FIELDS(radar_fields),
    .shorthand = "type",
    .kinds = radar_kinds,
    .finish = finish_radar,
    .columns = radar_columns,
    .side = "defence",
    .help = "A radar, or a passive sensor (visual, infrared, acoustic), by itself or in a unit."};
