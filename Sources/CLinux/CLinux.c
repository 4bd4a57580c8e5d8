#define _GNU_SOURCE
#include "CLinux.h"
#include "RawCall.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/close_range.h>
#include <linux/keyctl.h>
#include <linux/openat2.h>
#include <linux/sched.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESULT(call) ({ long value_ = (call); value_ < 0 ? -errno : value_; })

long trilatch_syscall6(long number, long a, long b, long c, long d, long e, long f) {
    return RESULT(syscall(number, a, b, c, d, e, f));
}

#if defined(__x86_64__)
long trilatch_int80_getpid(void) {
    long number = 20;
    __asm__ volatile("int $0x80" : "+a"(number) : : "r8", "r9", "r10", "r11", "memory");
    return number;
}
#endif

int trilatch_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return RESULT(syscall(SYS_openat2, directory, path, &how, sizeof how));
}

int trilatch_exchange(const char *one, const char *other) {
    return RESULT(syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE));
}

int trilatch_fstat(int descriptor, struct trilatch_node *node) {
    struct stat found;
    if (fstat(descriptor, &found) < 0) return -errno;
    *node = (struct trilatch_node){
        .device = found.st_dev,
        .inode = found.st_ino,
        .mode = found.st_mode,
        .owner = found.st_uid,
        .group = found.st_gid,
        .links = (uint32_t)found.st_nlink,
        .device_major = major(found.st_rdev),
        .device_minor = minor(found.st_rdev),
        .size = found.st_size,
    };
    return 0;
}

int trilatch_fcntl(int descriptor, int command, long argument) { return RESULT(fcntl(descriptor, command, argument)); }

int trilatch_close_range(unsigned first, unsigned last, unsigned flags) {
    return RESULT(syscall(SYS_close_range, first, last, flags));
}

int trilatch_fsopen(const char *type, unsigned flags) { return RESULT(syscall(SYS_fsopen, type, flags)); }

int trilatch_fsconfig(int context, unsigned command, const char *key, const char *value, int auxiliary) {
    return RESULT(syscall(SYS_fsconfig, context, command, key, value, auxiliary));
}

int trilatch_fsmount(int context, unsigned flags, unsigned attributes) {
    return RESULT(syscall(SYS_fsmount, context, flags, attributes));
}

int trilatch_open_tree(int directory, const char *path, unsigned flags) {
    return RESULT(syscall(SYS_open_tree, directory, path, flags));
}

int trilatch_move_mount(int from, const char *from_path, int to, const char *to_path, unsigned flags) {
    return RESULT(syscall(SYS_move_mount, from, from_path, to, to_path, flags));
}

int trilatch_mount_setattr(int directory, const char *path, unsigned flags, uint64_t set, uint64_t clear,
                           uint64_t propagation, int user_namespace) {
    // struct mount_attr of Linux 5.12; glibc's and the kernel's header cannot both be included.
    struct {
        uint64_t set, clear, propagation, user_namespace;
    } attributes = {set, clear, propagation, user_namespace < 0 ? 0 : (uint64_t)user_namespace};
    return RESULT(syscall(SYS_mount_setattr, directory, path, flags, &attributes, sizeof attributes));
}

int trilatch_make_mounts_private(void) { return RESULT(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)); }

int trilatch_pivot_root_here(void) { return RESULT(syscall(SYS_pivot_root, ".", ".")); }

int trilatch_detach_here(void) { return RESULT(umount2(".", MNT_DETACH)); }

int trilatch_clone3(uint64_t flags, int control_group, int *process_descriptor) {
    struct clone_args arguments = {
        .flags = flags | CLONE_PIDFD | CLONE_CLEAR_SIGHAND | (control_group < 0 ? 0 : CLONE_INTO_CGROUP),
        .pidfd = (uint64_t)(uintptr_t)process_descriptor,
        .exit_signal = SIGCHLD,
        .cgroup = control_group < 0 ? 0 : (uint64_t)control_group,
    };
    return RESULT(syscall(SYS_clone3, &arguments, sizeof arguments));
}

int trilatch_unshare_control_groups(void) { return RESULT(unshare(CLONE_NEWCGROUP)); }

int trilatch_fork(void) { return RESULT(fork()); }

int trilatch_pidfd_signal(int process_descriptor, int signal) {
    return RESULT(syscall(SYS_pidfd_send_signal, process_descriptor, signal, NULL, 0));
}

int trilatch_spawn_namespace_holder(int *process_descriptor) {
    int child = trilatch_clone3(CLONE_NEWUSER, -1, process_descriptor);
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    for (;;) pause();
}

int trilatch_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d) {
    return RESULT(prctl(option, a, b, c, d));
}

int trilatch_join_session_keyring(void) { return RESULT(syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL)); }

int trilatch_setgroups_none(void) { return RESULT(syscall(SYS_setgroups, 0, NULL)); }

