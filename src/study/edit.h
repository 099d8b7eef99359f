// SPDX-License-Identifier: Apache-2.0
// Private to study/: a fresh model with one limit gone, for counterfactuals.
#ifndef PVS_STUDY_EDIT_H
#define PVS_STUDY_EDIT_H

#include "model/model.h"
#include "scenario/study_file.h"

/// Changes a model that nobody uses yet. What the defender believes stays as it is, but for what he sees of his own units. PVS_NO_MEMORY, or PVS_OK.
PvsStatus pvs_model_edit(PvsModel *model, PvsCounterfactual which, PvsError *err);

#endif
