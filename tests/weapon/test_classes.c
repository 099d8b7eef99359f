// SPDX-License-Identifier: Apache-2.0
// The table of target classes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "weapon/weapon.h"

// Else a name in a file could not be read back.
static void each_name_leads_to_its_class(void **state) {
    (void)state;
    for (int i = 0; i < PVS_N_CLASSES; i++) {
        assert_int_equal(pvs_class_from_name(pvs_class_name((PvsClass)i)), i);
    }
    assert_int_equal(pvs_class_from_name("submarine"), -1);
    assert_string_equal(pvs_class_name((PvsClass)99), "unknown");
}

// Else the search for a class that stands in would run for ever.
static void each_chain_of_stand_ins_ends_at_aircraft_or_ballistic(void **state) {
    (void)state;
    for (int i = 0; i < PVS_N_CLASSES; i++) {
        PvsClass cls = (PvsClass)i;
        for (int step = 0; step < PVS_N_CLASSES; step++) {
            cls = pvs_class_parent(cls);
        }
        assert_true(cls == PVS_CLASS_AIRCRAFT || cls == PVS_CLASS_BALLISTIC);
        assert_int_equal(pvs_class_parent(cls), cls);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_name_leads_to_its_class),
        cmocka_unit_test(each_chain_of_stand_ins_ends_at_aircraft_or_ballistic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
