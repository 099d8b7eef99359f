// SPDX-License-Identifier: Apache-2.0
// Whole scenarios from a seed: what a user might write, as text. Every choice is a draw of base/luck.h, so that a seed is a scenario on any
// machine, and a variant (turned about the pole, in another order, with other counts) keeps all other choices.
#ifndef PVS_TESTS_WHOLE_RANDOM_SCENARIO_H
#define PVS_TESTS_WHOLE_RANDOM_SCENARIO_H

#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/luck.h"

/// What may differ between two texts of one seed.
typedef struct {
    double turn_deg;       ///< added to every longitude
    bool backward;         ///< sections and members in the reverse order
    const char *site_word; ///< what sites are called: "site", and the index
    int count_factor;      ///< members of each raid, times this
    bool peace;            ///< nobody shoots
    double start_after_s;  ///< every launch comes so much later
    const char *kill;      ///< actual kill probability of every round; null: as drawn
} Variant;

static const Variant plain_variant = {.site_word = "site", .count_factor = 1};

#define RS_SECTIONS 8
#define RS_MEMBERS  12
typedef struct {
    char *at;
    size_t n, capacity;
} Text;

typedef struct {
    PvsLuck luck;
    uint32_t next; ///< ordinal of the next draw
    Variant v;
    int n_sites, n_posts, n_units, n_radars, n_areas, n_raids;
    bool independent; ///< shots that share nothing: more of something cannot hurt
    char member[RS_SECTIONS][RS_MEMBERS][3000];
    int n_members[RS_SECTIONS];
} Maker;

enum { RS_TYPES, RS_SITES, RS_POSTS, RS_RADARS, RS_UNITS, RS_AREAS, RS_RAIDS };
static const char *const rs_names[] = {"types", "sites",     "posts", "radars",
                                       "units", "soft_kill", "raids"};

static inline double draw(Maker *m) {
    return pvs_luck_u01(m->luck, PVS_LUCK_TEST, 1, m->next++);
}
static inline double between(Maker *m, double low, double high) {
    return low + (high - low) * draw(m);
}
static inline int whole(Maker *m, int low, int high) {
    return low + (int)floor(draw(m) * (high - low + 1));
}
static inline bool happens(Maker *m, double prob) {
    return draw(m) < prob;
}

__attribute__((format(printf, 3, 4))) static inline void say(Maker *m, int section,
                                                             const char *format, ...) {
    char *to = m->member[section][m->n_members[section] - 1];
    size_t used = strlen(to);
    va_list args;
    va_start(args, format);
    vsnprintf(to + used, sizeof m->member[0][0] - used, format, args);
    va_end(args);
}

static inline void begin(Maker *m, int section, const char *word, int i) {
    m->n_members[section]++;
    m->member[section][m->n_members[section] - 1][0] = '\0';
    say(m, section, "%s-%d: {", word, i);
}

// Round the middle of an empty country; the launch area lies to the west.
static inline void point(Maker *m, int section, const char *key, double east_km, double north_km) {
    double lat = -24.0 + north_km / 111.0, lon = 133.0 + east_km / (111.0 * 0.9135) + m->v.turn_deg;
    lon = lon > 180 ? lon - 360 : lon;
    say(m, section, "%s[%.6f, %.6f], ", key, lat, lon);
}
static inline void somewhere(Maker *m, int section, const char *key, double radius_km) {
    double east = between(m, -radius_km, radius_km), north = between(m, -radius_km, radius_km);
    point(m, section, key, east, north);
}

// One draw a call, so that the compiler's order of arguments decides nothing.
#define NUM(format, low, high)     say(m, to, format, between(m, low, high))
#define WHOLE(format, low, high)   say(m, to, format, whole(m, low, high))
#define SAY(...)                   say(m, to, __VA_ARGS__)
#define YES(format, prob)          say(m, to, format, happens(m, prob) ? "yes" : "no")
#define EITHER(format, prob, a, b) say(m, to, format, happens(m, prob) ? (a) : (b))
// With a probability the plain value, else one in a range: always two draws.
#define OR(format, prob, plain, low, high)                                                         \
    do {                                                                                           \
        bool is_plain = happens(m, prob);                                                          \
        double drawn = between(m, low, high);                                                      \
        say(m, to, format, is_plain ? (double)(plain) : drawn);                                    \
    } while (0)

