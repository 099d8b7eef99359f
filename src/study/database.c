// SPDX-License-Identifier: Apache-2.0
// study.db: made anew beside its name from the document and the blocks, then renamed; only the merger writes it, and never over a file of somebody else.
#include "study/database.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "record/json.h"

#define APPLICATION_ID 0x50565344 ///< "PVSD", at offset 68 of the file
#define PATH_BYTES     4600

static const char tables[] =
    "PRAGMA application_id=1347834692;PRAGMA user_version=1;"
    "CREATE TABLE study(key TEXT PRIMARY KEY, value TEXT);"
    "CREATE TABLE points(id INTEGER PRIMARY KEY, kind TEXT, label TEXT, price_usd REAL, "
    "replications INTEGER, "
    "draws INTEGER);"
    "CREATE TABLE factors(point INTEGER, path TEXT, value);"
    "CREATE TABLE measures(point INTEGER, name TEXT, mean REAL, sd REAL, se REAL, lo REAL, hi "
    "REAL, method TEXT, q05 "
    "REAL, q50 REAL, q95 REAL, n INTEGER);"
    "CREATE TABLE comparisons(point INTEGER, base INTEGER, measure TEXT, mean REAL, se REAL, lo "
    "REAL, hi REAL, p_holm "
    "REAL, correlation REAL, pairs INTEGER);"
    "CREATE TABLE blocks(point INTEGER, first INTEGER, n INTEGER, file TEXT);";

typedef struct {
    sqlite3 *db;
    sqlite3_stmt *insert;
    int code;
} Database;

static void begin(Database *d, const char *sql) {
    if (d->code == SQLITE_OK) {
        d->code = sqlite3_prepare_v2(d->db, sql, -1, &d->insert, NULL);
    }
}

static void end(Database *d) {
    sqlite3_finalize(d->insert);
    d->insert = NULL;
}

static void step(Database *d) {
    if (d->code == SQLITE_OK) {
        int code = sqlite3_step(d->insert);
        d->code = code == SQLITE_DONE ? SQLITE_OK : code;
        sqlite3_reset(d->insert);
        sqlite3_clear_bindings(d->insert);
    }
}

// A value as what it is: text, number, or null.
static void bind(Database *d, int at, const PvsJson *value) {
    double x;
    const char *text = pvs_json_string(value);
    if (d->code != SQLITE_OK) {
        return;
    }
    if (text) {
        sqlite3_bind_text(d->insert, at, text, -1, SQLITE_TRANSIENT);
    } else if (pvs_json_number(value, &x)) {
        if (x == (double)(sqlite3_int64)x) {
            sqlite3_bind_int64(d->insert, at, (sqlite3_int64)x);
        } else {
            sqlite3_bind_double(d->insert, at, x);
        }
    }
}

static const PvsJson *at(const PvsJson *list, int i) {
    const PvsJson *item = list ? list->first : NULL;
    while (item && i-- > 0) {
        item = item->next;
    }
    return item;
}

static void add_study(Database *d, const PvsJson *doc) {
    static const char *const keys[] = {"pavise", "study",         "scenario",
                                       "notice", "inputs_sha256", "results_sha256",
                                       "seed",   "replications"};
    begin(d, "INSERT INTO study VALUES(?,?)");
    for (size_t i = 0; i < sizeof keys / sizeof *keys && d->code == SQLITE_OK; i++) {
        sqlite3_bind_text(d->insert, 1, keys[i], -1, SQLITE_STATIC);
        bind(d, 2, pvs_json_get(doc, keys[i]));
        step(d);
    }
    end(d);
}

static void add_points(Database *d, const PvsJson *points) {
    static const char *const keys[] = {"id", "kind", "label", "price_usd", "replications", "draws"};
    begin(d, "INSERT INTO points VALUES(?,?,?,?,?,?)");
    for (const PvsJson *p = points ? points->first : NULL; p; p = p->next) {
        for (int k = 0; k < 6; k++) {
            bind(d, k + 1, pvs_json_get(p, keys[k]));
        }
        step(d);
    }
    end(d);
    begin(d, "INSERT INTO factors VALUES(?,?,?)");
    for (const PvsJson *p = points ? points->first : NULL; p; p = p->next) {
        const PvsJson *factors = pvs_json_get(p, "factors");
        for (const PvsJson *f = factors ? factors->first : NULL; f && d->code == SQLITE_OK;
             f = f->next) {
            bind(d, 1, pvs_json_get(p, "id"));
            sqlite3_bind_text(d->insert, 2, f->key, -1, SQLITE_TRANSIENT);
            bind(d, 3, f);
            step(d);
        }
    }
    end(d);
}

static void add_measures(Database *d, const PvsJson *points) {
    static const char *const quantiles[] = {"0.05", "0.5", "0.95"};
    begin(d, "INSERT INTO measures VALUES(?,?,?,?,?,?,?,?,?,?,?,?)");
    for (const PvsJson *p = points ? points->first : NULL; p; p = p->next) {
        const PvsJson *measures = pvs_json_get(p, "measures");
        for (const PvsJson *m = measures ? measures->first : NULL; m && d->code == SQLITE_OK;
             m = m->next) {
            const PvsJson *ci = pvs_json_get(m, "ci95"), *q = pvs_json_get(m, "quantiles");
            bind(d, 1, pvs_json_get(p, "id"));
            sqlite3_bind_text(d->insert, 2, m->key, -1, SQLITE_TRANSIENT);
            bind(d, 3, pvs_json_get(m, "mean"));
            bind(d, 4, pvs_json_get(m, "sd"));
            bind(d, 5, pvs_json_get(m, "se"));
            bind(d, 6, at(ci, 0));
            bind(d, 7, at(ci, 1));
            bind(d, 8, pvs_json_get(m, "method"));
            for (int k = 0; k < 3; k++) {
                bind(d, 9 + k, pvs_json_get(q, quantiles[k]));
            }
            bind(d, 12, pvs_json_get(m, "n"));
            step(d);
        }
    }
    end(d);
}

