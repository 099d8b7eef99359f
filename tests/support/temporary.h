// SPDX-License-Identifier: Apache-2.0
// A temporary folder for a test, and small helpers on the files in it.
#ifndef PVS_TESTS_TEMPORARY_H
#define PVS_TESTS_TEMPORARY_H

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char dir[64];
    char path[160]; ///< scratch of temporary_path
} Temporary;

static inline void temporary_create(Temporary *t) {
    snprintf(t->dir, sizeof t->dir, "%s", P_tmpdir "/pavise-test-XXXXXX");
    if (!mkdtemp(t->dir)) {
        abort();
    }
}

static inline const char *temporary_path(Temporary *t, const char *name) {
    snprintf(t->path, sizeof t->path, "%s/%s", t->dir, name);
    return t->path;
}

/// How many files are in it.
static inline int temporary_count(const Temporary *t) {
    DIR *dir = opendir(t->dir);
    int n = -2; // . and ..
    while (dir && readdir(dir)) {
        n++;
    }
    closedir(dir);
    return n;
}

static inline void temporary_remove(const Temporary *t) {
    DIR *dir = opendir(t->dir);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s", t->dir, e->d_name);
        if (e->d_name[0] != '.' || strlen(e->d_name) > 2) {
            unlink(path);
        }
    }
    closedir(dir);
    rmdir(t->dir);
}

/// The whole file, zero-terminated; the caller frees it. Null when it cannot be read.
static inline char *temporary_slurp(const char *path, size_t *n) {
    FILE *f = fopen(path, "rb");
    *n = 0;
    if (!f) {
        return NULL;
    }
    fseek(f, 0, SEEK_END);
    *n = (size_t)ftell(f);
    rewind(f);
    char *data = malloc(*n + 1);
    if (!data || fread(data, 1, *n, f) != *n) {
        abort();
    }
    data[*n] = '\0';
    fclose(f);
    return data;
}

static inline void temporary_spit(const char *path, const void *data, size_t n) {
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(data, 1, n, f) != n || fclose(f) != 0) {
        abort();
    }
}

#endif
