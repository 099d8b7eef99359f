// SPDX-License-Identifier: Apache-2.0
// Which of the compiled instruction sets this processor can run.
#ifndef PVS_BASE_ISA_H
#define PVS_BASE_ISA_H

/// Instruction sets of the vector kernels: 2, 3, 4 for x86-64-v2, v3, v4; 0 is the portable build.
/// All give the same bits. Asked once a model and passed on by value: nothing global. A caller may
/// force a lower one (tests).
int pvs_isa_best(void);

#endif
