import Testing
import Wire

/// The value of a JSON text.
func json(_ text: String) throws -> JSONNode {
    let bytes = Array(text.utf8)
    return try JSONNode.read(bytes.span)
}
