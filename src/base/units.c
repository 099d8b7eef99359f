// SPDX-License-Identifier: Apache-2.0
// Units: one table of spellings, and a parser that refuses what it does not know. Factors are exact
// by definition (BIPM, "The International System of Units", 9th ed., 2019, tables 8 and 9; NIST SP
// 811, 2008, appendix B; ICAO Annex 5).
#include "units.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "math.h"
#include "text.h"

// How a written number becomes SI.
typedef enum { LINEAR, DECIBELS, OFFSET, MACH } Scale;

// One spelling of a unit: value = scale(number) * factor (LINEAR, DECIBELS: 10^(x/10) * factor),
// number + factor (OFFSET). The first spelling of each unit is the one shown to people.
typedef struct {
    const char *name;
    PvsDimension dimension;
    Scale scale;
    double factor;
} Unit;

#define FOOT_M 0.3048
#define NMI_M  1852.0
#define HOUR_S 3600.0

static const Unit units[] = {
    {"m", PVS_DIM_LENGTH, LINEAR, 1},
    {"km", PVS_DIM_LENGTH, LINEAR, 1e3},
    {"cm", PVS_DIM_LENGTH, LINEAR, 0.01},
    {"mm", PVS_DIM_LENGTH, LINEAR, 0.001},
    {"ft", PVS_DIM_LENGTH, LINEAR, FOOT_M},
    {"kft", PVS_DIM_LENGTH, LINEAR, 1000 * FOOT_M},
    {"nmi", PVS_DIM_LENGTH, LINEAR, NMI_M},
    {"NM", PVS_DIM_LENGTH, LINEAR, NMI_M},
    {"mi", PVS_DIM_LENGTH, LINEAR, 1609.344},
    {"FL", PVS_DIM_LENGTH, LINEAR, 100 * FOOT_M},
    {"m/s", PVS_DIM_SPEED, LINEAR, 1},
    {"km/s", PVS_DIM_SPEED, LINEAR, 1e3},
    {"km/h", PVS_DIM_SPEED, LINEAR, 1000 / HOUR_S},
    {"kt", PVS_DIM_SPEED, LINEAR, NMI_M / HOUR_S},
    {"knots", PVS_DIM_SPEED, LINEAR, NMI_M / HOUR_S},
    {"ft/s", PVS_DIM_SPEED, LINEAR, FOOT_M},
    {"ft/min", PVS_DIM_SPEED, LINEAR, FOOT_M / 60},
    {"Mach", PVS_DIM_MACH_OR_SPEED, MACH, 1},
    {"s", PVS_DIM_TIME, LINEAR, 1},
    {"sec", PVS_DIM_TIME, LINEAR, 1},
    {"ms", PVS_DIM_TIME, LINEAR, 1e-3},
    {"us", PVS_DIM_TIME, LINEAR, 1e-6},
    {"\xC2\xB5s", PVS_DIM_TIME, LINEAR, 1e-6},
    {"min", PVS_DIM_TIME, LINEAR, 60},
    {"h", PVS_DIM_TIME, LINEAR, HOUR_S},
    {"d", PVS_DIM_TIME, LINEAR, 86400},
    {"deg", PVS_DIM_ANGLE, LINEAR, PVS_DEG_RAD},
    {"\xC2\xB0", PVS_DIM_ANGLE, LINEAR, PVS_DEG_RAD},
    {"rad", PVS_DIM_ANGLE, LINEAR, 1},
    {"mrad", PVS_DIM_ANGLE, LINEAR, 1e-3},
    {"mil", PVS_DIM_ANGLE, LINEAR, PVS_TWO_PI / 6400}, // NATO: 6400 to the circle
    {"deg/s", PVS_DIM_ANGULAR_RATE, LINEAR, PVS_DEG_RAD},
    {"\xC2\xB0/s", PVS_DIM_ANGULAR_RATE, LINEAR, PVS_DEG_RAD},
    {"rad/s", PVS_DIM_ANGULAR_RATE, LINEAR, 1},
    {"rpm", PVS_DIM_ANGULAR_RATE, LINEAR, PVS_TWO_PI / 60},
    {"m2", PVS_DIM_AREA, LINEAR, 1},
    {"m^2", PVS_DIM_AREA, LINEAR, 1},
    {"m\xC2\xB2", PVS_DIM_AREA, LINEAR, 1},
    {"cm2", PVS_DIM_AREA, LINEAR, 1e-4},
    {"cm^2", PVS_DIM_AREA, LINEAR, 1e-4},
    {"cm\xC2\xB2", PVS_DIM_AREA, LINEAR, 1e-4},
    {"dBsm", PVS_DIM_AREA, DECIBELS, 1},
    {"Hz", PVS_DIM_FREQUENCY, LINEAR, 1},
    {"kHz", PVS_DIM_FREQUENCY, LINEAR, 1e3},
    {"MHz", PVS_DIM_FREQUENCY, LINEAR, 1e6},
    {"GHz", PVS_DIM_FREQUENCY, LINEAR, 1e9},
    {"1/s", PVS_DIM_RATE, LINEAR, 1},
    {"/s", PVS_DIM_RATE, LINEAR, 1},
    {"1/min", PVS_DIM_RATE, LINEAR, 1.0 / 60},
    {"/min", PVS_DIM_RATE, LINEAR, 1.0 / 60},
    {"1/h", PVS_DIM_RATE, LINEAR, 1 / HOUR_S},
    {"/h", PVS_DIM_RATE, LINEAR, 1 / HOUR_S},
    {"1/d", PVS_DIM_RATE, LINEAR, 1.0 / 86400},
    {"/d", PVS_DIM_RATE, LINEAR, 1.0 / 86400},
    {"Hz", PVS_DIM_RATE, LINEAR, 1},
    {"W", PVS_DIM_POWER, LINEAR, 1},
    {"kW", PVS_DIM_POWER, LINEAR, 1e3},
    {"MW", PVS_DIM_POWER, LINEAR, 1e6},
    {"mW", PVS_DIM_POWER, LINEAR, 1e-3},
    {"dBW", PVS_DIM_POWER, DECIBELS, 1},
    {"dBm", PVS_DIM_POWER, DECIBELS, 1e-3},
    {"", PVS_DIM_RATIO, LINEAR, 1},
    {"%", PVS_DIM_RATIO, LINEAR, 0.01},
    {"dB", PVS_DIM_RATIO, DECIBELS, 1},
    {"dB", PVS_DIM_DECIBEL, LINEAR, 1},
    {"%", PVS_DIM_FRACTION, LINEAR, 0.01},
    {"", PVS_DIM_FRACTION, LINEAR, 1},
    {"USD", PVS_DIM_MONEY, LINEAR, 1},
    {"kUSD", PVS_DIM_MONEY, LINEAR, 1e3},
    {"MUSD", PVS_DIM_MONEY, LINEAR, 1e6},
    {"BUSD", PVS_DIM_MONEY, LINEAR, 1e9},
    {"m/s2", PVS_DIM_ACCELERATION, LINEAR, 1},
    {"m/s^2", PVS_DIM_ACCELERATION, LINEAR, 1},
    {"m/s\xC2\xB2", PVS_DIM_ACCELERATION, LINEAR, 1},
    {"g", PVS_DIM_ACCELERATION, LINEAR, 9.80665},
    {"kg", PVS_DIM_MASS, LINEAR, 1},
    {"t", PVS_DIM_MASS, LINEAR, 1e3},
    {"lb", PVS_DIM_MASS, LINEAR, 0.45359237},
    {"K", PVS_DIM_TEMPERATURE, LINEAR, 1},
    {"degC", PVS_DIM_TEMPERATURE, OFFSET, 273.15},
    {"\xC2\xB0"
     "C",
     PVS_DIM_TEMPERATURE, OFFSET, 273.15},
    {"", PVS_DIM_NONE, LINEAR, 1},
    {"", PVS_DIM_COUNT, LINEAR, 1},
};
#define N_UNITS (sizeof units / sizeof units[0])

