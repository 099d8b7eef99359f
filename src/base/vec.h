// SPDX-License-Identifier: Apache-2.0
// Cartesian triples. The frame is in the name of the variable (pos_ecef, los_enu), metres or metres
// per second.
#ifndef PVS_BASE_VEC_H
#define PVS_BASE_VEC_H

#include <math.h> // sqrt alone: IEEE-exact, compiled to one instruction

typedef struct {
    double x, y, z;
} PvsVec3;

static inline PvsVec3 pvs_vec3(double x, double y, double z) {
    return (PvsVec3){x, y, z};
}
static inline PvsVec3 pvs_vec3_add(PvsVec3 a, PvsVec3 b) {
    return (PvsVec3){a.x + b.x, a.y + b.y, a.z + b.z};
}
static inline PvsVec3 pvs_vec3_sub(PvsVec3 a, PvsVec3 b) {
    return (PvsVec3){a.x - b.x, a.y - b.y, a.z - b.z};
}
static inline PvsVec3 pvs_vec3_scale(PvsVec3 a, double k) {
    return (PvsVec3){a.x * k, a.y * k, a.z * k};
}
/// a + k b
static inline PvsVec3 pvs_vec3_add_scaled(PvsVec3 a, double k, PvsVec3 b) {
    return (PvsVec3){a.x + k * b.x, a.y + k * b.y, a.z + k * b.z};
}
static inline double pvs_vec3_dot(PvsVec3 a, PvsVec3 b) {
    return (a.x * b.x + a.y * b.y) + a.z * b.z;
}
static inline PvsVec3 pvs_vec3_cross(PvsVec3 a, PvsVec3 b) {
    return (PvsVec3){a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}
static inline double pvs_vec3_norm(PvsVec3 a) {
    return sqrt(pvs_vec3_dot(a, a));
}
/// Unit vector along a; a itself when it is zero.
static inline PvsVec3 pvs_vec3_unit(PvsVec3 a) {
    double n = pvs_vec3_norm(a);
    return n > 0 ? pvs_vec3_scale(a, 1.0 / n) : a;
}

#endif
