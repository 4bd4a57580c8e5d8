import Egress
import FuzzProperties

/// Reads bytes as what a box sends to its name server.
///
/// A plain reader of queries says what must come back: the address of a granted name, or word that there is none.
@c(LLVMFuzzerTestOneInput)
public func namesTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    var server = ComparedServer()
    // Each message behind its length, so that one input uses the pool up.
    var rest = input[...]
    while let length = rest.first, server.count < 64 {
        rest = rest.dropFirst()
        server.answer(Array(rest.prefix(Int(length))))
        rest = rest.dropFirst(Int(length))
    }
    // The fuzzer need not find a header to come to a name: this one is whole.
    server.answer([0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0] + input)
    server.answer(input)
    splits(input)
    return 0
}

/// A stream's messages do not depend on the pieces in which it comes.
private func splits(_ input: [UInt8]) {
    var whole = DNSStream()
    var pieces = DNSStream()
    var (found, foundInPieces): ([[UInt8]], [[UInt8]]) = ([], [])
    var rest = input[...]
    while !rest.isEmpty {
        let piece = Array(rest)
        rest = rest.dropFirst(whole.feed(piece.span))
        if let message = whole.next() { found.append(message) }
    }
    for byte in input {
        require(pieces.feed([byte].span) == 1, "there is room for a byte")
        if let message = pieces.next() { foundInPieces.append(message) }
    }
    require(found == foundInPieces, "the same messages")
    require(whole.isInside == pieces.isInside, "the same rest")
}
