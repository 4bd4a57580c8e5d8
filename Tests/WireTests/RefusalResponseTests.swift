import Refusals
import Testing
import Wire

/// A refusal as an answer: one line, well formed whatever it says.
@Suite struct RefusalResponseTests {
    private func line(_ refusal: Refusal, to id: RequestID) -> String {
        String(decoding: RefusalResponse.line(refusal, to: id), as: UTF8.self)
    }

    @Test func `it carries code, reason, location and hint`() {
        let refusal = Refusal(
            .pathMissing, "/srv/a does not exist", at: SourceLocation(file: "git.yaml", line: 3, column: 5),
            hint: "make it")
        #expect(
            line(refusal, to: .integer(7))
                == #"{"jsonrpc":"2.0","id":7,"error":{"code":-32050,"#
                + #""message":"trilatch: path.missing: /srv/a does not exist","#
                + #""data":{"code":"path.missing","reason":"/srv/a does not exist","#
                + #""location":"git.yaml:3:5","hint":"make it"}}}"# + "\n")
    }

    @Test func `without a location there is none, and without a hint the code's fix stands`() {
        let text = line(Refusal(.serverExited, "it exited"), to: .string("a"))
        #expect(!text.contains("location"))
        #expect(text.contains("\"hint\":\""))
        #expect(text.hasPrefix(#"{"jsonrpc":"2.0","id":"a","error":"#))
    }

    @Test(arguments: [
        RequestID.integer(-1), .integer(.max), .string("plain"), .string("q\"b\\s/\n\t\u{1}\u{7f}é😀"), .string(""),
        .number("1.50"), .number("123456789012345678901234567890"),
    ])
    func `the id comes back as the same value`(id: RequestID) {
        var scanner = EnvelopeScanner()
        let line = RefusalResponse.line(Refusal(.serverExited, "r"), to: id)
        scanner.consume(line.span)
        #expect(scanner.finish() == .single(Envelope(id: id, hasError: true)))
    }

    @Test func `no text can break the line or the JSON`() {
        let hostile = (0..<0x80).compactMap { UnicodeScalar($0) }.map { String($0) }.joined() + "\u{2028}\u{85}\\\""
        let bytes = RefusalResponse.line(Refusal(.pathMissing, hostile, hint: hostile), to: .string(hostile))
        #expect(bytes.filter { $0 == 0x0a }.count == 1)
        #expect(bytes.last == 0x0a)
        #expect(bytes.dropLast().allSatisfy { $0 >= 0x20 && $0 != 0x7f })
        var scanner = EnvelopeScanner()
        scanner.consume(bytes.span)
        #expect(scanner.finish() == .single(Envelope(id: .string(hostile), hasError: true)))
    }

    @Test func `its number is of the range for implementations and belongs to nobody else`() {
        // -32000 to -32002 are used by SDKs, -32020 to -32022 by MCP 2026-07-28, -32042 by 2025-11-25.
        #expect((-32099 ... -32000).contains(RefusalResponse.number))
        #expect(![-32000, -32001, -32002, -32003, -32020, -32021, -32022, -32042].contains(RefusalResponse.number))
    }
}
