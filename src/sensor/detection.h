// SPDX-License-Identifier: Apache-2.0
// Private to sensor/: what the files about detection share.
#ifndef PVS_SENSOR_DETECTION_H
#define PVS_SENSOR_DETECTION_H

#include <stdbool.h>

#include "sensor.h"

/// pvs_pd, with threshold = pvs_pd_threshold(n_pulses, pfa).
double pvs_pd_at_threshold(int swerling, double snr_lin, int n_pulses, double pfa,
                           double threshold);

/// Whether Pd is pfa^(1 / (1 + snr)), as the vector loop has it already.
bool pvs_pd_table_is_exact(const PvsPdTable *table);

#endif
