// SPDX-License-Identifier: Apache-2.0
// What differs between two texts, by lines, as a unified diff. Private to the room.
#ifndef PVS_SERVE_TEXTDIFF_H
#define PVS_SERVE_TEXTDIFF_H

#include "base/text.h"

/// Writes nothing but the two head lines when the texts are equal. Method: E. W. Myers, "An O(ND) difference algorithm and its variations",
/// Algorithmica 1 (1986); texts that differ in more than 1000 lines are told as one hunk.
void pvs_textdiff(const char *a, size_t n_a, const char *b, size_t n_b, const char *name,
                  PvsStr *out);

#endif
