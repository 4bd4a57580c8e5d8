/// What is open around the container at hand.
@safe
struct OpenContainers: ~Copyable {
    /// An object or an array that is being read.
    struct Container: BitwiseCopyable {
        /// Where an object's keys begin among the open ones; below 0 for an array.
        var firstMember: Int
        /// What is known of those keys at a glance.
        var summary: OpenMembers.Summary = 0

        static var array: Container { Container(firstMember: -1) }

        @inline(__always)
        var isObject: Bool { firstMember >= 0 }
    }

    // Safe because: owned by this value alone, of `limit` elements, of which the first `depth` are set.
    private let outer: UnsafeMutablePointer<Container>
    private let limit: Int
    /// How many are open, the one at hand included.
    private(set) var depth = 0

    init(limit: Int) {
        self.limit = limit
        unsafe outer = .allocate(capacity: limit)
    }

    deinit { unsafe outer.deallocate() }

    mutating func removeAll() { depth = 0 }

    /// Whether another one may open.
    @inline(__always)
    var hasRoom: Bool { depth < limit }

    /// Puts what was at hand away, because another one opens in it.
    ///
    /// - Precondition: there is room.
    @inline(__always)
    mutating func push(_ container: Container) {
        assert(hasRoom)
        unsafe (outer + depth).initialize(to: container)
        depth &+= 1
    }

    /// Takes back what is around the one that closes.
    ///
    /// - Precondition: one is open.
    @inline(__always)
    mutating func pop() -> Container {
        precondition(depth > 0, "none is open")
        depth &-= 1
        return unsafe outer[depth]
    }
}
