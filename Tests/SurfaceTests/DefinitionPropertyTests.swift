import Surface
import SurfaceFixtures
import Testing
import Wire

/// What holds of every definition, tried on many that nobody would write.
@Suite struct DefinitionPropertyTests {
    @Test(arguments: UInt64(0)..<8)
    func `a digest stays through every rewriting, and changes with every change`(seed: UInt64) {
        var generator = DefinitionGenerator(seed: seed)
        for _ in 0..<12 {
            let definition = generator.definition()
            let item = SurfaceItem(.tool, "t", definition)
            #expect(CanonicalForm.of(definition: item.definition) == item.definition)

            let rewritten = SurfaceItem(.tool, "t", generator.rewritten(definition))
            #expect(rewritten.digest == item.digest)
            #expect(ItemChange(from: item, to: rewritten).fields.isEmpty)

            let changed = SurfaceItem(.tool, "t", generator.changed(definition))
            #expect(changed.digest != item.digest)
            let change = ItemChange(from: item, to: changed)
            #expect(!change.fields.isEmpty, "what differs is shown")
            for text in change.lines() + change.lines(.lines(5)) + [change.summary] {
                #expect(text.unicodeScalars.allSatisfy { VisibleText.isVisible($0, after: "⚠") || $0 == "…" })
            }
        }
    }

    @Test(arguments: UInt64(0)..<8)
    func `two definitions that have nothing to do with each other differ in what is shown`(seed: UInt64) {
        var generator = DefinitionGenerator(seed: seed)
        for _ in 0..<12 {
            let one = SurfaceItem(.tool, "t", generator.definition()),
                other = SurfaceItem(.tool, "t", generator.definition())
            #expect((one.digest == other.digest) == ItemChange(from: one, to: other).fields.isEmpty)
            #expect((one.digest == other.digest) == (one.definition == other.definition))
        }
    }
}
