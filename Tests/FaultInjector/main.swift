// fault-injector RESULT N ERRNO COMMAND…: runs a command and lets the Nth system call of it and all its children fail;
// with *NUMBER for N every call of that number, with &FLAGS every clone3 that asks for one of these flags. An ERRNO of 0 kills
// the process instead.
internal import Glibc

if let injection = Injection(CommandLine.arguments.dropFirst()) {
    exit(injection.run())
}
exit(64)
