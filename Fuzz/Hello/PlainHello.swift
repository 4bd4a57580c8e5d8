/// A client hello as a plain reader takes it, in slices.
struct PlainHello {
    var name: String?
    var hasEncryptedHello = false
    var protocols: [[UInt8]] = []

    private struct Slices {
        var rest: ArraySlice<UInt8>

        mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return rest.prefix(count)
        }

        mutating func number(_ width: Int) -> Int? { take(width)?.reduce(0) { $0 * 256 + Int($1) } }

        mutating func counted(_ width: Int) -> ArraySlice<UInt8>? { number(width).flatMap { take($0) } }
    }

    init?(body: [UInt8]) {
        var slices = Slices(rest: body[...])
        guard slices.number(1) == 3, slices.number(1) != nil, slices.take(32) != nil,
            let session = slices.counted(1), session.count <= 32,
            let suites = slices.counted(2), suites.count >= 2, suites.count.isMultiple(of: 2),
            let compressions = slices.counted(1), !compressions.isEmpty
        else { return nil }
        if slices.rest.isEmpty { return }
        guard let list = slices.counted(2), slices.rest.isEmpty else { return nil }
        var extensions = Slices(rest: list)
        var seen: [Int: ArraySlice<UInt8>] = [:]
        while !extensions.rest.isEmpty {
            guard let type = extensions.number(2), let data = extensions.counted(2), seen[type] == nil,
                seen.count < 128
            else { return nil }
            seen[type] = data
        }
        hasEncryptedHello = seen[0xfe0d] != nil || seen[0xffce] != nil
        if let data = seen[0] {
            guard let name = Self.name(data) else { return nil }
            self.name = name
        }
        if let data = seen[16] {
            guard let protocols = Self.protocols(data) else { return nil }
            self.protocols = protocols
        }
    }

    private static func name(_ data: ArraySlice<UInt8>) -> String? {
        // List length, type, name length: all of the data, all of the list.
        let head = Array(data.prefix(5))
        guard head.count == 5, Int(head[0]) * 256 + Int(head[1]) == data.count - 2, head[2] == 0,
            Int(head[3]) * 256 + Int(head[4]) == data.count - 5
        else { return nil }
        let text = String(decoding: data.dropFirst(5), as: UTF8.self).lowercased()
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-_")
        guard (1...253).contains(text.utf8.count), text.utf8.count == data.count - 5,
            labels.allSatisfy({
                (1...63).contains($0.count) && $0.allSatisfy(allowed.contains) && $0.first != "-" && $0.last != "-"
            }),
            let last = labels.last, last.contains(where: { ("a"..."z").contains($0) }), !last.hasPrefix("0x")
        else { return nil }
        return text
    }

    private static func protocols(_ data: ArraySlice<UInt8>) -> [[UInt8]]? {
        var slices = Slices(rest: data)
        guard let list = slices.counted(2), slices.rest.isEmpty, !list.isEmpty else { return nil }
        var names = Slices(rest: list)
        var protocols: [[UInt8]] = []
        while !names.rest.isEmpty {
            guard let name = names.counted(1), !name.isEmpty, protocols.count < 64 else { return nil }
            protocols.append(Array(name))
        }
        return protocols
    }
}
