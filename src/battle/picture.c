// SPDX-License-Identifier: Apache-2.0
// The picture: what posts hold. A radar's confirmed track reaches each post of its tree after the delays of the links between; a post fuses
// what it holds of one threat into one track, identifies it in time, and loses it when no radar holds it any more.
//
// Statistical tracks: state = truth at the last plot + errors of a least-squares line through the last plots, correlated in time. A pure function of
// (track luck, time), so it is computed only when somebody looks.
#include "base/math.h"
#include "battle/state.h"

#define SETTLED_PLOTS 8 // plots over which the modelled filter averages

void pvs_picture_reset(PvsState *s) {
    for (uint32_t p = 0; p < s->model->n_posts; p++) {
        s->posts[p] = (PostState){.alive = 1};
    }
}

static PostTrack *find_track(PvsState *s, uint32_t post, uint32_t threat, uint32_t *index) {
    for (uint32_t i = s->threats[threat].tracks; i != NIL; i = track_at(s, i)->next_of_threat) {
        if (track_at(s, i)->post == post) {
            *index = i;
            return track_at(s, i);
        }
    }
    return NULL;
}

static PvsTime radar_delay(const PvsState *s, uint32_t radar, uint32_t post) {
    float delay_s = s->delay_s[(size_t)radar * s->model->n_posts + post];
    return delay_s < 0 ? PVS_TIME_NEVER : pvs_time_from_s((double)delay_s);
}

static uint64_t track_luck(const Threat *t) {
    return pvs_id_pair(t->id, 0x747261636bULL); // opaque to command; stable between designs
}

// A track gets lost on the way to a post as a whole: one draw for a post and a track, whichever radar it comes from, so that a shorter way
// never loses more.
static bool lost_on_the_way(const PvsState *s, const Pair *p, uint32_t post) {
    double loss = (double)s->loss[(size_t)p->radar * s->model->n_posts + post];
    uint64_t luck = track_luck(&s->threats[p->threat]);
    return loss > 0 && pvs_luck_u01(s->luck, PVS_LUCK_LINK,
                                    pvs_id_pair(s->model->posts[post].named.id, luck), 0) < loss;
}

// Whether a pair's track is in a post's picture now.
static bool pair_reaches(const PvsState *s, const Pair *p, uint32_t post) {
    if (!p->confirmed || s->radars[p->radar].lost) {
        return false;
    }
    PvsTime delay = radar_delay(s, p->radar, post);
    return delay != PVS_TIME_NEVER && p->t_confirmed + delay <= s->now &&
           !lost_on_the_way(s, p, post);
}

static bool held_by_any(PvsState *s, uint32_t threat, uint32_t post) {
    for (uint32_t i = s->threats[threat].pairs; i != NIL; i = pair_at(s, i)->next_of_threat) {
        if (pair_reaches(s, pair_at(s, i), post)) {
            return true;
        }
    }
    return false;
}

void pvs_picture_confirmed(PvsState *s, uint32_t pair) {
    uint32_t threat = pair_at(s, pair)->threat, radar = pair_at(s, pair)->radar;
    for (uint32_t post = 0; post < s->model->n_posts; post++) {
        uint32_t index = NIL;
        const PostTrack *pt = find_track(s, post, threat, &index);
        PvsTime delay = radar_delay(s, radar, post);
        if (delay == PVS_TIME_NEVER || !s->posts[post].alive || (pt && pt->held)) {
            continue;
        }
        if (delay == 0) {
            pvs_picture_arrives(s, post, threat);
        } else {
            pvs_happen(s, s->now + delay, HAP_PICTURE, post, post, threat);
        }
    }
}

void pvs_picture_dropped(PvsState *s, uint32_t threat) {
    for (uint32_t i = s->threats[threat].tracks; i != NIL; i = track_at(s, i)->next_of_threat) {
        PostTrack *pt = track_at(s, i);
        if (pt->held && !pt->ghost && !held_by_any(s, threat, pt->post)) {
            pt->held = 0;
            pvs_emit(s, &(PvsEvent){.t = s->now,
                                    .kind = PVS_EV_PICTURE_LOST,
                                    .id = {threat, pt->post, pt->number}});
        }
    }
}

static uint32_t new_track(PvsState *s, uint32_t post, uint32_t threat) {
    uint32_t index = pvs_pool_take(s, &s->tracks);
    if (index == NIL) {
        return NIL;
    }
    PostTrack *pt = track_at(s, index);
    Threat *t = &s->threats[threat];
    pt->luck = track_luck(t);
    pt->crew_id = pvs_id_pair(s->model->posts[post].named.id, pt->luck);
    pt->threat = threat;
    pt->post = post;
    pt->number = s->posts[post].next_number++;
    pt->gates = pt->engagements = NIL;
    pt->t_consider = PVS_TIME_NEVER;
    pt->t_arrival = PVS_TIME_NEVER;
    pt->next_of_threat = t->tracks;
    t->tracks = index;
    return index;
}

