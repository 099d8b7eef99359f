// SPDX-License-Identifier: Apache-2.0
// Who may speak with the server: pure functions of a request's headers. Private to the room.
#ifndef PVS_SERVE_GUARD_H
#define PVS_SERVE_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/// What is allowed. Loopback: `token` is null, and only loopback's names are hosts. Else a token is needed, and hosts are addresses
/// (so that no foreign name can be bound to ours) and `name`.
typedef struct {
    const char *token; ///< null: none is needed
    const char *name;  ///< a host name that is allowed besides; null: none
    int port;
} PvsGuard;

bool pvs_guard_is_loopback(const char *address); ///< 127.0.0.0/8, ::1, localhost
/// Header Host: a name that is allowed, with our port (which may be left out when it is 80).
bool pvs_guard_host(const PvsGuard *guard, const char *host);
/// Header Origin; null when the request has none (no browser: allowed). It must be http:// and the very host.
bool pvs_guard_origin(const PvsGuard *guard, const char *origin, const char *host);
/// Compares in a time that does not tell where they differ. Null is never equal.
bool pvs_guard_token(const PvsGuard *guard, const char *given);
/// The token in a Cookie header ("pavise_8080=...; other=1") into buf; false when there is none.
bool pvs_guard_cookie(const PvsGuard *guard, const char *cookie, char *buf, size_t size);

#endif
