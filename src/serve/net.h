// SPDX-License-Identifier: Apache-2.0
// HTTP and WebSocket in a thread of its own, which only queues: what clients ask goes to the inbox, what the owner answers goes out. The one
// file that knows libwebsockets is net.c. Private to the room.
#ifndef PVS_SERVE_NET_H
#define PVS_SERVE_NET_H

#include "base/text.h"
#include "serve/assets.h"
#include "serve/client.h"
#include "serve/inbox.h"

#define PVS_CLIENTS_MAX 64

typedef struct PvsNet PvsNet;

typedef struct {
    const char *address; ///< to bind to: "127.0.0.1"
    int port;            ///< the first one to try
    int n_ports;         ///< how many from there on
    const char *token;   ///< null: none is needed
    const char *name;    ///< a host name that is allowed besides addresses; null: none
    PvsAssets assets;    ///< taken: freed with the net
    PvsInbox *inbox;     ///< outlives the net; nudged ten times a second
} PvsNetOptions;

/// Binds and starts the thread. PVS_IO when no port is free.
PvsStatus pvs_net_start(const PvsNetOptions *options, PvsNet **out, PvsError *err);
void pvs_net_stop(PvsNet *net); ///< ends the thread and closes all; null is allowed
int pvs_net_port(const PvsNet *net);
int pvs_net_clients(PvsNet *net);
uint64_t pvs_net_now_us(void); ///< a clock that only goes forward

// From any thread. Texts are copied.
/// Exactly one for each request.
void pvs_net_reply(PvsNet *net, uint64_t client, const PvsStr *text);
/// client 0: to all.
void pvs_net_notice(PvsNet *net, uint64_t client, PvsNotice kind, const PvsStr *text);
/// The log is shared.
void pvs_net_stream(PvsNet *net, uint64_t client, uint32_t stream, PvsLog *log, bool may_skip);
void pvs_net_stop_stream(PvsNet *net, uint64_t client, uint32_t stream);
/// Streams have grown: their readers are looked at.
void pvs_net_wake(PvsNet *net);

#endif
