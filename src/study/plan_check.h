// SPDX-License-Identifier: Apache-2.0
// Private to study/: what a plan must not contain, and what it learns from its scenario.
#ifndef PVS_STUDY_PLAN_CHECK_H
#define PVS_STUDY_PLAN_CHECK_H

#include "study/plan.h"

/// Checks every path against the scenario, and that whatever compares, ranks, seeks or prices is of the defending side alone.
PvsStatus pvs_plan_check_paths(PvsStudy *study, const PvsStudyChanges *changes, PvsDiags *diags);
/// Finds the figures that are not known exactly.
PvsStatus pvs_plan_find_figures(PvsStudy *study, PvsDiags *diags);
/// Compiles each point, lays out its rows, prices its defence, gathers the sources, and makes the hash of inputs.
PvsStatus pvs_plan_compile(PvsStudy *study, PvsDiags *diags);
/// The first other point that is compared with the base; the base when nothing is compared.
uint32_t pvs_study_first_other(const PvsStudy *study);

#endif
