/// What is told of a server's calls in a launch that learns.
package protocol CallWatcher: AnyObject {
    /// The descriptor to wait for; nil once nothing more will come.
    var awaited: Int32? { get }

    /// Does what there is to do, when the descriptor is readable or hung up.
    func attend()
}
