// SPDX-License-Identifier: Apache-2.0
// Private to study/: a sink that fills the row of a battle. One a worker; it allocates when made and when a model is larger than any before.
#ifndef PVS_STUDY_ROW_H
#define PVS_STUDY_ROW_H

#include "battle/battle.h"
#include "study/layout.h"

typedef struct PvsRow PvsRow;
PvsRow *pvs_row_create(void); ///< null: out of memory
void pvs_row_destroy(PvsRow *row_of);
/// Begins a battle: the row (layout->n numbers) is zeroed. `series` (n_series x n_times, by series) may be null: no time series.
PvsStatus pvs_row_begin(PvsRow *row_of, const PvsModel *model, const PvsLayout *layout, double *row,
                        double *series, PvsError *err);
PvsSink pvs_row_sink(PvsRow *row_of); ///< wants tracks
/// Ends it: what the outcome says is written too.
void pvs_row_end(PvsRow *row_of, const PvsOutcome *outcome);

#endif
