import Policy
import PolicyFixtures
import Testing

@Suite("A pointer into arguments")
struct ArgumentPointerTests {
    static let table: [(String, [ArgumentPointer.Step])] = [
        ("/a", [.name("a")]), ("/a/b", [.name("a"), .name("b")]), ("/", [.name("")]), ("//", [.name(""), .name("")]),
        ("/*", [.any]), ("/a*", [.name("a*")]), ("/a/*/0", [.name("a"), .any, .name("0")]), ("/~0~1", [.name("~/")]),
        ("/~01", [.name("~1")]), ("/ä b", [.name("ä b")]), ("/a%2fb", [.name("a%2fb")]),
    ]

    @Test("It is read, and written as it was", arguments: table)
    func read(text: String, steps: [ArgumentPointer.Step]) {
        let pointer = Fixture.pointer(text)
        #expect(pointer.steps == steps && pointer.description == text)
    }

    @Test(
        "Nothing else is one",
        arguments: ["", "a", "a/b", "#/a", "/~", "/~2", "/a~", "/" + String(repeating: "a/", count: 16)])
    func none(text: String) { #expect(ArgumentPointer(text) == nil) }
}