// Spellings that people write and that would be guessed wrongly.
static const struct {
    const char *written, *advice;
} traps[] = {
    {"nm", "nautical miles are written nmi"},
    {"kn", "knots are written kt"},
    {"mph", "write km/h or kt"},
    {"kph", "write km/h"},
    {"M", "millions of dollars are written MUSD, a Mach number \"Mach 2.8\""},
    {"$", "dollars are written USD, kUSD, MUSD or BUSD"},
    {"m/s/s", "write m/s2"},
};

const char *pvs_dimension_units(PvsDimension dimension) {
    static const char *const offered[] = {
#define X(name, si, offered) offered,
        PVS_DIMENSION_TABLE(X)
#undef X
    };
    return (unsigned)dimension < PVS_N_DIMENSIONS ? offered[dimension] : "";
}

const char *pvs_dimension_si(PvsDimension dimension) {
    static const char *const si_unit[] = {
#define X(name, si, offered) si,
        PVS_DIMENSION_TABLE(X)
#undef X
    };
    return (unsigned)dimension < PVS_N_DIMENSIONS ? si_unit[dimension] : "";
}

// Part of a text, not zero-terminated.
typedef struct {
    const char *at;
    size_t n;
} Span;

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static Span trimmed(Span s) {
    while (s.n > 0 && is_blank(s.at[0])) {
        s.at++;
        s.n--;
    }
    while (s.n > 0 && is_blank(s.at[s.n - 1])) {
        s.n--;
    }
    return s;
}

