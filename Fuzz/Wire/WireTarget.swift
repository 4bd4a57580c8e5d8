import Refusals
import Wire

/// Runs one conversation as the fuzzer's bytes say, beside a model of it, and traps where the two differ.
///
/// The bytes are what the two sides send, with control characters in between that no JSON has: who speaks, where a read
/// ends, who reads how much, when the server is refused. So a seed is readable text, and a mutation of it stays one.
@c(LLVMFuzzerTestOneInput)
public func wireTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var script = Script(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
    var wire = ComparedConversation(messageLimit: script.limit, chunk: script.chunk)
    while let act = script.next() { wire.perform(act) }
    wire.finish()
    return 0
}
