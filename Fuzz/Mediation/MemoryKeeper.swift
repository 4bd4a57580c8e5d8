import Mediation
@testable import Pins
import Poisoning
import Refusals
import Surface
import Wire

/// A lock file in memory.
final class MemoryKeeper: PinKeeper {
    static let key = ServerKey(name: "server", profile: "p", program: "/usr/bin/server")
    private var lock = LockFile()

    /// - Parameter isSeeded: Whether a person has approved one tool, one prompt, one template and the instructions, so that
    ///   nothing else may ever pass.
    init(isSeeded: Bool) {
        guard isSeeded else { return }
        guard let lock = try? LockFile(MemoryKeeper.text, file: "f") else { fatalError("what is written is read") }
        self.lock = lock
    }

    /// The seeded file.
    private static let text: [UInt8] = {
        var entry = PinEntry(key: key, date: "2026-11-23")
        for item in seeds { entry.accept(item, byPerson: true) }
        entry.seen = Set(SurfaceListing.allCases)
        var lock = LockFile()
        lock[key] = entry
        return lock.text
    }()

    /// What is approved in it.
    ///
    /// No tree is kept: the leak sanitizer does not find what an indirect case alone keeps.
    private static var seeds: [SurfaceItem] {
        [
            item(.tool, "echo", Lines.tool), item(.prompt, "hello", Lines.prompt),
            item(.template, "x:{y}", Lines.template), item(.instructions, "", "\"\(Lines.instructions)\""),
        ]
    }

    private static let digests = seeds.map { (kind: $0.kind, digest: $0.digest) }

    private static func item(_ kind: SurfaceItem.Kind, _ name: String, _ definition: String) -> SurfaceItem {
        guard let node = try? JSONNode.read(definition.utf8.span) else { fatalError("a seed is JSON") }
        return SurfaceItem(kind, name, node)
    }

    /// Whether something that reached the client is what was approved.
    static func isApproved(_ kind: SurfaceItem.Kind, _ name: String, _ definition: JSONNode) -> Bool {
        let digest = SurfaceItem(kind, name, definition).digest
        return digests.contains { $0.kind == kind && $0.digest == digest }
    }

    var isShared: Bool { false }
    func neighbours() throws(Refusal) -> [NameNeighbourhood.Other] { [] }
    func view() throws(Refusal) -> PinView { PinView(lock, of: MemoryKeeper.key) }

    func record(_ changes: PinChanges) throws(Refusal) -> PinView {
        var entry = lock[MemoryKeeper.key] ?? PinEntry(key: MemoryKeeper.key, date: "2026-11-23")
        entry.take(changes, date: "2026-11-23")
        lock[MemoryKeeper.key] = entry
        return try view()
    }
}