static bool span_is(Span s, const char *text) {
    return s.n == strlen(text) && memcmp(s.at, text, s.n) == 0;
}

static bool unit_fits(const Unit *unit, PvsDimension dimension) {
    return unit->dimension == dimension ||
           (dimension == PVS_DIM_MACH_OR_SPEED && unit->dimension == PVS_DIM_SPEED);
}

static const Unit *find_unit(Span name, PvsDimension dimension) {
    for (size_t i = 0; i < N_UNITS; i++) {
        if (unit_fits(&units[i], dimension) && span_is(name, units[i].name)) {
            return &units[i];
        }
    }
    return NULL;
}

// Splits "250 km", "FL350" and "Mach 2.8" into number and unit; false when there is no number in
// it.
static bool split(Span text, PvsDimension dimension, Span *number, Span *unit) {
    size_t n = pvs_number_length(text.at, text.n);
    if (n > 0) {
        *number = (Span){text.at, n};
        *unit = trimmed((Span){text.at + n, text.n - n});
        return true;
    }
    const char *prefix = dimension == PVS_DIM_LENGTH          ? "FL"
                         : dimension == PVS_DIM_MACH_OR_SPEED ? "Mach"
                                                              : NULL;
    size_t n_prefix = prefix ? strlen(prefix) : 0;
    if (!prefix || text.n <= n_prefix || memcmp(text.at, prefix, n_prefix) != 0) {
        return false;
    }
    *unit = (Span){text.at, n_prefix};
    *number = trimmed((Span){text.at + n_prefix, text.n - n_prefix});
    return number->n > 0 && pvs_number_length(number->at, number->n) == number->n;
}

// "this takes m, km, ft" and so on: the second half of most messages.
static const char *takes(PvsDimension dimension) {
    return pvs_dimension_units(dimension);
}

static int shown(Span s) {
    return s.n < 60 ? (int)s.n : 60;
}

static PvsStatus refuse_unit(Span text, Span unit, PvsDimension dimension, PvsError *err) {
    if (unit.n > 0 && (strchr(",.'_", unit.at[0]) || (unit.at[0] >= '0' && unit.at[0] <= '9'))) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             "\"%.*s\" is not one number: write digits with a decimal point and no "
                             "separators (1234.5)",
                             shown(text), text.at);
    }
    if (unit.n == 0) {
        return pvs_error_set(err, PVS_BAD_INPUT, "\"%.*s\" has no unit; this takes %s", shown(text),
                             text.at, takes(dimension));
    }
    for (size_t i = 0; i < sizeof traps / sizeof traps[0]; i++) {
        if (span_is(unit, traps[i].written)) {
            return pvs_error_set(err, PVS_BAD_INPUT, "unknown unit \"%s\": %s; this takes %s",
                                 traps[i].written, traps[i].advice, takes(dimension));
        }
    }
    char word[64];
    const char *names[N_UNITS];
    size_t n_names = 0, n_word = unit.n < sizeof word - 1 ? unit.n : sizeof word - 1;
    memcpy(word, unit.at, n_word);
    word[n_word] = '\0';
    for (size_t i = 0; i < N_UNITS; i++) {
        if (units[i].name[0] && strcmp(units[i].name, word) == 0) {
            return pvs_error_set(err, PVS_BAD_INPUT,
                                 "\"%.*s\": the unit \"%s\" does not fit here; this takes %s",
                                 shown(text), text.at, word, takes(dimension));
        }
        if (unit_fits(&units[i], dimension) && units[i].name[0]) {
            names[n_names++] = units[i].name;
        }
    }
    int near = pvs_name_nearest(word, names, n_names);
    if (near >= 0) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             "unknown unit \"%s\"; did you mean \"%s\"? This takes %s", word,
                             names[near], takes(dimension));
    }
    return pvs_error_set(err, PVS_BAD_INPUT, "unknown unit \"%.*s\"; this takes %s", shown(unit),
                         unit.at, takes(dimension));
}

static double to_si(const Unit *unit, double number) {
    switch (unit->scale) {
    case DECIBELS:
        return pvs_lin_from_db(number) * unit->factor;
    case OFFSET:
        return number + unit->factor;
    case LINEAR:
    case MACH:
        break;
    }
    return number * unit->factor;
}

