package import Refusals
package import Surface

extension PinStore {
    /// Approves what a person has seen, and nothing else.
    ///
    /// - Parameters:
    ///   - scope: That of the proposal that was shown.
    ///   - digest: Of that proposal.
    /// - Throws: `pin.not-shown` where something else waits by now; `pin.not-found`; those of `change`.
    package func approve(
        _ key: ServerKey, _ scope: PinProposal.Scope = .init(), shown digest: ContentDigest
    ) throws(Refusal) {
        try change { lock throws(Refusal) in
            var entry = try PinStore.entry(key, in: lock)
            let proposal = PinProposal(of: entry, scope)
            guard proposal.digest == digest else {
                throw Refusal(.pinNotShown, "what waits for approval of \(key.name) is not what was shown")
            }
            entry.approve(proposal)
            entry.date = PinDate.today()
            lock[key] = entry
        }
    }

    /// Forgets a server: its next use is its first.
    ///
    /// - Throws: `pin.not-found`; those of `change`.
    package func revoke(_ key: ServerKey) throws(Refusal) {
        try change { lock throws(Refusal) in
            _ = try PinStore.entry(key, in: lock)
            lock[key] = nil
        }
    }

    /// Takes the approval of single items back: they are held from now on.
    ///
    /// - Throws: `pin.not-found`; those of `change`.
    package func revoke(_ key: ServerKey, _ items: Set<SurfaceItem.Identity>) throws(Refusal) {
        try change { lock throws(Refusal) in
            var entry = try PinStore.entry(key, in: lock)
            for identity in items.sorted() {
                guard let item = entry.withdraw(identity) else {
                    throw Refusal(.pinNotFound, "\(key.name) has no approved \(identity)")
                }
                if entry.held[identity] == nil { entry.held[identity] = .shown(item) }
                if entry.held[identity] == .gone { entry.held[identity] = nil }
            }
            lock[key] = entry
        }
    }

    private static func entry(_ key: ServerKey, in lock: LockFile) throws(Refusal) -> PinEntry {
        guard let entry = lock[key] else { throw Refusal(.pinNotFound, "nothing is known of a server \(key.name)") }
        return entry
    }
}
