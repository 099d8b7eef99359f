// SPDX-License-Identifier: Apache-2.0
// Feeds the files of a folder, in order of name, to a fuzzer's function: the kept corpus as a plain
// test, with any compiler.
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static int by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

// 1 when the file was read and replayed.
static int replay(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        return 0;
    }
    uint8_t *data = NULL;
    size_t n = 0, got = 0;
    do {
        data = realloc(data, n + 65536);
        got = data ? fread(data + n, 1, 65536, file) : 0;
        n += got;
    } while (got > 0);
    int good = data && !ferror(file);
    fclose(file);
    if (good) {
        // An allocation of the exact size, so that a sanitizer sees a read behind the end.
        uint8_t *exact = malloc(n ? n : 1);
        if (n) {
            memcpy(exact, data, n);
        }
        LLVMFuzzerTestOneInput(exact, n);
        free(exact);
    }
    free(data);
    return good;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    struct dirent **entries;
    int n = scandir(argv[1], &entries, NULL, by_name), n_replayed = 0;
    if (n < 0) {
        fprintf(stderr, "cannot read the folder %s\n", argv[1]);
        return 1;
    }
    for (int i = 0; i < n; i++) {
        if (entries[i]->d_name[0] != '.') {
            char path[4096];
            snprintf(path, sizeof path, "%s/%s", argv[1], entries[i]->d_name);
            n_replayed += replay(path);
        }
        free(entries[i]);
    }
    free(entries);
    printf("%d inputs replayed\n", n_replayed);
    return n_replayed > 0 ? 0 : 1;
}
