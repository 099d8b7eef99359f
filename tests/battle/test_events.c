// SPDX-License-Identifier: Apache-2.0
// The table of events and the constants made from it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "battle/events.h"

// Encoders, tables and docs read columns by these counts: a name past the count, or a missing one,
// would shift every column.
static void counts_agree_with_the_names_and_domains(void **ctx) {
    (void)ctx;
    for (int kind = 0; kind < PVS_N_EVENT_KINDS; kind++) {
        const PvsEventInfo *info = pvs_event_info((PvsEventKind)kind);
        assert_true(strlen(info->text) > 0 && strlen(info->meaning) > 0);
        for (int i = 0; i < 4; i++) {
            assert_int_equal(info->id_name[i] != NULL, i < info->n_ids);
            assert_int_equal(info->id_domain[i] != PVS_DOM_NONE, i < info->n_ids);
        }
        for (int i = 0; i < 16; i++) {
            assert_int_equal(info->number_name[i] != NULL, i < info->n_numbers);
        }
    }
}

// Two kinds of one name could not be told apart in a table or a record.
static void every_kind_is_found_by_its_own_name(void **ctx) {
    (void)ctx;
    for (int kind = 0; kind < PVS_N_EVENT_KINDS; kind++) {
        assert_int_equal(pvs_event_kind_from_text(pvs_event_info((PvsEventKind)kind)->text), kind);
    }
    assert_int_equal(pvs_event_kind_from_text("no-such-event"), -1);
}

// Read off the table by eye, once.
static void a_known_row_comes_out_as_written(void **ctx) {
    (void)ctx;
    const PvsEventInfo *info = pvs_event_info(PVS_EV_INTERCEPT);
    assert_string_equal(info->text, "intercept");
    assert_int_equal(info->level, PVS_LEVEL_ENGAGE);
    assert_int_equal(info->n_ids, 4);
    assert_string_equal(info->id_name[3], "result");
    assert_int_equal(info->id_domain[3], PVS_DOM_RESULT);
    assert_int_equal(info->n_numbers, 4);
    assert_string_equal(info->number_name[3], "crossing_sin");
    assert_int_equal(pvs_event_info(PVS_EV_END)->n_ids, 0);
    assert_int_equal(pvs_event_info(PVS_EV_END)->n_numbers, 0);
}

// The reasons are keys of JSON objects and columns of tables.
static void leak_reasons_have_distinct_names(void **ctx) {
    (void)ctx;
    for (int i = 0; i < PVS_N_LEAK_REASONS; i++) {
        for (int j = 0; j < i; j++) {
            assert_string_not_equal(pvs_leak_name((PvsLeakReason)i),
                                    pvs_leak_name((PvsLeakReason)j));
        }
        assert_true(strlen(pvs_leak_meaning((PvsLeakReason)i)) > 0);
    }
    assert_string_equal(pvs_leak_name(PVS_N_LEAK_REASONS), "unknown");
    assert_string_equal(pvs_shot_result_name(PVS_SHOT_WASTED), "wasted");
    assert_string_equal(pvs_shot_result_name(77), "unknown");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_agree_with_the_names_and_domains),
        cmocka_unit_test(every_kind_is_found_by_its_own_name),
        cmocka_unit_test(a_known_row_comes_out_as_written),
        cmocka_unit_test(leak_reasons_have_distinct_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
