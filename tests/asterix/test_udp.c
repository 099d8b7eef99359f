// SPDX-License-Identifier: Apache-2.0
// Datagrams to a port of the loopback address.
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "asterix/asterix.h"

static void send_to(int port, const void *bytes, size_t n) {
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    assert_int_equal(sendto(fd, bytes, n, 0, (struct sockaddr *)&to, sizeof to), n);
    close(fd);
}

static void datagrams_are_read_as_they_come(void **state) {
    (void)state;
    static const uint8_t two[] = {62, 0, 7, 0x01, 0x08, 0x00, 0x2a, 65, 0, 5, 0x40, 0x02};
    PvsAsterixReader *reader;
    PvsAsterixRecord record = {0};
    PvsError err = {0};
    assert_int_equal(pvs_asterix_reader_of_udp(0, 50, &reader, &err), PVS_OK);
    int port = pvs_asterix_udp_port(reader);
    assert_true(port > 0);
    assert_false(pvs_asterix_read(reader, &record)); // nothing came
    assert_null(pvs_asterix_reader_error(reader));
    send_to(port, two, sizeof two);
    send_to(port, "nonsense", 8);
    send_to(port, two, sizeof two);
    int n = 0;
    for (; pvs_asterix_read(reader, &record); n++) {
        assert_int_equal(record.category->number, n % 2 ? 65 : 62);
    }
    const PvsAsterixCounts *counts = pvs_asterix_reader_counts(reader);
    assert_int_equal(n, 4);
    assert_int_equal(counts->n_packets, 3);
    assert_int_equal(counts->skips[PVS_ASTERIX_SKIP_LOST].n, 1);
    assert_int_equal(counts->skips[PVS_ASTERIX_SKIP_LOST].first, 2);
    pvs_asterix_record_free(&record);
    pvs_asterix_reader_close(reader);
}

static void a_port_in_use_is_named(void **state) {
    (void)state;
    PvsAsterixReader *first, *second;
    PvsError err = {0};
    assert_int_equal(pvs_asterix_reader_of_udp(0, 1, &first, &err), PVS_OK);
    assert_int_equal(pvs_asterix_reader_of_udp(pvs_asterix_udp_port(first), 1, &second, &err),
                     PVS_IO);
    assert_non_null(strstr(err.message, "cannot listen on UDP port"));
    pvs_asterix_reader_close(first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(datagrams_are_read_as_they_come),
        cmocka_unit_test(a_port_in_use_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
