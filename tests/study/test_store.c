// SPDX-License-Identifier: Apache-2.0
// Whatever fails while a block is committed (full disk, rename, fsync), nothing new stands at its name, and the next try succeeds.
#include "study/store.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "study/studies.h"
#include "support/faulty_io.h"

static PvsStudy *plan(Temporary *t) {
    PvsStudyChanges changes = {.catalog_dir = PVS_SOURCE_DIR "/catalog"};
    PvsStudy *study;
    PvsDiags diags = {0};
    const char *path = studies_write(t, "s.yaml", STUDY_HEAD "replications: 8\n");
    assert_int_equal(pvs_study_plan(path, &changes, &study, &diags), PVS_OK);
    pvs_diags_free(&diags);
    return study;
}

static void a_block_is_whole_or_absent_whatever_fails(void **state) {
    (void)state;
    Temporary t;
    temporary_create(&t);
    PvsStudy *study = plan(&t);
    char dir[100], why[400];
    bool existed;
    PvsError err = {0};
    snprintf(dir, sizeof dir, "%s/out", t.dir);
    PvsStore store = {.dir = dir, .study = study};
    assert_int_equal(pvs_store_open(&store, false, &existed, &err), PVS_OK);
    size_t n_rows = 8 * (size_t)study->points[0].layout->n,
           n_series = 8 * (size_t)study->points[0].n_series;
    double *rows = calloc(n_rows, sizeof *rows), *series = calloc(n_series, sizeof *series);
    int n_failed = 0;
    for (long fail_at = 0;; fail_at++) {
        FaultyIo faulty = {.fail_at = fail_at, .error = ENOSPC};
        PvsIo io = faulty_io(&faulty);
        store.io = &io;
        uint32_t n;
        PvsStatus status = pvs_store_put(&store, 0, 0, 8, rows, series, &err);
        store.io = NULL;
        if (status == PVS_OK) {
            assert_int_equal(pvs_store_get(&store, 0, 0, NULL, NULL, &n, why), PVS_STORED_WHOLE);
            break;
        }
        n_failed++;
        assert_int_equal(status, PVS_IO);
        assert_non_null(strstr(err.message, "p00000-b0000000.pvb"));
        PvsStored stored = pvs_store_get(&store, 0, 0, NULL, NULL, &n, why);
        assert_true(stored == PVS_STORED_ABSENT ||
                    stored == PVS_STORED_WHOLE); // a rename that was made safe too late is whole
        char path[300];
        snprintf(path, sizeof path, "%s/shards/p00000-b0000000.pvb", dir);
        remove(path);
    }
    assert_true(n_failed >= 3);
    free(rows);
    free(series);
    pvs_study_plan_free(study);
    studies_remove(&t);
}

// A folder that could not be made whole is no study folder, and is made anew.
static void a_folder_is_whole_or_no_study_whatever_fails(void **state) {
    (void)state;
    Temporary t;
    temporary_create(&t);
    PvsStudy *study = plan(&t);
    char dir[100];
    bool existed;
    PvsError err = {0};
    snprintf(dir, sizeof dir, "%s/out", t.dir);
    for (long fail_at = 0;; fail_at += 3) {
        FaultyIo faulty = {.fail_at = fail_at, .error = ENOSPC};
        PvsIo io = faulty_io(&faulty);
        PvsStore store = {.dir = dir, .study = study, .io = &io};
        PvsStatus status = pvs_store_open(&store, false, &existed, &err);
        if (status == PVS_OK) {
            break;
        }
        assert_int_equal(status, PVS_IO);
        if (pvs_store_probe(dir, &err) ==
            PVS_OK) { // only the folder's own fsync failed, after the last name was given
            break;
        }
    }
    pvs_study_plan_free(study);
    studies_remove(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_whole_or_absent_whatever_fails),
        cmocka_unit_test(a_folder_is_whole_or_no_study_whatever_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
