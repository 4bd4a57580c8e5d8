/// Where in a request to its host a credential stands, and what the box has in its place.
package struct CredentialSwap: Sendable, Hashable {
    package enum Place: Sendable, Hashable {
        /// All of the value of a field.
        case field(String)
        /// All of the value of a parameter of the query.
        case query(String)
        /// What follows `Bearer` or `token` in `Authorization`.
        case bearer
        /// The name or the password in the basic scheme of `Authorization` (RFC 7617).
        case basic
    }

    package var place: Place
    package var placeholder: Placeholder

    package init(_ place: Place, placeholder: Placeholder) {
        self.place = place
        self.placeholder = placeholder
    }

    /// Appends the query of a request with the secret in its place; false where the place is not there, and nothing was
    /// appended.
    ///
    /// What stands beside the place is looked through for placeholders.
    /// - Throws: `HTTPFault.strayPlaceholder`.
    func append(
        query: [UInt8], secret: Span<UInt8>, strays: [Placeholder], to output: inout [UInt8]
    ) throws(HTTPFault) -> Bool {
        guard case .query(let name) = place else { return false }
        let places = HTTPQuery.parameters(of: query).filter {
            $0.name.elementsEqual(name.utf8) && HTTPQuery.decoded(query[$0.value]) == placeholder.bytes
        }
        // Twice is once where it does not belong.
        guard places.count == 1 else { return false }
        let (before, after) = (query[..<places[0].value.lowerBound], query[places[0].value.upperBound...])
        for side in [before, after] {
            try PlaceholderScan.check(Array(side), for: strays)
            try PlaceholderScan.check(HTTPQuery.decoded(side), for: strays)
        }
        output += before
        for index in secret.indices {
            if HTTPByte.isUnreserved(secret[index]) {
                output.append(secret[index])
            } else {
                output.append(percentEncoded: secret[index])
            }
        }
        output += after
        return true
    }

    /// Appends the value of a field with the secret in its place; false where this field is not the place, and nothing was
    /// appended.
    func append(value field: HTTPField, secret: Span<UInt8>, to output: inout [UInt8]) -> Bool {
        let value = field.value
        switch place {
        case .query: return false
        case .field(let name):
            guard field.key == name.lowercased(), value == placeholder.bytes else { return false }
            output.append(contentsOf: secret)
            return true
        case .bearer:
            guard let words = words(of: field), ["bearer", "token"].contains(words.scheme),
                words.rest.elementsEqual(placeholder.bytes)
            else { return false }
            output += value[..<words.rest.startIndex]
            output.append(contentsOf: secret)
            return true
        case .basic:
            guard let words = words(of: field), words.scheme == "basic", let pair = Base64.decoded(words.rest),
                let colon = pair.firstIndex(of: UInt8(ascii: ":"))
            else { return false }
            let (user, password) = (pair[..<colon], pair[(colon + 1)...])
            guard user.elementsEqual(placeholder.bytes) != password.elementsEqual(placeholder.bytes) else {
                return false
            }
            let start = user.elementsEqual(placeholder.bytes) ? 0 : colon + 1
            output += value[..<words.rest.startIndex]
            Base64.append(count: pair.count, to: &output) { index in
                (start..<start + secret.count).contains(index) ? secret[index - start] : pair[index]
            }
            return true
        }
    }

    /// Bytes of an answer as the program may see them: with the placeholder wherever the secret is, in any of its forms.
    package func hiding(_ secret: Span<UInt8>, in bytes: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var scan = CredentialScan()
        _ = scan.take(bytes.span, isLast: true, replacing: secret, by: placeholder.bytes.span, into: &output)
        return output
    }

    /// The scheme of `Authorization` in small letters, and what follows it.
    private func words(of field: HTTPField) -> (scheme: String, rest: ArraySlice<UInt8>)? {
        guard field.key == "authorization", let space = field.value.firstIndex(of: 0x20) else { return nil }
        let scheme = String(decoding: field.value[..<space].map(HTTPByte.lowercased), as: UTF8.self)
        return (scheme, field.value[(space + 1)...])
    }
}

extension [UInt8] {
    fileprivate mutating func append(contentsOf bytes: Span<UInt8>) {
        for index in bytes.indices { append(bytes[index]) }
    }
}