// What a dimension forbids whatever the unit.
static PvsStatus check_value(Span text, PvsDimension dimension, double si, PvsError *err) {
    if (!(fabs(si) <= 1e300)) {
        return pvs_error_set(err, PVS_BAD_INPUT, "\"%.*s\" is too large", shown(text), text.at);
    }
    if (dimension == PVS_DIM_FRACTION && !(si >= 0 && si <= 1)) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             "\"%.*s\" is not between 0 and 1 (0 %% and 100 %%)", shown(text),
                             text.at);
    }
    if (dimension == PVS_DIM_COUNT && !(si >= 0 && si == floor(si) && si <= 9007199254740992.0)) {
        return pvs_error_set(err, PVS_BAD_INPUT, "\"%.*s\" is not a whole number of zero or more",
                             shown(text), text.at);
    }
    if (dimension == PVS_DIM_TEMPERATURE && si < 0) {
        return pvs_error_set(err, PVS_BAD_INPUT, "\"%.*s\" is below absolute zero", shown(text),
                             text.at);
    }
    return PVS_OK;
}

PvsStatus pvs_quantity_parse(const char *text, size_t n, PvsDimension dimension, PvsQuantity *out,
                             PvsError *err) {
    Span whole = trimmed((Span){text, n}), number, unit_name;
    if (whole.n == 0) {
        return pvs_error_set(err, PVS_BAD_INPUT, "nothing is written here; this takes %s",
                             takes(dimension));
    }
    if (!split(whole, dimension, &number, &unit_name)) {
        return pvs_error_set(err, PVS_BAD_INPUT, "\"%.*s\" is not a number; this takes %s",
                             shown(whole), whole.at, takes(dimension));
    }
    const Unit *unit = find_unit(unit_name, dimension);
    if (!unit) {
        return refuse_unit(whole, unit_name, dimension, err);
    }
    double value;
    if (!pvs_number_parse(number.at, number.n, &value)) {
        return pvs_error_set(err, PVS_BAD_INPUT, "\"%.*s\" is too large", shown(whole), whole.at);
    }
    double si = to_si(unit, value);
    PvsStatus status = check_value(whole, dimension, si, err);
    if (status == PVS_OK) {
        *out = (PvsQuantity){.si = si, .is_mach = unit->scale == MACH};
    }
    return status;
}

// The units in which people are shown a dimension, each from a least value on; ascending.
typedef struct {
    double from_si;
    const char *name;
    double factor;
} Shown;

#define PVS_SHOWN_MOST 4
static const Shown shown_in[PVS_N_DIMENSIONS][PVS_SHOWN_MOST] = {
    [PVS_DIM_LENGTH] = {{0, "m", 1}, {1000, "km", 1e3}},
    [PVS_DIM_SPEED] = {{0, "m/s", 1}},
    [PVS_DIM_MACH_OR_SPEED] = {{0, "m/s", 1}},
    [PVS_DIM_TIME] = {{0, "ms", 1e-3}, {0.1, "s", 1}, {180, "min", 60}, {7200, "h", HOUR_S}},
    [PVS_DIM_ANGLE] = {{0, "deg", PVS_DEG_RAD}},
    [PVS_DIM_ANGULAR_RATE] = {{0, "deg/s", PVS_DEG_RAD}},
    [PVS_DIM_AREA] = {{0, "m2", 1}},
    [PVS_DIM_FREQUENCY] = {{0, "Hz", 1}, {1e3, "kHz", 1e3}, {1e6, "MHz", 1e6}, {1e9, "GHz", 1e9}},
    [PVS_DIM_RATE] = {{0, "1/d", 1.0 / 86400},
                      {1 / HOUR_S, "1/h", 1 / HOUR_S},
                      {1.0 / 60, "1/min", 1.0 / 60},
                      {1, "1/s", 1}},
    [PVS_DIM_POWER] = {{0, "W", 1}, {1e3, "kW", 1e3}, {1e6, "MW", 1e6}},
    [PVS_DIM_DECIBEL] = {{0, "dB", 1}},
    [PVS_DIM_FRACTION] = {{0, "%", 0.01}},
    [PVS_DIM_MONEY] = {{0, "USD", 1}, {1e3, "kUSD", 1e3}, {1e6, "MUSD", 1e6}, {1e9, "BUSD", 1e9}},
    [PVS_DIM_ACCELERATION] = {{0, "m/s2", 1}},
    [PVS_DIM_MASS] = {{0, "kg", 1}, {1e4, "t", 1e3}},
    [PVS_DIM_TEMPERATURE] = {{0, "K", 1}},
};

size_t pvs_quantity_format(double si, PvsDimension dimension, char *buf, size_t size) {
    static const Shown plain = {0, "", 1};
    const Shown *best = &plain;
    for (size_t i = 0; (unsigned)dimension < PVS_N_DIMENSIONS && i < PVS_SHOWN_MOST; i++) {
        const Shown *candidate = &shown_in[dimension][i];
        // A hair below the step is rounded up by six digits: 999.9999 m reads "1 km".
        if (candidate->name && fabs(si) >= candidate->from_si * 0.9999995) {
            best = candidate;
        }
    }
    return pvs_text_printf(buf, size, "%.6g%s%s", si / best->factor, best->name[0] ? " " : "",
                           best->name);
}
