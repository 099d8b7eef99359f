// SPDX-License-Identifier: Apache-2.0
// System tracks out and in again; what has no place in an item is left out, never clipped; and another
// program's word on all that is written.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "asterix/asterix.h"
#include "base/math.h"
#include "support/check.h"

static PvsAsterixTrack example(void) {
    PvsAsterixTrack track =
        pvs_asterix_track(4711, 3 * 86400.0 + 12345.5, 50.45 * PVS_DEG_RAD, 4.5 * PVS_DEG_RAD);
    track.sac = 25;
    track.sic = 7;
    track.service = 1;
    track.vel_east_mps = -205.25;
    track.vel_north_mps = 53.5;
    track.h_ell_m = 10000;
    track.flight_level_m = 330 * 30.48;
    track.climb_mps = -12.7;
    track.sigma_east_m = 61;
    track.sigma_north_m = 45.5;
    track.cov_east_north_m2 = -400;
    track.sigma_h_m = 30;
    track.sigma_vel_east_mps = 2.25;
    track.sigma_vel_north_mps = 3;
    track.sigma_climb_mps = 1;
    track.age_s = 4.25;
    track.mode_3a = 02221;
    track.mode_s = 0x3c660c;
    return track;
}

static PvsAsterixTrack through_bytes(const PvsAsterixTrack *track) {
    uint8_t bytes[512];
    PvsAsterixListener listener = {0};
    PvsAsterixRecord out = {0}, in = {0};
    PvsAsterixTrack back;
    pvs_asterix_put_track(&out, track);
    size_t n = pvs_asterix_encode(&out, bytes, sizeof bytes);
    assert_true(n <= sizeof bytes);
    assert_int_equal(pvs_asterix_decode(out.category, bytes, n, &in), PVS_ASTERIX_READ);
    assert_true(pvs_asterix_get_track(&listener, &in, &back));
    pvs_asterix_record_free(&out);
    pvs_asterix_record_free(&in);
    return back;
}

static void a_track_comes_back_within_half_a_step(void **state) {
    (void)state;
    PvsAsterixTrack track = example(), back = through_bytes(&track);
    CHECK_NEAR(back.time_s, 12345.5, 0); // of the day
    CHECK_NEAR(back.lat_rad, track.lat_rad, 0.5 * PVS_PI / 33554432);
    CHECK_NEAR(back.lon_rad, track.lon_rad, 0.5 * PVS_PI / 33554432);
    CHECK_NEAR(back.vel_east_mps, track.vel_east_mps, 0.125);
    CHECK_NEAR(back.vel_north_mps, track.vel_north_mps, 0.125);
    CHECK_NEAR(back.h_ell_m, track.h_ell_m, 0.96);
    CHECK_NEAR(back.flight_level_m, track.flight_level_m, 3.82);
    CHECK_NEAR(back.climb_mps, track.climb_mps, 0.016);
    CHECK_NEAR(back.sigma_east_m, 61, 0.25);
    CHECK_NEAR(back.sigma_north_m, 45.5, 0.25);
    CHECK_NEAR(back.cov_east_north_m2, -400, 10.1);
    CHECK_NEAR(back.sigma_h_m, 30, 0.96);
    CHECK_NEAR(back.sigma_vel_east_mps, 2.25, 0);
    CHECK_NEAR(back.sigma_climb_mps, 1, 0.016);
    CHECK_NEAR(back.age_s, 4.25, 0);
    assert_int_equal(back.mode_3a, track.mode_3a);
    assert_int_equal(back.mode_s, track.mode_s);
    assert_int_equal(back.number, 4711);
    assert_int_equal(back.sac, 25);
    assert_int_equal(back.service, 1);
    assert_true(back.simulated); // always
    assert_false(back.tentative || back.coasting || back.first || back.last);
}

static void what_has_no_place_is_left_out(void **state) {
    (void)state;
    PvsAsterixTrack track = example();
    track.h_ell_m = 60e3;      // above 150,000 ft
    track.vel_east_mps = 8200; // above 8,191.75 m/s: then north goes too
    track.flight_level_m = 3e5;
    track.climb_mps = 2000;
    track.sigma_east_m = 1e6; // the top means: or more
    track.age_s = 1000;
    PvsAsterixTrack back = through_bytes(&track);
    assert_true(isnan(back.h_ell_m) && isnan(back.vel_east_mps) && isnan(back.vel_north_mps));
    assert_true(isnan(back.flight_level_m) && isnan(back.climb_mps));
    CHECK_NEAR(back.sigma_east_m, 32767.5, 0);
    CHECK_NEAR(back.age_s, 63.75, 0);
    track = pvs_asterix_track(1, 86399.999, 0, PVS_PI);
    back = through_bytes(&track);
    CHECK_NEAR(back.time_s, 0, 0); // not 86400, which is no time of day
    CHECK_NEAR(fabs(back.lon_rad), PVS_PI, 1e-7);
    assert_true(isnan(back.vel_east_mps) && isnan(back.sigma_h_m) && back.mode_3a == -1);
}

