// SPDX-License-Identifier: Apache-2.0
// States of the tracker as system tracks on the Earth, and back.
#include <math.h>

#include "base/math.h"
#include "earth/earth.h"
#include "feed/feed.h"

// East, north and up at a place, as rows in the case's axes.
typedef struct {
    PvsVec3 axis[3];
} Axes;

static bool axes_at(const PvsTrackCase *track_case, PvsLlh at, Axes *out) {
    if (track_case->frame == PVS_TRACK_ECEF) {
        PvsEnuFrame frame = pvs_enu_frame(at);
        *out = (Axes){{frame.east, frame.north, frame.up}};
    } else { // the plane's own north; it turns against the true one away from the origin
        *out = (Axes){{pvs_vec3(1, 0, 0), pvs_vec3(0, 1, 0), pvs_vec3(0, 0, 1)}};
    }
    return track_case->frame == PVS_TRACK_ECEF || track_case->has_origin;
}

static PvsLlh place_of(const PvsTrackCase *track_case, const double pos[3]) {
    if (track_case->frame == PVS_TRACK_ECEF) {
        return pvs_llh_from_ecef(pvs_vec3(pos[0], pos[1], pos[2]));
    }
    PvsLlh at = pvs_geodesic_direct(track_case->origin_lat_rad, track_case->origin_lon_rad,
                                    pvs_atan2(pos[0], pos[1]), pvs_hypot(pos[0], pos[1]), NULL);
    at.h_ell_m = track_case->origin_h_m + pos[2];
    return at;
}

// Element of the upper triangle of a 6 x 6 matrix, row by row.
static double element(const double cov[21], int i, int j) {
    int row = i < j ? i : j, column = i < j ? j : i;
    return cov[row * 6 - row * (row - 1) / 2 + column - row];
}

static double along(const double cov[21], int first, PvsVec3 a, PvsVec3 b) {
    double x[3] = {a.x, a.y, a.z}, y[3] = {b.x, b.y, b.z}, sum = 0.0;
    for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 3; j++) {
            sum += x[i] * element(cov, first + i, first + j) * y[j];
        }
    }
    return sum;
}

static double sigma(const double cov[21], int first, PvsVec3 a) {
    return sqrt(fmax(along(cov, first, a, a), 0.0));
}

bool pvs_feed_system_track(const PvsTrackCase *track_case, double epoch_s,
                           const PvsTrackState *state, PvsAsterixTrack *out) {
    Axes axes;
    PvsLlh at = place_of(track_case, state->pos);
    if (!axes_at(track_case, at, &axes)) {
        return false;
    }
    PvsVec3 east = axes.axis[0], north = axes.axis[1], up = axes.axis[2];
    PvsVec3 vel = pvs_vec3(state->vel[0], state->vel[1], state->vel[2]);
    *out =
        pvs_asterix_track((uint16_t)state->track, state->time_s + epoch_s, at.lat_rad, at.lon_rad);
    out->vel_east_mps = pvs_vec3_dot(vel, east);
    out->vel_north_mps = pvs_vec3_dot(vel, north);
    out->climb_mps = pvs_vec3_dot(vel, up);
    out->h_ell_m = at.h_ell_m;
    out->sigma_east_m = sigma(state->cov, 0, east);
    out->sigma_north_m = sigma(state->cov, 0, north);
    out->cov_east_north_m2 = along(state->cov, 0, east, north);
    out->sigma_h_m = sigma(state->cov, 0, up);
    out->sigma_vel_east_mps = sigma(state->cov, 3, east);
    out->sigma_vel_north_mps = sigma(state->cov, 3, north);
    out->sigma_climb_mps = sigma(state->cov, 3, up);
    out->age_s = fmax(state->time_s - state->last_plot_s, 0.0);
    out->mode_3a = state->mode_3a;
    out->mode_s = state->mode_s;
    out->mono = track_case->n_sensors == 1;
    double scan_s = 0.0;
    for (size_t i = 0; i < track_case->n_sensors; i++) {
        scan_s = fmax(scan_s, track_case->sensors[i].scan_period_s);
    }
    out->coasting = out->age_s > 1.5 * scan_s;
    return true;
}

bool pvs_feed_row(const PvsTrackCase *track_case, double epoch_s, const PvsAsterixTrack *track,
                  PvsTrackRow *out) {
    double h_m = isnan(track->h_ell_m) ? track->flight_level_m : track->h_ell_m;
    PvsLlh at = {track->lat_rad, track->lon_rad, h_m};
    Axes axes;
    if (isnan(h_m) || !axes_at(track_case, at, &axes)) {
        return false;
    }
    PvsVec3 pos;
    if (track_case->frame == PVS_TRACK_ECEF) {
        pos = pvs_ecef_from_llh(at);
    } else {
        PvsGeodesic line = pvs_geodesic_inverse(track_case->origin_lat_rad,
                                                track_case->origin_lon_rad, at.lat_rad, at.lon_rad);
        pos = pvs_vec3(line.distance_m * pvs_sin(line.az1_rad),
                       line.distance_m * pvs_cos(line.az1_rad), h_m - track_case->origin_h_m);
    }
    bool moves = !isnan(track->vel_east_mps);
    PvsVec3 vel = pvs_vec3_scale(axes.axis[0], moves ? track->vel_east_mps : 0.0);
    vel = pvs_vec3_add_scaled(vel, moves ? track->vel_north_mps : 0.0, axes.axis[1]);
    vel = pvs_vec3_add_scaled(vel, isnan(track->climb_mps) ? 0.0 : track->climb_mps, axes.axis[2]);
    *out = (PvsTrackRow){track->time_s - epoch_s,
                         1 + (int64_t)track->number,
                         {pos.x, pos.y, pos.z},
                         {vel.x, vel.y, vel.z}};
    return true;
}
