// SPDX-License-Identifier: Apache-2.0
// Streams that are damaged, foreign or hostile: what is good in them is read, the rest is counted.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asterix/asterix.h"

// A track message of CAT062 with a track number alone, and one of CAT065.
static const uint8_t track[] = {62, 0, 7, 0x01, 0x08, 0x00, 0x2a};
static const uint8_t batch[] = {65, 0, 5, 0x40, 0x02};
static const uint8_t foreign[] = {10, 0, 6, 0xff, 0xff, 0xff};

typedef struct {
    uint8_t bytes[4096];
    size_t n;
} Stream;

static void put(Stream *s, const uint8_t *bytes, size_t n) {
    memcpy(s->bytes + s->n, bytes, n);
    s->n += n;
}

static PvsAsterixCounts read_all(const uint8_t *bytes, size_t n) {
    uint8_t *exact = malloc(n ? n : 1);
    memcpy(exact, bytes, n);
    PvsAsterixReader *reader = pvs_asterix_reader_of_bytes(exact, n);
    PvsAsterixRecord record = {0};
    while (pvs_asterix_read(reader, &record)) {
    }
    PvsAsterixCounts counts = *pvs_asterix_reader_counts(reader);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
    free(exact);
    return counts;
}

static void unknown_categories_are_skipped_by_their_length(void **state) {
    (void)state;
    Stream s = {.n = 0};
    put(&s, track, sizeof track);
    put(&s, foreign, sizeof foreign);
    put(&s, batch, sizeof batch);
    PvsAsterixCounts counts = read_all(s.bytes, s.n);
    assert_int_equal(counts.n_records, 2);
    assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_UNKNOWN_CATEGORY].n, 1);
    assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_UNKNOWN_CATEGORY].first, sizeof track);
    assert_int_equal(counts.n_of_unknown_category[10], 1);
    PvsStr text = {0};
    pvs_asterix_counts_tell(&counts, false, &text);
    assert_string_equal(text.text, "skipped: 1 blocks of a category that has no table (CAT010 1), "
                                   "6 bytes, first at offset 7\n");
    pvs_str_free(&text);
}

static void a_bad_record_ends_its_block_alone(void **state) {
    (void)state;
    static const uint8_t bad[] = {62, 0, 11, 0x01, 0x08, 0x00, 0x07, 0x40, 1, 2, 3};
    Stream s = {.n = 0};
    put(&s, bad, sizeof bad);
    put(&s, track, sizeof track);
    PvsAsterixCounts counts = read_all(s.bytes, s.n);
    assert_int_equal(counts.n_records, 2);
    assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_UNKNOWN_ITEM].n, 1);
    assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_UNKNOWN_ITEM].bytes, 4);
}

static void bytes_between_blocks_are_skipped_until_the_next_sound_block(void **state) {
    (void)state;
    static const uint8_t junk[] = {0xcd, 0xcd, 0xcd, 0xcd, 62, 0xff, 0xff, 0, 1, 2, 3};
    Stream s = {.n = 0};
    put(&s, track, sizeof track);
    put(&s, junk, sizeof junk);
    put(&s, track, sizeof track);
    put(&s, junk, sizeof junk);
    put(&s, batch, sizeof batch);
    put(&s, junk, 3);
    PvsAsterixCounts counts = read_all(s.bytes, s.n);
    assert_int_equal(counts.n_records, 3);
    assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_LOST].n, 3);
    assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_LOST].bytes, 2 * sizeof junk + 3);
    assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_LOST].first, sizeof track);
}

static void a_stream_cut_anywhere_loses_its_last_block_alone(void **state) {
    (void)state;
    Stream s = {.n = 0};
    for (int i = 0; i < 5; i++) {
        put(&s, track, sizeof track);
    }
    for (size_t n = 0; n <= s.n; n++) {
        PvsAsterixCounts counts = read_all(s.bytes, n);
        assert_int_equal(counts.n_records, n / sizeof track);
        assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_LOST].bytes, n % sizeof track);
    }
}

