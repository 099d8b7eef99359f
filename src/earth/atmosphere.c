// SPDX-License-Identifier: Apache-2.0
// US Standard Atmosphere 1976 (NOAA-S/T 76-1562), its defining equations up to 86 km: layers of
// constant gradient in geopotential height. Above 80 km the kinetic temperature is the molecular
// one times the printed ratio of molar masses.
#include "earth/earth.h"

#include "base/math.h"

#define GRAVITY    9.80665             // m/s2
#define GAS_PER_KG (8314.32 / 28.9644) // J/(kg K), molecular
#define RADIUS_M   6356766.0           // of the geopotential
#define HEAT_RATIO 1.4
#define TOP_M      86000.0
#define BOTTOM_M   (-5000.0)

typedef struct {
    double base_m, temperature_k, pressure_pa, gradient_kpm;
} Layer;

// Base pressures follow from the layer below (tests/earth recomputes them).
static const Layer layers[] = {
    {0.0, 288.15, 101325.0, -6.5e-3},
    {11000.0, 216.65, 22632.063973462930, 0.0},
    {20000.0, 216.65, 5474.8886696777796, 1.0e-3},
    {32000.0, 228.65, 868.01868475522733, 2.8e-3},
    {47000.0, 270.65, 110.90630555496588, 0.0},
    {51000.0, 270.65, 66.938873118687267, -2.8e-3},
    {71000.0, 214.65, 3.9564204280407287, -2.0e-3},
};

// Molar mass over that at the ground, every 500 m from 80 km (table 8 of the report).
static const double mass_ratio[] = {1.000000, 0.999996, 0.999989, 0.999971, 0.999941,
                                    0.999909, 0.999870, 0.999829, 0.999786, 0.999741,
                                    0.999694, 0.999641, 0.999579};

static double mass_ratio_at(double z_m) {
    double x = (z_m - 80000.0) / 500.0;
    if (!(x > 0)) {
        return 1.0;
    }
    int i = (int)x;
    if (i >= 12) {
        return mass_ratio[12];
    }
    return mass_ratio[i] + (x - i) * (mass_ratio[i + 1] - mass_ratio[i]);
}

PvsAir pvs_air_at(double h_msl_m) {
    double z_m = h_msl_m > BOTTOM_M ? h_msl_m : BOTTOM_M;
    z_m = z_m < TOP_M ? z_m : TOP_M;
    double h_m = RADIUS_M * z_m / (RADIUS_M + z_m);
    int i = 0;
    while (i < 6 && h_m >= layers[i + 1].base_m) {
        i++;
    }
    const Layer *l = &layers[i];
    double dh_m = h_m - l->base_m;
    double molecular_k = l->temperature_k + l->gradient_kpm * dh_m;
    double pressure_pa;
    if (l->gradient_kpm == 0.0) {
        pressure_pa = l->pressure_pa * pvs_exp(-GRAVITY * dh_m / (GAS_PER_KG * l->temperature_k));
    } else {
        pressure_pa = l->pressure_pa * pvs_pow(l->temperature_k / molecular_k,
                                               GRAVITY / (GAS_PER_KG * l->gradient_kpm));
    }
    PvsAir air = {
        .temperature_k = molecular_k * mass_ratio_at(z_m),
        .pressure_pa = pressure_pa,
        .density_kgm3 = pressure_pa / (GAS_PER_KG * molecular_k),
        .sound_speed_mps = sqrt(HEAT_RATIO * GAS_PER_KG * molecular_k),
    };
    if (h_msl_m > TOP_M) {
        air.pressure_pa = 0.0; // vacuum; temperature and speed of sound stay those of the top
        air.density_kgm3 = 0.0;
    }
    return air;
}
