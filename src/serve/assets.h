// SPDX-License-Identifier: Apache-2.0
// The page's files, read once into memory: what is served is found by comparing names, so that no request ever reaches the file system.
// Private to the room.
#ifndef PVS_SERVE_ASSETS_H
#define PVS_SERVE_ASSETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"

typedef enum { PVS_AS_IS, PVS_GZIP, PVS_BROTLI, PVS_N_ENCODINGS } PvsEncoding;

typedef struct {
    const char *url;  ///< "/", "/assets/main-3f2a.js"
    const char *type; ///< media type
    const uint8_t *data[PVS_N_ENCODINGS];
    size_t n[PVS_N_ENCODINGS]; ///< 0: not there in this encoding
    char tag[20];              ///< of its content: "\"16 hexadecimal digits\""
} PvsAsset;

typedef struct {
    PvsArena arena;
    PvsAsset *list; ///< by url
    size_t n;
    size_t n_bytes;
} PvsAssets;

/// Reads a folder with all that is below it: regular files with plain names, symbolic links not followed; x.br and x.gz are x,
/// compressed. dir null, or without index.html: one page that says how the viewer is built.
PvsStatus pvs_assets_load(const char *dir, PvsAssets *out, PvsError *err);
void pvs_assets_free(PvsAssets *assets);
/// By exact url; null.
const PvsAsset *pvs_assets_find(const PvsAssets *assets, const char *url);
/// The best encoding that both the asset and the header Accept-Encoding (null: none) have.
PvsEncoding pvs_asset_encoding(const PvsAsset *asset, const char *accepted);

#endif
