// SPDX-License-Identifier: Apache-2.0
// The folder of a study: blocks committed by rename (record/io.c), frozen inputs, and the one file that says whose it is.
#include "study/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "record/json.h"

#define FILE_MAX_BYTES ((size_t)1 << 30)
#define PATH_BYTES     4600

static PvsStatus fail(PvsError *err, const char *path, const char *doing) {
    char reason[128];
    return pvs_error_set(err, PVS_IO, "%s: %s: %s", path, doing,
                         pvs_errno_text(errno, reason, sizeof reason));
}

static PvsStatus make_folder(const char *path, PvsError *err) {
    if (mkdir(path, 0777) == 0 || errno == EEXIST) {
        return PVS_OK;
    }
    return fail(err, path, "cannot be made");
}

// All folders above a file.
static PvsStatus make_folders(const char *path, size_t from, PvsError *err) {
    char part[PATH_BYTES];
    PvsStatus status = PVS_OK;
    for (size_t i = from; path[i] && status == PVS_OK; i++) {
        if (path[i] == '/') {
            pvs_text_printf(part, sizeof part, "%.*s", (int)i, path);
            status = make_folder(part, err);
        }
    }
    return status;
}

// A file as text (a zero behind it). PVS_IO when it cannot be read; *found false when there is none.
static PvsStatus read_file(const char *path, PvsStr *out, bool *found, PvsError *err) {
    *found = false;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return errno == ENOENT ? PVS_OK : fail(err, path, "cannot be read");
    }
    *found = true;
    char buffer[65536];
    ssize_t n;
    while ((n = read(fd, buffer, sizeof buffer)) != 0) {
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0 || out->n + (size_t)n > FILE_MAX_BYTES) {
            PvsStatus status = fail(err, path, n < 0 ? "cannot be read" : "is too large");
            close(fd);
            return status;
        }
        pvs_str_add(out, buffer, (size_t)n);
    }
    close(fd);
    return out->failed ? pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", path) : PVS_OK;
}

static PvsStatus write_file(const PvsIo *io, const char *path, const void *data, size_t n,
                            PvsError *err) {
    PvsOut *out;
    PvsStatus status = pvs_out_create(path, io, &out, err);
    if (status == PVS_OK) {
        pvs_out_write(out, data, n);
        status = pvs_out_commit(out, err);
    }
    return status;
}

PvsStatus pvs_store_write(const PvsStore *store, const char *name, const PvsStr *text,
                          PvsError *err) {
    char path[PATH_BYTES];
    pvs_text_printf(path, sizeof path, "%s/%s", store->dir, name);
    return text->failed ? pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", path)
                        : write_file(store->io, path, text->text, text->n, err);
}

static int no_fsync(void *ctx, int fd) {
    (void)ctx;
    (void)fd;
    return 0;
}

PvsIo pvs_store_scratch_io(void) {
    PvsIo io = *pvs_io_system();
    io.fsync = no_fsync;
    return io;
}

// --- what the folder is ----------------------------------------------------------------------------

static void add_setting_list(PvsStr *out, const PvsOverride *settings, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        pvs_str_printf(out, "%s[", i ? ", " : "");
        pvs_str_json_string(out, settings[i].path);
        pvs_str_printf(out, ", ");
        pvs_str_json_string(out, settings[i].value);
        pvs_str_printf(out, "]");
    }
}

