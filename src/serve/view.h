// SPDX-License-Identifier: Apache-2.0
// Inside a view: what FILE is, and what the handlers of requests work on. Only the owner's thread touches it. Private to the room.
#ifndef PVS_SERVE_VIEW_H
#define PVS_SERVE_VIEW_H

#include "serve/loaded.h"
#include "serve/net.h"
#include "serve/plays.h"
#include "serve/request.h"
#include "serve/serve.h"

typedef enum {
    PVS_FILE_NONE = 1,
    PVS_FILE_FAILED = 2,
    PVS_FILE_SCENARIO = 4,
    PVS_FILE_RECORD = 8,
    PVS_FILE_STUDY = 16,
    PVS_FILE_LIVE = 32,
} PvsFileKind; ///< bits, so that a handler says which it serves

#define PVS_SCENARIO_BYTES_MAX ((size_t)16 << 20)

struct PvsView {
    PvsViewOptions options;
    PvsInbox *inbox;
    PvsNet *net;
    PvsPlays *plays;
    PvsFileKind kind;
    char *path;       ///< of FILE; null: none
    char *folder;     ///< of FILE, "" for the current one
    const char *name; ///< FILE without its folder, in path
    char title[256];
    PvsError failure; ///< FAILED
    PvsDiags failure_diags;
    PvsLoaded *before,
        *now; ///< SCENARIO, LIVE: as on disk; with edits. Equal when nothing is edited
    uint64_t n_loaded, revision;
    uint32_t n_streams;
};

/// What serves one kind of request.
typedef struct {
    const char *name;
    unsigned kinds; ///< of FILE that have it
    void (*run)(PvsRequest *r);
} PvsHandler;

// --- file.c: reading FILE ---
void pvs_view_load(PvsView *view); ///< by view->path; what fails makes it FAILED
void pvs_view_unload(PvsView *view);
PvsLoadPlace pvs_view_place(const PvsView *view);
/// The notice hello; client 0: to all.
void pvs_view_hello(PvsView *view, uint64_t client);

// --- handlers ---
void pvs_do_play(PvsRequest *r);
void pvs_do_stop(PvsRequest *r);
void pvs_do_reload(PvsRequest *r);
void pvs_do_open(PvsRequest *r);

#endif
