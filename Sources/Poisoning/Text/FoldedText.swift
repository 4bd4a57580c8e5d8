/// A text as words that obfuscation cannot hide: small ASCII letters, no invisible characters, no markup inside words.
///
/// What looks like a Latin letter counts as one, `1gn0re` is also read as `ignore`, and `i g n o r e` is one word.
struct FoldedText {
    struct Word {
        /// Small letters and digits; a leading `.` where the word is a hidden file's name.
        var text: String
        /// Where it stands in the original.
        var range: Range<String.Index>
        /// The number of the sentence, counted from the start of the text.
        var sentence: Int
        /// How many characters stand between the word before and this one.
        var gap: Int
        /// The character that follows it, a space where it is the last.
        var mark: UInt8
    }

    /// What stands for an address of the web, and of a mailbox, among the words; the address' own words follow.
    static let address = "@url"
    static let mailbox = "@email"

    let original: Substring
    private(set) var words: [Word] = []
    /// The text with every space run as one space, in small letters and ASCII, for what is no word.
    private(set) var plain: [UInt8] = []
    /// Where each byte of `plain` comes from.
    private(set) var origins: [String.Index] = []

    init(_ text: Substring) {
        original = text
        var reader = Reader()
        let scalars = text.unicodeScalars
        var position = scalars.startIndex
        while position < scalars.endIndex {
            let folding = Folding(scalars[position])
            let next = scalars.index(after: position)
            reader.read(folding, at: position..<next)
            if let byte = folding.plainByte, !(byte == 0x20 && plain.last == 0x20) {
                plain.append(byte)
                origins.append(position)
            }
            position = next
        }
        reader.finish()
        words = FoldedText.markingAddresses(FoldedText.joiningSpacedLetters(reader.words))
    }

    /// The words without spaces between them, and where each byte comes from.
    var letters: (bytes: [UInt8], origins: [String.Index]) {
        var bytes: [UInt8] = []
        var origins: [String.Index] = []
        for word in words {
            for byte in word.text.utf8 where byte != UInt8(ascii: ".") {
                bytes.append(byte)
                origins.append(word.range.lowerBound)
            }
        }
        return (bytes, origins)
    }

    /// Domains of mailboxes that stand for nobody's.
    private static let placeholders = ["example", "domain", "company", "yourdomain", "yourcompany"]

    private static func markingAddresses(_ words: [Word]) -> [Word] {
        var marked = words
        for index in words.indices.dropLast() {
            let (word, next) = (words[index], words[index + 1])
            if word.mark == UInt8(ascii: ":"), ["http", "https", "hxxp", "hxxps", "wss", "ftp"].contains(word.text) {
                marked[index].text = address
            } else if word.mark == UInt8(ascii: "@"), next.mark == UInt8(ascii: "."), next.gap == 1,
                !placeholders.contains(next.text)
            {
                marked[index].text = mailbox
            }
        }
        return marked
    }

    /// Makes one word of four and more single letters in a row; a wider gap begins a new word.
    private static func joiningSpacedLetters(_ words: [Word]) -> [Word] {
        var joined: [Word] = []
        var index = 0
        while index < words.count {
            var end = index
            while end < words.count, words[end].text.utf8.count == 1 { end += 1 }
            guard end - index >= 4 else {
                joined += words[index..<max(end, index + 1)]
                index = max(end, index + 1)
                continue
            }
            for word in words[index..<end] {
                if word.gap == 1, let last = joined.last, last.range.lowerBound >= words[index].range.lowerBound {
                    joined[joined.count - 1].text += word.text
                    joined[joined.count - 1].range = last.range.lowerBound..<word.range.upperBound
                } else {
                    joined.append(word)
                }
            }
            index = end
        }
        return joined
    }
}

extension Folding {
    /// The byte by which plain text holds the character; every space is one.
    fileprivate var plainByte: UInt8? {
        switch self {
        case .character(let byte): byte
        case .nothing: nil
        case .mark(0x0a), .mark(0x09): 0x20
        case .mark(let byte): byte
        case .foreign: UInt8(ascii: "?")
        }
    }
}

/// Cuts folded characters into words and sentences.
private struct Reader {
    var words: [FoldedText.Word] = []
    private var text = ""
    private var start: String.Index?
    private var end: String.Index?
    private var sentence = 0
    /// The number of the first word behind the last mark that may end one.
    private var pieceStart = 0
    private var gap = 0
    /// The last mark, as long as nothing followed it.
    private var mark: UInt8 = 0x20
    private var markBefore: UInt8 = 0x20

    mutating func read(_ folding: Folding, at range: Range<String.Index>) {
        switch folding {
        case .nothing: break
        case .character(let byte): append(byte, at: range)
        case .foreign: append(UInt8(ascii: "?"), at: range)
        // Emphasis and apostrophes are inside words.
        case .mark(UInt8(ascii: "*")), .mark(UInt8(ascii: "`")), .mark(UInt8(ascii: "'")): gap += text.isEmpty ? 1 : 0
        case .mark(let byte): separate(byte)
        }
    }

    mutating func finish() { close(before: 0x20) }

    private mutating func append(_ byte: UInt8, at range: Range<String.Index>) {
        if text.isEmpty {
            start = range.lowerBound
            let hidden = mark == UInt8(ascii: ".") && !markBefore.isLetterOrDigit
            if hidden { text = "." }
            mark = 0
        }
        text.unicodeScalars.append(Unicode.Scalar(byte))
        end = range.upperBound
    }

    private mutating func separate(_ byte: UInt8) {
        let wasWord = !text.isEmpty
        close(before: byte)
        if byte == 0x20 || byte == 0x0a {
            let ends: [UInt8] = [UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ";")]
            // A mark and a space end a sentence, and so does an empty line.
            if !wasWord, ends.contains(mark) || (byte == 0x0a && mark == 0x0a) { endSentence() }
        }
        // A list's next item begins a sentence of its own.
        if byte == UInt8(ascii: "-"), mark == 0x0a { endSentence() }
        gap += 1
        markBefore = wasWord ? UInt8(ascii: "a") : mark
        if !(byte == 0x20 && mark == 0x0a) { mark = byte }
    }

    /// One word is no sentence: `Ignore. All. Previous.` goes on.
    private mutating func endSentence() {
        if words.count - pieceStart >= 2 { sentence += 1 }
        pieceStart = words.count
    }

    private mutating func close(before mark: UInt8) {
        guard !text.isEmpty, let start, let end else { return }
        words.append(.init(text: text, range: start..<end, sentence: sentence, gap: gap, mark: mark))
        text = ""
        gap = 0
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }
}
