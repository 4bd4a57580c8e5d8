internal import CLinux

/// Rights on files that a Landlock domain handles.
///
/// Source: landlock(7), uapi/linux/landlock.h as of Linux 6.12.
package struct FileRights: OptionSet, Sendable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package static let execute = FileRights(rawValue: 1 << 0)
    package static let writeFile = FileRights(rawValue: 1 << 1)
    package static let readFile = FileRights(rawValue: 1 << 2)
    package static let readDirectory = FileRights(rawValue: 1 << 3)
    package static let removeDirectory = FileRights(rawValue: 1 << 4)
    package static let removeFile = FileRights(rawValue: 1 << 5)
    package static let makeCharacterDevice = FileRights(rawValue: 1 << 6)
    package static let makeDirectory = FileRights(rawValue: 1 << 7)
    package static let makeFile = FileRights(rawValue: 1 << 8)
    package static let makeSocket = FileRights(rawValue: 1 << 9)
    package static let makePipe = FileRights(rawValue: 1 << 10)
    package static let makeBlockDevice = FileRights(rawValue: 1 << 11)
    package static let makeSymbolicLink = FileRights(rawValue: 1 << 12)
    /// Linking and renaming across directories; ABI 2.
    package static let refer = FileRights(rawValue: 1 << 13)
    /// ABI 3.
    package static let truncate = FileRights(rawValue: 1 << 14)
    /// ABI 5.
    package static let controlDevice = FileRights(rawValue: 1 << 15)

    /// The rights that make sense for a single file.
    package static let ofFiles = FileRights(rawValue: 0xC007)

    /// Reading files and listing directories.
    package static let read = FileRights(rawValue: 0x000C)
    /// All that changes a tree, but devices: writing, truncating, making, removing and moving.
    package static let write = FileRights(rawValue: 0x77B2)
    package static let readWrite = FileRights(rawValue: 0x77BE)
    /// Reading and writing what is there, and making nothing.
    package static let useFiles = FileRights(rawValue: 0x400E)
}

/// What one Landlock ABI can handle.
///
/// An explicit table: nothing is asked for that the kernel does not know, and nothing that it knows is left out.
package struct LandlockABI: Sendable, Equatable {
    package var version: UInt8

    package init(version: UInt8) { self.version = version }

    /// The newest ABI that this table knows; a newer kernel is used as this one.
    package static let newestKnown: UInt8 = 6

    /// Asks the kernel.
    ///
    /// Source: landlock_create_ruleset(2), `LANDLOCK_CREATE_RULESET_VERSION`.
    ///
    /// - Throws: `ENOSYS` where Landlock is not built in, `EOPNOTSUPP` where it is switched off at boot.
    package static func ofKernel() throws(KernelError) -> LandlockABI {
        let version = try checked("landlock_create_ruleset", trilatch_landlock_abi())
        return LandlockABI(version: UInt8(clamping: version))
    }

    /// All rights on files that this ABI handles; what is handled and not granted is refused.
    package var fileRights: FileRights {
        var rights = FileRights(rawValue: (1 << 13) - 1)
        if version >= 2 { rights.insert(.refer) }
        if version >= 3 { rights.insert(.truncate) }
        if version >= 5 { rights.insert(.controlDevice) }
        return rights
    }

    /// Binding and connecting TCP sockets: ABI 4.
    package var networkRights: UInt64 { version >= 4 ? 0b11 : 0 }

    /// Abstract unix sockets and signals of processes outside: ABI 6.
    package var scopes: UInt64 { version >= 6 ? 0b11 : 0 }

    /// The length of the kernel's structure for this ABI, in bytes.
    var attributeSize: Int { version >= 6 ? 24 : version >= 4 ? 16 : 8 }
}

/// A Landlock ruleset that is being filled.
///
/// What is not allowed by a rule is refused once it is enforced.
package struct LandlockRuleset: ~Copyable {
    package let descriptor: Descriptor
    package let abi: LandlockABI

    /// - Parameter tcpAllowed: Leave TCP to other layers, for a box with its own loopback.
    package init(abi: LandlockABI, tcpAllowed: Bool) throws(KernelError) {
        self.abi = abi
        let network = tcpAllowed ? 0 : abi.networkRights
        descriptor = Descriptor(
            owning: try checked(
                "landlock_create_ruleset",
                trilatch_landlock_create(abi.fileRights.rawValue, network, abi.scopes, abi.attributeSize)))
    }

    /// A ruleset that judges no file and no port: it keeps the signals of who enforces it among its own descendants.
    ///
    /// - Throws: `EINVAL` for an ABI below 6.
    package init(scopesOf abi: LandlockABI) throws(KernelError) {
        self.abi = abi
        descriptor = Descriptor(
            owning: try checked(
                "landlock_create_ruleset", trilatch_landlock_create(0, 0, abi.scopes, abi.attributeSize)))
    }

    /// A ruleset for who opens no file, takes no TCP connection at a port of the host's and signals nobody; it may connect.
    package init(ofBroker abi: LandlockABI) throws(KernelError) {
        self.abi = abi
        descriptor = Descriptor(
            owning: try checked(
                "landlock_create_ruleset",
                trilatch_landlock_create(
                    abi.fileRights.rawValue, abi.networkRights & 0b01, abi.scopes, abi.attributeSize)))
    }

    /// Ends the filling: the descriptor is for `landlock_restrict_self`.
    package consuming func intoDescriptor() -> Descriptor { descriptor }

    /// Enforces it on the calling thread, for good.
    ///
    /// The corresponding C function is `landlock_restrict_self`.
    package borrowing func enforce() throws(KernelError) {
        try checked("landlock_restrict_self", trilatch_landlock_enforce(descriptor.number))
    }

    /// Allows rights on an open place and everything below it.
    ///
    /// Rights that this ABI does not handle are left out, since they are not refused either.
    package func allow(_ rights: FileRights, below place: borrowing Descriptor) throws(KernelError) {
        let handled = rights.intersection(abi.fileRights)
        try LandlockRuleset.allow(handled, below: place, in: descriptor)
    }

    /// The same for a ruleset whose filling has ended, with rights that every ABI handles.
    package static func allow(
        _ rights: FileRights, below place: borrowing Descriptor, in ruleset: borrowing Descriptor
    ) throws(KernelError) {
        try checked("landlock_add_rule", trilatch_landlock_add_path(ruleset.number, place.number, rights.rawValue))
    }
}
