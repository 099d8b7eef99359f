// SPDX-License-Identifier: Apache-2.0
// Names of the gates.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "command/command.h"

// Two gates of one name could not be told apart in tables and records.
static void each_gate_has_a_name_of_its_own(void **state) {
    (void)state;
    for (int i = 0; i < PVS_N_GATES; i++) {
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(pvs_gate_name((PvsGate)i), pvs_gate_name((PvsGate)j));
        }
    }
    assert_string_equal(pvs_gate_name(PVS_GATE_OPEN), "open");
    assert_string_equal(pvs_gate_name((PvsGate)99), "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_gate_has_a_name_of_its_own)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
