extension SyscallTable {
    /// Stacked on a server's table when its profile says `write-xor-execute`.
    ///
    /// No mapping is writable and executable at once. Just-in-time compilers that map both fail. Turning a writable mapping executable later is the business of
    /// `PR_SET_MDWE`, and a file that is mapped twice is not caught here.
    package static let writeXorExecute = SyscallTable(
        name: "writeXorExecute",
        otherwise: .allow,
        groups: [
            .group(
                "mappings", neededBy: "every program, one right at a time", allow: [],
                filter: [
                    .init("mmap", .mapping(protection: 2), "not writable and executable at once: `EPERM`"),
                    .init("mprotect", .mapping(protection: 2), "not writable and executable at once: `EPERM`"),
                    .init("pkey_mprotect", .mapping(protection: 2), "not writable and executable at once: `EPERM`"),
                    .init("shmat", .attachingSegment, "not executable (`SHM_EXEC`): `EPERM`"),
                ])
        ])
}
