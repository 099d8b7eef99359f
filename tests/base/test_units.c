// SPDX-License-Identifier: Apache-2.0
// Quantities: every unit with its factor, and every wrong input with a sentence that helps.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/math.h"
#include "base/units.h"
#include "support/check.h"

typedef struct {
    const char *text;
    PvsDimension dimension;
    double si;
} Good;

// Factors from the definitions: international foot, mile and pound (1959), nautical mile (1929),
// standard gravity (CGPM 1901), NATO mil.
static const Good good[] = {
    {"250 km", PVS_DIM_LENGTH, 250e3},
    {"250km", PVS_DIM_LENGTH, 250e3},
    {"  15 m ", PVS_DIM_LENGTH, 15},
    {"10 cm", PVS_DIM_LENGTH, 0.1},
    {"30 mm", PVS_DIM_LENGTH, 0.03},
    {"1000 ft", PVS_DIM_LENGTH, 304.8},
    {"33 kft", PVS_DIM_LENGTH, 10058.4},
    {"10 nmi", PVS_DIM_LENGTH, 18520},
    {"10 NM", PVS_DIM_LENGTH, 18520},
    {"1 mi", PVS_DIM_LENGTH, 1609.344},
    {"FL350", PVS_DIM_LENGTH, 10668},
    {"FL 350", PVS_DIM_LENGTH, 10668},
    {"350 FL", PVS_DIM_LENGTH, 10668},
    {"-5 m", PVS_DIM_LENGTH, -5},
    {"1.5e2 m", PVS_DIM_LENGTH, 150},
    {"50 m/s", PVS_DIM_SPEED, 50},
    {"1.7 km/s", PVS_DIM_SPEED, 1700},
    {"180 km/h", PVS_DIM_SPEED, 50},
    {"100 kt", PVS_DIM_SPEED, 51.444444444444443},
    {"100 knots", PVS_DIM_SPEED, 51.444444444444443},
    {"10 ft/s", PVS_DIM_SPEED, 3.048},
    {"600 ft/min", PVS_DIM_SPEED, 3.048},
    {"900 km/h", PVS_DIM_MACH_OR_SPEED, 250},
    {"10 s", PVS_DIM_TIME, 10},
    {"10 sec", PVS_DIM_TIME, 10},
    {"5 ms", PVS_DIM_TIME, 0.005},
    {"7 us", PVS_DIM_TIME, 7e-6},
    {"7 \xC2\xB5s", PVS_DIM_TIME, 7e-6},
    {"2 min", PVS_DIM_TIME, 120},
    {"2 h", PVS_DIM_TIME, 7200},
    {"1 d", PVS_DIM_TIME, 86400},
    {"180 deg", PVS_DIM_ANGLE, PVS_PI},
    {"90\xC2\xB0", PVS_DIM_ANGLE, PVS_PI / 2},
    {"1.5 rad", PVS_DIM_ANGLE, 1.5},
    {"2 mrad", PVS_DIM_ANGLE, 0.002},
    {"1600 mil", PVS_DIM_ANGLE, PVS_PI / 2},
    {"3 deg/s", PVS_DIM_ANGULAR_RATE, 3 * PVS_PI / 180},
    {"2 rad/s", PVS_DIM_ANGULAR_RATE, 2},
    {"6 rpm", PVS_DIM_ANGULAR_RATE, PVS_PI / 5},
    {"0.01 m2", PVS_DIM_AREA, 0.01},
    {"1 m^2", PVS_DIM_AREA, 1},
    {"1 m\xC2\xB2", PVS_DIM_AREA, 1},
    {"50 cm2", PVS_DIM_AREA, 0.005},
    {"-20 dBsm", PVS_DIM_AREA, 0.01},
    {"50 Hz", PVS_DIM_FREQUENCY, 50},
    {"50 kHz", PVS_DIM_FREQUENCY, 50e3},
    {"900 MHz", PVS_DIM_FREQUENCY, 900e6},
    {"10 GHz", PVS_DIM_FREQUENCY, 10e9},
    {"2 1/s", PVS_DIM_RATE, 2},
    {"3/min", PVS_DIM_RATE, 0.05},
    {"36 1/h", PVS_DIM_RATE, 0.01},
    {"1 1/d", PVS_DIM_RATE, 1.0 / 86400},
    {"5 Hz", PVS_DIM_RATE, 5},
    {"5 W", PVS_DIM_POWER, 5},
    {"5 kW", PVS_DIM_POWER, 5e3},
    {"5 MW", PVS_DIM_POWER, 5e6},
    {"5 mW", PVS_DIM_POWER, 5e-3},
    {"30 dBW", PVS_DIM_POWER, 1e3},
    {"30 dBm", PVS_DIM_POWER, 1},
    {"2", PVS_DIM_RATIO, 2},
    {"40 %", PVS_DIM_RATIO, 0.4},
    {"20 dB", PVS_DIM_RATIO, 100},
    {"-3 dB", PVS_DIM_DECIBEL, -3},
    {"40 %", PVS_DIM_FRACTION, 0.4},
    {"40%", PVS_DIM_FRACTION, 0.4},
    {"0.4", PVS_DIM_FRACTION, 0.4},
    {"0", PVS_DIM_FRACTION, 0},
    {"100 %", PVS_DIM_FRACTION, 1},
    {"450 USD", PVS_DIM_MONEY, 450},
    {"450 kUSD", PVS_DIM_MONEY, 450e3},
    {"100 MUSD", PVS_DIM_MONEY, 100e6},
    {"5.43 BUSD", PVS_DIM_MONEY, 5.43e9},
    {"9 m/s2", PVS_DIM_ACCELERATION, 9},
    {"9 m/s^2", PVS_DIM_ACCELERATION, 9},
    {"3 g", PVS_DIM_ACCELERATION, 29.41995},
    {"50 kg", PVS_DIM_MASS, 50},
    {"2 t", PVS_DIM_MASS, 2000},
    {"100 lb", PVS_DIM_MASS, 45.359237},
    {"290 K", PVS_DIM_TEMPERATURE, 290},
    {"15 degC", PVS_DIM_TEMPERATURE, 288.15},
    {"7", PVS_DIM_NONE, 7},
    {"-7.5", PVS_DIM_NONE, -7.5},
    {"12", PVS_DIM_COUNT, 12},
    {"1e3", PVS_DIM_COUNT, 1000},
};

