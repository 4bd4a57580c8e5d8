internal import Kernel
package import Policy
package import Refusals
internal import Surface

/// What the server's package is on this machine: every file and link of the trees that its program brings into the box.
///
/// What the installed system has (`/usr`) is not in it: the package manager answers for that, and its updates are no event
/// of one server. What root put there by itself is, as far as it can be told. Not in it either are the folders `__pycache__`, which Python fills when it likes.
package struct PackageIdentity: Sendable, Equatable {
    private let pin: PackagePin
    /// The package that was met before, and what differs from it.
    private let previous: Previous?
    private let listing: PackageListing
    /// What the box sees besides.
    private let surroundings: [String]

    struct Previous: Sendable, Equatable {
        var digest: ContentDigest
        var difference: [String]
    }

    /// Where the package lies, if it can be told to be one that was approved elsewhere.
    ///
    /// Every link is looked at; only for a package that is not known in its place.
    var place: PackagePlace? { listing.isSelfContained ? PackagePlace(pin, in: surroundings) : nil }

    /// The package, with the difference to the approved one where it is known.
    package func pin(comparedWith approved: PackagePin?) -> PackagePin {
        var pin = pin
        if let previous, previous.digest == approved?.digest, previous.digest != pin.digest {
            pin.difference = previous.difference
        }
        return pin
    }

    /// No package is looked at beyond so many files, nor are more bytes of it read.
    struct Limits: Sendable {
        var files = 200_000
        var bytesOfFile: Int64 = 512 << 20
        var bytes: Int64 = 2 << 30
    }

    /// How often to begin again while an installation goes on.
    private static let attempts = 3

    /// Identifies the package of a box.
    ///
    /// Only files whose stamp is not the one of the last time are read. Beyond the limits a file counts by its size and
    /// the time of its last change, and the pin says so.
    ///
    /// - Parameters:
    ///   - grants: Those of the resolved box.
    ///   - program: What the plan executes; of interest where it lies in `/usr`.
    ///   - surroundings: What the box sees besides, absolute.
    ///   - state: The directory of Trilatch's state, which keeps the stamps.
    /// - Throws: `pin.package-unreadable` where a file cannot be read, or keeps changing.
    package static func of(
        _ grants: [ProgramGrant], program: String? = nil, surroundings: [String] = [], state: String
    ) throws(Refusal) -> PackageIdentity {
        var roots = grants.map(\.path)
        do throws(KernelError) {
            if let program { roots += try OwnInstallation().roots(of: program) }
        } catch {
            throw refusal(error)
        }
        return try of(roots: roots, in: surroundings, cache: PackageCache(folder: "\(state)/packages"))
    }

    /// Identifies one tree, with the compiled files of Python's in it.
    ///
    /// - Parameters:
    ///   - tree: Absolute.
    ///   - cache: The folder that keeps the stamps.
    /// - Throws: `pin.package-unreadable` where a file cannot be read, or keeps changing.
    package static func whole(_ tree: String, cache: String) throws(Refusal) -> PackagePin {
        try of(roots: [tree], cache: PackageCache(folder: cache), takesCaches: true).pin
    }

    private static func refusal(_ error: KernelError) -> Refusal {
        Refusal(.pinPackageUnreadable, "the server's package cannot be read, or changes while it is: \(error)")
    }

    static func of(
        roots: [String], in surroundings: [String] = [], cache: PackageCache, takesCaches: Bool = false,
        limits: Limits = Limits()
    ) throws(Refusal) -> PackageIdentity {
        let roots = roots.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var attempt = 1
        while true {
            do throws(KernelError) {
                return try read(roots, surroundings, cache, takesCaches: takesCaches, limits)
            } catch {
                attempt += 1
                guard attempt > attempts else { continue }
                throw refusal(error)
            }
        }
    }

    private static func read(
        _ roots: [String], _ surroundings: [String], _ cache: PackageCache, takesCaches: Bool, _ limits: Limits
    ) throws(KernelError) -> PackageIdentity {
        let listing = try PackageListing(of: roots, limit: limits.files, takesCaches: takesCaches)
        let known = cache.read(roots)
        if let known, known.stamps == listing.stamps {
            return PackageIdentity(pin: known.pin, previous: nil, listing: listing, surroundings: surroundings)
        }
        var manifest = PackageManifest(roots, listing, known, limits)
        try manifest.complete()
        cache.write(manifest.record, roots)
        let previous = known.map { Previous(digest: $0.pin.digest, difference: manifest.difference) }
        return PackageIdentity(
            pin: manifest.record.pin, previous: previous, listing: listing, surroundings: surroundings)
    }
}
