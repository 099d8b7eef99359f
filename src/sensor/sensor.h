// SPDX-License-Identifier: Apache-2.0
// Detection: from geometry to signal-to-noise ratio to probability to a plot. Usable alone.
#ifndef PVS_SENSOR_SENSOR_H
#define PVS_SENSOR_SENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/isa.h"
#include "base/luck.h"
#include "base/status.h"
#include "base/vec.h"
#include "earth/earth.h"
#include "motion/motion.h"

#define PVS_LIGHT_SPEED_MPS 299792458.0
#define PVS_BOLTZMANN_JPK   1.380649e-23
#define PVS_N_SWERLING      5 ///< cases 0 (steady) to 4

// --- probability of detection (exact), in detection.c --------------------------------------------

/// Exact probability of detection, square-law detector, n_pulses added non-coherently.
///
/// swerling   case 0..4
/// snr_lin    mean signal-to-noise power ratio of one pulse; <= 0 gives pfa
/// n_pulses   1..10000 (tested; more works, slower)
/// pfa        false-alarm probability, in (0, 1); tested from 1e-12 to 1e-2
/// returns    probability in [pfa, 1], monotone in snr_lin
/// accuracy   1e-10 absolute
/// source     the sum that covers all five cases, sum_j P(J = j) Q(n + j, T): Shnidman, IEEE Trans.
///            AES 25 (1989); J is Poisson (case 0) or negative binomial (1..4), Q the regularised
///            upper incomplete gamma function
double pvs_pd(int swerling, double snr_lin, int n_pulses, double pfa);
/// Threshold T over the mean noise power of one pulse: Q(n, T) = pfa. Relative 1e-12.
double pvs_pd_threshold(int n_pulses, double pfa);
/// SNR (linear, one pulse) that gives pd: the root of pvs_pd, 1e-8 dB. 0 when pd <= pfa; +inf when
/// pd >= 1.
double pvs_pd_required_snr(int swerling, double pd, int n_pulses, double pfa);

/// Published approximations (approximations.c), kept as checks alone: they are off by up to
/// decibels. Albersheim (1981): linear detector, case 0. Do not use it below pd 0.3.
double pvs_albersheim_snr_db(double pd, int n_pulses, double pfa);
/// Shnidman (2002): within 0.5 dB for pd 0.1..0.99, pfa 1e-9..1e-3, n 1..100; a decibel at the
/// extremes of cases 1 and 2.
double pvs_shnidman_snr_db(int swerling, double pd, int n_pulses, double pfa);

// --- tables of Pd for the look kernel, in pd_table.c ---------------------------------------------

/// Pd over ln(snr) of one (Swerling case, pulses, Pfa), monotone cubic pieces: within 2e-5 of
/// pvs_pd, monotone. Cases 1 and 2 of one pulse are exact instead: pfa^(1/(1 + snr)), evaluated in
/// the vector loop.
typedef struct PvsPdTable PvsPdTable;

/// The tables made so far, so that radars alike share them. Zero-initialise; everything lives in
/// the arena.
typedef struct {
    const PvsPdTable *first;
} PvsPdTables;

/// The table of (swerling, n_pulses, pfa), made now when `tables` lacks it. Null: out of memory. Up
/// to 5 ms for 10000 pulses, nothing for the exact cases.
const PvsPdTable *pvs_pd_table(PvsPdTables *tables, int swerling, int n_pulses, double pfa,
                               PvsArena *arena);
double pvs_pd_table_at(const PvsPdTable *table, double snr_lin);

// --- radar equation, in radar_equation.c ---------------------------------------------------------

/// The full form. SNR of one pulse = Pt Gt Gr lambda^2 rcs tau / ((4 pi)^3 k Ts L Rt^2 Rr^2), Ts =
/// 290 K x noise figure unless given.
typedef struct {
    double peak_power_w, gain_tx_lin, gain_rx_lin, freq_hz, pulse_width_s, system_temperature_k,
        loss_lin;
} PvsRadarPower;
/// SNR x R^4 / rcs, the one constant that a radar needs in a battle (m2): snr = constant * rcs_m2 /
/// range_m^4.
double pvs_radar_constant_full(const PvsRadarPower *power);
/// The public form: "finds reference_rcs_m2 at reference_range_m with SNR snr_lin".
double pvs_radar_constant_reference(double range_m, double rcs_m2, double snr_lin);
/// snr = constant rcs / (Rt^2 Rr^2); monostatic when both ranges are one.
double pvs_radar_snr(double constant, double rcs_m2, double range_tx_m, double range_rx_m);
/// Range (monostatic) at which the SNR has fallen to snr_lin.
double pvs_radar_range_m(double constant, double rcs_m2, double snr_lin);
/// Peak power for snr_lin; power->peak_power_w is not read.
double pvs_radar_required_power_w(const PvsRadarPower *power, double rcs_m2, double range_tx_m,
                                  double range_rx_m, double snr_lin);
