// SPDX-License-Identifier: Apache-2.0
// The arena: zeroed, aligned, apart; a warm one asks the system for nothing; a failing allocation
// leaves it usable.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static void pieces_are_zeroed_aligned_and_apart(void **state) {
    (void)state;
    PvsArena arena;
    pvs_arena_init(&arena);
    enum { N = 2000 };
    static unsigned char *pieces[N];
    static size_t sizes[N];
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < N; i++) {
            sizes[i] = i % 97 == 0 ? 100000 : i * 7 % 513;
            pieces[i] = pvs_arena_alloc(&arena, sizes[i]);
            assert_non_null(pieces[i]);
            assert_int_equal((uintptr_t)pieces[i] % 16, 0);
            for (size_t k = 0; k < sizes[i]; k++) {
                assert_int_equal(pieces[i][k], 0);
            }
            memset(pieces[i], (int)(i % 255) + 1, sizes[i]);
        }
        for (size_t i = 0; i < N; i++) { // nobody wrote into another's
            for (size_t k = 0; k < sizes[i]; k++) {
                assert_int_equal(pieces[i][k], (int)(i % 255) + 1);
            }
        }
        pvs_arena_reset(&arena);
    }
    pvs_arena_free(&arena);
}

static bool fill(PvsArena *arena) {
    bool good = true;
    for (size_t i = 0; i < 500; i++) {
        good &= pvs_arena_alloc(arena, 3000) != NULL;
    }
    return good;
}

// The event loop must not allocate once warm: here every allocation would fail.
static void a_warm_arena_never_allocates(void **state) {
    (void)state;
    PvsArena arena = {0};
    assert_true(fill(&arena));
    size_t peak = arena.peak_bytes;
    pvs_arena_reset(&arena);
    assert_int_equal(arena.used_bytes, 0);
    pvs_alloc_fail_after(0);
    assert_true(fill(&arena));
    pvs_alloc_fail_after(-1);
    assert_int_equal(arena.peak_bytes, peak);
    pvs_arena_free(&arena);
}

static void the_peak_is_the_most_between_two_resets(void **state) {
    (void)state;
    PvsArena arena = {0};
    pvs_arena_alloc(&arena, 160);
    pvs_arena_reset(&arena);
    pvs_arena_alloc(&arena, 4800);
    pvs_arena_reset(&arena);
    pvs_arena_alloc(&arena, 16);
    assert_int_equal(arena.used_bytes, 16);
    assert_int_equal(arena.peak_bytes, 4800);
    pvs_arena_free(&arena);
}

static void memory_that_is_out_leaves_the_arena_usable(void **state) {
    (void)state;
    PvsArena arena = {0};
    char *kept = pvs_arena_strndup(&arena, "kept", 4);
    pvs_alloc_fail_after(0);
    assert_null(pvs_arena_alloc(&arena, 1 << 20));
    assert_non_null(pvs_arena_alloc(&arena, 100)); // the chunk that is there has room
    pvs_alloc_fail_after(-1);
    assert_non_null(pvs_arena_alloc(&arena, 1 << 20));
    assert_string_equal(kept, "kept");
    pvs_arena_free(&arena);
}

static void a_size_beyond_all_memory_is_refused(void **state) {
    (void)state;
    PvsArena arena = {0};
    assert_null(pvs_arena_alloc(&arena, SIZE_MAX));
    assert_null(pvs_arena_alloc(&arena, SIZE_MAX - 20));
    assert_non_null(pvs_arena_alloc(&arena, 0));
    pvs_arena_free(&arena);
    pvs_arena_free(&arena); // twice does no harm
}

static void strings_are_copied_with_their_end(void **state) {
    (void)state;
    PvsArena arena = {0};
    assert_string_equal(pvs_arena_strndup(&arena, "guns/12", 4), "guns");
    assert_string_equal(pvs_arena_strndup(&arena, "", 0), "");
    pvs_arena_free(&arena);
}

static void the_nth_allocation_fails_and_all_after_it(void **state) {
    (void)state;
    pvs_alloc_fail_after(2);
    void *a = pvs_alloc(10), *b = pvs_alloc(10);
    void *c = pvs_alloc(10), *d = pvs_realloc(NULL, 10);
    pvs_alloc_fail_after(-1);
    void *e = pvs_alloc(0);
    assert_non_null(a);
    assert_non_null(b);
    assert_null(c);
    assert_null(d);
    assert_non_null(e);
    pvs_free(a);
    pvs_free(b);
    pvs_free(e);
    pvs_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(a_warm_arena_never_allocates),
        cmocka_unit_test(the_peak_is_the_most_between_two_resets),
        cmocka_unit_test(memory_that_is_out_leaves_the_arena_usable),
        cmocka_unit_test(a_size_beyond_all_memory_is_refused),
        cmocka_unit_test(strings_are_copied_with_their_end),
        cmocka_unit_test(the_nth_allocation_fails_and_all_after_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
