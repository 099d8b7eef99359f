// SPDX-License-Identifier: Apache-2.0
// The reference page is what the tables say.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "asterix/asterix.h"

static void the_page_is_what_the_tables_say(void **state) {
    (void)state;
    static char text[1 << 20];
    PvsStr made = {0};
    FILE *file = fopen(PVS_SOURCE_DIR "/docs/reference/asterix.md", "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    pvs_asterix_reference(&made);
    assert_false(made.failed);
    assert_string_equal(text,
                        made.text); // build/pavise schema --asterix > docs/reference/asterix.md
    pvs_str_free(&made);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_page_is_what_the_tables_say)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
