// SPDX-License-Identifier: Apache-2.0
// Private to cli/: what the commands about studies share.
#ifndef PVS_CLI_STUDIES_H
#define PVS_CLI_STUDIES_H

#include <pavise/study.h>

#include "base/arena.h"
#include "cli/scenarios.h"

typedef struct {
    void *bar; ///< null: no progress is shown
    bool quiet;
    int n_errors; ///< said as findings
} CliStudy;

/// on_finding of studies; ctx is a CliStudy.
void cli_study_finding(void *ctx, bool is_error, const char *text);
/// Prints results as asked for, says what went wrong; the exit status. `kept`: the folder, null when nothing is kept.
int cli_study_end(const CliArgs *args, PvsStatus status, PvsStudyResults *results,
                  const PvsError *err, const char *kept);

#endif