static void every_unit_has_its_factor(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        PvsQuantity q = {-1, -1};
        PvsError err = {0};
        PvsStatus status =
            pvs_quantity_parse(good[i].text, strlen(good[i].text), good[i].dimension, &q, &err);
        if (status != PVS_OK) {
            fail_msg("%s: %s", good[i].text, err.message);
        }
        if (!(fabs(q.si - good[i].si) <= 2e-15 * fabs(good[i].si))) {
            fail_msg("%s: got %.17g, wanted %.17g", good[i].text, q.si, good[i].si);
        }
        assert_int_equal(q.is_mach, 0);
    }
}

static void mach_keeps_its_number(void **state) {
    (void)state;
    static const char *const texts[] = {"Mach 2.8", "2.8 Mach", "Mach2.8"};
    for (int i = 0; i < 3; i++) {
        PvsQuantity q;
        assert_int_equal(
            pvs_quantity_parse(texts[i], strlen(texts[i]), PVS_DIM_MACH_OR_SPEED, &q, NULL),
            PVS_OK);
        assert_true(q.si == 2.8 && q.is_mach);
    }
}

static void only_the_n_bytes_are_read(void **state) {
    (void)state;
    PvsQuantity q;
    assert_int_equal(pvs_quantity_parse("12 kmXYZ", 5, PVS_DIM_LENGTH, &q, NULL), PVS_OK);
    assert_true(q.si == 12000);
    // "12 k"
    assert_int_equal(pvs_quantity_parse("12 km", 4, PVS_DIM_LENGTH, &q, NULL), PVS_BAD_INPUT);
}

// Every unit that a message offers is taken: the table in the header and the one in the source
// agree.
static void every_offered_unit_is_taken(void **state) {
    (void)state;
    for (int d = 0; d < PVS_N_DIMENSIONS; d++) {
        char list[200];
        const char *offered = pvs_dimension_units((PvsDimension)d);
        assert_true(strlen(offered) > 0 && strlen(pvs_dimension_si((PvsDimension)d)) > 0);
        strcpy(list, offered);
        for (char *unit = strtok(list, ","); unit; unit = strtok(NULL, ",")) {
            unit += strspn(unit, " ");
            char text[64];
            bool in_words = strstr(unit, "number") != NULL;
            snprintf(text, sizeof text, "1 %s", in_words ? "" : unit);
            PvsQuantity q;
            PvsError err = {0};
            if (pvs_quantity_parse(text, strlen(text), (PvsDimension)d, &q, &err) != PVS_OK) {
                fail_msg("dimension %d offers \"%s\" but: %s", d, unit, err.message);
            }
        }
    }
}

