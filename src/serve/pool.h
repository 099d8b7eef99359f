// SPDX-License-Identifier: Apache-2.0
// A few threads that do jobs in the order in which they came. Private to the room.
#ifndef PVS_SERVE_POOL_H
#define PVS_SERVE_POOL_H

#include <stdbool.h>

typedef struct PvsPool PvsPool;

PvsPool *pvs_pool_create(int n_threads); ///< null: out of memory or threads
/// False: out of memory; the job is not done.
bool pvs_pool_add(PvsPool *pool, void (*job)(void *ctx), void *ctx);
/// Does what is waiting, then ends the threads; null is allowed.
void pvs_pool_destroy(PvsPool *pool);

#endif
