// SPDX-License-Identifier: Apache-2.0
// A scenario with values set by path.
#include <stdarg.h>
#include <stdio.h>

#include "validate.h"

Plan plan_of(const char *scenario) {
    return (Plan){.scenario = scenario};
}

void plan_set(Plan *plan, const char *path, const char *format, ...) {
    if (plan->n == PLAN_SETTINGS_MAX) {
        return;
    }
    snprintf(plan->path[plan->n], sizeof plan->path[0], "%s", path);
    va_list args;
    va_start(args, format);
    vsnprintf(plan->value[plan->n], sizeof plan->value[0], format, args);
    va_end(args);
    plan->n++;
}
