// SPDX-License-Identifier: Apache-2.0
// Pools: growing arrays of records with a free list. They keep their memory between replications.
#include "battle/state.h"

bool pvs_grow_array(PvsState *s, void *array, uint32_t *capacity, uint32_t wanted,
                    size_t item_size) {
    if (wanted <= *capacity) {
        return true;
    }
    void **items = array;
    uint32_t larger = *capacity ? *capacity : 16;
    while (larger < wanted) {
        larger += larger / 2;
    }
    void *grown = pvs_realloc(*items, (size_t)larger * item_size);
    if (!grown) {
        if (s->status == PVS_OK) {
            s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
        }
        return false;
    }
    *items = grown;
    *capacity = larger;
    return true;
}

#define CACHE_LINE 64

// Moves the pool to a larger block, aligned to a cache line, so that the hot half of a record is one line.
static bool grow_pool(PvsState *s, Pool *pool) {
    if (pool->n < pool->capacity) {
        return true;
    }
    uint32_t larger = pool->capacity ? pool->capacity + pool->capacity / 2 : 32;
    char *block = pvs_alloc((size_t)larger * pool->item_size + CACHE_LINE);
    if (!block) {
        if (s->status == PVS_OK) {
            s->status = pvs_error_set(s->err, PVS_NO_MEMORY, "out of memory in a battle");
        }
        return false;
    }
    char *items = block + (CACHE_LINE - (size_t)block % CACHE_LINE) % CACHE_LINE;
    if (pool->n > 0) {
        memcpy(items, pool->items, (size_t)pool->n * pool->item_size);
    }
    pvs_free(pool->block);
    pool->block = block;
    pool->items = items;
    pool->capacity = larger;
    return true;
}

uint32_t pvs_pool_take(PvsState *s, Pool *pool) {
    uint32_t i = pool->free_list;
    char *item;
    if (i != NIL) {
        item = (char *)pool->items + (size_t)i * pool->item_size;
        memcpy(&pool->free_list, item, sizeof pool->free_list);
    } else {
        if (!grow_pool(s, pool)) {
            return NIL;
        }
        i = pool->n++;
        item = (char *)pool->items + (size_t)i * pool->item_size;
    }
    memset(item, 0, pool->item_size);
    return i;
}

void pvs_pool_give(Pool *pool, uint32_t i) {
    memcpy((char *)pool->items + (size_t)i * pool->item_size, &pool->free_list,
           sizeof pool->free_list);
    pool->free_list = i;
}

void pvs_pool_reset(Pool *pool) {
    pool->n = 0;
    pool->free_list = NIL;
}
