// SPDX-License-Identifier: Apache-2.0
// Private to study/: summaries as a SQLite database, for pandas, R, DuckDB and spreadsheets. Written by the merger alone.
#ifndef PVS_STUDY_DATABASE_H
#define PVS_STUDY_DATABASE_H

#include "study/store.h"

/// Writes study.db anew, whole or not at all. `results` is the document.
PvsStatus pvs_database_write(const PvsStore *store, const PvsStr *results, PvsError *err);

#endif
