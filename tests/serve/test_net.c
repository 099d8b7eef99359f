// SPDX-License-Identifier: Apache-2.0
// The server against what a network may send: foreign hosts, paths that climb, frames that break the rules, clients that never read or vanish.
// After each, somebody who behaves must be answered as before.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "serve/ws.h"

#define SCENARIO PVS_SOURCE_DIR "/scenarios/first-steps.yaml"

static Served served;

static int set_up(void **state) {
    (void)state;
    return served_start(&served, served_options(SCENARIO)) ? 0 : -1;
}

static int take_down(void **state) {
    (void)state;
    served_stop(&served);
    return 0;
}

static void still_answers(void) {
    Ws w;
    assert_int_equal(ws_open(&w, served.port, NULL, NULL, NULL, NULL), 101);
    char *reply = ws_ask(&w, "\"do\": \"stop\", \"stream\": 99");
    assert_non_null(reply);
    assert_non_null(strstr(reply, "\"ok\": true"));
    free(reply);
    ws_close(&w);
}

static void who_asks_under_a_foreign_name_is_refused(void **state) {
    (void)state;
    char good[64], other[64];
    snprintf(good, sizeof good, "127.0.0.1:%d", served.port);
    snprintf(other, sizeof other, "evil.example:%d", served.port);
    assert_int_equal(ws_get(served.port, "/", good, ""), 200);
    assert_int_equal(ws_get(served.port, "/", other, ""), 403);
    assert_int_equal(ws_get(served.port, "/", "127.0.0.1", ""), 403);
    assert_int_equal(ws_get(served.port, "/", good, "Origin: http://evil.example\r\n"), 403);
    assert_int_equal(ws_get(served.port, "/", good, "Origin: null\r\n"), 403);
    Ws w;
    assert_int_equal(ws_open(&w, served.port, NULL, other, NULL, NULL), 403);
    ws_close(&w);
    assert_int_equal(ws_open(&w, served.port, NULL, NULL, "http://evil.example", NULL), 403);
    ws_close(&w);
    assert_int_equal(ws_open(&w, served.port, NULL, NULL, "null", NULL), 403);
    ws_close(&w);
    assert_int_equal(ws_open(&w, served.port, "/other", NULL, NULL, NULL), 404);
    ws_close(&w);
    assert_int_not_equal(ws_open(&w, served.port, NULL, NULL, NULL, ""),
                         101); // no protocol of ours
    ws_close(&w);
    still_answers();
}

static void no_path_leads_to_a_file(void **state) {
    (void)state;
    static const char *const paths[] = {"/../../../../etc/passwd",
                                        "/%2e%2e/%2e%2e/etc/passwd",
                                        "/..%2f..%2fetc%2fpasswd",
                                        "//etc/passwd",
                                        "/index.html",
                                        "/assets/../index.html",
                                        "/./",
                                        "/scenarios/first-steps.yaml",
                                        "/\\..\\..\\etc\\passwd",
                                        "/%00",
                                        "/?file=/etc/passwd/",
                                        "/assets/",
                                        "/ws",
                                        "/%c0%ae%c0%ae/etc/passwd"};
    char host[64];
    snprintf(host, sizeof host, "127.0.0.1:%d", served.port);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        char request[512];
        int n =
            snprintf(request, sizeof request,
                     "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", paths[i], host);
        char *answer = ws_http(served.port, request, (size_t)n, NULL);
        assert_null(strstr(answer, "root:"));
        assert_null(strstr(answer, "raids:"));
        free(answer);
    }
    still_answers();
}

static void a_page_comes_with_what_keeps_it_safe(void **state) {
    (void)state;
    char request[256];
    int n =
        snprintf(request, sizeof request,
                 "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n", served.port);
    char *answer = ws_http(served.port, request, (size_t)n, NULL);
    assert_non_null(
        strstr(answer, "content-security-policy: default-src 'none'; script-src 'self';"));
    assert_null(strstr(answer, "unsafe"));
    assert_non_null(strstr(answer, "x-content-type-options: nosniff"));
    assert_non_null(strstr(answer, "frame-ancestors 'none'"));
    assert_non_null(strstr(answer, "make viewer")); // the plain page: this view was given none
    free(answer);
}