static inline void make_types(Maker *m) {
    static const char *const kinds[] = {"one-way-drone", "cruise-missile", "ballistic",
                                        "quasi-ballistic", "decoy-drone"};
    const int to = RS_TYPES;
    for (int i = 0; i < 5; i++) {
        begin(m, to, "threat", i);
        SAY("kind: %s, ", kinds[i]);
        WHOLE("swerling: %d, ", 0, 4);
        NUM("rcs: {nose: %.4f m2, ", 0.01, 0.5);
        NUM("beam: %.4f m2, ", 0.1, 5);
        NUM("tail: %.4f m2, ", 0.02, 1);
        NUM("top: %.4f m2}, ", 0.1, 2);
        NUM("cep: %.1f m, ", 0, 60);
        NUM("lethal_radius: %.1f m, ", 5, 60);
        NUM("damaged_cep: %.0f m, ", 0, 900);
        OR("reliability: %.3f, ", 0.5, 1, 0.7, 1);
        NUM("price: %.0f kUSD, ", 10, 900);
        YES("manoeuvres: %s, ", 0.5);
        if (i == 2) {
            SAY("flies: arc, ");
        } else if (i == 3) {
            NUM("flies: profile, profile: [{at: 0 %%, altitude: 0 km, speed: %.0f m/s}, ", 200,
                600);
            NUM("{at: 40 %%, altitude: %.1f km, ", 20, 50);
            NUM("speed: %.0f m/s}, ", 1200, 2200);
            NUM("{at: 100 %%, altitude: 0 km, speed: %.0f m/s}], ", 700, 1200);
        } else {
            NUM("speed: %.1f m/s, ", i == 1 ? 180 : 40, i == 1 ? 280 : 90);
            OR("turn_radius: %.0f m, ", 0.5, 0, 500, 4000);
            NUM("glide_ratio: %.1f, ", 0, 8);
            YES("satellite_navigation: %s, ", 0.7);
            SAY("decoy: %s, ", i == 4 ? "yes" : "no");
        }
        NUM("visual_range_factor: %.2f}", 0.3, 2);
    }
}

static inline void make_sites(Maker *m) {
    const int to = RS_SITES;
    m->n_sites = whole(m, 1, 4);
    for (int i = 1; i <= m->n_sites; i++) {
        begin(m, to, m->v.site_word, i);
        somewhere(m, to, "at: ", 30);
        NUM("value: %.0f MUSD, ", 1, 100);
        WHOLE("hits_to_destroy: %d, ", 1, 9);
        NUM("radius: %.0f m}", 10, 400);
    }
}

static inline void make_posts(Maker *m) {
    const int to = RS_POSTS;
    m->n_posts = whole(m, 1, 3);
    for (int i = 1; i <= m->n_posts; i++) {
        begin(m, to, "post", i);
        somewhere(m, to, "at: ", 20);
        if (i > 1) {
            NUM("under: post-1, link: {delay: %.1f s, ", 0, 8);
            NUM("loss: %.3f}, ", 0, 0.1);
        }
        NUM("decision_time: %.1f", 0, 5);
        NUM("..%.1f s, ", 5, 20);
        OR("engagements_max: %.0f, ", m->independent ? 1 : 0.5, 0, 1, 8);
        OR("identification: {time: %.1f s, ", 0.5, 0, 0, 30);
        OR("probability: %.2f, ", 0.5, 1, 0.6, 1);
        NUM("decoy_recognised: %.2f, ", 0, 0.6);
        NUM("armed_taken_for_decoy: %.2f}, ", 0, 0.2);
        EITHER("assigner: %s, ", m->independent ? 1 : 0.7, "doctrine", "greedy");
        EITHER("coordination_delay: %s}", 0.3, "never", "3 s");
    }
}

