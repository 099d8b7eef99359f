// SPDX-License-Identifier: Apache-2.0
#include "serve/loaded.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "record/io.h"

static PvsStatus load(PvsLoaded *loaded, const PvsLoadPlace *place, PvsDiags *diags) {
    PvsScenarioOptions opt = pvs_scenario_options_default();
    opt.catalog_dir = place->catalog_dir;
    PvsStatus status = pvs_scenario_load_text(loaded->text, loaded->n, place->name, place->dir,
                                              &opt, &loaded->scenario, diags);
    return status == PVS_OK ? pvs_scenario_compile(loaded->scenario, &loaded->model, diags)
                            : status;
}

PvsStatus pvs_loaded_create(const char *text, size_t n, const PvsLoadPlace *place, uint64_t serial,
                            PvsLoaded **out, PvsDiags *diags) {
    *out = NULL;
    PvsLoaded *loaded = pvs_alloc(sizeof *loaded);
    char *copy = loaded ? pvs_alloc(n + 1) : NULL;
    if (!copy) {
        pvs_free(loaded);
        return PVS_NO_MEMORY;
    }
    memcpy(copy, text, n);
    loaded->text = copy;
    loaded->n = n;
    loaded->serial = serial;
    atomic_store(&loaded->owners, 1);
    PvsStatus status = load(loaded, place, diags);
    if (status != PVS_OK) {
        pvs_loaded_release(loaded);
        return status;
    }
    loaded->warnings = *diags; // they go with it
    *diags = (PvsDiags){0};
    *out = loaded;
    return PVS_OK;
}

PvsLoaded *pvs_loaded_of_model(PvsModel *model, uint64_t serial) {
    PvsLoaded *loaded = pvs_alloc(sizeof *loaded);
    if (!loaded) {
        pvs_model_free(model);
        return NULL;
    }
    loaded->serial = serial;
    loaded->model = model;
    atomic_store(&loaded->owners, 1);
    return loaded;
}

PvsLoaded *pvs_loaded_share(PvsLoaded *loaded) {
    atomic_fetch_add(&loaded->owners, 1);
    return loaded;
}

void pvs_loaded_release(PvsLoaded *loaded) {
    if (loaded && atomic_fetch_sub(&loaded->owners, 1) == 1) {
        pvs_model_free(loaded->model);
        pvs_scenario_free(loaded->scenario);
        pvs_diags_free(&loaded->warnings);
        pvs_free(loaded->text);
        pvs_free(loaded);
    }
}

static PvsStatus refuse(const char *path, PvsError *err) {
    char reason[128];
    return pvs_error_set(err, PVS_IO, "%.200s: cannot be read: %s", path,
                         pvs_errno_text(errno, reason, sizeof reason));
}

static PvsStatus read_open(int fd, const char *path, size_t max_bytes, char **text, size_t *n,
                           PvsError *err) {
    struct stat info;
    if (fstat(fd, &info) != 0) {
        return refuse(path, err);
    }
    if (!S_ISREG(info.st_mode)) {
        return pvs_error_set(err, PVS_BAD_INPUT, "%.200s: no regular file", path);
    }
    if ((uintmax_t)info.st_size > max_bytes) {
        return pvs_error_set(err, PVS_LIMIT,
                             "%.200s: too large: %.1f MiB; at most %.0f MiB are read", path,
                             (double)info.st_size / 1048576.0, (double)max_bytes / 1048576.0);
    }
    size_t size = (size_t)info.st_size, done = 0;
    *text = pvs_alloc(size + 1);
    while (*text && done < size) {
        ssize_t got = read(fd, *text + done, size - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            pvs_free(*text);
            *text = NULL;
            return refuse(path, err);
        }
        if (got == 0) {
            break; // it has become shorter
        }
        done += (size_t)got;
    }
    *n = done;
    return *text ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
}

PvsStatus pvs_file_read(const char *path, size_t max_bytes, char **text, size_t *n, PvsError *err) {
    *text = NULL;
    *n = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) {
        return refuse(path, err);
    }
    PvsStatus status = read_open(fd, path, max_bytes, text, n, err);
    close(fd);
    return status;
}