static void describe(const PvsStudy *s, PvsStr *out) {
    const PvsPoint *first = &s->points[0];
    pvs_str_printf(out, "{\"pavise\": ");
    pvs_str_json_string(out, PAVISE_VERSION);
    pvs_str_printf(out, ", \"format\": 1,\n \"study\": ");
    pvs_str_json_string(out, s->name);
    pvs_str_printf(
        out,
        ",\n \"inputs_sha256\": \"%s\",\n \"seed\": %llu, \"replications\": %llu, \"block\": %u,\n",
        s->inputs_sha256, (unsigned long long)s->seed, (unsigned long long)first->n_wanted,
        s->block);
    pvs_str_printf(out, " \"plain\": %s, \"settings\": [",
                   pvs_study_file_is_plain(s->file) ? "true" : "false");
    add_setting_list(out, first->settings,
                     first->n_settings - first->n_own -
                         (s->spec->n_ensemble ? s->spec->ensemble[0].set.n : 0));
    pvs_str_printf(out, "],\n \"points\": [");
    for (uint32_t i = 0; i < s->n_points; i++) {
        const PvsPoint *p = &s->points[i];
        pvs_str_printf(out, "%s\n  {\"kind\": \"%s\", \"label\": ", i ? "," : "",
                       pvs_point_kind_name(p->kind));
        pvs_str_json_string(out, p->label);
        pvs_str_printf(out, ", \"replications\": %llu, \"settings\": [",
                       (unsigned long long)p->n_wanted);
        add_setting_list(out, p->settings, p->n_settings);
        pvs_str_printf(out, "]}");
    }
    pvs_str_printf(out, "]}\n");
}

// Where a source is kept: beside the others as the scenario names it.
static void frozen_name(const PvsScenarioSource *source, char *buf, size_t size) {
    if (strcmp(source->role, "scenario") == 0) {
        pvs_text_printf(buf, size, "inputs/scenario/scenario.yaml");
    } else if (source->entry) {
        pvs_text_printf(buf, size, "inputs/catalog/%s.yaml", source->entry);
    } else {
        const char *space = strchr(source->role, ' ');
        pvs_text_printf(buf, size, "inputs/scenario/%s", space ? space + 1 : source->role);
    }
}

// Tables were changed while they were read: the file itself is read again, and must be what it was.
static PvsStatus freeze_source(const PvsStore *store, const PvsScenarioSource *source,
                               PvsError *err) {
    char name[1200], path[PATH_BYTES];
    frozen_name(source, name, sizeof name);
    pvs_text_printf(path, sizeof path, "%s/%s", store->dir, name);
    PvsStatus status = make_folders(path, strlen(store->dir) + 1, err);
    if (status != PVS_OK) {
        return status;
    }
    if (!source->is_table) {
        return write_file(store->io, path, source->text, source->n, err);
    }
    PvsStr text = {0};
    bool found;
    status = read_file(source->name, &text, &found, err);
    if (status == PVS_OK) {
        char hex[65];
        PvsSha256 hash;
        pvs_sha256_init(&hash);
        pvs_sha256_add(&hash, text.text ? text.text : "", text.n);
        pvs_sha256_hex(&hash, hex);
        status =
            found && strcmp(hex, source->sha256) == 0
                ? write_file(store->io, path, text.text ? text.text : "", text.n, err)
                : pvs_error_set(err, PVS_IO, "%s changed while the study was read", source->name);
    }
    pvs_str_free(&text);
    return status;
}

