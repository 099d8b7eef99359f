// SPDX-License-Identifier: Apache-2.0
// The end of a model's life. How it is made: scenario/compile.c.
#include "model/model.h"

void pvs_model_free(PvsModel *model) {
    if (model) {
        PvsArena arena = model->arena;
        pvs_arena_free(&arena);
        pvs_free(model);
    }
}
