import Surface
import Testing
import Wire

/// Definitions that mean the same have one digest, and others have not.
@Suite struct CanonicalFormTests {
    private func digest(_ definition: String, _ kind: SurfaceItem.Kind = .tool) throws -> ContentDigest {
        SurfaceItem(kind, "x", try json(definition)).digest
    }

    @Test(arguments: [
        (#"{"name":"x","title":"T"}"#, #"{ "title": "T", "name": "x" }"#),
        (#"{"d":"é"}"#, #"{"d":"\u00e9"}"#),
        (#"{"inputSchema":{"required":["a","b"]}}"#, #"{"inputSchema":{"required":["b","a"]}}"#),
        (#"{"inputSchema":{"enum":["a",1]}}"#, #"{"inputSchema":{"enum":[1.0,"a"]}}"#),
        (#"{"outputSchema":{"type":["null","string"]}}"#, #"{"outputSchema":{"type":["string","null"]}}"#),
        (
            #"{"inputSchema":{"properties":{"p":{"items":{"anyOf":[{"enum":[1,2]}]}}}}}"#,
            #"{"inputSchema":{"properties":{"p":{"items":{"anyOf":[{"enum":[2,1]}]}}}}}"#
        ),
        (
            #"{"inputSchema":{"dependentRequired":{"a":["b","c"]}}}"#,
            #"{"inputSchema":{"dependentRequired":{"a":["c","b"]}}}"#
        ),
        (#"{"n":1}"#, #"{"n":1.0}"#), (#"{"n":100}"#, #"{"n":1e2}"#), (#"{"n":0}"#, #"{"n":-0.0e5}"#),
        (#"{"n":0.25}"#, #"{"n":25E-2}"#),
    ])
    func `order and spelling that mean nothing do not count`(pair: (String, String)) throws {
        #expect(try digest(pair.0) == digest(pair.1))
    }

    @Test(arguments: [
        (#"{"d":"a"}"#, #"{"d":"b"}"#), (#"{"d":"a"}"#, #"{"d":"a "}"#), (#"{"d":"a"}"#, #"{"d":["a"]}"#),
        (#"{"d":"1"}"#, #"{"d":1}"#), (#"{"d":null}"#, #"{}"#), (#"{"d":true}"#, #"{"d":false}"#),
        // One letter in two spellings: a model may read them alike, and a comparison must not.
        (#"{"d":"é"}"#, #"{"d":"e\u0301"}"#), (#"{"K":1}"#, #"{"\u212a":1}"#),
        (#"{"annotations":{"readOnlyHint":true}}"#, #"{"annotations":{}}"#),
        (#"{"_meta":{"a":1}}"#, #"{"_meta":{"a":2}}"#), (#"{"unknown":1}"#, #"{"unknown":2}"#),
        (#"{"n":1}"#, #"{"n":1.0000000000000000000001}"#), (#"{"n":1}"#, #"{"n":-1}"#), (#"{"n":1e9}"#, #"{"n":1e10}"#),
        // Where an array has an order it counts: outside of schemas, in a value, and under a property of a keyword's name.
        (#"{"icons":[1,2]}"#, #"{"icons":[2,1]}"#), (#"{"required":[1,2]}"#, #"{"required":[2,1]}"#),
        (#"{"inputSchema":{"default":[1,2]}}"#, #"{"inputSchema":{"default":[2,1]}}"#),
        (#"{"inputSchema":{"default":{"enum":[1,2]}}}"#, #"{"inputSchema":{"default":{"enum":[2,1]}}}"#),
        (#"{"inputSchema":{"anyOf":[true,{}]}}"#, #"{"inputSchema":{"anyOf":[{},true]}}"#),
        (#"{"inputSchema":{"prefixItems":[true,{}]}}"#, #"{"inputSchema":{"prefixItems":[{},true]}}"#),
        (
            #"{"inputSchema":{"properties":{"enum":{"default":[1,2]}}}}"#,
            #"{"inputSchema":{"properties":{"enum":{"default":[2,1]}}}}"#
        ),
    ])
    func `whatever means something counts`(pair: (String, String)) throws {
        #expect(try digest(pair.0) != digest(pair.1))
    }

    @Test func `kind and name count, and a text cannot pretend to be either`() throws {
        let node = try json("{}")
        let digests = [
            SurfaceItem(.tool, "a", node), SurfaceItem(.prompt, "a", node), SurfaceItem(.tool, "b", node),
            SurfaceItem(.tool, "a\"", node), SurfaceItem(.tool, "", node),
        ].map(\.digest)
        #expect(Set(digests).count == digests.count)
        #expect(SurfaceItem.Identity(.tool, "é") != SurfaceItem.Identity(.tool, "e\u{301}"))
        #expect(Set([SurfaceItem.Identity(.tool, "K"), SurfaceItem.Identity(.tool, "\u{212a}")]).count == 2)
    }

    @Test(arguments: [
        ("0", "0"), ("-0", "0"), ("0.000", "0"), ("1e0", "1"), ("1.50", "1.5"), ("1500e-3", "1.5"), ("1E3", "1000"),
        ("-12.5e1", "-125"), ("0.001", "0.001"), ("1e-7", "1e-7"), ("10e-8", "1e-7"), ("123e30", "123e30"),
        ("12300e28", "123e30"), ("1e+2", "100"), ("1e999999999999999999999", "1e999999999999999999999"),
        ("100000000000000000000", "100000000000000000000"),
    ])
    func `a number has one spelling, and keeps every digit`(number: (written: String, canonical: String)) throws {
        #expect(CanonicalForm.of(definition: .number(number.written)) == .number(number.canonical))
    }

    @Test func `the canonical form is its own canonical form`() throws {
        let definition = try json(
            #"{"z":[1.0,{"b":1,"a":2}],"inputSchema":{"type":["b","a","a"],"required":["y","x"],"properties":{"q":{"enum":[2,1.0]}}}}"#
        )
        let once = CanonicalForm.of(definition: definition)
        #expect(CanonicalForm.of(definition: once) == once)
        var bytes: [UInt8] = []
        once.append(to: &bytes)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"inputSchema":{"properties":{"q":{"enum":[1,2]}},"required":["x","y"],"type":["a","b"]},"z":[1,{"a":2,"b":1}]}"#
        )
    }

    @Test func `a digest is the one that every other program computes`() {
        let digest = ContentDigest(of: Array("abc".utf8))
        #expect("\(digest)" == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(ContentDigest("\(digest)") == digest)
        #expect(ContentDigest("\(digest)".uppercased()) == nil)
        #expect(ContentDigest("\(digest)0") == nil)
        #expect(ContentDigest(of: []) != digest)
        #expect(ContentDigest(bytes: digest.bytes) == digest)
        var hasher = ContentDigest.Hasher()
        hasher.add(Array("a".utf8))
        hasher.add(Array("bc".utf8))
        #expect(hasher.finish() == digest)
    }
}
