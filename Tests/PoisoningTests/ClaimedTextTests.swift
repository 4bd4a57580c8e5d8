import Poisoning
import Testing
import Wire

/// Which texts of a definition are judged, and where they are said to stand.
@Suite struct ClaimedTextTests {
    @Test func `every text of a tool is found, with its place, and nothing that is none`() throws {
        let tool = try JSONNode.reading(
            """
            {"name":"add","title":"Add","description":"Adds.","icons":[{"src":"data:image/png;base64,AA"}],
             "inputSchema":{"type":"object","properties":{"a/b":{"type":"number","default":3,"description":"One."}},
             "required":["a/b"],"x-note":"Note."},"annotations":{"title":"T","readOnlyHint":true},"_meta":{"k":["v"]}}
            """)
        let texts = ClaimedText.texts(of: tool, named: "tool “add”")
        let found = texts.map { "\($0.role) \($0.place.dropFirst(11)): \($0.text)" }
        #expect(
            found == [
                "name /name: add", "title /title: Add", "description /description: Adds.",
                "uri /icons/0/src: data:image/png;base64,AA", "schemaText /inputSchema/type: object",
                "schemaText /inputSchema/properties/a~1b: a/b", "schemaText /inputSchema/properties/a~1b/type: number",
                "description /inputSchema/properties/a~1b/description: One.", "schemaText /inputSchema/required/0: a/b",
                "schemaText /inputSchema/x-note: x-note", "schemaText /inputSchema/x-note: Note.",
                "title /annotations/title: T", "schemaText /_meta/k: k", "schemaText /_meta/k/0: v",
            ])
    }

    @Test(arguments: [
        #"{"name":"a","description":"x\u200b"}"#, #"{"name":"a","title":"x\u200b"}"#,
        #"{"name":"a","inputSchema":{"properties":{"x\u200b":{}}}}"#,
        #"{"name":"a","inputSchema":{"properties":{"p":{"description":"x\u200b"}}}}"#,
        #"{"name":"a","inputSchema":{"properties":{"p":{"enum":["x\u200b"]}}}}"#,
        #"{"name":"a","inputSchema":{"properties":{"p":{"default":["x\u200b"]}}}}"#,
        #"{"name":"a","inputSchema":{"$defs":{"q":{"const":"x\u200b"}}}}"#,
        #"{"name":"a","outputSchema":{"properties":{"p":{"description":"x\u200b"}}}}"#,
        #"{"name":"a","annotations":{"title":"x\u200b"}}"#, #"{"name":"a","_meta":{"x\u200b":1}}"#,
        #"{"name":"a","unknown":{"of":["any",{"depth":"x\u200b"}]}}"#, #"{"name":"a\u200b"}"#,
        #"{"uriTemplate":"file:///{p\u200b}","name":"a"}"#,
    ])
    func `a hazard is found wherever in a definition it stands`(definition: String) throws {
        let texts = ClaimedText.texts(of: try JSONNode.reading(definition), named: "tool “a”")
        let findings = PoisonReview().findings(in: texts)
        #expect(findings.map(\.rule) == [.invisibleCharacters])
    }
}
