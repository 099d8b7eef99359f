// SPDX-License-Identifier: Apache-2.0
// What a client gets, in which order, and what a slow one does not get.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "serve/client.h"

static uint8_t buf[PVS_FRAME_HEAD_N + PVS_PAYLOAD_MAX];

static void owe(PvsClient *c, const char *text, bool is_reply) {
    pvs_client_owe(c, text, strlen(text), is_reply);
}

static void expect_text(PvsClient *c, const char *text) {
    PvsFrame frame = pvs_client_next(c, buf);
    assert_int_equal(frame.kind, PVS_FRAME_TEXT);
    assert_int_equal(frame.n, strlen(text));
    assert_memory_equal(buf, text, frame.n);
}

static void replies_come_in_order_and_only_the_newest_notice(void **state) {
    (void)state;
    PvsClient c;
    pvs_client_init(&c, 1, 0);
    pvs_client_notice(&c, PVS_NOTICE_WHATIF, "old", 3);
    owe(&c, "one", true);
    pvs_client_notice(&c, PVS_NOTICE_WHATIF, "new", 3);
    owe(&c, "two", true);
    expect_text(&c, "one");
    expect_text(&c, "two");
    expect_text(&c, "new");
    assert_false(pvs_client_has_more(&c));
    assert_int_equal(pvs_client_next(&c, buf).kind, PVS_FRAME_NONE);
    pvs_client_free(&c);
}

static void a_long_text_goes_out_in_pieces(void **state) {
    (void)state;
    PvsClient c;
    size_t n = 2 * PVS_PAYLOAD_MAX + 5, got = 0;
    char *text = malloc(n);
    memset(text, 'x', n);
    pvs_client_init(&c, 1, 0);
    pvs_client_owe(&c, text, n, true);
    for (int i = 0; i < 3; i++) {
        PvsFrame frame = pvs_client_next(&c, buf);
        assert_int_equal(frame.first, i == 0);
        assert_int_equal(frame.last, i == 2);
        got += frame.n;
    }
    assert_int_equal(got, n);
    assert_int_equal(c.n_owed_bytes, 0);
    pvs_client_free(&c);
    free(text);
}

static void a_client_asks_so_much_and_no_more(void **state) {
    (void)state;
    PvsClient c;
    pvs_client_init(&c, 1, 0);
    for (unsigned i = 0; i < PVS_REQUESTS_OPEN_MAX; i++) {
        assert_true(pvs_client_may_ask(&c, 0));
    }
    assert_false(pvs_client_may_ask(&c, 0));
    owe(&c, "reply", true);
    expect_text(&c, "reply");
    assert_true(pvs_client_may_ask(&c, 0)); // one was answered
    unsigned n = 0;
    for (int i = 0; i < 10000; i++) { // all in one moment, each answered at once
        if (pvs_client_may_ask(&c, 0)) {
            n++;
            c.n_open--;
        }
        c.n_open = 0;
    }
    assert_in_range(n, 1, 2 * PVS_REQUESTS_PER_S);
    assert_true(pvs_client_may_ask(&c, 1000000)); // a second later
    pvs_client_free(&c);
}

static void a_request_is_bounded(void **state) {
    (void)state;
    PvsClient c;
    char *piece = calloc(1, PVS_REQUEST_BYTES_MAX);
    pvs_client_init(&c, 1, 0);
    assert_true(pvs_client_take(&c, piece, PVS_REQUEST_BYTES_MAX - 1));
    assert_true(pvs_client_take(&c, piece, 1));
    assert_false(pvs_client_take(&c, piece, 1));
    pvs_client_free(&c);
    free(piece);
}

static void who_takes_nothing_is_not_waited_for(void **state) {
    (void)state;
    PvsClient c;
    size_t n = 8u << 20;
    char *text = calloc(1, n);
    pvs_client_init(&c, 1, 0);
    for (int i = 0; i < 8 && !c.overrun; i++) {
        pvs_client_owe(&c, text, n, true);
    }
    assert_false(c.overrun);
    pvs_client_owe(&c, text, n, true);
    assert_true(c.overrun);
    pvs_client_free(&c);
    free(text);
}

static uint64_t get_le(const uint8_t *p, int n) {
    uint64_t v = 0;
    for (int i = 0; i < n; i++) {
        v |= (uint64_t)p[i] << (8 * i);
    }
    return v;
}

