// SPDX-License-Identifier: Apache-2.0
// What FILE is: its first bytes say record, a folder is a study, the rest is a scenario. What cannot be read is told to the page, and may be
// read again.
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "serve/view.h"

static const char *kind_name(PvsFileKind kind) {
    switch (kind) {
    case PVS_FILE_NONE:
        return "none";
    case PVS_FILE_FAILED:
        return "failed";
    case PVS_FILE_SCENARIO:
        return "scenario";
    case PVS_FILE_RECORD:
        return "record";
    case PVS_FILE_STUDY:
        return "study";
    case PVS_FILE_LIVE:
        return "live";
    }
    return "none";
}

PvsLoadPlace pvs_view_place(const PvsView *view) {
    return (PvsLoadPlace){view->path, view->folder, view->options.catalog_dir};
}

// --- reading -------------------------------------------------------------------------------------

static bool begins_like_a_record(const char *path) {
    char head[4] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    bool is_record = fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
                     memcmp(head, "\x89PVR", sizeof head) == 0;
    if (fd >= 0) {
        close(fd);
    }
    return is_record;
}

static PvsStatus load_record(PvsView *view, PvsError *err) {
    PvsRecord *record;
    PvsStatus status = pvs_record_open(view->path, &record, err);
    if (status == PVS_OK) {
        pvs_text_printf(view->title, sizeof view->title, "%s",
                        pvs_record_meta(record)->scenario_name);
        pvs_record_close(record);
        view->kind = PVS_FILE_RECORD;
    }
    return status;
}

static PvsStatus load_scenario(PvsView *view, PvsError *err) {
    char *text = NULL;
    size_t n = 0;
    PvsStatus status = pvs_file_read(view->path, PVS_SCENARIO_BYTES_MAX, &text, &n, err);
    if (status != PVS_OK) {
        return status;
    }
    PvsLoadPlace place = pvs_view_place(view);
    status =
        pvs_loaded_create(text, n, &place, ++view->n_loaded, &view->before, &view->failure_diags);
    pvs_free(text);
    if (status != PVS_OK) {
        const PvsDiags *diags = &view->failure_diags;
        const char *message = diags->n ? diags->items[0].message : NULL;
        return pvs_error_set(err, status, "%s", message ? message : pvs_status_text(status));
    }
    view->now = pvs_loaded_share(view->before);
    view->kind = view->options.live_rate > 0 ? PVS_FILE_LIVE : PVS_FILE_SCENARIO;
    pvs_text_printf(view->title, sizeof view->title, "%s",
                    pvs_scenario_name(view->before->scenario));
    return PVS_OK;
}

// The frozen scenario of a study: what maps and panels need. Without it battles can be played all the same.
static void load_frozen(PvsView *view) {
    char path[4200], folder[4200], catalog[4200], *text = NULL;
    size_t n = 0;
    PvsDiags diags = {0};
    pvs_text_printf(folder, sizeof folder, "%s/inputs/scenario", view->path);
    pvs_text_printf(catalog, sizeof catalog, "%s/inputs/catalog", view->path);
    pvs_text_printf(path, sizeof path, "%s/scenario.yaml", folder);
    if (pvs_file_read(path, PVS_SCENARIO_BYTES_MAX, &text, &n, NULL) == PVS_OK) {
        PvsLoadPlace place = {path, folder, catalog};
        pvs_loaded_create(text, n, &place, ++view->n_loaded, &view->before, &diags);
        view->now = view->before ? pvs_loaded_share(view->before) : NULL;
    }
    pvs_diags_free(&diags);
    pvs_free(text);
}

static PvsStatus load_study(PvsView *view, PvsError *err) {
    PvsStatus status = pvs_study_folder_open(view->path, &view->study, err);
    if (status == PVS_OK) {
        view->kind = PVS_FILE_STUDY;
        pvs_text_printf(view->title, sizeof view->title, "%s", pvs_study_folder_name(view->study));
        load_frozen(view);
    }
    return status;
}

// view->folder and view->name from view->path.
static bool split_path(PvsView *view) {
    const char *slash = strrchr(view->path, '/');
    size_t n = slash ? (size_t)(slash - view->path) : 0;
    size_t n_kept = slash && n == 0 ? 1 : n; // "/": the root
    pvs_free(view->folder);
    view->folder = pvs_alloc(n_kept + 1);
    if (view->folder) {
        memcpy(view->folder, view->path, n_kept);
    }
    view->name = slash ? slash + 1 : view->path;
    return view->folder;
}

