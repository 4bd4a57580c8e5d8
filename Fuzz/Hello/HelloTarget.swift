import Egress
import FuzzProperties

/// Reads bytes as what a program sends first over a connection to a granted host.
///
/// What is found does not depend on the pieces in which the bytes come, nor on the records that they are cut into, and is
/// what a plain reader finds in the whole message.
@c(LLVMFuzzerTestOneInput)
public func helloTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    check(stream: input)
    // Few inputs are records by themselves: this is the body of a hello, whole and in two records.
    let message =
        [1, UInt8(input.count >> 16 & 0xff), UInt8(input.count >> 8 & 0xff), UInt8(input.count & 0xff)] + input
    let cut = max(1, message.count / 2)
    let whole = check(stream: record(message[...]))
    let halves = check(stream: record(message[..<cut]) + record(message[cut...]))
    require(whole == halves, "records make no difference")
    let plain = PlainHello(body: input)
    switch whole {
    case .hello(let hello):
        require(plain?.name == hello.serverName?.description, "two readers find the same server")
        require(plain?.hasEncryptedHello == hello.hasEncryptedHello, "two readers find an encrypted hello")
        require(plain?.protocols == hello.protocols, "two readers find the same protocols")
        requireHarmless(hello.serverName?.description ?? "")
    case .fault: require(plain == nil, "two readers refuse the same")
    case .needsMore, .notTLS: require(false, "a whole hello is one, or is at fault")
    }
    return 0
}

private func record(_ fragment: ArraySlice<UInt8>) -> [UInt8] {
    [22, 3, 1, UInt8(fragment.count >> 8), UInt8(fragment.count & 0xff)] + fragment
}

@discardableResult
private func check(stream: [UInt8]) -> ClientHelloReader.Outcome {
    var whole = ClientHelloReader()
    let outcome = whole.feed(stream.span)
    var bytewise = ClientHelloReader()
    var end: Int?
    for (index, byte) in stream.enumerated() {
        let next = bytewise.feed([byte].span)
        if next != .needsMore, end == nil { end = index }
        require(end == nil || next == outcome, "what is found stays")
    }
    // Of all bytes together it is seen that something follows the hello; byte by byte, too.
    require(bytewise.outcome == outcome, "the same in pieces: \(bytewise.outcome) \(outcome)")
    return outcome
}
