// Telling the calls of one process to another: loading the program, the listener's three requests, and which arguments of a
// call hold what.

#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// Linux 5.19; these headers may be older. A signal does not interrupt a call that the listener has received, which would
// be told a second time.
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif

int trilatch_load_listener(const struct trilatch_program *program) {
    struct sock_fprog loaded = {.len = program->count, .filter = (struct sock_filter *)program->instructions};
    unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
    long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &loaded);
    return listener < 0 ? -errno : (int)listener;
}

int trilatch_receive_call(int listener, struct trilatch_call *call) {
    // The kernel may know a longer structure, and refuses one that is not zero (seccomp_unotify(2)).
    union {
        struct seccomp_notif notification;
        char space[512];
    } received;
    memset(&received, 0, sizeof received);
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &received) < 0) return -errno;
    call->id = received.notification.id;
    call->thread = received.notification.pid;
    call->number = received.notification.data.nr;
    for (int index = 0; index < 6; index++) call->arguments[index] = received.notification.data.args[index];
    return 0;
}

int trilatch_call_waits(int listener, uint64_t id) {
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) < 0 ? -errno : 0;
}

int trilatch_let_call_happen(int listener, uint64_t id) {
    union {
        struct seccomp_notif_resp response;
        char space[512];
    } answer;
    memset(&answer, 0, sizeof answer);
    answer.response.id = id;
    answer.response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) < 0 ? -errno : 0;
}

long trilatch_read_memory(int process, uint64_t address, void *buffer, size_t count) {
    struct iovec local = {.iov_base = buffer, .iov_len = count};
    struct iovec remote = {.iov_base = (void *)(uintptr_t)address, .iov_len = count};
    ssize_t read = process_vm_readv(process, &local, 1, &remote, 1, 0);
    return read < 0 ? -errno : read;
}

#define ONE(kind, path, flags) {TRILATCH_CALL_##kind, -1, path, -1, -1, flags}
#define ONE_AT(kind, flags) {TRILATCH_CALL_##kind, 0, 1, -1, -1, flags}

struct trilatch_call_layout trilatch_layout_of_call(int number) {
    static const struct trilatch_call_layout layouts[] = {
        [SYS_openat] = ONE_AT(OPEN, 2),
        [SYS_newfstatat] = ONE_AT(LOOK, 3),
        [SYS_statx] = ONE_AT(LOOK, 2),
        [SYS_statfs] = ONE(LOOK, 0, -1),
        [SYS_faccessat] = ONE_AT(LOOK, -1),
        [439 /* faccessat2 */] = ONE_AT(LOOK, 3),
        [SYS_readlinkat] = ONE_AT(LOOK, -1),
        [SYS_chdir] = ONE(LOOK, 0, -1),
        [SYS_inotify_add_watch] = ONE(LIST, 1, -1),
        [SYS_mkdirat] = ONE_AT(CREATE, -1),
        [SYS_mknodat] = ONE_AT(CREATE, -1),
        [SYS_unlinkat] = ONE_AT(REMOVE, -1),
        [SYS_renameat] = {TRILATCH_CALL_MOVE, 0, 1, 2, 3, -1},
        [SYS_renameat2] = {TRILATCH_CALL_MOVE, 0, 1, 2, 3, -1},
        [SYS_linkat] = {TRILATCH_CALL_CREATE, 2, 3, -1, -1, -1},
        [SYS_symlinkat] = {TRILATCH_CALL_CREATE, 1, 2, -1, -1, -1},
        [SYS_truncate] = ONE(CHANGE, 0, -1),
        [SYS_fchmodat] = ONE_AT(CHANGE, -1),
        [452 /* fchmodat2 */] = ONE_AT(CHANGE, -1),
        [SYS_fchownat] = ONE_AT(CHANGE, -1),
        [SYS_utimensat] = ONE_AT(CHANGE, -1),
        [SYS_execve] = ONE(EXECUTE, 0, -1),
        [SYS_execveat] = ONE_AT(EXECUTE, -1),
        [SYS_connect] = ONE(CONNECT, 1, -1),
        [SYS_bind] = ONE(BIND, 1, -1),
        [SYS_sendto] = ONE(SEND, 1, -1),
        [SYS_sendmmsg] = ONE(SEND_MANY, 1, -1),
#if defined(__x86_64__)
        [SYS_open] = ONE(OPEN, 0, 1),
        [SYS_creat] = ONE(CREATE, 0, -1),
        [SYS_stat] = ONE(LOOK, 0, -1),
        [SYS_lstat] = ONE(LOOK, 0, -1),
        [SYS_access] = ONE(LOOK, 0, -1),
        [SYS_readlink] = ONE(LOOK, 0, -1),
        [SYS_mkdir] = ONE(CREATE, 0, -1),
        [SYS_mknod] = ONE(CREATE, 0, -1),
        [SYS_rmdir] = ONE(REMOVE, 0, -1),
        [SYS_unlink] = ONE(REMOVE, 0, -1),
        [SYS_rename] = {TRILATCH_CALL_MOVE, -1, 0, -1, 1, -1},
        [SYS_link] = ONE(CREATE, 1, -1),
        [SYS_symlink] = ONE(CREATE, 1, -1),
        [SYS_chmod] = ONE(CHANGE, 0, -1),
        [SYS_chown] = ONE(CHANGE, 0, -1),
        [SYS_lchown] = ONE(CHANGE, 0, -1),
        [SYS_utime] = ONE(CHANGE, 0, -1),
        [SYS_utimes] = ONE(CHANGE, 0, -1),
        [SYS_futimesat] = ONE_AT(CHANGE, -1),
#endif
    };
    static const struct trilatch_call_layout other = {TRILATCH_CALL_OTHER, -1, -1, -1, -1, -1};
    if (number < 0 || (size_t)number >= sizeof layouts / sizeof *layouts) return other;
    return layouts[number].kind == TRILATCH_CALL_OTHER ? other : layouts[number];
}