static void add_comparisons(Database *d, const PvsJson *rows) {
    begin(d, "INSERT INTO comparisons VALUES(?,?,?,?,?,?,?,?,?,?)");
    for (const PvsJson *r = rows ? rows->first : NULL; r; r = r->next) {
        const PvsJson *ci = pvs_json_get(r, "ci95");
        bind(d, 1, pvs_json_get(r, "point"));
        bind(d, 2, pvs_json_get(r, "base"));
        bind(d, 3, pvs_json_get(r, "measure"));
        bind(d, 4, pvs_json_get(r, "mean"));
        bind(d, 5, pvs_json_get(r, "se"));
        bind(d, 6, at(ci, 0));
        bind(d, 7, at(ci, 1));
        bind(d, 8, pvs_json_get(r, "p_holm"));
        bind(d, 9, pvs_json_get(r, "correlation"));
        bind(d, 10, pvs_json_get(r, "pairs"));
        step(d);
    }
    end(d);
}

static void add_blocks(Database *d, const PvsStudy *s) {
    begin(d, "INSERT INTO blocks VALUES(?,?,?,?)");
    for (uint32_t i = 0; i < s->n_points; i++) {
        for (uint64_t first = 0; first < s->points[i].n_done && d->code == SQLITE_OK;
             first += s->block) {
            uint64_t left = s->points[i].n_done - first;
            char name[80];
            pvs_text_printf(name, sizeof name, "shards/p%05u-b%07llu.pvb", i,
                            (unsigned long long)(first / s->block));
            sqlite3_bind_int64(d->insert, 1, i);
            sqlite3_bind_int64(d->insert, 2, (sqlite3_int64)first);
            sqlite3_bind_int64(d->insert, 3, (sqlite3_int64)(left < s->block ? left : s->block));
            sqlite3_bind_text(d->insert, 4, name, -1, SQLITE_TRANSIENT);
            step(d);
        }
    }
    end(d);
}

static int fill(const char *path, const PvsStudy *s, const PvsJson *doc, char *why, size_t size) {
    Database d = {.code = SQLITE_OK};
    d.code = sqlite3_open_v2(
        path, &d.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
    if (d.code == SQLITE_OK) {
        d.code = sqlite3_exec(d.db, "PRAGMA journal_mode=OFF;PRAGMA synchronous=FULL;BEGIN", NULL,
                              NULL, NULL);
    }
    if (d.code == SQLITE_OK) {
        d.code = sqlite3_exec(d.db, tables, NULL, NULL, NULL);
    }
    const PvsJson *points = pvs_json_get(doc, "points");
    add_study(&d, doc);
    add_points(&d, points);
    add_measures(&d, points);
    add_comparisons(&d, pvs_json_get(doc, "comparisons"));
    add_blocks(&d, s);
    if (d.code == SQLITE_OK) {
        d.code = sqlite3_exec(d.db, "CREATE INDEX measures_of ON measures(point, name);COMMIT",
                              NULL, NULL, NULL);
    }
    if (d.code != SQLITE_OK) {
        pvs_text_printf(why, size, "%s", d.db ? sqlite3_errmsg(d.db) : sqlite3_errstr(d.code));
    }
    sqlite3_close(d.db);
    return d.code;
}

// What stands at the name must be ours, or nothing.
static PvsStatus check_owner(const char *path, PvsError *err) {
    unsigned char head[100];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return PVS_OK;
    }
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    bool sqlite = n >= 16 && memcmp(head, "SQLite format 3", 16) == 0;
    uint32_t id = n >= 72 ? (uint32_t)head[68] << 24 | (uint32_t)head[69] << 16 |
                                (uint32_t)head[70] << 8 | head[71]
                          : 0;
    return sqlite && id == APPLICATION_ID
               ? PVS_OK
               : pvs_error_set(
                     err, PVS_BAD_INPUT,
                     "%s is %s that Pavise did not write: it is left as it is; move it away", path,
                     sqlite ? "a SQLite database" : "a file");
}

PvsStatus pvs_database_write(const PvsStore *store, const PvsStr *results, PvsError *err) {
    char path[PATH_BYTES], temporary[PATH_BYTES + 40], why[300] = "";
    pvs_text_printf(path, sizeof path, "%s/study.db", store->dir);
    pvs_text_printf(temporary, sizeof temporary, "%s.tmp-%ld", path, (long)getpid());
    PvsStatus status = check_owner(path, err);
    if (status != PVS_OK) {
        return status;
    }
    PvsArena arena;
    const PvsJson *doc;
    pvs_arena_init(&arena);
    status = pvs_json_parse(results->text, results->n, &arena, &doc, err);
    if (status == PVS_OK) {
        unlink(temporary);
        if (fill(temporary, store->study, doc, why, sizeof why) != SQLITE_OK) {
            status = pvs_error_set(err, PVS_IO, "%s: %s", path, why);
        } else if (rename(temporary, path) != 0) {
            char reason[128];
            status = pvs_error_set(err, PVS_IO, "%s: %s", path,
                                   pvs_errno_text(errno, reason, sizeof reason));
        }
        unlink(temporary);
    }
    pvs_arena_free(&arena);
    return status;
}
