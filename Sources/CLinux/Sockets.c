// Sockets of TCP and UDP. Swift sees neither the unions of socket addresses nor the macros of control messages.

#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define RESULT(call)                      \
    ({                                    \
        long value = (call);              \
        value < 0 ? -errno : (int)value;  \
    })

union place {
    struct sockaddr any;
    struct sockaddr_in version4;
    struct sockaddr_in6 version6;
};

static socklen_t place_of(const struct trilatch_endpoint *endpoint, union place *place) {
    memset(place, 0, sizeof *place);
    if (endpoint->length == 4) {
        place->version4.sin_family = AF_INET;
        place->version4.sin_port = htons(endpoint->port);
        memcpy(&place->version4.sin_addr, endpoint->address, 4);
        return sizeof place->version4;
    }
    place->version6.sin6_family = AF_INET6;
    place->version6.sin6_port = htons(endpoint->port);
    memcpy(&place->version6.sin6_addr, endpoint->address, 16);
    return sizeof place->version6;
}

static void endpoint_of(const union place *place, struct trilatch_endpoint *endpoint) {
    memset(endpoint, 0, sizeof *endpoint);
    if (place->any.sa_family == AF_INET) {
        endpoint->length = 4;
        endpoint->port = ntohs(place->version4.sin_port);
        memcpy(endpoint->address, &place->version4.sin_addr, 4);
    } else {
        endpoint->length = 16;
        endpoint->port = ntohs(place->version6.sin6_port);
        memcpy(endpoint->address, &place->version6.sin6_addr, 16);
    }
}

int trilatch_internet_socket(int is_version6, int is_stream) {
    int type = (is_stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC | SOCK_NONBLOCK;
    return RESULT(socket(is_version6 ? AF_INET6 : AF_INET, type, 0));
}

int trilatch_listen(const struct trilatch_endpoint *endpoint, int is_stream) {
    const int one = 1;
    union place place;
    socklen_t length = place_of(endpoint, &place);
    int is_version6 = endpoint->length == 16;
    int number = trilatch_internet_socket(is_version6, is_stream);
    if (number < 0) return number;
    int result = 0;
    // An address that only a route makes local is for IPv6 not one to bind to, unless asked for.
    if (is_version6)
        result |= setsockopt(number, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof one) |
                  setsockopt(number, IPPROTO_IPV6, IPV6_FREEBIND, &one, sizeof one);
    if (is_stream)
        result |= setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    else
        result |= is_version6 ? setsockopt(number, IPPROTO_IPV6, IPV6_RECVPKTINFO, &one, sizeof one)
                              : setsockopt(number, IPPROTO_IP, IP_PKTINFO, &one, sizeof one);
    if (result == 0) result = bind(number, &place.any, length);
    if (result == 0 && is_stream) result = listen(number, 128);
    if (result == 0) return number;
    result = -errno;
    close(number);
    return result;
}

int trilatch_connect(int number, const struct trilatch_endpoint *endpoint) {
    union place place;
    socklen_t length = place_of(endpoint, &place);
    return RESULT(connect(number, &place.any, length));
}

int trilatch_accept(int number) {
    return RESULT(accept4(number, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

int trilatch_local_endpoint(int number, struct trilatch_endpoint *endpoint) {
    union place place;
    socklen_t length = sizeof place;
    if (getsockname(number, &place.any, &length) < 0) return -errno;
    endpoint_of(&place, endpoint);
    return 0;
}

int trilatch_socket_error(int number) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(number, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return -errno;
    return error;
}

int trilatch_send_at_once(int number) {
    const int one = 1;
    return RESULT(setsockopt(number, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one));
}

int trilatch_reset_when_closed(int number) {
    const struct linger linger = {.l_onoff = 1};
    return RESULT(setsockopt(number, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
}

union packet_control {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(struct in6_pktinfo)) + CMSG_SPACE(sizeof(struct in_pktinfo))];
};

long trilatch_receive_datagram(int number, void *space, size_t count, struct trilatch_endpoint *sender,
                               struct trilatch_endpoint *asked) {
    union place place;
    union packet_control control;
    struct iovec content = {.iov_base = space, .iov_len = count};
    struct msghdr message = {.msg_name = &place,
                             .msg_namelen = sizeof place,
                             .msg_iov = &content,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = sizeof control};
    ssize_t length = recvmsg(number, &message, MSG_DONTWAIT);
    if (length < 0) return -errno;
    if (message.msg_flags & MSG_TRUNC) return -EMSGSIZE;
    endpoint_of(&place, sender);
    memset(asked, 0, sizeof *asked);
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
        if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo information;
            memcpy(&information, CMSG_DATA(header), sizeof information);
            asked->length = 4;
            memcpy(asked->address, &information.ipi_addr, 4);
        } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo information;
            memcpy(&information, CMSG_DATA(header), sizeof information);
            asked->length = 16;
            memcpy(asked->address, &information.ipi6_addr, 16);
        }
    }
    // Without the address that was asked there is none to answer from.
    return asked->length == 0 ? -EPROTO : length;
}

long trilatch_answer_datagram(int number, const void *bytes, size_t count, const struct trilatch_endpoint *receiver,
                              const struct trilatch_endpoint *asked) {
    union place place;
    union packet_control control;
    memset(&control, 0, sizeof control);
    struct iovec content = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {.msg_name = &place, .msg_iov = &content, .msg_iovlen = 1, .msg_control = &control};
    message.msg_namelen = place_of(receiver, &place);
    if (asked->length == 4) {
        struct in_pktinfo information = {0};
        memcpy(&information.ipi_spec_dst, asked->address, 4);
        control.header = (struct cmsghdr){
            .cmsg_level = IPPROTO_IP, .cmsg_type = IP_PKTINFO, .cmsg_len = CMSG_LEN(sizeof information)};
        memcpy(CMSG_DATA(&control.header), &information, sizeof information);
        message.msg_controllen = CMSG_SPACE(sizeof information);
    } else {
        struct in6_pktinfo information = {0};
        memcpy(&information.ipi6_addr, asked->address, 16);
        control.header = (struct cmsghdr){
            .cmsg_level = IPPROTO_IPV6, .cmsg_type = IPV6_PKTINFO, .cmsg_len = CMSG_LEN(sizeof information)};
        memcpy(CMSG_DATA(&control.header), &information, sizeof information);
        message.msg_controllen = CMSG_SPACE(sizeof information);
    }
    ssize_t result = sendmsg(number, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    return result < 0 ? -errno : result;
}

int trilatch_events_create(void) { return RESULT(epoll_create1(EPOLL_CLOEXEC)); }

int trilatch_events_control(int queue, int operation, int number, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return RESULT(epoll_ctl(queue, operation, number, &event));
}

int trilatch_events_wait(int queue, struct trilatch_event *events, int count, int milliseconds) {
    struct epoll_event found[64];
    if (count > (int)(sizeof found / sizeof *found)) count = sizeof found / sizeof *found;
    int result = epoll_wait(queue, found, count, milliseconds);
    if (result < 0) return -errno;
    for (int index = 0; index < result; index++)
        events[index] = (struct trilatch_event){.token = found[index].data.u64, .events = found[index].events};
    return result;
}
