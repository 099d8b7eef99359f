// SPDX-License-Identifier: Apache-2.0
// The list of formats, and a file being written in one of them. A new format is one new file and
// one line here.
#include <string.h>
#include <unistd.h>

#include "export/formats.h"

const PvsFormat *const pvs_formats[] = {
    &pvs_format_threats_csv, &pvs_format_shots_csv, &pvs_format_events_csv, &pvs_format_jsonl, NULL,
};

// "night.threats.csv" and a file that is just called "threats.csv" are both tables of threats.
static bool ends_in(const char *path, const char *ending) {
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t n = strlen(name), n_ending = strlen(ending);
    return strcmp(name, ending + 1) == 0 ||
           (n > n_ending && strcmp(name + n - n_ending, ending) == 0);
}

const PvsFormat *pvs_format_for(const char *path) {
    const PvsFormat *best = NULL;
    for (const PvsFormat *const *f = pvs_formats; *f; f++) {
        bool fits = ends_in(path, (*f)->ending);
        if (fits && (!best || strlen((*f)->ending) > strlen(best->ending))) {
            best = *f;
        }
    }
    return best;
}

struct PvsExport {
    const PvsFormat *format;
    PvsOut *out;
    void *ctx;
};

PvsStatus pvs_export_create(const PvsFormat *format, const char *path, const PvsMeta *meta,
                            const PvsIo *io, PvsExport **result, PvsError *err) {
    *result = NULL;
    PvsExport *e = pvs_alloc(sizeof *e);
    if (!e) {
        return pvs_error_set(err, PVS_NO_MEMORY, "%s: out of memory", path);
    }
    e->format = format;
    PvsStatus status = strcmp(path, "-") == 0
                           ? pvs_out_from_fd(STDOUT_FILENO, "standard output", &e->out, err)
                           : pvs_out_create(path, io, &e->out, err);
    if (status == PVS_OK) {
        status = format->create(meta, e->out, &e->ctx, err);
    }
    if (status != PVS_OK) {
        pvs_out_discard(e->out);
        pvs_free(e);
        return status;
    }
    *result = e;
    return PVS_OK;
}

PvsSink pvs_export_sink(PvsExport *e) {
    return (PvsSink){.on_event = e->format->on_event, .ctx = e->ctx, .level = e->format->level};
}

const PvsError *pvs_export_error(const PvsExport *e) {
    return pvs_out_error(e->out);
}

PvsStatus pvs_export_finish(PvsExport *e, PvsError *err) {
    PvsStatus status = e->format->finish(e->ctx);
    e->format->destroy(e->ctx);
    if (status == PVS_NO_MEMORY) {
        pvs_error_set(err, status, "out of memory");
        pvs_out_discard(e->out);
    } else {
        status = pvs_out_commit(e->out, err);
    }
    pvs_free(e);
    return status;
}

void pvs_export_discard(PvsExport *e) {
    if (e) {
        e->format->destroy(e->ctx);
        pvs_out_discard(e->out);
        pvs_free(e);
    }
}