typedef struct {
    const char *text;
    PvsDimension dimension;
    const char *says; ///< a part of the message
} Bad;

static const Bad bad[] = {
    {"", PVS_DIM_LENGTH, "nothing is written here; this takes m, km, ft"},
    {"   ", PVS_DIM_TIME, "nothing is written here; this takes s, ms"},
    {"250", PVS_DIM_LENGTH, "\"250\" has no unit; this takes m, km"},
    {"12", PVS_DIM_MONEY, "has no unit; this takes USD"},
    {"12", PVS_DIM_DECIBEL, "has no unit; this takes dB"},
    {"km", PVS_DIM_LENGTH, "\"km\" is not a number"},
    {"far", PVS_DIM_LENGTH, "\"far\" is not a number"},
    {"250 kmm", PVS_DIM_LENGTH, "unknown unit \"kmm\"; did you mean \"km\"?"},
    {"250 KM", PVS_DIM_LENGTH, "unknown unit \"KM\"; did you mean \"km\"?"},
    {"10 mhz", PVS_DIM_FREQUENCY, "did you mean \"MHz\"?"},
    {"10 s", PVS_DIM_LENGTH, "the unit \"s\" does not fit here; this takes m, km"},
    {"10 km", PVS_DIM_TIME, "the unit \"km\" does not fit here; this takes s, ms"},
    {"10 Mach", PVS_DIM_SPEED, "the unit \"Mach\" does not fit here; this takes m/s"},
    {"10 nm", PVS_DIM_LENGTH, "nautical miles are written nmi"},
    {"10 kn", PVS_DIM_SPEED, "knots are written kt"},
    {"10 mph", PVS_DIM_SPEED, "write km/h or kt"},
    {"2.8 M", PVS_DIM_MACH_OR_SPEED, "Mach number \"Mach 2.8\""},
    {"5 $", PVS_DIM_MONEY, "dollars are written USD"},
    {"3 furlongs", PVS_DIM_LENGTH, "unknown unit \"furlongs\"; this takes m"},
    {"5 m", PVS_DIM_NONE, "the unit \"m\" does not fit here; this takes a plain number"},
    {"5 %", PVS_DIM_NONE, "does not fit here"},
    {"nan", PVS_DIM_NONE, "\"nan\" is not a number"},
    {".nan", PVS_DIM_NONE, "is not a number"},
    {"NaN km", PVS_DIM_LENGTH, "is not a number"},
    {"inf", PVS_DIM_NONE, "is not a number"},
    {"-.inf", PVS_DIM_NONE, "is not a number"},
    {"infinity m", PVS_DIM_LENGTH, "is not a number"},
    {"0x10", PVS_DIM_NONE, "unknown unit \"x10\""},
    {"1e999 m", PVS_DIM_LENGTH, "is too large"},
    {"1e305 km", PVS_DIM_LENGTH, "is too large"},
    {"1e9 dB", PVS_DIM_RATIO, "is too large"},
    {"1,5 km", PVS_DIM_LENGTH, "is not one number"},
    {"1.000.000 m", PVS_DIM_LENGTH, "is not one number"},
    {"1_000 m", PVS_DIM_LENGTH, "is not one number"},
    {"1'000 m", PVS_DIM_LENGTH, "is not one number"},
    {"1 000 m", PVS_DIM_LENGTH, "is not one number"},
    {"100..2000 m", PVS_DIM_LENGTH, "is not one number"},
    {"--5 m", PVS_DIM_LENGTH, "is not a number"},
    {"5 m m", PVS_DIM_LENGTH, "unknown unit \"m m\""},
    {"1.2", PVS_DIM_FRACTION, "not between 0 and 1"},
    {"-1 %", PVS_DIM_FRACTION, "not between 0 and 1"},
    {"101 %", PVS_DIM_FRACTION, "not between 0 and 1"},
    {"40", PVS_DIM_FRACTION, "not between 0 and 1"},
    {"-1", PVS_DIM_COUNT, "not a whole number of zero or more"},
    {"2.5", PVS_DIM_COUNT, "not a whole number of zero or more"},
    {"1e17", PVS_DIM_COUNT, "not a whole number of zero or more"},
    {"3 guns", PVS_DIM_COUNT, "unknown unit \"guns\"; this takes a whole number"},
    {"-300 degC", PVS_DIM_TEMPERATURE, "below absolute zero"},
    {"FL", PVS_DIM_LENGTH, "is not a number"},
    {"FLxx", PVS_DIM_LENGTH, "is not a number"},
    {"Mach", PVS_DIM_MACH_OR_SPEED, "is not a number"},
    {"Mach 2 km", PVS_DIM_MACH_OR_SPEED, "is not a number"},
    {"5 \x1b[31m", PVS_DIM_LENGTH, "unknown unit \"?[31m\""},
};

