internal import Surface
package import Refusals
internal import Wire

extension LockFile {
    /// Reads a file's text.
    ///
    /// - Parameter file: What messages call it.
    /// - Throws: `pin.file-invalid`, with the place.
    package init(_ bytes: [UInt8], file: String) throws(Refusal) {
        guard bytes.count <= LockFile.lengthLimit else {
            throw Refusal(.pinFileInvalid, "\(file) is longer than \(LockFile.lengthLimit >> 20) MiB")
        }
        let root: JSONNode
        do throws(JSONFault) {
            root = try JSONNode.read(bytes.span)
        } catch {
            let line = bytes.prefix(error.offset).count { $0 == 0x0a } + 1
            throw Refusal(
                .pinFileInvalid, "the lock file is no JSON text: it has \(error.kind.reason)",
                at: SourceLocation(file: file, line: line, column: 1))
        }
        let place = LockPlace(file: file)
        // The version first: another one may have other keys.
        let version = try place.member("version", of: root)
        guard version == .number("\(LockFile.version)") else {
            throw place.inner("version").fault("this version of the format is not known here")
        }
        try place.check(root, keys: ["version", "servers"])
        let servers = try place.array("servers", of: root)
        guard servers.count <= LockFile.serverLimit else { throw place.fault("it has too many servers") }
        for (index, node) in servers.enumerated() {
            let inner = place.inner("servers").inner(index)
            let entry = try PinEntry(node, at: inner)
            guard entries.updateValue(entry, forKey: entry.key) == nil else {
                throw inner.fault("it is there twice")
            }
        }
    }
}

/// A place in a lock file, for what is wrong there.
struct LockPlace {
    let file: String
    /// A JSON pointer.
    private(set) var path = ""

    init(file: String) { self.file = file }

    func inner(_ name: some CustomStringConvertible) -> LockPlace {
        var place = self
        place.path += "/\(name)"
        return place
    }

    /// - Parameter what: A clause about the place.
    func fault(_ what: String) -> Refusal {
        Refusal(.pinFileInvalid, "\(file)\(path.isEmpty ? "" : " at \(path)"): \(what)")
    }

    /// Refuses what is no object, and keys that mean nothing.
    func check(_ node: JSONNode, keys: Set<String>) throws(Refusal) {
        guard case .object(let members) = node else { throw fault("an object belongs here") }
        for member in members where !keys.contains(member.name) {
            throw fault("the key '\(VisibleText.of(member.name, limit: 40))' means nothing here")
        }
    }

    func member(_ name: String, of node: JSONNode) throws(Refusal) -> JSONNode {
        guard let value = node[name] else { throw fault("the key '\(name)' is missing") }
        return value
    }

    func string(_ name: String, of node: JSONNode) throws(Refusal) -> String {
        guard let text = try member(name, of: node).text else { throw inner(name).fault("a text belongs here") }
        return text
    }

    /// Elements; none where the key is missing.
    func array(_ name: String, of node: JSONNode) throws(Refusal) -> [JSONNode] {
        guard let value = node[name] else { return [] }
        guard case .array(let elements) = value else { throw inner(name).fault("a list belongs here") }
        return elements
    }

    func strings(_ name: String, of node: JSONNode) throws(Refusal) -> [String] {
        let elements = try array(name, of: node)
        let texts = elements.compactMap(\.text)
        guard texts.count == elements.count else { throw inner(name).fault("a list of texts belongs here") }
        return texts
    }

    /// A mark that is true, or not there.
    func mark(_ name: String, of node: JSONNode) throws(Refusal) -> Bool {
        guard let value = node[name] else { return false }
        guard value == .bool(true) else { throw inner(name).fault("true belongs here") }
        return true
    }

    func count(_ name: String, of node: JSONNode) throws(Refusal) -> Int {
        guard case .number(let text) = try member(name, of: node), let value = Int(text), value >= 0 else {
            throw inner(name).fault("a whole number belongs here")
        }
        return value
    }
}

