// SPDX-License-Identifier: Apache-2.0
// Which units matter to a course: none that could shoot may be missing, and no bound may come after
// its time.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "belief.h"
#include "command/near_units.h"

static void random_units(World *w, uint64_t id, uint32_t n) {
    world_init(w, 2);
    for (uint32_t u = 0; u < n; u++) {
        world_unit(w, -24 + 4 * world_u01(id, 100 + u) - 2, 133 + 4 * world_u01(id, 200 + u) - 2,
                   (3 + 80 * world_u01(id, 300 + u)) * 1e3, 500 + 1000 * world_u01(id, 400 + u));
        w->units[u].reaction_mean_s = 30 * world_u01(id, 500 + u);
    }
    w->track = track_towards(place(-22 - world_u01(id, 1), 132 + 2 * world_u01(id, 2), 2000),
                             place(-25, 133 + world_u01(id, 3), 2000), 60 + 500 * world_u01(id, 4),
                             0, PVS_CLASS_CRUISE);
}

// Had the bound a hole, a unit would be told too late or never.
static void no_unit_can_act_before_its_bound(void **state) {
    (void)state;
    int n_can = 0;
    for (uint64_t id = 0; id < 200; id++) {
        World w;
        random_units(&w, id, 20);
        w.situation.delay_mean = (PvsTime)(10e9 * world_u01(id, 5));
        PvsCourse course = pvs_course(&w.track);
        pvs_course_end(&course, 1500 * PVS_NS_PER_S);
        PvsNearUnits near;
        pvs_near_units(&w.belief, &w.situation, &course, &near);
        double bound_s[20], before_s = -INFINITY;
        for (uint32_t u = 0; u < 20; u++) {
            bound_s[u] = INFINITY;
        }
        for (uint32_t i = 0; i < near.n; i++) {
            assert_true(near.unit[i].act_s >= before_s); // the soonest first
            bound_s[near.unit[i].index] = before_s = near.unit[i].act_s;
        }
        for (uint32_t u = 0; u < 20; u++) {
            PvsView view = pvs_view(&w.belief, &w.units[u], &course, 0);
            double ready_s = pvs_time_s(w.situation.delay_mean) + w.units[u].reaction_mean_s;
            PvsOpeningAsk ask = {w.weapons[u].envelope.range_max_m, ready_s, INFINITY, 0};
            PvsOpening o = pvs_opening(&view, &w.weapons[u], &ask);
            if (o.gate == PVS_GATE_OPEN || o.gate == PVS_GATE_NOT_YET) {
                n_can++;
                assert_true(bound_s[u] <= o.launch_s - ready_s + 1e-6 ||
                            (o.gate == PVS_GATE_OPEN && bound_s[u] < INFINITY));
            }
        }
    }
    assert_true(n_can > 300);
}

// A lost post's units are commanded by who is said to command them now.
static void command_follows_the_battle_when_it_says_so(void **state) {
    (void)state;
    World w;
    world_init(&w, 0.2);
    world_unit(&w, -24, 133, 40e3, 900);
    uint32_t unit_post[1] = {1};
    assert_true(pvs_commanded_here(&w.belief, &w.situation, 0));
    w.situation.unit_post = unit_post;
    assert_false(pvs_commanded_here(&w.belief, &w.situation, 0));
    assert_int_equal(world_decide(&w).action, PVS_DECIDE_NOTHING);
    w.situation.post = 1;
    assert_int_equal(world_decide(&w).action, PVS_DECIDE_ENGAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_unit_can_act_before_its_bound),
        cmocka_unit_test(command_follows_the_battle_when_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