// Every octet sum is accounted for: read, skipped or lost.
static void every_octet_is_accounted_for(void **state) {
    (void)state;
    uint64_t x = 88172645463325252u; // xorshift: any bytes will do
    for (int k = 0; k < 2000; k++) {
        uint8_t bytes[300];
        size_t n = 1 + x % sizeof bytes;
        for (size_t i = 0; i < n; i++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            static const uint8_t likely[] = {62, 48, 34, 65, 0, 0, 0, 4, 7, 1, 0x80, 0x40};
            bytes[i] = x & 256 ? likely[x % sizeof likely] : (uint8_t)x;
        }
        PvsAsterixCounts counts = read_all(bytes, n);
        assert_int_equal(counts.n_bytes + counts.skips[PVS_ASTERIX_SKIP_UNKNOWN_CATEGORY].bytes +
                             counts.skips[PVS_ASTERIX_SKIP_LOST].bytes,
                         n);
    }
}

// A block header at every octet whose records nearly fit: the search for the next sound block may
// not become quadratic.
static void a_hostile_stream_costs_little_more_than_a_good_one(void **state) {
    (void)state;
    size_t n = 1 << 20;
    uint8_t *bytes = malloc(n);
    for (size_t i = 0; i < n; i++) {
        bytes[i] = i % 2 ? 0x3e : 0x7f;
    }
    PvsAsterixReader *reader = pvs_asterix_reader_of_bytes(bytes, n);
    PvsAsterixRecord record = {0};
    while (pvs_asterix_read(reader, &record)) {
    }
    const PvsAsterixCounts *counts = pvs_asterix_reader_counts(reader);
    assert_int_equal(counts->n_bytes + counts->skips[PVS_ASTERIX_SKIP_UNKNOWN_CATEGORY].bytes +
                         counts->skips[PVS_ASTERIX_SKIP_LOST].bytes,
                     n);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
    free(bytes);
}

// More junk than the search's first budget would last for.
static void a_block_behind_much_junk_is_found(void **state) {
    (void)state;
    size_t n = 8 << 20;
    uint64_t x = 88172645463325252u;
    FILE *file = tmpfile();
    PvsAsterixReadOptions options = pvs_asterix_read_options_default();
    PvsAsterixReader *reader;
    PvsAsterixRecord record = {0};
    PvsError err = {0};
    fwrite(track, 1, sizeof track, file);
    for (size_t i = 0; i < n; i++) {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        fputc((int)(x >> 32 & 255), file);
    }
    for (int i = 0; i < 40000; i++) {
        fwrite(track, 1, sizeof track, file);
    }
    rewind(file);
    assert_int_equal(pvs_asterix_reader_of_file(file, "junk", &options, &reader, &err), PVS_OK);
    int n_tracks = 0;
    while (pvs_asterix_read(reader, &record)) {
        n_tracks += record.category->number == 62 && record.leaves[0].raw == 42;
    }
    assert_true(n_tracks > 20000); // what looks like a block in front may swallow some
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
}

static FILE *file_of(const uint8_t *bytes, size_t n) {
    FILE *file = tmpfile();
    fwrite(bytes, 1, n, file);
    rewind(file);
    return file;
}

// Longer than the buffer, so that blocks lie across its end.
static void a_long_file_is_read_through_a_short_buffer(void **state) {
    (void)state;
    enum { N = 300000 };
    FILE *file = tmpfile();
    for (int i = 0; i < N; i++) {
        fwrite(track, 1, sizeof track, file);
    }
    rewind(file);
    PvsAsterixReadOptions options = pvs_asterix_read_options_default();
    PvsAsterixReader *reader;
    PvsAsterixRecord record = {0};
    PvsError err = {0};
    assert_int_equal(pvs_asterix_reader_of_file(file, "long", &options, &reader, &err), PVS_OK);
    int n = 0;
    for (; pvs_asterix_read(reader, &record); n++) {
        assert_int_equal(record.leaves[0].raw, 42);
    }
    assert_int_equal(n, N);
    assert_int_equal(pvs_asterix_reader_counts(reader)->n_bytes, N * sizeof track);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
}

static PvsStatus open_bytes(const uint8_t *bytes, size_t n, PvsAsterixReader **reader,
                            PvsError *err) {
    PvsAsterixReadOptions options = pvs_asterix_read_options_default();
    return pvs_asterix_reader_of_file(file_of(bytes, n), "a file", &options, reader, err);
}

