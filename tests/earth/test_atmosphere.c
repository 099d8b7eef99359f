// SPDX-License-Identifier: Apache-2.0
// The 1976 standard atmosphere against its formulas at 40 digits and against the printed tables.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/math.h"
#include "earth/earth.h"
#include "support/check.h"
#include "support/csv.h"

// If this failed, Mach numbers and drag would be wrong.
static void air_agrees_with_the_formulas_at_forty_digits(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "atmosphere/ussa76_formula.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsAir air = pvs_air_at(csv_number(&csv, i, "z_geometric_m"));
        CHECK_RELATIVE(air.temperature_k, csv_number(&csv, i, "t_kinetic_K"), 1e-9);
        CHECK_RELATIVE(air.pressure_pa, csv_number(&csv, i, "p_Pa"), 1e-9);
        CHECK_RELATIVE(air.density_kgm3, csv_number(&csv, i, "rho_kg_m3"), 1e-9);
        CHECK_RELATIVE(air.sound_speed_mps, csv_number(&csv, i, "a_m_s"), 1e-9);
    }
    csv_free(&csv);
}

// One unit of the last printed digit.
static void check_printed(const Csv *csv, size_t row, const char *column, double got) {
    const char *text = csv_text(csv, row, column);
    if (!*text) {
        return;
    }
    const char *exponent = strchr(text, 'e'), *point = strchr(text, '.');
    size_t mantissa = exponent ? (size_t)(exponent - text) : strlen(text);
    double unit = 1.0;
    if (point) {
        for (size_t k = (size_t)(point - text) + 1; k < mantissa; k++) {
            unit /= 10;
        }
    }
    if (exponent) {
        unit *= pvs_pow(10, strtod(exponent + 1, NULL));
    }
    CHECK_NEAR(got, strtod(text, NULL), unit * 1.0001);
}

// The same against numbers that were printed in 1976.
static void air_agrees_with_the_printed_tables(void **state) {
    (void)state;
    Csv csv;
    assert_true(csv_load(&csv, "atmosphere/ussa76_printed.csv"));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsAir air = pvs_air_at(csv_number(&csv, i, "z_geometric_m"));
        check_printed(&csv, i, "t_kinetic_K", air.temperature_k);
        check_printed(&csv, i, "p_Pa", air.pressure_pa);
        check_printed(&csv, i, "rho_kg_m3", air.density_kgm3);
        check_printed(&csv, i, "a_m_s", air.sound_speed_mps);
    }
    csv_free(&csv);
}

// If the base pressures of the layers were wrong, pressure would jump between them.
static void pressure_and_density_have_no_jumps_and_fall(void **state) {
    (void)state;
    PvsAir below = pvs_air_at(-5000);
    for (double h = -4999.5; h <= 86000; h += 0.5) {
        PvsAir air = pvs_air_at(h);
        assert_true(air.pressure_pa < below.pressure_pa && air.density_kgm3 < below.density_kgm3);
        CHECK_RELATIVE(air.pressure_pa, below.pressure_pa, 2e-4);
        CHECK_RELATIVE(air.density_kgm3, below.density_kgm3, 2e-4);
        below = air;
    }
}

static void air_is_clamped_below_and_empty_above(void **state) {
    (void)state;
    CHECK_NEAR(pvs_air_at(-9000).pressure_pa, pvs_air_at(-5000).pressure_pa, 0);
    CHECK_NEAR(pvs_air_at(86000.1).density_kgm3, 0, 0);
    CHECK_NEAR(pvs_air_at(1e6).pressure_pa, 0, 0);
    assert_true(pvs_air_at(1e6).sound_speed_mps > 200);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(air_agrees_with_the_formulas_at_forty_digits),
        cmocka_unit_test(air_agrees_with_the_printed_tables),
        cmocka_unit_test(pressure_and_density_have_no_jumps_and_fall),
        cmocka_unit_test(air_is_clamped_below_and_empty_above),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
