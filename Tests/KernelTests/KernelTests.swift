import Glibc
import Kernel
import Testing

@Suite("The kernel's wrappers")
struct KernelTests {
    @Test("tell a process with more than one thread, which must not build a box")
    func threads() {
        // A test runner has many.
        do throws(KernelError) {
            try Processes.requireOneThread()
            Issue.record("a process with many threads passed for one with a single thread")
        } catch {
            #expect(error == KernelError("unshare", EINVAL))
        }
    }

    @Test("open nothing through a symbolic link where none is allowed")
    func links() throws {
        do throws(KernelError) {
            _ = try Descriptor.place(at: Descriptor.workingDirectory, "/proc/self/status", resolving: .exact)
            Issue.record("a link was followed")
        } catch {
            #expect(error.code == ELOOP)
        }
        // The control: the same path where links are followed.
        _ = try Descriptor.place(at: Descriptor.workingDirectory, "/proc/self/status", resolving: [])
        // A link at the end is opened itself, and is not what was granted.
        let link = try Descriptor.place(at: Descriptor.workingDirectory, "/proc/self", resolving: .exact)
        #expect(try FileNode(of: link).kind == .symbolicLink)
    }

    @Test("name the errno of a call that fails, and the call")
    func errors() {
        #expect(KernelError("openat2", ENOENT).description == "openat2: ENOENT")
        #expect(ErrorNumber.name(4095) == "errno 4095")
    }

    @Test("ask of each Landlock ABI exactly what it knows", arguments: [UInt8(1), 2, 3, 4, 5, 6, 9])
    func landlock(version: UInt8) {
        let abi = LandlockABI(version: version)
        #expect(abi.fileRights.contains(.refer) == (version >= 2))
        #expect(abi.fileRights.contains(.truncate) == (version >= 3))
        #expect((abi.networkRights != 0) == (version >= 4))
        #expect(abi.fileRights.contains(.controlDevice) == (version >= 5))
        #expect((abi.scopes != 0) == (version >= 6))
    }

    @Test("keep sets of rights what their names say")
    func sets() {
        #expect(FileRights.readWrite == [.readFile, .readDirectory, .write])
        #expect(
            FileRights.write == [
                .writeFile, .removeDirectory, .removeFile, .makeDirectory, .makeFile, .makeSocket, .makePipe,
                .makeSymbolicLink, .refer, .truncate,
            ])
        #expect(FileRights.ofFiles == [.execute, .writeFile, .readFile, .truncate, .controlDevice])
        #expect(FileRights.useFiles == [.readFile, .readDirectory, .writeFile, .truncate])
        #expect(MountAttributes.guarded == [.noSetUserID, .noDevices])
        #expect(MountAttributes.inert == [.noSetUserID, .noDevices, .noExecute])
        #expect(MountAttributes.inertReadOnly == [.noSetUserID, .noDevices, .noExecute, .readOnly])
        #expect(MountAttributes.ofDevices == [.noSetUserID, .noExecute])
        #expect(Resolution.exact == [.noSymbolicLinks, .noMagicLinks])
        #expect(Resolution.exactBeneath == [.noSymbolicLinks, .noMagicLinks, .beneath])
        #expect(Namespaces.all == [.user, .mount, .pid, .network, .ipc, .uts, .cgroup])
    }
}
