// SPDX-License-Identifier: Apache-2.0
// The catalogue against the collected facts (tests/data/catalog): nothing lost, nothing changed, nothing without a source.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "catalog_files.h"

// Rows that describe no system: general geometry and cross-section classes, counts of past raids, shares measured over raids.
static const char *const NOT_SYSTEMS[] = {
    "RCS_class",          "geometry",          "raid_2025-06-29", "empirical_destroyed_share",
    "south_asia_2025-05", "one_way_drone_mix", "missile_any"};

// Units as the facts and the catalogue write them. What is counted in pieces, people or shares is a plain number.
static const struct {
    const char *unit;
    char dimension;
    double si;
} UNITS[] = {{"km", 'L', 1e3},
             {"m", 'L', 1},
             {"m2", 'A', 1},
             {"s", 'T', 1},
             {"min", 'T', 60},
             {"h", 'T', 3600},
             {"m/s", 'V', 1},
             {"km/h", 'V', 1 / 3.6},
             {"Mach", 'M', 1},
             {"deg", 'a', 1},
             {"kg", 'K', 1},
             {"USD", '$', 1},
             {"kUSD", '$', 1e3},
             {"MUSD", '$', 1e6},
             {"BUSD", '$', 1e9},
             {"USD m", '$', 1e6},
             {"USD bn", '$', 1e9},
             {"EUR m", 'E', 1e6},
             {"MEUR", 'E', 1e6},
             {"%", '1', 0.01},
             {"missiles/year", 'Y', 1},
             {"missiles/month", 'Y', 12},
             {"drones/month", 'Y', 12},
             {"1/year", 'Y', 1},
             {"rounds/min", 'R', 1},
             {"1/min", 'R', 1},
             {"years", 'y', 1},
             {"text", 't', 0}};

/// "250 km" or ("250", "km") as a value and a dimension; a unit that is not in the table is a plain count.
static bool to_si(const char *text, const char *unit, double *value, char *dimension) {
    char *rest;
    *dimension = '1';
    *value = strtod(text, &rest);
    if (rest == text && strncmp(text, "Mach ", 5) == 0) {
        *value = strtod(text + 5, &rest);
        unit = "Mach";
    }
    if (rest == text ||
        !isdigit((unsigned char)rest[-1])) { // (strtod takes "infrared" for a number)
        return false;
    }
    while (*rest == ' ') {
        rest++;
    }
    const char *name = unit ? unit : rest;
    size_t length = strcspn(name, " ");
    if (strcmp(name + length, " agl") != 0 && strcmp(name + length, " msl") != 0) {
        length = strlen(name); // "100 m agl": the datum is no part of the unit
    }
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
        if (strlen(UNITS[i].unit) == length && strncmp(name, UNITS[i].unit, length) == 0) {
            *dimension = UNITS[i].dimension;
            *value *= UNITS[i].si;
        }
    }
    return true;
}

/// A value of the facts against one of the catalogue ("240 km", or "240" with the unit beside it).
static bool same_value(const char *fact, const char *unit, const char *written,
                       const char *written_unit) {
    if (!*fact || !written) {
        return !*fact && !written;
    }
    if (strcmp(unit, "text") == 0) {
        return strcmp(fact, written) == 0;
    }
    double want, got;
    char want_dimension, got_dimension;
    return to_si(fact, unit, &want, &want_dimension) &&
           to_si(written, written_unit, &got, &got_dimension) && want_dimension == got_dimension &&
           fabs(want - got) <= 1e-9 * fabs(want);
}

/// Fields of one CSV line, quotes taken off, in place. Returns their number.
static int csv_split(char *line, char *fields[], int max) {
    int n = 0;
    char *in = line;
    line[strcspn(line, "\r\n")] = '\0';
    for (bool more = true; more && n < max; in++) {
        char *out = in;
        bool quoted = *in == '"';
        in += quoted;
        fields[n++] = out;
        while (*in && (quoted || *in != ',')) {
            if (quoted && *in == '"' && *++in != '"') {
                quoted = false; // the closing quote; a doubled one stands for itself
                continue;
            }
            *out++ = *in++;
        }
        more = *in == ',';
        *out = '\0';
    }
    return n;
}

static bool is_system(const char *system) {
    for (size_t i = 0; i < sizeof NOT_SYSTEMS / sizeof *NOT_SYSTEMS; i++) {
        if (strcmp(system, NOT_SYSTEMS[i]) == 0) {
            return false;
        }
    }
    return true;
}

/// The first number of the catalogue, not yet taken by another fact, with this fact's values and source.
static Number *find_fact(Catalogue *cat, char *fields[]) {
    for (size_t i = 0; i < cat->n; i++) {
        Number *number = &cat->numbers[i];
        if (!number->taken && number->source && strcmp(number->source, fields[7]) == 0 &&
            same_value(fields[3], fields[6], number->low, number->unit) &&
            same_value(fields[4], fields[6], number->best, number->unit) &&
            same_value(fields[5], fields[6], number->high, number->unit)) {
            return number;
        }
    }
    return NULL;
}