// All that a radar says but its place; the sector is 360 degrees or less.
static inline void radar_body(Maker *m, int to, bool sectored) {
    bool rotating = happens(m, 0.7) && !sectored;
    NUM("finds: {rcs: 1 m2, at: %.1f km, probability: 60 %%}, ", 40, 220);
    NUM("instrumented_range: %.1f km, ", 60, 250);
    NUM("range_min: %.2f km, ", 0, 3);
    SAY("scan: %s, ", rotating ? "rotating" : "fixed-face");
    NUM("scan_period: %.2f s, ", 1, 12);
    NUM("antenna_height: %.1f m, ", 3, 40);
    EITHER("band: %s, ", 0.5, "s", "x");
    NUM("elevation_min: %.2f deg, ", -3, 1);
    NUM("elevation_max: %.1f deg, ", 20, 89);
    OR("min_radial_speed: %.1f m/s, ", 0.5, 0, 0, 25);
    OR("sector: %.1f deg, ", sectored ? 0 : 1, 360, 60, 120);
    WHOLE("confirm: %d of ", 1, 3);
    WHOLE("%d, ", 3, 6);
    WHOLE("drop_after: %d, ", 2, 6);
    OR("tracks_max: %.0f, ", m->independent ? 1 : 0.7, 0, 3, 20);
    OR("resolution: {range: %.0f m, ", m->independent ? 1 : 0.3, 0, 50, 500);
    NUM("azimuth: %.2f deg}, ", 0.5, 3);
    OR("load_per_track: %.3f, ", m->independent || rotating ? 1 : 0, 0, 0, 0.02);
}

static inline void make_radars(Maker *m) {
    const int to = RS_RADARS;
    m->n_radars = whole(m, 1, 4);
    for (int i = 1; i <= m->n_radars; i++) {
        begin(m, to, "radar", i);
        somewhere(m, to, "at: ", 40);
        WHOLE("under: post-%d, ", 1, m->n_posts);
        if (happens(m, 0.15)) {
            NUM("passive: yes, range: %.1f km, ", 3, 20);
            NUM("look_probability: %.2f, ", 0.2, 0.9);
            NUM("scan_period: %.1f s}", 2, 10);
            continue;
        }
        bool sectored = happens(m, 0.3);
        radar_body(m, to, sectored);
        if (happens(m, 0.25)) {
            double from_s = between(m, 0, 1000), on_s = between(m, 300, 2000);
            SAY("emission: [{from: %.3f s, to: %.3f s}, ", from_s, from_s + on_s);
            NUM("{from: %.3f s, to: 4 h}], ", from_s + on_s + 10, from_s + on_s + 400);
        }
        NUM("heading: %.1f deg}", sectored ? 200 : 0, sectored ? 340 : 0);
    }
}

static inline void make_round(Maker *m, int i) {
    const int to = RS_UNITS;
    SAY("round-%d: {", i);
    OR("ready: %.0f, ", m->independent, 100000, 0, 24);
    OR("depot: %.0f, ", m->independent, 0, 0, 12);
    OR("reload: %.0f, ", m->independent, 0, 0, 8);
    OR("range_min: %.2f km, ", m->independent, 0, 0, 2);
    NUM("range_max: %.1f km, ", 10, 90);
    NUM("altitude_max: %.1f km, ", 10, 40);
    NUM("speed_mean: %.0f m/s, ", 500, 1500);
    double planned = between(m, 0.2, 0.9), actual = planned * between(m, 0.5, 1.1);
    SAY("planning_kill: {any: %.3f}, ", planned);
    if (m->v.kill) {
        SAY("kill: {any: %s}, ", m->v.kill);
    } else {
        SAY("kill: {any: %.3f}, ", actual);
    }
    OR("leaves_damaged: %.2f, ", m->independent ? 1 : 0.4, 0, 0, 0.8);
    EITHER("guidance: %s, ", 0.5, "command", "active");
    NUM("manoeuvre_factor: 0.8, crossing_factor: 0.7, price: %.0f kUSD}", 10, 3000);
}

