import Kernel
package import Refusals

/// A client's configuration on the disk.
///
/// A link is followed, and the file at its end is the one that is replaced: the link stays.
package struct ConfigurationFile: Sendable {
    /// The file as the user named it.
    package let name: String
    /// Where it really is.
    package let path: String
    package let bytes: [UInt8]
    private let node: FileNode

    /// Reads a file.
    ///
    /// - Throws: `client.not-found`, `client.unreadable`.
    package init(_ name: String) throws(Refusal) {
        self.name = name
        do throws(KernelError) {
            let file = try Replacing.open(name)
            node = try FileNode(of: file)
            path = try Replacing.path(of: file)
            // One byte more is the reader's to refuse, with its own words.
            bytes = try file.readAll(limit: ConfigurationText.maximumLength + 1)
        } catch {
            throw error.code == ErrorNumber.noEntry
                ? Refusal(.clientNotFound, "there is no file \(name)")
                : Refusal(.clientUnreadable, "\(name) cannot be read: \(error)")
        }
    }

    /// Refuses a file that this user has no business to change.
    ///
    /// - Throws: `client.untrusted`, `client.not-writable`.
    package func checkOwner(user: UInt32) throws(Refusal) {
        guard node.owner == user else {
            throw Refusal(.clientUntrusted, "\(name) belongs to user \(node.owner)")
        }
        guard node.permissions & 0o002 == 0 else {
            throw Refusal(
                .clientUntrusted, "everybody may write to \(name), so anybody may choose what its client starts",
                hint: "chmod o-w it, after a look at what is in it")
        }
        guard node.permissions & 0o200 != 0 else {
            throw Refusal(
                .clientNotWritable, "\(name) is read-only", hint: "chmod u+w it if it is meant to be changed")
        }
    }

    /// Replaces the contents; mode, owner and group stay, and a copy of the old contents is left beside it.
    ///
    /// - Parameters:
    ///   - contents: The new bytes.
    ///   - stamp: What tells this copy from others, such as the time.
    /// - Returns: The path of the copy, which only its owner can read.
    /// - Throws: `client.not-writable`, and `client.changed` where the file no longer is what was read.
    package func replace(with contents: [UInt8], stamp: String) throws(Refusal) -> String {
        let parts = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { slash in
            (String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
        }
        guard let (folder, file) = parts, !file.isEmpty else {
            throw Refusal(.clientUnreadable, "\(name) has no folder")
        }
        let copy = "\(file).trilatch-backup-\(stamp)"
        let new = ".\(file).trilatch-new-\(stamp)"
        let isReplaced: Bool
        do throws(KernelError) {
            isReplaced = try put(contents, in: folder.isEmpty ? "/" : folder, file, copy: copy, new: new)
        } catch {
            throw Refusal(.clientNotWritable, "\(name) cannot be replaced: \(error)")
        }
        guard isReplaced else {
            throw Refusal(.clientChanged, "\(name) changed while it was being rewritten, and was left alone")
        }
        return "\(folder)/\(copy)"
    }

    /// Makes the copy and the new file, and puts the new one in the place of the old; false where that has changed.
    private func put(
        _ contents: [UInt8], in folder: String, _ file: String, copy: String, new: String
    ) throws(KernelError) -> Bool {
        let directory = try Replacing.directory(folder)
        try Replacing.create(in: directory, copy, bytes, mode: 0o600)
        do throws(KernelError) {
            try Replacing.create(in: directory, new, contents, mode: node.permissions & 0o777, group: node.group)
            // As late as can be: a client may write its configuration at any time.
            if try isUnchanged(in: directory, file) {
                try Replacing.rename(in: directory, new, to: file)
                return true
            }
        } catch {
            Replacing.remove(in: directory, new)
            Replacing.remove(in: directory, copy)
            throw error
        }
        Replacing.remove(in: directory, new)
        Replacing.remove(in: directory, copy)
        return false
    }

    private func isUnchanged(in directory: borrowing Descriptor, _ file: String) throws(KernelError) -> Bool {
        let current = try Descriptor.reading(at: directory.number, file, resolving: .exactBeneath)
        let now = try FileNode(of: current)
        guard now.device == node.device, now.inode == node.inode, now.kind == .file else { return false }
        return try current.readAll(limit: ConfigurationText.maximumLength + 1) == bytes
    }
}