void pvs_view_load(PvsView *view) {
    PvsError err = {0};
    struct stat info;
    pvs_view_unload(view);
    PvsStatus status = PVS_NO_MEMORY;
    if (!split_path(view)) {
        pvs_error_set(&err, status, "out of memory");
    } else if (stat(view->path, &info) == 0 && S_ISDIR(info.st_mode)) {
        status = load_study(view, &err);
    } else if (begins_like_a_record(view->path)) {
        status = load_record(view, &err);
    } else {
        status = load_scenario(view, &err);
    }
    if (status != PVS_OK) {
        view->kind = PVS_FILE_FAILED;
        view->failure = err;
        view->failure.status = status;
        pvs_text_printf(view->title, sizeof view->title, "%s", view->name ? view->name : "");
    }
}

void pvs_view_unload(PvsView *view) {
    if (view->plays) {
        pvs_plays_forget(view->plays);
    }
    if (view->trial) {
        pvs_trial_begin(view->trial, NULL, NULL, 0, false, 0);
    }
    pvs_steps_clear(&view->undo);
    pvs_steps_clear(&view->redo);
    pvs_str_free(&view->confirmed);
    view->confirmed = (PvsStr){0};
    view->is_comparing = false;
    pvs_loaded_release(view->now);
    pvs_loaded_release(view->before);
    pvs_loaded_release(view->battle);
    view->now = view->before = view->battle = NULL;
    pvs_study_folder_close(view->study);
    view->study = NULL;
    pvs_diags_free(&view->failure_diags);
    view->failure_diags = (PvsDiags){0};
    view->failure = (PvsError){0};
    pvs_free(view->folder);
    view->folder = NULL;
    view->name = NULL;
    view->title[0] = '\0';
    view->kind = PVS_FILE_NONE;
}

bool pvs_view_is_writable(const PvsView *view) {
    return view->kind == PVS_FILE_SCENARIO && view->path && access(view->path, W_OK) == 0;
}

// --- telling -------------------------------------------------------------------------------------

static void add_failure(const PvsView *view, PvsStr *out) {
    if (view->kind != PVS_FILE_FAILED) {
        pvs_str_printf(out, "null");
        return;
    }
    pvs_str_printf(out, "{\"code\": \"%s\", \"text\": ", pvs_code_of(view->failure.status));
    pvs_str_json_string(out, view->failure.message);
    pvs_str_printf(out, ", \"findings\": ");
    pvs_json_findings(out, &view->failure_diags);
    pvs_str_add(out, "}", 1);
}

void pvs_view_hello(PvsView *view, uint64_t client) {
    PvsStr text = {0};
    pvs_str_printf(
        &text,
        "{\"say\": \"hello\", \"protocol\": 1, \"pavise\": \"%s\", \"kind\": \"%s\", \"file\": ",
        PAVISE_VERSION, kind_name(view->kind));
    view->name ? pvs_str_json_string(&text, view->name) : pvs_str_printf(&text, "null");
    pvs_str_printf(&text, ", \"title\": ");
    pvs_str_json_string(&text, view->title);
    pvs_str_printf(&text, ", \"writable\": %s, \"clients\": %d, \"failure\": ",
                   pvs_view_is_writable(view) ? "true" : "false", pvs_net_clients(view->net));
    add_failure(view, &text);
    pvs_str_printf(&text, ", \"examples\": ");
    pvs_view_json_examples(view, &text);
    pvs_str_add(&text, "}", 1);
    if (!text.failed) {
        pvs_net_notice(view->net, client, PVS_NOTICE_HELLO, &text);
    }
    pvs_str_free(&text);
}

void pvs_do_reload(PvsRequest *r) {
    PvsView *view = r->view;
    if (view->path) {
        bool was_comparing = view->is_comparing;
        pvs_view_load(view);
        view->is_comparing = was_comparing;
        view->revision++;
        if (view->kind == PVS_FILE_SCENARIO) {
            pvs_view_changed(view, "reload");
        }
    }
    pvs_view_hello(view, 0);
}
