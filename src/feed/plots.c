// SPDX-License-Identifier: Apache-2.0
// A target report as a plot of the tracker. A report has slant range, azimuth and a height; the
// tracker's radars measure range, azimuth and elevation. So: the elevation at which range and height
// are both true.
#include <math.h>

#include "base/math.h"
#include "earth/earth.h"
#include "feed/feed.h"

// On the ellipsoid: a sphere's closed form, then corrected by the exact height (the slope of height
// over elevation is the range times a cosine that is near 1; three rounds are enough).
static double elevation_ecef(const PvsTrackSensor *sensor, double range_m, double az_rad,
                             double h_ell_m) {
    PvsLlh site = pvs_llh_from_ecef(pvs_vec3(sensor->pos[0], sensor->pos[1], sensor->pos[2]));
    PvsEnuFrame frame = pvs_enu_frame(site);
    double radius = pvs_earth_gaussian_radius_m(site.lat_rad);
    double top = radius + h_ell_m, foot = radius + site.h_ell_m;
    double el = pvs_asin((top * top - foot * foot - range_m * range_m) / (2.0 * range_m * foot));
    for (int i = 0; i < 3; i++) {
        PvsVec3 los_enu = pvs_enu_from_rae((PvsRae){range_m, az_rad, el});
        double h = pvs_llh_from_ecef(pvs_ecef_from_enu(&frame, los_enu)).h_ell_m;
        double slope = range_m * fmax(pvs_cos(el + range_m * pvs_cos(el) / radius), 0.1);
        el += (h_ell_m - h) / slope;
    }
    return fmax(-1.5, fmin(1.5, el));
}

bool pvs_feed_plot(const PvsTrackSensor *sensor, PvsTrackFrame frame, double epoch_s,
                   const PvsAsterixPlot *plot, PvsRadarPlot *out) {
    double height_m = isnan(plot->height_msl_m) ? plot->flight_level_m : plot->height_msl_m,
           el = NAN;
    if (sensor->sigma_el_rad > 0.0) {
        if (isnan(height_m) || !(plot->range_m > 0.0)) {
            return false;
        }
        el = frame == PVS_TRACK_FLAT ? pvs_asin((height_m - sensor->pos[2]) / plot->range_m)
                                     : elevation_ecef(sensor, plot->range_m,
                                                      plot->az_rad - sensor->az_bias_rad, height_m);
    }
    *out = pvs_radar_plot(plot->time_s - epoch_s, sensor->id, plot->range_m, plot->az_rad, el);
    out->height_m = height_m;
    out->mode_3a = plot->mode_3a;
    out->mode_s = plot->mode_s;
    return true;
}
