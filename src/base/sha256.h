// SPDX-License-Identifier: Apache-2.0
// SHA-256 behind one name (libmd's implementation), for the outcome hash and the hash of inputs.
#ifndef PVS_BASE_SHA256_H
#define PVS_BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

/// A hash under way: libmd's context, checked to fit in sha256.c.
typedef struct {
    _Alignas(16) unsigned char opaque[208];
} PvsSha256;

void pvs_sha256_init(PvsSha256 *hash);
void pvs_sha256_add(PvsSha256 *hash, const void *data, size_t n);
void pvs_sha256_hex(PvsSha256 *hash, char hex[65]); ///< finishes; lower case, zero-terminated

#endif
