import Glibc
import Kernel
import Testing

@Suite struct WakefulnessTests {
    private let short = Wakefulness.bound - .nanoseconds(1)

    private func wakefulness(after waits: Int) -> Wakefulness {
        var wakefulness = Wakefulness()
        for _ in 0..<waits { wakefulness.waited(short) }
        return wakefulness
    }

    @Test func `a wait stays awake only after a row of short ones, and no longer than the bound`() {
        #expect(wakefulness(after: Wakefulness.row - 1).allowance == .zero)
        #expect(wakefulness(after: Wakefulness.row).allowance == Wakefulness.bound)
        #expect(wakefulness(after: 10 * Wakefulness.row).allowance == Wakefulness.bound)
    }

    @Test func `one wait that was not short takes a whole row to make good`() {
        var wakefulness = wakefulness(after: 10 * Wakefulness.row)
        wakefulness.waited(Wakefulness.bound)
        for _ in 0..<Wakefulness.row {
            #expect(wakefulness.allowance == .zero)
            wakefulness.waited(short)
        }
        #expect(wakefulness.allowance == Wakefulness.bound)
    }

    @Test func `calls with pauses between them never keep a wait awake`() {
        var wakefulness = Wakefulness()
        for _ in 0..<Wakefulness.row {
            for wait in [short, short, .milliseconds(1)] {
                #expect(wakefulness.allowance == .zero)
                wakefulness.waited(wait)
            }
        }
    }

    @Test func `a wait in vain sleeps for nearly all of its time, however short those before were`() throws {
        let wait = Duration.milliseconds(200)
        var wakefulness = wakefulness(after: Wakefulness.row)
        var poll = PollSet(slots: 1)
        let (start, startOfWork) = (MonotonicTime.now, processorTime())
        try poll.wait(until: start + wait, &wakefulness)
        #expect(MonotonicTime.now >= start + wait)
        // Awake it would be all that the machine has to give.
        #expect(processorTime() - startOfWork < wait / 20)
        #expect(wakefulness.allowance == .zero)
    }

    @Test func `an event ends a wait that is awake as it ends one that sleeps`() throws {
        let pipe = try Pipe()
        var poll = PollSet(slots: 1)
        #expect(unsafe write(pipe.writing.number, "x", 1) == 1)
        for waits in [0, Wakefulness.row] {
            var wakefulness = wakefulness(after: waits)
            poll.want(.readable, of: pipe.reading.number, in: 0)
            try poll.wait(until: nil, &wakefulness)
            #expect(poll.events(in: 0) == .readable)
        }
    }

    /// What this thread has used of a processor.
    private func processorTime() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