// Many small files: they are made safe together, before the description that makes the folder a study.
static PvsStatus make_safe(const PvsStore *store, PvsError *err) {
    int fd = open(store->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && syncfs(fd) == 0;
    PvsStatus status = ok ? PVS_OK : fail(err, store->dir, "cannot be made safe on disk");
    if (fd >= 0) {
        close(fd);
    }
    return status;
}

static PvsStatus freeze(const PvsStore *kept, PvsError *err) {
    PvsIo unsafe = kept->io ? *kept->io : pvs_store_scratch_io();
    const PvsStore at = {.dir = kept->dir, .study = kept->study, .io = &unsafe}, *store = &at;
    const PvsStudy *s = store->study;
    PvsStatus status = PVS_OK;
    for (uint32_t i = 0; i < s->n_sources && status == PVS_OK; i++) {
        status = freeze_source(store, &s->source[i], err);
    }
    if (status == PVS_OK && !pvs_study_file_is_plain(s->file)) {
        char path[PATH_BYTES];
        size_t n;
        const char *text = pvs_study_file_text(s->file, &n);
        pvs_text_printf(path, sizeof path, "%s/inputs/study.yaml", store->dir);
        status = write_file(store->io, path, text, n, err);
    }
    return status == PVS_OK && !kept->io ? make_safe(kept, err) : status;
}

static PvsStatus create(const PvsStore *store, PvsError *err) {
    char path[PATH_BYTES];
    static const char *const folders[] = {"", "/inputs", "/inputs/scenario", "/inputs/catalog",
                                          "/shards"};
    PvsStatus status = make_folders(store->dir, 1, err);
    for (size_t i = 0; i < sizeof folders / sizeof *folders && status == PVS_OK; i++) {
        pvs_text_printf(path, sizeof path, "%s%s", store->dir, folders[i]);
        status = make_folder(path, err);
    }
    if (status == PVS_OK) {
        status = freeze(store, err);
    }
    if (status == PVS_OK) {
        PvsStr text = {0};
        describe(store->study, &text);
        status = pvs_store_write(store, "study.json", &text, err);
        pvs_str_free(&text);
    }
    return status;
}

static PvsStatus open_description(const char *dir, PvsArena *arena, const PvsJson **out,
                                  bool *found, PvsError *err) {
    char path[PATH_BYTES];
    PvsStr text = {0};
    pvs_text_printf(path, sizeof path, "%s/study.json", dir);
    PvsStatus status = read_file(path, &text, found, err);
    if (status == PVS_OK && *found) {
        PvsError inner = {0};
        char *kept = pvs_arena_strndup(arena, text.text ? text.text : "", text.n);
        status = kept ? pvs_json_parse(kept, text.n, arena, out, &inner) : PVS_NO_MEMORY;
        if (status == PVS_BAD_INPUT) {
            pvs_error_set(err, status, "%s: %s", path, inner.message);
        }
    }
    pvs_str_free(&text);
    return status;
}

static const char *text_in(const PvsJson *json, const char *key) {
    const char *text = pvs_json_string(pvs_json_get(json, key));
    return text ? text : "";
}

static PvsStatus check_same(const PvsStore *store, const PvsJson *json, PvsError *err) {
    const PvsStudy *s = store->study;
    uint64_t seed = 0, n = 0, block = 0;
    const char *version = text_in(json, "pavise"), *inputs = text_in(json, "inputs_sha256");
    pvs_json_u64(pvs_json_get(json, "seed"), &seed);
    pvs_json_u64(pvs_json_get(json, "replications"), &n);
    pvs_json_u64(pvs_json_get(json, "block"), &block);
    if (strcmp(version, PAVISE_VERSION) != 0) {
        return pvs_error_set(
            err, PVS_BAD_INPUT,
            "%s was made by pavise %s; this is %s: battles of two versions are not mixed",
            store->dir, *version ? version : "(unknown)", PAVISE_VERSION);
    }
    if (strcmp(inputs, s->inputs_sha256) != 0) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             "%s holds a study of other inputs (its hash begins with %.12s, this "
                             "one's with %.12s): the "
                             "study, its scenario or the catalogue has changed since",
                             store->dir, inputs, s->inputs_sha256);
    }
    if (seed != s->seed || n != s->points[0].n_wanted || block != s->block) {
        return pvs_error_set(err, PVS_BAD_INPUT,
                             "%s holds this study with seed %llu and %llu replications; asked for "
                             "are seed %llu and %llu",
                             store->dir, (unsigned long long)seed, (unsigned long long)n,
                             (unsigned long long)s->seed,
                             (unsigned long long)s->points[0].n_wanted);
    }
    return PVS_OK;
}

PvsStatus pvs_store_probe(const char *dir, PvsError *err) {
    PvsArena arena;
    const PvsJson *json = NULL;
    bool found;
    pvs_arena_init(&arena);
    PvsStatus status = open_description(dir, &arena, &json, &found, err);
    pvs_arena_free(&arena);
    return status == PVS_OK && !found
               ? pvs_error_set(err, PVS_BAD_INPUT, "%s is no study folder: it has no study.json",
                               dir)
               : status;
}