static void start_identification(PvsState *s, uint32_t index) {
    PostTrack *pt = track_at(s, index);
    const PvsPost *post = &s->model->posts[pt->post];
    double wait_s = pvs_dist_draw(post->identify_s, s->luck, PVS_LUCK_CREW, pt->crew_id,
                                  (uint32_t)pt->n_identify * 8u + 1u);
    if (wait_s <= 0) {
        pvs_picture_identify(s, index);
    } else {
        pvs_happen(s, s->now + pvs_time_from_s(wait_s), HAP_IDENTIFY, pt->post, index, 0);
    }
}

void pvs_picture_arrives(PvsState *s, uint32_t post, uint32_t threat) {
    if (s->threats[threat].phase != THREAT_FLYING || !s->posts[post].alive ||
        !held_by_any(s, threat, post)) {
        return;
    }
    uint32_t index = NIL;
    PostTrack *pt = find_track(s, post, threat, &index);
    if (!pt) {
        index = new_track(s, post, threat);
        if (index == NIL) {
            return;
        }
        pt = track_at(s, index);
    }
    if (pt->held) {
        return;
    }
    pt->held = 1;
    pt->t_known = s->now;
    pvs_emit(s, &(PvsEvent){.t = s->now, .kind = PVS_EV_PICTURE, .id = {threat, post, pt->number}});
    if (!pt->identified && pt->n_identify == 0) {
        start_identification(s, index);
    }
    pvs_decide_soon(s, index, s->now);
}

// What a type is taken for when it is identified: as believed, else what it is; a decoy passes for what it imitates, the parent of its class.
static PvsClass taken_for(const PvsState *s, uint32_t type) {
    const PvsThreatType *actual = &s->model->threat_types[type];
    if (type < s->belief->n_types) {
        return (PvsClass)s->belief->class_of_type[type];
    }
    return actual->decoy ? pvs_class_parent(actual->cls) : actual->cls;
}

void pvs_picture_identify(PvsState *s, uint32_t index) {
    PostTrack *pt = track_at(s, index);
    const Threat *t = &s->threats[pt->threat];
    if (t->phase != THREAT_FLYING) {
        return;
    }
    const PvsPost *post = &s->model->posts[pt->post];
    const PvsThreatType *type = &s->model->threat_types[t->type];
    PvsBlock block = pvs_luck_block(s->luck, PVS_LUCK_IDENTIFY, pt->crew_id, pt->n_identify++);
    bool right = pvs_u01_32(block.w[0]) < post->identify_prob;
    double u_decoy = pvs_u01_32(block.w[1]);
    pt->identified = right;
    pt->allegiance = right ? PVS_ALLEGIANCE_HOSTILE : PVS_ALLEGIANCE_FRIEND;
    pt->believed_decoy =
        u_decoy < (type->decoy ? post->decoy_recognised_prob : post->armed_taken_for_decoy_prob);
    pt->cls = (uint8_t)(type->decoy && pt->believed_decoy ? type->cls : taken_for(s, t->type));
    pvs_emit(s, &(PvsEvent){.t = s->now,
                            .kind = PVS_EV_IDENTIFIED,
                            .id = {pt->threat, pt->post, pt->cls, pt->believed_decoy}});
    if (!right && pt->n_identify < 16) {
        start_identification(s, index); // taken for a friend: looked at again in time
    }
    pvs_decide_soon(s, index, s->now);
}

void pvs_picture_turned(PvsState *s, uint32_t threat, PvsTime t) {
    for (uint32_t i = s->threats[threat].tracks; i != NIL; i = track_at(s, i)->next_of_threat) {
        if (track_at(s, i)->held && track_at(s, i)->n_engaged == 0) {
            pvs_decide_soon(s, i, t);
        }
    }
}

void pvs_picture_look_again(PvsState *s, uint32_t post) {
    for (uint32_t i = 0; i < s->tracks.n; i++) {
        if (track_at(s, i)->post == post && track_at(s, i)->held) {
            pvs_decide_soon(s, i, s->now);
        }
    }
}

// --- the estimate --------------------------------------------------------------------------------------------

typedef struct {
    PvsTime t_update;
    double pos_sd_m, vel_sd_mps, period_s;
    int n_radars, n_updates;
} Quality;

