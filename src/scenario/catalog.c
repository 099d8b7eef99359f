// SPDX-License-Identifier: Apache-2.0
// Types: the files of a catalogue by name, entries read when they are used, and what an entry inherits.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/text.h"
#include "scenario/bind.h"

#define FILES_MAX   20000
#define FOLDERS_MAX 8 ///< depth of folders
#define LIKE_MAX    8 ///< an entry like an entry like ...

typedef struct {
    const char *name, *path;
    PvsNode *root; ///< null: not read yet, or broken
    bool tried;
} Entry;

struct PvsCatalog {
    Entry *entries; ///< in natural order of names
    size_t n;
    PvsType **types; ///< found so far
    size_t n_types, capacity_types;
};

// --- the files -------------------------------------------------------------------------------------------------

typedef struct {
    PvsLoad *load;
    Entry *entries; // pvs_alloc
    size_t n, capacity;
    bool failed;
} Listing;

static void add_file(Listing *list, const char *path, const char *file) {
    size_t n = strlen(file);
    if (n <= 5 || strcmp(file + n - 5, ".yaml") != 0 || file[0] == '.') {
        return;
    }
    if (list->n == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 128;
        Entry *more =
            capacity <= 2 * FILES_MAX ? pvs_realloc(list->entries, capacity * sizeof *more) : NULL;
        if (!more) {
            list->failed = true;
            return;
        }
        list->entries = more;
        list->capacity = capacity;
    }
    list->entries[list->n++] = (Entry){.name = pvs_load_strndup(list->load, file, n - 5),
                                       .path = pvs_load_strndup(list->load, path, strlen(path))};
}

static void list_folder(Listing *list, const char *dir, int depth) {
    DIR *folder = opendir(dir);
    if (!folder) {
        if (depth == 0 && list->load->diags) {
            pvs_diags_add(list->load->diags, PVS_DIAG_ERROR, (PvsPlace){dir, 0, 0},
                          "cannot read the catalogue: %s", strerror(errno));
        }
        list->failed = list->failed || depth == 0;
        return;
    }
    for (struct dirent *item; (item = readdir(folder)) && !list->failed;) {
        char path[4096];
        struct stat info;
        size_t n = pvs_text_printf(path, sizeof path, "%s/%s", dir, item->d_name);
        if (item->d_name[0] == '.' || n >= sizeof path || stat(path, &info) != 0) {
            continue;
        }
        if (S_ISDIR(info.st_mode) && depth < FOLDERS_MAX) {
            list_folder(list, path, depth + 1);
        } else if (S_ISREG(info.st_mode)) {
            add_file(list, path, item->d_name);
        }
    }
    closedir(folder);
}

static int compare_entries(const void *a, const void *b) {
    const Entry *x = a, *y = b;
    int order = pvs_name_compare(x->name, y->name);
    return order ? order : strcmp(x->path, y->path);
}

static void report_twins(PvsLoad *load, const PvsCatalog *catalog) {
    for (size_t i = 1; i < catalog->n; i++) {
        const Entry *a = &catalog->entries[i - 1], *b = &catalog->entries[i];
        if (strcmp(a->name, b->name) == 0 && load->diags) {
            pvs_diags_add(load->diags, PVS_DIAG_ERROR, (PvsPlace){b->path, 0, 0},
                          "the catalogue has a second entry \"%s\": %s", b->name, a->path);
        }
    }
}

PvsCatalog *pvs_catalog_open(PvsLoad *load, const char *dir) {
    PvsCatalog *catalog = pvs_load_alloc(load, sizeof *catalog);
    if (!catalog || !dir || !*dir) {
        return catalog;
    }
    Listing list = {.load = load};
    list_folder(&list, dir, 0);
    if (!list.failed && !load->no_memory) {
        catalog->entries = pvs_load_alloc(load, (list.n ? list.n : 1) * sizeof *catalog->entries);
    }
    if (catalog->entries) {
        if (list.n) {
            qsort(list.entries, list.n, sizeof *list.entries, compare_entries);
            memcpy(catalog->entries, list.entries, list.n * sizeof *list.entries);
        }
        catalog->n = list.n;
        report_twins(load, catalog);
    } else {
        load->io_failed = true;
    }
    pvs_free(list.entries);
    return catalog;
}

size_t pvs_catalog_size(const PvsCatalog *catalog) {
    return catalog->n;
}

const char *pvs_catalog_name(const PvsCatalog *catalog, size_t i) {
    return catalog->entries[i].name;
}

