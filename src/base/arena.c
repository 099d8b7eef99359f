// SPDX-License-Identifier: Apache-2.0
// Arena: a list of chunks, each at least twice as large as the one before, filled one after
// another. A reset goes back to the first and keeps them all, so that the second run over the same
// work asks the system for nothing.
#include "arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PVS_ARENA_ALIGN       ((size_t)16)
#define PVS_ARENA_FIRST_BYTES ((size_t)64 << 10)
#define PVS_ARENA_MOST_BYTES  ((size_t)64 << 20) ///< chunks stop growing here

struct PvsArenaChunk {
    PvsArenaChunk *next;
    size_t size, used; ///< of bytes
    _Alignas(16) unsigned char bytes[];
};

// The one mutable variable at file scope: tests count down to an allocation that fails. -1 switches
// it off; it is per thread, and nothing but a test sets it.
static _Thread_local long fail_after = -1;

void pvs_alloc_fail_after(long n) {
    fail_after = n;
}

static bool memory_is_out(void) {
    if (fail_after < 0) {
        return false;
    }
    if (fail_after == 0) {
        return true; // and stays out until switched off
    }
    fail_after--;
    return false;
}

void *pvs_alloc(size_t size) {
    return memory_is_out() ? NULL : calloc(1, size ? size : 1);
}

void *pvs_realloc(void *p, size_t size) {
    return memory_is_out() ? NULL : realloc(p, size ? size : 1);
}

void pvs_free(void *p) {
    free(p);
}

void pvs_arena_init(PvsArena *arena) {
    *arena = (PvsArena){0};
}

// A new chunk after the current one, for at least `size` bytes.
static PvsArenaChunk *add_chunk(PvsArena *arena, size_t size) {
    size_t want = arena->current ? 2 * arena->current->size : PVS_ARENA_FIRST_BYTES;
    want = want < PVS_ARENA_MOST_BYTES ? want : PVS_ARENA_MOST_BYTES;
    want = want > size ? want : size;
    PvsArenaChunk *chunk = pvs_alloc(sizeof *chunk + want);
    if (!chunk) {
        return NULL;
    }
    chunk->size = want;
    if (arena->current) {
        chunk->next = arena->current->next;
        arena->current->next = chunk;
    } else {
        arena->first = chunk;
    }
    return chunk;
}

void *pvs_arena_alloc(PvsArena *arena, size_t size) {
    if (size > SIZE_MAX / 4) {
        return NULL;
    }
    size = (size + PVS_ARENA_ALIGN - 1) & ~(PVS_ARENA_ALIGN - 1);
    PvsArenaChunk *chunk = arena->current;
    while (chunk && chunk->size - chunk->used < size) {
        chunk = chunk->next; // chunks behind the current one are empty
        if (chunk) {
            arena->current = chunk;
        }
    }
    if (!chunk) {
        chunk = add_chunk(arena, size);
        if (!chunk) {
            return NULL;
        }
        arena->current = chunk;
    }
    void *piece = chunk->bytes + chunk->used;
    chunk->used += size;
    arena->used_bytes += size;
    if (arena->used_bytes > arena->peak_bytes) {
        arena->peak_bytes = arena->used_bytes;
    }
    return memset(piece, 0, size);
}

char *pvs_arena_strndup(PvsArena *arena, const char *s, size_t n) {
    char *copy = pvs_arena_alloc(arena, n + 1);
    if (copy && n) {
        memcpy(copy, s, n);
    }
    return copy;
}

void pvs_arena_reset(PvsArena *arena) {
    for (PvsArenaChunk *chunk = arena->first; chunk; chunk = chunk->next) {
        chunk->used = 0;
    }
    arena->current = arena->first;
    arena->used_bytes = 0;
}

void pvs_arena_free(PvsArena *arena) {
    for (PvsArenaChunk *chunk = arena->first; chunk;) {
        PvsArenaChunk *next = chunk->next;
        pvs_free(chunk);
        chunk = next;
    }
    *arena = (PvsArena){0};
}
