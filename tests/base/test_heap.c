// SPDX-License-Identifier: Apache-2.0
// The event queue: what comes out is sorted by the whole key, whatever the order in which it went
// in.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/heap.h"
#include "base/luck.h"

#define N 5000

static int by_key(const void *a, const void *b) {
    const PvsHeapItem *p = a, *q = b;
    if (p->t != q->t) {
        return p->t < q->t ? -1 : 1;
    }
    return (p->order > q->order) - (p->order < q->order);
}

// Items with many equal times, so that the rest of the key decides.
static void make_items(PvsHeapItem *items, uint64_t seed) {
    PvsLuck luck = pvs_luck(seed, 0);
    for (uint32_t i = 0; i < N; i++) {
        PvsBlock block = pvs_luck_block(luck, PVS_LUCK_TEST, 0, i);
        int64_t t = (int64_t)(block.w[0] % 50) - 10; // also before the start
        items[i] = (PvsHeapItem){t, pvs_heap_order(block.w[1] % 7, block.w[2] % 90, i), i, ~i};
    }
}

static void assert_same_item(const PvsHeapItem *got, const PvsHeapItem *wanted) {
    assert_int_equal(got->t, wanted->t);
    assert_int_equal(got->order, wanted->order);
    assert_int_equal(got->a, wanted->a);
    assert_int_equal(got->b, wanted->b);
}

static void items_come_out_in_the_order_of_their_keys(void **state) {
    (void)state;
    static PvsHeapItem items[N], sorted[N];
    PvsHeap heap = {0};
    for (uint64_t seed = 1; seed <= 20; seed++) {
        make_items(items, seed);
        memcpy(sorted, items, sizeof items);
        qsort(sorted, N, sizeof *sorted, by_key);
        for (int i = 0; i < N; i++) {
            assert_int_equal(pvs_heap_push(&heap, items[i]), PVS_OK);
        }
        for (int i = 0; i < N; i++) {
            assert_same_item(pvs_heap_top(&heap), &sorted[i]);
            pvs_heap_pop(&heap);
        }
        assert_null(pvs_heap_top(&heap));
    }
    pvs_heap_free(&heap);
}

// An event that makes its successor: pop and push in one.
static void replacing_the_top_is_popping_and_pushing(void **state) {
    (void)state;
    static PvsHeapItem items[N];
    PvsHeap one = {0}, two = {0};
    make_items(items, 77);
    for (int i = 0; i < N / 2; i++) {
        pvs_heap_push(&one, items[i]);
        pvs_heap_push(&two, items[i]);
    }
    for (int i = N / 2; i < N; i++) {
        pvs_heap_replace_top(&one, items[i]);
        pvs_heap_pop(&two);
        pvs_heap_push(&two, items[i]);
        assert_same_item(pvs_heap_top(&one), pvs_heap_top(&two));
    }
    while (two.n) {
        assert_same_item(pvs_heap_top(&one), pvs_heap_top(&two));
        pvs_heap_pop(&one);
        pvs_heap_pop(&two);
    }
    assert_int_equal(one.n, 0);
    pvs_heap_free(&one);
    pvs_heap_free(&two);
}

static void the_key_orders_by_kind_then_entity_then_sequence(void **state) {
    (void)state;
    assert_true(pvs_heap_order(1, 0, 0) > pvs_heap_order(0, 0xfffffff, 0xfffffff));
    assert_true(pvs_heap_order(3, 5, 0) > pvs_heap_order(3, 4, 0xfffffff));
    assert_true(pvs_heap_order(3, 5, 2) > pvs_heap_order(3, 5, 1));
    assert_true(pvs_heap_order(255, 0xfffffff, 0xfffffff) == UINT64_MAX);
}

static void a_warm_heap_never_allocates(void **state) {
    (void)state;
    static PvsHeapItem items[N];
    PvsHeap heap = {0};
    make_items(items, 5);
    for (int i = 0; i < N; i++) {
        pvs_heap_push(&heap, items[i]);
    }
    pvs_heap_clear(&heap);
    pvs_alloc_fail_after(0);
    PvsStatus status = PVS_OK;
    for (int i = 0; i < N; i++) {
        status |= pvs_heap_push(&heap, items[i]);
    }
    pvs_alloc_fail_after(-1);
    assert_int_equal(status, PVS_OK);
    pvs_heap_free(&heap);
}

static void memory_that_is_out_leaves_the_heap_as_it_was(void **state) {
    (void)state;
    static PvsHeapItem items[N];
    PvsHeap heap = {0};
    make_items(items, 6);
    pvs_alloc_fail_after(1);
    int n = 0;
    while (n < N && pvs_heap_push(&heap, items[n]) == PVS_OK) {
        n++;
    }
    pvs_alloc_fail_after(-1);
    assert_true(n > 0 && n < N);
    assert_int_equal(heap.n, n);
    assert_int_equal(pvs_heap_push(&heap, items[n]), PVS_OK);
    pvs_heap_free(&heap);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_come_out_in_the_order_of_their_keys),
        cmocka_unit_test(replacing_the_top_is_popping_and_pushing),
        cmocka_unit_test(the_key_orders_by_kind_then_entity_then_sequence),
        cmocka_unit_test(a_warm_heap_never_allocates),
        cmocka_unit_test(memory_that_is_out_leaves_the_heap_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
