// SPDX-License-Identifier: Apache-2.0
// Error values: what a caller sees when something fails.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/status.h"

static void each_status_has_its_own_meaning(void **state) {
    (void)state;
    assert_int_equal(PVS_OK, 0); // `if (status)` must mean failure
    for (int a = PVS_OK; a <= PVS_INTERRUPTED; a++) {
        assert_true(strlen(pvs_status_text((PvsStatus)a)) > 0);
        for (int b = PVS_OK; b < a; b++) {
            assert_string_not_equal(pvs_status_text((PvsStatus)a), pvs_status_text((PvsStatus)b));
        }
    }
    assert_string_equal(pvs_status_text((PvsStatus)999), "unknown status");
}

static void an_error_carries_status_and_sentence(void **state) {
    (void)state;
    PvsError err;
    assert_int_equal(pvs_error_set(&err, PVS_IO, "cannot read %s: %g", "a.yaml", 1.5), PVS_IO);
    assert_int_equal(err.status, PVS_IO);
    assert_string_equal(err.message, "cannot read a.yaml: 1.5");
}

static void the_error_may_be_null(void **state) {
    (void)state;
    assert_int_equal(pvs_error_set(NULL, PVS_LIMIT, "%d", 1), PVS_LIMIT);
}

// A cut in the middle of a character would be an invalid string for JSON readers.
static void a_long_message_is_cut_at_a_whole_character(void **state) {
    (void)state;
    for (size_t n_lead = 0; n_lead < 4; n_lead++) {
        char text[1024] = "";
        memset(text, 'x', n_lead);
        for (size_t i = 0; i < 200; i++) {
            strcat(text, "\xE2\x82\xAC"); // the euro sign
        }
        PvsError err;
        pvs_error_set(&err, PVS_BAD_INPUT, "%s", text);
        size_t n = strlen(err.message);
        assert_true(n < sizeof err.message && n > sizeof err.message - 5);
        assert_int_equal((n - n_lead) % 3, 0);
    }
}

// A name from a file must not drive the terminal that shows the message.
static void control_characters_become_question_marks(void **state) {
    (void)state;
    PvsError err;
    pvs_error_set(&err, PVS_BAD_INPUT, "\x1b[31m%s\x7f",
                  "a\nb\xC2\x9B"
                  "31m\xC3\xA9");
    assert_string_equal(err.message, "?[31ma?b??31m\xC3\xA9?");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_status_has_its_own_meaning),
        cmocka_unit_test(an_error_carries_status_and_sentence),
        cmocka_unit_test(the_error_may_be_null),
        cmocka_unit_test(a_long_message_is_cut_at_a_whole_character),
        cmocka_unit_test(control_characters_become_question_marks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
