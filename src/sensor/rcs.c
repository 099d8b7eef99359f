// SPDX-License-Identifier: Apache-2.0
// Cross-section by aspect: four values (nose, beam, tail, top), and between them the cross-section
// in dB weighted with the squared direction cosines in the target's frame, which sum to one. An
// assumption of shape, smooth and without lobes: public figures give one value an aspect, and the
// lobes are what the Swerling cases stand for. Kept in step with look_kernel.c, which has the same
// formula inlined; a test holds them together.
#include "rcs.h"

#include "base/math.h"
#include "sensor.h"

PvsLnRcs pvs_ln_rcs(const PvsRcs *rcs) {
    return (PvsLnRcs){(float)pvs_log(rcs->nose_m2), (float)pvs_log(rcs->beam_m2),
                      (float)pvs_log(rcs->tail_m2), (float)pvs_log(rcs->top_m2)};
}

double pvs_rcs_at(const PvsRcs *rcs, double u, double w) {
    double along = u * u;
    double top = fmin(w * w, 1.0 - along);
    double side = (1.0 - along) - top;
    double fore_m2 = u >= 0.0 ? rcs->nose_m2 : rcs->tail_m2;
    return pvs_exp(along * pvs_log(fore_m2) + side * pvs_log(rcs->beam_m2) +
                   top * pvs_log(rcs->top_m2));
}

void pvs_rcs_aspect(PvsVec3 pos_ecef, PvsVec3 vel_ecef, PvsVec3 radar_ecef, double *u, double *w) {
    PvsVec3 to_radar = pvs_vec3_unit(pvs_vec3_sub(radar_ecef, pos_ecef));
    double speed = sqrt(pvs_vec3_dot(vel_ecef, vel_ecef) + (double)PVS_RCS_STILL);
    PvsVec3 forward = pvs_vec3_scale(vel_ecef, 1.0 / speed);
    // The upward axis: what is left of the local vertical (from the Earth's centre: 0.2 deg off the
    // ellipsoid's at most) across the velocity.
    PvsVec3 vertical = pvs_vec3_unit(pos_ecef);
    PvsVec3 up = pvs_vec3_add_scaled(vertical, -pvs_vec3_dot(vertical, forward), forward);
    *u = pvs_vec3_dot(to_radar, forward);
    *w = pvs_vec3_dot(to_radar, up) / sqrt(pvs_vec3_dot(up, up) + (double)PVS_RCS_UPRIGHT);
}
