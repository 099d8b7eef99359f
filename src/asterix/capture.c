// SPDX-License-Identifier: Apache-2.0
// Network captures by libpcap (pcap and pcapng): the UDP payloads of IPv4 and IPv6 packets. libpcap
// stands behind this file alone.
#include <pcap/pcap.h>
#include <string.h>

#include "base/arena.h"
#include "reader.h"

typedef struct {
    AsterixSource source;
    pcap_t *pcap;
    const char *name;
    int link, udp_port;
    uint64_t n_packets;
} CaptureSource;

// A packet that is peeled: what is left of it.
typedef struct {
    const uint8_t *bytes;
    size_t n;
} Packet;

#define ETHERTYPE_IPV4 0x0800u
#define ETHERTYPE_IPV6 0x86ddu
#define ETHERTYPE_VLAN 0x8100u
#define ETHERTYPE_QINQ 0x88a8u
#define PROTOCOL_UDP   17u

static unsigned be16(const uint8_t *bytes) {
    return (unsigned)bytes[0] << 8 | bytes[1];
}

static bool strip(Packet *p, size_t n) {
    if (p->n < n) {
        return false;
    }
    p->bytes += n;
    p->n -= n;
    return true;
}

// Length of the header of a link type up to its two octets of Ethernet type, which end it; 0 when IP
// follows at once (with `plain` octets in front); -1 for a link type that is not known.
static int link_header(int link, int *plain) {
    *plain = 0;
    switch (link) {
    case DLT_EN10MB:
        return 14;
    case DLT_LINUX_SLL:
        return 16;
    case DLT_NULL:
    case DLT_LOOP:
        *plain = 4;
        return 0;
    case DLT_RAW:
    case 101: // LINKTYPE_RAW as it stands in files
    case DLT_IPV4:
    case DLT_IPV6:
        return 0;
    case DLT_LINUX_SLL2:
        return 20;
    default:
        return -1;
    }
}

static PvsAsterixSkip strip_link(Packet *p, int link) {
    int plain, header = link_header(link, &plain);
    if (header == 0) {
        return strip(p, (size_t)plain) ? PVS_ASTERIX_READ : PVS_ASTERIX_SKIP_CUT_PACKET;
    }
    if (p->n < (size_t)header) {
        return PVS_ASTERIX_SKIP_CUT_PACKET;
    }
    unsigned type = be16(p->bytes + (link == DLT_LINUX_SLL2 ? 0 : header - 2));
    strip(p, (size_t)header);
    while (type == ETHERTYPE_VLAN || type == ETHERTYPE_QINQ) {
        if (p->n < 4) {
            return PVS_ASTERIX_SKIP_CUT_PACKET;
        }
        type = be16(p->bytes + 2);
        strip(p, 4);
    }
    return type == ETHERTYPE_IPV4 || type == ETHERTYPE_IPV6 ? PVS_ASTERIX_READ
                                                            : PVS_ASTERIX_SKIP_NOT_UDP;
}

static PvsAsterixSkip strip_ipv4(Packet *p) {
    if (p->n < 20) {
        return PVS_ASTERIX_SKIP_CUT_PACKET;
    }
    size_t header = 4u * (p->bytes[0] & 15), length = be16(p->bytes + 2);
    unsigned fragment = be16(p->bytes + 6) & 0x3fff; // more fragments, or an offset
    unsigned protocol = p->bytes[9];
    if (header < 20 || p->n < header) {
        return PVS_ASTERIX_SKIP_CUT_PACKET;
    }
    if (length >= header && length < p->n) {
        p->n = length; // behind it the Ethernet's padding
    }
    if (protocol != PROTOCOL_UDP) {
        return PVS_ASTERIX_SKIP_NOT_UDP;
    }
    if (fragment) {
        return PVS_ASTERIX_SKIP_FRAGMENT;
    }
    return strip(p, header) ? PVS_ASTERIX_READ : PVS_ASTERIX_SKIP_CUT_PACKET;
}

