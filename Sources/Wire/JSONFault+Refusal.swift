package import Refusals

extension Refusal {
    /// What is told of a message that was not forwarded: who sent it, what is wrong, and the byte at which it is.
    ///
    /// Nothing of the message is in it. `sender` is such as “the server”.
    package init(_ fault: JSONFault, from sender: String) {
        self.init(fault.kind.code, "\(sender) sent a message with \(fault); it was not forwarded")
    }
}

extension JSONFault.Kind {
    /// The code of a refusal for this.
    package var code: RefusalCode {
        switch self {
        case .empty, .byteOrderMark, .truncated, .trailingData, .syntax, .invalidEscape, .controlCharacter:
            .wireInvalidJSON
        case .invalidUTF8: .wireInvalidUTF8
        case .loneSurrogate: .wireLoneSurrogate
        case .duplicateKey: .wireDuplicateKey
        case .numberOutOfRange: .wireNumberOutOfRange
        case .tooDeep: .wireTooDeep
        case .tooManyMembers, .keyTooLong, .numberTooLong: .wireTooMuchStructure
        case .tooLong: .wireMessageTooLong
        }
    }
}
