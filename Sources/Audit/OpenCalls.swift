internal import Kernel
internal import Wire

/// The calls of one run that are on record and not answered: for their results to name them.
struct OpenCalls {
    /// A call on record.
    struct Call {
        var sequence: UInt64
        var time: MonotonicTime
    }

    private struct Key: Hashable {
        var caller: MessageRecord.Sender
        var id: RequestID
    }

    private var calls: [Key: Call] = [:]

    /// Beyond it all are forgotten: their results then stand alone.
    private static let capacity = 4096

    mutating func open(_ id: RequestID, by caller: MessageRecord.Sender, _ sequence: UInt64, at time: MonotonicTime) {
        if calls.count >= OpenCalls.capacity { calls.removeAll(keepingCapacity: true) }
        calls[Key(caller: caller, id: id)] = Call(sequence: sequence, time: time)
    }

    /// The numbers of the lines of a side's calls, in order; of many the last ones.
    func numbers(by caller: MessageRecord.Sender) -> [UInt64] {
        calls.filter { $0.key.caller == caller }.map(\.value.sequence).sorted().suffix(OpenCalls.mostNamed)
    }

    /// A client has a few dozen open at most.
    private static let mostNamed = 64

    mutating func close(_ id: RequestID, by caller: MessageRecord.Sender) -> Call? {
        calls.removeValue(forKey: Key(caller: caller, id: id))
    }
}
