#ifndef TRILATCH_CLINUX_H
#define TRILATCH_CLINUX_H

// System calls and structures that Swift's Glibc module does not show: variadic functions, GNU extensions and calls newer
// than glibc 2.36. Nothing here decides anything. Unless said otherwise, every function returns the call's value, or the
// negated errno, and allocates nothing.

#include <stddef.h>
#include <stdint.h>

// Any system call, for the probe: it tries what no wrapper offers, with dirty high halves of registers.
long trilatch_syscall6(long number, long a, long b, long c, long d, long e, long f);
#if defined(__x86_64__)
// getpid(2) by its 32-bit number and the 32-bit entry, which a filter for 64-bit numbers would misread.
long trilatch_int80_getpid(void);
#endif

// Opening and describing files. openat2(2) takes its arguments in a structure; openat(2) is variadic.
struct trilatch_node {
    uint64_t device;
    uint64_t inode;
    uint32_t mode;
    uint32_t owner;
    uint32_t group;
    uint32_t links;
    uint32_t device_major;
    uint32_t device_minor;
    int64_t size;
};
int trilatch_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve);
int trilatch_fstat(int descriptor, struct trilatch_node *node);
// renameat2(2) with RENAME_EXCHANGE: the two paths change places at one stroke.
int trilatch_exchange(const char *one, const char *other);
int trilatch_fcntl(int descriptor, int command, long argument);
int trilatch_close_range(unsigned first, unsigned last, unsigned flags);

// The mount API of Linux 5.2 and 5.12, and what it has no call for.
int trilatch_fsopen(const char *type, unsigned flags);
int trilatch_fsconfig(int context, unsigned command, const char *key, const char *value, int auxiliary);
int trilatch_fsmount(int context, unsigned flags, unsigned attributes);
int trilatch_open_tree(int directory, const char *path, unsigned flags);
int trilatch_move_mount(int from, const char *from_path, int to, const char *to_path, unsigned flags);
int trilatch_mount_setattr(int directory, const char *path, unsigned flags, uint64_t set, uint64_t clear,
                           uint64_t propagation, int user_namespace);
int trilatch_make_mounts_private(void);
int trilatch_pivot_root_here(void);
int trilatch_detach_here(void);

// Processes and namespaces. clone3 and fork return twice; both are safe only while the process has one thread.
// control_group is a directory of a cgroup v2 hierarchy that the child begins in, or -1 for the caller's own.
int trilatch_clone3(uint64_t flags, int control_group, int *process_descriptor);
int trilatch_unshare_control_groups(void);
int trilatch_fork(void);
int trilatch_pidfd_signal(int process_descriptor, int signal);
// A child that waits in a new user namespace, until it is killed, so that the namespace can be given a map and opened.
int trilatch_spawn_namespace_holder(int *process_descriptor);
int trilatch_prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d);
int trilatch_join_session_keyring(void);
int trilatch_setgroups_none(void);
int trilatch_setresuid(uint32_t user);
int trilatch_setresgid(uint32_t group);
// The user or group that is real, effective and saved; -1 where they differ.
int64_t trilatch_only_user(void);
int64_t trilatch_only_group(void);
// Whether the kernel started this program with other rights than its caller's (AT_SECURE of getauxval(3)).
int trilatch_has_gained_rights(void);
int trilatch_sethostname(const char *name, size_t length);
int trilatch_setrlimit(int resource, uint64_t soft, uint64_t hard);
int trilatch_raise_loopback(void);
// Begins to make a network namespace, in a helper process that shares this one's memory and descriptors, and returns the
// helper's number at once; entering waits for the helper's end. One helper at a time.
int trilatch_begin_network(void);
int trilatch_enter_network(int helper);
// Makes every address of a family local, by a route over the loopback.
int trilatch_route_all_here(int family);
// A frame of a sequenced-packet socket with a descriptor; -1 stands for none. Receiving never waits.
int trilatch_send_frame(int socket, const uint8_t *bytes, size_t count, int descriptor, int at_once);
long trilatch_receive_frame(int socket, void *space, size_t count, int *descriptor);

