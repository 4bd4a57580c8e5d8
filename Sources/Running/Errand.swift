package import Wire

/// A program that is run in a box for what it makes, and that is no server: it has no client, and each line that it writes is for
/// us.
package struct Errand {
    /// What `${cache}` stands for: absolute, existing.
    package let folder: String
    /// Takes the lines.
    package let receiver: any MessageJudge

    package init(folder: String, receiver: any MessageJudge) {
        self.folder = folder
        self.receiver = receiver
    }
}
