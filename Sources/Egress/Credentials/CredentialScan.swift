/// Finds a credential in a stream of bytes, in each of its forms and wherever the stream is cut, and puts another in its place.
///
/// What could be its beginning at the end of the bytes is held until more come, so that no more than a form's length waits.
package struct CredentialScan: Sendable {
    private var held: [UInt8] = []
    /// How many of these went on all the same.
    private var released = 0

    /// So many bytes of what could be a credential's beginning go on when the stream pauses.
    ///
    /// Messages of two programs that wait for each other must not hang on their last byte. More would say something of a
    /// credential; fewer would hold what means nothing.
    private static let mostReleased = 3

    package init() {}

    /// Appends the bytes that can go on, with every occurrence of one credential replaced by the other, and says how many
    /// there were.
    ///
    /// Both are equally long, and so is what is written. Behind the last bytes nothing is held. Where the stream pauses, a
    /// few bytes that would be held go on, and stay as they are even where a whole credential comes to light.
    package mutating func take(
        _ bytes: Span<UInt8>, isLast: Bool, pauses: Bool = false, replacing credential: Span<UInt8>,
        by other: Span<UInt8>,
        into output: inout [UInt8]
    ) -> Int {
        precondition(credential.count == other.count && credential.count > 2, "a placeholder is as long as its secret")
        let start = output.count
        output += held
        output.reserveCapacity(start + held.count + bytes.count)
        unsafe bytes.withUnsafeBufferPointer { unsafe output.append(contentsOf: $0) }
        held.removeAll(keepingCapacity: true)
        var isFirst = [Bool](repeating: false, count: 256)
        var starts: [SIMD2<UInt8>] = []
        for form in CredentialForm.all {
            starts.append([form.byte(0, of: credential), form.byte(1, of: credential)])
            isFirst[Int(form.byte(0, of: credential))] = true
        }
        var found = 0
        var index = start
        while index < output.count {
            // Most bytes begin nothing; of those that do, most are not followed as they would be.
            guard isFirst[Int(output[index])],
                index + 1 == output.count || starts.contains([output[index], output[index + 1]])
            else {
                index += 1
                continue
            }
            switch Self.match(at: index, of: output.span, credential) {
            case .none: index += 1
            case .cutOff where isLast: index += 1
            case .cutOff:
                held.append(contentsOf: output[index...])
                output.removeLast(output.count - index)
            case .form(let form):
                let length = form.length(of: credential.count)
                for place in 0..<length { output[index + place] = form.byte(place, of: other) }
                index += length
                found += 1
            }
        }
        // What went on before does not go on again.
        let again = min(released, output.count - start)
        output.removeSubrange(start..<(start + again))
        released -= again
        if pauses, held.count <= Self.mostReleased {
            output += held[released...]
            released = held.count
        }
        return found
    }

    private enum Match {
        case none
        case form(CredentialForm)
        /// The bytes end within what could be one.
        case cutOff
    }

    private static func match(at index: Int, of bytes: Span<UInt8>, _ credential: Span<UInt8>) -> Match {
        var isCutOff = false
        for form in CredentialForm.all {
            let length = form.length(of: credential.count)
            let here = min(length, bytes.count - index)
            guard (0..<here).allSatisfy({ bytes[index + $0] == form.byte($0, of: credential) }) else { continue }
            if here == length { return .form(form) }
            isCutOff = true
        }
        return isCutOff ? .cutOff : .none
    }
}

/// Finds the placeholders of credentials in a stream, where none may be.
package struct PlaceholderScan: Sendable {
    private let placeholders: [Placeholder]
    private var scans: [CredentialScan]

    package init(_ placeholders: [Placeholder]) {
        self.placeholders = placeholders
        scans = placeholders.map { _ in CredentialScan() }
    }

    /// Appends the bytes that can go on; behind the last ones nothing is held, and little where the stream pauses.
    ///
    /// - Throws: `HTTPFault.strayPlaceholder`.
    package mutating func take(_ bytes: [UInt8], isLast: Bool, pauses: Bool = false, into output: inout [UInt8])
        throws(HTTPFault)
    {
        var passing = bytes
        for index in scans.indices {
            var next: [UInt8] = []
            let own = placeholders[index].bytes
            let found = scans[index].take(
                passing.span, isLast: isLast, pauses: pauses, replacing: own.span, by: own.span, into: &next)
            guard found == 0 else { throw .strayPlaceholder }
            passing = next
        }
        output += passing
    }

    /// Refuses bytes that hold a placeholder.
    ///
    /// - Throws: `HTTPFault.strayPlaceholder`.
    static func check(_ bytes: [UInt8], for placeholders: [Placeholder]) throws(HTTPFault) {
        var scan = PlaceholderScan(placeholders)
        var output: [UInt8] = []
        try scan.take(bytes, isLast: true, into: &output)
    }
}
