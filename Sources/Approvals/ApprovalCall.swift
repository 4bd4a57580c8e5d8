internal import Glibc
package import Kernel

/// A person's command at the desks of running boxes.
package enum ApprovalCall {
    /// More boxes than one user has.
    private static let mostBoxes = 4096
    /// A supervisor attends to its desk within milliseconds.
    private static let patience = Duration.seconds(5)

    /// What every running box that asks for hosts says of itself, in the order of their runs; what is left over of others is
    /// taken away.
    ///
    /// - Parameter state: The user's own state folder.
    /// - Throws: `KernelError` where the folder of desks cannot be read; a box that does not answer is left out.
    package static func boxes(in state: String) throws(KernelError) -> [AskingBox] {
        let folder: Descriptor
        do throws(KernelError) {
            folder = try Replacing.openDirectory(ApprovalDesk.folder(in: state))
        } catch {
            // No box has ever asked.
            guard error.code == ENOENT else { throw error }
            return []
        }
        let names = try DirectoryNames.read(in: folder, limit: mostBoxes) { $0.hasSuffix(ApprovalDesk.suffix) }
        var boxes: [AskingBox] = []
        for name in names.sorted() {
            do throws(KernelError) {
                if let box = try ask(.show, of: name, in: folder), name == box.run + ApprovalDesk.suffix {
                    boxes.append(box)
                }
            } catch {
                if error.code == ECONNREFUSED { Replacing.remove(in: folder, name) }
            }
        }
        return boxes
    }

    /// Tells a box what a person has said.
    ///
    /// - Returns: The box as it is then; nil where it does not answer.
    package static func tell(
        _ box: AskingBox, _ request: ApprovalRequest, in state: String
    ) throws(KernelError) -> AskingBox? {
        try ask(
            request, of: box.run + ApprovalDesk.suffix,
            in: try Replacing.openDirectory(ApprovalDesk.folder(in: state)))
    }

    private static func ask(
        _ request: ApprovalRequest, of name: String, in folder: borrowing Descriptor
    ) throws(KernelError) -> AskingBox? {
        let socket = try Frames.connection(in: folder, name)
        try Frames.send(request.encoded(), over: socket)
        var poll = PollSet(slots: 1)
        poll.want(.readable, of: socket.number, in: 0)
        try poll.wait(until: .now + patience)
        guard let frame = try Frames.receive(upTo: AskingBox.maximumLength, from: socket.number) else { return nil }
        return AskingBox(frame: frame.bytes)
    }
}
