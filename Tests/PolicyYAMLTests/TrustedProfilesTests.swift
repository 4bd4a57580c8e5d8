import PolicyYAML
import Refusals
import Testing

/// The list of projects' profiles that a user has accepted.
@Suite struct TrustedProfilesTests {
    private static let digest = String(repeating: "0123456789abcdef", count: 4)
    private static let other = String(repeating: "f", count: 64)

    private func code(_ body: () throws(Refusal) -> Void) -> RefusalCode? {
        do throws(Refusal) {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func `only the file that was accepted, as it was accepted, is trusted`() throws {
        var trusted = TrustedProfiles()
        #expect(
            code { () throws(Refusal) in try trusted.check("/w/p.yaml", digest: Self.digest) } == .profileNotTrusted)
        trusted.trust("/w/p.yaml", digest: Self.digest)
        #expect(code { () throws(Refusal) in try trusted.check("/w/p.yaml", digest: Self.digest) } == nil)
        #expect(code { () throws(Refusal) in try trusted.check("/w/p.yaml", digest: Self.other) } == .profileNotTrusted)
        #expect(
            code { () throws(Refusal) in try trusted.check("/w/q.yaml", digest: Self.digest) } == .profileNotTrusted)
        #expect(trusted.knows("/w/p.yaml"))
        let (first, second) = (trusted.revoke("/w/p.yaml"), trusted.revoke("/w/p.yaml"))
        #expect(first && !second)
        #expect(
            code { () throws(Refusal) in try trusted.check("/w/p.yaml", digest: Self.digest) } == .profileNotTrusted)
    }

    @Test func `two files whose names look the same are two files`() {
        var trusted = TrustedProfiles()
        trusted.trust("/w/\u{e9}", digest: Self.digest)
        #expect(!trusted.knows("/w/e\u{301}"))
    }

    @Test(arguments: ["/w/.trilatch/profile.yaml", "/a b/ü", "/line\nbreak", "/back\\slash\\n", "/two  blanks", "/é"])
    func `a list reads back as it was written`(path: String) throws {
        var trusted = TrustedProfiles()
        trusted.trust(path, digest: Self.digest)
        trusted.trust("/z", digest: Self.other)
        let again = try TrustedProfiles(trusted.bytes, file: "trusted")
        #expect(again == trusted)
        #expect(Set(again.entries.map(\.path)) == [path, "/z"])
    }

    @Test(arguments: [
        "\(digest) /one-blank\n", "\(digest)  relative\n", "\(digest.dropLast())  /short\n",
        "\(digest.uppercased())  /capital\n", "\(digest)  /bad\\escape\n", "\(digest)  /open\\", "not a line\n",
        "\(digest)  /twice\n\(other)  /twice\n", "\(digest)  /good\nrest\n", "\(digest)  \n",
    ])
    func `one damaged line makes the list worthless`(text: String) {
        #expect(
            code { () throws(Refusal) in _ = try TrustedProfiles(Array(text.utf8), file: "trusted") }
                == .profileNotTrusted)
    }
}