static inline void make_unit(Maker *m, int i) {
    static const char *const chooses[] = {"cheapest", "nearest", "surest", "earliest"};
    const int to = RS_UNITS;
    const double alone = m->independent;
    begin(m, to, "unit", i);
    somewhere(m, to, "at: ", 40);
    WHOLE("under: post-%d, ", 1, m->n_posts);
    NUM("heading: %.0f deg, rounds: {", 230, 310);
    int n_rounds = whole(m, 1, 2);
    for (int k = 1; k <= n_rounds; k++) {
        make_round(m, k);
        SAY("%s", k < n_rounds ? ", " : "}, ");
    }
    if (happens(m, 0.6) && !m->independent) {
        SAY("radars: {eye: {");
        radar_body(m, to, happens(m, 0.5));
        SAY("pulses: 1}}, engagement_radar: eye, ");
        OR("slew_rate: %.1f deg/s, ", 0.5, 0, 5, 40);
        NUM("handover: {time: %.1f s, ", 0, 5);
        NUM("probability: %.2f}, ", 0.6, 1);
    }
    OR("target_channels: %.0f, ", alone, 0, 1, 6);
    OR("missile_channels: %.0f, ", alone, 0, 0, 12);
    NUM("reaction_time: %.1f s, ", 1, 12);
    OR("launch_interval: %.1f s, ", alone, 0, 0, 4);
    NUM("reload_time: %.0f s, ", 60, 1500);
    NUM("assessment: {time: %.1f s, ", 0, 8);
    NUM("per_km: %.3f s, ", 0, 0.1);
    OR("kill_seen: %.2f, ", alone, 1, 0.7, 1);
    OR("alive_taken_for_killed: %.2f}, ", alone, 0, 0, 0.2);
    OR("availability: %.2f, ", m->independent ? 1 : 0.7, 1, 0.5, 1);
    OR("ready_after: %.0f s, ", 0.8, 0, 0, 1500);
    YES("autonomous: %s, ", 0.4);
    NUM("keep_out: %.1f km, ", 0, 1.5);
    NUM("link: {delay: %.1f s, ", 0, 3);
    OR("loss: %.3f}, ", alone, 0, 0, 0.1);
    WHOLE("hits_to_destroy: %d, price: 10 MUSD, ", 1, 3);
    SAY("doctrine: {choose: %s, ", chooses[whole(m, 0, 3)]);
    WHOLE("salvo: %d, ", 1, 2);
    EITHER("fire: %s, ", m->independent ? 1 : 0.8, "shoot-look-shoot", "salvo");
    OR("max_salvos: %.0f, ", 0.7, 0, 1, 3);
    OR("reserve: %.0f %%, ", alone, 0, 0, 30);
    YES("engage_decoys: %s}}", 0.5);
}

static inline void make_areas(Maker *m) {
    const int to = RS_AREAS;
    m->n_areas = whole(m, 0, 2);
    for (int i = 1; i <= m->n_areas; i++) {
        begin(m, to, "area", i);
        somewhere(m, to, "at: ", 60);
        NUM("radius: %.1f km, ", 5, 30);
        NUM("loss_probability: %.2f, ", 0.1, 0.8);
        OR("drift: 0..%.0f s, ", 0.5, 0, 0, 300);
        SAY("against: [one-way-drone, decoy-drone, cruise-missile]}");
    }
}

