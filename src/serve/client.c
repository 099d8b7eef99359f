// SPDX-License-Identifier: Apache-2.0
// Replies go before notices, notices before streams; streams take turns. Nothing is kept for a client but its replies, one notice of each
// kind, and where in each stream it is.
#include "serve/client.h"

#include <string.h>

#include "base/arena.h"
#include "base/text.h"

enum { FLAG_LAST = 1, FLAG_FAILED = 2, FLAG_GAP = 4 };

void pvs_client_init(PvsClient *client, uint64_t id, uint64_t t_us) {
    *client = (PvsClient){.id = id, .t_us = t_us, .allowance = 2 * PVS_REQUESTS_PER_S};
}

void pvs_client_free(PvsClient *client) {
    for (PvsOwed *owed = client->first, *next; owed; owed = next) {
        next = owed->next;
        pvs_free(owed);
    }
    for (int i = 0; i < PVS_N_NOTICES; i++) {
        pvs_free(client->notices[i]);
    }
    for (int i = 0; i < PVS_STREAMS_MAX; i++) {
        pvs_log_release(client->streams[i].log);
    }
    pvs_free(client->current);
    pvs_free(client->request);
    *client = (PvsClient){0};
}

// --- what it asks --------------------------------------------------------------------------------

bool pvs_client_take(PvsClient *client, const void *piece, size_t n) {
    if (n > PVS_REQUEST_BYTES_MAX - client->n_request) {
        return false;
    }
    size_t wanted = client->n_request + n + 1;
    if (wanted > client->request_capacity) {
        size_t capacity = wanted < 1024 ? 1024 : 2 * wanted;
        char *request = pvs_realloc(client->request, capacity);
        if (!request) {
            return false;
        }
        client->request = request;
        client->request_capacity = capacity;
    }
    if (n > 0) {
        memcpy(client->request + client->n_request, piece, n);
    }
    client->n_request += n;
    client->request[client->n_request] = '\0';
    return true;
}

bool pvs_client_may_ask(PvsClient *client, uint64_t t_us) {
    client->allowance += (double)(t_us - client->t_us) * 1e-6 * PVS_REQUESTS_PER_S;
    client->t_us = t_us;
    if (client->allowance > 2 * PVS_REQUESTS_PER_S) {
        client->allowance = 2 * PVS_REQUESTS_PER_S;
    }
    if (client->allowance < 1 || client->n_open >= PVS_REQUESTS_OPEN_MAX) {
        return false;
    }
    client->allowance -= 1;
    client->n_open++;
    return true;
}

// --- what it is owed -----------------------------------------------------------------------------

static PvsOwed *copy_of(PvsClient *client, const char *text, size_t n) {
    PvsOwed *owed = pvs_alloc(sizeof *owed + n);
    if (!owed) {
        client->overrun = true;
        return NULL;
    }
    owed->n = n;
    memcpy(owed->text, text, n);
    return owed;
}

void pvs_client_owe(PvsClient *client, const char *text, size_t n, bool is_reply) {
    if (n > PVS_OWED_BYTES_MAX - client->n_owed_bytes) {
        client->overrun = true;
        return;
    }
    PvsOwed *owed = copy_of(client, text, n);
    if (owed) {
        owed->is_reply = is_reply;
        owed->is_counted = true;
        *(client->last ? &client->last->next : &client->first) = owed;
        client->last = owed;
        client->n_owed_bytes += n;
    }
}

void pvs_client_notice(PvsClient *client, PvsNotice kind, const char *text, size_t n) {
    PvsOwed *owed = copy_of(client, text, n);
    if (owed) {
        pvs_free(client->notices[kind]);
        client->notices[kind] = owed;
    }
}

bool pvs_client_stream(PvsClient *client, uint32_t stream, PvsLog *log, bool may_skip) {
    for (int i = 0; i < PVS_STREAMS_MAX; i++) {
        if (client->streams[i].id == 0) {
            client->streams[i] =
                (PvsClientStream){.id = stream, .log = pvs_log_share(log), .may_skip = may_skip};
            return true;
        }
    }
    return false;
}

static void close_stream(PvsClientStream *stream) {
    pvs_log_release(stream->log);
    *stream = (PvsClientStream){0};
}

void pvs_client_stop_stream(PvsClient *client, uint32_t stream) {
    for (int i = 0; i < PVS_STREAMS_MAX; i++) {
        if (stream != 0 && client->streams[i].id == stream) {
            close_stream(&client->streams[i]);
        }
    }
}

// --- what goes out -------------------------------------------------------------------------------

static bool stream_has_more(const PvsClientStream *stream) {
    if (stream->id == 0) {
        return false;
    }
    PvsLogState state = pvs_log_state(stream->log);
    return stream->offset < state.n || state.ended;
}

