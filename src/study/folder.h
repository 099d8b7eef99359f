// SPDX-License-Identifier: Apache-2.0
// A study's folder, looked at: its points, the row of each battle, and the model to play one of them again. For the viewer, that reads and
// never writes.
#ifndef PVS_STUDY_FOLDER_H
#define PVS_STUDY_FOLDER_H

#include "base/text.h"
#include "model/model.h"

typedef struct PvsStudyFolder PvsStudyFolder;

/// Reads the frozen study of a folder and counts its battles. PVS_BAD_INPUT with the reason when it is none, damaged or of another version.
PvsStatus pvs_study_folder_open(const char *dir, PvsStudyFolder **out, PvsError *err);
void pvs_study_folder_close(PvsStudyFolder *folder); ///< null is allowed

const char *pvs_study_folder_name(const PvsStudyFolder *folder);
uint64_t pvs_study_folder_seed(const PvsStudyFolder *folder);
uint32_t pvs_study_folder_n_points(const PvsStudyFolder *folder);
const char *pvs_study_folder_label(const PvsStudyFolder *folder, uint32_t point);
uint64_t pvs_study_folder_n_battles(const PvsStudyFolder *folder,
                                    uint32_t point); ///< whole, from 0 on
/// Text of the results document; PVS_IO when the study was not summed up yet.
PvsStatus pvs_study_folder_results(const PvsStudyFolder *folder, PvsStr *out, PvsError *err);

/// Columns of the rows of a point: names of measures.
uint32_t pvs_study_folder_n_columns(const PvsStudyFolder *folder, uint32_t point);
const char *pvs_study_folder_column(const PvsStudyFolder *folder, uint32_t point, uint32_t column);
/// Visits the rows of a point in order of battles.
typedef void (*PvsFolderVisit)(void *ctx, uint64_t replication, const double *row);
PvsStatus pvs_study_folder_visit(const PvsStudyFolder *folder, uint32_t point, PvsFolderVisit visit,
                                 void *ctx, PvsError *err);

/// The model of a battle (the caller's, pvs_model_free): what was played, figures that were drawn included.
PvsStatus pvs_study_folder_model(const PvsStudyFolder *folder, uint32_t point, uint64_t replication,
                                 PvsModel **out, PvsError *err);

#endif
