// SPDX-License-Identifier: Apache-2.0
// Intervals of time: cut, taken out, intersected.
#include "command/spans.h"

#include "command/course.h"

#define TOUCH_S 1e-6

void pvs_spans_add(PvsSpans *spans, double begin_s, double end_s) {
    if (!(begin_s < end_s)) {
        return;
    }
    if (spans->n > 0 && begin_s <= spans->span[spans->n - 1].end_s + TOUCH_S) {
        spans->span[spans->n - 1].end_s = pvs_larger(spans->span[spans->n - 1].end_s, end_s);
    } else if (spans->n < PVS_SPANS_MAX) {
        spans->span[spans->n].begin_s = begin_s;
        spans->span[spans->n].end_s = end_s;
        spans->n++;
    }
}

void pvs_spans_cut(PvsSpans *spans, double begin_s, double end_s) {
    PvsSpans kept = {.n = 0};
    for (int i = 0; i < spans->n; i++) {
        pvs_spans_add(&kept, pvs_larger(spans->span[i].begin_s, begin_s),
                      pvs_smaller(spans->span[i].end_s, end_s));
    }
    *spans = kept;
}

void pvs_spans_remove(PvsSpans *spans, double begin_s, double end_s) {
    PvsSpans kept = {.n = 0};
    for (int i = 0; i < spans->n; i++) {
        pvs_spans_add(&kept, spans->span[i].begin_s, pvs_smaller(spans->span[i].end_s, begin_s));
        pvs_spans_add(&kept, pvs_larger(spans->span[i].begin_s, end_s), spans->span[i].end_s);
    }
    *spans = kept;
}

void pvs_spans_intersect(PvsSpans *spans, const PvsSpans *with) {
    PvsSpans kept = {.n = 0};
    for (int i = 0; i < spans->n; i++) {
        for (int j = 0; j < with->n; j++) {
            pvs_spans_add(&kept, pvs_larger(spans->span[i].begin_s, with->span[j].begin_s),
                          pvs_smaller(spans->span[i].end_s, with->span[j].end_s));
        }
    }
    *spans = kept;
}
