// SPDX-License-Identifier: Apache-2.0
// Inside a loaded scenario: its sources and specs, and the roster of everything that has a name. Private to the room.
#ifndef PVS_SCENARIO_IMPL_H
#define PVS_SCENARIO_IMPL_H

#include <stdarg.h>

#include "command/command.h"
#include "scenario/table.h"

// --- the roster: all named things, formations and counts written out ---------------------------------------------

typedef enum {
    PVS_THING_PLACE,
    PVS_THING_SITE,
    PVS_THING_POST,
    PVS_THING_RADAR,
    PVS_THING_UNIT,
    PVS_THING_GROUP, ///< a unit with a count: its members are units
    PVS_THING_AREA,
    PVS_THING_FORMATION,
    PVS_THING_RAID,
    PVS_N_THINGS
} PvsThingKind;

typedef struct PvsThing PvsThing;
struct PvsThing {
    PvsThingKind kind;
    const char *name; ///< full: "south/battalion-1/92n6e"
    PvsNode *node;
    const void *spec;   ///< of its kind
    uint32_t formation; ///< thing that it stands in; PVS_NONE
    uint32_t
        owner; ///< RADAR: its unit; UNIT: its group or, for a station, what it stands for; PVS_NONE
    bool own_post;     ///< UNIT: by itself ("under: none")
    bool station;      ///< UNIT: a post or radar that can be hit
    int64_t member;    ///< of a group, from 0; -1: none
    uint32_t first, n; ///< GROUP, FORMATION: its things in the roster (members follow it)
    uint32_t above;    ///< POST: parent; RADAR, UNIT: post; things; PVS_NONE
    PvsLlh at;         ///< on the ellipsoid
    double heading_rad;
    enum { PVS_UNPLACED, PVS_PLACING, PVS_PLACED, PVS_MISPLACED } placed;
    uint32_t index; ///< in the model's list of its kind
};

typedef struct {
    PvsThing *things;
    uint32_t n, capacity;
    uint32_t *by_name; ///< indices of things, by name; pvs_alloc, like things
    uint32_t
        n_names; ///< of them: things added later are not found by name until they are sorted again
    const PvsSpecUnit *plain_unit; ///< defaults alone, for stations
    const PvsSpecPost *plain_post;
} PvsRoster;

/// One set of specs: what is actual, or what is believed.
typedef struct {
    PvsSpecScenario spec;
    PvsThreatTypes threat_types;
    PvsRoster roster;
} PvsBound;

struct PvsScenario {
    PvsLoad load;
    PvsBinder binder;
    PvsView root;
    const char *root_dir;
    PvsIgnoranceDraw draw;
    void *draw_ctx;
    PvsBound actual;
    PvsBound believed; ///< best values; the same specs as actual when nothing is drawn
    bool has_believed;
    char inputs_sha256[65];
};

/// Binds all of a scenario. Findings go to the loading's list.
void pvs_scenario_bind(PvsScenario *scenario, PvsBound *out, PvsIgnoranceDraw draw,
                       PvsScenarioVisit visit, void *visit_ctx);
void pvs_bound_free(PvsBound *bound);
bool pvs_override_apply(PvsBinder *b, PvsView root, const PvsOverride *override);

/// Writes out formations and counts, finds what names mean, places everything. Findings go to the loading's list.
void pvs_roster_build(PvsBinder *b, PvsBound *bound);
/// The thing of that name as seen from inside a formation (PVS_NONE: from the scenario); PVS_NONE when there is none.
uint32_t pvs_roster_find(const PvsRoster *roster, uint32_t formation, const char *name);
/// The nearest name, for messages; null.
const char *pvs_roster_nearest(PvsLoad *load, const PvsRoster *roster, const char *name);
/// A position as seen from inside a formation; false: reported.
bool pvs_roster_locate(PvsBinder *b, PvsRoster *roster, uint32_t formation,
                       const PvsSpecPosition *position, PvsLlh *out);
/// Reports an unknown name at a node.
void pvs_roster_unknown(PvsBinder *b, const PvsRoster *roster, PvsNode *node, const char *what,
                        const char *name);

/// Checks a doctrine's keys and values, and tells the visitor about them.
void pvs_doctrine_check(PvsBinder *b, PvsView doctrine);
/// What a unit's doctrine is: the layers of all levels for a class, and for what holds for all classes.
/// *keep_out_m is NaN when no level says anything.
PvsDoctrine pvs_doctrine_of(PvsBinder *b, const PvsBound *bound, uint32_t unit, double *keep_out_m);

// --- compiling, in compile*.c --------------------------------------------------------------------------------------

typedef struct {
    PvsBinder *b;
    const PvsBound *actual, *believed;
    PvsModel *model;
    PvsBelief *belief;
    uint32_t *order[PVS_N_THINGS], n[PVS_N_THINGS]; ///< things of a kind in natural order
    PvsPdTables pd_tables;
    uint32_t *type_index; ///< of each threat type's spec in the model's list
    const struct PvsRoundUse *rounds;
    uint32_t n_rounds; ///< round types in natural order
    bool failed;
} PvsCompile;

void *pvs_compile_alloc(PvsCompile *c, size_t n, size_t size);
const char *pvs_compile_text(PvsCompile *c, const char *text);
PvsNamed pvs_compile_named(PvsCompile *c, const char *name);
double pvs_speed_of(PvsSpecSpeed speed, double h_msl_m);     ///< m/s: Mach numbers at a height
double pvs_height_of(double h_msl_m, const PvsModel *model); ///< ellipsoidal
void pvs_compile_threats(PvsCompile *c);
void pvs_compile_raids(PvsCompile *c);
void pvs_compile_radars(PvsCompile *c);
void pvs_compile_units(PvsCompile *c); ///< and rounds
void pvs_compile_belief(PvsCompile *c);
void pvs_compile_warnings(PvsCompile *c);
/// A radar's reach against the type that it sees farthest.
PvsReach pvs_compile_widest_reach(const PvsModel *model, const PvsRadar *radar);
PvsReach pvs_compile_radar_reach(const PvsCompile *c, const PvsSpecRadar *spec,
                                 const PvsThing *thing);

#endif