PvsStatus pvs_store_open(PvsStore *store, bool resume, bool *existed, PvsError *err) {
    PvsArena arena;
    const PvsJson *json = NULL;
    pvs_arena_init(&arena);
    struct stat info;
    if (stat(store->dir, &info) == 0 && !S_ISDIR(info.st_mode)) {
        pvs_arena_free(&arena);
        return pvs_error_set(err, PVS_IO, "%s is a file; a folder is expected", store->dir);
    }
    PvsStatus status = open_description(store->dir, &arena, &json, existed, err);
    if (status == PVS_OK && *existed && !resume) {
        status = pvs_error_set(
            err, PVS_BAD_INPUT,
            "%s holds a study already: --resume goes on with it, --out DIR names another folder",
            store->dir);
    } else if (status == PVS_OK && *existed) {
        status = check_same(store, json, err);
    } else if (status == PVS_OK) {
        status = create(store, err);
    }
    pvs_arena_free(&arena);
    return status;
}

static bool read_settings(const PvsJson *list, PvsArena *arena, PvsStudyChanges *changes) {
    PvsOverride *settings = pvs_arena_alloc(arena, (list ? list->n + 1 : 1) * sizeof *settings);
    uint32_t n = 0;
    for (const PvsJson *pair = list ? list->first : NULL; settings && pair; pair = pair->next) {
        const char *path = pvs_json_string(pair->first);
        const char *value = pair->first ? pvs_json_string(pair->first->next) : NULL;
        if (path && value) {
            settings[n++] = (PvsOverride){path, value};
        }
    }
    changes->settings = settings;
    changes->n_settings = n;
    return settings != NULL;
}

PvsStatus pvs_store_frozen(const char *dir, PvsArena *arena, char **study_path,
                           PvsStudyChanges *changes, PvsError *err) {
    const PvsJson *json = NULL;
    bool found;
    *changes = (PvsStudyChanges){.has_seed = true};
    PvsStatus status = open_description(dir, arena, &json, &found, err);
    if (status == PVS_OK && !found) {
        status =
            pvs_error_set(err, PVS_BAD_INPUT, "%s is no study folder: it has no study.json", dir);
    }
    if (status != PVS_OK) {
        return status;
    }
    char path[PATH_BYTES];
    const PvsJson *plain = pvs_json_get(json, "plain");
    bool is_plain = plain && plain->kind == PVS_JSON_TRUE;
    pvs_text_printf(path, sizeof path, "%s/inputs/scenario/scenario.yaml", dir);
    changes->scenario = pvs_arena_strndup(arena, path, strlen(path));
    pvs_text_printf(path, sizeof path, "%s/inputs/catalog", dir);
    changes->catalog_dir = pvs_arena_strndup(arena, path, strlen(path));
    pvs_text_printf(path, sizeof path, "%s/inputs/%s", dir,
                    is_plain ? "scenario/scenario.yaml" : "study.yaml");
    *study_path = pvs_arena_strndup(arena, path, strlen(path));
    pvs_json_u64(pvs_json_get(json, "seed"), &changes->seed);
    pvs_json_u64(pvs_json_get(json, "replications"), &changes->replications);
    bool ok = read_settings(pvs_json_get(json, "settings"), arena, changes);
    return ok && changes->scenario && changes->catalog_dir && *study_path
               ? PVS_OK
               : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
}

// --- blocks ------------------------------------------------------------------------------------------

static void block_path(const PvsStore *store, uint32_t point, uint64_t first, char *buf,
                       size_t size) {
    pvs_text_printf(buf, size, "%s/shards/p%05u-b%07llu.pvb", store->dir, point,
                    (unsigned long long)(first / store->study->block));
}

PvsStatus pvs_store_put(const PvsStore *store, uint32_t point, uint64_t first, uint32_t n,
                        const double *rows, const double *series, PvsError *err) {
    const PvsStudy *s = store->study;
    const PvsPoint *p = &s->points[point];
    PvsBlockHead head = {.seed = s->seed,
                         .layout = p->layout->hash,
                         .point = point,
                         .first = first,
                         .n = n,
                         .n_columns = p->layout->n,
                         .n_series = series ? p->n_series : 0};
    pvs_text_printf(head.version, sizeof head.version, "%s", PAVISE_VERSION);
    pvs_text_printf(head.study, sizeof head.study, "%s", s->inputs_sha256);
    char path[PATH_BYTES];
    block_path(store, point, first, path, sizeof path);
    PvsStr bytes = {0};
    pvs_block_encode(&head, rows, series, &bytes);
    PvsStatus status = bytes.failed ? pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", path)
                                    : write_file(store->io, path, bytes.text, bytes.n, err);
    pvs_str_free(&bytes);
    return status;
}