static Entry *entry_of(PvsCatalog *catalog, const char *name) {
    size_t low = 0, high = catalog->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = pvs_name_compare(catalog->entries[middle].name, name);
        if (order == 0) {
            return &catalog->entries[middle];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

// The root of an entry's file; null when it cannot be read (reported once).
static PvsNode *entry_root(PvsBinder *b, Entry *entry) {
    if (entry->tried) {
        return entry->root;
    }
    entry->tried = true;
    const char *role = pvs_load_printf(b->load, "catalog %s", entry->name);
    int source =
        pvs_source_read(b->load, entry->path, role ? role : "catalog", PVS_YAML_BYTES_MAX, NULL);
    PvsNode *root = source >= 0 ? pvs_compose(b->load, source) : NULL;
    if (!root) {
        return NULL;
    }
    b->load->sources[source].entry = entry->name;
    if (root->kind != PVS_NODE_MAP) {
        pvs_report(
            b->load, root,
            "a catalogue entry is a map with name, kind and the fields of that kind; found %s",
            pvs_node_found(b->load, root));
        return NULL;
    }
    PvsPair *name = pvs_node_find(root, "name");
    if (!name) {
        pvs_report(b->load, root, "an entry needs name: %s, like its file", entry->name);
    } else if (name->value.kind != PVS_NODE_SCALAR || strcmp(name->value.text, entry->name) != 0) {
        pvs_report(b->load, &name->value,
                   "the name of an entry is that of its file, \"%s\"; found %s", entry->name,
                   pvs_node_found(b->load, &name->value));
    }
    entry->root = root;
    return root;
}

// --- types -----------------------------------------------------------------------------------------------------

// One layer more at the end of a view.
static PvsView with_layer(PvsBinder *b, PvsView view, PvsNode *node, const char *entry) {
    PvsView one = pvs_view_of(b->load, node);
    if (one.n) {
        ((PvsLayer *)one.layers)->entry = entry;
    }
    return pvs_view_join(b->load, view, one);
}

static const char *text_of(PvsView view, const char *key) {
    PvsFound found = pvs_view_find(view, key, NULL);
    return found.node && found.node->kind == PVS_NODE_SCALAR ? found.node->text : NULL;
}

static PvsView with_kind_defaults(PvsBinder *b, PvsView view, const char *kind) {
    const char *yaml = pvs_kind_defaults(kind);
    if (!yaml) {
        return view;
    }
    char name[64];
    pvs_text_printf(name, sizeof name, "defaults of %s", kind);
    int source = -1;
    for (uint32_t i = 0; i < b->load->n_sources && source < 0; i++) {
        source = strcmp(b->load->sources[i].name, name) == 0 ? (int)i : -1;
    }
    source = source >= 0 ? source : pvs_source_add(b->load, name, name, yaml, strlen(yaml));
    PvsNode *root = source >= 0 ? pvs_compose(b->load, source) : NULL;
    const char *entry = pvs_load_strndup(b->load, kind, strlen(kind));
    return root && entry ? with_layer(b, view, root, entry) : view;
}

// All that is said under a name: the scenario's own words, the catalogue's entry, then what it is like, down to the kind's defaults.
static PvsView view_of_type(PvsBinder *b, const char *name, bool own, int depth) {
    PvsView view = {0};
    PvsView local = own ? pvs_view_sub(b->load, b->types, name, NULL) : view;
    for (int i = 0; i < local.n; i++) {
        view = with_layer(b, view, local.layers[i].node, name);
    }
    PvsFound like = pvs_view_find(view, "like", NULL);
    Entry *entry = b->catalog ? entry_of(b->catalog, name) : NULL;
    bool like_itself =
        like.node && like.node->kind == PVS_NODE_SCALAR && strcmp(like.node->text, name) == 0;
    if ((!like.node || like_itself) && entry) {
        PvsNode *root = entry_root(b, entry);
        view = root ? with_layer(b, view, root, entry->name) : view;
        like = root ? pvs_view_find(with_layer(b, (PvsView){0}, root, NULL), "like", NULL)
                    : (PvsFound){0};
    } else if (like_itself) {
        pvs_report(b->load, like.node, "like: \"%.48s\" is this type itself", name);
        like.node = NULL;
    }
    const char *kind = text_of(view, "kind");
    if (!like.node || like.node->kind != PVS_NODE_SCALAR) {
        return kind ? with_kind_defaults(b, view, kind) : view;
    }
    if (depth == LIKE_MAX) {
        pvs_report(b->load, like.node,
                   "like: more than %d entries, each like the next; do they go round?", LIKE_MAX);
        return view;
    }
    PvsView base = view_of_type(b, like.node->text, strcmp(like.node->text, name) != 0, depth + 1);
    if (base.n == 0) {
        const char *near = pvs_type_nearest(b, like.node->text, NULL);
        pvs_report(b->load, like.node, "like: unknown type \"%.48s\"%s%s%s", like.node->text,
                   near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    }
    const char *base_kind = text_of(base, "kind");
    if (kind && base_kind && strcmp(kind, base_kind) != 0) {
        view = with_kind_defaults(b, view, kind);
    }
    return pvs_view_join(b->load, view, base);
}

static void find_kind(PvsBinder *b, PvsType *type) {
    PvsFound kind = pvs_view_find(type->view, "kind", NULL);
    PvsFound like = pvs_view_find(type->view, "like", NULL);
    if (!kind.node && like.node && like.node->reported) {
        return; // it is like nothing that is known, which was said
    }
    if (!kind.node) {
        pvs_report(b->load, pvs_view_node(type->view),
                   "type \"%.48s\" needs kind: (one-way-drone, round, radar, unit, ...) or like:",
                   type->name);
        return;
    }
    type->kind = kind.node->kind == PVS_NODE_SCALAR ? kind.node->text : "";
    type->object = pvs_object_of_kind(type->kind);
    if (!type->object) {
        size_t n = 0;
        while (pvs_entry_kinds[n]) {
            n++;
        }
        int near = pvs_name_nearest(type->kind, pvs_entry_kinds, n);
        pvs_report(b->load, kind.node, "unknown kind %s%s%s%s", pvs_node_found(b->load, kind.node),
                   near >= 0 ? "; did you mean \"" : "", near >= 0 ? pvs_entry_kinds[near] : "",
                   near >= 0 ? "\"?" : "; the reference lists all");
        type->kind = NULL;
    }
}

const PvsType *pvs_type_find(PvsBinder *b, const char *name) {
    PvsCatalog *catalog = b->catalog;
    for (size_t i = 0; i < catalog->n_types; i++) {
        if (strcmp(catalog->types[i]->name, name) == 0) {
            return catalog->types[i];
        }
    }
    PvsView view = view_of_type(b, name, true, 0);
    if (view.n == 0) {
        return NULL;
    }
    if (catalog->n_types == catalog->capacity_types) {
        size_t capacity = catalog->capacity_types ? 2 * catalog->capacity_types : 32;
        PvsType **types = pvs_load_alloc(b->load, capacity * sizeof *types);
        if (!types) {
            return NULL;
        }
        if (catalog->n_types) {
            memcpy(types, catalog->types, catalog->n_types * sizeof *types);
        }
        catalog->types = types;
        catalog->capacity_types = capacity;
    }
    PvsType *type = pvs_load_alloc(b->load, sizeof *type);
    if (!type) {
        return NULL;
    }
    type->name = pvs_load_strndup(b->load, name, strlen(name));
    type->view = view;
    find_kind(b, type);
    catalog->types[catalog->n_types++] = type;
    return type;
}

PvsView pvs_type_here(PvsBinder *b, const PvsType *type) {
    PvsLayer *layers =
        type->view.n ? pvs_load_alloc(b->load, (size_t)type->view.n * sizeof *layers) : NULL;
    for (int i = 0; layers && i < type->view.n; i++) {
        layers[i] = type->view.layers[i];
        layers[i].base = (uint16_t)b->n_path;
    }
    return (PvsView){layers, layers ? type->view.n : 0};
}

const char *pvs_type_nearest(PvsBinder *b, const char *name, const PvsObject *object) {
    (void)object;
    const char **locals, *best = NULL;
    uint32_t n_local = pvs_view_keys(b->load, b->types, &locals);
    size_t n = n_local + b->catalog->n;
    const char **names = pvs_alloc((n ? n : 1) * sizeof *names);
    if (!names) {
        b->load->no_memory = true;
        return NULL;
    }
    for (size_t i = 0; i < n; i++) {
        names[i] = i < n_local ? locals[i] : b->catalog->entries[i - n_local].name;
    }
    int near = pvs_name_nearest(name, names, n);
    best = near >= 0 ? names[near] : NULL;
    pvs_free(names);
    return best;
}

const PvsType *pvs_type_need(PvsBinder *b, PvsNode *user, const char *name,
                             const PvsObject *object) {
    const PvsType *type = pvs_type_find(b, name);
    if (!type) {
        const char *near = pvs_type_nearest(b, name, object);
        pvs_report(b->load, user, "unknown type \"%.64s\"%s%s%s (pavise catalog list shows all)",
                   name, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    } else if (type->object && type->object != object) {
        pvs_report(b->load, user, "\"%.64s\" is of kind %s; %s is expected here", name, type->kind,
                   object->name);
    }
    return type && type->object == object ? type : NULL;
}
