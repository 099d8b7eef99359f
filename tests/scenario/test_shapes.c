// SPDX-License-Identifier: Apache-2.0
// Dates.
#include "loading.h"
#include "scenario/shapes.h"

// Against dates whose Unix times are well known.
static void dates_are_unix_times(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double unix_s;
    } known[] = {{"1970-01-01T00:00:00Z", 0},   {"2000-02-29T12:00:00Z", 951825600},
                 {"2001-09-09T01:46:40Z", 1e9}, {"2026-01-01T00:00Z", 1767225600},
                 {"1969-12-31T23:59:59Z", -1},  {"2100-03-01 00:00:00Z", 4107542400}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        double unix_s;
        assert_true(pvs_date_parse(known[i].text, strlen(known[i].text), &unix_s));
        CHECK_NEAR(unix_s, known[i].unix_s, 0);
    }
}

static void a_date_written_is_read_again(void **state) {
    (void)state;
    for (double unix_s = -3e9; unix_s < 8e9; unix_s += 86399 * 17 + 13) {
        char text[32];
        double back_s;
        pvs_date_format(unix_s, text, sizeof text);
        assert_true(pvs_date_parse(text, strlen(text), &back_s));
        CHECK_NEAR(back_s, unix_s, 0);
    }
}

static void what_is_no_date_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "2026-02-30T00:00:00Z",
                                        "2026-13-01T00:00:00Z",
                                        "2025-02-29T00:00:00Z",
                                        "2026-01-01T24:00:00Z",
                                        "2026-01-01T00:00:00",
                                        "2026-01-01",
                                        "2026-01-01T00:60:00Z",
                                        "20x6-01-01T00:00:00Z",
                                        "2026-01-01T00:00:00+01"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double unix_s;
        assert_false(pvs_date_parse(texts[i], strlen(texts[i]), &unix_s));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_unix_times),
        cmocka_unit_test(a_date_written_is_read_again),
        cmocka_unit_test(what_is_no_date_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