/// Echo power at the antenna's terminals (no noise, pulse width or temperature in it).
double pvs_radar_received_power_w(const PvsRadarPower *power, double rcs_m2, double range_tx_m,
                                  double range_rx_m);

/// The search form: SNR = PA rcs ts / (4 pi k Ts L R^4 Omega), PA the product of mean power and
/// aperture.
typedef struct {
    double power_aperture_wm2, solid_angle_sr, search_time_s, system_temperature_k, loss_lin;
} PvsRadarSearch;
double pvs_radar_search_snr(const PvsRadarSearch *search, double rcs_m2, double range_m);
/// Power-aperture product for snr_lin; search->power_aperture_wm2 is not read.
double pvs_radar_search_power_aperture(const PvsRadarSearch *search, double rcs_m2, double range_m,
                                       double snr_lin);
/// Solid angle of a sector: azimuth width times the difference of the sines of elevation, sr.
double pvs_radar_solid_angle_sr(double az_width_rad, double el_min_rad, double el_max_rad);

// --- noise jamming, in jamming.c -----------------------------------------------------------------

/// Rise of the noise level (linear, >= 0, added to 1) from a jammer of erp density erp_w_per_hz at
/// range_m, seen with receive gain gain_rx_lin (side lobe level included). Its band covers the
/// receiver's; no polarisation loss.
double pvs_jam_noise_rise(double erp_w_per_hz, double range_m, double gain_rx_lin, double freq_hz,
                          double system_temperature_k);
/// Signal over noise and jamming, all linear.
double pvs_jam_snr(double snr_lin, double noise_rise);
/// Burn-through range of a jammer that sits on the target, in the main beam. rise_1m: noise rise it
/// would give at 1 m (x R^-2). Solves C rcs / R^4 = snr (1 + rise_1m / R^2). The noise-free limit
/// (rise >> 1) is sqrt(C rcs / (snr rise_1m)).
double pvs_jam_self_screening_range_m(double constant, double rcs_m2, double snr_lin,
                                      double rise_1m);
/// Burn-through range against a target while a stand-off jammer raises the noise by noise_rise.
double pvs_jam_stand_off_range_m(double constant, double rcs_m2, double snr_lin, double noise_rise);

// --- propagation over a surface, in propagation.c ------------------------------------------------

/// Flat plane: difference of the reflected and the direct path, 4 h1 h2 / (r1 + r2).
double pvs_two_ray_path_difference_m(double h1_m, double h2_m, double ground_range_m);
/// One-way field strength over free space, reflection coefficient -rho: |1 - rho exp(-i 2 pi
/// difference / lambda)|. The power of an echo changes by its fourth power.
double pvs_two_ray_factor(double freq_hz, double path_difference_m, double rho);
/// Far-field form for rho = 1: 2 |sin(2 pi h1 h2 / (lambda R))|.
double pvs_two_ray_far_factor(double freq_hz, double h1_m, double h2_m, double range_m);

typedef struct {
    double re, im;
} PvsComplex;
/// Fresnel reflection coefficients of a plane of relative permittivity eps_real - i eps_imag, at a
/// grazing angle.
PvsComplex pvs_fresnel_vertical(double eps_real, double eps_imag, double grazing_rad);
PvsComplex pvs_fresnel_horizontal(double eps_real, double eps_imag, double grazing_rad);
/// What roughness leaves of the coherent reflection (Ament): exp(-2 (2 pi rms sin(grazing) /
/// lambda)^2).
double pvs_rough_surface_factor(double freq_hz, double rms_height_m, double grazing_rad);
/// Ground area of a pulse-limited resolution cell: R az (c tau / 2) / cos(grazing).
double pvs_clutter_cell_area_m2(double range_m, double az_beam_rad, double pulse_width_s,
                                double grazing_rad);
/// Clutter reflectivity of the constant-gamma model: gamma sin(grazing).
double pvs_clutter_sigma0(double gamma_lin, double grazing_rad);

// --- cross-section, in rcs.c ---------------------------------------------------------------------

typedef enum {
    PVS_BAND_VHF,
    PVS_BAND_UHF,
    PVS_BAND_L,
    PVS_BAND_S,
    PVS_BAND_C,
    PVS_BAND_X,
    PVS_BAND_KU,
    PVS_N_BANDS
} PvsBand;

