// SPDX-License-Identifier: Apache-2.0
// Private to study/: which of the groups of figures that are not known the answer hangs on.
#ifndef PVS_STUDY_SENSITIVITY_H
#define PVS_STUDY_SENSITIVITY_H

#include "study/results.h"

/// Adds the points of a study's sensitivity behind the others, and remembers where they are.
PvsStatus pvs_sensitivity_add(PvsStudy *study);
/// Writes `"sensitivity": {...},`.
PvsStatus pvs_report_sensitivity(PvsReport *r);

#endif
