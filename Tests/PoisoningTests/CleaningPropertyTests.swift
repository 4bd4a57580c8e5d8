import Poisoning
import Testing
import Wire

/// What holds of every message, tried on many that are made of hazards and their neighbours.
@Suite struct CleaningPropertyTests {
    private static let pieces: [String] = [
        "a", "word ", "=", "<", ">", "<img ", "src=", "href='", "\"", "'", "](", ")", "![", "]:", "\n", "\r", "\r\n",
        "\t", "[", "//",
        "https://evil.example/", "http:", "hxxps:", "https://granted.example/", "url(", "<style>", "&#58;", "&colon;",
        "\\", "/",
        "%2", "%41",
        "\u{1b}[1m", "\u{8}", "\u{c}", "\u{7f}", "\u{85}", "\u{9b}", "\u{200b}", "\u{200c}", "\u{200d}", "\u{200e}",
        "\u{202e}",
        "\u{2066}", "\u{feff}", "\u{fe0f}", "\u{fe00}", "\u{e0041}", "\u{e0101}", "\u{1f3f4}",
        "\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}",
        "\u{e007f}", "\u{1f600}", "\u{26a0}", "1", "\u{20e3}", "\u{645}", "\u{5d0}", "\u{180e}", "\u{180b}", "\u{1820}",
        "\u{6f22}",
        "\u{ffff}", "\u{ad}", "\u{3164}", "\u{2800}", "é", "漢", "hunter22", "hunter", "22", "aHVudGVyMjI", "%68unter22",
        "\u{1d173}", "\u{1bca0}", "\u{17b4}", "\u{34f}",
    ]
    private static let names = ["text", "uri", "src", "url", "type", "icons", "resource", "content", "mode", "x"]
    private static let words = ["resource_link", "resource", "url", "image", "text"]

    private static let cleaners: [ResultCleaner] = {
        let secrets = KnownSecrets([
            .init(name: "s", value: Array("hunter22".utf8)), .init(name: "t", value: Array("q\"/é".utf8)),
        ])
        let granted = GrantedHosts(["granted.example"])
        return [
            ResultCleaner(granted: granted), ResultCleaner(granted: granted, secrets: secrets),
            ResultCleaner(escapes: .pass, links: .pass), ResultCleaner(invisible: .pass, links: .refuse),
        ]
    }()

    private func text(_ generator: inout Seeded) -> String {
        (0..<Int.random(in: 0...8, using: &generator)).map { _ in
            Self.pieces.randomElement(using: &generator) ?? ""
        }.joined()
    }

    private func node(_ depth: Int, _ generator: inout Seeded) -> JSONNode {
        switch Int.random(in: 0..<(depth == 0 ? 4 : 8), using: &generator) {
        case 0: .number(["1", "48", "22.5"].randomElement(using: &generator) ?? "0")
        case 1: .string(Self.words.randomElement(using: &generator) ?? "")
        case 2, 3: .string(text(&generator))
        case 4: .array((0..<2).map { _ in node(depth - 1, &generator) })
        default:
            .object(
                Set((0..<3).map { _ in Self.names.randomElement(using: &generator) ?? text(&generator) }).sorted()
                    .map { .init($0, node(depth - 1, &generator)) })
        }
    }