static Catalogue cat;

static int read_all(void **state) {
    (void)state;
    return read_catalogue(&cat, PVS_SOURCE_DIR "/catalog", "") ? 0 : -1;
}

static int free_all(void **state) {
    (void)state;
    free_catalogue(&cat);
    return 0;
}

// Wrong if a fact was dropped, retyped or lost its source on the way into the catalogue.
static void every_fact_of_a_system_stands_in_the_catalogue_unchanged(void **state) {
    (void)state;
    FILE *file = fopen(PVS_TEST_DATA "/catalog/facts.csv", "r");
    assert_non_null(file);
    char line[2048], *fields[8];
    int n_rows = 0, n_missing = 0;
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        assert_int_equal(csv_split(line, fields, 8), 8);
        if (!is_system(fields[0])) {
            continue;
        }
        n_rows++;
        Number *number = find_fact(&cat, fields);
        if (number) {
            number->taken = true;
        } else {
            n_missing++;
            print_error("%s, %s, %s: %s..%s..%s %s (%s) is not in the catalogue\n", fields[0],
                        fields[1], fields[2], fields[3], fields[4], fields[5], fields[6],
                        fields[7]);
        }
    }
    fclose(file);
    assert_true(n_rows > 500);
    assert_int_equal(n_missing, 0);
}

// Wrong if a number could be read without knowing where it is from, or if its range does not hold its best value.
static void every_number_has_a_source_and_an_ordered_range(void **state) {
    (void)state;
    int n_wrong = 0;
    for (size_t i = 0; i < cat.n; i++) {
        const Number *number = &cat.numbers[i];
        double low, best, high;
        char dimension[3];
        const char *from = number->low ? number->low : number->best,
                   *to = number->high ? number->high : number->best;
        bool word = !to_si(number->best, number->unit, &best, &dimension[1]);
        bool ordered =
            word || (to_si(from, number->unit, &low, &dimension[0]) &&
                     to_si(to, number->unit, &high, &dimension[2]) && low <= best && best <= high &&
                     dimension[0] == dimension[1] && dimension[1] == dimension[2]);
        if (!number->source || strlen(number->source) < 4 || !ordered) {
            print_error("%s: %s..%s..%s, source %s\n", number->where,
                        number->low ? number->low : "", number->best,
                        number->high ? number->high : "",
                        number->source ? number->source : "missing");
            n_wrong++;
        }
    }
    assert_int_equal(n_wrong, 0);
}

// Wrong if a judgement of ours could pass for a published figure, or the other way round.
static void estimates_and_assumptions_are_marked_and_nothing_else_is(void **state) {
    (void)state;
    int n_wrong = 0;
    for (size_t i = 0; i < cat.n; i++) {
        const Number *number = &cat.numbers[i];
        bool judged = number->source && (strcasestr(number->source, "estimate") ||
                                         strcasestr(number->source, "assum"));
        if (judged != number->assumption) {
            print_error("%s: assumption is %s, its source says: %s\n", number->where,
                        number->assumption ? "set" : "not set",
                        number->source ? number->source : "");
            n_wrong++;
        }
    }
    assert_int_equal(n_wrong, 0);
}

// Wrong if an entry could not be found by looking for its file, or if two files claimed one name.
static void an_entry_has_the_name_of_its_file_and_names_are_unique(void **state) {
    (void)state;
    assert_true(cat.n_entries >= 80);
    for (size_t i = 0; i < cat.n_entries; i++) {
        const char *base = strrchr(cat.files[i], '/');
        char want[256];
        snprintf(want, sizeof want, "/%s.yaml", cat.names[i]);
        assert_non_null(base);
        assert_string_equal(base, want);
        for (size_t j = 0; j < i; j++) {
            assert_string_not_equal(cat.names[i], cat.names[j]);
        }
    }
}

// Wrong if a number of a system stood in the catalogue with neither range nor source. (Counts of parts, places within a formation,
// doctrine and the rows of a profile are composition: their entry says where they are from.)
static void no_number_stands_bare(void **state) {
    (void)state;
    for (size_t i = 0; i < cat.n_bare; i++) {
        print_error("%s: a number without low, best, high and source\n", cat.bare[i]);
    }
    assert_int_equal(cat.n_bare, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_fact_of_a_system_stands_in_the_catalogue_unchanged),
        cmocka_unit_test(every_number_has_a_source_and_an_ordered_range),
        cmocka_unit_test(no_number_stands_bare),
        cmocka_unit_test(estimates_and_assumptions_are_marked_and_nothing_else_is),
        cmocka_unit_test(an_entry_has_the_name_of_its_file_and_names_are_unique),
    };
    return cmocka_run_group_tests_name("catalogue facts", tests, read_all, free_all);
}
