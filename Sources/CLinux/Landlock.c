#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <linux/landlock.h>
#include <sys/syscall.h>
#include <unistd.h>

// struct landlock_ruleset_attr as of ABI 6: file rights (1), network rights (4), scopes (6). The kernel is told how much of
// it the caller means.
struct ruleset_attributes {
    uint64_t file_rights, network_rights, scopes;
};

int trilatch_landlock_abi(void) {
    long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi < 0 ? -errno : (int)abi;
}

int trilatch_landlock_create(uint64_t file_rights, uint64_t network_rights, uint64_t scopes, size_t size) {
    struct ruleset_attributes attributes = {file_rights, network_rights, scopes};
    if (size > sizeof attributes) return -E2BIG;
    long ruleset = syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
    return ruleset < 0 ? -errno : (int)ruleset;
}

int trilatch_landlock_add_path(int ruleset, int descriptor, uint64_t rights) {
    struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = descriptor};
    return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0 ? -errno : 0;
}

int trilatch_landlock_enforce(int ruleset) {
    return syscall(SYS_landlock_restrict_self, ruleset, 0) < 0 ? -errno : 0;
}
