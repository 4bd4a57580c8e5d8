import Clients
import Policy
import Refusals
import Running

/// The legs that the servers of one client hold together, for a person and for a program.
struct ClientReport {
    private let files: [ClientFile]
    private let unions: [ClientUnion]

    /// - Parameters:
    ///   - files: Those of one client, at least one.
    ///   - servers: All that stand in them.
    init(_ files: [ClientFile], _ servers: [ServerLegs]) {
        precondition(!files.isEmpty, "a client without a file has no servers")
        self.files = files
        unions = ClientUnion.unions(of: servers)
    }

    private var client: ClientFormat { files[0].format }

    /// Whether no union holds all three legs, and every box starts.
    var isAccepted: Bool {
        !unions.contains { union in
            union.holdsAll || union.servers.contains { if case .refused = $0.holding { true } else { false } }
        }
    }

    var text: String {
        unions.map { union in
            let place = union.project.map { " in \($0.readable)" } ?? ""
            return "legs of \(client.title)'s servers together\(place)\n\(text(of: union))"
        }.joined(separator: "\n")
    }

    private func text(of union: ClientUnion) -> String {
        var table = Table()
        for server in union.servers {
            table.add(server.name.readable, server.holding.word, ClientReport.list(server.legs))
        }
        var text = union.servers.isEmpty ? "  there are no servers\n" : table.text
        for server in union.servers {
            switch server.holding {
            case .refused(let refusal): text += "\(server.name.readable) does not start: \(refusal)\n"
            case .unclear(let reason): text += "\(server.name.readable) is not understood: \(reason)\n"
            case .box, .bare, .remote: break
            }
        }
        if !union.holdsAll {
            return text + "together: \(ClientReport.list(union.legs))\n"
        }
        text += "together: all three legs; whoever writes what one server reads may have the other send what it knows\n"
        for servers in union.closing {
            let names = servers.map { "\($0.name.readable) (\(ClientReport.list($0.legs)))" }
            text += servers.count == 1 ? "  \(names[0]) alone\n" : "  \(names.joined(separator: " with "))\n"
        }
        return text
    }

    private static func list(_ legs: Set<Leg>) -> String {
        legs.isEmpty ? "no leg" : legs.sorted().map(\.rawValue).joined(separator: ", ")
    }

    var json: JSONText {
        .members([
            "client": .string(client.name), "files": .strings(files.map(\.file.name)),
            "accepted": .boolean(isAccepted), "unions": .array(unions.map(json(of:))),
        ])
    }

    private func json(of union: ClientUnion) -> JSONText {
        .members([
            "project": union.project.map { .string($0) }, "legs": .strings(union.legs.sorted().map(\.rawValue)),
            "closing": .array(union.closing.map { .strings($0.map(\.name)) }),
            "servers": .array(
                union.servers.map { server in
                    .members([
                        "name": .string(server.name), "holding": .string(server.holding.word),
                        "legs": .strings(server.legs.sorted().map(\.rawValue)),
                        "refusal": server.holding.refusal?.json,
                    ])
                }),
        ])
    }
}

extension ServerLegs.Holding {
    /// How a server is held, in a word.
    fileprivate var word: String {
        switch self {
        case .box: "box"
        case .bare: "bare"
        case .remote: "remote"
        case .unclear: "unclear"
        case .refused: "refused"
        }
    }

    fileprivate var refusal: Refusal? { if case .refused(let refusal) = self { refusal } else { nil } }
}
