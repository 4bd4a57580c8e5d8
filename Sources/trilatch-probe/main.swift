// The built-in attack list: what hostile code would try, run inside a box, and outside as the control.
internal import Glibc

if let options = ProbeOptions(CommandLine.arguments.dropFirst()) {
    exit(Probe.run(options))
} else {
    _ = call(.write, 2, .text(ProbeOptions.usage), .number(ProbeOptions.usage.utf8.count))
    exit(64)
}
