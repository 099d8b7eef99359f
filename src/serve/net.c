// SPDX-License-Identifier: Apache-2.0
// The network's thread on libwebsockets 4.1: one context, one virtual host, two protocols (plain HTTP, our WebSocket). It owns the clients;
// other threads reach it through the outbox alone.
#include "serve/net.h"

#include <libwebsockets.h>
#include <pthread.h>
#include <string.h>

#include "serve/guard.h"
#include "serve/http.h"
#include "serve/outbox.h"

#define TICK_US     (100 * LWS_US_PER_MS)
#define TAKE_US     (30 * LWS_US_PER_SEC) ///< a client must take what it is sent within this
#define CONNECTIONS 512
#define WS_PROTOCOL "pavise-view-1"

/// What belongs to a connection: libwebsockets keeps one for each.
typedef struct {
    PvsClient *client; ///< WebSocket
    uint64_t
        t_owed_us; ///< since when it has been owed something and taken nothing; 0: owed nothing
    PvsHttp http;
} Session;

struct PvsNet {
    struct lws_context *context;
    PvsNetOptions options;
    PvsGuard guard;
    PvsOutbox *outbox;
    pthread_t thread;
    bool is_running;
    lws_sorted_usec_list_t tick;
    pthread_mutex_t lock; ///< of what follows
    bool stop;
    int n_clients;
    uint64_t last_client; ///< the thread's alone, as the rest
    struct lws *sockets[PVS_CLIENTS_MAX];
    uint8_t frame[LWS_PRE + PVS_FRAME_HEAD_N + PVS_PAYLOAD_MAX];
};

uint64_t pvs_net_now_us(void) {
    return (uint64_t)lws_now_usecs();
}

static PvsNet *net_of(struct lws *wsi) {
    return lws_context_user(lws_get_context(wsi));
}

// --- sockets -------------------------------------------------------------------------------------

static int free_place(PvsNet *net) {
    for (int i = 0; i < PVS_CLIENTS_MAX; i++) {
        if (!net->sockets[i]) {
            return i;
        }
    }
    return -1;
}

static void count_clients(PvsNet *net, int change) {
    pthread_mutex_lock(&net->lock);
    net->n_clients += change;
    pthread_mutex_unlock(&net->lock);
}

static int open_client(PvsNet *net, struct lws *wsi, Session *session) {
    int place = free_place(net);
    PvsClient *client = place >= 0 ? pvs_alloc(sizeof *client) : NULL;
    if (!client) {
        lws_close_reason(wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION, NULL, 0);
        return -1;
    }
    pvs_client_init(client, ++net->last_client, pvs_net_now_us());
    session->client = client;
    net->sockets[place] = wsi;
    count_clients(net, 1);
    pvs_inbox_put(net->options.inbox, PVS_MAIL_JOINED, client->id, NULL, 0);
    return 0;
}

static void close_client(PvsNet *net, struct lws *wsi, Session *session) {
    if (!session->client) {
        return;
    }
    for (int i = 0; i < PVS_CLIENTS_MAX; i++) {
        if (net->sockets[i] == wsi) {
            net->sockets[i] = NULL;
        }
    }
    count_clients(net, -1);
    pvs_inbox_put(net->options.inbox, PVS_MAIL_LEFT, session->client->id, NULL, 0);
    pvs_client_free(session->client);
    pvs_free(session->client);
    session->client = NULL;
}

// Asks for the socket's turn to write; from now on the client has 30 s to let it come.
static void want_write(struct lws *wsi, Session *session) {
    session->t_owed_us = session->t_owed_us ? session->t_owed_us : pvs_net_now_us();
    lws_callback_on_writable(wsi);
}

static int close_with(struct lws *wsi, enum lws_close_status reason) {
    lws_close_reason(wsi, reason, NULL, 0);
    return -1;
}

