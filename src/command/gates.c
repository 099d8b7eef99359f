// SPDX-License-Identifier: Apache-2.0
// Names of the gates, from the one table of command.h.
#include "command/command.h"

static const char *const gate_names[PVS_N_GATES] = {
#define X(name, text, meaning) text,
    PVS_GATE_TABLE(X)
#undef X
};

const char *pvs_gate_name(PvsGate gate) {
    return (unsigned)gate < PVS_N_GATES ? gate_names[gate] : "unknown";
}
