import FuzzProperties
import Wire

/// Judges one text, and traps where what is found is not what a plain parser finds, or contradicts itself.
@c(LLVMFuzzerTestOneInput)
public func jsonTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    var judge = ComparedJudge()
    judge.compare(text)
    return 0
}
