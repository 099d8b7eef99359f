// SPDX-License-Identifier: Apache-2.0
// The CSV reader: RFC 4180, in place, with the row of each fault.
#include "loading.h"
#include "scenario/table.h"

static char text[400];

static PvsCsv open_text(const char *csv) {
    pvs_text_printf(text, sizeof text, "%s", csv);
    return pvs_csv_open(text, strlen(text));
}

static void expect_field(const PvsCsv *csv, int i, const char *wanted) {
    assert_int_equal(csv->fields[i].n, strlen(wanted));
    assert_memory_equal(csv->fields[i].text, wanted, strlen(wanted));
}

static void quotes_hold_commas_quotes_and_line_ends(void **state) {
    (void)state;
    PvsCsv csv = open_text("a,b\r\n\"x, \"\"y\"\"\",\"1\n2\"\nlast,\n");
    assert_true(pvs_csv_next(&csv));
    assert_int_equal(csv.n, 2);
    assert_true(pvs_csv_next(&csv));
    expect_field(&csv, 0, "x, \"y\"");
    expect_field(&csv, 1, "1\n2");
    assert_int_equal(csv.row, 2);
    assert_true(pvs_csv_next(&csv));
    assert_int_equal(csv.row, 4); // lines of the file, as an editor counts them
    expect_field(&csv, 0, "last");
    expect_field(&csv, 1, "");
    assert_false(pvs_csv_next(&csv));
    assert_null(csv.fault);
}

static void blanks_around_fields_and_empty_lines_do_not_matter(void **state) {
    (void)state;
    PvsCsv csv = open_text("\n  a , b\t\n\n\nc,d");
    assert_true(pvs_csv_next(&csv));
    assert_int_equal(csv.row, 2);
    expect_field(&csv, 0, "a");
    expect_field(&csv, 1, "b");
    assert_true(pvs_csv_next(&csv));
    assert_int_equal(csv.row, 5);
    expect_field(&csv, 1, "d");
    assert_false(pvs_csv_next(&csv));
}

// A lost quote would swallow the rest of the table in silence.
static void faults_stop_with_their_row(void **state) {
    (void)state;
    PvsCsv csv = open_text("a,b\n\"x,1\ny,2\n");
    assert_true(pvs_csv_next(&csv));
    assert_false(pvs_csv_next(&csv));
    assert_string_equal(csv.fault, "a quote is not closed");
    assert_int_equal(csv.row, 2);
    csv = open_text("a\"b,c\n");
    assert_false(pvs_csv_next(&csv));
    assert_non_null(csv.fault);
    csv = open_text("\"a\"b,c\n");
    assert_false(pvs_csv_next(&csv));
    assert_non_null(csv.fault);
    char many[200];
    memset(many, ',', 100);
    many[100] = '\0';
    csv = open_text(many);
    assert_false(pvs_csv_next(&csv));
    assert_string_equal(csv.fault, "more than 64 fields");
}

static void an_empty_table_has_no_rows(void **state) {
    (void)state;
    PvsCsv csv = open_text("");
    assert_false(pvs_csv_next(&csv));
    csv = open_text("\xEF\xBB\xBF\n\n");
    assert_false(pvs_csv_next(&csv));
    assert_null(csv.fault);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotes_hold_commas_quotes_and_line_ends),
        cmocka_unit_test(blanks_around_fields_and_empty_lines_do_not_matter),
        cmocka_unit_test(faults_stop_with_their_row),
        cmocka_unit_test(an_empty_table_has_no_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
