// SPDX-License-Identifier: Apache-2.0
// The judge here is another decoder's JSON of recordings and samples that may not be published:
// they are read from ../shared/asterix beside the repository, and without them these tests say so
// and prove nothing. What the peer says otherwise than the standard is listed with its reason.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "asterix/peer.h"

#define SHARED PVS_SOURCE_DIR "/../shared/asterix/"

// Where the peer's unit or scale is another: its value = ours * factor.
static const struct {
    int cat;
    const char *path;
    double factor;
    const char *why;
} factors[] = {
    {62, "I136/MFL", 100.0, "feet"},
    {62, "I135/CTBA", 100.0, "feet"},
    {62, "I500/ABA/ABA_Acc", 100.0, "feet"},
    {48, "I200/CGS", 3600.0, "knots"},
    {1, "I200/CalcGS", 0.22 * 16384, "knots, with the step rounded to 0.22 kt"},
    {34, "I120/LAT", 0.00002145767 * 8388608 / 180, "step rounded"},
    {34, "I120/Lon", 0.00002145767 * 8388608 / 180, "step rounded"},
    {1, "I042/X", 64.0, "no scale"},
    {1, "I042/Y", 64.0, "no scale"},
    {21, "I074/time_reception_position_highprecision", 1e9, "nanoseconds"},
};

static double factor_of(int cat, const char *path) {
    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++) {
        if (factors[i].cat == cat && strcmp(factors[i].path, path) == 0) {
            return factors[i].factor;
        }
    }
    return 1.0;
}

static bool same_text(const char *ours, const char *theirs) {
    if (strchr(ours, '?')) { // characters outside the alphabet: each writes them in its own way
        return true;
    }
    return strcmp(ours, theirs) == 0;
}

static bool same_value(int cat, const OurValue *ours, const PeerValue *theirs) {
    if (strncmp(theirs->path + 1, ours->item, strlen(ours->item)) != 0) {
        return false;
    }
    if (theirs->quoted && ours->text[0]) {
        return same_text(ours->text, theirs->text);
    }
    double want = strtod(theirs->text, NULL);
    double got = pvs_asterix_value(ours->field, ours->raw) * factor_of(cat, theirs->path);
    double tolerance = 6e-8 + 1e-12 * (want < 0 ? -want : want); // it prints seven decimals
    return got - want <= tolerance && want - got <= tolerance;
}

static void check_record(const char *name, int number, const PvsAsterixRecord *record,
                         const PeerRecord *theirs) {
    static OurRecord ours;
    our_values(record, &ours);
    int n = ours.n < theirs->n ? ours.n : theirs->n;
    for (int i = 0; i < n; i++) {
        if (!same_value(record->category->number, &ours.values[i], &theirs->values[i])) {
            fail_msg("%s, record %d: I%s %s = %.10g \"%s\", the peer has %s = %s", name, number,
                     ours.values[i].item, ours.values[i].field->name,
                     pvs_asterix_value(ours.values[i].field, ours.values[i].raw),
                     ours.values[i].text, theirs->values[i].path, theirs->values[i].text);
        }
    }
    if (ours.n != theirs->n) {
        fail_msg("%s, record %d: %d values, the peer has %d", name, number, ours.n, theirs->n);
    }
}

// Records that encode to other bytes than were read.
static int n_not_the_same;

static void check_bytes(const char *name, int number, PvsAsterixRecord *record,
                        const PeerRecord *theirs) {
    static uint8_t again[65536];
    char hex[8192] = "";
    for (size_t i = 0; i < record->n_bytes && i < 4000; i++) {
        snprintf(hex + 2 * i, 3, "%02X", record->bytes[i]);
    }
    if (strcmp(hex, theirs->hex) != 0) {
        fail_msg("%s, record %d: bytes %s, the peer has %s", name, number, hex, theirs->hex);
    }
    size_t n = pvs_asterix_encode(record, again, sizeof again);
    if (n != record->n_bytes || memcmp(again, record->bytes, n) != 0) {
        // One sample has a chain of presence bits with an empty octet, which is not written.
        PvsAsterixRecord second = {0};
        assert_int_equal(pvs_asterix_decode(record->category, again, n, &second), PVS_ASTERIX_READ);
        assert_int_equal(second.n_leaves, record->n_leaves);
        for (size_t i = 0; i < second.n_leaves; i++) {
            assert_true(second.leaves[i].raw == record->leaves[i].raw);
        }
        pvs_asterix_record_free(&second);
        n_not_the_same++;
    }
}

static PvsAsterixReader *open_reader(const char *path) {
    PvsAsterixReadOptions options = pvs_asterix_read_options_default();
    PvsAsterixReader *reader = NULL;
    PvsError err = {0};
    FILE *file = fopen(path, "rb");
    if (!file || pvs_asterix_reader_of_file(file, path, &options, &reader, &err) != PVS_OK) {
        fail_msg("%s: %s", path, err.message);
    }
    return reader;
}

static FILE *open_expected(const char *path) {
    char command[4200];
    snprintf(command, sizeof command, strstr(path, ".gz") ? "gzip -dc '%s'" : "cat '%s'", path);
    return popen(command, "r");
}

static bool absent(const char *path) {
    if (access(path, R_OK) == 0) {
        return false;
    }
    print_message("\n*** %s IS NOT HERE: NOTHING WAS COMPARED WITH THE PEER ***\n\n", path);
    return true;
}

