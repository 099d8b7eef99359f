// SPDX-License-Identifier: Apache-2.0
// What the tests of the house share: walking the source tree, reading a file, reading what a tool
// prints.
#ifndef PVS_TESTS_HOUSE_H
#define PVS_TESTS_HOUSE_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Text of a whole file, zero-terminated; the caller frees it. Null when it cannot be read.
static inline char *house_read(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        return NULL;
    }
    char *text = NULL;
    size_t n = 0, got;
    char piece[65536];
    while ((got = fread(piece, 1, sizeof piece, file)) > 0) {
        text = realloc(text, n + got + 1);
        memcpy(text + n, piece, got);
        n += got;
    }
    fclose(file);
    text = text ? text : calloc(1, 1);
    text[n] = '\0';
    return text;
}

static inline bool house_ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static inline int house_by_name(const struct dirent **a, const struct dirent **b) {
    return strcmp((*a)->d_name, (*b)->d_name);
}

/// Calls `visit` with each regular file below a folder, in order of name. Hidden entries and build
/// folders are left out.
static inline void house_walk(const char *folder, void (*visit)(const char *path, void *ctx),
                              void *ctx) {
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, house_by_name);
    for (int i = 0; i < n; i++) {
        char path[4096];
        struct stat info;
        snprintf(path, sizeof path, "%.3800s/%s", folder, entries[i]->d_name);
        bool hidden = entries[i]->d_name[0] == '.';
        const char *name = entries[i]->d_name;
        bool built = (strcmp(folder, PVS_SOURCE_DIR) == 0 && strncmp(name, "build", 5) == 0) ||
                     strcmp(name, "node_modules") == 0 || strcmp(name, "dist") == 0;
        if (!hidden && lstat(path, &info) == 0) {
            if (S_ISDIR(info.st_mode) && built) {
                // what is made is not what is written
            } else if (S_ISDIR(info.st_mode)) {
                house_walk(path, visit, ctx);
            } else if (S_ISREG(info.st_mode)) {
                visit(path, ctx);
            }
        }
        free(entries[i]);
    }
    if (n >= 0) {
        free(entries);
    }
}

/// Runs a command and calls `visit` with each line that it prints, without its end. Returns the
/// command's exit status.
static inline int house_lines(const char *command, void (*visit)(char *line, void *ctx),
                              void *ctx) {
    FILE *pipe = popen(command, "r");
    if (!pipe) {
        return -1;
    }
    char *line = NULL;
    size_t capacity = 0;
    while (getline(&line, &capacity, pipe) >= 0) {
        line[strcspn(line, "\n")] = '\0';
        visit(line, ctx);
    }
    free(line);
    return pclose(pipe);
}

/// The rooms and what each may include, from the pvs_room lines of CMakeLists.txt: the one list.
typedef struct {
    char name[32];
    unsigned below; ///< bit i: room i is below, at any distance
} HouseRoom;

typedef struct {
    HouseRoom rooms[32];
    int n;
} House;

static inline int house_find(const House *house, const char *name, size_t n) {
    for (int i = 0; i < house->n; i++) {
        if (strlen(house->rooms[i].name) == n && memcmp(house->rooms[i].name, name, n) == 0) {
            return i;
        }
    }
    return -1;
}

/// Reads the ladder. False when the list names a room before it is declared, so that a circle
/// cannot be written.
static inline bool house_ladder(House *house) {
    char *text = house_read(PVS_SOURCE_DIR "/CMakeLists.txt");
    bool good = text != NULL;
    house->n = 0;
    for (char *save, *line = good ? strtok_r(text, "\n", &save) : NULL; line;
         line = strtok_r(NULL, "\n", &save)) {
        bool room = strncmp(line, "pvs_room(", 9) == 0;
        bool program = strncmp(line, "pvs_program(pavise ", 19) == 0;
        if (!room && !program) {
            continue;
        }
        HouseRoom *new_room = &house->rooms[house->n];
        *new_room = (HouseRoom){0};
        char *word = line + (room ? 9 : 19);
        for (bool first = true; *word; first = false) {
            size_t n = strcspn(word, " )");
            if (first) {
                snprintf(new_room->name, sizeof new_room->name, "%.*s", (int)n, word);
            } else {
                int below = house_find(house, word, n);
                good = good && below >= 0;
                if (below >= 0) {
                    new_room->below |= 1u << below | house->rooms[below].below;
                }
            }
            word += n + (word[n] == ' ');
            if (*word == ')') {
                break;
            }
        }
        house->n++;
    }
    free(text);
    return good && house->n > 0;
}

#endif
