// SPDX-License-Identifier: Apache-2.0
// The texts that undo and redo go through. Private to the room.
#ifndef PVS_SERVE_STEPS_H
#define PVS_SERVE_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#define PVS_STEPS_MAX       256
#define PVS_STEPS_BYTES_MAX ((size_t)256 << 20)

typedef struct {
    char *text;
    size_t n;
} PvsStep;

/// Zero-initialise. Texts are the list's.
typedef struct {
    PvsStep list[PVS_STEPS_MAX];
    int n;
    size_t n_bytes;
} PvsSteps;

/// Keeps a copy on top; the oldest go when there are too many. False: out of memory.
bool pvs_steps_push(PvsSteps *steps, const char *text, size_t n);
/// The text on top, which becomes the caller's (pvs_free); false: there is none.
bool pvs_steps_pop(PvsSteps *steps, PvsStep *out);
void pvs_steps_clear(PvsSteps *steps);

#endif