static void answer_busy(PvsClient *client) {
    PvsStr text = {0};
    uint64_t id = 0;
    bool has_id = pvs_http_request_id(client->request, client->n_request, &id);
    if (has_id) {
        pvs_str_printf(&text, "{\"re\": %llu", (unsigned long long)id);
    } else {
        pvs_str_printf(&text, "{\"re\": null");
    }
    pvs_str_printf(
        &text, ", \"ok\": false, \"error\": {\"code\": \"busy\", \"text\": \"too many requests at "
               "once; ask again\", \"findings\": []}}");
    if (!text.failed) {
        pvs_client_owe(client, text.text, text.n, false);
    }
    pvs_str_free(&text);
}

static int receive(PvsNet *net, struct lws *wsi, Session *session, const void *in, size_t n) {
    PvsClient *client = session->client;
    if (lws_frame_is_binary(wsi)) {
        return close_with(wsi, LWS_CLOSE_STATUS_UNACCEPTABLE_OPCODE);
    }
    if (!pvs_client_take(client, in, n)) {
        return close_with(wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE);
    }
    if (!lws_is_final_fragment(wsi) || lws_remaining_packet_payload(wsi) > 0) {
        return 0;
    }
    bool asked = pvs_client_may_ask(client, pvs_net_now_us());
    if (asked && !pvs_inbox_put(net->options.inbox, PVS_MAIL_REQUEST, client->id, client->request,
                                client->n_request)) {
        client->n_open--;
        asked = false;
    }
    if (!asked) {
        answer_busy(client);
        want_write(wsi, session);
    }
    client->n_request = 0;
    return client->overrun ? close_with(wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION) : 0;
}

static int send_next(PvsNet *net, struct lws *wsi, Session *session) {
    PvsClient *client = session->client;
    session->t_owed_us = 0;
    if (client->overrun) {
        return close_with(wsi, LWS_CLOSE_STATUS_POLICY_VIOLATION);
    }
    PvsFrame frame = pvs_client_next(client, net->frame + LWS_PRE);
    if (frame.kind != PVS_FRAME_NONE) {
        int how =
            lws_write_ws_flags(frame.kind == PVS_FRAME_TEXT ? LWS_WRITE_TEXT : LWS_WRITE_BINARY,
                               frame.first, frame.last);
        if (lws_write(wsi, net->frame + LWS_PRE, frame.n, (enum lws_write_protocol)how) <
            (int)frame.n) {
            return -1;
        }
    }
    if (pvs_client_has_more(client)) {
        want_write(wsi, session);
    }
    return 0;
}

static int on_socket(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                     size_t n) {
    PvsNet *net = net_of(wsi);
    Session *session = user;
    switch (reason) {
    case LWS_CALLBACK_ESTABLISHED:
        return open_client(net, wsi, session);
    case LWS_CALLBACK_CLOSED:
    case LWS_CALLBACK_WSI_DESTROY:
        close_client(net, wsi, session);
        return 0;
    case LWS_CALLBACK_RECEIVE:
        return session->client ? receive(net, wsi, session, in, n) : -1;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return session->client ? send_next(net, wsi, session) : -1;
    default:
        return 0;
    }
}

// --- what the owner sends -----------------------------------------------------------------------

static void deliver_to(const PvsOutItem *item, PvsClient *client) {
    switch (item->kind) {
    case PVS_OUT_REPLY:
        pvs_client_owe(client, item->text, item->n, true);
        break;
    case PVS_OUT_NOTICE:
        pvs_client_notice(client, item->notice, item->text, item->n);
        break;
    case PVS_OUT_STREAM:
        pvs_client_stream(client, item->stream, item->log, item->may_skip);
        break;
    case PVS_OUT_STOP:
        pvs_client_stop_stream(client, item->stream);
        break;
    }
}

static Session *session_at(const PvsNet *net, int place) {
    struct lws *wsi = net->sockets[place];
    return wsi ? lws_wsi_user(wsi) : NULL;
}

static void deliver(PvsNet *net) {
    for (PvsOutItem *item = pvs_outbox_take(net->outbox), *next; item; item = next) {
        next = item->next;
        for (int i = 0; i < PVS_CLIENTS_MAX; i++) {
            Session *session = session_at(net, i);
            if (session && (item->client == 0 || item->client == session->client->id)) {
                deliver_to(item, session->client);
            }
        }
        pvs_outbox_free_item(item);
    }
    for (int i = 0; i < PVS_CLIENTS_MAX; i++) {
        Session *session = session_at(net, i);
        if (session && (session->client->overrun || pvs_client_has_more(session->client))) {
            want_write(net->sockets[i], session);
        }
    }
}