/// Radar cross-section by aspect for one band: nose, beam (side), tail and above/below, in m2 (>
/// 0). Between them the cross-section (in dB) is interpolated with the squared direction cosines in
/// the target's frame, which sum to one.
typedef struct {
    double nose_m2, beam_m2, tail_m2, top_m2;
} PvsRcs;
/// u: cosine between the target's velocity and the direction from target to radar (1 = nose on); w:
/// cosine between that direction and the target's own upward axis (normal to the velocity, in the
/// vertical plane).
double pvs_rcs_at(const PvsRcs *rcs, double u, double w);
/// The same in the form that the look kernel takes: natural logarithms of m2.
typedef struct {
    float nose, beam, tail, top;
} PvsLnRcs;
PvsLnRcs pvs_ln_rcs(const PvsRcs *rcs);
/// Squared cosines of the aspect: along the velocity (signed: negative = tail), and along the
/// target's upward axis. A target that flies straight up or down has no upward axis and shows its
/// beam; one that stands still, too.
void pvs_rcs_aspect(PvsVec3 pos_ecef, PvsVec3 vel_ecef, PvsVec3 radar_ecef, double *u, double *w);

// --- what a radar is, as far as one look needs it ------------------------------------------------

typedef struct {
    PvsEnuFrame frame;   ///< at the antenna
    double snr_constant; ///< m2: snr = constant * rcs / R^4
    double pfa;
    int n_pulses;
    /// The beam turns clockwise once a scan; else (a fixed face) each target is looked at in every
    /// revisit, at a time fixed by its pair's id.
    bool rotating;
    double scan_period_s; ///< rotation, or revisit
    double phase_s;       ///< when scan 0 begins (rotating: its beam points north); k: + k periods
    double min_radial_speed_mps; ///< moving-target filter; 0 = none
    /// One sigma at snr_error_ref_lin. They scale as sqrt(ref / snr), never below a third of this.
    double range_error_m, az_error_rad, el_error_rad;
    double snr_error_ref_lin;
    double el_min_rad, el_max_rad; ///< apparent; beyond +-pi/2: none
    /// Apparent less geometric elevation, over range: (1 - 1/k) / (2 Earth radius), as the reach of
    /// motion/ has it; 0 = none.
    double ray_lift_radpm;
    double range_min_m, range_max_m;
    double range_cell_m, az_cell_rad; ///< resolution; 0 = no merging, and no false alarms
    /// Half width of the azimuth sector and its middle; half >= pi: all round. Asked for false
    /// alarms alone: windows have bounded the looks.
    double sector_half_rad, sector_az_rad;
    bool measures_elevation; ///< 3-D

    // made by pvs_radar_look_prepare
    double ln_pfa, sin_el_min, sin_el_max;
    double lift_el_min, lift_el_max; ///< of the sine of elevation, over range
    /// What the kernel reads: the frame, the Earth's centre, sqrt(snr_constant).
    float east[3], north[3], up[3], centre[3], root_constant;
    /// Of the cases asked for; null: not prepared, Pd is 0.
    const PvsPdTable *pd_table[PVS_N_SWERLING];
} PvsRadarLook;

/// Fills the derived fields. case_mask: bit k set when some target of Swerling case k may be looked
/// at. Once per radar, when the model is compiled; afterwards the radar is immutable.
/// PVS_NO_MEMORY.
PvsStatus pvs_radar_look_prepare(PvsRadarLook *radar, unsigned case_mask, PvsPdTables *tables,
                                 PvsArena *arena);

// --- the look kernel, in look.c and look_kernel.c ------------------------------------------------

/// Courses of eight lanes of one radar: each target's position in the radar's east, north, up as a
/// cubic of time, made once for a long stretch of its path. Times are counted in ticks, so that
/// differences are exact. Eight together, so that a vector loop reads through memory in one stream.
#define PVS_LOOK_TICK_NS 31250000 ///< 1/32 s
typedef struct {
    float c[3][4][8]; ///< axis, constant to cubic coefficient, lane; m and s
    int32_t about[8]; ///< tick that the lane's cubics are about
} PvsLookCourse;
/// Random words of eight lanes. A block of the generator gives the words of four scans: three are
/// kept here for those that follow one whose index is a multiple of four.
typedef struct {
    uint32_t word[3][8];
} PvsLookWords;
/// Puts a lane's cubics in their place.
void pvs_look_course(const PvsRadarLook *radar, const PvsCubic *cubic, int32_t about,
                     PvsLookCourse *courses, size_t lane);

