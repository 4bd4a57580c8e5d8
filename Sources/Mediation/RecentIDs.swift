internal import Wire

/// The last few ids of one kind.
struct RecentIDs {
    private static let capacity = 256
    private var ids: [RequestID] = []

    mutating func insert(_ id: RequestID) {
        if ids.count == Self.capacity { ids.removeFirst() }
        ids.append(id)
    }

    /// Whether it was there.
    mutating func remove(_ id: RequestID) -> Bool {
        guard let index = ids.firstIndex(of: id) else { return false }
        ids.remove(at: index)
        return true
    }
}
