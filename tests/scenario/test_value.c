// SPDX-License-Identifier: Apache-2.0
// Values as people write them.
#include "loading.h"
#include "scenario/bind.h"

// Reads one value for a field of a dimension. Returns what was said when it is refused (the caller frees it), null when it was taken.
static char *read_value(const char *text, PvsDimension dim, unsigned take, double min, double max,
                        PvsValue *out) {
    PvsDiags diags = {0};
    PvsLoad loading = {.diags = &diags};
    pvs_arena_init(&loading.arena);
    PvsBinder binder = {.load = &loading};
    int source = pvs_source_add(&loading, "t", "scenario", text, strlen(text));
    PvsNode *node = pvs_compose(&loading, source);
    PvsField field = {
        .name = "x", .kind = PVS_FIELD_CHANCE, .dim = dim, .min = min, .max = max, .help = ""};
    bool taken = node && pvs_value_read(&binder, &field, (PvsFound){node, NULL}, take, out);
    out->source = out->source ? strdup(out->source) : NULL;
    pvs_load_free(&loading);
    char *found = findings(&diags);
    if (taken) {
        free(found);
        return NULL;
    }
    return found;
}

static PvsValue taken(const char *text, PvsDimension dim, unsigned take) {
    PvsValue value = {0};
    char *found = read_value(text, dim, take, 0, 0, &value);
    if (found) {
        fail_msg("\"%s\" was refused: %s", text, found);
    }
    return value;
}

static void refused(const char *text, PvsDimension dim, unsigned take, const char *wanted) {
    PvsValue value = {0};
    char *found = read_value(text, dim, take, 0, 0, &value);
    if (!found || !strstr(found, wanted)) {
        fail_msg("\"%s\": wanted \"%s\", got %s", text, wanted, found ? found : "a value");
    }
    free(found);
    free((char *)value.source);
}

static void expect_dist(PvsDist dist, PvsDistKind kind, double a, double b) {
    assert_int_equal(dist.kind, kind);
    CHECK_RELATIVE(dist.a, a, 1e-12);
    CHECK_RELATIVE(dist.b, b, 1e-12);
}

static void a_quantity_is_fixed(void **state) {
    (void)state;
    expect_dist(taken("250 km", PVS_DIM_LENGTH, PVS_TAKE_CHANCE).dist, PVS_DIST_FIXED, 250e3,
                250e3);
    expect_dist(taken("450 kUSD", PVS_DIM_MONEY, 0).dist, PVS_DIST_FIXED, 450e3, 450e3);
    expect_dist(taken("40 %", PVS_DIM_FRACTION, 0).dist, PVS_DIST_FIXED, 0.4, 0.4);
}

// The unit may stand once; else every range would need it twice.
static void low_to_high_is_uniform_and_shares_its_unit(void **state) {
    (void)state;
    expect_dist(taken("100..2000 m", PVS_DIM_LENGTH, PVS_TAKE_CHANCE).dist, PVS_DIST_UNIFORM, 100,
                2000);
    expect_dist(taken("100 m..2 km", PVS_DIM_LENGTH, PVS_TAKE_CHANCE).dist, PVS_DIST_UNIFORM, 100,
                2000);
    expect_dist(taken("60 .. 70 %", PVS_DIM_FRACTION, PVS_TAKE_CHANCE).dist, PVS_DIST_UNIFORM, 0.6,
                0.7);
    expect_dist(taken("3..3 s", PVS_DIM_TIME, PVS_TAKE_CHANCE).dist, PVS_DIST_FIXED, 3, 3);
    PvsValue mach = taken("Mach 2..2.5", PVS_DIM_SPEED, PVS_TAKE_CHANCE | PVS_TAKE_MACH);
    assert_true(mach.mach);
    expect_dist(mach.dist, PVS_DIST_UNIFORM, 2, 2.5);
    refused("20..10 s", PVS_DIM_TIME, PVS_TAKE_CHANCE, "the lower value comes first");
    refused("1..2 s", PVS_DIM_TIME, 0, "low..high is chance");
    refused("1..2", PVS_DIM_TIME, PVS_TAKE_CHANCE, "has no unit");
    refused("1.. s", PVS_DIM_TIME, PVS_TAKE_CHANCE, "is not a number");
    refused("..", PVS_DIM_TIME, PVS_TAKE_CHANCE, "error");
}

// Plus-or-minus is chance where chance is taken, and not knowing where it is not.
static void plus_minus_takes_a_quantity_or_a_percentage(void **state) {
    (void)state;
    expect_dist(taken("5 min \xC2\xB1 30 s", PVS_DIM_TIME, PVS_TAKE_CHANCE).dist, PVS_DIST_UNIFORM,
                270, 330);
    expect_dist(taken("50 m/s +/- 10 %", PVS_DIM_SPEED, PVS_TAKE_CHANCE).dist, PVS_DIST_UNIFORM, 45,
                55);
    PvsValue known = taken("10 \xC2\xB1 2 km", PVS_DIM_LENGTH, 0);
    expect_dist(known.dist, PVS_DIST_FIXED, 10e3, 10e3);
    CHECK_NEAR(known.low, 8e3, 1e-6);
    CHECK_NEAR(known.high, 12e3, 1e-6);
    refused("1 km \xC2\xB1 2 km", PVS_DIM_LENGTH, 0, "is negative");
    refused("1 km \xC2\xB1 x %", PVS_DIM_LENGTH, 0, "no percentage");
}

