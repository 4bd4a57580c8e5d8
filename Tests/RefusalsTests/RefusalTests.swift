import Refusals
import Testing

@Suite struct RefusalTests {
    @Test func `a refusal reads as place, code and reason, with the fix on a line of its own`() {
        let place = SourceLocation(file: "profiles/git.yaml", line: 7, column: 3)
        let refusal = Refusal(.pathMissing, "~/.gitconfig does not exist", at: place, hint: "add `optional: true`")
        #expect(
            refusal.description
                == "profiles/git.yaml:7:3: path.missing: ~/.gitconfig does not exist\n  fix: add `optional: true`")
    }

    @Test func `a refusal without a place or a hint of its own falls back to the catalogue's fix`() {
        let refusal = Refusal(.hostLandlockMissing, "this kernel has no Landlock")
        #expect(refusal.description.hasPrefix("host.landlock-missing: this kernel has no Landlock\n  fix: "))
        #expect(refusal.advice == RefusalCode.hostLandlockMissing.fix)
    }
}
