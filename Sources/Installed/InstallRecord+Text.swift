internal import Policy
internal import Surface
package import Wire

/// The record as JSON.
extension InstallRecord {
    private static let version = "1"

    /// The record as a JSON value, its members in a fixed order.
    package var node: JSONNode {
        func object(_ members: KeyValuePairs<String, JSONNode>) -> JSONNode {
            .object(members.map { JSONNode.Member($0.key, $0.value) })
        }
        func texts(_ list: [String]) -> JSONNode { .array(list.map { .string($0) }) }
        return object([
            "version": .number(InstallRecord.version),
            "package": .string("\(package)"),
            "date": .string(date),
            "profile": .string(profile),
            "hosts": texts(hosts),
            "interpreter": .string(interpreter),
            "scripts": .bool(ranScripts),
            "program": .string(program),
            "tree": object([
                "digest": .string("\(tree.digest)"), "files": .number("\(tree.files)"),
                "bytes": .number("\(tree.bytes)"),
            ]),
            "archives": .array(
                archives.map { archive in
                    object([
                        "name": .string(archive.name), "digest": .string("\(archive.digest)"),
                        "bytes": .number("\(archive.bytes)"),
                    ])
                }),
        ])
    }

    /// The record as it stands in its file.
    package var text: [UInt8] {
        var bytes: [UInt8] = []
        node.append(to: &bytes)
        return bytes + [0x0a]
    }

    /// Reads a record; nil for what is none.
    package init?(_ text: [UInt8]) {
        // Only what this program wrote is a record; what else is wrong with another text does not matter.
        guard let root = try? JSONNode.read(text.span), root["version"] == .number(InstallRecord.version),
            let package = root["package"]?.text.flatMap({ RegistryPackage($0) }), package.version != nil,
            let date = root["date"]?.text, let profile = root["profile"]?.text, let hosts = root["hosts"]?.texts,
            let interpreter = root["interpreter"]?.text, case .bool(let ranScripts)? = root["scripts"],
            let program = root["program"]?.text,
            let tree = root["tree"], let files = tree["files"]?.count,
            let archives = root["archives"]?.elements?.map(Archive.init), !archives.contains(nil),
            let whole = Archive(named: "", tree), InstallRecord.staysInside(program)
        else { return nil }
        self.init(
            package: package, date: date, profile: profile, hosts: hosts, interpreter: interpreter,
            ranScripts: ranScripts, program: program, archives: archives.compactMap(\.self),
            tree: Tree(digest: whole.digest, files: files, bytes: whole.bytes))
    }

    /// Whether a path has only names, so that it leads below the folder that it is put behind.
    private static func staysInside(_ path: String) -> Bool {
        path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { !["", ".", ".."].contains($0) }
    }
}

extension InstallRecord.Archive {
    fileprivate init?(_ node: JSONNode) {
        guard let name = node["name"]?.text else { return nil }
        self.init(named: name, node)
    }

    fileprivate init?(named name: String, _ node: JSONNode) {
        guard let digest = node["digest"]?.text.flatMap({ ContentDigest($0) }), let bytes = node["bytes"]?.count else {
            return nil
        }
        self.init(name: name, digest: digest, bytes: bytes)
    }
}

extension JSONNode {
    fileprivate var elements: [JSONNode]? { if case .array(let elements) = self { elements } else { nil } }

    fileprivate var texts: [String]? {
        guard let elements else { return nil }
        let texts = elements.compactMap(\.text)
        return texts.count == elements.count ? texts : nil
    }

    fileprivate var count: Int? {
        guard case .number(let text) = self, let number = Int(text), number >= 0 else { return nil }
        return number
    }
}