// Errors of a line fitted to n plots a period T apart, each with sigma: at the end sigma sqrt((4n - 2) / (n (n + 1))), slope
// sigma / T sqrt(12 / (n (n^2 - 1))). Source: ordinary least squares on equally spaced times.
static void line_errors(double sigma_m, double period_s, int n, double *pos_sd_m,
                        double *vel_sd_mps) {
    double k = n < 2 ? 2 : n > SETTLED_PLOTS ? SETTLED_PLOTS : n;
    *pos_sd_m = sigma_m * sqrt((4.0 * k - 2.0) / (k * (k + 1.0)));
    *vel_sd_mps = sigma_m / period_s * sqrt(12.0 / (k * (k * k - 1.0)));
}

static void pair_quality(const PvsState *s, const Pair *p, const LaneTrack *track, Quality *q) {
    const PvsRadarLook *look = &s->model->radars[p->radar].look;
    double snr = (double)track->snr_lin > 1e-3 ? (double)track->snr_lin : 1e-3;
    double ratio = sqrt(look->snr_error_ref_lin / snr);
    ratio = ratio < 1.0 / 3.0 ? 1.0 / 3.0 : ratio;
    double across_m = look->az_error_rad * (double)track->range_m,
           up_m = look->el_error_rad * (double)track->range_m;
    double sigma_m =
        ratio *
        sqrt((look->range_error_m * look->range_error_m + across_m * across_m + up_m * up_m) / 3.0);
    q->period_s = look->scan_period_s;
    line_errors(sigma_m, look->scan_period_s, q->n_updates, &q->pos_sd_m, &q->vel_sd_mps);
}

// The best of what reaches the post: the smallest position error; others add by the square root of their number.
static bool track_quality(PvsState *s, const PostTrack *pt, Quality *best) {
    *best = (Quality){.pos_sd_m = 1e300};
    for (uint32_t i = s->threats[pt->threat].pairs; i != NIL; i = pair_at(s, i)->next_of_threat) {
        const Pair *p = pair_at(s, i);
        if (!pair_reaches(s, p, pt->post)) {
            continue;
        }
        PvsTime seen = s->now - radar_delay(s, p->radar, pt->post);
        Quality q = {0};
        LaneTrack track = pvs_sensing_track(s, p, &q.n_updates);
        q.t_update = track.t[0] <= seen ? track.t[0] : track.t[1];
        pair_quality(s, p, &track, &q);
        int n = best->n_radars + 1;
        if (q.pos_sd_m < best->pos_sd_m) {
            *best = q;
        }
        best->n_radars = n;
    }
    if (best->n_radars == 0) {
        return false;
    }
    double share = 1.0 / sqrt((double)best->n_radars);
    best->pos_sd_m *= share;
    best->vel_sd_mps *= share;
    return true;
}

// Six standard normals that vary smoothly with time: knots four periods apart, joined so that the variance stays one.
static void smooth_normals(const PvsState *s, uint64_t id, PvsTime t, double period_s,
                           double out[6]) {
    double knot = pvs_time_s(t) / (4.0 * period_s);
    double floor_knot = floor(knot), w1 = knot - floor_knot, w0 = 1.0 - w1;
    double scale = 1.0 / sqrt(w0 * w0 + w1 * w1);
    uint32_t k = (uint32_t)(int64_t)floor_knot;
    for (int half = 0; half < 2; half++) {
        PvsBlock a = pvs_luck_block(s->luck, PVS_LUCK_TRACK, id, k * 2u + (uint32_t)half);
        PvsBlock b = pvs_luck_block(s->luck, PVS_LUCK_TRACK, id, (k + 1u) * 2u + (uint32_t)half);
        for (int i = 0; i < 3; i++) {
            out[half * 3 + i] = scale * (w0 * pvs_normal_quantile(pvs_u01_32(a.w[i])) +
                                         w1 * pvs_normal_quantile(pvs_u01_32(b.w[i])));
        }
    }
}

// A vector in the meridian's axes (outwards from the Earth's axis, east, north along it) of a place: what depends on places alone
// stays the same battle at any longitude.
static PvsVec3 about_axis(PvsVec3 place_ecef, const double v[3]) {
    double out_m = sqrt(place_ecef.x * place_ecef.x + place_ecef.y * place_ecef.y);
    double c = out_m > 0 ? place_ecef.x / out_m : 1, s = out_m > 0 ? place_ecef.y / out_m : 0;
    return pvs_vec3(c * v[0] - s * v[1], s * v[0] + c * v[1], v[2]);
}

