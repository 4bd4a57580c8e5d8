import Kernel
import Mediation
import Pins
import Poisoning
import Policy
import Refusals
import Surface

/// The lock file as a run's mediator uses it.
final class LockKeeper: PinKeeper {
    private let store: PinStore
    private let key: ServerKey
    /// The file as it was read last, and what differs once it is another one.
    private var known: (stamp: NodeStamp, lock: LockFile)?

    init(_ store: PinStore, _ key: ServerKey) {
        self.store = store
        self.key = key
    }

    var isShared: Bool { store.isShared }

    func view() throws(Refusal) -> PinView {
        // A shared file stands beside the user's own, and says less than both.
        store.isShared ? try store.view(of: key) : PinView(try lock(), of: key)
    }

    /// What the file says, read anew where it is another one.
    private func lock() throws(Refusal) -> LockFile {
        guard let stamp = store.stamp() else { return try store.read() }
        if let known, known.stamp == stamp { return known.lock }
        let lock = try store.read()
        known = (stamp, lock)
        return lock
    }

    func record(_ changes: PinChanges) throws(Refusal) -> PinView { try store.record(changes, for: key) }

    func neighbours() throws(Refusal) -> [NameNeighbourhood.Other] {
        try lock().entries.values.filter { $0.key.name != key.name }.flatMap { entry in
            entry.items.keys.filter { $0.kind == .tool || $0.kind == .prompt }.map {
                NameNeighbourhood.Other(server: entry.key.name, name: $0.name)
            }
        }
    }
}
