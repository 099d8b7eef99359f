// SPDX-License-Identifier: Apache-2.0
// Private to study/: chosen battles, played again, with their engagements over time.
#ifndef PVS_STUDY_TIMELINE_H
#define PVS_STUDY_TIMELINE_H

#include "study/results.h"

/// Writes `"timelines": [...],` of the base point, and a record of each chosen battle into the folder.
PvsStatus pvs_report_timelines(PvsReport *r);

#endif
