// SPDX-License-Identifier: Apache-2.0
// Detection: from geometry to signal-to-noise ratio to probability to a plot. Usable alone.
#ifndef PVS_SENSOR_SENSOR_H
#define PVS_SENSOR_SENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/luck.h"
#include "base/status.h"
#include "base/time.h"
#include "base/vec.h"
#include "earth/earth.h"

// --- probability of detection (exact) -------------------------------------------------------------------

/// Exact probability of detection, square-law detector, n_pulses added non-coherently, Swerling case 0..4.
/// Source: the series of Shnidman (1989) that covers all five cases: sum_j P(J = j) Q(n + j, T). 1e-8 absolute or better.
double pvs_pd(int swerling, double snr_lin, int n_pulses, double pfa);
/// Threshold T over the mean noise power of one pulse: Q(n, T) = pfa. Relative 1e-9.
double pvs_pd_threshold(int n_pulses, double pfa);
/// SNR (linear, one pulse) that gives pd: the root of pvs_pd. 1e-6 dB.
double pvs_pd_required_snr(int swerling, double pd, int n_pulses, double pfa);

// --- radar equation ----------------------------------------------------------------------------------------

/// The full form. SNR of one pulse = Pt Gt Gr lambda^2 rcs tau / ((4 pi)^3 k Ts L R^4), Ts = 290 K x noise figure unless given.
typedef struct {
    double peak_power_w, gain_tx_lin, gain_rx_lin, freq_hz, pulse_width_s, system_temperature_k, loss_lin;
} PvsRadarPower;
/// SNR x R^4 / rcs, the one constant that a radar needs in a battle (m2): snr = constant * rcs_m2 / range_m^4.
double pvs_radar_constant_full(const PvsRadarPower *power);
/// The public form: "finds reference_rcs_m2 at reference_range_m with SNR snr_lin".
double pvs_radar_constant_reference(double range_m, double rcs_m2, double snr_lin);

// --- noise jamming, in jamming.c ---------------------------------------------------------------------------

/// Rise of the noise level (linear, >= 0, added to 1) from a jammer of erp density erp_w_per_hz at range_m, seen with
/// receive gain gain_rx_lin (side lobe level included).
double pvs_jam_noise_rise(double erp_w_per_hz, double range_m, double gain_rx_lin, double freq_hz, double system_temperature_k);

// --- cross-section -----------------------------------------------------------------------------------------

/// Radar cross-section by aspect for one band: nose, beam (side), tail and above/below, in m2. Between them the cross-section (in
/// dB) is interpolated with the squared direction cosines, which sum to one: rcs_db = u^2 fore_aft + v^2 beam + w^2 top.
typedef struct {
    double nose_m2, beam_m2, tail_m2, top_m2;
} PvsRcs;
/// u: cosine between the target's velocity and the direction from target to radar (1 = nose on); w: cosine with the local vertical.
double pvs_rcs_at(const PvsRcs *rcs, double u, double w);

typedef enum { PVS_BAND_VHF, PVS_BAND_UHF, PVS_BAND_L, PVS_BAND_S, PVS_BAND_C, PVS_BAND_X, PVS_BAND_KU, PVS_N_BANDS } PvsBand;

// --- what a radar is, as far as one look needs it -----------------------------------------------------------

typedef struct {
    PvsEnuFrame frame;           ///< at the antenna
    double snr_constant;         ///< m2: snr = constant * rcs / R^4
    double ln_pfa, pfa;
    int swerling_default, n_pulses;
    bool rotating;               ///< beam turns clockwise once a scan; else each target is looked at in every revisit, at a time fixed by its luck
    double scan_period_s;        ///< rotation, or revisit
    double phase_s;              ///< time at which the beam of scan 0 points north; scan k begins at phase + k period
    double min_radial_speed_mps; ///< moving-target filter; 0 = none
    double range_error_m, az_error_rad, el_error_rad; ///< one sigma at snr_error_ref_lin
    double snr_error_ref_lin;    ///< errors scale as sqrt(ref / snr), never below a third of the stated
    double el_min_rad, el_max_rad;
    double range_min_m, range_max_m;
    double range_cell_m, az_cell_rad; ///< resolution; 0 = no merging
    bool measures_elevation;     ///< 3-D
} PvsRadarLook;

/// One batch of looks of one radar, structure of arrays; capacity a multiple of 8, arrays 64-byte aligned, owned by the caller.
/// In: kinematics at the middle of the scan, per lane the cross-section and the luck id. Out: time of the beam, geometry, SNR,
/// Pd and whether it was detected. A lane's outputs depend on its own inputs alone: any batch size gives the same bits.
typedef struct {
    size_t n;
    // in
    const double *px, *py, *pz, *vx, *vy, *vz, *ax, *ay, *az; ///< ECEF at scan begin + period / 2
    const double *rcs_nose_m2, *rcs_beam_db, *rcs_tail_db, *rcs_top_db; ///< see look.c for the form that the kernel takes
    const uint64_t *pair_id;  ///< pvs_id_pair(radar, threat)
    // out
    double *t_look_s;         ///< seconds after the scan's begin, in [0, period)
    double *range_m, *az_rad, *sin_el, *radial_speed_mps, *snr_lin, *pd;
    uint8_t *detected;
} PvsLookBatch;

/// Evaluates the batch for scan `scan_index` (begin at scan_begin_s seconds). Vectorised; dispatches on the instruction set.
void pvs_looks(const PvsRadarLook *radar, PvsLuck luck, uint32_t scan_index, PvsLookBatch *batch);

/// A measured plot: what a radar reports. Errors by SNR; drawn by (radar x threat, scan).
typedef struct {
    double range_m, az_rad, el_rad, snr_db;
} PvsPlot;
PvsPlot pvs_plot(const PvsRadarLook *radar, PvsLuck luck, uint64_t pair_id, uint32_t scan_index,
                 double range_m, double az_rad, double sin_el, double snr_lin);

/// Instruction sets for the kernels of motion/ and sensor/: 2, 3, 4 for x86-64-v2, v3, v4 (0: the portable build).
/// Chosen once per model; a caller may force a lower one (tests). Thread-safe: passed by value, nothing global.
int pvs_isa_best(void);

#endif
