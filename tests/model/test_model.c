// SPDX-License-Identifier: Apache-2.0
// The end of a model's life.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/model.h"

// Callers free what they have, also when they have nothing.
static void freeing_nothing_is_allowed_and_freeing_a_model_frees_its_arena(void **state) {
    (void)state;
    pvs_model_free(NULL);
    PvsModel *model = pvs_alloc(sizeof *model);
    assert_non_null(model);
    pvs_arena_init(&model->arena);
    assert_non_null(pvs_arena_alloc(&model->arena, 1000)); // a leak checker sees it if it stays
    pvs_model_free(model);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(freeing_nothing_is_allowed_and_freeing_a_model_frees_its_arena)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