static void requests_that_are_no_get_are_refused(void **state) {
    (void)state;
    static const char *const requests[] = {
        "POST / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 3\r\n\r\nabc",
        "PUT /x HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 3\r\n\r\nabc",
        "DELETE / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
        "OPTIONS / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
        "GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\nX: %d\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: 127.0.0.1:%d\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n%d",
        "\x16\x03\x01\x02\x01\x01\xfc\x03\x03%d",
        "\r\n\r\n\r\n%d\r\n\r\n",
        "GET",
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        char request[512];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
        int n = snprintf(request, sizeof request, requests[i], served.port);
#pragma GCC diagnostic pop
        int fd = ws_connect(served.port);
        char answer[512] = "";
        struct timeval soon = {.tv_usec = 300000};
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
        ws_send_all(fd, request, (size_t)n);
        (void)!recv(fd, answer, sizeof answer - 1, 0);
        if (strstr(answer, "HTTP/1.1 200")) {
            print_error("request %zu was answered\n", i);
        }
        assert_null(strstr(answer, "HTTP/1.1 200"));
        close(fd);
    }
    still_answers();
}

static void long_and_many_headers_are_bounded(void **state) {
    (void)state;
    size_t n = 1 << 20;
    char *request = malloc(n + 100);
    int head = snprintf(request, 100, "GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX: ", served.port);
    memset(request + head, 'a', n);
    free(ws_http(served.port, request, n, "HTTP/"));
    for (size_t i = 0; i + 8 < n; i += 8) {
        memcpy(request + head + i, "\r\nA: bcd", 8);
    }
    free(ws_http(served.port, request, n, "HTTP/"));
    free(request);
    still_answers();
}

// A frame that breaks WebSocket closes its own connection and nothing else.
static void broken_frames_close_their_connection(void **state) {
    (void)state;
    static const struct {
        uint8_t first;
        const char *data;
        size_t n;
        bool masked;
    } frames[] = {
        {0x83, "x", 1, true},            // reserved opcode
        {0xF1, "x", 1, true},            // reserved bits
        {0x80, "x", 1, true},            // goes on with nothing
        {0x81, "\xff\xfe\xfd", 3, true}, // not UTF-8
        {0x82, "binary", 6, true},
        {0x89, NULL, 126, true}, // a ping that is too long
        {0x09, "x", 1, true},    // a control frame in pieces
        {0x88, "\x00", 1, true}, // a close code cut short
    };
    static uint8_t zeros[200];
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        Ws w;
        struct timeval soon = {.tv_usec = 400000};
        assert_int_equal(ws_open(&w, served.port, NULL, NULL, NULL, NULL), 101);
        ws_frame(&w, frames[i].first, frames[i].data ? (const void *)frames[i].data : zeros,
                 frames[i].n, frames[i].masked);
        setsockopt(w.fd, SOL_SOCKET, SO_RCVTIMEO, &soon, sizeof soon);
        uint8_t *message = NULL;
        size_t n;
        int kind;
        while ((kind = ws_next(&w, &message, &n)) == 1) { // hello
            assert_null(strstr((char *)message, "\"ok\": true"));
            free(message);
            message = NULL;
        }
        free(message);
        ws_close(&w);
    }
    still_answers();
}

static void a_request_may_come_in_pieces_but_not_too_many(void **state) {
    (void)state;
    Ws w;
    assert_int_equal(ws_open(&w, served.port, NULL, NULL, NULL, NULL), 101);
    const char *text = "{\"id\": 5, \"do\": \"stop\"}";
    for (size_t i = 0; text[i]; i++) { // a letter a frame, a ping between
        ws_frame(&w, (uint8_t)((text[i + 1] ? 0 : 0x80) | (i == 0 ? 1 : 0)), text + i, 1, true);
        if (i % 5 == 2) {
            ws_frame(&w, 0x89, "ping", 4, true);
        }
    }
    char *reply = ws_await(&w, "\"re\": 5");
    assert_non_null(reply);
    free(reply);
    char *large = malloc(65537);
    memset(large, ' ', 65537);
    memcpy(large, "{\"id\": 6, \"do\": \"stop\"}", 23);
    ws_frame(&w, 0x81, large, 65536, true); // exactly what is allowed
    reply = ws_await(&w, "\"re\": 6");
    assert_non_null(reply);
    free(reply);
    ws_frame(&w, 0x81, large, 65537, true);
    assert_null(ws_await(&w, "\"re\":"));
    ws_close(&w);
    free(large);
    still_answers();
}

