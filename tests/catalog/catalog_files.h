// SPDX-License-Identifier: Apache-2.0
// The catalogue as plain YAML, read here without the scenario room: so that what the tests say about the files does not depend on
// the code that reads them for the program.
#ifndef PVS_TESTS_CATALOG_FILES_H
#define PVS_TESTS_CATALOG_FILES_H

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <yaml.h>

/// A number of the catalogue with its three values in SI, or a word.
typedef struct {
    char *where; ///< "round/x.yaml: range_max"
    char *low, *best,
        *high; ///< as written; null = not given; a word or a mean stands in `best`, the 90th percentile in `high`
    char *unit;   ///< of plain figures under `facts`; null = the unit stands in the value
    char *source; ///< null = none
    bool assumption;
    bool taken; ///< already matched with a fact
} Number;

typedef struct {
    Number *numbers;
    size_t n, capacity;
    char **bare; ///< where a number stands without its range and source
    size_t n_bare, bare_capacity;
    char **names; ///< of the entries
    char **files; ///< "round/x.yaml"
    size_t n_entries, entries_capacity;
} Catalogue;

/// Room for one more in a growing array.
static inline void *grown(void *items, size_t n, size_t *capacity, size_t size) {
    if (n == *capacity) {
        *capacity = *capacity ? 2 * *capacity : 64;
        items = realloc(items, *capacity * size);
    }
    return items;
}

static inline char *copy_text(const char *text) {
    return text ? strdup(text) : NULL;
}

static inline const char *scalar_text(const yaml_node_t *node) {
    return node && node->type == YAML_SCALAR_NODE ? (const char *)node->data.scalar.value : NULL;
}

static inline yaml_node_t *map_get(yaml_document_t *doc, const yaml_node_t *map, const char *key) {
    if (!map || map->type != YAML_MAPPING_NODE) {
        return NULL;
    }
    for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top;
         pair++) {
        const char *name = scalar_text(yaml_document_get_node(doc, pair->key));
        if (name && strcmp(name, key) == 0) {
            return yaml_document_get_node(doc, pair->value);
        }
    }
    return NULL;
}

static inline void add_number(Catalogue *cat, yaml_document_t *doc, const yaml_node_t *map,
                              const char *where) {
    const char *mark = scalar_text(map_get(doc, map, "assumption"));
    const char *text = scalar_text(map_get(doc, map, "text"));
    const char *best = scalar_text(map_get(doc, map, "best"));
    const char *high = scalar_text(map_get(doc, map, "high"));
    cat->numbers = grown(cat->numbers, cat->n, &cat->capacity, sizeof *cat->numbers);
    cat->numbers[cat->n++] =
        (Number){.where = copy_text(where),
                 .low = copy_text(scalar_text(map_get(doc, map, "low"))),
                 .best = copy_text(text   ? text
                                   : best ? best
                                          : scalar_text(map_get(doc, map, "mean"))),
                 .high = copy_text(high ? high : scalar_text(map_get(doc, map, "p90"))),
                 .unit = copy_text(text ? "text" : scalar_text(map_get(doc, map, "unit"))),
                 .source = copy_text(scalar_text(map_get(doc, map, "source"))),
                 .assumption = mark && strcmp(mark, "yes") == 0};
}

/// What says how parts are put together and used, or has its source beside it: no range is asked of it.
static inline bool needs_no_range(const char *key) {
    static const char *const KEYS[] = {"doctrine", "posts",         "radars", "units",  "areas",
                                       "profile",  "time_to_range", "depot",  "reload", "name",
                                       "title",    "about",         "confirm"};
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        if (strcmp(key, KEYS[i]) == 0) {
            return true;
        }
    }
    return false;
}

static inline void note_bare(Catalogue *cat, const char *text, const char *where) {
    char *rest;
    strtod(text, &rest);
    bool number = rest != text && isdigit((unsigned char)rest[-1]) &&
                  (*rest == '\0' || *rest == ' ' || *rest == '%');
    if (number || strncmp(text, "Mach ", 5) == 0) {
        cat->bare = grown(cat->bare, cat->n_bare, &cat->bare_capacity, sizeof *cat->bare);
        cat->bare[cat->n_bare++] = copy_text(where);
    }
}

