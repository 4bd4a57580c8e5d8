#define _GNU_SOURCE
#include "CLinux.h"
#include "RawCall.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The helper shares all memory with its parent, which goes on at the same time. So it calls nothing of the C library:
// errno is the parent's. Its stack and its one result are these.
static char helper_stack[16384] __attribute__((aligned(16)));
static volatile long helper_result;

static int make_network(void *unused) {
    (void)unused;
    static const char own_network[] = "/proc/self/ns/net";
    long result = trilatch_raw_call(SYS_unshare, CLONE_NEWNET, 0, 0, 0, 0);
    if (result == 0) result = trilatch_raw_call(SYS_openat, AT_FDCWD, (long)own_network, O_RDONLY | O_CLOEXEC, 0, 0);
    helper_result = result;
    return 0;
}

int trilatch_begin_network(void) {
    helper_result = -ESRCH;
    // No signal at its end: who waits for it knows its number.
    int helper = clone(make_network, helper_stack + sizeof helper_stack, CLONE_VM | CLONE_FILES, NULL);
    return helper < 0 ? -errno : helper;
}

int trilatch_enter_network(int helper) {
    int status;
    while (waitpid(helper, &status, __WALL) < 0)
        if (errno != EINTR) return -errno;
    if (helper_result < 0) return (int)helper_result;
    int network = (int)helper_result;
    int result = setns(network, CLONE_NEWNET) < 0 ? -errno : 0;
    close(network);
    return result;
}

int trilatch_route_all_here(int family) {
    struct {
        struct nlmsghdr header;
        struct rtmsg route;
        struct rtattr interface;
        unsigned index;
    } request = {
        .header = {.nlmsg_len = sizeof request,
                   .nlmsg_type = RTM_NEWROUTE,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL},
        .route = {.rtm_family = (unsigned char)family,
                  .rtm_table = RT_TABLE_LOCAL,
                  .rtm_protocol = RTPROT_BOOT,
                  .rtm_scope = RT_SCOPE_HOST,
                  .rtm_type = RTN_LOCAL},
        .interface = {.rta_len = RTA_LENGTH(sizeof request.index), .rta_type = RTA_OIF},
        // The loopback is the first interface of every network namespace.
        .index = 1,
    };
    if (family == AF_INET6) {
        // A kernel without IPv6 takes the request for an unknown family's and says less clearly what is wrong.
        int version6 = socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (version6 < 0) return -errno;
        close(version6);
    }
    int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
    if (netlink < 0) return -errno;
    struct {
        struct nlmsghdr header;
        struct nlmsgerr error;
    } answer = {0};
    int result = 0;
    if (send(netlink, &request, sizeof request, 0) < 0 || recv(netlink, &answer, sizeof answer, MSG_TRUNC) < 0)
        result = -errno;
    else
        result = answer.header.nlmsg_type == NLMSG_ERROR ? answer.error.error : -EPROTO;
    close(netlink);
    return result;
}

int trilatch_send_frame(int socket, const uint8_t *bytes, size_t count, int descriptor, int at_once) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {.header = {.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(sizeof(int))}};
    struct iovec content = {.iov_base = (void *)bytes, .iov_len = count};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    memcpy(CMSG_DATA(&control.header), &descriptor, sizeof(int));
    if (descriptor < 0) message.msg_control = NULL, message.msg_controllen = 0;
    return sendmsg(socket, &message, MSG_NOSIGNAL | (at_once ? MSG_DONTWAIT : 0)) < 0 ? -errno : 0;
}

long trilatch_receive_frame(int socket, void *space, size_t count, int *descriptor) {
    union {
        struct cmsghdr header;
        // Room for a second one, so that a frame that carries too many is seen as such.
        char space[CMSG_SPACE(2 * sizeof(int))];
    } control = {0};
    struct iovec content = {.iov_base = space, .iov_len = count};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (length < 0) return -errno;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    *descriptor = -1;
    if (header == NULL) return length;
    int numbers[2] = {-1, -1};
    size_t carried = header->cmsg_type == SCM_RIGHTS ? (header->cmsg_len - CMSG_LEN(0)) / sizeof(int) : 0;
    memcpy(numbers, CMSG_DATA(header), carried * sizeof(int));
    if (carried == 1) {
        *descriptor = numbers[0];
        return length;
    }
    for (size_t index = 0; index < carried; index++) close(numbers[index]);
    return -EPROTO;
}
