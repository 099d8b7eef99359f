// SPDX-License-Identifier: Apache-2.0
// The event queue: a 4-ary min-heap with a total order (time, kind, entity, sequence).
#ifndef PVS_BASE_HEAP_H
#define PVS_BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"
#include "time.h"

/// What is queued. `order` packs kind (8 bits), entity (28 bits) and sequence (28 bits), so that
/// two integers compare the whole key; `a` and `b` are the owner's.
typedef struct {
    PvsTime t;
    uint64_t order;
    uint32_t a, b;
} PvsHeapItem;

typedef struct {
    PvsHeapItem *items;
    size_t n, capacity;
} PvsHeap;

static inline uint64_t pvs_heap_order(unsigned kind, uint32_t entity, uint32_t sequence) {
    return ((uint64_t)(kind & 0xffu) << 56) | ((uint64_t)(entity & 0xfffffffu) << 28) |
           (sequence & 0xfffffffu);
}

/// Grows as needed; PVS_NO_MEMORY when it cannot. A warm heap never allocates.
PvsStatus pvs_heap_push(PvsHeap *heap, PvsHeapItem item);
/// Least item without removing it; null when empty.
static inline const PvsHeapItem *pvs_heap_top(const PvsHeap *heap) {
    return heap->n ? &heap->items[0] : NULL;
}
void pvs_heap_pop(PvsHeap *heap);                           ///< removes the least; heap not empty
void pvs_heap_replace_top(PvsHeap *heap, PvsHeapItem item); ///< pop and push in one sift
void pvs_heap_clear(PvsHeap *heap);                         ///< keeps the memory
void pvs_heap_free(PvsHeap *heap);

#endif