    /// JSON with escapes chosen at random, as no writer of ours would write it.
    private func write(_ node: JSONNode, _ generator: inout Seeded, into bytes: inout [UInt8]) {
        switch node {
        case .string(let text): write(text, &generator, into: &bytes)
        case .array(let elements):
            bytes += Array("[ ".utf8)
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes += Array(",\n".utf8) }
                write(element, &generator, into: &bytes)
            }
            bytes += Array("]".utf8)
        case .object(let members):
            bytes += Array("{".utf8)
            for (index, member) in members.enumerated() {
                if index > 0 { bytes += Array(", ".utf8) }
                write(member.name, &generator, into: &bytes)
                bytes += Array(" :".utf8)
                write(member.value, &generator, into: &bytes)
            }
            bytes += Array("}".utf8)
        default: node.append(to: &bytes)
        }
    }

    private func write(_ text: String, _ generator: inout Seeded, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let style = Int.random(in: 0..<4, using: &generator)
        for scalar in text.unicodeScalars {
            let isEscaped =
                style == 0 ? false : style == 1 ? !scalar.isASCII : Int.random(in: 0..<20, using: &generator) == 0
            switch scalar {
            case "\"", "\\": bytes += [0x5c, UInt8(ascii: scalar)]
            case "\n": bytes += Array("\\n".utf8)
            case "\r": bytes += Array("\\r".utf8)
            case "\t": bytes += Array("\\t".utf8)
            case "\u{8}": bytes += Array("\\b".utf8)
            case "/" where style == 2: bytes += Array("\\/".utf8)
            case _ where isEscaped || scalar.value < 0x20:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    bytes += Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
                }
            default: bytes += Array(String(scalar).utf8)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `a cleaned message has no hazard left, is not cleaned again, and a clean one is told by its bytes`(
        seed: UInt64
    ) throws {
        var generator = Seeded(seed)
        var scanner = JSONScanner()
        var skipped = 0
        for _ in 0..<500 {
            let node = node(3, &generator)
            var bytes: [UInt8] = []
            write(node, &generator, into: &bytes)
            let outline = try scanner.scan(bytes.span)
            let read = try JSONNode.read(bytes.span)
            #expect(read == node)
            for cleaner in Self.cleaners {
                let cleaned = cleaner.clean(node)
                if !cleaner.needsCleaning(bytes.span, outline) {
                    skipped += 1
                    #expect(cleaned == nil, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                }
                guard let cleaned else { continue }
                #expect(!cleaned.changes.isEmpty)
                #expect(
                    cleaner.clean(cleaned.node) == nil, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
                if cleaner.escapes != .pass && cleaner.invisible != .pass { expectNoHazard(cleaned.node) }
            }
        }
        // The check must let something through, or it checks nothing.
        #expect(skipped > 100)
    }

    private func expectNoHazard(_ node: JSONNode) {
        switch node {
        case .string(let text):
            #expect(CharacterHazard.first(in: Substring(text).unicodeScalars) == nil, "\(text.debugDescription)")
            #expect(!text.contains("hunter22") || !text.contains("removed"))
        case .array(let elements): for element in elements { expectNoHazard(element) }
        case .object(let members):
            for member in members {
                expectNoHazard(.string(member.name))
                expectNoHazard(member.value)
            }
        default: break
        }
    }

    @Test func `no character that is ever a hazard passes the check of bytes, raw or escaped`() throws {
        var scanner = JSONScanner()
        let cleaner = ResultCleaner()
        let ends = (0...16 as ClosedRange<UInt32>).flatMap { [$0 << 16 | 0xfffe, $0 << 16 | 0xffff] }
        for value in Array(0x20...0x1ffff) + Array(0xe0000...0xe0fff) + ends {
            guard let scalar = Unicode.Scalar(value), cleaner.clean(.string(String(scalar))) != nil else { continue }
            for text in [String(scalar), escaped(scalar)] {
                let bytes = Array("\"\(text)\"".utf8)
                let outline = try scanner.scan(bytes.span)
                let isTold = cleaner.needsCleaning(bytes.span, outline)
                #expect(isTold, "\(String(value, radix: 16))")
            }
        }
    }

    private func escaped(_ scalar: Unicode.Scalar) -> String {
        String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }

    @Test func `text of many scripts is left as it is`() {
        for text in [
            "Größe, naïve café", "Привет, мир", "Γειά σου", "こんにちは世界", "안녕하세요", "你好，世界", "שלום עולם", "مرحبا بالعالم",
            "नमस्ते दुनिया",
            "สวัสดี", "Xin chào", "🇩🇪 👩🏽‍💻 ❤️‍🔥 🏴󠁧󠁢󠁳󠁣󠁴󠁿", "می‌خواهم", "ක්‍රමය", "∑ x ≠ ∅︀",
        ] {
            #expect(ResultCleaner().clean(.string(text)) == nil, "\(text)")
        }
    }
}
