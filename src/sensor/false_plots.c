// SPDX-License-Identifier: Apache-2.0
// False alarms of a scan: each resolution cell crosses the threshold by noise alone with
// probability Pfa, so their number is Poisson and their places are uniform over the cells. They
// come out in order of time: sorted uniform numbers are running sums of exponential ones over their
// total (L. Devroye, Non-Uniform Random Variate Generation, 1986, ch. V.3).
#include "base/math.h"
#include "sensor.h"

static double draw_u01(PvsLuck luck, uint64_t radar_id, uint64_t which, uint32_t scan_index) {
    return pvs_luck_u01(luck, PVS_LUCK_FALSE_PLOT, pvs_id_member(radar_id, which), scan_index);
}

/// Sector width, 2 pi when it is all round.
static double sector_rad(const PvsRadarLook *radar) {
    return fmin(2.0 * fmax(radar->sector_half_rad, 0.0), PVS_TWO_PI);
}

double pvs_false_plots_mean(const PvsRadarLook *radar) {
    if (!(radar->range_cell_m > 0.0) || !(radar->az_cell_rad > 0.0)) {
        return 0.0;
    }
    double n_rings = fmax(radar->range_max_m - radar->range_min_m, 0.0) / radar->range_cell_m;
    return radar->pfa * n_rings * sector_rad(radar) / radar->az_cell_rad;
}

// --- number --------------------------------------------------------------------------------------

/// Poisson number by inversion, monotone in u; mean <= 500, where exp(-mean) is a normal number.
static size_t poisson_quantile(double mean, double u) {
    double term = pvs_exp(-mean), sum = term;
    size_t k = 0;
    while (u > sum && term > 1e-18 * sum) {
        ++k;
        term *= mean / (double)k;
        sum += term;
    }
    return k;
}

/// A large mean is a sum of smaller ones, each with its own draw.
static size_t draw_number(const PvsRadarLook *radar, PvsLuck luck, uint64_t radar_id,
                          uint32_t scan_index) {
    double mean = fmin(pvs_false_plots_mean(radar), 1e7);
    size_t n_parts = 1 + (size_t)(mean / 500.0), n = 0;
    for (size_t i = 0; i < n_parts && mean > 0.0; ++i) {
        n += poisson_quantile(mean / (double)n_parts,
                              draw_u01(luck, radar_id, UINT64_MAX - i, scan_index));
    }
    return n;
}

// --- places --------------------------------------------------------------------------------------

static double draw_gap(PvsLuck luck, uint64_t radar_id, uint64_t which, uint32_t scan_index) {
    return -pvs_log(draw_u01(luck, radar_id, which, scan_index));
}

/// A crossing of the threshold by noise: exponential above it. Its SNR is what a radar would state:
/// power over noise, less the noise.
static double noise_snr_db(const PvsRadarLook *radar, double threshold, double u) {
    double power = (threshold - pvs_log(u)) / radar->n_pulses;
    return pvs_db_from_lin(fmax(power - 1.0, 1e-3));
}

/// Azimuth at a share of the sector, counted from north on: a sector across north has a part after
/// it and a part before it.
static double azimuth_at(const PvsRadarLook *radar, double share) {
    double width = sector_rad(radar);
    double from = width < PVS_TWO_PI ? pvs_wrap_two_pi(radar->sector_az_rad - 0.5 * width) : 0.0;
    double across_north = fmax(from + width - PVS_TWO_PI, 0.0);
    double x = share * width;
    return fmin(x < across_north ? x : from + (x - across_north), PVS_TWO_PI - 1e-12);
}

static PvsFalsePlot place(const PvsRadarLook *radar, PvsLuck luck, uint64_t id, uint32_t scan_index,
                          double when, double threshold) {
    PvsBlock b =
        pvs_luck_block(luck, PVS_LUCK_FALSE_PLOT, pvs_id_pair(id, PVS_LUCK_FALSE_PLOT), scan_index);
    PvsFalsePlot out = {.luck = pvs_id_member(id, scan_index)};
    out.plot.range_m =
        radar->range_min_m + (radar->range_max_m - radar->range_min_m) * pvs_u01_32(b.w[0]);
    out.plot.snr_db = noise_snr_db(radar, threshold, pvs_u01_32(b.w[3]));
    out.plot.az_rad = azimuth_at(radar, radar->rotating ? when : pvs_u01_32(b.w[2]));
    out.t_look_s =
        radar->scan_period_s * (radar->rotating ? out.plot.az_rad / PVS_TWO_PI
                                                : when); // rotating: the time is the azimuth
    if (radar->measures_elevation) {
        double low = fmax(radar->sin_el_min, -1.0), high = fmin(radar->sin_el_max, 1.0);
        out.plot.el_rad = pvs_asin(low + (high - low) * pvs_u01_32(b.w[1]));
    }
    return out;
}

size_t pvs_false_plots(const PvsRadarLook *radar, PvsLuck luck, uint64_t radar_id,
                       uint32_t scan_index, PvsFalsePlot *out, size_t capacity) {
    size_t n = draw_number(radar, luck, radar_id, scan_index);
    if (n == 0 || capacity == 0) {
        return n;
    }
    double total = 0.0;
    for (size_t i = 0; i <= n; ++i) {
        total += draw_gap(luck, radar_id, i, scan_index);
    }
    double threshold = pvs_pd_threshold(radar->n_pulses, radar->pfa);
    double sum = 0.0;
    for (size_t i = 0; i < n && i < capacity; ++i) {
        sum += draw_gap(luck, radar_id, i, scan_index);
        out[i] = place(radar, luck, pvs_id_member(radar_id, i), scan_index, sum / total, threshold);
    }
    return n;
}
