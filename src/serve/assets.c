// SPDX-License-Identifier: Apache-2.0
#include "serve/assets.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "base/text.h"
#include "record/io.h"

#define DEPTH_MAX 6
#define FILES_MAX 4096
#define BYTES_MAX ((size_t)256 << 20)

static const char *const types[][2] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".glb", "model/gltf-binary"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
};

// Until the page is built. No script, no style: the policy of content stays what it is.
static const char plain_page[] = "<!doctype html>\n<html lang=\"en\"><head><meta "
                                 "charset=\"utf-8\"><title>Pavise</title></head>\n"
                                 "<body><h1>Pavise: the viewer's page is not built</h1>\n"
                                 "<p>The server runs, but it has no page to show: this copy of "
                                 "Pavise was built without the viewer.</p>\n"
                                 "<p>To build it (Node.js 18 or newer, and its npm): <code>make "
                                 "viewer</code> in Pavise's source folder, "
                                 "then start <code>pavise view</code> again.</p>\n"
                                 "<p>What the server speaks is described in "
                                 "<code>docs/reference/viewer-protocol.md</code>.</p>\n"
                                 "</body></html>\n";

typedef struct {
    PvsAssets *assets;
    size_t capacity;
    PvsError *err;
} Loader;

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), n_end = strlen(end);
    return n >= n_end && strcmp(text + n - n_end, end) == 0;
}

static const char *type_of(const char *url) {
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (ends_with(url, types[i][0])) {
            return types[i][1];
        }
    }
    return "application/octet-stream";
}

static PvsStatus out_of_memory(Loader *l) {
    return pvs_error_set(l->err, PVS_NO_MEMORY, "out of memory while reading the viewer's files");
}

// The asset of a url, made when it is not there.
static PvsAsset *asset_of(Loader *l, const char *url, size_t n) {
    PvsAssets *a = l->assets;
    for (size_t i = 0; i < a->n; i++) {
        if (strlen(a->list[i].url) == n && strncmp(a->list[i].url, url, n) == 0) {
            return &a->list[i];
        }
    }
    if (a->n == l->capacity) {
        size_t capacity = l->capacity ? 2 * l->capacity : 64;
        PvsAsset *list = pvs_realloc(a->list, capacity * sizeof *list);
        if (!list) {
            return NULL;
        }
        a->list = list;
        l->capacity = capacity;
    }
    char *name = pvs_arena_strndup(&a->arena, url, n);
    if (!name) {
        return NULL;
    }
    a->list[a->n] = (PvsAsset){.url = name, .type = type_of(name)};
    return &a->list[a->n++];
}

static PvsStatus add(Loader *l, const char *url, const uint8_t *data, size_t n) {
    PvsEncoding encoding = ends_with(url, ".br")   ? PVS_BROTLI
                           : ends_with(url, ".gz") ? PVS_GZIP
                                                   : PVS_AS_IS;
    size_t n_url = strlen(url) - (encoding == PVS_AS_IS ? 0 : 3);
    if (n_url == 11 && strncmp(url, "/index.html", n_url) == 0) {
        n_url = 1; // "/": its only address
    }
    PvsAsset *asset = asset_of(l, url, n_url);
    if (!asset) {
        return out_of_memory(l);
    }
    if (n_url == 1) {
        asset->type = type_of(".html");
    }
    asset->data[encoding] = data;
    asset->n[encoding] = n;
    if (encoding == PVS_AS_IS) {
        PvsSha256 hash;
        char hex[65];
        pvs_sha256_init(&hash);
        pvs_sha256_add(&hash, data, n);
        pvs_sha256_hex(&hash, hex);
        pvs_text_printf(asset->tag, sizeof asset->tag, "\"%.16s\"", hex);
    }
    return PVS_OK;
}

