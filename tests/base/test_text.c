// SPDX-License-Identifier: Apache-2.0
// Names and numbers as text: a total natural order, likely suggestions, and numbers that no locale
// changes.
#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/luck.h"
#include "base/text.h"

// ---- order

static void numbers_in_names_count_as_numbers(void **state) {
    (void)state;
    static const char *const sorted[] = {"",
                                         "Guns",
                                         "guns",
                                         "guns/02",
                                         "guns/2",
                                         "guns/10",
                                         "guns/10a",
                                         "guns/010b",
                                         "guns/99999999999999999999",
                                         "guns/100000000000000000000",
                                         "gunsb",
                                         "s-300",
                                         "s-400",
                                         "s-1000"};
    enum { N = sizeof sorted / sizeof sorted[0] };
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
            int wanted = (i > j) - (i < j);
            assert_int_equal(pvs_name_compare(sorted[i], sorted[j]), wanted);
        }
    }
}

// A key that is not a total order would let the order of a file decide the order of events.
static void the_order_is_total(void **state) {
    (void)state;
    enum { N = 60 };
    char names[N][8];
    for (uint32_t i = 0; i < N; i++) {
        PvsBlock block = pvs_luck_block(pvs_luck(8, 8), PVS_LUCK_TEST, 0, i);
        size_t n = block.w[0] % 6;
        for (size_t k = 0; k < n; k++) {
            names[i][k] = "0019aB/-"[(block.w[1] >> (4 * k)) % 8];
        }
        names[i][n] = '\0';
    }
    for (int i = 0; i < N; i++) {
        for (int j = 0; j < N; j++) {
            int ij = pvs_name_compare(names[i], names[j]);
            assert_int_equal(ij, -pvs_name_compare(names[j], names[i]));
            assert_int_equal(ij == 0, strcmp(names[i], names[j]) == 0);
            for (int k = 0; k < N; k++) {
                if (ij < 0 && pvs_name_compare(names[j], names[k]) < 0) {
                    assert_true(pvs_name_compare(names[i], names[k]) < 0);
                }
            }
        }
    }
}

// ---- likeness

static const char *const known[] = {"s-400-battalion", "s-300-battalion", "gepard", "pantsir-s1",
                                    "shahed-136",      "48N6E3",          "at"};

static const char *nearest(const char *name) {
    int i = pvs_name_nearest(name, known, sizeof known / sizeof known[0]);
    return i < 0 ? "(none)" : known[i];
}

static void a_slip_finds_the_name_that_was_meant(void **state) {
    (void)state;
    assert_string_equal(nearest("s-4OO-battalion"), "s-400-battalion");
    assert_string_equal(nearest("geprad"), "gepard");
    assert_string_equal(nearest("48N6X"), "48N6E3");
    assert_string_equal(nearest("SHAHED-136"), "shahed-136");
    assert_string_equal(nearest("shahed136"), "shahed-136");
    assert_string_equal(nearest("pantsir"), "pantsir-s1");
    assert_string_equal(nearest("pants"), "(none)"); // half of it is missing
    assert_string_equal(nearest("ta"), "at");
}

static void nothing_like_it_gives_no_suggestion(void **state) {
    (void)state;
    assert_string_equal(nearest("kinzhal"), "(none)");
    assert_string_equal(nearest(""), "(none)");
    assert_string_equal(nearest("xy"), "(none)");
    assert_int_equal(pvs_name_nearest("gepard", known, 0), -1);
    char long_name[5000];
    memset(long_name, 'g', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    assert_string_equal(nearest(long_name), "(none)");
}

// ---- numbers

static void numbers_are_read_as_decimal_alone(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0},
                {"-0", -0.0},
                {"12", 12},
                {"+1.5", 1.5},
                {".5", 0.5},
                {"1e3", 1e3},
                {"1.25E-2", 0.0125},
                {"1e308", 1e308},
                {"0.1", 0.1},
                {"4.9406564584124654e-324", 4.9406564584124654e-324},
                {"1e-400", 0},
                {"9007199254740993", 9007199254740992.0}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double x = 99;
        assert_true(pvs_number_parse(good[i].text, strlen(good[i].text), &x));
        assert_memory_equal(&x, &good[i].value, sizeof x);
    }
    static const char *const bad[] = {
        "",      " ",      "-",  ".",  "1.",  "1e",    "e5",  "0x10", "nan",   "inf",
        "1e309", "-1e309", "1 ", " 1", "1,5", "1_000", "--1", "1..2", "1e5.5", "\xEF\xBC\x91"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double x = 99;
        assert_false(pvs_number_parse(bad[i], strlen(bad[i]), &x));
        assert_true(x == 99);
    }
}

static void the_length_of_a_number_stops_where_it_ends(void **state) {
    (void)state;
    assert_int_equal(pvs_number_length("250 km", 6), 3);
    assert_int_equal(pvs_number_length("100..2000 m", 11), 3);
    assert_int_equal(pvs_number_length("3e km", 5), 1); // the letter begins a unit
    assert_int_equal(pvs_number_length("1.5.2", 5), 3);
    assert_int_equal(pvs_number_length("km", 2), 0);
    assert_int_equal(pvs_number_length("12345", 2), 2); // not beyond n
}