// Sockets of TCP and UDP: close-on-exec, and no call on them waits.
struct trilatch_endpoint {
    // In network order; the first `length` bytes count, 4 or 16.
    uint8_t address[16];
    uint8_t length;
    // In the order of this machine.
    uint16_t port;
};
int trilatch_internet_socket(int is_version6, int is_stream);
// A socket that listens; one of UDP tells the address that each datagram was sent to.
int trilatch_listen(const struct trilatch_endpoint *endpoint, int is_stream);
int trilatch_connect(int number, const struct trilatch_endpoint *endpoint);
int trilatch_accept(int number);
int trilatch_local_endpoint(int number, struct trilatch_endpoint *endpoint);
// The positive errno that the socket's last attempt came to; 0 for none.
int trilatch_socket_error(int number);
int trilatch_send_at_once(int number);
int trilatch_reset_when_closed(int number);
// -EMSGSIZE for a datagram that does not fit.
long trilatch_receive_datagram(int number, void *space, size_t count, struct trilatch_endpoint *sender,
                               struct trilatch_endpoint *asked);
// Sends from the address that was asked.
long trilatch_answer_datagram(int number, const void *bytes, size_t count, const struct trilatch_endpoint *receiver,
                              const struct trilatch_endpoint *asked);

// epoll(7), whose event is packed on one architecture only.
struct trilatch_event {
    uint64_t token;
    uint32_t events;
};
int trilatch_events_create(void);
int trilatch_events_control(int queue, int operation, int number, uint32_t events, uint64_t token);
int trilatch_events_wait(int queue, struct trilatch_event *events, int count, int milliseconds);
int trilatch_require_one_thread(void);
// The raw call: glibc's getcwd hides "(unreachable)". Returns the length with its NUL.
int trilatch_getcwd(char *buffer, size_t size);

// Passing an open descriptor over a unix socket, one a message.
int trilatch_send_descriptor(int socket, int descriptor);
int trilatch_receive_descriptor(int socket);

// Signals and waiting. The mask functions return 0 on success.
int trilatch_block_all_signals(void);
int trilatch_reset_signals(void);
int trilatch_child_signal_descriptor(void);
int trilatch_reap(int *status);
int trilatch_kill(int process, int signal);

// Lets go of the pages of this program's own code. They are read again from its file when they are executed again.
int trilatch_release_code(void);
// The same, and then poll(2) without an end, with no other code in between.
struct pollfd;
int trilatch_release_code_and_poll(struct pollfd *descriptors, size_t count);

// poll(2) to the nanosecond, a negative time being none. ppoll is a GNU symbol.
int trilatch_poll(struct pollfd *descriptors, size_t count, int64_t nanoseconds);

// Landlock (Linux 5.13; this header may be newer than the one of the host's libc).
int trilatch_landlock_abi(void);
int trilatch_landlock_create(uint64_t file_rights, uint64_t network_rights, uint64_t scopes, size_t size);
int trilatch_landlock_enforce(int ruleset);
int trilatch_landlock_add_path(int ruleset, int descriptor, uint64_t rights);

// One classic BPF program for seccomp: 8 bytes an instruction.
struct trilatch_program {
    const void *instructions;
    uint16_t count;
};
int trilatch_load_seccomp(const struct trilatch_program *program);
int trilatch_load_seccomp_with_listener(const struct trilatch_program *program);

// Everything that the last step needs. The caller owns all memory; nothing of it is freed or changed.
struct trilatch_last_step {
    const char *executable;
    char *const *arguments;
    char *const *environment;
    int report;           // write end of the report pipe, close-on-exec; every other descriptor above 2 is closed
    int ruleset;          // Landlock ruleset, or -1 where the layer is left out
    int recorder;         // socket for the listener of a launch that learns, above report; or -1
    int keep_descriptors; // not 0: leave other descriptors open (a test build's switch)
    uint32_t self_test_acts; // a bit for each act to try; LaunchPlan's SelfTestAct numbers them. 0: none (likewise)
    uint32_t lacking;     // a bit for each layer that the host does not have, for the frame that says that the box is ready
    struct trilatch_program programs[2];
    size_t program_count;
    struct trilatch_program recorder_program; // where recorder is not -1
    size_t frame_length;
    uint8_t landlock_abi; // for the frame that says that the box is ready
    // Tags and step numbers of the report frames that this step writes.
    uint8_t tag_ready, tag_failed, tag_self_test_failed, tag_exec_failed;
    uint8_t step_enforce_landlock, step_close_descriptors, step_load_seccomp, step_hand_over_recorder;
};

