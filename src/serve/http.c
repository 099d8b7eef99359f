// SPDX-License-Identifier: Apache-2.0
#include "serve/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "record/json.h"

// Nothing from elsewhere, nothing inline, no eval; workers may be made from the page's own blobs. Nobody may frame it.
static const char content_policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src "
    "'self'; connect-src 'self'; "
    "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

static const char *const fixed_headers[][2] = {
    {"content-security-policy:", content_policy},
    {"x-content-type-options:", "nosniff"},
    {"x-frame-options:", "DENY"},
    {"referrer-policy:", "no-referrer"},
    {"cross-origin-opener-policy:", "same-origin"},
    {"cross-origin-resource-policy:", "same-origin"},
    {"permissions-policy:", "geolocation=(), camera=(), microphone=()"},
    {"cache-control:", "no-cache"},
};

/// The head of an answer, while it is written.
typedef struct {
    struct lws *wsi;
    uint8_t buf[LWS_PRE + 4096], *at, *end;
    bool failed;
} Head;

static void add_header(Head *h, const char *name, const char *value) {
    h->failed = h->failed || lws_add_http_header_by_name(h->wsi, (const unsigned char *)name,
                                                         (const unsigned char *)value,
                                                         (int)strlen(value), &h->at, h->end) != 0;
}

static void begin_head(Head *h, struct lws *wsi, unsigned code, const char *type, size_t n) {
    *h = (Head){.wsi = wsi};
    h->at = h->buf + LWS_PRE;
    h->end = h->buf + sizeof h->buf - 1;
    h->failed = lws_add_http_common_headers(wsi, code, type, (lws_filepos_t)n, &h->at, h->end) != 0;
    for (size_t i = 0; i < sizeof fixed_headers / sizeof *fixed_headers; i++) {
        add_header(h, fixed_headers[i][0], fixed_headers[i][1]);
    }
}

static int send_head(Head *h) {
    return h->failed ? -1
                     : lws_finalize_write_http_header(h->wsi, h->buf + LWS_PRE, &h->at, h->end);
}

static const char *text_of(unsigned code) {
    switch (code) {
    case 304:
        return "";
    case 401:
        return "A token is needed: open the address that pavise printed, with all that follows the "
               "question mark.\n";
    case 403:
        return "This server answers only under its own address, and only its own pages.\n";
    case 404:
        return "There is no such page here.\n";
    case 405:
        return "Only GET and HEAD are answered.\n";
    case 503:
        return "Too many viewers are connected; close one and try again.\n";
    default:
        return "The request is not understood.\n";
    }
}

static int answer(struct lws *wsi, PvsHttp *http, unsigned code) {
    const char *text = text_of(code);
    Head head;
    *http = (PvsHttp){.body = (const uint8_t *)text, .n = strlen(text)};
    begin_head(&head, wsi, code, "text/plain; charset=utf-8", http->n);
    if (code == 405) {
        add_header(&head, "allow:", "GET, HEAD");
    }
    if (send_head(&head) != 0) {
        return -1;
    }
    if (http->n == 0) {
        return lws_http_transaction_completed(wsi) ? -1 : 0;
    }
    lws_callback_on_writable(wsi);
    return 0;
}

// A header into buf; null when it is not there; "" when it is too long, which nothing allows.
static const char *header(struct lws *wsi, enum lws_token_indexes which, char *buf, size_t size) {
    int n = lws_hdr_total_length(wsi, which);
    if (n <= 0) {
        return NULL;
    }
    return (size_t)n < size && lws_hdr_copy(wsi, buf, (int)size, which) >= 0 ? buf : "";
}

// 0, or the status with which the request is refused. *by_url: the token came in the address.
static unsigned check(struct lws *wsi, const PvsGuard *guard, bool *by_url) {
    char host_buf[256], origin_buf[256], cookie_buf[4096], token[256];
    const char *host = header(wsi, WSI_TOKEN_HOST, host_buf, sizeof host_buf);
    const char *origin = header(wsi, WSI_TOKEN_ORIGIN, origin_buf, sizeof origin_buf);
    *by_url = false;
    if (!host || !pvs_guard_host(guard, host) || !pvs_guard_origin(guard, origin, host)) {
        return 403;
    }
    if (!guard->token) {
        return 0;
    }
    const char *given = lws_get_urlarg_by_name(wsi, "token=", token, sizeof token);
    if (given && pvs_guard_token(guard, given)) {
        *by_url = true;
        return 0;
    }
    const char *cookie = header(wsi, WSI_TOKEN_HTTP_COOKIE, cookie_buf, sizeof cookie_buf);
    return pvs_guard_cookie(guard, cookie, token, sizeof token) && pvs_guard_token(guard, token)
               ? 0
               : 401;
}