static void what_is_no_request_is_told_so(void **state) {
    (void)state;
    static const char *const texts[] = {"",
                                        "null",
                                        "[]",
                                        "{}",
                                        "{\"id\": 1}",
                                        "{\"id\": -1, \"do\": \"stop\"}",
                                        "{\"id\": \"x\", \"do\": \"stop\"}",
                                        "{\"do\": \"stop\"}",
                                        "{\"id\": 1, \"id\": 2, \"do\": \"stop\"}",
                                        "{\"id\": 1, \"do\": 7}",
                                        "{\"id\": 1, \"do\": \"unknown\"}",
                                        "\"text\"",
                                        "{\"id\": 1e400, \"do\": \"stop\"}"};
    Ws w;
    assert_int_equal(ws_open(&w, served.port, NULL, NULL, NULL, NULL), 101);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (!*texts[i]) {
            continue; // an empty message is ignored by libwebsockets
        }
        ws_text(&w, texts[i]);
        char *reply = ws_await(&w, "\"bad-request\"");
        assert_non_null(reply);
        free(reply);
    }
    char deep[600] = "{\"id\": 1, \"do\": ";
    for (int i = 0; i < 500; i++) {
        strcat(deep, "[");
    }
    ws_text(&w, deep);
    char *reply = ws_await(&w, "\"bad-request\"");
    assert_non_null(reply);
    free(reply);
    ws_close(&w);
}

// Random requests that are nearly right, and random bytes: a reply for each, and the server goes on.
static void random_requests_are_answered(void **state) {
    (void)state;
    static const char *const words[] = {
        "play",     "stop",     "describe", "values",  "catalog",      "entry",   "edit",
        "undo",     "redo",     "whatif",   "confirm", "result",       "preview", "save",
        "coverage", "envelope", "open",     "study",   "replications", "x"};
    static const char *const keys[] = {
        "level", "seed",     "replication", "which",    "only",    "under",  "name",
        "ops",   "revision", "pairs",       "run",      "digest",  "as",     "h_m",
        "type",  "radars",   "heights_m",   "azimuths", "example", "stream", "probability"};
    static const char *const values[] = {
        "1",
        "-1",
        "1e308",
        "null",
        "true",
        "\"now\"",
        "\"plot\"",
        "[]",
        "{}",
        "\"../../etc/passwd\"",
        "[1, \"x\", null]",
        "18446744073709551615",
        "\"units.north\"",
        "[{\"op\": \"set\", \"path\": \"units.north.at\", \"value\": \"[0, 0\"}]",
        "[{\"op\": \"remove\", \"path\": \"sites\"}]",
        "[{\"op\": \"move\", \"path\": \"units..\", \"lat_deg\": 1, \"lon_deg\": 2}]",
        "\"\\u0000\"",
        "0.5",
        "[[[]]]",
        "\"kalibr\""};
    uint64_t seed = 88172645463325252ull;
    Ws w;
    assert_int_equal(ws_open(&w, served.port, NULL, NULL, NULL, NULL), 101);
    for (int i = 1; i <= 240; i++) {
        char body[2000];
#define NEXT(list)                                                                                 \
    list[(seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17, seed) %                       \
         (sizeof list / sizeof *list)]
        int n = snprintf(body, sizeof body, "\"do\": \"%s\"", NEXT(words));
        for (int k = 0; k < (int)(seed >> 40 & 3); k++) {
            n += snprintf(body + n, sizeof body - (size_t)n, ", \"%s\": ", NEXT(keys));
            n += snprintf(body + n, sizeof body - (size_t)n, "%s", NEXT(values));
        }
        if (strstr(body, "\"save\"") || strstr(body, "\"whatif\"") || strstr(body, "\"confirm\"")) {
            continue;
        }
        char request[2100];
        snprintf(request, sizeof request, "{\"id\": %d, %s}", i, body);
        ws_text(&w, request);
        char *reply = ws_await(&w, "\"re\": ");
        if (!reply) {
            print_error("no reply to %s\n", request);
        }
        assert_non_null(reply);
        free(reply);
        if (i % 8 == 0) { // streams that were begun are many
            ws_close(&w);
            assert_int_equal(ws_open(&w, served.port, NULL, NULL, NULL, NULL), 101);
        }
    }
    ws_close(&w);
    still_answers();
}

static void random_bytes_break_nothing(void **state) {
    (void)state;
    uint64_t seed = 0x9E3779B97F4A7C15ull;
    for (int i = 0; i < 60; i++) {
        uint8_t bytes[300];
        for (size_t k = 0; k < sizeof bytes; k++) {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            bytes[k] = (uint8_t)(seed >> 32);
        }
        Ws w;
        if (i % 2) {
            assert_int_equal(ws_open(&w, served.port, NULL, NULL, NULL, NULL), 101);
        } else {
            w = (Ws){.fd = ws_connect(served.port)};
        }
        ws_send_all(w.fd, bytes, sizeof bytes);
        ws_close(&w);
    }
    still_answers();
}

