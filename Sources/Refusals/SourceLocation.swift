/// A place in a profile or another file that a person can edit.
///
/// Lines and columns count from 1; a column counts Unicode scalars.
package struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    /// The file as the user named it, or a built-in's name such as `profiles/git.yaml`.
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}
