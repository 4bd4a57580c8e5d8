import FuzzProperties
import Poisoning
import Wire

/// Judges a text as a claim, and cleans it as a part of a result, and as a whole message where it is one.
@c(LLVMFuzzerTestOneInput)
public func poisoningTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    let text = String(decoding: input, as: UTF8.self)
    let names = NameNeighbourhood(own: ["read_file", text], others: [.init(server: "mail", name: "send_email")])
    for role in ClaimedText.Role.allCases {
        let claims = [ClaimedText(place: "tool", role: role, text: text)]
        for finding in PoisonReview(names: names).findings(in: claims) {
            require(finding.excerpt.utf8.count < 2000, "an excerpt is short")
            requireShown(finding.excerpt)
        }
    }
    var cleaning = Cleaning()
    var message: [UInt8] = []
    JSONNode.object([.init("text", .string(text))]).append(to: &message)
    cleaning.clean(message)
    cleaning.clean(input)
    return 0
}

/// Cleaners of every kind, and what must hold of each.
private struct Cleaning: ~Copyable {
    private var scanner = JSONScanner()
    private static let cleaners: [ResultCleaner] = {
        let granted = GrantedHosts(["granted.example", "*.granted.example"])
        let secrets = KnownSecrets([
            .init(name: "s", value: Array("hunter22".utf8)), .init(name: "t", value: Array("q\"/é".utf8)),
            .init(name: "n", value: Array("4815".utf8)),
        ])
        return [
            ResultCleaner(granted: granted, secrets: secrets), ResultCleaner(granted: granted),
            ResultCleaner(escapes: .pass, granted: granted), ResultCleaner(invisible: .pass, links: .pass),
        ]
    }()

    mutating func clean(_ message: [UInt8]) {
        do throws(JSONFault) {
            let outline = try scanner.scan(message.span)
            let node = try JSONNode.read(message.span, with: &scanner)
            for cleaner in Self.cleaners { Cleaning.check(cleaner, node, message, outline) }
        } catch {
            // No JSON, or beyond a limit.
        }
    }

    private static func check(
        _ cleaner: ResultCleaner, _ node: JSONNode, _ message: [UInt8], _ outline: MessageOutline
    ) {
        guard let cleaned = cleaner.clean(node) else { return }
        require(cleaner.needsCleaning(message.span, outline), "the bytes tell what the tree has")
        require(!cleaned.changes.isEmpty && cleaned.changes.count <= ResultCleaner.longestReport + 4, "it is said what")
        for change in cleaned.changes {
            requireShown(change.name)
            requireShown(change.place)
        }
        require(cleaner.clean(cleaned.node) == nil, "what is clean stays as it is")
        if cleaner.escapes != .pass && cleaner.invisible != .pass { requireShown(cleaned.node) }
    }
}

private func requireShown(_ text: String) {
    require(CharacterHazard.first(in: text.unicodeScalars[...]) == nil, "nothing hides")
}

private func requireShown(_ node: JSONNode) {
    switch node {
    case .string(let text): requireShown(text)
    case .array(let elements): for element in elements { requireShown(element) }
    case .object(let members):
        for member in members {
            requireShown(member.name)
            requireShown(member.value)
        }
    default: break
    }
}
