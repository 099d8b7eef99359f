// SPDX-License-Identifier: Apache-2.0
// A bump allocator: many small pieces, freed together. Reset keeps the memory, so that a warm arena
// never allocates; it reports its high-water mark.
#ifndef PVS_BASE_ARENA_H
#define PVS_BASE_ARENA_H

#include <stddef.h>

typedef struct PvsArenaChunk PvsArenaChunk;

/// Zero-initialise, or pvs_arena_init. Not thread-safe: one arena a thread.
typedef struct {
    PvsArenaChunk *first, *current;
    size_t used_bytes; ///< handed out since the last reset
    size_t peak_bytes; ///< most ever handed out between two resets
} PvsArena;

void pvs_arena_init(PvsArena *arena);

/// `size` zeroed bytes aligned to 16; null when memory is out (the arena stays usable).
void *pvs_arena_alloc(PvsArena *arena, size_t size);

/// Copy of a string of n bytes, with a terminating zero; null when memory is out.
char *pvs_arena_strndup(PvsArena *arena, const char *s, size_t n);

/// Forgets all pieces and keeps the chunks.
void pvs_arena_reset(PvsArena *arena);

/// Returns all memory to the system.
void pvs_arena_free(PvsArena *arena);

/// Every allocation of the library goes through these three; tests make the n-th one fail
/// (pvs_alloc_fail_after(-1) switches that off; the counter is per thread).
void *pvs_alloc(size_t size);            ///< zeroed; null when out
void *pvs_realloc(void *p, size_t size); ///< as realloc
void pvs_free(void *p);
void pvs_alloc_fail_after(long n);

#endif
