// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) by libmd, which takes any length in pieces.
#include "sha256.h"

#include <assert.h>
#include <sha2.h>

static_assert(sizeof(SHA2_CTX) <= sizeof(PvsSha256), "libmd's context fits");
static_assert(_Alignof(SHA2_CTX) <= 16, "libmd's context is aligned");

static SHA2_CTX *context(PvsSha256 *hash) {
    return (SHA2_CTX *)(void *)hash->opaque;
}

void pvs_sha256_init(PvsSha256 *hash) {
    SHA256Init(context(hash));
}

void pvs_sha256_add(PvsSha256 *hash, const void *data, size_t n) {
    SHA256Update(context(hash), data, n);
}

void pvs_sha256_hex(PvsSha256 *hash, char hex[65]) {
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256Final(digest, context(hash));
    for (int i = 0; i < SHA256_DIGEST_LENGTH; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[64] = '\0';
}