// Whose block it is, when it is whole.
static bool is_foreign(const PvsStore *store, const PvsBlockHead *head, uint32_t point,
                       uint64_t first, char *why, size_t size) {
    const PvsStudy *s = store->study;
    if (strcmp(head->version, PAVISE_VERSION) != 0) {
        pvs_text_printf(why, size, "it was made by pavise %.20s; this is %s", head->version,
                        PAVISE_VERSION);
    } else if (strcmp(head->study, s->inputs_sha256) != 0 || head->seed != s->seed) {
        pvs_text_printf(why, size, "it belongs to another study (inputs %.12s, seed %llu)",
                        head->study, (unsigned long long)head->seed);
    } else if (head->point != point || head->first != first || head->n > s->block) {
        pvs_text_printf(why, size,
                        "it holds point %u from battle %llu on, which its name does not say",
                        head->point, (unsigned long long)head->first);
    } else if (head->layout != s->points[point].layout->hash ||
               head->n_columns != s->points[point].layout->n ||
               (head->n_series && head->n_series != s->points[point].n_series)) {
        pvs_text_printf(why, size, "its columns are others");
    } else {
        return false;
    }
    return true;
}

PvsStored pvs_store_get(const PvsStore *store, uint32_t point, uint64_t first, double *rows,
                        double *series, uint32_t *n, char *why) {
    char path[PATH_BYTES], reason[200];
    PvsStr bytes = {0};
    PvsError err = {0};
    bool found;
    *n = 0;
    block_path(store, point, first, path, sizeof path);
    const char *name = strrchr(path, '/') + 1;
    PvsStatus status = read_file(path, &bytes, &found, &err);
    PvsStored answer = PVS_STORED_ABSENT;
    PvsBlockHead head;
    if (status != PVS_OK) {
        pvs_text_printf(why, 400, "%s", err.message);
        answer = PVS_STORED_DAMAGED;
    } else if (found && pvs_block_head(bytes.text ? bytes.text : "", bytes.n, &head, reason) !=
                            PVS_BLOCK_WHOLE) {
        pvs_text_printf(why, 400, "%s is damaged: %s", name, reason);
        answer = PVS_STORED_DAMAGED;
    } else if (found && is_foreign(store, &head, point, first, reason, sizeof reason)) {
        pvs_text_printf(why, 400, "%s is not of this study: %s", name, reason);
        answer = PVS_STORED_FOREIGN;
    } else if (found) {
        uint64_t left = store->study->points[point].n_wanted - first;
        uint32_t whole = left < store->study->block ? (uint32_t)left : store->study->block;
        bool decodes = !rows || pvs_block_decode(bytes.text, bytes.n, &head, rows,
                                                 head.n_series ? series : NULL);
        *n = decodes ? head.n : 0;
        answer = !decodes         ? PVS_STORED_DAMAGED
                 : head.n < whole ? PVS_STORED_PART
                                  : PVS_STORED_WHOLE;
        if (!decodes) {
            pvs_text_printf(why, 400, "%s is damaged: its columns do not decode", name);
        }
    }
    pvs_str_free(&bytes);
    return answer;
}

void pvs_store_sweep(const PvsStore *store) {
    char path[PATH_BYTES];
    pvs_text_printf(path, sizeof path, "%s/shards", store->dir);
    DIR *dir = opendir(path);
    for (struct dirent *e = dir ? readdir(dir) : NULL; e; e = readdir(dir)) {
        if (strstr(e->d_name, ".pvb.tmp-")) {
            pvs_text_printf(path, sizeof path, "%s/shards/%s", store->dir, e->d_name);
            unlink(path);
        }
    }
    if (dir) {
        closedir(dir);
    }
}
