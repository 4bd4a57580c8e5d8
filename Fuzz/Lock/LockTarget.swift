import FuzzProperties
import Pins
import Refusals
import Surface
import Wire

/// Reads bytes as a lock file, and as the definition of a tool.
///
/// The first byte says which: a definition for a `d`, else a lock file.
@c(LLVMFuzzerTestOneInput)
public func lockTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let first = input.first else { return 0 }
    let rest = Array(input.dropFirst())
    if first == UInt8(ascii: "d") { checkDefinition(rest) } else { checkLock(rest) }
    return 0
}

private func checkLock(_ bytes: [UInt8]) {
    let lock: LockFile
    do {
        lock = try LockFile(bytes, file: "f")
    } catch {
        require(error.code == .pinFileInvalid, "\(error)")
        return requireVisible("\(error)")
    }
    let text = lock.text
    requireVisible(String(decoding: text, as: UTF8.self))
    guard let again = try? LockFile(text, file: "f") else {
        // Escapes may make a key longer than the scanner takes; what a run records is tried before.
        let holdsAll = lock.entries.values.allSatisfy { entry in
            entry.items.values.allSatisfy(LockFile.canHold)
                && entry.held.values.allSatisfy {
                    if case .shown(let item) = $0 { LockFile.canHold(item) } else { true }
                }
        }
        return require(!holdsAll, "what was read is written, and read again")
    }
    require(again == lock, "what is written is what was read")
    require(again.text == text, "the same pins have the same text")
    for entry in lock.sorted {
        let proposal = PinProposal(of: entry, .init(includesFirstUse: true))
        requireVisible(proposal.text(in: entry, besides: lock.siblings(of: entry.key).first))
        var approved = entry
        approved.approve(proposal)
        require(!approved.waits && PinProposal(of: approved).isEmpty, "what was approved does not wait")
    }
}

private func checkDefinition(_ bytes: [UInt8]) {
    // Two definitions with a line break between them.
    let parts = bytes.split(separator: 0x0a, maxSplits: 1).map(Array.init)
    let nodes = parts.compactMap { try? JSONNode.read($0.span) }
    guard nodes.count == parts.count, let first = nodes.first, let last = nodes.last else { return }
    let old = SurfaceItem(.tool, "t", first), new = SurfaceItem(.tool, "t", last)
    require(CanonicalForm.of(definition: old.definition) == old.definition, "the canonical form is its own")
    require((old.digest == new.digest) == (old.definition == new.definition), "a digest is that of the definition")
    let change = ItemChange(from: old, to: new)
    require(change.fields.isEmpty == (old.digest == new.digest), "what differs is shown")
    requireVisible((change.lines() + change.lines(.lines(3))).joined(separator: "\n"))
    requireVisible(change.summary)
    if LockFile.canHold(old) {
        var entry = PinEntry(key: ServerKey(name: "n", profile: "p", program: "/x"), date: "2026-11-23")
        entry.accept(old, byPerson: true)
        var lock = LockFile()
        lock[entry.key] = entry
        require((try? LockFile(lock.text, file: "f")) == lock, "what can be held is held")
    }
}

/// Traps where a text has anything that a person would not see.
private func requireVisible(_ text: String) {
    require(text.unicodeScalars.allSatisfy { $0 == "\n" || VisibleText.isVisible($0, after: "\u{26a0}") }, text)
}
