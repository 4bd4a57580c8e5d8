/// Where a package lies that may be one that was approved elsewhere, and was moved.
///
/// There is one only for a package whose digest says all that runs: without compiled files of Python's, which are in no digest,
/// and without links that lead out of it.
package struct PackagePlace: Sendable, Equatable {
    let package: PackagePin
    /// What the box sees besides the package, absolute.
    let surroundings: [String]

    package init(_ package: PackagePin, in surroundings: [String]) {
        self.package = package
        self.surroundings = surroundings
    }

    /// Whether the package is the approved one at another place: one folder became another, and all below it stayed as it was.
    ///
    /// A program looks for what it loads beside itself and in the folders above, which no digest knows. So in neither place may
    /// the folder hold, or lie in, anything that the box sees besides: nobody can have put anything there.
    ///
    /// - Parameters:
    ///   - old: The package that was approved.
    ///   - oldProgram: What was executed of it, absolute.
    ///   - program: What is executed now, absolute.
    func isMoved(from old: PackagePin?, _ oldProgram: String, program: String) -> Bool {
        guard let old, old.holdsSame(as: package), old.files > 0, old.omissions.isEmpty,
            old.roots.count == package.roots.count,
            let move = Move(of: old.roots + [oldProgram], to: package.roots + [program])
        else { return false }
        // An interpreter outside of the package is in no digest: another one is another program.
        let program = PackagePlace.parts(program)
        guard
            PackagePlace.parts(oldProgram) == program
                || zip(old.roots, package.roots).map({ (PackagePlace.parts($0), PackagePlace.parts($1)) })
                    .contains(where: { $0 != $1 && program.starts(with: $1) })
        else { return false }
        return surroundings.map(PackagePlace.parts).allSatisfy { other in
            [move.from, move.to].allSatisfy { !$0.starts(with: other) && !other.starts(with: $0) }
        }
    }

    /// The names in a path, as bytes.
    private static func parts(_ path: String) -> [[UInt8]] {
        path.utf8.split(separator: UInt8(ascii: "/")).map(Array.init)
    }

    /// The folder that was moved, and what it became.
    private struct Move: Equatable {
        let from: [[UInt8]]
        let to: [[UInt8]]

        /// - Returns: Nil where no path differs, one has another name, or there are several folders.
        init?(of old: [String], to new: [String]) {
            var moves: [Move] = []
            for (old, new) in zip(old.map(parts), new.map(parts)) where old != new {
                let kept = zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count
                guard kept > 0 else { return nil }
                moves.append(Move(from: old.dropLast(kept), to: new.dropLast(kept)))
            }
            guard let first = moves.first, moves.allSatisfy({ $0 == first }) else { return nil }
            self = first
        }

        private init(from: [[UInt8]], to: [[UInt8]]) {
            self.from = from
            self.to = to
        }
    }
}
