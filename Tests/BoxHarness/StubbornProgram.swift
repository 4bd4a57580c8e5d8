/// A program whose processes ignore what can be ignored and have left their session: itself, and four more.
package enum StubbornProgram {
    /// A stream on which it says `up` once all of it runs.
    package enum Stream: String, Sendable {
        case output = "stdout"
        case errors = "stderr"
    }

    /// Its text, for Python.
    package static func text(announcedOn stream: Stream) -> String {
        """
        import os, signal, sys, time
        for number in (1, 2, 3, 13, 15): signal.signal(number, signal.SIG_IGN)
        ready, done = os.pipe()
        for _ in range(2):
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    for descriptor in (0, 1, 2): os.close(descriptor)
                os.write(done, b"x")
                time.sleep(600)
        for _ in range(4): os.read(ready, 1)
        print("up", file=sys.\(stream.rawValue), flush=True)
        time.sleep(600)
        """
    }
}
