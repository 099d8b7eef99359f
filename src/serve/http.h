// SPDX-License-Identifier: Apache-2.0
// The HTTP half of the network's thread: who is let in, and files from memory with the headers that keep a page safe. With net.c the only
// file that knows libwebsockets. Private to the room.
#ifndef PVS_SERVE_HTTP_H
#define PVS_SERVE_HTTP_H

#include <libwebsockets.h>

#include "serve/assets.h"
#include "serve/guard.h"

/// An answer that is being sent.
typedef struct {
    const uint8_t *body; ///< an asset's, or static
    size_t n, at;
} PvsHttp;

/// A request: answers it, or begins to. As libwebsockets' callbacks return.
int pvs_http_begin(struct lws *wsi, PvsHttp *http, const PvsGuard *guard, const PvsAssets *assets,
                   const char *uri);
/// The next piece of the answer; buf holds LWS_PRE + size bytes.
int pvs_http_continue(struct lws *wsi, PvsHttp *http, uint8_t *buf, size_t size);
/// Whether a connection may become a WebSocket: 0 yes, > 0 answered, < 0 hang up.
int pvs_http_confirm_upgrade(struct lws *wsi, const PvsGuard *guard, bool is_socket, bool is_full);
/// Whether nobody listens there.
bool pvs_http_port_is_free(const char *address, int port);
/// The `id` of a request's text, without reading the rest of it.
bool pvs_http_request_id(const char *text, size_t n, uint64_t *id);

#endif
