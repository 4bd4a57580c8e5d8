/// Runs one judged conversation as the fuzzer's bytes say, and traps where something passes that must not.
///
/// The bytes are lines of either side, with control characters in between that no JSON has: who speaks, and which line of a
/// table is spoken. So a seed is readable, and its mutations get far into a conversation.
@c(LLVMFuzzerTestOneInput)
public func mediationTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var script = MediationScript(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
    var wire = JudgedConversation(script.setting)
    while let (side, bytes) = script.next() { wire.send(side, bytes) }
    wire.finish()
    return 0
}