static void who_vanishes_within_a_frame_is_forgotten(void **state) {
    (void)state;
    for (int i = 0; i < 30; i++) {
        Ws w;
        assert_int_equal(ws_open(&w, served.port, NULL, NULL, NULL, NULL), 101);
        static const uint8_t half[] = {0x81, 0xFE, 0x10, 0x00, 1, 2, 3, 4, 'x', 'y'};
        ws_send_all(w.fd, half, i % 2 ? sizeof half : 3);
        if (i % 3 == 0) { // and with a reset, in the middle of what it is sent
            struct linger now = {1, 0};
            ws_text(&w, "{\"id\": 1, \"do\": \"play\", \"level\": \"plot\"}");
            setsockopt(w.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        }
        ws_close(&w);
    }
    still_answers();
}

// Somebody asks for much and reads nothing: others do not wait, and nothing grows without end.
static void who_never_reads_holds_up_nobody(void **state) {
    (void)state;
    Ws slow;
    assert_int_equal(ws_open(&slow, served.port, NULL, NULL, NULL, NULL), 101);
    int small = 4096;
    setsockopt(slow.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    for (int i = 0; i < 200; i++) {
        char request[100];
        snprintf(request, sizeof request, "{\"id\": %d, \"do\": \"values\"}", i);
        ws_text(&slow, request);
    }
    struct timeval begin, end;
    gettimeofday(&begin, NULL);
    still_answers();
    gettimeofday(&end, NULL);
    double waited_s =
        (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_usec - begin.tv_usec) * 1e-6;
    assert_true(waited_s < 15);
    ws_close(&slow);
    still_answers();
}

static void a_flood_of_requests_is_told_to_wait(void **state) {
    (void)state;
    Ws w;
    assert_int_equal(ws_open(&w, served.port, NULL, NULL, NULL, NULL), 101);
    for (int i = 0; i < 2000; i++) {
        char request[100];
        snprintf(request, sizeof request, "{\"id\": %d, \"do\": \"stop\"}", i);
        if (!ws_text(&w, request)) {
            break;
        }
    }
    char *reply = ws_await(&w, "\"busy\"");
    assert_non_null(reply);
    free(reply);
    ws_close(&w);
    still_answers();
}

static void only_so_many_watch_at_once(void **state) {
    (void)state;
    static Ws many[64];
    Ws one_more;
    for (int i = 0; i < 64; i++) {
        int status = ws_open(&many[i], served.port, NULL, NULL, NULL, NULL);
        for (int tries = 0; status == 503 && tries < 50;
             tries++) { // those of the test before are leaving
            ws_close(&many[i]);
            usleep(100000);
            status = ws_open(&many[i], served.port, NULL, NULL, NULL, NULL);
        }
        assert_int_equal(status, 101);
        char *hello = ws_await(&many[i], "hello");
        assert_non_null(hello);
        free(hello);
    }
    assert_int_equal(ws_open(&one_more, served.port, NULL, NULL, NULL, NULL), 503);
    ws_close(&one_more);
    char *reply = ws_ask(&many[63], "\"do\": \"stop\""); // those who are in are served
    assert_non_null(reply);
    free(reply);
    for (int i = 0; i < 64; i++) {
        ws_close(&many[i]);
    }
    usleep(200000);
    still_answers();
}

static void a_thousand_connections_pass(void **state) {
    (void)state;
    static int fds[1000];
    int n = 0;
    for (int i = 0; i < 1000; i++) {
        fds[i] = ws_connect(served.port);
        n += fds[i] >= 0;
        if (fds[i] >= 0 && i % 2) {
            ws_send_all(fds[i], "GET / HT", 8); // and nothing more
        }
    }
    print_message("%d of 1000 connected\n", n);
    assert_true(n > 100);
    for (int i = 0; i < 1000; i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
    usleep(300000);
    still_answers();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_asks_under_a_foreign_name_is_refused),
        cmocka_unit_test(no_path_leads_to_a_file),
        cmocka_unit_test(a_page_comes_with_what_keeps_it_safe),
        cmocka_unit_test(requests_that_are_no_get_are_refused),
        cmocka_unit_test(long_and_many_headers_are_bounded),
        cmocka_unit_test(broken_frames_close_their_connection),
        cmocka_unit_test(a_request_may_come_in_pieces_but_not_too_many),
        cmocka_unit_test(what_is_no_request_is_told_so),
        cmocka_unit_test(random_requests_are_answered),
        cmocka_unit_test(random_bytes_break_nothing),
        cmocka_unit_test(who_vanishes_within_a_frame_is_forgotten),
        cmocka_unit_test(who_never_reads_holds_up_nobody),
        cmocka_unit_test(a_flood_of_requests_is_told_to_wait),
        cmocka_unit_test(only_so_many_watch_at_once),
        cmocka_unit_test(a_thousand_connections_pass),
    };
    return cmocka_run_group_tests(tests, set_up, take_down);
}