static PvsStatus read_file(Loader *l, int folder, const char *name, const char *url) {
    int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    struct stat info;
    if (fd < 0 || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
        if (fd >= 0) {
            close(fd);
        }
        return PVS_OK; // a link, a pipe: not ours
    }
    size_t n = (size_t)info.st_size, done = 0;
    PvsAssets *a = l->assets;
    if (n > BYTES_MAX - a->n_bytes || a->n >= FILES_MAX) {
        close(fd);
        return pvs_error_set(l->err, PVS_LIMIT, "the viewer's folder is larger than %zu MiB",
                             BYTES_MAX >> 20);
    }
    uint8_t *data = pvs_arena_alloc(&a->arena, n + 1);
    while (data && done < n) {
        ssize_t got = read(fd, data + done, n - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        done += (size_t)got;
    }
    close(fd);
    if (!data) {
        return out_of_memory(l);
    }
    a->n_bytes += n;
    return done == n
               ? add(l, url, data, n)
               : pvs_error_set(l->err, PVS_IO, "the viewer's file %.200s cannot be read", url);
}

static bool is_plain(const char *name) {
    return name[0] != '.' &&
           name[strspn(
               name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")] == '\0';
}

static PvsStatus read_folder(Loader *l, int fd, const char *url, int depth) {
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return PVS_OK;
    }
    PvsStatus status = PVS_OK;
    for (struct dirent *entry; status == PVS_OK && (entry = readdir(dir));) {
        char below[1024];
        if (!is_plain(entry->d_name) ||
            pvs_text_printf(below, sizeof below, "%s/%s", url, entry->d_name) >= sizeof below) {
            continue;
        }
        int sub = depth < DEPTH_MAX
                      ? openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
                      : -1;
        status = sub >= 0 ? read_folder(l, sub, below, depth + 1)
                          : read_file(l, fd, entry->d_name, below);
    }
    closedir(dir);
    return status;
}

static int compare(const void *a, const void *b) {
    return strcmp(((const PvsAsset *)a)->url, ((const PvsAsset *)b)->url);
}

PvsStatus pvs_assets_load(const char *dir, PvsAssets *out, PvsError *err) {
    *out = (PvsAssets){0};
    pvs_arena_init(&out->arena);
    Loader l = {.assets = out, .err = err};
    int fd = dir ? open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    PvsStatus status = fd >= 0 ? read_folder(&l, fd, "", 0) : PVS_OK;
    if (out->n > 0) {
        qsort(out->list, out->n, sizeof *out->list, compare);
    }
    const PvsAsset *index = pvs_assets_find(out, "/");
    if (status == PVS_OK && (!index || !index->data[PVS_AS_IS])) {
        out->n = 0;
        status = add(&l, "/index.html", (const uint8_t *)plain_page, sizeof plain_page - 1);
    }
    if (status != PVS_OK) {
        pvs_assets_free(out);
    }
    return status;
}

void pvs_assets_free(PvsAssets *assets) {
    pvs_free(assets->list);
    pvs_arena_free(&assets->arena);
    *assets = (PvsAssets){0};
}

const PvsAsset *pvs_assets_find(const PvsAssets *assets, const char *url) {
    PvsAsset key = {.url = url};
    return assets->n ? bsearch(&key, assets->list, assets->n, sizeof key, compare) : NULL;
}

// Whether "br" or "gzip" stands in the header as a word, and not with q=0.
static bool accepts(const char *header, const char *word) {
    size_t n = strlen(word);
    for (const char *at = header; at && (at = strstr(at, word)); at += n) {
        bool begins = at == header || at[-1] == ' ' || at[-1] == ',' || at[-1] == '\t';
        const char *rest = at + n;
        if (begins && strchr(" \t,;", *rest)) { // the terminating zero is found too
            rest += strspn(rest, " \t");
            return strncmp(rest, ";q=0", 4) != 0 || rest[4] == '.';
        }
    }
    return false;
}

PvsEncoding pvs_asset_encoding(const PvsAsset *asset, const char *accepted) {
    if (asset->n[PVS_BROTLI] && accepts(accepted, "br")) {
        return PVS_BROTLI;
    }
    return asset->n[PVS_GZIP] && accepts(accepted, "gzip") ? PVS_GZIP : PVS_AS_IS;
}