static void add_errors(const PvsState *s, const PostTrack *pt, const Quality *q, PvsTrack *out) {
    double z[6];
    smooth_normals(s, pt->crew_id, q->t_update, q->period_s > 0 ? q->period_s : 1.0, z);
    PvsVec3 pos_ecef = out->pos_ecef;
    out->pos_ecef = pvs_vec3_add_scaled(pos_ecef, q->pos_sd_m, about_axis(pos_ecef, z));
    out->vel_ecef = pvs_vec3_add_scaled(out->vel_ecef, q->vel_sd_mps, about_axis(pos_ecef, z + 3));
    const int pos_at[3] = {0, 6, 11}, vel_at[3] = {15, 18, 20};
    for (int i = 0; i < 3; i++) {
        out->cov[pos_at[i]] = q->pos_sd_m * q->pos_sd_m;
        out->cov[vel_at[i]] = q->vel_sd_mps * q->vel_sd_mps;
    }
}

bool pvs_picture_track(PvsState *s, const PostTrack *pt, PvsTrack *out) {
    Quality q = {.t_update = pt->t_ghost,
                 .pos_sd_m = (double)pt->ghost_pos_sd_m,
                 .n_updates = 1,
                 .period_s = 10.0,
                 .vel_sd_mps = (double)pt->ghost_vel_sd_mps};
    if (!pt->ghost && !track_quality(s, pt, &q)) {
        return false;
    }
    PvsKinematics k = pvs_threat_at(s, pt->threat, q.t_update);
    *out = (PvsTrack){.number = pt->number,
                      .luck = pt->luck,
                      .t_update = q.t_update,
                      .pos_ecef = k.pos_ecef,
                      .vel_ecef = k.vel_ecef,
                      .allegiance = pt->allegiance,
                      .identified = pt->identified,
                      .believed_decoy = pt->believed_decoy};
    out->quality = q.n_updates >= SETTLED_PLOTS ? 1.0 : (double)q.n_updates / SETTLED_PLOTS;
    add_errors(s, pt, &q, out);
    if (pt->identified) {
        out->cls = (PvsClass)pt->cls;
        out->cls_prob = s->model->posts[pt->post].identify_prob;
    } else {
        out->cls = pvs_track_classify(out, s->model->h_msl_offset_m, &out->cls_prob);
    }
    return true;
}

// --- what is gone --------------------------------------------------------------------------------------------

static void fade_at(PvsState *s, uint32_t track, PvsTime t) {
    PostTrack *pt = track_at(s, track);
    pt->t_fade = t > s->now ? t : s->now;
    pvs_happen(s, pt->t_fade, HAP_GHOST, pt->post, track, 0);
}

// The tracks of a threat that is gone coast on for as long as its radars would miss it: debris and habit keep them alive.
void pvs_picture_gone(PvsState *s, uint32_t threat) {
    for (uint32_t i = s->threats[threat].tracks; i != NIL; i = track_at(s, i)->next_of_threat) {
        PostTrack *pt = track_at(s, i);
        Quality q;
        if (!pt->held || !track_quality(s, pt, &q)) {
            pt->held = 0;
            continue;
        }
        PvsTime fade = 0;
        for (uint32_t j = s->threats[threat].pairs; j != NIL; j = pair_at(s, j)->next_of_threat) {
            const Pair *p = pair_at(s, j);
            int n_updates;
            PvsTime t = pvs_sensing_track(s, p, &n_updates).t[0] +
                        s->model->radars[p->radar].drop_misses * s->radars[p->radar].period;
            fade = pair_reaches(s, p, pt->post) && t > fade ? t : fade;
        }
        pt->ghost = 1;
        pt->t_ghost = q.t_update;
        pt->ghost_pos_sd_m = (float)q.pos_sd_m;
        pt->ghost_vel_sd_mps = (float)q.vel_sd_mps;
        fade_at(s, i, fade);
    }
}

// What falls freely from where the target was keeps the track for as long as it falls. The air is left out: it is the least time.
void pvs_picture_debris(PvsState *s, uint32_t track) {
    const PostTrack *pt = track_at(s, track);
    PvsTime t_end = s->threats[pt->threat].t_end;
    double above_m = pvs_llh_from_ecef(pvs_threat_at(s, pt->threat, t_end).pos_ecef).h_ell_m -
                     s->model->h_msl_offset_m;
    const double gravity_mps2 = 9.80665;
    if (pt->ghost && above_m > 0) {
        PvsTime t_down = t_end + pvs_time_from_s(sqrt(2.0 * above_m / gravity_mps2));
        fade_at(s, track, t_down > pt->t_fade ? t_down : pt->t_fade);
    }
}

void pvs_picture_ghost(PvsState *s, uint32_t track) {
    PostTrack *pt = track_at(s, track);
    if (s->now < pt->t_fade) {
        return; // debris keeps it
    }
    if (pt->held) {
        pt->held = 0;
        pvs_emit(s, &(PvsEvent){.t = s->now,
                                .kind = PVS_EV_PICTURE_LOST,
                                .id = {pt->threat, pt->post, pt->number}});
    }
    pt->ghost = 0;
}