extension PinEntry {
    fileprivate init(_ node: JSONNode, at place: LockPlace) throws(Refusal) {
        let keys: Set = ["name", "profile", "program", "date", "package", "held-package", "seen", "items", "held"]
        try place.check(node, keys: keys)
        let key = ServerKey(
            name: try place.string("name", of: node), profile: try place.string("profile", of: node),
            program: try place.string("program", of: node))
        self.init(key: key, date: try place.string("date", of: node))
        guard PinDate.isDate(date) else { throw place.inner("date").fault("a date such as 2026-11-23 belongs here") }
        package = try PackagePin("package", of: node, at: place)
        if let package = node["package"] {
            isPackageUnreviewed = try place.inner("package").mark("first-use", of: package)
        }
        heldPackage = try PackagePin("held-package", of: node, at: place)
        for word in try place.strings("seen", of: node) {
            guard let listing = SurfaceListing(rawValue: word), seen.insert(listing).inserted else {
                throw place.inner("seen").fault("'\(VisibleText.of(word, limit: 40))' is no list, or there twice")
            }
        }
        let approved = try place.array("items", of: node), waiting = try place.array("held", of: node)
        guard approved.count + waiting.count <= LockFile.itemLimit else { throw place.fault("it has too many items") }
        for (index, node) in approved.enumerated() {
            let inner = place.inner("items").inner(index)
            let item = try SurfaceItem(node, at: inner)
            guard items[item.identity] == nil else { throw inner.fault("\(item.identity) is there twice") }
            accept(item, byPerson: try !inner.mark("first-use", of: node))
        }
        for (index, node) in waiting.enumerated() {
            let inner = place.inner("held").inner(index)
            let change: HeldChange
            let identity: SurfaceItem.Identity
            if try inner.mark("gone", of: node) {
                try inner.check(node, keys: ["kind", "name", "gone"])
                identity = try SurfaceItem.Identity(node, at: inner)
                change = .gone
            } else {
                let item = try SurfaceItem(node, at: inner)
                (identity, change) = (item.identity, .shown(item))
            }
            guard held.updateValue(change, forKey: identity) == nil else {
                throw inner.fault("\(identity) is there twice")
            }
        }
    }
}

extension SurfaceItem {
    fileprivate init(_ node: JSONNode, at place: LockPlace) throws(Refusal) {
        try place.check(node, keys: ["kind", "name", "first-use", "definition"])
        let identity = try Identity(node, at: place)
        guard let definition = LockText.unfolded(try place.member("definition", of: node)) else {
            throw place.inner("definition").fault("'$lines' or '$object' stands where no text of several lines can")
        }
        self.init(identity.kind, identity.name, definition)
    }
}

extension SurfaceItem.Identity {
    fileprivate init(_ node: JSONNode, at place: LockPlace) throws(Refusal) {
        guard let kind = SurfaceItem.Kind(rawValue: try place.string("kind", of: node)) else {
            throw place.inner("kind").fault("no kind of item is called that")
        }
        self.init(kind, kind.isNamed || node["name"] != nil ? try place.string("name", of: node) : "")
    }
}

extension PackagePin {
    fileprivate init?(_ name: String, of node: JSONNode, at place: LockPlace) throws(Refusal) {
        guard let package = node[name] else { return nil }
        let inner = place.inner(name)
        try inner.check(package, keys: ["digest", "files", "bytes", "roots", "omissions", "difference", "first-use"])
        let text = try inner.string("digest", of: package)
        guard text.hasPrefix("sha256:"), let digest = ContentDigest(text.dropFirst(7)) else {
            throw inner.inner("digest").fault("'sha256:' and 64 hexadecimal digits belong here")
        }
        self.init(
            digest: digest, files: try inner.count("files", of: package), bytes: try inner.count("bytes", of: package),
            roots: try inner.strings("roots", of: package), omissions: try inner.strings("omissions", of: package))
        difference = try inner.strings("difference", of: package)
    }
}
