#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// A value that the kernel truncates to its low half and a careless filter compares whole.
#define DIRTY(value) ((1L << 32) | (long)(value))

int trilatch_load_seccomp(const struct trilatch_program *program) {
    struct sock_fprog loaded = {.len = program->count, .filter = (struct sock_filter *)program->instructions};
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &loaded) < 0 ? -errno : 0;
}

int trilatch_load_seccomp_with_listener(const struct trilatch_program *program) {
    struct sock_fprog loaded = {.len = program->count, .filter = (struct sock_filter *)program->instructions};
    long listener = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &loaded);
    return listener < 0 ? -errno : (int)listener;
}

// Whether the supervisor has it.
static int report(const struct trilatch_last_step *step, uint8_t tag, uint8_t field, int32_t number) {
    uint8_t frame[512] = {tag, field};
    memcpy(frame + 4, &number, sizeof number);
    if (tag == step->tag_ready) memcpy(frame + 8, &step->lacking, sizeof step->lacking);
    return write(step->report, frame, step->frame_length) == (ssize_t)step->frame_length;
}

static void __attribute__((noreturn)) fail(const struct trilatch_last_step *step, uint8_t tag, uint8_t field, int number) {
    // A report that cannot be written is a supervisor that is gone; the exit status still says that nothing ran.
    (void)report(step, tag, field, number);
    _exit(125);
}

// The errno of a call that must fail; 0 where it succeeded.
static int outcome(long value) { return value < 0 ? errno : 0; }

// What each act must end with: an errno, or 0 where the state that is looked for must be there. The same in every box; an act
// that only a missing layer would stop is not among those to try. A layer that a test leaves out is noticed, unless the
// self-test is left out as well.
static const int expected[] = {
    EAFNOSUPPORT, EPERM, EPERM, ENOSYS, ENOENT, ENOSYS, ENOENT, EACCES, 0, 0, EACCES, EPERM, EACCES, ENOSYS, EAFNOSUPPORT,
    ENOSYS, EPERM,
};

// Writes a process's number at the end of a path.
static void append_number(char *path, int number) {
    char digits[12];
    size_t count = 0;
    for (; number > 0; number /= 10) digits[count++] = (char)('0' + number % 10);
    path += strlen(path);
    while (count > 0) *path++ = digits[--count];
    *path = 0;
}

// Tries one forbidden act. A descriptor that an act wrongly yields need not be closed: the process ends.
static int attempt(int act) {
    switch (act) {
    case 0: return outcome(syscall(SYS_socket, DIRTY(40 /* AF_VSOCK */), SOCK_STREAM, 0));
    case 1: return outcome(syscall(SYS_ioctl, 0, DIRTY(TIOCSTI), "\n"));
    case 2: return outcome(syscall(SYS_unshare, CLONE_NEWUSER));
    case 3: {
        char parameters[256] = {0};
        return outcome(syscall(425 /* io_uring_setup */, 1, parameters));
    }
    case 4: return outcome(syscall(SYS_openat, AT_FDCWD, "/etc/shadow", O_PATH | O_CLOEXEC, 0));
    case 5: return outcome(syscall(1023, 0, 0, 0, 0, 0, 0));
    case 6: return outcome(syscall(SYS_openat, AT_FDCWD, "/proc/1/mem", O_RDWR | O_CLOEXEC, 0));
    case 7: return outcome(syscall(SYS_openat, AT_FDCWD, "/.trilatch/landlock", O_RDONLY | O_CLOEXEC, 0));
    case 8: {
        struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
        struct __user_cap_data_struct sets[2];
        if (syscall(SYS_capget, &header, sets) < 0) return errno;
        for (int half = 0; half < 2; half++)
            if (sets[half].effective || sets[half].permitted || sets[half].inheritable) return EISNAM;
        return 0;
    }
    case 9: return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 ? 0 : EISNAM;
    // In a box without namespaces: its parent is this user's, outside of the box, and could be signalled, read and limited.
    case 10: return outcome(syscall(SYS_openat, AT_FDCWD, "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0));
    case 11: return outcome(syscall(SYS_kill, getppid(), 0));
    case 12: {
        char path[32] = "/proc/";
        append_number(path, getppid());
        strcat(path, "/stat");
        return outcome(syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0));
    }
    case 13: return outcome(syscall(SYS_prlimit64, getppid(), 7 /* RLIMIT_NOFILE */, NULL, NULL));
    case 14: return outcome(syscall(SYS_socket, DIRTY(1 /* AF_UNIX */), SOCK_DGRAM, 0));
    case 15: return outcome(syscall(SYS_shmget, 0 /* IPC_PRIVATE */, 4096, 0));
    // The filter's answer comes before the kernel's, which would be that there is no such descriptor.
    case 16: return outcome(syscall(SYS_fchmod, -1, 0));
    default: return EINVAL;
    }
}

void trilatch_confine_and_exec(const struct trilatch_last_step *step) {
    int process = getpid();
    // Landlock before the filter, so that the filter need not allow it, and before its ruleset's descriptor is closed.
    if (step->ruleset >= 0 && syscall(SYS_landlock_restrict_self, step->ruleset, 0) < 0)
        fail(step, step->tag_failed, step->step_enforce_landlock, errno);

    // Closed, not marked: a descriptor that is merely close-on-exec is still open during the self-test and in a failed exec.
    if (!step->keep_descriptors) {
        unsigned first = (unsigned)step->report;
        unsigned last = step->recorder < 0 ? first : (unsigned)step->recorder;
        if ((first > 3 && syscall(SYS_close_range, 3, first - 1, 0) < 0) ||
            (last > first + 1 && syscall(SYS_close_range, first + 1, last - 1, 0) < 0) ||
            syscall(SYS_close_range, last + 1, ~0U, 0) < 0)
            fail(step, step->tag_failed, step->step_close_descriptors, errno);
    }

    for (size_t index = 0; index < step->program_count; index++) {
        int error_number = trilatch_load_seccomp(&step->programs[index]);
        if (error_number < 0) fail(step, step->tag_failed, step->step_load_seccomp, -error_number);
    }

    // After the programs that judge, and before the self-test: it shows that they still win.
    if (step->recorder >= 0) {
        int listener = trilatch_load_listener(&step->recorder_program);
        if (listener < 0) fail(step, step->tag_failed, step->step_hand_over_recorder, -listener);
        int error_number = trilatch_send_descriptor(step->recorder, listener);
        if (error_number < 0) fail(step, step->tag_failed, step->step_hand_over_recorder, -error_number);
        // A server that held its own listener could answer for the supervisor.
        close(listener);
        close(step->recorder);
    }

    for (int act = 0; step->self_test_acts >> act != 0; act++) {
        if ((step->self_test_acts >> act & 1) == 0) continue;
        int found = act < (int)(sizeof expected / sizeof *expected) ? attempt(act) : EINVAL;
        if (act >= (int)(sizeof expected / sizeof *expected) || found != expected[act])
            fail(step, step->tag_self_test_failed, (uint8_t)act, found);
    }

    if (!report(step, step->tag_ready, step->landlock_abi, process)) _exit(125);
    execve(step->executable, step->arguments, step->environment);
    fail(step, step->tag_exec_failed, 0, errno);
}
