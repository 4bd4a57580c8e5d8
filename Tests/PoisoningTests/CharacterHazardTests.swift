import Poisoning
import Testing

/// Which characters hide, and which only look as if.
@Suite struct CharacterHazardTests {
    private func hazard(_ text: String) -> CharacterHazard? {
        CharacterHazard.first(in: Substring(text).unicodeScalars)?.hazard
    }

    @Test(arguments: [
        ("\u{1b}[31m", CharacterHazard.control), ("\u{0}", .control), ("\u{7f}", .control), ("\u{85}", .control),
        ("\u{9b}31m", .control), ("a\rb", .control), ("a\u{8}b", .control), ("\u{200b}", .invisible),
        ("\u{200d}", .invisible), ("a\u{200d}b", .invisible), ("\u{200c}", .invisible), ("\u{2060}", .invisible),
        ("\u{feff}x", .invisible), ("\u{ad}", .invisible), ("\u{3164}", .invisible), ("\u{115f}", .invisible),
        ("\u{180e}", .invisible), ("\u{2800}", .invisible), ("\u{fff9}", .invisible), ("\u{ffff}", .invisible),
        ("\u{1d173}", .invisible), ("\u{e0fff}", .invisible), ("\u{645}\u{200c}\u{200c}\u{645}", .invisible),
        ("\u{202e}", .direction), ("\u{2066}", .direction), ("\u{200e}", .direction), ("\u{61c}a", .direction),
        ("\u{e0041}", .tag), ("\u{1f3f4}\u{e0072}\u{e0065}\u{e007f}", .tag), ("\u{1f600}\u{e0041}", .tag),
        ("a\u{fe0f}", .variation), ("1\u{fe0f}", .variation), ("\u{26a0}\u{fe0f}\u{fe0f}", .variation),
        ("\u{fe00}", .variation), ("\u{1f600}\u{e0101}", .variation), ("a\u{e0100}", .variation),
    ])
    func `a character with no honest work where it stands is a hazard`(text: String, hazard expected: CharacterHazard) {
        #expect(hazard(text) == expected)
    }

    @Test(arguments: [
        "", "plain", "a\tb\r\nc\n", "é ü ß 漢字 ひらがな 한국어 русский ελληνικά", "\u{26a0}\u{fe0f}", "#\u{fe0f}\u{20e3}",
        "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}", "\u{1f44d}\u{1f3fd}",
        "\u{2764}\u{fe0f}\u{200d}\u{1f525}",
        "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}", "\u{1f1e9}\u{1f1ea}", "\u{1f9d1}\u{1f3fb}\u{200d}\u{1f4bb}",
        "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}", "\u{1f3f4}\u{200d}\u{2620}\u{fe0f}",
        "\u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}", "\u{915}\u{94d}\u{200d}\u{937}",
        "\u{5d0}\u{200f}.", "\u{627}\u{200e}1", "\u{845b}\u{e0100}", "\u{2229}\u{fe00}", "caf\u{e9}", "cafe\u{301}",
        "\u{a0}",
    ])
    func `a character that a script or an emoji needs is none`(text: String) {
        #expect(hazard(text) == nil)
    }
}
