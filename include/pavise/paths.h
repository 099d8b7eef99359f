// SPDX-License-Identifier: Apache-2.0
// Where a threat is at any time: the paths of a battle or of a record, kept by a sink and asked in
// closed form.
#ifndef PAVISE_PATHS_H
#define PAVISE_PATHS_H

#include <stdbool.h>
#include <stdint.h>

#include <pavise/events.h>
#include <pavise/time.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A point of a path. WGS-84; Earth-centred Earth-fixed axes (m, m/s).
typedef struct {
    double lat_deg, lon_deg, h_ell_m;
    double pos_ecef[3], vel_ecef[3];
} PvsPathPoint;

typedef struct PvsPaths PvsPaths;
PvsPaths *pvs_paths_create(void);        ///< null: out of memory
PvsSink pvs_paths_sink(PvsPaths *paths); ///< wants paths; PVS_NO_MEMORY when memory is out
void pvs_paths_destroy(PvsPaths *paths); ///< null is allowed

/// Where a threat is at t. False, and *out unchanged, when it is not flying: not launched, ended,
/// or unknown.
bool pvs_paths_at(const PvsPaths *paths, uint32_t threat, PvsTime t, PvsPathPoint *out);
/// From launch to end. False when the threat was never launched. *t_end is when its path ends, or
/// when the threat was stopped on it.
bool pvs_paths_span(const PvsPaths *paths, uint32_t threat, PvsTime *t_begin, PvsTime *t_end);

#ifdef __cplusplus
}
#endif

#endif
