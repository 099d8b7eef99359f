// SPDX-License-Identifier: Apache-2.0
// The canonical encoding: every event comes back as it was, and every value has one encoding.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "record/bytes.h"
#include "support/synthetic.h"

// A cheap generator for test data: splitmix64.
static uint64_t next(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static PvsEvent random_event(uint64_t *state) {
    PvsEvent e = {.t = (PvsTime)next(state) >> (next(state) % 64),
                  .kind = (uint8_t)(next(state) % PVS_N_EVENT_KINDS)};
    const PvsEventInfo *info = pvs_event_info((PvsEventKind)e.kind);
    for (int i = 0; i < info->n_ids; i++) {
        e.id[i] = (uint32_t)next(state) >> (next(state) % 32);
    }
    for (int i = 0; i < info->n_numbers; i++) {
        e.x[i] = (double)(int64_t)next(state) * 1e-9;
    }
    return e;
}

// If this failed, replaying a record would tell another battle than the one recorded.
static void every_event_decodes_to_itself(void **ctx) {
    (void)ctx;
    uint64_t state = 1;
    for (int i = 0; i < 20000; i++) {
        PvsEvent e = random_event(&state), back;
        uint8_t bytes[PVS_EVENT_BYTES_MAX];
        size_t n = pvs_event_encode(&e, bytes);
        assert_in_range(n, 2, sizeof bytes);
        assert_int_equal(pvs_event_decode(bytes, n, &back), n);
        assert_int_equal(back.t, e.t);
        assert_int_equal(back.kind, e.kind);
        assert_memory_equal(back.id, e.id, sizeof e.id);
        assert_memory_equal(back.x, e.x, sizeof e.x);
    }
}

// A reader that took a cut event for a whole one would read past the end of a block.
static void a_cut_event_is_no_event(void **ctx) {
    (void)ctx;
    uint64_t state = 2;
    for (int i = 0; i < 2000; i++) {
        PvsEvent e = random_event(&state), back;
        uint8_t bytes[PVS_EVENT_BYTES_MAX];
        size_t n = pvs_event_encode(&e, bytes);
        for (size_t cut = 0; cut < n; cut++) {
            assert_int_equal(pvs_event_decode(bytes, cut, &back), 0);
        }
    }
}

// Written out by hand: if this failed, hashes and records would differ from those of other versions
// and machines.
static void the_bytes_of_a_known_event_are_these(void **ctx) {
    (void)ctx;
    PvsEvent e = {.t = 300, .kind = PVS_EV_SEEN, .id = {0, 299}, .x = {1.5}};
    uint8_t bytes[PVS_EVENT_BYTES_MAX];
    // kind; 300 ns zigzag = 600 = 0xd8 0x04; threat 0 -> 1; radar 299 -> 300 = 0xac 0x02; 1.5 =
    // 0x3ff8 << 48
    const uint8_t expected[] = {PVS_EV_SEEN, 0xd8, 0x04, 0x01, 0xac, 0x02, 0,
                                0,           0,    0,    0,    0,    0xf8, 0x3f};
    assert_int_equal(pvs_event_encode(&e, bytes), sizeof expected);
    assert_memory_equal(bytes, expected, sizeof expected);
}

// "None" is the commonest id of optional things: it must stay one byte.
static void an_id_of_none_is_one_zero_byte(void **ctx) {
    (void)ctx;
    PvsEvent e = {.kind = PVS_EV_UNIT_LOST, .id = {PVS_NONE}}, back;
    uint8_t bytes[PVS_EVENT_BYTES_MAX];
    assert_int_equal(pvs_event_encode(&e, bytes), 3);
    assert_int_equal(bytes[2], 0);
    assert_int_equal(pvs_event_decode(bytes, 3, &back), 3);
    assert_int_equal(back.id[0], PVS_NONE);
}

// NaNs of different sign or payload come from different compilers; the hash must not see it.
static void every_nan_has_the_same_bytes(void **ctx) {
    (void)ctx;
    uint64_t patterns[] = {0x7ff8000000000000u, 0xfff8000000000000u, 0x7ff0000000000001u,
                           0xffffffffffffffffu};
    uint8_t first[PVS_EVENT_BYTES_MAX], bytes[PVS_EVENT_BYTES_MAX];
    for (int i = 0; i < 4; i++) {
        PvsEvent e = {.kind = PVS_EV_SEEN};
        memcpy(&e.x[0], &patterns[i], 8);
        size_t n = pvs_event_encode(&e, i ? bytes : first);
        assert_int_equal(n, 12);
        if (i) {
            assert_memory_equal(first, bytes, n);
        }
    }
}

static void varints_longer_than_needed_are_refused(void **ctx) {
    (void)ctx;
    uint64_t v;
    assert_int_equal(pvs_get_varint((const uint8_t[]){0x80, 0x00}, 2, &v), 0);
    assert_int_equal(
        pvs_get_varint(
            (const uint8_t[]){0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, 10, &v),
        0);
    assert_int_equal(
        pvs_get_varint(
            (const uint8_t[]){0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, 10, &v),
        10);
    assert_true(v == UINT64_MAX);
}

// The check value of CRC-32 (ISO 3309) in every catalogue of CRCs: "123456789" gives cbf43926.
static void crc32_has_its_check_value(void **ctx) {
    (void)ctx;
    assert_int_equal(pvs_crc32(0, "123456789", 9), 0xcbf43926);
    assert_int_equal(pvs_crc32(pvs_crc32(0, "1234", 4), "56789", 5), 0xcbf43926);
}

// The hash is that of the concatenated encodings, however the sink buffers them.
static void the_hash_sink_hashes_the_encodings_in_order(void **ctx) {
    (void)ctx;
    static PvsHash hash;
    PvsSha256 plain;
    pvs_sha256_init(&plain);
    pvs_hash_init(&hash);
    PvsSink sink = pvs_hash_sink(&hash);
    uint64_t state = 3;
    for (int i = 0; i < 3000; i++) {
        PvsEvent e = random_event(&state);
        uint8_t bytes[PVS_EVENT_BYTES_MAX];
        pvs_sha256_add(&plain, bytes, pvs_event_encode(&e, bytes));
        assert_int_equal(sink.on_event(sink.ctx, &e), PVS_OK);
    }
    char a[65], b[65];
    pvs_sha256_hex(&plain, a);
    pvs_hash_hex(&hash, b);
    assert_string_equal(a, b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_decodes_to_itself),
        cmocka_unit_test(a_cut_event_is_no_event),
        cmocka_unit_test(the_bytes_of_a_known_event_are_these),
        cmocka_unit_test(an_id_of_none_is_one_zero_byte),
        cmocka_unit_test(every_nan_has_the_same_bytes),
        cmocka_unit_test(varints_longer_than_needed_are_refused),
        cmocka_unit_test(crc32_has_its_check_value),
        cmocka_unit_test(the_hash_sink_hashes_the_encodings_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
