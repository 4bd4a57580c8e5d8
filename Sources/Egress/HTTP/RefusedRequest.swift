internal import Refusals

/// What a program is told in place of an answer.
enum RefusedRequest {
    /// More of a path is not said again.
    private static let longestPath = 200

    /// No rule lets a request pass.
    static func noRule(for head: HTTPRequestHead) -> [UInt8] {
        // Neither has a byte that means anything in JSON.
        let path = String(decoding: head.target.path.prefix(longestPath), as: UTF8.self)
        return response(
            "403 Forbidden", code: .egressRequestRefused,
            reason: "no rule of this host's grant lets \(head.method) \(path) pass", hasBody: head.method != "HEAD")
    }

    /// A request that is not sent on, since of what it is.
    static func fault(_ fault: HTTPFault) -> [UInt8] {
        response("403 Forbidden", code: .egressRequestRefused, reason: fault.word)
    }

    /// An answer that is not handed on.
    static func badAnswer(_ fault: HTTPFault, to method: String) -> [UInt8] {
        response("502 Bad Gateway", code: .egressResponseRefused, reason: fault.word, hasBody: method != "HEAD")
    }

    private static func response(_ status: String, code: RefusalCode, reason: String, hasBody: Bool = true) -> [UInt8] {
        let body = #"{"code":"\#(code.rawValue)","reason":"\#(reason)"}"# + "\n"
        let head = [
            "HTTP/1.1 \(status)", "Content-Type: application/json", "Content-Length: \(body.utf8.count)",
            "Cache-Control: no-store", "Connection: close", "", "",
        ].joined(separator: "\r\n")
        return Array((hasBody ? head + body : head).utf8)
    }
}
