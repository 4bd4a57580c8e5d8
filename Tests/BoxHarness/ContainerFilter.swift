import Kernel

/// What makes a command run as in a container whose filter denies namespaces, mounts and keyrings.
///
/// As the default filters of container engines do it: `clone3` does not exist, so that a C library takes `clone`, whose flags
/// can be judged.
package enum ContainerFilter {
    /// Whether this kernel can hold a box without namespaces: one that keeps signals in a Landlock domain.
    package static let leavesTier = ((try? LandlockABI.ofKernel().version) ?? 0) >= 6

    /// The words before the command.
    package static let prefix = ["/usr/bin/python3", "-c", program]

    private static let program = """
        import ctypes, os, platform, struct, sys
        x86 = platform.machine() == "x86_64"
        # unshare, setns, mount, umount2, pivot_root, keyctl, add_key, request_key
        denied = [272, 308, 165, 166, 155, 250, 248, 249] if x86 else [97, 268, 40, 39, 41, 219, 217, 218]
        denied += [428, 429, 430, 431, 432, 442]  # open_tree to mount_setattr
        clone, clone3 = 56 if x86 else 220, 435
        load, equal, any_set, give = 0x20, 0x15, 0x45, 0x06
        def refuse(errno): return (give, 0, 0, 0x50000 | errno)
        code = [(load, 0, 0, 0)]
        for number, errno in [(number, 1) for number in denied] + [(clone3, 38)]:
            code += [(equal, 0, 1, number), refuse(errno)]
        code += [(equal, 0, 3, clone), (load, 0, 0, 16), (any_set, 0, 1, 0x7E020000), refuse(1), (give, 0, 0, 0x7FFF0000)]
        program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in code))
        libc = ctypes.CDLL(None, use_errno=True)
        filter = ctypes.create_string_buffer(struct.pack("@HP", len(code), ctypes.addressof(program)))
        if libc.prctl(38, 1, 0, 0, 0) != 0 or libc.prctl(22, 2, filter, 0, 0) != 0: sys.exit(99)
        os.execvp(sys.argv[1], sys.argv[1:])
        """
}
