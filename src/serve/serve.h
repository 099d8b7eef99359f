// SPDX-License-Identifier: Apache-2.0
// The viewer's server: shows a scenario, a record or a study to pages, plays battles, edits, compares. What it speaks stands in
// docs/reference/viewer-protocol.md.
//
// One thread (the network's) only queues. The owner, the thread that calls pvs_view_run, answers; battles are played by threads of the
// view's own. Nothing here prints; nothing that a client sends becomes a name of a file, but for a confirmed save.
#ifndef PVS_SERVE_SERVE_H
#define PVS_SERVE_SERVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"

/// Made by pvs_view_options_default; a struct that skipped it is refused. Texts must outlive the view.
typedef struct {
    uint32_t made;    ///< set by the maker
    const char *file; ///< scenario, record or study folder; null: none, the page offers examples
    const char *catalog_dir;  ///< folder of catalogue entries; null: none
    const char *assets_dir;   ///< folder of the built page; null: a page that says how to build it
    const char *examples_dir; ///< folder of scenarios offered when there is no FILE; null: none
    const char *address;      ///< to bind to; not loopback: a token is needed
    const char *token;        ///< null: none; letters and digits
    const char *name;         ///< a host name that pages may use besides addresses; null
    int port, n_ports;        ///< the first port to try, and how many
    int n_threads;            ///< that play battles
    uint64_t seed;            ///< of battles and comparisons
    uint64_t replication;     ///< LIVE: which
    double live_rate;         ///< > 0: LIVE: file is a scenario, played at so many seconds a second
    const volatile int *stop; ///< when it becomes non-zero, pvs_view_run returns; null: never
} PvsViewOptions;
PvsViewOptions pvs_view_options_default(void);

typedef struct PvsView PvsView;

/// Reads FILE and begins to listen. A FILE that cannot be read is no failure: pages are told. Fails for options that are not valid, for lack
/// of memory, and when no port can be had.
PvsStatus pvs_view_open(const PvsViewOptions *options, PvsView **out, PvsError *err);
int pvs_view_port(const PvsView *view);
bool pvs_view_failed(const PvsView *view, PvsError *why); ///< whether FILE could not be read
/// Answers until *stop.
void pvs_view_run(PvsView *view);
void pvs_view_close(PvsView *view); ///< null is allowed

/// Whether an address is this machine's own, so that no token is needed.
bool pvs_view_is_loopback(const char *address);

#endif
