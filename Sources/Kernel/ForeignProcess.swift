internal import CLinux
internal import Glibc

/// What another process holds, as its thread's number gives it: a number that may be another's a moment later.
package struct ForeignProcess: Sendable {
    private let thread: Int32
    private static let pageSize: UInt64 = 4096

    package init(thread: Int32) { self.thread = thread }

    /// Bytes of its memory: as many as there are, at most `count`.
    ///
    /// The corresponding C function is `process_vm_readv`.
    package func bytes(at address: UInt64, count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = max(0, unsafe trilatch_read_memory(thread, address, buffer.baseAddress, count))
        }
    }

    /// A C string of its memory; nil where there is none, it is no UTF-8 or longer than any path.
    package func string(at address: UInt64) -> String? {
        guard address != 0 else { return nil }
        var text: [UInt8] = []
        while text.count < Int(PATH_MAX) {
            // To the end of a page at most: the next one may not be there.
            let start = address &+ UInt64(text.count)
            let part = bytes(at: start, count: Int(ForeignProcess.pageSize - start % ForeignProcess.pageSize))
            guard !part.isEmpty else { return nil }
            if let end = part.firstIndex(of: 0) {
                return String(validating: text + part[..<end], as: UTF8.self)
            }
            text += part
        }
        return nil
    }

    /// The directory that relative paths start from: its working directory, or that of a descriptor.
    package func directory(_ number: Int32) -> String? {
        target(number == AT_FDCWD ? "cwd" : "fd/\(number)")
    }

    /// The program that it runs.
    package var program: String? { target("exe") }

    private func target(_ name: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink("/proc/\(thread)/\(name)", &buffer, buffer.count)
        guard length > 0, length < buffer.count else { return nil }
        return String(validating: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The root of its file system.
    package func root() throws(KernelError) -> ForeignRoot {
        // A link of /proc to the place itself.
        ForeignRoot(try Descriptor.place(at: AT_FDCWD, "/proc/\(thread)/root/.", resolving: []))
    }
}

/// The root of another process's file system, in which paths are looked up as the process would, and nothing is opened.
package struct ForeignRoot: ~Copyable {
    /// What there is at a path.
    package enum State: Sendable, Equatable {
        case absent
        case present(isWritable: Bool)
        /// It could not be looked at.
        case unknown
    }

    private let root: Descriptor

    fileprivate init(_ root: consuming Descriptor) { self.root = root }

    /// Looks at an absolute path, links followed within the root.
    ///
    /// Writable says that the mount is; the node's own permissions are another matter.
    package borrowing func state(of path: String) -> State {
        do {
            let relative = String(path.drop { $0 == "/" })
            let number = unsafe trilatch_openat2(
                root.number, relative.isEmpty ? "." : relative, UInt64(0x20_0000 /* O_PATH */ | O_CLOEXEC), 0,
                Resolution.inRoot.union(.noMagicLinks).rawValue)
            let place = Descriptor(owning: try checked("openat2", number))
            var mount = statvfs()
            guard unsafe fstatvfs(place.number, &mount) == 0 else { return .unknown }
            return .present(isWritable: mount.f_flag & 1 /* ST_RDONLY */ == 0)
        } catch {
            return error.code == ENOENT || error.code == ENOTDIR ? .absent : .unknown
        }
    }
}
