internal import CNGHTTP2
internal import Egress

/// The fields of a head or of trailers on their way into a session.
///
/// They stand behind each other in one piece of memory, in which a secret may be: it never grows, and is overwritten once
/// the session has its own copy.
struct HeaderBlock {
    private var bytes: [UInt8] = []
    private var fields: [(name: Range<Int>, value: Range<Int>, isSecret: Bool)] = []

    /// Makes an empty one for no more than so many bytes.
    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    /// The bytes of all names and values.
    var length: Int { bytes.count }

    /// Appends a field whose value is appended by a function, which says whether the secret is in it.
    mutating func append<Fault: Error>(
        _ name: String, _ value: (inout [UInt8]) throws(Fault) -> Bool
    ) throws(Fault) {
        let start = bytes.count
        bytes += name.utf8
        let middle = bytes.count
        let isSecret = try value(&bytes)
        fields.append((start..<middle, middle..<bytes.count, isSecret))
    }

    mutating func append(_ name: String, _ value: some Sequence<UInt8>) {
        append(name) { bytes in
            bytes += value
            return false
        }
    }

    /// Puts a placeholder where the secret of a host is, in a block that is for the program.
    mutating func hide(_ secret: Span<UInt8>, as credential: CredentialSwap?) {
        guard let credential else { return }
        let hidden = credential.hiding(secret, in: bytes)
        bytes.overwrite()
        bytes = hidden
    }

    /// Overwrites all of it.
    mutating func overwrite() { bytes.overwrite() }

    /// Hands the fields over as nghttp2 takes them, which copies them.
    mutating func withFields<Result>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> Result) -> Result {
        return unsafe bytes.withUnsafeMutableBufferPointer { bytes in
            let list = unsafe fields.map { field in
                // A secret is in no table of the compression, neither ours nor the host's.
                let flags = field.isSecret ? UInt8(truncatingIfNeeded: NGHTTP2_NV_FLAG_NO_INDEX.rawValue) : 0
                return unsafe nghttp2_nv(
                    name: bytes.baseAddress.map { unsafe $0 + field.name.lowerBound },
                    value: bytes.baseAddress.map { unsafe $0 + field.value.lowerBound },
                    namelen: field.name.count, valuelen: field.value.count, flags: flags)
            }
            return unsafe list.withUnsafeBufferPointer { unsafe body($0.baseAddress, $0.count) }
        }
    }
}
