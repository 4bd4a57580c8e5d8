internal import Kernel

/// Bytes on their way from one socket to another: what has been read and finds no room is all that is held.
///
/// Nothing more is read while anything is held, so each side feels the other's slowness.
struct Flow {
    /// How many bytes have gone out.
    private(set) var passed: UInt64 = 0
    /// The source has no more.
    private(set) var hasEnded = false
    /// The source has no more, and the other side has been told.
    private(set) var isDone = false
    private var held: [UInt8] = []
    private var heldStart = 0

    /// What a call came to.
    enum Step {
        /// The source has nothing for now, or its turn is over.
        case waiting
        /// The other side has no room.
        case blocked
        /// All has gone out, and the other side's writing has been ended.
        case done
        case failed(KernelError)
    }

    /// How often one call fills the space, so that one connection does not keep the others waiting.
    private static let turns = 4

    var wantsToRead: Bool { held.isEmpty && !hasEnded }
    var wantsToWrite: Bool { !held.isEmpty }

    /// Takes what was read before the flow began.
    init(beginningWith bytes: [UInt8] = []) { held = bytes }

    /// Moves what there is.
    ///
    /// - Parameter space: Scratch that is nobody's between calls.
    mutating func move(
        from source: Int32, to sink: Int32, through space: UnsafeMutableRawBufferPointer
    ) -> Step {
        do throws(KernelError) {
            guard try writeHeld(to: sink) else { return .blocked }
            var turn = 0
            while !hasEnded, turn < Flow.turns {
                turn += 1
                switch try unsafe InternetSocket.read(into: space, from: source) {
                case .nothing: return .waiting
                case .ended: hasEnded = true
                case .bytes(let count):
                    let written = try unsafe InternetSocket.write(
                        UnsafeRawBufferPointer(rebasing: space[..<count]), to: sink)
                    passed += UInt64(written)
                    if written < count {
                        held = unsafe Array(space[written..<count])
                        return .blocked
                    }
                    // A short read has emptied the source; asking again would only say so.
                    if count < space.count { return .waiting }
                }
            }
            guard hasEnded else { return .waiting }
            if !isDone { InternetSocket.endWriting(sink) }
            isDone = true
            return .done
        } catch {
            return .failed(error)
        }
    }

    /// - Returns: Whether nothing is held any more.
    private mutating func writeHeld(to sink: Int32) throws(KernelError) -> Bool {
        guard !held.isEmpty else { return true }
        let written = try InternetSocket.write(held, from: heldStart, to: sink)
        passed += UInt64(written)
        heldStart += written
        guard heldStart == held.count else { return false }
        held = []
        heldStart = 0
        return true
    }
}
