internal import Refusals

/// What a program is told in place of an answer.
package struct RefusedRequest: Sendable, Hashable {
    package let status: Int
    /// JSON in a line.
    package let body: String
    /// Whether the body is sent; it is not in answer to `HEAD`, but has its length all the same.
    package let hasBody: Bool
    private let phrase: String

    /// More of a path is not said again.
    private static let longestPath = 200

    private init(_ status: Int, _ phrase: String, code: RefusalCode, reason: String, hasBody: Bool) {
        self.status = status
        self.phrase = phrase
        self.hasBody = hasBody
        body = #"{"code":"\#(code.rawValue)","reason":"\#(reason)"}"# + "\n"
    }

    /// No rule lets a request pass.
    package static func noRule(for head: HTTPRequestHead) -> RefusedRequest {
        // Neither has a byte that means anything in JSON.
        let path = String(decoding: head.target.path.prefix(longestPath), as: UTF8.self)
        return RefusedRequest(
            403, "Forbidden", code: .egressRequestRefused,
            reason: "no rule of this host's grant lets \(head.method) \(path) pass", hasBody: head.method != "HEAD")
    }

    /// A request that is not sent on, since of what it is.
    package static func fault(_ fault: HTTPFault, asksForHead: Bool = false) -> RefusedRequest {
        RefusedRequest(403, "Forbidden", code: .egressRequestRefused, reason: fault.word, hasBody: !asksForHead)
    }

    /// An answer that is not handed on.
    package static func badAnswer(_ fault: HTTPFault, to method: String) -> RefusedRequest {
        RefusedRequest(
            502, "Bad Gateway", code: .egressResponseRefused, reason: fault.word, hasBody: method != "HEAD")
    }

    /// The fields that say what the body is.
    package var fields: [(name: String, value: String)] {
        [("Content-Type", "application/json"), ("Content-Length", "\(body.utf8.count)"), ("Cache-Control", "no-store")]
    }

    /// The answer of HTTP/1.1, behind which the connection ends.
    var message: [UInt8] {
        let lines = ["HTTP/1.1 \(status) \(phrase)"] + fields.map { "\($0.name): \($0.value)" }
        let head = (lines + ["Connection: close", "", ""]).joined(separator: "\r\n")
        return Array((hasBody ? head + body : head).utf8)
    }
}
