// SPDX-License-Identifier: Apache-2.0
// A page of another site can make a browser send requests here, and can give our address a name of its own (DNS rebinding). Both show: the
// first in Origin, the second in Host.
#include "serve/guard.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static bool all_of(const char *text, size_t n, const char *set) {
    return n > 0 && strspn(text, set) >= n;
}

static bool is_ipv4(const char *text, size_t n) {
    int dots = 0;
    for (size_t i = 0; i < n; i++) {
        dots += text[i] == '.';
    }
    return dots == 3 && all_of(text, n, "0123456789.");
}

static bool is_word(const char *text, size_t n, const char *word) {
    return strlen(word) == n && strncasecmp(text, word, n) == 0;
}

bool pvs_guard_is_loopback(const char *address) {
    return strcasecmp(address, "localhost") == 0 || strcmp(address, "::1") == 0 ||
           (strncmp(address, "127.", 4) == 0 && is_ipv4(address, strlen(address)));
}

static bool is_allowed_name(const PvsGuard *guard, const char *name, size_t n) {
    if (is_word(name, n, "localhost") || is_word(name, n, "[::1]") ||
        is_word(name, n, "127.0.0.1")) {
        return true;
    }
    if (!guard->token) {
        return n < 16 && strncmp(name, "127.", 4) == 0 && is_ipv4(name, n);
    }
    bool is_ipv6 = n > 2 && name[0] == '[' && name[n - 1] == ']' &&
                   all_of(name + 1, n - 2, "0123456789abcdefABCDEF:.");
    return is_ipv4(name, n) || is_ipv6 || (guard->name && is_word(name, n, guard->name));
}

bool pvs_guard_host(const PvsGuard *guard, const char *host) {
    size_t n = strlen(host);
    const char *colon = strrchr(host, ':'), *bracket = strchr(host, ']');
    bool has_port = colon && (!bracket || colon > bracket);
    char port[16];
    pvs_text_printf(port, sizeof port, "%d", guard->port);
    if (has_port ? strcmp(colon + 1, port) != 0 : guard->port != 80) {
        return false;
    }
    return is_allowed_name(guard, host, has_port ? (size_t)(colon - host) : n);
}

bool pvs_guard_origin(const PvsGuard *guard, const char *origin, const char *host) {
    static const char scheme[] = "http://";
    if (!origin) {
        return true;
    }
    return strncmp(origin, scheme, sizeof scheme - 1) == 0 &&
           strcasecmp(origin + sizeof scheme - 1, host) == 0 && pvs_guard_host(guard, host);
}

bool pvs_guard_token(const PvsGuard *guard, const char *given) {
    if (!guard->token) {
        return true;
    }
    if (!given || strlen(given) != strlen(guard->token)) {
        return false;
    }
    uint8_t differs = 0;
    for (size_t i = 0; guard->token[i]; i++) {
        differs |= (uint8_t)(guard->token[i] ^ given[i]);
    }
    return differs == 0;
}

bool pvs_guard_cookie(const PvsGuard *guard, const char *cookie, char *buf, size_t size) {
    char name[32];
    size_t n_name = pvs_text_printf(name, sizeof name, "pavise_%d=", guard->port);
    for (const char *at = cookie; at && *at; at = strchr(at, ';')) {
        at += strspn(at, "; ");
        if (strncmp(at, name, n_name) == 0) {
            at += n_name;
            size_t n = strcspn(at, "; ");
            if (n >= size) {
                return false;
            }
            memcpy(buf, at, n);
            buf[n] = '\0';
            return true;
        }
    }
    return false;
}
