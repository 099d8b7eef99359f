// SPDX-License-Identifier: Apache-2.0
// Private to study/: a measure as a function of one battle's row, for comparisons.
#ifndef PVS_STUDY_MEASURE_H
#define PVS_STUDY_MEASURE_H

#include "study/layout.h"

typedef enum {
    PVS_MEASURE_COLUMN,
    PVS_MEASURE_NO_LEAK,
    PVS_MEASURE_ANY_LEAK,
    PVS_MEASURE_FRACTION
} PvsMeasureKind;
typedef struct {
    PvsMeasureKind kind;
    uint32_t column; ///< of the measure, or of the leakers that it is derived from
    uint32_t below;  ///< FRACTION: what could have leaked
} PvsMeasure;

/// The measure of that name; false when there is none. *near (may be null) is then the nearest name, or null.
bool pvs_measure_find(const PvsLayout *layout, const char *name, PvsMeasure *out,
                      const char **near);
/// Its value in one battle; NaN where it has none (a share of nothing).
double pvs_measure_value(const PvsMeasure *measure, const double *row);
/// What less of it means for the defence: -1 worse, 1 better, 0 neither.
int pvs_measure_less_is(const char *name);

#endif
