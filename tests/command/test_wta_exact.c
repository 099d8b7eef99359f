// SPDX-License-Identifier: Apache-2.0
// Branch and bound: the optimum by brute force on small problems, the reference's on large ones,
// and a bound that holds.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/luck.h"
#include "command/wta.h"
#include "instances.h"
#include "support/check.h"

static double u01(uint64_t id, uint32_t ordinal) {
    return pvs_luck_u01((PvsLuck){{9, 4}}, PVS_LUCK_TEST, id, ordinal);
}

static double brute_force(const PvsWta *wta, int weapon, int *target) {
    if (weapon == wta->n_weapons) {
        return pvs_wta_objective(wta, target);
    }
    double best = INFINITY;
    for (int j = 0; j < wta->n_targets; j++) {
        target[weapon] = j;
        best = fmin(best, brute_force(wta, weapon + 1, target));
    }
    return best;
}

// Uniform, out of reach by halves, three kinds of weapon, sure kills and worthless targets.
static double kill_prob(uint64_t id, int kind, int i, int j, int n_targets) {
    double u = u01(id, (uint32_t)(1000 + i * n_targets + j)),
           class_u = u01(id, (uint32_t)(5000 + i % 3 * n_targets + j));
    switch (kind) {
    case 0:
        return 0.3 + 0.6 * u;
    case 1:
        return u < 0.5 ? 0 : u;
    case 2:
        return class_u;
    default:
        return u < 0.2 ? 1 : u;
    }
}

static void make_random(uint64_t id, int kind, int n_weapons, int n_targets, double *value,
                        double *p) {
    for (int j = 0; j < n_targets; j++) {
        value[j] = u01(id, (uint32_t)j) < 0.05 ? 0 : 25 + 75 * u01(id, (uint32_t)(100 + j));
    }
    for (int i = 0; i < n_weapons; i++) {
        for (int j = 0; j < n_targets; j++) {
            p[i * n_targets + j] = kill_prob(id, kind, i, j, n_targets);
        }
    }
}

static void small_problems_agree_with_brute_force(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 240; id++) {
        int n_weapons = 1 + (int)(6 * u01(id, 90)), n_targets = 1 + (int)(5 * u01(id, 91)),
            target[8], other[8];
        double value[8], p[64];
        make_random(id, (int)(id % 4), n_weapons, n_targets, value, p);
        PvsWta wta = {n_weapons, n_targets, value, p};
        PvsArena arena = {0};
        PvsWtaResult r;
        assert_int_equal(pvs_wta_exact(&wta, 1000, &arena, target, &r), PVS_OK);
        pvs_arena_free(&arena);
        double best = brute_force(&wta, 0, other);
        assert_true(r.proven_optimal);
        CHECK_NEAR(r.objective, best, 1e-9 * best + 1e-12);
        CHECK_NEAR(r.objective, pvs_wta_objective(&wta, target), 0);
        CHECK_NEAR(r.lower_bound, r.objective, 1e-9 * best);
    }
}

// The bound must hold even when the tree is cut short at once.
static void bound_holds_when_the_tree_is_cut_short(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 40; id++) {
        double value[20], p[400];
        int target[20];
        make_random(id, (int)(id % 4), 20, 12, value, p);
        PvsWta wta = {20, 12, value, p};
        PvsWtaResult cut, none, whole;
        PvsArena arena = {0};
        assert_int_equal(pvs_wta_exact(&wta, 5000, &arena, target, &whole), PVS_OK);
        assert_int_equal(pvs_wta_exact(&wta, 1, &arena, target, &cut), PVS_OK);
        assert_int_equal(pvs_wta_exact(&wta, 0, &arena, target, &none), PVS_OK);
        pvs_arena_free(&arena);
        assert_true(whole.proven_optimal);
        assert_true(cut.lower_bound <= whole.objective * (1 + 1e-9) &&
                    cut.objective >= whole.objective * (1 - 1e-9));
        assert_true(none.lower_bound <= whole.objective * (1 + 1e-9) && none.nodes == 0);
        // nothing to prove when nothing is left
        assert_true(!none.proven_optimal || none.objective <= 1e-9);
        assert_true(cut.nodes <= 1);
    }
}