bool pvs_client_has_more(const PvsClient *client) {
    bool more = client->current || client->first;
    for (int i = 0; i < PVS_N_NOTICES; i++) {
        more = more || client->notices[i];
    }
    for (int i = 0; i < PVS_STREAMS_MAX; i++) {
        more = more || stream_has_more(&client->streams[i]);
    }
    return more;
}

// The text whose turn it is; null when there is none.
static PvsOwed *next_text(PvsClient *client) {
    PvsOwed *owed = client->first;
    if (owed) {
        client->first = owed->next;
        client->last = client->first ? client->last : NULL;
        return owed;
    }
    for (int i = 0; i < PVS_N_NOTICES && !owed; i++) {
        owed = client->notices[i];
        client->notices[i] = NULL;
    }
    return owed;
}

static PvsFrame text_frame(PvsClient *client, uint8_t *buf) {
    PvsOwed *owed = client->current;
    size_t n = owed->n - client->at;
    n = n < PVS_PAYLOAD_MAX ? n : PVS_PAYLOAD_MAX;
    memcpy(buf, owed->text + client->at, n);
    PvsFrame frame = {PVS_FRAME_TEXT, n, client->at == 0, client->at + n == owed->n};
    client->at += n;
    if (frame.last) {
        client->n_owed_bytes -= owed->is_counted ? owed->n : 0;
        client->n_open -= owed->is_reply && client->n_open > 0;
        pvs_free(owed);
        client->current = NULL;
        client->at = 0;
    }
    return frame;
}

static void put_le(uint8_t *p, uint64_t value, int n_bytes) {
    for (int i = 0; i < n_bytes; i++) {
        p[i] = (uint8_t)(value >> (8 * i));
    }
}

// A stream whose reader is far behind goes on at the newest place from which one may begin.
static void skip_backlog(PvsClientStream *stream, uint64_t n) {
    if (stream->may_skip && n - stream->offset > PVS_LAG_BYTES_MAX) {
        uint64_t mark = pvs_log_newest_mark(stream->log, stream->offset);
        stream->gap = stream->gap || mark > stream->offset;
        stream->offset = mark;
    }
}

static PvsFrame stream_frame(PvsClientStream *stream, uint8_t *buf) {
    PvsLogState state = pvs_log_state(stream->log);
    skip_backlog(stream, state.n);
    size_t n = pvs_log_read(stream->log, stream->offset, buf + PVS_FRAME_HEAD_N, PVS_PAYLOAD_MAX);
    bool last = state.ended && stream->offset + n >= state.n;
    uint8_t flags = (uint8_t)((last ? FLAG_LAST : 0) | (last && state.failed ? FLAG_FAILED : 0) |
                              (stream->gap ? FLAG_GAP : 0));
    put_le(buf, 1, 1);
    put_le(buf + 1, flags, 1);
    put_le(buf + 2, 0, 2);
    put_le(buf + 4, stream->id, 4);
    put_le(buf + 8, stream->offset, 8);
    stream->offset += n;
    stream->gap = false;
    if (last) {
        close_stream(stream);
    }
    return (PvsFrame){PVS_FRAME_BINARY, PVS_FRAME_HEAD_N + n, true, true};
}

// Why a stream failed goes out before its last frame.
static void tell_failure(PvsClient *client, const PvsClientStream *stream) {
    PvsLogState state = pvs_log_state(stream->log);
    if (!state.failed || stream->offset < state.n) {
        return;
    }
    PvsError error;
    PvsStr text = {0};
    pvs_log_error(stream->log, &error);
    pvs_str_printf(
        &text,
        "{\"say\": \"stream-failed\", \"stream\": %u, \"error\": {\"code\": \"%s\", \"text\": ",
        stream->id,
        error.status == PVS_BAD_INPUT ? "bad-input"
        : error.status == PVS_LIMIT   ? "limit"
        : error.status == PVS_IO      ? "io"
                                      : "internal");
    pvs_str_json_string(&text, error.message);
    pvs_str_printf(&text, ", \"findings\": []}}");
    if (!text.failed) {
        pvs_client_owe(client, text.text, text.n, false);
    }
    pvs_str_free(&text);
}

PvsFrame pvs_client_next(PvsClient *client, uint8_t *buf) {
    if (!client->current) {
        client->current = next_text(client);
    }
    if (client->current) {
        return text_frame(client, buf);
    }
    for (int i = 0; i < PVS_STREAMS_MAX; i++) {
        PvsClientStream *stream = &client->streams[client->i_stream];
        client->i_stream = (client->i_stream + 1) % PVS_STREAMS_MAX;
        if (stream_has_more(stream)) {
            tell_failure(client, stream);
            return stream_frame(stream, buf);
        }
    }
    return (PvsFrame){0};
}