// The raw calls: glibc's would signal other threads, and there are none.
int trilatch_setresuid(uint32_t user) { return RESULT(syscall(SYS_setresuid, user, user, user)); }

int trilatch_setresgid(uint32_t group) { return RESULT(syscall(SYS_setresgid, group, group, group)); }

int trilatch_has_gained_rights(void) { return getauxval(AT_SECURE) != 0; }

int64_t trilatch_only_user(void) {
    uid_t real, effective, saved;
    return getresuid(&real, &effective, &saved) == 0 && real == effective && real == saved ? (int64_t)real : -1;
}

int64_t trilatch_only_group(void) {
    gid_t real, effective, saved;
    return getresgid(&real, &effective, &saved) == 0 && real == effective && real == saved ? (int64_t)real : -1;
}

int trilatch_sethostname(const char *name, size_t length) { return RESULT(sethostname(name, length)); }

int trilatch_setrlimit(int resource, uint64_t soft, uint64_t hard) {
    struct rlimit limit = {.rlim_cur = soft, .rlim_max = hard};
    return RESULT(setrlimit((__rlimit_resource_t)resource, &limit));
}

int trilatch_raise_loopback(void) {
    int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (control < 0) return -errno;
    struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
    int result = RESULT(ioctl(control, SIOCSIFFLAGS, &request));
    close(control);
    return result;
}

// The kernel itself refuses this for a process with more than one thread, and does nothing for one without (unshare(2)).
int trilatch_require_one_thread(void) { return RESULT(unshare(CLONE_THREAD)); }

int trilatch_getcwd(char *buffer, size_t size) { return RESULT(syscall(SYS_getcwd, buffer, size)); }

int trilatch_send_descriptor(int socket, int descriptor) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    char byte = 'd';
    struct iovec content = {.iov_base = &byte, .iov_len = 1};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
    return RESULT(sendmsg(socket, &message, MSG_NOSIGNAL)) == 1 ? 0 : -errno;
}

int trilatch_receive_descriptor(int socket) {
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control = {0};
    char byte = 0;
    struct iovec content = {.iov_base = &byte, .iov_len = 1};
    struct msghdr message = {
        .msg_iov = &content, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (count < 0) return -errno;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (count != 1 || byte != 'd' || header == NULL || header->cmsg_type != SCM_RIGHTS ||
        header->cmsg_len != CMSG_LEN(sizeof(int)))
        return -EPROTO;
    int descriptor;
    memcpy(&descriptor, CMSG_DATA(header), sizeof(int));
    return descriptor;
}

int trilatch_block_all_signals(void) {
    sigset_t blocked;
    sigfillset(&blocked);
    // Everything is blocked: pid 1 acts on what it reads, and the server's process sets its own mask before exec.
    return RESULT(sigprocmask(SIG_SETMASK, &blocked, NULL));
}

int trilatch_reset_signals(void) {
    struct sigaction standard = {.sa_handler = SIG_DFL};
    for (int number = 1; number < NSIG; number++) {
        // SIGKILL, SIGSTOP and the two that glibc keeps for itself cannot be set, and need not be.
        if (sigaction(number, &standard, NULL) < 0 && errno != EINVAL) return -errno;
    }
    sigset_t none;
    sigemptyset(&none);
    return RESULT(sigprocmask(SIG_SETMASK, &none, NULL));
}

int trilatch_child_signal_descriptor(void) {
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    return RESULT(signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
}

int trilatch_reap(int *status) { return RESULT(waitpid(-1, status, WNOHANG)); }

int trilatch_kill(int process, int signal) { return RESULT(kill(process, signal)); }

struct text { uintptr_t start, end; };

// The whole pages of this program's code.
static struct text text_pages(void) {
    // Symbols of the linker: the ends of the text segment.
    extern const char __executable_start[], etext[];
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    return (struct text){(uintptr_t)__executable_start & ~(page - 1), (uintptr_t)etext & ~(page - 1)};
}

int trilatch_poll(struct pollfd *descriptors, size_t count, int64_t nanoseconds) {
    struct timespec time = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    return RESULT(ppoll(descriptors, count, nanoseconds < 0 ? NULL : &time, NULL));
}

int trilatch_release_code(void) {
    struct text text = text_pages();
    return RESULT(madvise((void *)text.start, text.end - text.start, MADV_DONTNEED));
}

int trilatch_release_code_and_poll(struct pollfd *descriptors, size_t count) {
    struct text text = text_pages();
    // Between the two nothing runs but this function, whose code is then all that is read again.
    long result =
        trilatch_raw_call(SYS_madvise, (long)text.start, (long)(text.end - text.start), MADV_DONTNEED, 0, 0);
    if (result < 0) return (int)result;
#if defined(SYS_poll)
    return (int)trilatch_raw_call(SYS_poll, (long)descriptors, (long)count, -1, 0, 0);
#else
    return (int)trilatch_raw_call(SYS_ppoll, (long)descriptors, (long)count, 0, 0, 0);
#endif
}
