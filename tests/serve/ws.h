// SPDX-License-Identifier: Apache-2.0
// A small client for tests: raw HTTP and WebSocket on a socket, rightly and wrongly; and a view that runs in a thread.
#ifndef PVS_TESTS_SERVE_WS_H
#define PVS_TESTS_SERVE_WS_H

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "serve/serve.h"

// --- a view in a thread ---------------------------------------------------------------------------

typedef struct {
    PvsView *view;
    volatile int stop;
    pthread_t thread;
    int port;
} Served;

static inline void *served_run(void *ctx) {
    Served *s = ctx;
    pvs_view_run(s->view);
    return NULL;
}

static inline PvsViewOptions served_options(const char *file) {
    PvsViewOptions o = pvs_view_options_default();
    o.file = file;
    o.catalog_dir = PVS_SOURCE_DIR "/catalog";
    o.port = 18080;
    o.n_ports = 2000;
    o.n_threads = 2;
    return o;
}

static inline bool served_start(Served *s, PvsViewOptions o) {
    PvsError err = {0};
    *s = (Served){.stop = 0};
    o.stop = &s->stop;
    if (pvs_view_open(&o, &s->view, &err) != PVS_OK) {
        fprintf(stderr, "%s\n", err.message);
        return false;
    }
    s->port = pvs_view_port(s->view);
    return pthread_create(&s->thread, NULL, served_run, s) == 0;
}

static inline void served_stop(Served *s) {
    __atomic_store_n(&s->stop, 1, __ATOMIC_SEQ_CST);
    pthread_join(s->thread, NULL);
    pvs_view_close(s->view);
}

// --- a socket -------------------------------------------------------------------------------------

typedef struct {
    int fd;
    uint8_t *buf;
    size_t n, capacity;
    uint64_t id;
    char head[4096]; ///< of the server's answer
} Ws;

static inline int ws_connect(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct timeval patience = {.tv_sec = 20};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&at, sizeof at) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static inline bool ws_send_all(int fd, const void *data, size_t n) {
    for (size_t done = 0; done < n;) {
        ssize_t put = send(fd, (const char *)data + done, n - done, MSG_NOSIGNAL);
        if (put <= 0) {
            return false;
        }
        done += (size_t)put;
    }
    return true;
}

/// Sends a text and returns all that comes until the server closes or `enough` stands in it.
static inline char *ws_http(int port, const char *request, size_t n, const char *enough) {
    int fd = ws_connect(port);
    size_t capacity = 1 << 20, got = 0;
    char *answer = calloc(1, capacity);
    if (fd < 0 || !ws_send_all(fd, request, n)) {
        got = 0;
    }
    while (fd >= 0 && got + 1 < capacity) {
        ssize_t part = recv(fd, answer + got, capacity - 1 - got, 0);
        if (part <= 0) {
            break;
        }
        got += (size_t)part;
        if (enough && strstr(answer, enough)) {
            break;
        }
    }
    if (fd >= 0) {
        close(fd);
    }
    return answer;
}

/// The status of a plain GET.
static inline int ws_get(int port, const char *path, const char *host, const char *more) {
    char request[8192];
    int status = 0, n = snprintf(request, sizeof request,
                                 "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n", path,
                                 host, more);
    char *answer = ws_http(port, request, (size_t)n, "\r\n\r\n");
    sscanf(answer, "HTTP/1.%*d %d", &status);
    free(answer);
    return status;
}

static inline bool ws_need(Ws *w, size_t n) {
    while (w->n < n) {
        if (w->capacity < n + 65536) {
            w->capacity = 2 * n + 131072;
            w->buf = realloc(w->buf, w->capacity);
        }
        ssize_t got = recv(w->fd, w->buf + w->n, w->capacity - w->n, 0);
        if (got <= 0) {
            return false;
        }
        w->n += (size_t)got;
    }
    return true;
}

static inline void ws_drop(Ws *w, size_t n) {
    memmove(w->buf, w->buf + n, w->n - n);
    w->n -= n;
}

static inline void ws_close(Ws *w) {
    close(w->fd);
    free(w->buf);
    *w = (Ws){.fd = -1};
}

/// The status of the handshake; 101: open. Null arguments: the usual ones.
static inline int ws_open(Ws *w, int port, const char *path, const char *host, const char *origin,
                          const char *more) {
    char request[8192], usual_host[64], usual_origin[80];
    int status = 0;
    *w = (Ws){.fd = ws_connect(port)};
    snprintf(usual_host, sizeof usual_host, "127.0.0.1:%d", port);
    snprintf(usual_origin, sizeof usual_origin, "http://127.0.0.1:%d", port);
    int n = snprintf(
        request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
        path ? path : "/ws", host ? host : usual_host, origin ? origin : usual_origin,
        more ? more : "Sec-WebSocket-Protocol: pavise-view-1\r\n");
    if (w->fd < 0 || !ws_send_all(w->fd, request, (size_t)n)) {
        return 0;
    }
    for (size_t i = 0; ws_need(w, i + 1); i++) {
        if (i >= 3 && memcmp(w->buf + i - 3, "\r\n\r\n", 4) == 0) {
            size_t kept = i + 1 < sizeof w->head ? i + 1 : sizeof w->head - 1;
            memcpy(w->head, w->buf, kept);
            sscanf(w->head, "HTTP/1.%*d %d", &status);
            ws_drop(w, i + 1);
            break;
        }
    }
    return status;
}

