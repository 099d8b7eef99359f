// SPDX-License-Identifier: Apache-2.0
// A capture as other programs read it: each datagram as a UDP packet of its own on raw IP. Source: the
// pcap file format (draft-ietf-opsawg-pcap), RFC 791, RFC 768.
#include <math.h>
#include <string.h>

#include "asterix.h"

#define HEADERS 28 // IPv4 and UDP

static void le32(uint8_t *to, uint32_t x) {
    for (int i = 0; i < 4; i++) {
        to[i] = (uint8_t)(x >> 8 * i);
    }
}

static void be16(uint8_t *to, unsigned x) {
    to[0] = (uint8_t)(x >> 8);
    to[1] = (uint8_t)x;
}

void pvs_asterix_capture_head(uint8_t out[PVS_ASTERIX_CAPTURE_HEAD]) {
    memset(out, 0, PVS_ASTERIX_CAPTURE_HEAD);
    le32(out, 0xa1b2c3d4); // microseconds
    out[4] = 2;            // version 2.4
    out[6] = 4;
    le32(out + 16, 65535);
    le32(out + 20, 101); // LINKTYPE_RAW
}

size_t pvs_asterix_capture_packet(double time_s, int udp_port, const uint8_t *payload, size_t n,
                                  uint8_t *out) {
    uint8_t *ip = out + 16, *udp = ip + 20;
    memset(out, 0, 16 + HEADERS);
    double seconds = floor(time_s);
    le32(out, (uint32_t)seconds);
    le32(out + 4, (uint32_t)((time_s - seconds) * 1e6));
    le32(out + 8, (uint32_t)(n + HEADERS));
    le32(out + 12, (uint32_t)(n + HEADERS));
    ip[0] = 0x45;
    be16(ip + 2, (unsigned)(n + HEADERS));
    ip[8] = 64; // hops
    ip[9] = 17; // UDP
    ip[12] = ip[16] = 127;
    ip[15] = ip[19] = 1;
    uint32_t sum = 0;
    for (int i = 0; i < 20; i += 2) {
        sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
    }
    sum = (sum & 0xffff) + (sum >> 16);
    be16(ip + 10, ~(sum + (sum >> 16)) & 0xffff);
    be16(udp, (unsigned)udp_port);
    be16(udp + 2, (unsigned)udp_port);
    be16(udp + 4, (unsigned)(n + 8)); // without a checksum, which IPv4 allows
    memcpy(udp + 8, payload, n);
    return 16 + HEADERS + n;
}
