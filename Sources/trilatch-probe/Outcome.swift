internal import Glibc

/// How one attack ended.
enum Outcome: Equatable {
    /// It was stopped, and by what.
    case stopped(Obstacle, String)
    /// It did what it set out to do.
    case succeeded(String)
    /// It means nothing here, and why.
    case notApplicable(String)
    /// The attempt itself broke: it neither failed as attacks do nor succeeded.
    case inconclusive(String)

    /// What an attacker sees of the wall.
    enum Obstacle: Equatable {
        /// The call returned this errno.
        case error(Int32)
        /// The attacking process was ended by this signal.
        case signal(Int32)
        /// No call failed: what the attack looks for is not there.
        case absence
    }

    /// A call whose success is the attack's.
    ///
    /// - Parameter reached: Errors that a call with harmless, invalid arguments gives *after* the kernel has let it in: the
    ///   attack got as far as it wanted.
    init(_ value: Int, reached: [Int32] = [], _ detail: String = "") {
        guard value < 0 else {
            self = .succeeded(detail)
            return
        }
        let error = Int32(-value)
        if reached.contains(error) {
            self = .succeeded("the kernel's own code was reached: it said \(errorName(error))")
        } else {
            self = .stopped(.error(error), detail)
        }
    }

    /// The value's form on the pipe from the attacking process: kind, number, text.
    var encoded: [UInt8] {
        let (kind, number, text): (UInt8, Int32, String) =
            switch self {
            case .stopped(.error(let error), let text): (0, error, text)
            case .stopped(.signal(let signal), let text): (1, signal, text)
            case .stopped(.absence, let text): (2, 0, text)
            case .succeeded(let text): (3, 0, text)
            case .notApplicable(let text): (4, 0, text)
            case .inconclusive(let text): (5, 0, text)
            }
        return [kind] + fields(number) + Array(text.utf8.prefix(2048))
    }

    /// Reads it back; nil for anything else.
    init?(encoded bytes: [UInt8]) {
        guard bytes.count >= 5 else { return nil }
        let number = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[1 + $1]) << UInt32(8 * $1) }
        let text = String(decoding: bytes[5...], as: UTF8.self)
        switch bytes[0] {
        case 0: self = .stopped(.error(Int32(bitPattern: number)), text)
        case 1: self = .stopped(.signal(Int32(bitPattern: number)), text)
        case 2: self = .stopped(.absence, text)
        case 3: self = .succeeded(text)
        case 4: self = .notApplicable(text)
        case 5: self = .inconclusive(text)
        default: return nil
        }
    }
}