static void a_stream_is_the_log_byte_for_byte(void **state) {
    (void)state;
    PvsClient c;
    PvsLog *log = pvs_log_create(1u << 20);
    uint8_t data[200000], got[200000];
    for (size_t i = 0; i < sizeof data; i++) {
        data[i] = (uint8_t)(i * 31 + i / 256);
    }
    pvs_client_init(&c, 1, 0);
    assert_true(pvs_client_stream(&c, 7, log, false));
    assert_false(pvs_client_has_more(&c));
    assert_int_equal(pvs_log_append(log, data, sizeof data), PVS_OK);
    pvs_log_end(log, NULL);
    size_t n = 0;
    while (pvs_client_has_more(&c)) {
        PvsFrame frame = pvs_client_next(&c, buf);
        assert_int_equal(frame.kind, PVS_FRAME_BINARY);
        assert_int_equal(get_le(buf, 1), 1);
        assert_int_equal(get_le(buf + 4, 4), 7);
        assert_int_equal(get_le(buf + 8, 8), n);
        memcpy(got + n, buf + PVS_FRAME_HEAD_N, frame.n - PVS_FRAME_HEAD_N);
        n += frame.n - PVS_FRAME_HEAD_N;
        assert_int_equal(buf[1], n == sizeof data ? 1 : 0);
    }
    assert_int_equal(n, sizeof data);
    assert_memory_equal(got, data, n);
    assert_false(pvs_log_is_shared(log));
    pvs_log_release(log);
    pvs_client_free(&c);
}

// The plots of a live battle: who is far behind begins again at a block.
static void a_lagging_stream_skips_to_a_mark(void **state) {
    (void)state;
    PvsClient c;
    PvsLog *log = pvs_log_create(1u << 24);
    uint8_t *data = calloc(1, 3u << 20);
    pvs_client_init(&c, 1, 0);
    pvs_client_stream(&c, 1, log, true);
    pvs_log_append(log, data, 3u << 20);
    pvs_log_mark(log);
    pvs_log_append(log, data, 10);
    PvsFrame frame = pvs_client_next(&c, buf);
    assert_int_equal(frame.n, PVS_FRAME_HEAD_N + 10);
    assert_int_equal(buf[1], 4);
    assert_int_equal(get_le(buf + 8, 8), 3u << 20);
    pvs_log_append(log, data, 5);
    pvs_client_next(&c, buf);
    assert_int_equal(buf[1], 0);
    pvs_client_free(&c);
    pvs_log_release(log);
    free(data);
}

static void a_failed_stream_says_why(void **state) {
    (void)state;
    PvsClient c;
    PvsLog *log = pvs_log_create(100);
    PvsError why;
    pvs_client_init(&c, 1, 0);
    pvs_client_stream(&c, 3, log, false);
    uint8_t data[200] = {0};
    assert_int_equal(pvs_log_append(log, data, sizeof data), PVS_LIMIT);
    pvs_error_set(&why, PVS_BAD_INPUT, "a \"damaged\" block");
    pvs_log_end(log, &why);
    PvsFrame frame = pvs_client_next(&c, buf);
    assert_int_equal(buf[1], 3);
    assert_int_equal(frame.n, PVS_FRAME_HEAD_N);
    frame = pvs_client_next(&c, buf);
    assert_int_equal(frame.kind, PVS_FRAME_TEXT);
    buf[frame.n] = '\0';
    assert_non_null(strstr((char *)buf, "a \\\"damaged\\\" block"));
    pvs_client_free(&c);
    pvs_log_release(log);
}

static void a_client_has_so_many_streams(void **state) {
    (void)state;
    PvsClient c;
    PvsLog *log = pvs_log_create(100);
    pvs_client_init(&c, 1, 0);
    for (uint32_t i = 1; i <= PVS_STREAMS_MAX; i++) {
        assert_true(pvs_client_stream(&c, i, log, false));
    }
    assert_false(pvs_client_stream(&c, 99, log, false));
    pvs_client_stop_stream(&c, 3);
    assert_true(pvs_client_stream(&c, 99, log, false));
    pvs_client_free(&c);
    assert_false(pvs_log_is_shared(log));
    pvs_log_release(log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_come_in_order_and_only_the_newest_notice),
        cmocka_unit_test(a_long_text_goes_out_in_pieces),
        cmocka_unit_test(a_client_asks_so_much_and_no_more),
        cmocka_unit_test(a_request_is_bounded),
        cmocka_unit_test(who_takes_nothing_is_not_waited_for),
        cmocka_unit_test(a_stream_is_the_log_byte_for_byte),
        cmocka_unit_test(a_lagging_stream_skips_to_a_mark),
        cmocka_unit_test(a_failed_stream_says_why),
        cmocka_unit_test(a_client_has_so_many_streams),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
