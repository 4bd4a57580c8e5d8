import Approvals
import Egress
import Kernel
import Policy
import PolicyYAML
import Refusals
import Running
import Supervision

/// A host that a person grants to a profile of his own, from now on.
///
/// The file gets one entry more and a comment. What that comes to is worked out before anything is written.
struct KeptGrant {
    /// The profile's file: canonical.
    let path: String
    private let old: [UInt8]
    private let new: [UInt8]
    private let report: ProfileReport
    private let name: DNSName

    /// - Throws: `egress.not-kept` for a profile that is not the user's own, or whose text cannot be added to; the refusals of
    ///   the profile that it would be, `trifecta.all-three-legs` among them.
    init(of name: DNSName, to box: AskingBox) throws(Refusal) {
        self.name = name
        let surroundings = try Surroundings(dedicatedIdentifier: nil)
        let folder = "\(surroundings.configuration)/profiles"
        let profile = box.profile
        guard let file = try KeptGrant.read("\(folder)/\(profile).yaml"), file.path == box.file,
            ProfileName.isValid(profile)
        else {
            throw KeptGrant.refusal(
                name, "\(box.profile.readable) is none of your own profiles in \(folder.readable)",
                hint: "make one of your own that `extends` it, and run the server by that")
        }
        path = file.path
        old = file.bytes
        let comment = "Asked for by \(box.server.readable) and allowed on \(CalendarDate.today())."
        let settings = Set(box.settings)
        guard let new = ProfileAmendment.adding(host: "\(name)", comment: comment, to: file.bytes),
            KeptGrant.isOneHostMore(new, than: file.bytes, name, settings)
        else {
            throw KeptGrant.refusal(
                name, "\(path.readable) says `network` in a way that is not changed here",
                hint: "add `- host: \(name)` to its `network` by hand")
        }
        self.new = new
        let library = ProfileLibrary(
            directories: try Installation.locate().profileDirectories(for: surroundings),
            files: AmendedFiles(path: path, bytes: new), variables: settings)
        let variables = Variables(home: surroundings.caller.home, user: surroundings.caller.name)
        report = ProfileReport(profile, in: library) { Check.facts(of: $0, variables) }
        if let refusal = report.refusals.first { throw refusal }
    }

    /// What the profile comes to with it.
    var text: String {
        let legs = report.legs.map { derivation in Leg.allCases.filter(derivation.legs.contains).map(\.rawValue) } ?? []
        return "  \(path.readable) gets `- host: \(name)`; its boxes then hold "
            + (legs.isEmpty ? "no leg" : legs.joined(separator: " and "))
    }

    /// Writes the file, in the place of the old one.
    ///
    /// - Throws: `egress.not-kept`.
    func write() throws(Refusal) {
        guard let slash = path.lastIndex(of: "/") else { return }
        let folder = String(path[..<slash])
        let file = String(path[path.index(after: slash)...])
        let unready = ".\(file).new"
        let isChanged: Bool
        do throws(KernelError) {
            let directory = try Replacing.directory(folder.isEmpty ? "/" : folder)
            let current = try Replacing.open(path)
            let node = try FileNode(of: current)
            isChanged = try current.readAll(limit: KeptGrant.longest) != old
            if !isChanged {
                Replacing.remove(in: directory, unready)
                try Replacing.create(in: directory, unready, new, mode: node.permissions & 0o777, group: node.group)
                try Replacing.rename(in: directory, unready, to: file)
            }
        } catch {
            throw KeptGrant.refusal(
                name, "\(path.readable) cannot be replaced: \(error)", hint: "make it writable for you")
        }
        guard !isChanged else {
            throw KeptGrant.refusal(name, "\(path.readable) was changed meanwhile", hint: "try it again")
        }
    }

    /// No profile is longer.
    private static let longest = 64 << 10

    private static func read(_ path: String) throws(Refusal) -> ProfileFile? {
        do {
            return try KernelProfileFiles().read(path, atMost: longest)
        } catch {
            throw Refusal(.egressNotKept, "\(path.readable) is not fit to be a profile")
        }
    }

    /// Whether a text reads as the other does, and has this host at its end.
    private static func isOneHostMore(
        _ new: [UInt8], than old: [UInt8], _ name: DNSName, _ variables: Set<String>
    ) -> Bool {
        guard var expected = ProfileReader.read(old, file: "", variables: variables).profile,
            let found = ProfileReader.read(new, file: "", variables: variables).profile,
            let host = HostPattern("\(name)"), let location = found.network.hosts.last?.location
        else { return false }
        expected.network.hosts.append(HostGrant(host: host, at: location))
        expected.network.none = nil
        return expected.rendered(origins: false) == found.rendered(origins: false)
    }

    private static func refusal(_ name: DNSName, _ why: String, hint: String) -> Refusal {
        Refusal(.egressNotKept, "\(name) cannot be written into the profile: \(why)", hint: hint)
    }
}

/// The profiles of this host, one of them as it would be.
private struct AmendedFiles: ProfileFiles {
    let path: String
    let bytes: [UInt8]
    private let files = KernelProfileFiles()

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    func read(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        guard var file = try files.read(path, atMost: limit) else { return nil }
        if file.path == self.path { file.bytes = bytes }
        return file
    }

    func readRootsOwn(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        try files.readRootsOwn(path, atMost: limit)
    }

    func list(_ directory: String) -> [String] { files.list(directory) }
}
