// SPDX-License-Identifier: Apache-2.0
// Private to export/: the formats, each defined in its own file and listed in formats.c.
#ifndef PVS_EXPORT_FORMATS_H
#define PVS_EXPORT_FORMATS_H

#include "export/export.h"

extern const PvsFormat pvs_format_events_csv, pvs_format_threats_csv, pvs_format_shots_csv,
    pvs_format_jsonl;

#endif