static void compressed_files_and_damaged_captures_are_named(void **state) {
    (void)state;
    static const uint8_t gz[] = {0x1f, 0x8b, 8, 0}, pcap[] = {0xd4, 0xc3, 0xb2, 0xa1, 2, 0};
    PvsAsterixReader *reader = NULL;
    PvsError err = {0};
    assert_int_equal(open_bytes(gz, sizeof gz, &reader, &err), PVS_BAD_INPUT);
    assert_string_equal(err.message, "a file is compressed with gzip: expand it first (gzip -dc)");
    assert_int_equal(open_bytes(pcap, sizeof pcap, &reader, &err), PVS_BAD_INPUT);
    assert_non_null(strstr(err.message, "a file is a damaged capture"));
}

// A capture of one Ethernet packet to UDP port 8600, made by hand.
static size_t capture(uint8_t *out, uint32_t link, unsigned fragment, size_t cut) {
    uint8_t packet[14 + 20 + 8 + sizeof track] = {[12] = 8, [14] = 0x45};
    uint8_t *ip = packet + 14, *udp = ip + 20;
    ip[3] = 20 + 8 + sizeof track;
    ip[6] = (uint8_t)(fragment >> 8);
    ip[9] = 17;
    udp[2] = 8600 >> 8;
    udp[3] = 8600 & 255;
    udp[5] = 8 + sizeof track;
    memcpy(udp + 8, track, sizeof track);
    uint32_t head[6] = {0xa1b2c3d4, 2 | 4u << 16, 0, 0, 65535, link};
    uint32_t item[4] = {0, 0, (uint32_t)(sizeof packet - cut), sizeof packet};
    memcpy(out, head, sizeof head);
    memcpy(out + 24, item, sizeof item);
    memcpy(out + 40, packet, sizeof packet - cut);
    return 40 + sizeof packet - cut;
}

static PvsAsterixCounts read_capture(uint32_t link, unsigned fragment, size_t cut, int port,
                                     PvsStatus *status) {
    uint8_t bytes[256];
    size_t n = capture(bytes, link, fragment, cut);
    PvsAsterixReadOptions options = {.udp_port = port};
    PvsAsterixReader *reader;
    PvsAsterixRecord record = {0};
    PvsError err = {0};
    assert_int_equal(
        pvs_asterix_reader_of_file(file_of(bytes, n), "a capture", &options, &reader, &err),
        PVS_OK);
    while (pvs_asterix_read(reader, &record)) {
    }
    PvsAsterixCounts counts = *pvs_asterix_reader_counts(reader);
    const PvsError *error = pvs_asterix_reader_error(reader);
    *status = error ? error->status : PVS_OK;
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
    return counts;
}

static void captures_say_what_they_do_not_give(void **state) {
    (void)state;
    PvsStatus status;
    PvsAsterixCounts counts = read_capture(1, 0, 0, 0, &status);
    assert_int_equal(counts.n_records, 1);
    counts = read_capture(1, 0, 0, 8600, &status);
    assert_int_equal(counts.n_records, 1);
    counts = read_capture(1, 0, 0, 4001, &status);
    assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_OTHER_PORT].n, 1);
    counts = read_capture(1, 0x2000, 0, 0, &status);
    assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_FRAGMENT].n, 1);
    for (size_t cut = 1; cut <= 14 + 20 + 8 + sizeof track; cut++) {
        counts = read_capture(1, 0, cut, 0, &status);
        assert_int_equal(counts.n_records, 0);
        assert_int_equal(counts.skips[PVS_ASTERIX_SKIP_CUT_PACKET].n, 1);
        assert_int_equal(status, PVS_OK);
    }
    counts = read_capture(105, 0, 0, 0, &status); // wireless LAN
    assert_int_equal(status, PVS_BAD_INPUT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_categories_are_skipped_by_their_length),
        cmocka_unit_test(a_bad_record_ends_its_block_alone),
        cmocka_unit_test(bytes_between_blocks_are_skipped_until_the_next_sound_block),
        cmocka_unit_test(a_stream_cut_anywhere_loses_its_last_block_alone),
        cmocka_unit_test(every_octet_is_accounted_for),
        cmocka_unit_test(a_hostile_stream_costs_little_more_than_a_good_one),
        cmocka_unit_test(a_block_behind_much_junk_is_found),
        cmocka_unit_test(a_long_file_is_read_through_a_short_buffer),
        cmocka_unit_test(compressed_files_and_damaged_captures_are_named),
        cmocka_unit_test(captures_say_what_they_do_not_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
