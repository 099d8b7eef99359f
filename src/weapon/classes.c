// SPDX-License-Identifier: Apache-2.0
// Names of the target classes, and which class stands in for another: the one table of weapon.h,
// read three ways.
#include <string.h>

#include "weapon/weapon.h"

static const char *const class_names[PVS_N_CLASSES] = {
#define X(name, text, parent) text,
    PVS_CLASS_TABLE(X)
#undef X
};

static const unsigned char class_parents[PVS_N_CLASSES] = {
#define X(name, text, parent) PVS_CLASS_##parent,
    PVS_CLASS_TABLE(X)
#undef X
};

const char *pvs_class_name(PvsClass cls) {
    return (unsigned)cls < PVS_N_CLASSES ? class_names[cls] : "unknown";
}

PvsClass pvs_class_parent(PvsClass cls) {
    return (unsigned)cls < PVS_N_CLASSES ? (PvsClass)class_parents[cls] : cls;
}

int pvs_class_from_name(const char *name) {
    for (int i = 0; i < PVS_N_CLASSES; i++) {
        if (strcmp(name, class_names[i]) == 0) {
            return i;
        }
    }
    return -1;
}
