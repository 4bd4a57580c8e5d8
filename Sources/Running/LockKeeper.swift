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

    init(_ store: PinStore, _ key: ServerKey) {
        self.store = store
        self.key = key
    }

    func view() throws(Refusal) -> PinView { try store.view(of: key) }

    func record(_ changes: PinChanges) throws(Refusal) -> PinView { try store.record(changes, for: key) }

    func neighbours() throws(Refusal) -> [NameNeighbourhood.Other] {
        try store.read().entries.values.filter { $0.key.name != key.name }.flatMap { entry in
            entry.items.keys.filter { $0.kind == .tool || $0.kind == .prompt }.map {
                NameNeighbourhood.Other(server: entry.key.name, name: $0.name)
            }
        }
    }
}