static int send_asset(struct lws *wsi, PvsHttp *http, const PvsGuard *guard, const PvsAsset *asset,
                      bool by_url, bool head_only) {
    char buf[512], cookie[512];
    const char *accepted = header(wsi, WSI_TOKEN_HTTP_ACCEPT_ENCODING, buf, sizeof buf);
    PvsEncoding encoding = pvs_asset_encoding(asset, accepted);
    const char *known = header(wsi, WSI_TOKEN_HTTP_IF_NONE_MATCH, buf, sizeof buf);
    bool is_known = known && strcmp(known, asset->tag) == 0 && !by_url;
    size_t n = is_known ? 0 : asset->n[encoding];
    *http = (PvsHttp){.body = asset->data[encoding], .n = head_only ? 0 : n};
    Head head;
    begin_head(&head, wsi, is_known ? 304 : 200, asset->type, n);
    add_header(&head, "etag:", asset->tag);
    add_header(&head, "vary:", "accept-encoding");
    if (encoding != PVS_AS_IS && !is_known) {
        add_header(&head, "content-encoding:", encoding == PVS_BROTLI ? "br" : "gzip");
    }
    if (by_url) { // so that assets and the socket need no token in their addresses
        pvs_text_printf(cookie, sizeof cookie, "pavise_%d=%s; Path=/; HttpOnly; SameSite=Strict",
                        guard->port, guard->token);
        add_header(&head, "set-cookie:", cookie);
    }
    if (send_head(&head) != 0) {
        return -1;
    }
    if (http->n == 0) {
        return lws_http_transaction_completed(wsi) ? -1 : 0;
    }
    lws_callback_on_writable(wsi);
    return 0;
}

int pvs_http_begin(struct lws *wsi, PvsHttp *http, const PvsGuard *guard, const PvsAssets *assets,
                   const char *uri) {
    bool by_url = false;
    unsigned refused = check(wsi, guard, &by_url);
    if (refused) {
        return answer(wsi, http, refused);
    }
    bool is_get = lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0;
    bool is_head = lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0;
    if (!is_get && !is_head) {
        return answer(wsi, http, 405);
    }
    const PvsAsset *asset = pvs_assets_find(assets, uri);
    return asset && asset->data[PVS_AS_IS] ? send_asset(wsi, http, guard, asset, by_url, is_head)
                                           : answer(wsi, http, 404);
}

int pvs_http_continue(struct lws *wsi, PvsHttp *http, uint8_t *buf, size_t size) {
    size_t n = http->n - http->at;
    bool last = n <= size;
    n = last ? n : size;
    if (n == 0) {
        return 0;
    }
    memcpy(buf + LWS_PRE, http->body + http->at, n);
    if (lws_write(wsi, buf + LWS_PRE, n, last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) < (int)n) {
        return -1;
    }
    http->at += n;
    if (!last) {
        lws_callback_on_writable(wsi);
        return 0;
    }
    return lws_http_transaction_completed(wsi) ? -1 : 0;
}

int pvs_http_confirm_upgrade(struct lws *wsi, const PvsGuard *guard, bool is_socket, bool is_full) {
    char uri[16];
    bool by_url;
    const char *path = header(wsi, WSI_TOKEN_GET_URI, uri, sizeof uri);
    unsigned refused = check(wsi, guard, &by_url);
    refused = refused                                           ? refused
              : !is_socket || !path || strcmp(path, "/ws") != 0 ? 404
              : is_full                                         ? 503
                                                                : 0;
    if (!refused) {
        return 0;
    }
    return lws_return_http_status(wsi, refused, text_of(refused)) < 0 ? -1 : 1;
}

bool pvs_http_port_is_free(const char *address, int port) {
    struct sockaddr_storage place = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&place;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&place;
    socklen_t n = sizeof *v4;
    if (strchr(address, ':')) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        n = sizeof *v6;
        inet_pton(AF_INET6, address, &v6->sin6_addr);
    } else {
        v4->sin_family = AF_INET;
        v4->sin_port = htons((uint16_t)port);
        if (inet_pton(AF_INET, address, &v4->sin_addr) != 1) {
            return true; // a name: libwebsockets finds out
        }
    }
    int fd = socket(place.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0) {
        return false;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one,
               sizeof one); // a closed server's port may be had again
    bool is_free = bind(fd, (struct sockaddr *)&place, n) == 0;
    close(fd);
    return is_free;
}

bool pvs_http_request_id(const char *text, size_t n, uint64_t *id) {
    PvsArena arena;
    const PvsJson *root = NULL;
    pvs_arena_init(&arena);
    bool found = pvs_json_parse(text, n, &arena, &root, NULL) == PVS_OK &&
                 pvs_json_u64(pvs_json_get(root, "id"), id);
    pvs_arena_free(&arena);
    return found;
}