// Compares record for record; returns their number.
static int compare(const char *input, const char *expected) {
    static PeerRecord theirs;
    static char line[1 << 20];
    PvsAsterixReader *reader = open_reader(input);
    PvsAsterixRecord record = {0};
    FILE *file = open_expected(expected);
    int n = 0;
    while (fgets(line, sizeof line, file)) {
        if (!peer_read(line, &theirs)) {
            continue;
        }
        n++;
        if (!pvs_asterix_read(reader, &record)) {
            fail_msg("%s: record %d is not found", input, n);
        }
        assert_int_equal(record.category->number, theirs.cat);
        check_record(input, n, &record, &theirs);
        check_bytes(input, n, &record, &theirs);
    }
    assert_false(pvs_asterix_read(reader, &record));
    assert_null(pvs_asterix_reader_error(reader));
    pclose(file);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
    return n;
}

static void recordings_are_read_as_the_peer_reads_them(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int n_records;
    } recordings[] = {
        {"radar_226_221_cat034_048", 7576},
        {"radar_226_232_cat034_048_a", 12438},
        {"tracks_226_2_cat062_a", 31200},
    };
    if (absent(SHARED "recordings")) {
        skip();
    }
    for (size_t i = 0; i < sizeof recordings / sizeof recordings[0]; i++) {
        char input[4096], expected[4096];
        snprintf(input, sizeof input, SHARED "recordings/%s.pcap", recordings[i].name);
        snprintf(expected, sizeof expected, SHARED "recordings/%s.json.gz", recordings[i].name);
        assert_int_equal(compare(input, expected), recordings[i].n_records);
    }
    assert_int_equal(n_not_the_same, 0);
}

// Not here: categories that have no table; cat021ed0.26 (an edition whose profile is another),
// cat048ed1.23 and cat247 (the peer cannot read them), and the two below.
static void samples_are_read_as_the_peer_reads_them(void **state) {
    (void)state;
    static const char *const samples[] = {
        "cat034.raw",
        "cat048.raw",
        "cat062cat065.raw",
        "cat21_re.ast",
        "cat_001_002.pcap",
        "parsegps.gps",
        "cat_034_048.pcap",
        "cat_062_065.pcap",
        "records/cat001ed1.1.bin",
        "records/cat002ed1.0.bin",
        "records/cat021ed2.1.bin",
        "records/cat034ed1.26.bin",
        "records/cat048ed1.15.bin",
        "records/cat062ed1.12.bin",
        "records/cat062ed1.16.bin",
        "records/cat065ed1.3.bin",
    };
    if (absent(SHARED "samples")) {
        skip();
    }
    int n = 0;
    for (size_t i = 0; i < sizeof samples / sizeof samples[0]; i++) {
        char input[4096], expected[4096];
        const char *slash = strchr(samples[i], '/');
        snprintf(input, sizeof input, SHARED "samples/%s", samples[i]);
        snprintf(expected, sizeof expected, SHARED "samples/expected/%s.json",
                 slash ? slash + 1 : samples[i]);
        n += compare(input, expected);
    }
    assert_int_equal(n, 206);
    assert_int_equal(n_not_the_same, 1);
}

// A capture of damaged track messages. The peer reads on inside a block behind a fault, where nothing
// says that a record begins; what it finds there is not looked for. All else must be in its list.
static void damaged_samples_are_read_up_to_the_fault(void **state) {
    (void)state;
    static PeerRecord theirs;
    static char line[1 << 20];
    if (absent(SHARED "samples/asterix.pcap")) {
        skip();
    }
    PvsAsterixReader *reader = open_reader(SHARED "samples/asterix.pcap");
    PvsAsterixRecord record = {0};
    FILE *file = open_expected(SHARED "samples/expected/asterix.pcap.json");
    int n = 0;
    while (pvs_asterix_read(reader, &record)) {
        char hex[8192] = "";
        for (size_t i = 0; i < record.n_bytes; i++) {
            snprintf(hex + 2 * i, 3, "%02X", record.bytes[i]);
        }
        do {
            if (!fgets(line, sizeof line, file)) {
                fail_msg("the peer has no record %s", hex);
            }
        } while (!peer_read(line, &theirs) || strcmp(theirs.hex, hex) != 0);
        check_record("asterix.pcap", ++n, &record, &theirs);
    }
    const PvsAsterixCounts *counts = pvs_asterix_reader_counts(reader);
    assert_int_equal(n, 48);
    assert_int_equal(counts->n_packets, 100);
    assert_int_equal(counts->skips[PVS_ASTERIX_SKIP_BEYOND_BLOCK].n, 55);
    pclose(file);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
}

// The peer takes the second of these for a track although its descriptor says plot.
static void records_without_a_source_stand_in_a_block_with_one(void **state) {
    (void)state;
    if (absent(SHARED "samples/records")) {
        skip();
    }
    PvsAsterixReader *reader =
        open_reader(SHARED "samples/records/cat001ed1.1_sacsic_propagation.bin");
    PvsAsterixRecord record = {0};
    int n = 0;
    double range_nmi = 0;
    for (; pvs_asterix_read(reader, &record); n++) {
        assert_true(pvs_asterix_get(&record, "040/RHO", &range_nmi));
        assert_true(range_nmi == 127.4375);
        assert_int_equal(pvs_asterix_find(&record, "010/SIC") != NULL, n == 0);
    }
    assert_int_equal(n, 3);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recordings_are_read_as_the_peer_reads_them),
        cmocka_unit_test(samples_are_read_as_the_peer_reads_them),
        cmocka_unit_test(damaged_samples_are_read_up_to_the_fault),
        cmocka_unit_test(records_without_a_source_stand_in_a_block_with_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
