import FuzzProperties
import Wire

/// The scanner beside a parser that is written for plainness.
struct ComparedJudge: ~Copyable {
    private var scanner = JSONScanner()

    /// Judges one text in several ways.
    mutating func compare(_ text: [UInt8]) {
        let expected = ExpectedText(text)
        let fault = judge(text, expected)
        require((fault == nil) == (expected != nil), "two readers accept the same texts: \(String(describing: fault))")
        if let fault { require((0...text.count).contains(fault.offset), "a fault is at a byte, or at the end") }

        // With much space around it, all of a text is looked at in the ways that are for the middle of a long one.
        let space = [UInt8](repeating: 0x20, count: 80)
        let wide = judge(space + text + space, expected)
        require((wide == nil) == (fault == nil), "space around a text changes nothing")
        if let fault, let wide, fault.kind == wide.kind, fault.kind != .truncated, fault.kind != .empty {
            require(wide.offset == fault.offset + space.count, "the same byte is meant")
        }

        if fault == nil, !text.isEmpty, expected?.isBracketed == true {
            let end = text.lastIndex { ![0x20, 0x09, 0x0a, 0x0d].contains($0) } ?? 0
            for cut in Set([0, end / 3, end / 2, end]) {
                require(judge(Array(text[..<cut]), nil) != nil, "a part of a text is none")
            }
        }
    }

    /// Judges a text in memory of exactly its size, and compares what is found.
    private mutating func judge(_ text: [UInt8], _ expected: ExpectedText?) -> JSONFault? {
        let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
        defer { unsafe memory.deallocate() }
        _ = unsafe memory.initialize(from: text)
        let span = unsafe memory.span
        do throws(JSONFault) {
            let outline = try scanner.scan(span)
            let tree = try JSONNode.read(span, with: &scanner)
            if let expected { compare(outline, tree, span, expected) }
            return nil
        } catch {
            return error
        }
    }

    private mutating func compare(
        _ outline: MessageOutline, _ tree: JSONNode, _ text: Span<UInt8>, _ expected: ExpectedText
    ) {
        require(expected.equals(tree), "two readers find the same values")
        require(outline.hasEscapes == expected.hasEscapes, "backslashes are noticed")
        require(outline.hasUnicodeEscapes == expected.hasUnicodeEscapes, "escapes by number are noticed")
        require(outline.hasNonASCII == expected.hasNonASCII, "characters beyond ASCII are noticed")
        require(JSONNode(outline.value, in: text) == tree, "the value is the whole")
        for member in MessageMember.allCases {
            let found = outline[member].map { JSONNode($0, in: text) }
            require(found == Self.part(member, of: tree), "\(member) is where the outline says")
        }

        var bytes: [UInt8] = []
        tree.append(to: &bytes)
        do throws(JSONFault) {
            require(try JSONNode.read(bytes.span, with: &scanner) == tree, "what is written is read as the same")
        } catch {
            // Escapes may be written longer than they were: a delete takes one byte or six.
            require(error.kind == .keyTooLong, "what is written is accepted: \(error)")
        }
    }

    /// What a member must be, by the tree.
    private static func part(_ member: MessageMember, of tree: JSONNode) -> JSONNode? {
        let names = member.path
        return names.count == 1 ? tree[names[0]] : tree[names[0]]?[names[1]]
    }
}
