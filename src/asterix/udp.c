// SPDX-License-Identifier: Apache-2.0
// ASTERIX as it comes over the network: datagrams to a UDP port of this machine's loopback address.
// Other addresses are never bound: this is for replayed recordings and simulated radars.
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "reader.h"

typedef struct {
    AsterixSource source;
    int fd, timeout_ms;
    uint64_t n_datagrams;
    uint8_t buffer[65536];
} UdpSource;

// Waits for a datagram; false after the timeout, and on a failure (err says).
static bool udp_more(AsterixSource *source, AsterixWindow *window, PvsAsterixCounts *counts,
                     PvsError *err) {
    UdpSource *udp = (UdpSource *)source;
    for (;;) {
        struct pollfd wait = {.fd = udp->fd, .events = POLLIN};
        int ready = poll(&wait, 1, udp->timeout_ms);
        if (ready == 0 || (ready < 0 && errno == EINTR)) {
            return false;
        }
        ssize_t n = ready > 0 ? recv(udp->fd, udp->buffer, sizeof udp->buffer, 0) : -1;
        if (n < 0) {
            pvs_error_set(err, PVS_IO, "the UDP socket cannot be read: %s", strerror(errno));
            return false;
        }
        counts->n_packets = ++udp->n_datagrams;
        if (n > 0) {
            *window = (AsterixWindow){udp->buffer, (size_t)n, 0, udp->n_datagrams};
            return true;
        }
    }
}

static void udp_close(AsterixSource *source) {
    close(((UdpSource *)source)->fd);
    pvs_free(source);
}

static int bind_loopback(int port) {
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0), size = 4 << 20;
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr = {htonl(INADDR_LOOPBACK)}};
    if (fd < 0) {
        return -1;
    }
    // A burst while the tracker works; the system may give less.
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (bind(fd, (const struct sockaddr *)&to, sizeof to) != 0) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

PvsStatus pvs_asterix_reader_of_udp(int port, int timeout_ms, PvsAsterixReader **out,
                                    PvsError *err) {
    UdpSource *udp = pvs_alloc(sizeof *udp);
    if (!udp) {
        return pvs_error_set(err, PVS_NO_MEMORY, "no memory to listen");
    }
    int fd = bind_loopback(port);
    if (fd < 0) {
        pvs_free(udp);
        return pvs_error_set(err, PVS_IO, "cannot listen on UDP port %d of 127.0.0.1: %s", port,
                             strerror(errno));
    }
    udp->source = (AsterixSource){true, udp_more, udp_close};
    udp->fd = fd;
    udp->timeout_ms = timeout_ms;
    *out = asterix_reader_create(&udp->source);
    return *out ? PVS_OK : pvs_error_set(err, PVS_NO_MEMORY, "no memory to listen");
}

int pvs_asterix_udp_port(const PvsAsterixReader *reader) {
    const AsterixSource *source = asterix_reader_source(reader);
    struct sockaddr_in at = {0};
    socklen_t n = sizeof at;
    if (source->more != udp_more ||
        getsockname(((const UdpSource *)source)->fd, (struct sockaddr *)&at, &n) != 0) {
        return -1;
    }
    return ntohs(at.sin_port);
}
