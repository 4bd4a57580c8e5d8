// startup.c: time from spawn to the first instruction of the program that each launcher runs (first-instruction.c), and to
// the launcher's own end. The commands take turns, A B C A B C ..., so that whatever else the machine does hits all alike.
// usage: startup ROUNDS FILTER < LIST      LIST: one a line, NAME<TAB>COMMAND, split at blanks
//        FILTER is opened on descriptor 9, rewound before every launch ("bwrap --seccomp 9"); "-" for none
// output: one line a launch, NAME<TAB>first-instruction-us<TAB>whole-us
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
extern char **environ;

enum { maximumCommands = 16, maximumArguments = 128, warmUpRounds = 3 };
typedef struct { char *name; char *arguments[maximumArguments + 1]; } Command;

static double microseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static void fail(const char *what, const char *about) {
    fprintf(stderr, "startup: %s: %s: %s\n", about, what, strerror(errno));
    exit(1);
}

static int read_list(Command *commands) {
    static char line[16384];
    int count = 0;
    while (count < maximumCommands && fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        char *tab = strchr(line, '\t');
        if (!tab) continue;
        *tab = 0;
        Command *command = &commands[count++];
        command->name = strdup(line);
        int n = 0;
        for (char *word = strtok(strdup(tab + 1), " "); word && n < maximumArguments; word = strtok(NULL, " "))
            command->arguments[n++] = word;
    }
    return count;
}

static void launch(const Command *command, int report) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC)) fail("pipe2", command->name);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    pid_t child;
    double begin = microseconds();
    errno = posix_spawnp(&child, command->arguments[0], &actions, NULL, command->arguments, environ);
    if (errno) fail("posix_spawn", command->name);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    char text[4096];
    size_t length = 0;
    ssize_t got;
    while (length < sizeof text - 1 && (got = read(out[0], text + length, sizeof text - 1 - length)) > 0)
        length += (size_t)got;
    text[length] = 0;
    close(in[1]);
    int status;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    double end = microseconds();
    close(out[0]);
    char *stamp = strstr(text, "\"ns\":\"");
    if (!stamp || status != 0) {
        fprintf(stderr, "startup: %s failed (status %d) and said: %s\n", command->name, status, text);
        exit(1);
    }
    if (report) printf("%s\t%.1f\t%.1f\n", command->name, strtod(stamp + 6, NULL) / 1e3 - begin, end - begin);
}

int main(int count, char **arguments) {
    if (count != 3) { fprintf(stderr, "usage: startup ROUNDS FILTER < LIST\n"); return 64; }
    static Command commands[maximumCommands];
    int total = read_list(commands), rounds = atoi(arguments[1]);
    if (strcmp(arguments[2], "-") != 0) {
        int filter = open(arguments[2], O_RDONLY);
        if (filter < 0 || dup2(filter, 9) < 0) fail("open", arguments[2]);
    }
    for (int round = -warmUpRounds; round < rounds; round++)
        for (int i = 0; i < total; i++) {
            lseek(9, 0, SEEK_SET);
            launch(&commands[i], round >= 0);
        }
}
