// filter.c: writes the syscall filter that the launchers compared with get: everything allowed but a list of calls that no
// sandboxed program needs. It is smaller than Trilatch's own, which favours the others.
// usage: filter FILE        (link with -lseccomp)
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>

static const char *const denied[] = {
    "acct", "add_key", "bpf", "chroot", "delete_module", "finit_module", "fsconfig", "fsmount", "fsopen", "init_module",
    "io_uring_enter", "io_uring_register", "io_uring_setup", "kexec_file_load", "kexec_load", "keyctl", "mount",
    "move_mount", "open_by_handle_at", "open_tree", "perf_event_open", "personality", "pivot_root",
    "process_vm_readv", "process_vm_writev", "ptrace", "quotactl", "reboot", "request_key", "setns", "swapoff",
    "swapon", "syslog", "umount2", "unshare", "userfaultfd",
};

int main(int count, char **arguments) {
    if (count != 2) return 64;
    scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
    if (!context) return 1;
    for (unsigned i = 0; i < sizeof denied / sizeof *denied; i++)
        if (seccomp_rule_add(context, SCMP_ACT_ERRNO(EPERM), seccomp_syscall_resolve_name(denied[i]), 0)) return 1;
    int file = open(arguments[1], O_CREAT | O_TRUNC | O_WRONLY, 0644);
    return file < 0 || seccomp_export_bpf(context, file);
}
