// What the supervisor needs beside the launcher's calls: pipes, signals as a descriptor, and starting the launcher.

#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#define RESULT(call)                      \
    ({                                    \
        long value = (call);              \
        value < 0 ? -errno : (int)value;  \
    })

int trilatch_pipe(int ends[2]) { return RESULT(pipe2(ends, O_CLOEXEC)); }

// What a socket at a path is made for.
enum local_use { CONNECT, LISTEN };

static int local_socket(const char *path, int type, enum local_use use) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return -ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int number = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    if (number < 0) return -errno;
    int result = use == LISTEN ? bind(number, (const struct sockaddr *)&address, sizeof address)
                               : connect(number, (const struct sockaddr *)&address, sizeof address);
    if (result == 0 && use == LISTEN) result = listen(number, 4);
    if (result == 0) return number;
    result = -errno;
    close(number);
    return result;
}

int trilatch_connect_local(const char *path) { return local_socket(path, SOCK_STREAM, CONNECT); }

int trilatch_connect_for_frames(const char *path) { return local_socket(path, SOCK_SEQPACKET, CONNECT); }

int trilatch_listen_for_frames(const char *path) { return local_socket(path, SOCK_SEQPACKET | SOCK_NONBLOCK, LISTEN); }

int trilatch_accept_frames(int listener, uint32_t *user) {
    int number = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (number < 0) return -errno;
    struct ucred peer;
    socklen_t length = sizeof peer;
    if (getsockopt(number, SOL_SOCKET, SO_PEERCRED, &peer, &length) < 0) {
        int result = -errno;
        close(number);
        return result;
    }
    *user = peer.uid;
    return number;
}

int trilatch_is_control_groups(const char *path) {
    struct statfs information;
    return statfs(path, &information) == 0 && information.f_type == CGROUP2_SUPER_MAGIC;
}

int trilatch_attribute(const char *path, const char *name, char *space, size_t length) {
    return RESULT(getxattr(path, name, space, length));
}

int trilatch_process_descriptor(int process) { return RESULT(syscall(SYS_pidfd_open, process, 0)); }

int trilatch_memory_file(const char *name) { return RESULT(memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING)); }

int trilatch_seal(int file) {
    return RESULT(fcntl(file, F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE));
}

int trilatch_catch_signals(const int *numbers, size_t count) {
    sigset_t caught;
    sigemptyset(&caught);
    for (size_t index = 0; index < count; index++) {
        // What the caller ignores stays ignored: nohup(1), and shells for what they start in the background.
        struct sigaction now;
        if (sigaction(numbers[index], NULL, &now) < 0) return -errno;
        if (now.sa_handler != SIG_IGN) sigaddset(&caught, numbers[index]);
    }
    if (sigprocmask(SIG_BLOCK, &caught, NULL) < 0) return -errno;
    return RESULT(signalfd(-1, &caught, SFD_CLOEXEC | SFD_NONBLOCK));
}

int trilatch_read_signal(int descriptor) {
    struct signalfd_siginfo information;
    ssize_t count = read(descriptor, &information, sizeof information);
    if (count < 0) return -errno;
    return count == (ssize_t)sizeof information ? (int)information.ssi_signo : -EIO;
}

int trilatch_spawn(const char *path, char *const arguments[], char *const environment[], const char *directory,
                   const int *descriptors, size_t count, int *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    int result = posix_spawn_file_actions_init(&actions);
    if (result != 0) return -result;
    result = posix_spawnattr_init(&attributes);
    if (result == 0) {
        for (size_t index = 0; index < count && result == 0; index++)
            result = posix_spawn_file_actions_adddup2(&actions, descriptors[index], (int)index);
        if (result == 0 && directory != NULL) result = posix_spawn_file_actions_addchdir_np(&actions, directory);
        if (result == 0) result = posix_spawn_file_actions_addclosefrom_np(&actions, (int)count);
        if (result == 0) result = posix_spawnattr_setsigmask(&attributes, &none);
        if (result == 0) result = posix_spawnattr_setsigdefault(&attributes, &all);
        if (result == 0)
            result = posix_spawnattr_setflags(
                &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
        if (result == 0) result = posix_spawn(process, path, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return -result;
}
