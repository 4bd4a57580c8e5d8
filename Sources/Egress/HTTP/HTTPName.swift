/// What names in a request can be, for whoever writes rules.
package enum HTTPName {
    /// Whether this can be the name of a field (RFC 9110, section 5.1).
    package static func isField(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128 && text.utf8.allSatisfy(HTTPByte.isToken)
    }

    /// Whether the broker writes the field of this name itself, or leaves it out, whatever the program says.
    package static func isRewritten(_ name: String) -> Bool {
        let key = name.lowercased()
        return RequestWriter.ownFields.contains(key) || RequestWriter.encodingFields.contains(key)
    }
}
