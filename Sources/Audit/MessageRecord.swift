package import Wire

/// What the log says of one message on the wire; its ranges are those of the message's own bytes.
package struct MessageRecord: Sendable {
    /// Who sent it.
    package enum Sender: String, Sendable { case client, server }

    package var sender: Sender
    package var method: String
    /// Nil for a notification.
    package var id: RequestID?
    /// Where the tool's or prompt's name or the resource's address stands, with its quotation marks.
    package var name: Range<Int>?
    /// Where what the sender says stands: the parameters of a request, the result or error of an answer.
    ///
    /// Its size and digest go to the log, and its text only where the profile asks for that.
    package var payload: Range<Int>?

    package init(
        from sender: Sender, method: String, id: RequestID?, name: Range<Int>? = nil, payload: Range<Int>? = nil
    ) {
        self.sender = sender
        self.method = method
        self.id = id
        self.name = name
        self.payload = payload
    }
}
