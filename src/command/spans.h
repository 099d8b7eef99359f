// SPDX-License-Identifier: Apache-2.0
// Private to command/: a few intervals of time, in seconds, in order.
#ifndef PVS_COMMAND_SPANS_H
#define PVS_COMMAND_SPANS_H

#define PVS_SPANS_MAX 4

typedef struct {
    int n;
    struct {
        double begin_s, end_s;
    } span[PVS_SPANS_MAX];
} PvsSpans;

/// Appends what is not empty; joins it to the last one where they touch. More than there is room
/// for is left out.
void pvs_spans_add(PvsSpans *spans, double begin_s, double end_s);
/// Keeps what is inside [begin, end].
void pvs_spans_cut(PvsSpans *spans, double begin_s, double end_s);
/// Keeps what is outside (begin, end).
void pvs_spans_remove(PvsSpans *spans, double begin_s, double end_s);
/// Keeps what is in both.
void pvs_spans_intersect(PvsSpans *spans, const PvsSpans *with);

#endif
