// SPDX-License-Identifier: Apache-2.0
// Small studies for tests: written into a temporary folder, run, and asked for parts of their results.
#ifndef PVS_TESTS_STUDIES_H
#define PVS_TESTS_STUDIES_H

#include <pavise/study.h>

#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "support/temporary.h"

#define STUDY_HEAD                                                                                 \
    "pavise: 1\nstudy: A test\nscenario: " PVS_SOURCE_DIR "/scenarios/first-steps.yaml\n"

static inline int studies_unlink(const char *path, const struct stat *info, int flag,
                                 struct FTW *ftw) {
    (void)info;
    (void)flag;
    (void)ftw;
    return remove(path);
}
static inline void studies_remove(const Temporary *t) {
    nftw(t->dir, studies_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

static inline const char *studies_write(Temporary *t, const char *name, const char *text) {
    const char *path = temporary_path(t, name);
    FILE *f = fopen(path, "w");
    fputs(text, f);
    fclose(f);
    return path;
}

/// The text behind `"key": "` in a document, up to the next quote.
static inline void studies_text(const char *json, const char *key, char *buf, size_t size) {
    char mark[80];
    snprintf(mark, sizeof mark, "\"%s\": \"", key);
    const char *at = strstr(json, mark);
    snprintf(buf, size, "%.*s", at ? (int)strcspn(at + strlen(mark), "\"") : 0,
             at ? at + strlen(mark) : "");
}

static inline PvsStudyOptions studies_options(const char *out, int jobs) {
    PvsStudyOptions o = pvs_study_options_default();
    o.catalog_dir = PVS_SOURCE_DIR "/catalog";
    o.out_dir = out;
    o.jobs = jobs;
    return o;
}

/// Runs a study file of the temporary folder into a folder of it; the hash of its results.
static inline PvsStatus studies_run(Temporary *t, const char *file, const char *out,
                                    PvsStudyOptions o, char sha[65], PvsError *err) {
    char path[200], dir[200];
    PvsStudyResults *results = NULL;
    snprintf(path, sizeof path, "%s/%s", t->dir, file);
    snprintf(dir, sizeof dir, "%s/%s", t->dir, out);
    o.out_dir = dir;
    PvsStatus status = pvs_study_run(path, &o, &results, err);
    sha[0] = '\0';
    if (results) {
        studies_text(pvs_study_results_json(results), "results_sha256", sha, 65);
    }
    pvs_study_results_free(results);
    return status;
}

#endif