static void every_wrong_input_gets_a_sentence_that_helps(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        PvsQuantity q = {-1, -1};
        PvsError err = {0};
        PvsStatus status =
            pvs_quantity_parse(bad[i].text, strlen(bad[i].text), bad[i].dimension, &q, &err);
        if (status != PVS_BAD_INPUT || !strstr(err.message, bad[i].says)) {
            fail_msg("\"%s\": status %d, said \"%s\", wanted \"%s\"", bad[i].text, status,
                     err.message, bad[i].says);
        }
        assert_true(q.si == -1 && q.is_mach == -1); // untouched
        assert_int_equal(
            pvs_quantity_parse(bad[i].text, strlen(bad[i].text), bad[i].dimension, &q, NULL),
            PVS_BAD_INPUT);
    }
}

static void a_very_long_input_gets_a_short_message(void **state) {
    (void)state;
    static char text[100000];
    memset(text, 'k', sizeof text);
    text[0] = '5';
    PvsQuantity q;
    PvsError err;
    assert_int_equal(pvs_quantity_parse(text, sizeof text, PVS_DIM_LENGTH, &q, &err),
                     PVS_BAD_INPUT);
    assert_true(strlen(err.message) < 300);
    memset(text, '1', sizeof text);
    assert_int_equal(pvs_quantity_parse(text, sizeof text, PVS_DIM_NONE, &q, &err), PVS_BAD_INPUT);
    assert_true(strlen(err.message) < 300);
}

static void values_are_shown_in_a_fitting_unit(void **state) {
    (void)state;
    static const struct {
        double si;
        PvsDimension dimension;
        const char *text;
    } cases[] = {
        {250e3, PVS_DIM_LENGTH, "250 km"},
        {850, PVS_DIM_LENGTH, "850 m"},
        {999.9999, PVS_DIM_LENGTH, "1 km"},
        {-2500, PVS_DIM_LENGTH, "-2.5 km"},
        {0, PVS_DIM_LENGTH, "0 m"},
        {50, PVS_DIM_SPEED, "50 m/s"},
        {10, PVS_DIM_TIME, "10 s"},
        {0.005, PVS_DIM_TIME, "5 ms"},
        {600, PVS_DIM_TIME, "10 min"},
        {7200, PVS_DIM_TIME, "2 h"},
        {PVS_PI / 4, PVS_DIM_ANGLE, "45 deg"},
        {PVS_PI / 60, PVS_DIM_ANGULAR_RATE, "3 deg/s"},
        {0.01, PVS_DIM_AREA, "0.01 m2"},
        {3e9, PVS_DIM_FREQUENCY, "3 GHz"},
        {5e3, PVS_DIM_POWER, "5 kW"},
        {450e3, PVS_DIM_MONEY, "450 kUSD"},
        {5.43e9, PVS_DIM_MONEY, "5.43 BUSD"},
        {0.4, PVS_DIM_FRACTION, "40 %"},
        {12, PVS_DIM_COUNT, "12"},
        {-3, PVS_DIM_DECIBEL, "-3 dB"},
        {1.5, PVS_DIM_NONE, "1.5"},
        {0.5, PVS_DIM_RATIO, "0.5"},
        {2.0 / 3600, PVS_DIM_RATE, "2 1/h"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        assert_int_equal(pvs_quantity_format(cases[i].si, cases[i].dimension, text, sizeof text),
                         strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
        PvsQuantity q; // and is read back
        assert_int_equal(pvs_quantity_parse(text, strlen(text), cases[i].dimension, &q, NULL),
                         PVS_OK);
        CHECK_NEAR(q.si, cases[i].si, 1e-6 * fabs(cases[i].si));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_unit_has_its_factor),
        cmocka_unit_test(mach_keeps_its_number),
        cmocka_unit_test(only_the_n_bytes_are_read),
        cmocka_unit_test(every_offered_unit_is_taken),
        cmocka_unit_test(every_wrong_input_gets_a_sentence_that_helps),
        cmocka_unit_test(a_very_long_input_gets_a_short_message),
        cmocka_unit_test(values_are_shown_in_a_fitting_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
