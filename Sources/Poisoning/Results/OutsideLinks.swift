/// Finds the links and images of a text that a client would fetch, or take a person to, outside the granted hosts.
///
/// Markdown's `[…](…)`, `![…](…)` and reference definitions, `url(…)` of a style sheet, and the attributes of HTML tags that
/// name an address.
/// An address that stands in a text as itself is no such link: a person sees where it leads, and no client fetches it unasked.
struct OutsideLinks: Sendable {
    var granted: GrantedHosts

    /// The text with every such address made one that no client fetches; nil where there is none.
    ///
    /// - Parameter found: Is told the host of each.
    func defanged(_ text: String, found: (String) -> Void) -> String? {
        var bytes = Array(text.utf8)
        let inMarkdown = replace(in: &bytes, OutsideLinks.markdown, found)
        let inTags = replace(in: &bytes, OutsideLinks.attributes, found)
        return inMarkdown || inTags ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// An address in a text, and how it is read there.
    struct Place {
        var range: Range<Int>
        /// Whether backslashes escape.
        var escapes: Bool
        /// Whether several addresses may stand there, between other words.
        var isList = false
    }

    private func replace(in bytes: inout [UInt8], _ places: ([UInt8]) -> [Place], _ found: (String) -> Void) -> Bool {
        var replaced: [UInt8] = []
        var done = 0
        for place in places(bytes) where place.range.lowerBound >= done {
            guard let (address, host) = outside(bytes[place.range], place) else { continue }
            found(host)
            replaced += bytes[done..<place.range.lowerBound] + address
            done = place.range.upperBound
        }
        guard done > 0 else { return false }
        bytes = replaced + bytes[done...]
        return true
    }

    /// What to write in the place of an address that leads outside; nil for one that does not.
    private func outside(_ raw: ArraySlice<UInt8>, _ place: Place) -> (address: [UInt8], host: String)? {
        guard place.isList else {
            guard let target = LinkTarget(raw, escapes: place.escapes), !granted.contains(target.host) else {
                return nil
            }
            return (target.defanged, target.host)
        }
        // Of a list nothing is worth keeping but the first host that it names.
        let parts = raw.split { $0 <= 0x20 || ",;='\"()".utf8.contains($0) }
        for part in parts {
            guard let target = LinkTarget(part, escapes: place.escapes), !granted.contains(target.host) else {
                continue
            }
            return (target.defanged, target.host)
        }
        return nil
    }
}

/// Markdown and style sheets.
extension OutsideLinks {
    /// The destinations of links and images, in order.
    static func markdown(in bytes: [UInt8]) -> [Place] {
        var places: [Place] = []
        var line = DefinitionLabel()
        var hasStyle = false
        for index in bytes.indices {
            let isDefined = line.closes(with: bytes[index])
            switch bytes[index] {
            case UInt8(ascii: "]"):
                guard index + 1 < bytes.count else { break }
                if bytes[index + 1] == UInt8(ascii: "(") || (isDefined && bytes[index + 1] == UInt8(ascii: ":")) {
                    places.append(.init(range: destination(in: bytes, from: index + 2), escapes: true))
                }
            case UInt8(ascii: "<"):
                hasStyle = hasStyle || isStyle(at: index, of: bytes.count) { bytes[$0] }
            case UInt8(ascii: "(") where hasStyle && ends(bytes[..<index], in: "url"),
                UInt8(ascii: "t") where hasStyle && ends(bytes[..<index], in: "@impor"),
                UInt8(ascii: "T") where hasStyle && ends(bytes[..<index], in: "@impor"):
                places.append(.init(range: destination(in: bytes, from: index + 1), escapes: false))
            default: break
            }
        }
        return places
    }

    private static func ends(_ bytes: ArraySlice<UInt8>, in word: String) -> Bool {
        bytes.suffix(word.utf8.count).elementsEqual(word.utf8) { $0 | 0x20 == $1 | 0x20 }
    }

    /// Whether a tag begins with `<style`.
    static func isStyle(at index: Int, of count: Int, byte: (Int) -> UInt8) -> Bool {
        let word: StaticString = "style"
        guard index + word.utf8CodeUnitCount < count else { return false }
        for place in 0..<word.utf8CodeUnitCount where unsafe byte(index + 1 + place) | 0x20 != word.utf8Start[place] {
            return false
        }
        return true
    }

    /// The label of a reference definition, which begins a line, in a quotation or a list too, and may go on over several.
    private struct DefinitionLabel {
        private static let marks = Array(" \t>-*+0123456789.)".utf8)
        private var isOpen = false
        /// Whether the line has had nothing but marks so far.
        private var isStart = true

        /// Whether a byte is the end of such a label.
        mutating func closes(with byte: UInt8) -> Bool {
            switch byte {
            case 0x0a:
                // An empty line ends all.
                if isStart { isOpen = false }
                isStart = true
                return false
            case UInt8(ascii: "[") where isStart: isOpen = true
            case UInt8(ascii: "]"):
                defer { (isOpen, isStart) = (false, false) }
                return isOpen
            default:
                if DefinitionLabel.marks.contains(byte) { return false }
            }
            isStart = false
            return false
        }
    }

    /// The address that begins behind white space: in angle brackets, in quotes, or up to white space or the closing bracket.
    private static func destination(in bytes: [UInt8], from start: Int) -> Range<Int> {
        var index = start
        while index < bytes.count, bytes[index] <= 0x20 { index += 1 }
        guard index < bytes.count else { return index..<index }
        let closing: UInt8? =
            switch bytes[index] {
            case UInt8(ascii: "<"): UInt8(ascii: ">")
            case UInt8(ascii: "\""), UInt8(ascii: "'"): bytes[index]
            default: nil
            }
        if closing != nil { index += 1 }
        let first = index
        var depth = 0
        while index < bytes.count, bytes[index] != 0x0a {
            let byte = bytes[index]
            if let closing {
                if byte == closing { break }
            } else if byte <= 0x20 {
                break
            } else if byte == UInt8(ascii: "(") {
                depth += 1
            } else if byte == UInt8(ascii: ")") {
                if depth == 0 { break }
                depth -= 1
            }
            index += byte == UInt8(ascii: "\\") && index + 1 < bytes.count && bytes[index + 1] != 0x0a ? 2 : 1
        }
        return first..<min(index, bytes.count)
    }
}
