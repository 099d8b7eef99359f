// SPDX-License-Identifier: Apache-2.0
// What a radar reports of a detection: the true geometry with normal errors that grow as the signal
// falls. A matched filter's error goes with 1 / sqrt(snr) (Skolnik, Introduction to Radar Systems,
// 3rd ed., ch. 6); a floor stands for what does not.
#include "base/math.h"
#include "sensor.h"

#define FLOOR        (1.0 / 3.0) ///< share of the stated error that is left at a strong signal

#define DB_PER_NEPER 4.34294481903251827651 ///< 10 / ln 10

static double error_factor(const PvsRadarLook *radar, double snr_lin) {
    return fmax(sqrt(radar->snr_error_ref_lin / fmax(snr_lin, 1e-3)), FLOOR);
}

void pvs_plot_errors(const PvsRadarLook *radar, double snr_lin, double *range_error_m,
                     double *az_error_rad, double *el_error_rad) {
    double factor = error_factor(radar, snr_lin);
    *range_error_m = radar->range_error_m * factor;
    *az_error_rad = radar->az_error_rad * factor;
    *el_error_rad = radar->measures_elevation ? radar->el_error_rad * factor : 0.0;
}

PvsPlot pvs_plot(const PvsRadarLook *radar, PvsLuck luck, uint64_t pair_id, uint32_t scan_index,
                 double range_m, double az_rad, double sin_el, double snr_lin) {
    PvsBlock block = pvs_luck_block(luck, PVS_LUCK_PLOT, pair_id, scan_index);
    double factor = error_factor(radar, snr_lin);
    PvsPlot plot = {0.0, 0.0, 0.0, DB_PER_NEPER * pvs_k_log(fmax(snr_lin, 1e-12))};
    double range_error_m =
        radar->range_error_m * factor * pvs_normal_quantile(pvs_u01_32(block.w[0]));
    double az_error_rad =
        radar->az_error_rad * factor * pvs_normal_quantile(pvs_u01_32(block.w[1]));
    plot.range_m = fmax(range_m + range_error_m, 0.0);
    plot.az_rad = pvs_wrap_two_pi(az_rad + az_error_rad);
    if (radar->measures_elevation) {
        double el_error_rad =
            radar->el_error_rad * factor * pvs_normal_quantile(pvs_u01_32(block.w[2]));
        double el_rad = pvs_k_atan2(sin_el, sqrt(fmax(1.0 - sin_el * sin_el, 0.0)));
        plot.el_rad = fmin(fmax(el_rad + el_error_rad, -0.5 * PVS_PI), 0.5 * PVS_PI);
    }
    return plot;
}
