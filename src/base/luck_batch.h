// SPDX-License-Identifier: Apache-2.0
// The forms of pvs_luck_u01_batch, one an instruction set: between luck_batch.c and
// luck_batch_kernel.c alone.
#ifndef PVS_BASE_LUCK_BATCH_H
#define PVS_BASE_LUCK_BATCH_H

#include "luck.h"

typedef void PvsLuckBatchFunction(PvsLuck luck, PvsPurpose purpose, const uint64_t *id,
                                  uint32_t ordinal, int word, size_t n, double *u);

PvsLuckBatchFunction pvs_luck_u01_batch_isa0, pvs_luck_u01_batch_isa2, pvs_luck_u01_batch_isa3,
    pvs_luck_u01_batch_isa4;

#endif