/// Every mapping that holds `best`, `mean` or `text` is a number or a word with its source.
static inline void collect_numbers(Catalogue *cat, yaml_document_t *doc, const yaml_node_t *node,
                                   const char *where, bool bare_allowed) {
    char below[512];
    if (node->type == YAML_SCALAR_NODE) {
        if (!bare_allowed) {
            note_bare(cat, scalar_text(node), where);
        }
    } else if (node->type == YAML_SEQUENCE_NODE) {
        int i = 0;
        for (yaml_node_item_t *item = node->data.sequence.items.start;
             item < node->data.sequence.items.top; item++) {
            snprintf(below, sizeof below, "%s[%d]", where, i++);
            collect_numbers(cat, doc, yaml_document_get_node(doc, *item), below, bare_allowed);
        }
    } else if (map_get(doc, node, "best") || map_get(doc, node, "mean") ||
               map_get(doc, node, "text")) {
        add_number(cat, doc, node, where);
    } else {
        for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
             pair < node->data.mapping.pairs.top; pair++) {
            const char *key = scalar_text(yaml_document_get_node(doc, pair->key));
            snprintf(below, sizeof below, "%s.%s", where, key ? key : "?");
            collect_numbers(cat, doc, yaml_document_get_node(doc, pair->value), below,
                            bare_allowed || (key && needs_no_range(key)));
        }
    }
}

static inline bool read_entry(Catalogue *cat, const char *path, const char *where) {
    FILE *file = fopen(path, "rb");
    yaml_parser_t parser;
    yaml_document_t doc;
    if (!file || !yaml_parser_initialize(&parser)) {
        return false;
    }
    yaml_parser_set_input_file(&parser, file);
    bool ok = yaml_parser_load(&parser, &doc) && yaml_document_get_root_node(&doc);
    if (ok) {
        yaml_node_t *root = yaml_document_get_root_node(&doc);
        size_t names_capacity = cat->entries_capacity;
        cat->names = grown(cat->names, cat->n_entries, &names_capacity, sizeof *cat->names);
        cat->files = grown(cat->files, cat->n_entries, &cat->entries_capacity, sizeof *cat->files);
        const char *name = scalar_text(map_get(&doc, root, "name"));
        cat->names[cat->n_entries] = strdup(name ? name : "");
        cat->files[cat->n_entries++] = strdup(where);
        collect_numbers(cat, &doc, root, where, false);
        yaml_document_delete(&doc);
    } else {
        fprintf(stderr, "%s:%zu: %s\n", path, parser.problem_mark.line + 1,
                parser.problem ? parser.problem : "empty");
    }
    yaml_parser_delete(&parser);
    fclose(file);
    return ok;
}

/// Reads every .yaml under a folder, in byte order of the names. False when one cannot be read.
static inline bool read_catalogue(Catalogue *cat, const char *folder, const char *where) {
    struct dirent **list;
    bool ok = true;
    int n = scandir(folder, &list, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        size_t length = strlen(name);
        char path[1024], below[512];
        struct stat info;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        snprintf(below, sizeof below, "%s%s%s", where, *where ? "/" : "", name);
        if (name[0] != '.' && stat(path, &info) == 0) {
            if (S_ISDIR(info.st_mode)) {
                ok = read_catalogue(cat, path, below) && ok;
            } else if (length > 5 && strcmp(name + length - 5, ".yaml") == 0) {
                ok = read_entry(cat, path, below) && ok;
            }
        }
        free(list[i]);
    }
    if (n >= 0) {
        free(list);
    }
    return ok && n >= 0;
}

static inline void free_catalogue(Catalogue *cat) {
    for (size_t i = 0; i < cat->n; i++) {
        Number *number = &cat->numbers[i];
        free(number->where);
        free(number->low);
        free(number->best);
        free(number->high);
        free(number->unit);
        free(number->source);
    }
    for (size_t i = 0; i < cat->n_entries; i++) {
        free(cat->names[i]);
        free(cat->files[i]);
    }
    for (size_t i = 0; i < cat->n_bare; i++) {
        free(cat->bare[i]);
    }
    free(cat->bare);
    free(cat->numbers);
    free(cat->names);
    free(cat->files);
}

#endif
