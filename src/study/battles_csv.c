// SPDX-License-Identifier: Apache-2.0
// Every battle of a study as a table: a row a battle, the columns that all points have.
#include <string.h>

#include "study/plan.h"
#include "study/store.h"
#include "study/summary.h"

typedef struct {
    const PvsStudy *study;
    uint32_t point;
    PvsOut *out;
    PvsStr line;
} Table;

static void add_cell(PvsStr *out, const char *text) {
    bool quoted = strpbrk(text, ",\"\n") != NULL;
    pvs_str_printf(out, quoted ? "\"" : "");
    for (const char *p = text; *p; p++) {
        pvs_str_printf(out, *p == '"' ? "\"\"" : "%c", *p);
    }
    pvs_str_printf(out, quoted ? "\"" : "");
}

static bool is_shown(const PvsLayout *l, uint32_t column) {
    return column != l->globals + PVS_G_digest_low && column != l->globals + PVS_G_digest_high;
}

static PvsStatus write_line(Table *t) {
    pvs_str_printf(&t->line, "\n");
    PvsStatus status =
        t->line.failed ? PVS_NO_MEMORY : pvs_out_write(t->out, t->line.text, t->line.n);
    t->line.n = 0;
    return status;
}

static PvsStatus write_head(Table *t) {
    const PvsLayout *l = t->study->points[0].layout;
    pvs_str_printf(&t->line, "point,kind,label,replication,draw");
    for (uint32_t i = 0; i < l->types; i++) {
        if (is_shown(l, i)) {
            pvs_str_printf(&t->line, ",");
            add_cell(&t->line, l->name[i]);
        }
    }
    return write_line(t);
}

static PvsStatus write_battle(void *ctx, uint64_t replication, const double *row,
                              const double *series) {
    (void)series;
    Table *t = ctx;
    const PvsPoint *p = &t->study->points[t->point];
    pvs_str_printf(&t->line, "%u,%s,", t->point, pvs_point_kind_name(p->kind));
    add_cell(&t->line, p->label);
    pvs_str_printf(&t->line, ",%llu,%llu", (unsigned long long)replication,
                   (unsigned long long)pvs_point_draw(t->study, p, replication));
    for (uint32_t i = 0; i < p->layout->types; i++) {
        if (is_shown(p->layout, i)) {
            pvs_str_printf(&t->line, ",");
            pvs_str_json_number(&t->line, row[i]);
        }
    }
    return write_line(t);
}

PvsStatus pvs_battles_csv(const PvsStore *store, const char *path, PvsError *err) {
    Table t = {.study = store->study};
    PvsStatus status = pvs_out_create(path, NULL, &t.out, err);
    if (status != PVS_OK) {
        return status;
    }
    status = write_head(&t);
    for (; t.point < store->study->n_points && status == PVS_OK; t.point++) {
        status = pvs_rows_visit(store, t.point, store->study->points[t.point].n_done, write_battle,
                                &t, err);
    }
    pvs_str_free(&t.line);
    if (status != PVS_OK) {
        const PvsError *failed = pvs_out_error(t.out);
        pvs_error_set(err, status, "%s",
                      failed->status != PVS_OK ? failed->message : pvs_status_text(status));
        pvs_out_discard(t.out);
        return status;
    }
    return pvs_out_commit(t.out, err);
}
