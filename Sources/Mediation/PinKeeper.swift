package import Pins
package import Poisoning
package import Refusals

/// Who reads and writes pins for the mediator, such as the lock file.
package protocol PinKeeper: AnyObject {
    /// Whether the file is one that others write too, so that what it pins has not been read here.
    var isShared: Bool { get }
    /// The tools and prompts of the user's other servers.
    ///
    /// - Throws: as `view`.
    func neighbours() throws(Refusal) -> [NameNeighbourhood.Other]
    /// What the lock file says now of this server.
    ///
    /// - Throws: `pin.*` where it cannot be read.
    func view() throws(Refusal) -> PinView
    /// Writes down what this run has met, and gives what the file says then.
    ///
    /// - Throws: `pin.*` where it cannot be written; nothing that is new is used then.
    func record(_ changes: PinChanges) throws(Refusal) -> PinView
}
