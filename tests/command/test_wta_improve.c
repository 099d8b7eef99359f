// SPDX-License-Identifier: Apache-2.0
// Local search: within one per cent of the optimum on every reference instance, and never worse
// than greedy.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "command/wta.h"
#include "instances.h"
#include "support/check.h"

static void check_improve(const Instance *in) {
    int *target = calloc((size_t)in->wta.n_weapons + 1, sizeof *target),
        *again = calloc((size_t)in->wta.n_weapons + 1, sizeof *again);
    PvsWtaResult r, greedy, twice;
    assert_int_equal(pvs_wta_greedy(&in->wta, target, &greedy), PVS_OK);
    assert_int_equal(pvs_wta_improve(&in->wta, target, &r), PVS_OK);
    print_message("%-20s %3d x %3d  greedy %+8.3f %%  improved %+8.4f %%\n", in->name,
                  in->wta.n_weapons, in->wta.n_targets, 100 * (greedy.objective / in->optimum - 1),
                  100 * (r.objective / in->optimum - 1));
    assert_true(r.objective <= greedy.objective + 1e-9);
    assert_true(r.objective <= 1.01 * in->optimum);
    assert_true(!in->proven || r.objective >= in->optimum - 1e-6);
    CHECK_NEAR(r.objective, pvs_wta_objective(&in->wta, target), 0);
    if (in->wta.n_weapons < 60) { // the generator inside is fixed
        assert_int_equal(pvs_wta_improve(&in->wta, again, &twice), PVS_OK);
        assert_memory_equal(target, again, (size_t)in->wta.n_weapons * sizeof *target);
    }
    free(target);
    free(again);
}

static void improved_assignment_is_within_one_per_cent_of_the_optimum(void **state) {
    (void)state;
    assert_int_equal(instance_each(PVS_TEST_DATA "/reference/wta", "own_", check_improve), 10);
    const char *full = instance_full_set();
    int n = full ? instance_each(full, "sonuc_", check_improve) +
                       instance_each(full, "andersen_", check_improve)
                 : 0;
    print_message("%d instances of others%s\n", n,
                  full ? "" : ": the full set is not at hand, not read");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(improved_assignment_is_within_one_per_cent_of_the_optimum)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
