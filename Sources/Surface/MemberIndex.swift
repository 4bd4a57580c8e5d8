internal import Wire

/// Values by the bytes of their names, found in the same time however many a server writes.
struct MemberIndex {
    private var values: [[UInt8]: JSONNode] = [:]

    /// An object's members; none of what is no object.
    init(_ node: JSONNode?) {
        if case .object(let members)? = node { self.init(members.map { ($0.name, $0.value) }) } else { self.init([]) }
    }

    /// Of values with one name the first counts.
    init(_ named: [(name: String, value: JSONNode)]) {
        for (name, value) in named.reversed() { values[Array(name.utf8)] = value }
    }

    subscript(name: String) -> JSONNode? { values[Array(name.utf8)] }

    var count: Int { values.count }
}