// --- the word of another program -----------------------------------------------------------------

// The last value of a field with its highest bit clear, so that it is a plausible one.
static void set_all(PvsAsterixRecord *record, const char *const *paths, double value) {
    for (; *paths; paths++) {
        if (!pvs_asterix_set(record, *paths, value)) {
            fail_msg("%s cannot be set", *paths);
        }
    }
}

static void add_packet(FILE *file, PvsAsterixRecord *record) {
    PvsAsterixBlock block = {0};
    uint8_t packet[2048];
    assert_true(pvs_asterix_block_add(&block, record));
    size_t n = pvs_asterix_capture_packet(1.5, 8600, block.bytes, block.n, packet);
    fwrite(packet, 1, n, file);
}

static void write_capture(const char *path) {
    static const char *const service[] = {"010/SAC", "010/SIC", "000", "030", "020", "041", NULL};
    static const char *const place[] = {"120/HGT", "120/LAT", "120/LON", NULL};
    static const char *const plot[] = {"010/SAC",     "010/SIC", "140",     "020/TYP", "020/SIM",
                                       "020/TST",     "110/3DH", "161/TRN", "130/SRL", "130/PAM",
                                       "120/CAL/CAL", "200/GSP", "170/CNF", "170/TRE", NULL};
    uint8_t head[PVS_ASTERIX_CAPTURE_HEAD];
    FILE *file = fopen(path, "wb");
    PvsAsterixRecord record = {0};
    assert_non_null(file);
    pvs_asterix_capture_head(head);
    fwrite(head, 1, sizeof head, file);
    pvs_asterix_begin(&record, 34);
    set_all(&record, service, 2);
    set_all(&record, place, 45);
    add_packet(file, &record);
    pvs_asterix_begin(&record, 48);
    set_all(&record, plot, 1);
    pvs_asterix_set(&record, "040/RHO", 100.5);
    pvs_asterix_set(&record, "040/THETA", 90);
    add_packet(file, &record);
    PvsAsterixTrack track = example();
    pvs_asterix_put_track(&record, &track);
    add_packet(file, &record);
    pvs_asterix_put_batch(&record, 25, 7, 1, 12345.5, 3);
    add_packet(file, &record);
    pvs_asterix_record_free(&record);
    fclose(file);
}

static void run_tshark(const char *options, const char *path, char *out, size_t size) {
    char command[700];
    snprintf(command, sizeof command, "tshark -r '%s' -d udp.port==8600,asterix -n %s 2>/dev/null",
             path, options);
    FILE *pipe = popen(command, "r");
    size_t n = fread(out, 1, size - 1, pipe);
    out[n] = '\0';
    if (pclose(pipe) != 0) {
        fail_msg("failed: %s", command);
    }
}

static void tshark_reads_what_is_written(void **state) {
    (void)state;
    static char out[1 << 20];
    if (system("command -v tshark >/dev/null 2>&1") != 0) {
        print_message("\n*** tshark IS NOT HERE: NOTHING WAS ASKED OF IT (tools/install_deps.sh "
                      "test installs it) ***\n\n");
        skip();
    }
    char path[] = "/tmp/pavise-asterix-XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    write_capture(path);
    run_tshark("-V -O asterix", path, out, sizeof out);
    assert_null(strstr(out, "Malformed"));
    assert_null(strstr(out, "alformed"));
    run_tshark("-T fields -e asterix.category -e asterix.048_040_RHO -e asterix.048_040_THETA "
               "-e asterix.034_041 -e asterix.062_105_LAT -e asterix.062_185_VX "
               "-e asterix.062_040_VALUE -e asterix.065_020_VALUE",
               path, out, sizeof out);
    remove(path);
    print_message("%s", out);
    assert_non_null(strstr(out, "48\t100.5\t90\t"));
    assert_non_null(strstr(out, "\t-205.25\t0x1267"));
    double lat = strtod(strstr(out, "62\t\t\t\t") + 6, NULL);
    CHECK_NEAR(lat, 50.45, 3e-6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_track_comes_back_within_half_a_step),
        cmocka_unit_test(what_has_no_place_is_left_out),
        cmocka_unit_test(tshark_reads_what_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
