import Egress
import HTTP2
import Testing

@Suite struct HTTP2ExchangeTests {
    typealias Field = Peer.Field

    @Test(arguments: [1, 2, 7, 4096, .max])
    func `a request and its answer pass, in whatever pieces they come`(size: Int) throws {
        let connection = Connection(pieces: size)
        let stream = connection.program.request(
            "POST", "/a?b=c", [Field("content-type", "text/plain"), Field("content-length", "5")],
            content: Array("hello".utf8))
        connection.run()
        let request = try #require(connection.host.messages.values.first)
        #expect(
            request.head == [
                Field(":method", "POST"), Field(":scheme", "https"), Field(":authority", "api.example.org"),
                Field(":path", "/a?b=c"), Field("content-type", "text/plain"), Field("content-length", "5"),
            ])
        #expect(request.text == "hello" && request.isComplete)
        connection.host.answer(1, 201, [Field("x", "y"), Field("content-length", "3")], content: Array("yes".utf8))
        connection.run()
        let answer = try #require(connection.program.messages[stream])
        #expect(answer.head == [Field(":status", "201"), Field("x", "y"), Field("content-length", "3")])
        #expect(answer.text == "yes" && answer.closed == 0)
        #expect(connection.judgements == [.init(method: "POST", path: "/a", rule: 0)])
        #expect(connection.end == nil && connection.faults.isEmpty)
        #expect(connection.program.errors.isEmpty && connection.host.errors.isEmpty)
    }
}
