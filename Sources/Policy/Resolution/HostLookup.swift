package import LaunchPlan
package import Refusals

/// A path with every symbolic link resolved, and what was met on the way.
package struct CanonicalPath: Sendable, Hashable {
    package var path: HostPath
    package var file: HostFile
    /// The links that the spelling led through, in the order met, each at its own canonical place.
    package var links: [HostLink]

    /// Every node that the last component stood for: the links first, then the node itself.
    package var chain: [HostPath] { links.map(\.path) + [path] }
}

/// A symbolic link of the host.
package struct HostLink: Sendable, Hashable {
    package var path: HostPath
    package var target: [UInt8]

    package init(path: HostPath, target: [UInt8]) {
        self.path = path
        self.target = target
    }
}

/// Questions to the host whose failures are refusals.
///
/// What a path is, is asked once: one resolution sees one picture, and the launcher compares it with what it finds.
package struct HostLookup {
    package let view: any HostView
    private let memory = Memory()

    private final class Memory {
        var files: [HostPath: HostFile?] = [:]
    }

    /// As many links as the kernel follows in one path (path_resolution(7)).
    private static let linkLimit = 40

    package init(_ view: any HostView) { self.view = view }

    /// Describes a node; nil where there is none.
    ///
    /// - Throws: `path.not-allowed` when the caller may not look.
    package func inspect(_ path: HostPath) throws(Refusal) -> HostFile? {
        if let known = memory.files[path] { return known }
        let file: HostFile?
        do { file = try view.inspect(path) } catch { throw Refusal(error, at: path) }
        memory.files[path] = .some(file)
        return file
    }

    /// The entries of a directory.
    ///
    /// - Throws: `path.not-allowed` when the caller may not look.
    package func list(_ path: HostPath) throws(Refusal) -> DirectoryListing {
        do { return try view.list(path) } catch { throw Refusal(error, at: path) }
    }

    /// The target of a symbolic link, as it is written; empty for what is none, or is gone.
    ///
    /// - Throws: `path.not-allowed` when the caller may not look.
    func readLink(_ path: HostPath) throws(Refusal) -> [UInt8] {
        do {
            return try view.readLink(path)
        } catch {
            switch error {
            case .wrongKind, .failed: return []
            case .denied, .tooManyLinks: throw Refusal(error, at: path)
            }
        }
    }

    /// The first bytes of a regular file.
    ///
    /// - Throws: `path.not-allowed` when the caller may not look.
    package func read(_ path: HostPath, limit: Int) throws(Refusal) -> [UInt8] {
        do { return try view.read(path, limit: limit) } catch { throw Refusal(error, at: path) }
    }

    /// Whether a node exists and is of this kind, a link not followed.
    package func isKind(_ kind: HostFile.Kind, _ path: HostPath) throws(Refusal) -> Bool {
        try inspect(path)?.kind == kind
    }

    /// Resolves an absolute path as the kernel does: each link where it is met, `..` after the links before it.
    ///
    /// - Returns: nil where a component is missing.
    /// - Throws: `path.not-allowed` when the caller may not look, or there are too many links.
    package func canonical(_ spelled: [UInt8]) throws(Refusal) -> CanonicalPath? {
        let slash = UInt8(ascii: "/")
        guard spelled.first == slash, !spelled.contains(0) else { return nil }
        var rest = Array(spelled.split(separator: slash).reversed())
        var links: [HostLink] = []
        var path = HostPath.root
        guard var file = try inspect(path) else { return nil }
        while let component = rest.popLast() {
            if component.elementsEqual(".".utf8) { continue }
            guard file.kind == .directory else { return nil }
            if component.elementsEqual("..".utf8) {
                path = path.parent ?? .root
                guard let parent = try inspect(path) else { return nil }
                file = parent
                continue
            }
            let next = path.appending(component)
            guard let node = try inspect(next) else { return nil }
            guard node.kind == .symbolicLink else {
                path = next
                file = node
                continue
            }
            guard links.count < HostLookup.linkLimit else { throw Refusal(.tooManyLinks, at: next) }
            let target: [UInt8]
            do { target = try view.readLink(next) } catch { throw Refusal(error, at: next) }
            guard !target.isEmpty, !target.contains(0) else { return nil }
            links.append(HostLink(path: next, target: target))
            rest.append(contentsOf: target.split(separator: slash).reversed())
            if target.first == slash {
                path = .root
                guard let top = try inspect(path) else { return nil }
                file = top
            }
        }
        return CanonicalPath(path: path, file: file, links: links)
    }

    /// Resolves a normalised path.
    package func canonical(_ path: HostPath) throws(Refusal) -> CanonicalPath? { try canonical(path.bytes) }
}

extension Refusal {
    /// The refusal for a question that the host did not answer.
    package init(_ failure: HostFailure, at path: HostPath, location: SourceLocation? = nil) {
        if failure == .failed(HostFailure.missing) {
            self.init(.pathChanged, "\(path) was there a moment ago, and is gone", at: location)
        } else {
            self.init(.pathNotAllowed, "\(path) cannot be read: \(failure.explanation)", at: location)
        }
    }
}

extension HostNode {
    /// The node of a plan for something that was found; nil where its name is not UTF-8, or no plan binds its kind.
    package init?(_ path: HostPath, _ file: HostFile) {
        guard let text = path.text, let kind = file.nodeKind, PlanPath.isNormalised(text) else { return nil }
        self.init(path: text, device: file.device, inode: file.inode, kind: kind)
    }
}