/// A frame with any first byte (final 0x80, reserved bits 0x70, opcode 0x0f), masked or not.
static inline bool ws_frame(Ws *w, uint8_t first, const void *data, size_t n, bool masked) {
    uint8_t head[14] = {first}, mask[4] = {0x12, 0x34, 0x56, 0x78};
    size_t n_head = 2;
    uint8_t bit = masked ? 0x80 : 0;
    if (n < 126) {
        head[1] = (uint8_t)(bit | n);
    } else if (n < 65536) {
        head[1] = bit | 126;
        head[2] = (uint8_t)(n >> 8);
        head[3] = (uint8_t)n;
        n_head = 4;
    } else {
        head[1] = bit | 127;
        for (int i = 0; i < 8; i++) {
            head[2 + i] = (uint8_t)((uint64_t)n >> (56 - 8 * i));
        }
        n_head = 10;
    }
    if (masked) {
        memcpy(head + n_head, mask, 4);
        n_head += 4;
    }
    uint8_t *body = malloc(n + 1);
    for (size_t i = 0; i < n; i++) {
        body[i] = ((const uint8_t *)data)[i] ^ (masked ? mask[i % 4] : 0);
    }
    bool sent = ws_send_all(w->fd, head, n_head) && ws_send_all(w->fd, body, n);
    free(body);
    return sent;
}

static inline bool ws_text(Ws *w, const char *text) {
    return ws_frame(w, 0x81, text, strlen(text), true);
}

/// The next message: its opcode (1, 2, 8), payload from malloc with a zero behind it; 0: the connection is gone.
static inline int ws_next(Ws *w, uint8_t **out, size_t *n_out) {
    uint8_t *message = calloc(1, 1);
    size_t n_message = 0;
    int kind = 0;
    *out = NULL;
    for (;;) {
        if (!ws_need(w, 2)) {
            free(message);
            return 0;
        }
        uint8_t first = w->buf[0], opcode = first & 0x0f;
        uint64_t n = w->buf[1] & 0x7f;
        size_t n_head = n == 126 ? 4 : n == 127 ? 10 : 2;
        if (!ws_need(w, n_head)) {
            free(message);
            return 0;
        }
        if (n_head > 2) {
            n = 0;
            for (size_t i = 2; i < n_head; i++) {
                n = n << 8 | w->buf[i];
            }
        }
        if (!ws_need(w, n_head + n)) {
            free(message);
            return 0;
        }
        if (opcode == 9) {
            ws_frame(w, 0x8A, w->buf + n_head, n, true);
        } else {
            message = realloc(message, n_message + n + 1);
            memcpy(message + n_message, w->buf + n_head, n);
            n_message += n;
            message[n_message] = 0;
            kind = opcode ? opcode : kind;
        }
        ws_drop(w, n_head + n);
        if ((first & 0x80) && opcode != 9) {
            *out = message;
            *n_out = n_message;
            return kind;
        }
    }
}

/// The next text that holds `part`, from malloc; null: the connection is gone. Others and streams are passed over.
static inline char *ws_await(Ws *w, const char *part) {
    for (;;) {
        uint8_t *message;
        size_t n;
        int kind = ws_next(w, &message, &n);
        if (kind == 0 || kind == 8) {
            free(message);
            return NULL;
        }
        if (kind == 1 && strstr((char *)message, part)) {
            return (char *)message;
        }
        free(message);
    }
}

/// Sends a request ({"id": ID, BODY}) and waits for its reply, from malloc.
static inline char *ws_ask(Ws *w, const char *body) {
    size_t size = strlen(body) + 64;
    char *request = malloc(size), re[32];
    snprintf(request, size, "{\"id\": %llu, %s}", (unsigned long long)++w->id, body);
    bool sent = ws_text(w, request);
    free(request);
    snprintf(re, sizeof re, "{\"re\": %llu,", (unsigned long long)w->id);
    return sent ? ws_await(w, re) : NULL;
}

/// All bytes of a stream, from malloc; *flags of its last frame.
static inline uint8_t *ws_stream(Ws *w, uint32_t stream, size_t *n_out, int *flags) {
    uint8_t *bytes = NULL;
    *n_out = 0;
    *flags = 0;
    while (!(*flags & 1)) {
        uint8_t *message;
        size_t n;
        int kind = ws_next(w, &message, &n);
        if (kind == 0 || kind == 8) {
            free(message);
            break;
        }
        uint32_t of = kind == 2 ? (uint32_t)message[4] | (uint32_t)message[5] << 8 : 0;
        if (kind == 2 && of == stream) {
            *flags = message[1];
            bytes = realloc(bytes, *n_out + n);
            memcpy(bytes + *n_out, message + 16, n - 16);
            *n_out += n - 16;
        }
        free(message);
    }
    return bytes;
}

#endif