static void put(PvsNet *net, PvsOutItem item, const PvsStr *text) {
    pvs_outbox_put(net->outbox, item, text ? text->text : NULL, text ? text->n : 0);
    lws_cancel_service(net->context);
}

void pvs_net_reply(PvsNet *net, uint64_t client, const PvsStr *text) {
    put(net, (PvsOutItem){.kind = PVS_OUT_REPLY, .client = client}, text);
}

void pvs_net_notice(PvsNet *net, uint64_t client, PvsNotice kind, const PvsStr *text) {
    put(net, (PvsOutItem){.kind = PVS_OUT_NOTICE, .client = client, .notice = kind}, text);
}

void pvs_net_stream(PvsNet *net, uint64_t client, uint32_t stream, PvsLog *log, bool may_skip) {
    put(net,
        (PvsOutItem){.kind = PVS_OUT_STREAM,
                     .client = client,
                     .stream = stream,
                     .log = log,
                     .may_skip = may_skip},
        NULL);
}

void pvs_net_stop_stream(PvsNet *net, uint64_t client, uint32_t stream) {
    put(net, (PvsOutItem){.kind = PVS_OUT_STOP, .client = client, .stream = stream}, NULL);
}

void pvs_net_wake(PvsNet *net) {
    lws_cancel_service(net->context);
}

// --- HTTP ----------------------------------------------------------------------------------------

static int on_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t n) {
    (void)n;
    PvsNet *net = net_of(wsi);
    Session *session = user;
    switch (reason) {
    case LWS_CALLBACK_EVENT_WAIT_CANCELLED:
        deliver(net);
        return 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: {
        bool is_socket = strcmp(in, "websocket") == 0;
        pthread_mutex_lock(&net->lock);
        bool is_full = net->n_clients >= PVS_CLIENTS_MAX;
        pthread_mutex_unlock(&net->lock);
        return pvs_http_confirm_upgrade(wsi, &net->guard, is_socket, is_full);
    }
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        return -1; // a WebSocket that asked for no protocol of ours
    case LWS_CALLBACK_HTTP:
        return pvs_http_begin(wsi, &session->http, &net->guard, &net->options.assets, in);
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return pvs_http_continue(wsi, &session->http, net->frame, PVS_PAYLOAD_MAX);
    case LWS_CALLBACK_HTTP_BODY:
        return -1; // nothing here takes a body
    default:
        return 0;
    }
}

static const struct lws_protocols protocols[] = {
    {.name = "http", .callback = on_http, .per_session_data_size = sizeof(Session)},
    {.name = WS_PROTOCOL,
     .callback = on_socket,
     .per_session_data_size = sizeof(Session),
     .rx_buffer_size = 4096},
    {0},
};

// --- the thread ----------------------------------------------------------------------------------

static void drop_who_takes_nothing(PvsNet *net) {
    uint64_t now_us = pvs_net_now_us();
    for (int i = 0; i < PVS_CLIENTS_MAX; i++) {
        Session *session = session_at(net, i);
        if (session && session->t_owed_us && now_us - session->t_owed_us > TAKE_US) {
            lws_set_timeout(net->sockets[i], PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
        }
    }
}

// The owner sleeps until something is there for it: it wants to see its stop flag, and to tell what runs.
static void on_tick(lws_sorted_usec_list_t *sul) {
    PvsNet *net = lws_container_of(sul, PvsNet, tick);
    pvs_inbox_nudge(net->options.inbox);
    deliver(net);
    drop_who_takes_nothing(net);
    lws_sul_schedule(net->context, 0, &net->tick, on_tick, TICK_US);
}

static void *serve(void *ctx) {
    PvsNet *net = ctx;
    lws_sul_schedule(net->context, 0, &net->tick, on_tick, TICK_US);
    for (bool stop = false; !stop;) {
        stop = lws_service(net->context, 0) < 0;
        pthread_mutex_lock(&net->lock);
        stop = stop || net->stop;
        pthread_mutex_unlock(&net->lock);
    }
    return NULL;
}

static struct lws_context *make_context(PvsNet *net) {
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
        .user = net,
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .fd_limit_per_thread = CONNECTIONS,
        .max_http_header_data = 8192,
        .max_http_header_pool = 64,
        .timeout_secs = 10,
        .timeout_secs_ah_idle = 5,
        .gid = -1,
        .uid = -1,
    };
    lws_set_log_level(0, NULL);
    return lws_create_context(&info);
}

