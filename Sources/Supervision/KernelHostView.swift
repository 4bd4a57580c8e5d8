internal import Glibc
internal import LaunchPlan
package import Policy

/// The host as the kernel describes it to the caller, with the caller's own rights.
///
/// Names are bytes all the way: a path that is not UTF-8 can be looked at, and no plan can hold it. Nothing is cached.
package struct KernelHostView: HostView {
    package init() {}

    package func inspect(_ path: HostPath) throws(HostFailure) -> HostFile? {
        var status = stat()
        let result = unsafe KernelHostView.withCString(path) { unsafe lstat($0, &status) }
        guard result == 0 else {
            switch errno {
            case ENOENT, ENOTDIR: return nil
            case let number: throw KernelHostView.failure(number)
            }
        }
        return HostFile(
            kind: KernelHostView.kind(status.st_mode & S_IFMT), device: UInt64(status.st_dev),
            inode: UInt64(status.st_ino), owner: DiskOwner(user: status.st_uid, group: status.st_gid),
            permissions: UInt16(status.st_mode & 0o7777), names: UInt64(status.st_nlink))
    }

    package func readLink(_ path: HostPath) throws(HostFailure) -> [UInt8] {
        var target = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe KernelHostView.withCString(path) { unsafe readlink($0, &target, target.count) }
        guard length >= 0 else { throw KernelHostView.failure(errno) }
        // A target that fills the buffer may have been cut.
        guard length < Int(PATH_MAX) else { throw .failed(ENAMETOOLONG) }
        return target[..<length].map { UInt8(bitPattern: $0) }
    }

    package func list(_ directory: HostPath) throws(HostFailure) -> DirectoryListing {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let descriptor = unsafe KernelHostView.withCString(directory) { unsafe open($0, flags) }
        guard descriptor >= 0 else { throw KernelHostView.failure(errno) }
        guard let stream = unsafe fdopendir(descriptor) else {
            let number = errno
            close(descriptor)
            throw KernelHostView.failure(number)
        }
        // The stream owns the descriptor.
        defer { unsafe closedir(stream) }
        var listing = DirectoryListing()
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw KernelHostView.failure(errno) }
                return listing
            }
            let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let start = unsafe UnsafeRawPointer(entry).advanced(by: nameOffset).assumingMemoryBound(to: UInt8.self)
            let name = unsafe UnsafeBufferPointer(
                start: start, count: strlen(UnsafeRawPointer(start).assumingMemoryBound(to: CChar.self)))
            if unsafe name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
            switch Int(unsafe entry.pointee.d_type) {
            case Int(DT_REG): unsafe listing.append(name.span, .file)
            case Int(DT_DIR): unsafe listing.append(name.span, .directory)
            case Int(DT_LNK): unsafe listing.append(name.span, .symbolicLink)
            case Int(DT_UNKNOWN):
                // Some file systems do not say; one that is gone meanwhile is no entry.
                let path = unsafe directory.appending(Array(name))
                if let file = try inspect(path) { unsafe listing.append(name.span, file.kind) }
            default: unsafe listing.append(name.span, .other)
            }
        }
    }

    package func read(_ path: HostPath, limit: Int) throws(HostFailure) -> [UInt8] {
        // Without O_NONBLOCK the open of a pipe that nobody writes to would wait.
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let descriptor = unsafe KernelHostView.withCString(path) { unsafe open($0, flags) }
        guard descriptor >= 0 else { throw KernelHostView.failure(errno) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw KernelHostView.failure(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .wrongKind }
        var failure: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
            filled = 0
            while filled < limit {
                let count = unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + filled }, limit - filled)
                if count < 0 && errno == EINTR { continue }
                if count < 0 { failure = errno }
                guard count > 0 else { return }
                filled += count
            }
        }
        guard failure == 0 else { throw KernelHostView.failure(failure) }
        return bytes
    }

    private static func kind(_ format: mode_t) -> HostFile.Kind {
        switch format {
        case S_IFREG: .file
        case S_IFDIR: .directory
        case S_IFLNK: .symbolicLink
        default: .other
        }
    }

    private static func failure(_ number: Int32) -> HostFailure {
        switch number {
        case EACCES, EPERM: .denied
        case ELOOP: .tooManyLinks
        case ENOTDIR: .wrongKind
        default: .failed(number)
        }
    }

    private static func withCString<Result>(
        _ path: HostPath, _ body: (UnsafePointer<CChar>) -> Result
    ) -> Result {
        unsafe (path.bytes + [0]).withUnsafeBufferPointer { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { rebound in
                guard let start = rebound.baseAddress else { preconditionFailure("an array with a NUL is not empty") }
                return unsafe body(start)
            }
        }
    }
}
