// SPDX-License-Identifier: Apache-2.0
// Paths that change in flight. What has been flown is kept, since tracks and records look back; what lay ahead is replaced. Looks ahead of the
// beam are void, windows and the intercepts of rounds in flight are solved anew. Who damages a threat or leads it astray calls this file.
#include "base/math.h"
#include "battle/state.h"

// The segments flown so far, the last of them cut at this moment; returns their number.
static uint32_t keep_flown(const PvsState *s, const Threat *t, PvsSegment *out) {
    uint32_t n = 0;
    for (; n < t->n_segments && t->segments[n].t0 < s->now; n++) {
        out[n] = t->segments[n];
        out[n].t1 = out[n].t1 < s->now ? out[n].t1 : s->now;
    }
    return n;
}

void pvs_turn_to(PvsState *s, uint32_t threat, const PvsSegment *ahead) {
    Threat *t = &s->threats[threat];
    PvsSegment *path = pvs_arena_alloc(&s->paths, ((size_t)t->n_segments + 1) * sizeof *path);
    if (!path) {
        s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory for the path of a threat");
        return;
    }
    uint32_t flown = keep_flown(s, t, path);
    path[flown] = *ahead;
    t->segments = path;
    t->n_segments = (uint16_t)(flown + 1);
    t->t_end = ahead->t1;
    if (wanted(s, PVS_LEVEL_PATH)) {
        pvs_raid_emit_path(s, threat, flown);
    }
    pvs_happen(s, t->t_end, HAP_PATH_END, threat, threat, 0);
    pvs_sensing_turned(s, threat);
    pvs_shots_solve_again(s, threat);
}

// A leg from where the threat is along its present course: so far over the ground, to a height.
static PvsSegment straight_on(PvsKinematics k, double ground_m, double h_end_ell_m, PvsTime t0) {
    PvsLlh from = pvs_llh_from_ecef(k.pos_ecef);
    PvsEnuFrame frame = pvs_enu_frame(from);
    double east_mps = pvs_vec3_dot(k.vel_ecef, frame.east),
           north_mps = pvs_vec3_dot(k.vel_ecef, frame.north);
    PvsLlh to = pvs_geodesic_direct(from.lat_rad, from.lon_rad, pvs_atan2(east_mps, north_mps),
                                    ground_m, NULL);
    to.h_ell_m = h_end_ell_m;
    return pvs_leg(from, to, sqrt(east_mps * east_mps + north_mps * north_mps), t0);
}

void pvs_turn_damaged(PvsState *s, uint32_t threat) {
    const PvsThreatType *type = &s->model->threat_types[s->threats[threat].type];
    if (type->move == PVS_MOVE_BALLISTIC) {
        return; // an arc needs nobody at the helm
    }
    PvsKinematics k = pvs_threat_at(s, threat, s->now);
    double ground_ell_m = s->model->h_msl_offset_m,
           above_m = pvs_llh_from_ecef(k.pos_ecef).h_ell_m - ground_ell_m;
    PvsSegment ahead;
    if (above_m <= 0) {
        ahead = pvs_stay(pvs_llh_from_ecef(k.pos_ecef), s->now, s->now + 1);
    } else if (type->glide_ratio > 0) {
        ahead = straight_on(k, above_m * type->glide_ratio, ground_ell_m, s->now);
    } else if (pvs_ballistic_fall(k.pos_ecef, k.vel_ecef, ground_ell_m, s->now, &ahead, NULL) !=
               PVS_OK) {
        return; // faster than any orbit: it goes where it went
    }
    pvs_turn_to(s, threat, &ahead);
}

bool pvs_turn_adrift(PvsState *s, uint32_t threat, double drift_s) {
    const PvsThreatType *type = &s->model->threat_types[s->threats[threat].type];
    if (type->move != PVS_MOVE_CRUISE || !(drift_s > 0)) {
        return false;
    }
    PvsKinematics k = pvs_threat_at(s, threat, s->now);
    double speed_mps = pvs_vec3_norm(k.vel_ecef);
    PvsSegment ahead =
        straight_on(k, speed_mps * drift_s, pvs_llh_from_ecef(k.pos_ecef).h_ell_m, s->now);
    if (ahead.t1 <= s->now) {
        return false;
    }
    pvs_turn_to(s, threat, &ahead);
    return true;
}