static PvsAsterixSkip strip_ipv6(Packet *p) {
    if (p->n < 40) {
        return PVS_ASTERIX_SKIP_CUT_PACKET;
    }
    size_t length = be16(p->bytes + 4);
    unsigned next = p->bytes[6];
    strip(p, 40);
    if (length < p->n) {
        p->n = length;
    }
    while (next == 0 || next == 43 || next == 60) { // options that may stand in front
        if (p->n < 8) {
            return PVS_ASTERIX_SKIP_CUT_PACKET;
        }
        next = p->bytes[0];
        if (!strip(p, 8u + 8u * p->bytes[1])) {
            return PVS_ASTERIX_SKIP_CUT_PACKET;
        }
    }
    return next == PROTOCOL_UDP ? PVS_ASTERIX_READ
           : next == 44         ? PVS_ASTERIX_SKIP_FRAGMENT
                                : PVS_ASTERIX_SKIP_NOT_UDP;
}

// Leaves the UDP payload of a packet, as far as it was captured.
static PvsAsterixSkip strip_to_payload(Packet *p, int link, int udp_port) {
    PvsAsterixSkip skip = strip_link(p, link);
    if (skip == PVS_ASTERIX_READ) {
        unsigned version = p->n ? p->bytes[0] >> 4 : 0;
        skip = p->n == 0      ? PVS_ASTERIX_SKIP_CUT_PACKET
               : version == 4 ? strip_ipv4(p)
               : version == 6 ? strip_ipv6(p)
                              : PVS_ASTERIX_SKIP_NOT_UDP;
    }
    if (skip != PVS_ASTERIX_READ) {
        return skip;
    }
    if (p->n < 8) {
        return PVS_ASTERIX_SKIP_CUT_PACKET;
    }
    if (udp_port && be16(p->bytes + 2) != (unsigned)udp_port) {
        return PVS_ASTERIX_SKIP_OTHER_PORT;
    }
    size_t length = be16(p->bytes + 4);
    if (length >= 8 && length < p->n) {
        p->n = length;
    }
    strip(p, 8);
    return PVS_ASTERIX_READ;
}

static bool capture_more(AsterixSource *source, AsterixWindow *window, PvsAsterixCounts *counts,
                         PvsError *err) {
    CaptureSource *capture = (CaptureSource *)source;
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int got, plain;
    if (link_header(capture->link, &plain) < 0) {
        const char *link_name = pcap_datalink_val_to_name(capture->link);
        pvs_error_set(err, PVS_BAD_INPUT,
                      "%s: captured on a link of type %d (%s); known are Ethernet, Linux cooked, "
                      "loopback and raw IP",
                      capture->name, capture->link, link_name ? link_name : "no name");
        return false;
    }
    while ((got = pcap_next_ex(capture->pcap, &header, &bytes)) == 1) {
        Packet packet = {bytes, header->caplen};
        capture->n_packets++;
        counts->n_packets++;
        PvsAsterixSkip skip = strip_to_payload(&packet, capture->link, capture->udp_port);
        if (skip != PVS_ASTERIX_READ) {
            asterix_skip(counts, skip, header->caplen, capture->n_packets);
            continue;
        }
        if (header->caplen < header->len) { // what is there is read
            asterix_skip(counts, PVS_ASTERIX_SKIP_CUT_PACKET, 0, capture->n_packets);
        }
        if (packet.n > 0) {
            *window = (AsterixWindow){packet.bytes, packet.n, 0, capture->n_packets};
            return true;
        }
    }
    if (got == PCAP_ERROR) {
        pvs_error_set(err, PVS_BAD_INPUT, "%s: behind packet %llu: %s", capture->name,
                      (unsigned long long)capture->n_packets, pcap_geterr(capture->pcap));
    }
    return false;
}

static void capture_close(AsterixSource *source) {
    CaptureSource *capture = (CaptureSource *)source;
    pcap_close(capture->pcap); // and with it the file, unless it is standard input
    pvs_free(capture);
}

PvsStatus asterix_capture_source(FILE *file, const char *name, int udp_port, AsterixSource **out,
                                 PvsError *err) {
    char message[PCAP_ERRBUF_SIZE] = "";
    CaptureSource *capture = pvs_alloc(sizeof *capture);
    if (!capture) {
        return pvs_error_set(err, PVS_NO_MEMORY, "no memory to read %s", name);
    }
    pcap_t *pcap = pcap_fopen_offline(file, message);
    if (!pcap) {
        pvs_free(capture);
        return pvs_error_set(err, PVS_BAD_INPUT, "%s is a damaged capture: %s", name, message);
    }
    *capture = (CaptureSource){
        {true, capture_more, capture_close}, pcap, name, pcap_datalink(pcap), udp_port, 0};
    *out = &capture->source;
    return PVS_OK;
}
