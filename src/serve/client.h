// SPDX-License-Identifier: Apache-2.0
// What one client is owed: replies in order, the newest notice of each kind, and its streams; and what it may ask. Used by the network's
// thread alone; knows nothing of sockets. Private to the room.
#ifndef PVS_SERVE_CLIENT_H
#define PVS_SERVE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "serve/log.h"

#define PVS_REQUEST_BYTES_MAX 65536u ///< of one request
#define PVS_REQUESTS_OPEN_MAX 64u    ///< of one client: unanswered, or their replies not taken yet
#define PVS_REQUESTS_PER_S    200u   ///< of one client; twice that in a burst
#define PVS_STREAMS_MAX       8      ///< of one client at once
#define PVS_OWED_BYTES_MAX    ((size_t)64 << 20) ///< replies of one client that it has not taken
#define PVS_PAYLOAD_MAX       65536u             ///< of one frame
#define PVS_FRAME_HEAD_N      16u
#define PVS_LAG_BYTES_MAX                                                                          \
    (2u << 20) ///< a stream that may leave out blocks does when it is this far behind

/// Kinds of notices of which only the newest counts.
typedef enum {
    PVS_NOTICE_HELLO,
    PVS_NOTICE_SCENARIO,
    PVS_NOTICE_WHATIF,
    PVS_NOTICE_LIVE,
    PVS_N_NOTICES
} PvsNotice;

typedef struct PvsOwed {
    struct PvsOwed *next;
    size_t n;
    bool is_reply;   ///< counts against the client's open requests
    bool is_counted; ///< in n_owed_bytes
    char text[];
} PvsOwed;

typedef struct {
    uint32_t id; ///< 0: free
    PvsLog *log; ///< owned with others
    uint64_t offset;
    bool may_skip; ///< blocks may be left out when it lags
    bool gap;      ///< the next frame must say so
} PvsClientStream;

typedef struct {
    uint64_t id;
    PvsOwed *first, *last;
    size_t n_owed_bytes;
    uint32_t n_open;
    PvsOwed *notices[PVS_N_NOTICES];
    PvsOwed *current; ///< being sent in pieces
    size_t at;
    PvsClientStream streams[PVS_STREAMS_MAX];
    int i_stream;  ///< whose turn it is
    char *request; ///< what has arrived of it
    size_t n_request, request_capacity;
    uint64_t t_us; ///< when the allowance was last counted
    double allowance;
    bool overrun; ///< owed more than it may be: to be closed
} PvsClient;

typedef enum { PVS_FRAME_NONE, PVS_FRAME_TEXT, PVS_FRAME_BINARY } PvsFrameKind;
typedef struct {
    PvsFrameKind kind;
    size_t n;
    bool first, last; ///< TEXT: of its message
} PvsFrame;

void pvs_client_init(PvsClient *client, uint64_t id, uint64_t t_us);
void pvs_client_free(PvsClient *client);

/// Takes a piece of a request. False: larger than allowed, or out of memory. When `last` it is whole: client->request, n_request; the
/// caller sets n_request to 0.
bool pvs_client_take(PvsClient *client, const void *piece, size_t n);
/// Whether it may ask now; counts the request as open when so.
bool pvs_client_may_ask(PvsClient *client, uint64_t t_us);

/// Owes it a text (copied).
void pvs_client_owe(PvsClient *client, const char *text, size_t n, bool is_reply);
void pvs_client_notice(PvsClient *client, PvsNotice kind, const char *text, size_t n);
/// False when it has no free stream; the log is shared.
bool pvs_client_stream(PvsClient *client, uint32_t stream, PvsLog *log, bool may_skip);
void pvs_client_stop_stream(PvsClient *client, uint32_t stream);

bool pvs_client_has_more(const PvsClient *client);
/// The next frame that it is to get, into buf of PVS_FRAME_HEAD_N + PVS_PAYLOAD_MAX bytes.
PvsFrame pvs_client_next(PvsClient *client, uint8_t *buf);

#endif
