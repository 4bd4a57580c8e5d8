import LaunchPlan
import Refusals

/// Where a Python program's parts lie: its virtual environment and the installation that this was made from.
///
/// Source: PEP 405; `getpath.py` of CPython 3.11, which takes a directory with `lib/pythonX.Y/os.py` for an installation.
struct PythonEnvironment {
    let host: HostLookup
    let trees: ProgramTrees
    /// The caller's; canonical.
    let home: HostPath?

    private static let configLimit = 16 << 10

    /// The root of the virtual environment that one of these files lies in, in a directory `bin` beside `pyvenv.cfg`.
    func root(of chain: [HostPath]) throws(Refusal) -> HostPath? {
        for path in chain {
            guard let folder = path.parent, folder.name.elementsEqual("bin".utf8), let root = folder.parent else {
                continue
            }
            if try host.isKind(.file, root.appending("pyvenv.cfg")) { return root }
        }
        return nil
    }

    /// Grants an environment and the installation that its `home =` names.
    ///
    /// - Throws: `program.unsupported` where that is no installation of Python, or where it holds a home.
    func grantEnvironment(_ root: HostPath, into needs: inout ProgramNeeds) throws(Refusal) {
        for mount in try trees.grant(root, .pythonEnvironment) { needs.add(mount) }
        for part in ["lib64", "lib"] {
            // With a tree granted by parts, its inner links are not visible by themselves.
            if let found = try host.canonical(root.appending(part)), root.contains(found.path) { needs.add(found) }
        }
        needs.addSearch(root.appending("bin"))
        let config = try host.read(root.appending("pyvenv.cfg"), limit: PythonEnvironment.configLimit)
        guard let home = PythonEnvironment.value(of: "home", in: config), home.utf8.first == UInt8(ascii: "/"),
            let folder = try host.canonical(Array(home.utf8)), folder.file.kind == .directory
        else {
            throw Refusal(
                .programUnsupported, "\(root.appending("pyvenv.cfg")) names no installation of Python",
                hint: "make the virtual environment again")
        }
        needs.add(folder)
        if let prefix = folder.path.parent { try grantInstallation(prefix, into: &needs) }
        // The program itself may be a link to another installation than `home` says.
        for name in ["python", "python3"] {
            guard let found = try host.canonical(root.appending("bin").appending(name)) else { continue }
            needs.add(found)
            guard !root.contains(found.path), let prefix = found.path.parent?.parent else { continue }
            try grantInstallation(prefix, into: &needs)
        }
    }

    /// Grants an installation of Python by its prefix.
    ///
    /// - Throws: `program.unsupported`.
    func grantInstallation(_ prefix: HostPath, into needs: inout ProgramNeeds) throws(Refusal) {
        guard !trees.isInBase(prefix), !prefix.isRoot else { return }
        guard !needs.mounts.contains(where: { $0.path.contains(prefix) }) else { return }
        // A hostile environment can name any directory here: only what is an installation gets in.
        guard try !libraries(of: prefix).isEmpty else {
            throw Refusal(.programUnsupported, "\(prefix) is no installation of Python: it has no lib/pythonX.Y/os.py")
        }
        for mount in try trees.grant(prefix, .python) { needs.add(mount) }
    }

    /// Grants the packages that `pip install --user` put where an interpreter of this name looks for them.
    func grantUserPackages(of interpreter: HostPath, into needs: inout ProgramNeeds) throws(Refusal) {
        // A name without a minor version does not say which.
        guard let home, interpreter.name.contains(UInt8(ascii: ".")) else { return }
        let library = home.appending(".local/lib").appending(interpreter.name)
        for mount in try trees.grantPackages(library.appending("site-packages"), "packages of the user") {
            needs.add(mount)
        }
    }

    /// The directories `lib/pythonX.Y` that hold a standard library.
    private func libraries(of prefix: HostPath) throws(Refusal) -> [HostPath] {
        var found: [HostPath] = []
        for folder in ["lib", "lib64"] {
            for library in try directories(in: prefix.appending(folder))
            where try host.isKind(.file, library.appending("os.py")) {
                found.append(library)
            }
        }
        return found
    }

    /// The directories of Python versions in a library directory, in order.
    private func directories(in folder: HostPath) throws(Refusal) -> [HostPath] {
        guard try host.isKind(.directory, folder) else { return [] }
        let listing = try host.list(folder)
        return (0..<listing.count)
            .filter {
                listing[$0].kind == .directory
                    && (listing[$0].name.starts(with: "python".utf8) || listing[$0].name.starts(with: "pypy".utf8))
            }
            .map { folder.appending(listing[$0].name) }.sorted()
    }

    /// A value of `pyvenv.cfg`: lines of `key = value`, keys in any case.
    static func value(of key: String, in config: [UInt8]) -> String? {
        for line in String(decoding: config, as: UTF8.self).split(whereSeparator: \.isNewline) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            guard line[..<equals].filter({ !$0.isWhitespace }).lowercased() == key else { continue }
            let value = line[equals...].dropFirst().drop(while: \.isWhitespace)
            return String(value.reversed().drop(while: \.isWhitespace).reversed())
        }
        return nil
    }
}
