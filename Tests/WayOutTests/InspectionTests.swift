import InstalledTrilatch
import Kernel
import RepositoryFiles
import Testing

/// Hosts whose connections are looked into (`Tests/interop/inspected.py`).
@Suite struct InspectionTests {
    private static let network = """
        - host: api.example.org
          inspect: true
          requests:
            - { methods: [GET], path: /page.html }
            - { methods: [GET], path: /bytes/* }
            - { methods: [GET], path: /search, query: { kind: public } }
            - { methods: [PUT], path: /items/*, headers: { X-Mode: dry } }
            - { methods: [POST], path: /items/* }
            - { methods: [GET], path: /socket, websocket: true }
            - { methods: [GET], path: /two-lengths }
            - { methods: [GET], path: /unending }
        - { host: h2.example.org, inspect: true }
        - { host: stranger.example.org, inspect: true }
        - { host: misnamed.example.org, inspect: true }
        - { host: expired.example.org, inspect: true }
        - { host: www.example.org }
        """

    private static func attempt(_ upstreams: Upstreams, _ group: String) throws -> Upstreams.Seen {
        try upstreams.run(
            ["/usr/bin/python3", "-c", try RepositoryFile("Tests/interop/inspected.py").contents(), group])
    }

    @Test(arguments: Caller.available)
    func `A request passes by a rule, and by none is answered in the host's place`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Self.network)
        let seen = try Self.attempt(upstreams, "rules")
        #expect(seen.end == .exited(0), "\(seen.errors)")
        expect(
            seen.outcomes,
            are: [
                "a rule's path": "200", "a rule's prefix": "200", "in version 1.0": "200", "another method": "403",
                "another path": "403", "a path below": "403", "two, one after the other": "200 200",
                "one, and one that no rule knows": "200 403", "a query that a rule wants": "200",
                "another query": "403", "the query twice": "403", "a field that a rule wants": "200",
                "without the field": "403", "a body of a megabyte": "200", "a body in chunks": "200",
                "a refused body of a megabyte": "403",
            ])
        // The host has seen what passed, and not a word of what did not.
        #expect(
            Set(seen.hosts.of("request").map { $0.members("method", "path") }) == [
                "GET /page.html", "GET /bytes/100", "GET /bytes/1", "GET /search?kind=public&q=1", "PUT /items/1",
                "POST /items/2", "POST /items/3",
            ])
        let requests = seen.audit.of("request")
        #expect(
            Set(requests.filter { $0["verdict"] == "no-rule" }.map { $0.members("method", "path") }) == [
                "DELETE /page.html", "GET /secret", "GET /page.html/x", "GET /search", "PUT /items/1", "POST /secret",
            ])
        // By its number, and without what the query says.
        #expect(
            Set(requests.filter { $0["verdict"] == "passed" }.map { $0.members("path", "rule") }) == [
                "/page.html 1", "/bytes/100 2", "/bytes/1 2", "/search 3", "/items/1 4", "/items/2 5", "/items/3 5",
            ])
        #expect(!seen.audit.contains { $0.text.contains("kind=") })
    }

    @Test(arguments: Caller.available)
    func `A request that two readers could read differently goes nowhere`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Self.network)
        let seen = try Self.attempt(upstreams, "tricks")
        #expect(seen.end == .exited(0), "\(seen.errors)")
        let reasons = Self.tricks
        var expected = reasons.mapValues { _ in "403" }
        // The first of the two is one that passes.
        expected["a request behind a body"] = "200 403"
        expect(seen.outcomes, are: expected)
        // Of the one whose body is at fault it may have seen the head, and that it was broken off.
        let heard = seen.hosts.of("request").filter { $0["path"] != "/items/chunk" }
        #expect(heard.map { $0.members("method", "path", "body") } == ["POST /items/1 2"])
        let faults = seen.audit.of("request").filter { $0["verdict"] == "fault" }.compactMap { $0["reason"] }
        #expect(faults.sorted() == reasons.values.filter { $0 != "no-rule" }.sorted())
    }

    /// Why each trick is refused, as the log says it.
    private static let tricks = [
        "another host": "bad-host", "another granted host": "bad-host", "two hosts": "bad-host",
        "the host in the target": "bad-target", "up and away": "bad-target", "up and away, encoded": "bad-target",
        "an encoded slash": "bad-target", "a fragment": "bad-target", "length and chunks": "bad-coding",
        "two lengths": "bad-length", "a coding in disguise": "bad-coding", "a field's name with a blank": "bad-field",
        "a folded field": "folded-field", "a bare line feed": "bad-line-end", "a NUL": "bad-byte",
        "a request in a chunk's size": "bad-chunk", "a request behind a body": "no-rule",
        "another method in a field": "overridden", "another path in a field": "overridden", "a tunnel": "bad-method",
        "an upgrade to HTTP/2": "upgrade", "a head of a megabyte": "too-long", "no HTTP": "bad-byte",
    ]

    @Test(arguments: Caller.available)
    func `A host must prove its name, and its answers are as strict as the requests`(caller: Caller) throws {
        let upstreams = try Upstreams(caller, network: Self.network)
        let seen = try Self.attempt(upstreams, "answers")
        #expect(seen.end == .exited(0), "\(seen.errors)")
        expect(
            seen.outcomes,
            are: [
                "an answer of two lengths": "502", "an answer that nobody ends": "incomplete: all of it?",
                "an answer in full": "xxxxx", "an answer before the request's end": "413", "a WebSocket": "101, hi",
                "a WebSocket that no rule grants": "HTTP/1.1 403 Forbidden", "a hundred requests": "100 served",
                "a stranger": "ECONNRESET", "a misnamed host": "ECONNRESET", "an expired host": "ECONNRESET",
                "an inspected host's issuer": "Trilatch box", "another host's issuer": "Test authority",
                "both versions, and the host speaks one": "http/1.1",
                "both versions, and the host speaks two": "h2", "the older version alone": "http/1.1",
            ])
        let ends = seen.audit.of("connection-end")
        #expect(
            ends.filter { $0["reason"] == "host-not-trusted" }.compactMap { $0["name"] }.sorted() == [
                "expired.example.org", "misnamed.example.org", "stranger.example.org",
            ])
        #expect(ends.filter { $0["reason"] == "answer-fault" }.count == 2)
        // Those that are the same may be told together, and none is left out.
        let hundred = seen.audit.of("request").filter { $0["path"] == "/bytes/10" }
        #expect(hundred.reduce(0) { $0 + (Int($1["count"] ?? "1") ?? 0) } == 100)
    }

    @Test func `A head that does not end is given up`() throws {
        let upstreams = try Upstreams(Caller.available[0], network: Self.network)
        let seen = try Self.attempt(upstreams, "silence")
        #expect(
            seen.outcomes == ["half a head": "end"] || seen.outcomes == ["half a head": "reset"], "\(seen.outcomes)")
        #expect(seen.audit.of("connection-end").map { $0["reason"] } == ["too-late"])
        #expect(seen.hosts.of("request").isEmpty)
    }

    @Test(arguments: Caller.available)
    func `HTTP/2 is spoken with a host that speaks it`(caller: Caller) throws {
        let upstreams = try Upstreams(
            caller,
            network: "- { host: h2.example.org, inspect: true, requests: [{ methods: [GET], path: /page }] }")
        let url = "https://h2.example.org"
        let seen = try upstreams.run([
            "/bin/sh", "-c",
            """
            exec >&2; show='%{http_version} %{http_code}\\n'; curl="curl -sS --http2"
            $curl -w "$show" \(url)/page; $curl -w "$show" \(url)/other; $curl -w "$show" -d x \(url)/page
            """,
        ])
        #expect(seen.end == .exited(0), "\(seen.errors)")
        let refusal = "{\"code\":\"egress.request-refused\",\"reason\":\"no rule of this host's grant lets"
        #expect(
            seen.errors.split(separator: "\n") == [
                "hello over HTTP/2", "2 200", "\(refusal) GET /other pass\"}", "2 403",
                "\(refusal) POST /page pass\"}", "2 403",
            ])
        #expect(
            seen.audit.of("request").map { $0.members("method", "path", "verdict") } == [
                "GET /page passed", "GET /other no-rule", "POST /page no-rule",
            ])
        let control = try upstreams.run(["/usr/bin/curl", "-sS", "--http2", "\(url)/page"], at: .outside)
        #expect(control.output == "hello over HTTP/2\n")
    }
}