/// One batch of looks of one radar in one scan, structure of arrays of any length and alignment,
/// owned by the caller; out may not overlap in. A lane's outputs depend on its own inputs alone:
/// any batch size, order and instruction set gives the same bits. (Arrays whose distances are
/// multiples of 4096 bytes are slower: they share cache sets.)
typedef struct {
    size_t n;
    /// The arrays (not swerling) go on to the next multiple of 8 with initialised memory that may
    /// be read and written: a little faster.
    bool padded;
    // in
    /// Where the lanes are: cubics (then `padded`), or (courses null) ECEF at scan begin + period / 2.
    const PvsLookCourse *courses;
    int32_t mid_tick; ///< with courses: the middle of the scan ...
    float mid_rest_s; ///< ... and seconds after that tick
    const double *px, *py, *pz, *vx, *vy, *vz, *ax, *ay, *az;
    /// Cross-section: of each lane's type, or (types null) arrays; ln m2 (pvs_ln_rcs).
    const PvsLnRcs *types;
    const uint16_t *type;
    const float *ln_nose, *ln_beam, *ln_tail, *ln_top;
    /// Added to ln snr: own and shared offsets of the cross-section, minus ln(1 + noise rise); null
    /// = 0.
    const float *ln_gain;
    const uint8_t *swerling; ///< case of each lane; null = 1 everywhere
    const uint64_t *pair_id; ///< pvs_id_pair(radar, threat)
    /// Null, or (with `padded`) where words are kept from scan to scan. `drawn`: those of this
    /// scan's four are there; else they are drawn and put there. The results are the same.
    PvsLookWords *words;
    bool drawn;
    // out
    float *t_look_s;                                     ///< after the scan's begin, in [0, period)
    float *range_m, *az_rad, *sin_el, *radial_speed_mps; ///< at t_look; positive speed = closing
    float *snr_lin, *pd; ///< pd is 0 outside the radar's limits and below its least radial speed
    uint8_t *detected;
} PvsLookBatch;

/// Evaluates the batch for scan `scan_index`, counted from the radar's phase. isa: 0 portable, 2..4
/// x86-64 levels (pvs_isa_best).
///
/// The beam's time is the root of azimuth(t) = 2 pi t / period. Positions are extrapolated from the
/// middle of the scan to second order (a cubic's third-order term is left out there: 2 mm at 1200
/// m/s). The root is found to 1e-4 of a period (6e-4 rad; tested down
/// to 2 km and up to 1200 m/s), but for targets that pass so near that they outrun the beam (within
/// speed x period / 2 pi): they are looked at once, at some moment of the scan. Where a target
/// crosses north between two scans the look is held at the scan's end, so that each scan has one
/// look at each target.
///
/// Geometry is in single precision from the radar on: range 0.2 m, sine of elevation 2e-5, radial
/// speed 5 mm/s, snr 3e-4 relative, Pd 1e-6 (cases 1 and 2 of one pulse) or 1e-4 (tables). |ln rcs
/// + ln_gain| is below 80; weaker counts as e^-80 m2.
///
/// Detection draws: PVS_LUCK_LOOK, id = pair_id, ordinal = scan_index / 4, word = scan_index % 4, a
/// 32-bit uniform number.
void pvs_looks(const PvsRadarLook *radar, PvsLuck luck, uint32_t scan_index, int isa,
               const PvsLookBatch *batch);

// --- plots, in plot.c, merge.c and false_plots.c -------------------------------------------------

/// A measured plot: what a radar reports. el_rad is 0 for a radar that does not measure it.
typedef struct {
    double range_m, az_rad, el_rad, snr_db;
} PvsPlot;
/// Errors by SNR; drawn by (radar x threat, scan).
PvsPlot pvs_plot(const PvsRadarLook *radar, PvsLuck luck, uint64_t pair_id, uint32_t scan_index,
                 double range_m, double az_rad, double sin_el, double snr_lin);
/// One-sigma errors at this SNR.
void pvs_plot_errors(const PvsRadarLook *radar, double snr_lin, double *range_error_m,
                     double *az_error_rad, double *el_error_rad);

/// Merges detections of one scan that the radar cannot tell apart: within a resolution cell in
/// range and in azimuth (round through north). In order of falling SNR (ties: lower index first)
/// each detection joins the strongest one kept before it within a cell, else is kept itself.
/// into[i] = i when kept, else the index of the one it joins. Any order of the input. O(n log n).
/// scratch: pvs_merge_scratch(n) words of the caller. Returns how many were kept.
size_t pvs_merge_plots(const PvsRadarLook *radar, size_t n, const double *range_m,
                       const double *az_rad, const double *snr_lin, uint32_t *into,
                       uint32_t *scratch);
size_t pvs_merge_scratch(size_t n);

/// A false alarm: a plot of nothing. `luck` is its luck key (from radar, scan and place in the
/// scan).
typedef struct {
    double t_look_s; ///< after the scan's begin
    PvsPlot plot;
    uint64_t luck;
} PvsFalsePlot;
/// Mean number of false plots in a scan: resolution cells in the sector x pfa.
double pvs_false_plots_mean(const PvsRadarLook *radar);
/// The false plots of a scan, in order of time: Poisson number, uniform over the cells.
/// Deterministic (PVS_LUCK_FALSE_PLOT). Returns the number; writes at most `capacity`.
size_t pvs_false_plots(const PvsRadarLook *radar, PvsLuck luck, uint64_t radar_id,
                       uint32_t scan_index, PvsFalsePlot *out, size_t capacity);

#endif
