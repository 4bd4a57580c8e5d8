#define _GNU_SOURCE
#include "CLinux.h"
#include "RawCall.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
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