static const lws_retry_bo_t idle = {.secs_since_valid_ping = 20, .secs_since_valid_hangup = 50};

static bool listen_at(PvsNet *net, int port) {
    struct lws_context_creation_info info = {
        .port = port,
        .iface = net->options.address,
        .protocols = protocols,
        .vhost_name = "pavise",
        .keepalive_timeout = 15,
        .timeout_secs = 10,
        .retry_and_idle_policy = &idle,
        .options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_VALIDATE_UTF8 |
                   (strchr(net->options.address, ':') ? 0 : LWS_SERVER_OPTION_DISABLE_IPV6),
        .ka_time = 60,
        .ka_probes = 3,
        .ka_interval = 10,
    };
    struct lws_vhost *vhost = lws_create_vhost(net->context, &info);
    net->guard.port = vhost ? lws_get_vhost_listen_port(vhost) : 0;
    return vhost && net->guard.port > 0;
}

static PvsStatus listen_somewhere(PvsNet *net, PvsError *err) {
    const PvsNetOptions *o = &net->options;
    for (int i = 0; i < o->n_ports && o->port + i <= 65535; i++) {
        if (pvs_http_port_is_free(o->address, o->port + i) && listen_at(net, o->port + i)) {
            return PVS_OK;
        }
    }
    return pvs_error_set(err, PVS_IO, "no port from %d to %d can be had on %s", o->port,
                         o->port + o->n_ports - 1, o->address);
}

PvsStatus pvs_net_start(const PvsNetOptions *options, PvsNet **out, PvsError *err) {
    *out = NULL;
    PvsNet *net = pvs_alloc(sizeof *net);
    if (!net) {
        return pvs_error_set(err, PVS_NO_MEMORY, "out of memory");
    }
    net->options = *options;
    net->guard = (PvsGuard){options->token, options->name, options->port};
    pthread_mutex_init(&net->lock, NULL);
    net->outbox = pvs_outbox_create();
    net->context = net->outbox ? make_context(net) : NULL;
    PvsStatus status = net->context
                           ? listen_somewhere(net, err)
                           : pvs_error_set(err, PVS_NO_MEMORY, "the server cannot be set up");
    if (status == PVS_OK && pthread_create(&net->thread, NULL, serve, net) != 0) {
        status = pvs_error_set(err, PVS_NO_MEMORY, "no thread can be had for the server");
    }
    net->is_running = status == PVS_OK;
    if (status != PVS_OK) {
        pvs_net_stop(net);
        return status;
    }
    *out = net;
    return PVS_OK;
}

void pvs_net_stop(PvsNet *net) {
    if (!net) {
        return;
    }
    if (net->is_running) {
        pthread_mutex_lock(&net->lock);
        net->stop = true;
        pthread_mutex_unlock(&net->lock);
        lws_cancel_service(net->context);
        pthread_join(net->thread, NULL);
    }
    if (net->context) {
        lws_context_destroy(net->context);
    }
    pvs_outbox_destroy(net->outbox);
    pvs_assets_free(&net->options.assets);
    pthread_mutex_destroy(&net->lock);
    pvs_free(net);
}

int pvs_net_port(const PvsNet *net) {
    return net->guard.port;
}

int pvs_net_clients(PvsNet *net) {
    pthread_mutex_lock(&net->lock);
    int n = net->n_clients;
    pthread_mutex_unlock(&net->lock);
    return n;
}
