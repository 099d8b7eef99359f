// SPDX-License-Identifier: Apache-2.0
// Between the writers: expand.c, diff.c, catalog_show.c, schema_json.c, schema_reference.c.
#ifndef PVS_SCENARIO_REPORT_H
#define PVS_SCENARIO_REPORT_H

#include "scenario/impl.h"

/// "file:line; ASSUMPTION; source", or "default".
void pvs_report_origin(PvsStr *out, const PvsScenarioValue *value);
/// A value as one JSON object.
void pvs_report_json_value(PvsStr *out, const PvsScenarioValue *value);

#endif
