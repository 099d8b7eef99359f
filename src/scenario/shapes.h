// SPDX-License-Identifier: Apache-2.0
// Values with a shape of their own: positions, dates, cross-sections, profiles, flyout and kill tables, aims.
#ifndef PVS_SCENARIO_SHAPES_H
#define PVS_SCENARIO_SHAPES_H

#include "scenario/bind.h"

extern const PvsShape pvs_shape_position, pvs_shape_offset, pvs_shape_date, pvs_shape_rcs,
    pvs_shape_profile, pvs_shape_flyout, pvs_shape_kill, pvs_shape_confirm, pvs_shape_aim,
    pvs_shape_never, pvs_shape_include, pvs_shape_ignored, pvs_shape_types, pvs_shape_type_names;

/// "2026-03-01T20:00:00Z" (seconds may be left out; Z is needed) as seconds of Unix time.
bool pvs_date_parse(const char *text, size_t n, double *unix_s);
/// Writes it so.
void pvs_date_format(double unix_s, char *buf, size_t size);

#endif
