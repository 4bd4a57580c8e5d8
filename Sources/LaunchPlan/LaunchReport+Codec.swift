extension LaunchReport {
    /// The first byte of a frame.
    package enum Tag {
        package static let failed: UInt8 = 1
        package static let selfTestFailed: UInt8 = 2
        package static let ready: UInt8 = 3
        package static let execFailed: UInt8 = 4
        package static let exited: UInt8 = 5
        package static let signalled: UInt8 = 6
        package static let outOfMemory: UInt8 = 7
        package static let examined: UInt8 = 8
        package static let listener: UInt8 = 9
    }

    /// One frame of `frameLength` bytes: tag, two small fields, an errno or number, then counted text.
    package func encoded() -> [UInt8] {
        var frame = [UInt8](repeating: 0, count: LaunchReport.frameLength)
        func put(_ value: Int32, at offset: Int = 4) {
            for index in 0..<4 { frame[offset + index] = UInt8(truncatingIfNeeded: value >> Int32(8 * index)) }
        }
        func put(_ subject: String) {
            let text = Array(subject.utf8.prefix(LaunchReport.frameLength - 10))
            frame[8] = UInt8(truncatingIfNeeded: text.count)
            frame.replaceSubrange(9..<(9 + text.count), with: text)
        }
        switch self {
        case .failed(let step, let errno, let subject):
            frame[0] = Tag.failed
            frame[1] = step.rawValue
            put(errno)
            put(subject)
        case .selfTestFailed(let act, let errno):
            frame[0] = Tag.selfTestFailed
            frame[1] = act.rawValue
            put(errno)
        case .ready(let landlockABI, let processIdentifier, let lacking):
            frame[0] = Tag.ready
            frame[1] = landlockABI
            put(processIdentifier)
            put(Int32(bitPattern: lacking.bits), at: 8)
        case .execFailed(let errno):
            frame[0] = Tag.execFailed
            put(errno)
        case .exited(let code):
            frame[0] = Tag.exited
            frame[1] = code
        case .signalled(let signal):
            frame[0] = Tag.signalled
            frame[1] = signal
        case .outOfMemory: frame[0] = Tag.outOfMemory
        case .listener(let index):
            frame[0] = Tag.listener
            put(Int32(bitPattern: index))
        case .examined(let feature, let errno, let subject):
            frame[0] = Tag.examined
            frame[1] = feature.rawValue
            put(errno)
            put(subject)
        }
        return frame
    }

    /// Reads a frame back; nil for bytes that are none.
    package init?(frame: some RandomAccessCollection<UInt8>) {
        let frame = Array(frame)
        guard frame.count == LaunchReport.frameLength else { return nil }
        func number(at offset: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(frame[offset + $1]) << UInt32(8 * $1) }
        }
        let value = Int32(bitPattern: number(at: 4))
        func subject() -> String? {
            let end = 9 + Int(frame[8])
            return end <= frame.count ? String(decoding: frame[9..<end], as: UTF8.self) : nil
        }
        switch frame[0] {
        case Tag.failed:
            guard let step = LaunchStep(rawValue: frame[1]), let subject = subject() else { return nil }
            self = .failed(step: step, errno: value, subject: subject)
        case Tag.selfTestFailed:
            guard let act = SelfTestAct(rawValue: frame[1]) else { return nil }
            self = .selfTestFailed(act: act, errno: value)
        case Tag.ready:
            guard let lacking = Set(bits: number(at: 8)) else { return nil }
            self = .ready(landlockABI: frame[1], processIdentifier: value, lacking: lacking)
        case Tag.execFailed: self = .execFailed(errno: value)
        case Tag.exited: self = .exited(code: frame[1])
        case Tag.signalled: self = .signalled(signal: frame[1])
        case Tag.outOfMemory: self = .outOfMemory
        case Tag.listener: self = .listener(index: number(at: 4))
        case Tag.examined:
            guard let feature = HostFeature(rawValue: frame[1]), let subject = subject() else { return nil }
            self = .examined(feature, errno: value, subject: subject)
        default: return nil
        }
    }
}
