// SPDX-License-Identifier: Apache-2.0
// The one way from a page to the file system: what was shown as a difference is written, to the scenario's own file or to a new one beside it.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sha256.h"
#include "serve/textdiff.h"
#include "serve/view.h"

#define NAME_LENGTH_MAX 100

// Of what is on disk and what would be there: a digest stands for one preview.
static void digest_of(const PvsView *view, char hex[65]) {
    PvsSha256 hash;
    uint64_t n[2] = {view->before->n, view->now->n};
    pvs_sha256_init(&hash);
    pvs_sha256_add(&hash, n, sizeof n);
    pvs_sha256_add(&hash, view->before->text, view->before->n);
    pvs_sha256_add(&hash, view->now->text, view->now->n);
    pvs_sha256_hex(&hash, hex);
}

void pvs_do_preview(PvsRequest *r) {
    static const char head[] = "{\"differences\": ", tail[] = "}\n";
    PvsView *view = r->view;
    PvsStr diff = {0}, values = {0};
    char hex[65];
    digest_of(view, hex);
    pvs_textdiff(view->before->text, view->before->n, view->now->text, view->now->n, view->name,
                 &diff);
    pvs_scenario_diff(view->before->scenario, view->now->scenario, true, &values, NULL);
    size_t n_frame = sizeof head - 1 + sizeof tail - 1;
    bool whole = !diff.failed && !values.failed && values.n > n_frame;
    pvs_request_add_count(r, "revision", view->revision);
    pvs_request_add(r, "digest", hex);
    pvs_request_add(r, "diff", whole ? diff.text : "");
    pvs_str_printf(&r->body, ", \"differences\": ");
    if (whole) {
        pvs_str_add(&r->body, values.text + sizeof head - 1, values.n - n_frame);
    }
    pvs_request_add_flag(r, "confirmed", pvs_view_is_confirmed(view));
    r->body.failed = r->body.failed || !whole;
    pvs_str_free(&diff);
    pvs_str_free(&values);
}

// --- writing -------------------------------------------------------------------------------------

// As rename, but what stands there stays.
static int rename_to_free_name(void *ctx, const char *from, const char *to) {
    (void)ctx;
    return renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE);
}

static PvsStatus write_text(const PvsView *view, const char *path, bool is_new, PvsError *err) {
    PvsIo io = *pvs_io_system();
    PvsOut *out;
    if (is_new) {
        io.rename = rename_to_free_name;
    }
    PvsStatus status = pvs_out_create(path, &io, &out, err);
    if (status != PVS_OK) {
        return status;
    }
    if (pvs_out_write(out, view->now->text, view->now->n) != PVS_OK) {
        *err = *pvs_out_error(out);
        pvs_out_discard(out);
        return err->status;
    }
    return pvs_out_commit(out, err);
}

static bool is_plain_name(const char *name) {
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    size_t n = strlen(name);
    return n > 5 && n <= NAME_LENGTH_MAX && name[0] != '.' && name[0] != '-' &&
           name[strspn(name, letters)] == '\0' && strcmp(name + n - 5, ".yaml") == 0;
}

// Whether the file is still what was read.
static bool is_as_read(PvsRequest *r) {
    const PvsView *view = r->view;
    PvsError err = {0};
    char *text = NULL;
    size_t n = 0;
    PvsStatus status = pvs_file_read(view->path, PVS_SCENARIO_BYTES_MAX, &text, &n, &err);
    bool same =
        status == PVS_OK && n == view->before->n && memcmp(text, view->before->text, n) == 0;
    pvs_free(text);
    if (!same) {
        pvs_request_fail(
            r, "conflict",
            "%s has changed on disk since it was read; reload it, or save under another name",
            view->name);
    }
    return same;
}

static void save_own(PvsRequest *r) {
    PvsView *view = r->view;
    PvsError err = {0};
    struct stat info;
    if (!is_as_read(r)) {
        return;
    }
    bool known = stat(view->path, &info) == 0;
    if (write_text(view, view->path, false, &err) != PVS_OK) {
        pvs_request_fail_status(r, err.status, err.message);
    } else if (known) {
        (void)!chmod(view->path, info.st_mode & 07777); // who may read it stays as it was
    }
}

// Beside the scenario; from then on that file is shown.
static void save_as(PvsRequest *r, const char *name) {
    PvsView *view = r->view;
    PvsError err = {0};
    if (!is_plain_name(name)) {
        pvs_request_fail(r, "bad-request",
                         "\"as\" is a plain name of letters, digits, . _ - that ends in .yaml");
        return;
    }
    size_t n_folder = (size_t)(view->name - view->path), size = n_folder + strlen(name) + 1;
    char *path = pvs_alloc(size);
    if (!path) {
        pvs_request_fail(r, "internal", "out of memory");
        return;
    }
    memcpy(path, view->path, n_folder);
    memcpy(path + n_folder, name, strlen(name));
    if (access(path, F_OK) == 0 || write_text(view, path, true, &err) != PVS_OK) {
        pvs_request_fail(r, err.status == PVS_OK ? "conflict" : pvs_code_of(err.status), "%s",
                         err.status == PVS_OK ? "there is a file of that name" : err.message);
        pvs_free(path);
        return;
    }
    pvs_free(view->path);
    view->path = path;
    view->name = path + n_folder;
}

void pvs_do_save(PvsRequest *r) {
    PvsView *view = r->view;
    const char *digest = pvs_request_text(r, "digest"), *as = pvs_request_text(r, "as");
    char hex[65];
    digest_of(view, hex);
    if (!digest || strcmp(digest, hex) != 0) {
        pvs_request_fail(
            r, "conflict",
            "what would be written is not what was shown; look at the difference again");
        return;
    }
    as ? save_as(r, as) : save_own(r);
    if (r->error.n > 0) {
        return;
    }
    pvs_loaded_release(view->before);
    view->before = pvs_loaded_share(view->now);
    view->revision++;
    pvs_view_changed(view, "save");
    pvs_request_add(r, "file", view->name);
    pvs_request_add_count(r, "revision", view->revision);
}