static void check_exact(const Instance *in) {
    int *target = calloc((size_t)in->wta.n_weapons + 1, sizeof *target);
    PvsArena arena = {0};
    PvsWtaResult r;
    assert_int_equal(pvs_wta_exact(&in->wta, 300, &arena, target, &r), PVS_OK);
    pvs_arena_free(&arena);
    print_message("%-20s %3d x %3d  %.9g, bound %.9g, %s, %d nodes\n", in->name, in->wta.n_weapons,
                  in->wta.n_targets, r.objective, r.lower_bound,
                  r.proven_optimal ? "optimal" : "open", (int)r.nodes);
    CHECK_NEAR(r.objective, pvs_wta_objective(&in->wta, target), 0);
    assert_true(r.objective <= in->optimum + 1e-6); // never above the best known
    if (in->proven) {
        CHECK_NEAR(r.objective, in->optimum, 1e-6);
    }
    assert_true(r.lower_bound <= in->optimum + 1e-6 && r.lower_bound <= r.objective);
    if (in->wta.n_weapons <= 30 && in->wta.n_targets <= 30) {
        assert_true(r.proven_optimal);
    } else {
        assert_true(r.lower_bound >= 0.99 * r.objective);
    }
    free(target);
}

static void reference_instances_are_solved_to_the_proven_optimum(void **state) {
    (void)state;
    assert_int_equal(instance_each(PVS_TEST_DATA "/reference/wta", "own_", check_exact), 10);
    const char *full = instance_full_set();
    int n = full ? instance_each(full, "sonuc_", check_exact) +
                       instance_each(full, "andersen_", check_exact)
                 : 0;
    print_message("%d instances of others%s\n", n,
                  full ? "" : ": the full set is not at hand, not read");
}

// Every kind of random problem up to 30 x 30, weapon-rich and target-rich, is proven within a few
// hundred nodes.
static void problems_up_to_thirty_by_thirty_are_proven(void **state) {
    (void)state;
    static double value[30], p[900];
    int target[30], sizes[4][2] = {{30, 30}, {30, 12}, {12, 30}, {30, 5}};
    for (uint64_t id = 0; id < 32; id++) {
        int n_weapons = sizes[id % 4][0], n_targets = sizes[id % 4][1];
        make_random(1000 + id, (int)(id / 4 % 4), n_weapons, n_targets, value, p);
        PvsWta wta = {n_weapons, n_targets, value, p};
        PvsArena arena = {0};
        PvsWtaResult r;
        assert_int_equal(pvs_wta_exact(&wta, 500, &arena, target, &r), PVS_OK);
        pvs_arena_free(&arena);
        assert_true(r.proven_optimal);
    }
}

// Rows repeated are units of one type: the answer is that of the type with two units, whatever the
// order of the rows.
static void repeated_rows_are_units_of_one_type(void **state) {
    (void)state;
    double value[4] = {40, 60, 80, 100}, p[6 * 4], shuffled[6 * 4];
    static const int order[6] = {0, 3, 1, 4, 2, 5};
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 4; j++) {
            p[i * 4 + j] = 0.3 + 0.6 * u01(77, (uint32_t)(i % 3 * 4 + j));
        }
    }
    for (int i = 0; i < 6; i++) {
        memcpy(shuffled + 4 * order[i], p + 4 * i, 4 * sizeof(double));
    }
    PvsArena arena = {0};
    PvsWtaResult a, b;
    int target[6];
    assert_int_equal(pvs_wta_exact(&(PvsWta){6, 4, value, p}, 100, &arena, target, &a), PVS_OK);
    assert_int_equal(pvs_wta_exact(&(PvsWta){6, 4, value, shuffled}, 100, &arena, target, &b),
                     PVS_OK);
    pvs_arena_free(&arena);
    assert_true(a.proven_optimal && b.proven_optimal);
    CHECK_NEAR(a.objective, b.objective, 1e-9);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_problems_agree_with_brute_force),
        cmocka_unit_test(bound_holds_when_the_tree_is_cut_short),
        cmocka_unit_test(reference_instances_are_solved_to_the_proven_optimum),
        cmocka_unit_test(problems_up_to_thirty_by_thirty_are_proven),
        cmocka_unit_test(repeated_rows_are_units_of_one_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
