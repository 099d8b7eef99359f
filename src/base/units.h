// SPDX-License-Identifier: Apache-2.0
// Units that users write, and their SI values: a table and a small parser ("250 km", "3 deg/s",
// "450 kUSD").
#ifndef PVS_BASE_UNITS_H
#define PVS_BASE_UNITS_H

#include <stddef.h>

#include "status.h"

// One line a dimension: name, SI unit that values are kept in, units offered in messages.
#define PVS_DIMENSION_TABLE(X)                                                                     \
    X(NONE, "1", "a plain number")                                                                 \
    X(LENGTH, "m", "m, km, ft, kft, nmi, mi, FL")                                                  \
    X(SPEED, "m/s", "m/s, km/s, km/h, kt, ft/s")                                                   \
    X(MACH_OR_SPEED, "m/s", "m/s, km/s, km/h, kt, Mach")                                           \
    X(TIME, "s", "s, ms, us, min, h, d")                                                           \
    X(ANGLE, "rad", "deg, rad, mrad, mil")                                                         \
    X(ANGULAR_RATE, "rad/s", "deg/s, rad/s, rpm")                                                  \
    X(AREA, "m2", "m2, cm2, dBsm")                                                                 \
    X(FREQUENCY, "Hz", "Hz, kHz, MHz, GHz")                                                        \
    X(RATE, "1/s", "1/s, 1/min, 1/h, 1/d, Hz")                                                     \
    X(POWER, "W", "W, kW, MW, dBW, dBm")                                                           \
    X(RATIO, "1", "a plain number, %, dB")                                                         \
    X(DECIBEL, "dB", "dB")                                                                         \
    X(FRACTION, "1", "%, or a plain number from 0 to 1")                                           \
    X(MONEY, "USD", "USD, kUSD, MUSD, BUSD")                                                       \
    X(ACCELERATION, "m/s2", "m/s2, g")                                                             \
    X(MASS, "kg", "kg, t, lb")                                                                     \
    X(TEMPERATURE, "K", "K, degC")                                                                 \
    X(COUNT, "1", "a whole number")

typedef enum {
#define X(name, si, offered) PVS_DIM_##name,
    PVS_DIMENSION_TABLE(X)
#undef X
        PVS_N_DIMENSIONS
} PvsDimension;

/// A quantity as written. Mach keeps its number, because only the height at which it flies makes it
/// a speed.
typedef struct {
    double si;   ///< value in the SI unit of the dimension
    int is_mach; ///< si is a Mach number (PVS_DIM_MACH_OR_SPEED alone)
} PvsQuantity;

/// Reads "250 km" (n bytes) as a quantity of `dimension`. Errors name what was found, and the units
/// that are taken. NaN, infinities and bare numbers where a unit is due are errors.
PvsStatus pvs_quantity_parse(const char *text, size_t n, PvsDimension dimension, PvsQuantity *out,
                             PvsError *err);
/// Units offered in messages for a dimension; the SI unit.
const char *pvs_dimension_units(PvsDimension dimension);
const char *pvs_dimension_si(PvsDimension dimension);
/// Writes a value for people in a fitting unit ("250 km"); returns the length wanted.
size_t pvs_quantity_format(double si, PvsDimension dimension, char *buf, size_t size);

#endif
