// SPDX-License-Identifier: Apache-2.0
// 4-ary heap (D. B. Johnson, 1975): half the depth of a binary one, and the four children lie in
// two cache lines.
#include "heap.h"

#include "arena.h"

static bool before(PvsHeapItem a, PvsHeapItem b) {
    return a.t < b.t || (a.t == b.t && a.order < b.order);
}

PvsStatus pvs_heap_push(PvsHeap *heap, PvsHeapItem item) {
    if (heap->n == heap->capacity) {
        size_t capacity = heap->capacity ? 2 * heap->capacity : 64;
        PvsHeapItem *items = capacity < SIZE_MAX / (2 * sizeof *items)
                                 ? pvs_realloc(heap->items, capacity * sizeof *items)
                                 : NULL;
        if (!items) {
            return PVS_NO_MEMORY;
        }
        heap->items = items;
        heap->capacity = capacity;
    }
    size_t i = heap->n++;
    while (i > 0) {
        size_t parent = (i - 1) / 4;
        if (!before(item, heap->items[parent])) {
            break;
        }
        heap->items[i] = heap->items[parent];
        i = parent;
    }
    heap->items[i] = item;
    return PVS_OK;
}

// Puts the item where the root is missing.
static void sift_down(PvsHeap *heap, PvsHeapItem item) {
    size_t i = 0;
    for (;;) {
        size_t child = 4 * i + 1;
        if (child >= heap->n) {
            break;
        }
        size_t end = child + 4 < heap->n ? child + 4 : heap->n;
        size_t least = child;
        for (size_t c = child + 1; c < end; c++) {
            least = before(heap->items[c], heap->items[least]) ? c : least;
        }
        if (!before(heap->items[least], item)) {
            break;
        }
        heap->items[i] = heap->items[least];
        i = least;
    }
    heap->items[i] = item;
}

void pvs_heap_pop(PvsHeap *heap) {
    heap->n--;
    if (heap->n > 0) {
        sift_down(heap, heap->items[heap->n]);
    }
}

void pvs_heap_replace_top(PvsHeap *heap, PvsHeapItem item) {
    sift_down(heap, item);
}

void pvs_heap_clear(PvsHeap *heap) {
    heap->n = 0;
}

void pvs_heap_free(PvsHeap *heap) {
    pvs_free(heap->items);
    *heap = (PvsHeap){0};
}