// If this failed, queues with exponential service could not be written.
static void exponential_is_by_its_mean_alone(void **state) {
    (void)state;
    expect_dist(taken("{mean: 10 s, law: exponential}", PVS_DIM_TIME, PVS_TAKE_CHANCE).dist,
                PVS_DIST_EXPONENTIAL, 10, 0);
    refused("{mean: 10 s, law: gamma}", PVS_DIM_TIME, PVS_TAKE_CHANCE, "law: exponential");
    refused("{mean: 0 s, law: exponential}", PVS_DIM_TIME, PVS_TAKE_CHANCE, "mean above 0");
    refused("{mean: 9 s, p90: 10 s, law: exponential}", PVS_DIM_TIME, PVS_TAKE_CHANCE,
            "law: exponential");
    refused("{mean: 10 s, law: exponential}", PVS_DIM_TIME, 0, "is chance");
}

static void lognormal_is_by_mean_and_90th_percentile(void **state) {
    (void)state;
    expect_dist(taken("{mean: 10 s, p90: 15 s}", PVS_DIM_TIME, PVS_TAKE_CHANCE).dist,
                PVS_DIST_LOGNORMAL, 10, 15);
    refused("{mean: 10 s, p90: 9 s}", PVS_DIM_TIME, PVS_TAKE_CHANCE, "p90 lies between");
    refused("{mean: 10 s, p90: 23 s}", PVS_DIM_TIME, PVS_TAKE_CHANCE,
            "p90 lies between"); // no lognormal is that skewed
    refused("{mean: 10 s}", PVS_DIM_TIME, PVS_TAKE_CHANCE, "needs both");
    refused("{mean: 10 s, p90: 15 s}", PVS_DIM_TIME, 0, "is chance");
}

static void a_figure_has_range_source_and_mark(void **state) {
    (void)state;
    PvsValue v =
        taken("{low: 45 m/s, best: 50 m/s, high: 55 m/s, source: a book}", PVS_DIM_SPEED, 0);
    expect_dist(v.dist, PVS_DIST_FIXED, 50, 50);
    CHECK_NEAR(v.low, 45, 1e-12);
    CHECK_NEAR(v.high, 55, 1e-12);
    assert_string_equal(v.source, "a book");
    assert_false(v.assumption);
    free((char *)v.source);
    v = taken("{best: 3 s, source: 'estimate: class analogue'}", PVS_DIM_TIME, 0);
    assert_true(v.assumption);
    free((char *)v.source);
    v = taken("{best: 3 s, assumption: yes}", PVS_DIM_TIME, 0);
    assert_true(v.assumption);
    v = taken("{best: 8..12 s}", PVS_DIM_TIME, PVS_TAKE_CHANCE);
    expect_dist(v.dist, PVS_DIST_UNIFORM, 8, 12);
    refused("{low: 5 s, best: 3 s, high: 6 s}", PVS_DIM_TIME, 0, "not in order");
    refused("{low: 5 s, high: 6 s}", PVS_DIM_TIME, 0, "needs at least best");
    refused("{best: 5 s, sorce: x}", PVS_DIM_TIME, 0, "unknown key \"sorce\"");
    refused("{low: 1 s, best: 2..3 s, high: 4 s}", PVS_DIM_TIME, PVS_TAKE_CHANCE,
            "cannot stand between");
    refused("{best: [1 s]}", PVS_DIM_TIME, 0, "one value; found a list");
}

static void heights_say_from_where(void **state) {
    (void)state;
    assert_true(taken("60 m agl", PVS_DIM_LENGTH, PVS_TAKE_HEIGHT | PVS_TAKE_CHANCE).agl);
    assert_false(taken("60 m msl", PVS_DIM_LENGTH, PVS_TAKE_HEIGHT | PVS_TAKE_CHANCE).agl);
    assert_false(taken("60 m", PVS_DIM_LENGTH, PVS_TAKE_HEIGHT | PVS_TAKE_CHANCE).agl);
    expect_dist(taken("40..100 m agl", PVS_DIM_LENGTH, PVS_TAKE_HEIGHT | PVS_TAKE_CHANCE).dist,
                PVS_DIST_UNIFORM, 40, 100);
    refused("60 m agl", PVS_DIM_LENGTH, 0, "unknown unit");
}

// No NaN or infinity may get in through a file.
static void nan_and_infinity_are_refused(void **state) {
    (void)state;
    static const char *const texts[] = {"nan s",   ".nan",   "inf s", "-.inf",
                                        "1e999 s", "0x10 s", "NaN",   "1e-400 s s"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        refused(texts[i], PVS_DIM_TIME, PVS_TAKE_CHANCE, "error");
    }
}

static void limits_hold_for_every_part(void **state) {
    (void)state;
    PvsValue value;
    static const char *const texts[] = {"11 s", "5..11 s", "{low: 1 s, best: 2 s, high: 11 s}",
                                        "9 s \xC2\xB1 3 s", "{mean: 9 s, p90: 11 s}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char *found = read_value(texts[i], PVS_DIM_TIME, PVS_TAKE_CHANCE, 1, 10, &value);
        if (!found || !strstr(found, "too large; 10 s is the most")) {
            fail_msg("%s: %s", texts[i], found ? found : "taken");
        }
        free(found);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quantity_is_fixed),
        cmocka_unit_test(low_to_high_is_uniform_and_shares_its_unit),
        cmocka_unit_test(plus_minus_takes_a_quantity_or_a_percentage),
        cmocka_unit_test(lognormal_is_by_mean_and_90th_percentile),
        cmocka_unit_test(exponential_is_by_its_mean_alone),
        cmocka_unit_test(a_figure_has_range_source_and_mark),
        cmocka_unit_test(heights_say_from_where),
        cmocka_unit_test(nan_and_infinity_are_refused),
        cmocka_unit_test(limits_hold_for_every_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
