// SPDX-License-Identifier: Apache-2.0
// Inside a view: what FILE is, and what the handlers of requests work on. Only the owner's thread touches it. Private to the room.
#ifndef PVS_SERVE_VIEW_H
#define PVS_SERVE_VIEW_H

#include "serve/live.h"
#include "serve/loaded.h"
#include "serve/net.h"
#include "serve/plays.h"
#include "serve/request.h"
#include "serve/serve.h"
#include "serve/steps.h"
#include "serve/trial.h"
#include "study/folder.h"

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
    PvsLive *live;         ///< LIVE
    uint64_t t_live_us;    ///< when it was last told
    PvsStudyFolder *study; ///< STUDY; before and now are its frozen scenario, or null
    PvsLoaded *battle;     ///< STUDY: the model that was played last
    uint64_t battle_point, battle_replication;
    PvsSteps undo, redo;
    PvsTrial *trial;
    bool is_comparing; ///< a page has asked for it
    PvsStr catalog;    ///< its list, once somebody asked
    PvsStr confirmed;  ///< the last notice of a confirmation of this revision; empty: none
};

/// What serves one kind of request.
typedef struct {
    const char *name;
    unsigned kinds; ///< of FILE that have it
    void (*run)(PvsRequest *r);
} PvsHandler;

// --- view.c ---
void pvs_view_answer(PvsView *view,
                     const PvsMail *mail); ///< one request: its reply goes to the network

// --- file.c: reading FILE ---
void pvs_view_load(PvsView *view); ///< by view->path; what fails makes it FAILED
void pvs_view_unload(PvsView *view);
PvsLoadPlace pvs_view_place(const PvsView *view);
/// The notice hello; client 0: to all.
void pvs_view_hello(PvsView *view, uint64_t client);

bool pvs_view_is_writable(const PvsView *view);

// --- edit.c ---
bool pvs_view_is_changed(
    const PvsView *view); ///< whether what is shown differs from what is on disk
void pvs_view_say_scenario(PvsView *view, const char *by);

// --- streams.c ---
void pvs_view_tell_live(PvsView *view); ///< now and then: how far it is

// --- studies.c ---
/// The model of a battle of the study, which stays the view's. False: the request has failed.
bool pvs_view_study_battle(PvsRequest *r, uint64_t replication, PvsLoaded **out);

// --- examples.c ---
void pvs_view_json_examples(const PvsView *view,
                            PvsStr *out); ///< [{"name", "title", "about"}, ...]

// --- what_if.c ---
/// After every change of what is shown or of what is on disk: tells pages, and compares anew.
void pvs_view_changed(PvsView *view, const char *by);
bool pvs_view_is_confirmed(const PvsView *view);
void pvs_view_tell_whatif(PvsView *view); ///< now and then: tells what has come
void pvs_view_tell_whatif_to(PvsView *view, uint64_t client);

// --- handlers ---
void pvs_do_describe(PvsRequest *r);
void pvs_do_values(PvsRequest *r);
void pvs_do_catalog(PvsRequest *r);
void pvs_do_entry(PvsRequest *r);
void pvs_do_edit(PvsRequest *r);
void pvs_do_undo(PvsRequest *r);
void pvs_do_redo(PvsRequest *r);
void pvs_do_whatif(PvsRequest *r);
void pvs_do_confirm(PvsRequest *r);
void pvs_do_result(PvsRequest *r);
void pvs_do_preview(PvsRequest *r);
void pvs_do_save(PvsRequest *r);
void pvs_do_study(PvsRequest *r);
void pvs_do_replications(PvsRequest *r);
void pvs_do_coverage(PvsRequest *r);
void pvs_do_envelope(PvsRequest *r);
void pvs_do_play(PvsRequest *r);
void pvs_do_stop(PvsRequest *r);
void pvs_do_reload(PvsRequest *r);
void pvs_do_open(PvsRequest *r);

#endif
