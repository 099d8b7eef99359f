// SPDX-License-Identifier: Apache-2.0
// Effect per cost: Fieller's interval, refused where it would not mean anything.
#include "stats/per_cost.h"

#include <math.h>

PvsPerCost pvs_per_cost(const PvsPairs *p, double confidence) {
    PvsPairsSummary s = pvs_pairs_summary(p);
    PvsInterval none = pvs_interval_undefined();
    PvsPerCost c = {.value = (double)NAN, .interval = none, .effect = none};
    c.effect =
        pvs_skewed_interval(s.mean_x, sqrt(s.var_x), pvs_pairs_skewness(p, 0), p->n, confidence);
    PvsFiellerShape shape;
    PvsInterval interval = pvs_ratio_fieller(p, confidence, &shape);
    c.defined = (c.effect.lo > 0 || c.effect.hi < 0) && shape == PVS_FIELLER_INTERVAL;
    if (c.defined) {
        c.value = s.mean_x / s.mean_y;
        c.interval = interval;
    }
    return c;
}