// Confines the calling process for good, proves it, and becomes the server: Landlock, descriptors, seccomp, self-test, exec.
// Returns never: it is the server, or it has ended the process. One function, in C, that allocates nothing and calls nothing but the kernel, because from the middle of it
// on the process lives under the server's own system call filter.
void trilatch_confine_and_exec(const struct trilatch_last_step *step);

// Telling calls to another process (seccomp_unotify(2)). Loading gives the listener's descriptor, close-on-exec; as long as
// nobody answers on it, the calls that its program names wait. Receiving waits for a call; -ENOENT when its process has gone.
// Reading another process's memory gives how many bytes could be read, fewer where a page is missing.
struct trilatch_call {
    uint64_t id;
    uint32_t thread; // as the receiver numbers it; 0 where it cannot see it
    int32_t number;
    uint64_t arguments[6];
};
int trilatch_load_listener(const struct trilatch_program *program);
int trilatch_receive_call(int listener, struct trilatch_call *call);
int trilatch_call_waits(int listener, uint64_t id);
int trilatch_let_call_happen(int listener, uint64_t id);
long trilatch_read_memory(int process, uint64_t address, void *buffer, size_t count);

// Which arguments of a call name what, on this architecture; -1 for an argument that there is not. Places are a directory's
// descriptor and a path, or for an address the pointer and its length.
enum trilatch_call_kind {
    TRILATCH_CALL_OTHER, TRILATCH_CALL_LOOK, TRILATCH_CALL_OPEN, TRILATCH_CALL_LIST, TRILATCH_CALL_CHANGE,
    TRILATCH_CALL_CREATE, TRILATCH_CALL_REMOVE, TRILATCH_CALL_MOVE, TRILATCH_CALL_EXECUTE, TRILATCH_CALL_CONNECT,
    TRILATCH_CALL_BIND, TRILATCH_CALL_SEND, TRILATCH_CALL_SEND_MANY
};
struct trilatch_call_layout {
    uint8_t kind; // enum trilatch_call_kind
    int8_t directory, path, second_directory, second_path, flags;
};
struct trilatch_call_layout trilatch_layout_of_call(int number);

// The supervisor's side. A pipe, and a process as a descriptor, close-on-exec. Signals that are blocked and read instead of
// delivered; reading gives a signal's number. Starting a program in a session of its own with no signal blocked or ignored:
// descriptors[0...count) become its 0...count, each number at least `count`, and nothing else is inherited; it stands in
// `directory`, or where the caller stands. Allocates.
int trilatch_pipe(int ends[2]);
// A stream socket, close-on-exec, connected to a unix socket's path.
int trilatch_connect_local(const char *path);
// Sequenced-packet sockets at a unix socket's path, close-on-exec: one that listens, and whose calls do not wait; one that
// has come to it, with the user who made it; one that goes to it.
int trilatch_listen_for_frames(const char *path);
int trilatch_accept_frames(int listener, uint32_t *user);
int trilatch_connect_for_frames(const char *path);
// Whether a path lies in a cgroup v2 hierarchy: 1 or 0. An extended attribute: its length.
int trilatch_is_control_groups(const char *path);
int trilatch_attribute(const char *path, const char *name, char *space, size_t length);
int trilatch_process_descriptor(int process);
// A file of memory, close-on-exec; sealed, nothing of it can change any more.
int trilatch_memory_file(const char *name);
int trilatch_seal(int file);
int trilatch_catch_signals(const int *numbers, size_t count);
int trilatch_read_signal(int descriptor);
int trilatch_spawn(const char *path, char *const arguments[], char *const environment[], const char *directory,
                   const int *descriptors, size_t count, int *process);

#endif