static void numbers_come_back_from_their_shortest_text(void **state) {
    (void)state;
    char text[64];
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"},         {-0.0, "-0"},
                 {1, "1"},         {-250000, "-250000"},
                 {0.1, "0.1"},     {1.0 / 3, "0.3333333333333333"},
                 {1e15, "1e+15"},  {0.1 + 0.2, "0.30000000000000004"},
                 {1e300, "1e+300"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(pvs_number_format(cases[i].value, text, sizeof text),
                         strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
    }
    for (uint32_t i = 0; i < 20000; i++) {
        PvsBlock block = pvs_luck_block(pvs_luck(1, 5), PVS_LUCK_TEST, 0, i);
        double value, back = 0;
        memcpy(&value, &block, sizeof value);
        size_t n = pvs_number_format(value, text, sizeof text);
        if (isfinite(value)) {
            assert_true(pvs_number_parse(text, n, &back));
            assert_memory_equal(&back, &value, sizeof back);
        } else {
            assert_false(pvs_number_parse(text, n, &back));
        }
    }
    char small[4] = "xxx";
    assert_int_equal(pvs_number_format(123456, small, sizeof small), 6);
    assert_string_equal(small, "123");
    assert_int_equal(pvs_number_format(123456, NULL, 0), 6);
}

// A host program may have called setlocale(): a comma here would be read back as a thousandfold
// value.
static void no_locale_changes_a_number(void **state) {
    (void)state;
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "de_DE",
                                        "ru_RU.UTF-8"};
    const char *set = NULL;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !set; i++) {
        set = setlocale(LC_ALL, names[i]);
    }
    if (!set) {
        print_message("no locale with a decimal comma is installed here\n");
        skip();
    }
    PvsStr str = {0};
    double x = 0;
    char text[32];
    pvs_str_printf(&str, "%.2f", 1.5);
    assert_string_equal(str.text, "1.50");
    assert_true(pvs_number_parse("1.5", 3, &x) && x == 1.5);
    pvs_number_format(0.25, text, sizeof text);
    assert_string_equal(text, "0.25");
    pvs_str_free(&str);
    setlocale(LC_ALL, "C");
}

// ---- growing strings

static void a_string_grows_by_pieces(void **state) {
    (void)state;
    PvsStr str = {0};
    for (int i = 0; i < 1000; i++) {
        pvs_str_printf(&str, "%d,", i);
        pvs_str_add(&str, "x", 1);
        pvs_str_add(&str, "", 0);
    }
    assert_int_equal(str.n, strlen(str.text));
    assert_int_equal(str.n, 10 * 1 + 90 * 2 + 900 * 3 + 2000);
    assert_memory_equal(str.text + str.n - 10, "998,x999,x", 10);
    assert_false(str.failed);
    pvs_str_free(&str);
    assert_null(str.text);
}

static void memory_that_is_out_keeps_the_text_as_it_was(void **state) {
    (void)state;
    for (long fail_after = 0; fail_after < 8; fail_after++) {
        PvsStr str = {0};
        size_t n_whole = 0;
        pvs_alloc_fail_after(fail_after);
        for (int i = 0; i < 500 && !str.failed; i++) {
            if (i % 2) {
                pvs_str_printf(&str, "%s", "0123456789");
            } else {
                pvs_str_add(&str, "0123456789", 10);
            }
            n_whole += !str.failed;
        }
        pvs_alloc_fail_after(-1);
        assert_int_equal(str.n, 10 * n_whole);
        assert_true(str.n == 0 || strlen(str.text) == str.n);
        size_t before = str.n;
        bool failed = str.failed;
        pvs_str_printf(&str, "more");
        assert_true(!failed || str.n == before); // stays failed: no text with a hole
        pvs_str_free(&str);
    }
}

static void json_strings_are_escaped(void **state) {
    (void)state;
    PvsStr str = {0};
    pvs_str_json_string(&str, "a\"b\\c\nd\te\x01/\xC3\xA9");
    assert_string_equal(str.text, "\"a\\\"b\\\\c\\nd\\te\\u0001/\xC3\xA9\"");
    pvs_str_free(&str);
    pvs_str_json_string(&str, "");
    assert_string_equal(str.text, "\"\"");
    pvs_str_free(&str);
}

static void json_numbers_are_never_nan(void **state) {
    (void)state;
    PvsStr str = {0};
    pvs_str_json_number(&str, 0.1);
    pvs_str_add(&str, " ", 1);
    pvs_str_json_number(&str, (double)NAN);
    pvs_str_add(&str, " ", 1);
    pvs_str_json_number(&str, -(double)INFINITY);
    assert_string_equal(str.text, "0.1 null null");
    pvs_str_free(&str);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_names_count_as_numbers),
        cmocka_unit_test(the_order_is_total),
        cmocka_unit_test(a_slip_finds_the_name_that_was_meant),
        cmocka_unit_test(nothing_like_it_gives_no_suggestion),
        cmocka_unit_test(numbers_are_read_as_decimal_alone),
        cmocka_unit_test(the_length_of_a_number_stops_where_it_ends),
        cmocka_unit_test(numbers_come_back_from_their_shortest_text),
        cmocka_unit_test(no_locale_changes_a_number),
        cmocka_unit_test(a_string_grows_by_pieces),
        cmocka_unit_test(memory_that_is_out_keeps_the_text_as_it_was),
        cmocka_unit_test(json_strings_are_escaped),
        cmocka_unit_test(json_numbers_are_never_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
