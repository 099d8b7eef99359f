// SPDX-License-Identifier: Apache-2.0
#include "study/folder.h"

#include <stdio.h>
#include <string.h>

#include "study/runner.h"
#include "study/summary.h"

#define RESULTS_BYTES_MAX ((size_t)256 << 20)

struct PvsStudyFolder {
    PvsArena arena;
    char *dir;
    PvsStudy *study;
    PvsStore store;
};

static PvsStatus read_study(PvsStudyFolder *f, PvsError *err) {
    PvsStudyChanges changes;
    PvsDiags diags = {0};
    char *path;
    PvsStatus status = pvs_store_frozen(f->dir, &f->arena, &path, &changes, err);
    if (status != PVS_OK) {
        return status;
    }
    status = pvs_study_plan(path, &changes, &f->study, &diags);
    if (status != PVS_OK) {
        const char *why = diags.n && diags.items[0].message ? diags.items[0].message : NULL;
        pvs_error_set(err, status, "%s: %s", f->dir, why ? why : pvs_status_text(status));
    }
    pvs_diags_free(&diags);
    return status;
}

PvsStatus pvs_study_folder_open(const char *dir, PvsStudyFolder **out, PvsError *err) {
    *out = NULL;
    PvsStudyFolder *f = pvs_alloc(sizeof *f);
    if (!f) {
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    pvs_arena_init(&f->arena);
    f->dir = pvs_arena_strndup(&f->arena, dir, strlen(dir));
    PvsStatus status =
        f->dir ? read_study(f, err) : pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    if (status != PVS_OK) {
        pvs_study_folder_close(f);
        return status;
    }
    PvsStr said = {0};
    uint32_t n_bad = 0, n_missing = 0;
    f->store = (PvsStore){.dir = f->dir, .study = f->study};
    pvs_study_count(&f->store, f->study, UINT64_MAX, &said, &n_bad,
                    &n_missing); // damaged blocks count as absent
    pvs_str_free(&said);
    *out = f;
    return PVS_OK;
}

void pvs_study_folder_close(PvsStudyFolder *folder) {
    if (folder) {
        pvs_study_plan_free(folder->study);
        pvs_arena_free(&folder->arena);
        pvs_free(folder);
    }
}

const char *pvs_study_folder_name(const PvsStudyFolder *folder) {
    return folder->study->name ? folder->study->name : "";
}

uint64_t pvs_study_folder_seed(const PvsStudyFolder *folder) {
    return folder->study->seed;
}

uint32_t pvs_study_folder_n_points(const PvsStudyFolder *folder) {
    return folder->study->n_points;
}

const char *pvs_study_folder_label(const PvsStudyFolder *folder, uint32_t point) {
    const char *label = folder->study->points[point].label;
    return label ? label : "";
}

uint64_t pvs_study_folder_n_battles(const PvsStudyFolder *folder, uint32_t point) {
    return folder->study->points[point].n_done;
}

PvsStatus pvs_study_folder_results(const PvsStudyFolder *folder, PvsStr *out, PvsError *err) {
    char path[4200];
    pvs_text_printf(path, sizeof path, "%s/results.json", folder->dir);
    FILE *file = fopen(path, "rb");
    if (!file) {
        return pvs_error_set(err, PVS_IO, "%s: not summed up yet (pavise merge %s)", path,
                             folder->dir);
    }
    char buf[65536];
    for (size_t n; (n = fread(buf, 1, sizeof buf, file)) > 0 && out->n < RESULTS_BYTES_MAX;) {
        pvs_str_add(out, buf, n);
    }
    fclose(file);
    return out->failed ? pvs_error_set(err, PVS_NO_MEMORY, "out of memory") : PVS_OK;
}

uint32_t pvs_study_folder_n_columns(const PvsStudyFolder *folder, uint32_t point) {
    return folder->study->points[point].layout->n;
}

const char *pvs_study_folder_column(const PvsStudyFolder *folder, uint32_t point, uint32_t column) {
    return folder->study->points[point].layout->name[column];
}

typedef struct {
    PvsFolderVisit visit;
    void *ctx;
} Visitor;

static PvsStatus on_row(void *ctx, uint64_t replication, const double *row, const double *series) {
    const Visitor *v = ctx;
    (void)series;
    v->visit(v->ctx, replication, row);
    return PVS_OK;
}

PvsStatus pvs_study_folder_visit(const PvsStudyFolder *folder, uint32_t point, PvsFolderVisit visit,
                                 void *ctx, PvsError *err) {
    Visitor v = {visit, ctx};
    return pvs_rows_visit(&folder->store, point, folder->study->points[point].n_done, on_row, &v,
                          err);
}

PvsStatus pvs_study_folder_model(const PvsStudyFolder *folder, uint32_t point, uint64_t replication,
                                 PvsModel **out, PvsError *err) {
    const PvsPoint *p = &folder->study->points[point];
    PvsDiags diags = {0};
    uint64_t draw = pvs_point_draw(folder->study, p, replication);
    PvsStatus status = pvs_point_compile(folder->study, p, draw, out, &diags);
    if (status != PVS_OK) {
        const char *why = diags.n && diags.items[0].message ? diags.items[0].message : NULL;
        pvs_error_set(err, status, "%s", why ? why : pvs_status_text(status));
    }
    pvs_diags_free(&diags);
    return status;
}