static inline void make_raid(Maker *m, int i) {
    const int to = RS_RAIDS, type = whole(m, 0, 3);
    begin(m, to, "raid", i);
    SAY("type: threat-%d, count: %d, ", type, m->v.count_factor * whole(m, 1, type < 2 ? 12 : 4));
    bool decoys = happens(m, 0.4) && type < 2, drawn = happens(m, 0.3);
    double share = between(m, 0.1, 0.7);
    if (decoys) {
        SAY("decoys: {type: threat-4, share: %.2f, drawn: %s}, ", share, drawn ? "yes" : "no");
    }
    double west_km = type == 0 ? between(m, 90, 200) : between(m, 200, 400),
           north_km = between(m, -100, 100);
    SAY("launch: {");
    point(m, to, "from: ", -west_km, north_km);
    NUM("spread: %.1f km, ", 0, 10);
    SAY("at: %.3f s, ", between(m, 0, 1200) + m->v.start_after_s);
    NUM("every: %.1f s}, ", 0, 40);
    if (happens(m, 0.5) && type < 2) {
        west_km = between(m, 30, 80);
        north_km = between(m, -60, 60);
        SAY("route: [{");
        point(m, to, "by: ", -west_km, north_km);
        NUM("spread: %.1f km}], ", 0, 5);
    }
    NUM("altitude: %.0f", 30, 300);
    NUM("..%.0f m, ", 300, 4000);
    NUM("lateral_spread: %.1f km, ", 0, 15);
    SAY("aim: {%s-%d: 60 %%, ", m->v.site_word, whole(m, 1, m->n_sites));
    int unit = whole(m, 1, 5), post = whole(m, 1, m->n_posts);
    bool at_unit = unit <= m->n_units && !m->independent;
    SAY("%s-%d: 40 %%}}", at_unit ? "unit" : "post", at_unit ? unit : post);
}

static inline void make_all(Maker *m) {
    make_types(m);
    make_sites(m);
    make_posts(m);
    make_radars(m);
    m->n_units = m->independent ? 1 : whole(m, 0, 5);
    for (int i = 1; i <= m->n_units; i++) {
        make_unit(m, i);
    }
    make_areas(m);
    m->n_raids = whole(m, 1, 4);
    for (int i = 1; i <= m->n_raids; i++) {
        make_raid(m, i);
    }
}

static inline void add_text(Text *t, const char *format, ...) {
    va_list args;
    char line[3200];
    va_start(args, format);
    int n = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    if (t->n + (size_t)n + 1 > t->capacity) {
        t->capacity = 2 * t->capacity + sizeof line;
        t->at = realloc(t->at, t->capacity);
    }
    memcpy(t->at + t->n, line, (size_t)n + 1);
    t->n += (size_t)n;
}

static inline void add_section(Text *t, const Maker *m, int section) {
    int n = m->n_members[section];
    if (n > 0) {
        add_text(t, "%s:\n", rs_names[section]);
    }
    for (int i = 0; i < n; i++) {
        add_text(t, "  %s\n", m->member[section][m->v.backward ? n - 1 - i : i]);
    }
}

/// The scenario of a seed, as text; the caller frees it. `independent`: one unit whose shots share nothing.
static inline char *random_scenario(uint64_t seed, bool independent, Variant v) {
    Maker *m = calloc(1, sizeof *m);
    m->luck = pvs_luck(seed, 0x5ce7a410u);
    m->v = v;
    m->independent = independent;
    make_all(m);
    Text t = {0};
    add_text(&t, "pavise: 1\nname: random %llu\nduration: 4 h\nengagement: %s\n",
             (unsigned long long)seed, v.peace ? "no" : "yes");
    double offset_m = happens(m, 0.5) ? 0 : between(m, -60, 80);
    add_text(&t, "world: {msl_offset: %.1f m}\nsharing: {on: %s}\n", offset_m,
             happens(m, 0.5) ? "yes" : "no");
    for (int i = 0; i <= RS_RAIDS; i++) {
        add_section(&t, m, v.backward ? RS_RAIDS - i : i);
    }
    free(m);
    return t.at;
}

#endif
