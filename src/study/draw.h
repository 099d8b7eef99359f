// SPDX-License-Identifier: Apache-2.0
// Private to study/: figures that are not known exactly, and where in their ranges they stand in an outer draw.
#ifndef PVS_STUDY_DRAW_H
#define PVS_STUDY_DRAW_H

#include "scenario/study_file.h"

// Groups of figures that are wrong together.
#define PVS_GROUP_TABLE(X)                                                                         \
    X(KILL, "kill probabilities")                                                                  \
    X(RANGE, "brochure ranges")                                                                    \
    X(RCS, "cross-sections")                                                                       \
    X(TIME, "times")                                                                               \
    X(SPEED, "speeds")                                                                             \
    X(PRICE, "prices")                                                                             \
    X(OTHER, "other")
typedef enum {
#define X(name, text) PVS_GROUP_##name,
    PVS_GROUP_TABLE(X)
#undef X
        PVS_N_GROUPS
} PvsGroup;
const char *pvs_group_name(int group);

typedef struct {
    const char *key, *path, *source, *unit;
    double low, best, high;     ///< as the scenario or catalogue says, SI
    double used_low, used_high; ///< after widening
    int group;
    bool widened, assumption;
} PvsDrawnFigure;

typedef struct {
    PvsDrawnFigure *figures; ///< by key
    uint32_t n;
    uint32_t n_of_group[PVS_N_GROUPS];
    PvsStudyDraw kind;
    PvsStudyShape shape;
    double correlation;
} PvsDrawn;

/// Where figures stand.
typedef enum {
    PVS_PLACE_DRAWN, ///< by the outer draw of the replication
    PVS_PLACE_BEST,
    PVS_PLACE_LEVELS, ///< a whole group at one quantile
    PVS_PLACE_GIVEN   ///< each at its own
} PvsPlacing;
typedef struct {
    PvsPlacing placing;
    double level[PVS_N_GROUPS]; ///< LEVELS: in (0, 1); negative: best
    const double *u;            ///< GIVEN: of each figure, in (0, 1)
    double correlation;         ///< DRAWN: NaN: the study's
} PvsParameters;

/// What the callback of the scenario needs: one for each compilation.
typedef struct {
    const PvsDrawn *drawn;
    const PvsParameters *parameters;
    uint64_t seed, draw;
} PvsDrawContext;

/// The callback of PvsScenarioOptions.draw; ctx is a PvsDrawContext.
double pvs_draw_figure(void *ctx, const char *key, double low, double best, double high);

/// Quantile at u of a figure whose range is low to high.
double pvs_draw_quantile(PvsStudyShape shape, double low, double best, double high, double u);

#endif
