import Glibc
import Kernel
import Testing

@Suite("Locked bytes")
struct LockedBytesTests {
    private static let secret = Array("ghp_8f3Kq0XyZ1".utf8)

    @Test("stay in memory, out of dumps and out of children: by what the kernel says of their pages")
    func pages() throws {
        let locked = try LockedBytes.copy(of: Self.secret.span)
        let flags = try locked.withSpan { (bytes) throws in try MappingFlags(of: bytes) }
        #expect(flags.words.isSuperset(of: ["lo", "dd", "wf"]))
        // The control: what an array has around it is none of that.
        let array = Self.secret
        let plain = try MappingFlags(of: array.span)
        #expect(plain.words.isDisjoint(with: ["lo", "dd", "wf"]))
    }

    @Test("are what was copied, appended and read, byte for byte")
    func content() throws {
        var locked = try LockedBytes(capacity: 8)
        #expect(locked.count == 0)
        locked.append([1, 2, 3].span)
        locked.append([4, 5].span)
        locked.removeLast()
        #expect(locked.withSpan { (bytes: Span<UInt8>) in bytes.indices.map { bytes[$0] } } == [1, 2, 3, 4])
        // What was dropped is overwritten, not only forgotten.
        locked.append([0].span)
        locked.removeLast()
        #expect(locked.count == 4)
    }

    @Test("take all of a pipe, and say so where it holds more than may be", arguments: [0, 1, 13, 14])
    func reading(limit: Int) throws {
        let pipe = try Pipe()
        try pipe.writing.write(Array(Self.secret.prefix(13)))
        let reading = pipe.keepReading()
        do throws(KernelError) {
            let locked = try LockedBytes.read(allOf: reading, limit: limit)
            #expect(limit >= 13)
            #expect(
                locked.withSpan { (bytes: Span<UInt8>) in bytes.indices.map { bytes[$0] } }
                    == Array(Self.secret.prefix(13)))
        } catch {
            #expect(limit < 13)
            #expect(error == KernelError("read", EFBIG))
        }
    }

    @Test("are refused where the limit of locked memory is too small, and leave no page behind")
    func limit() async {
        await #expect(processExitsWith: .exitCode(37)) {
            let before = try MappingFlags.mappings()
            // Root may lock what it wants.
            if getuid() == 0 { try Processes.become(user: 4242, group: 4242) }
            try Processes.limit(.lockedMemory, to: 0)
            do throws(KernelError) {
                _ = try LockedBytes(capacity: 1 << 20)
            } catch {
                let mlockFails = error == KernelError("mlock", EPERM) || error == KernelError("mlock", ENOMEM)
                let after = try MappingFlags.mappings()
                exit(mlockFails && after - before < 1 << 20 ? 37 : 1)
            }
        }
    }

    @Test("can be let go of in ordinary memory too, where its owner overwrites it")
    func wiping() {
        var bytes = Self.secret
        bytes.wipe()
        #expect(bytes.isEmpty)
        var none: [UInt8] = []
        none.wipe()
        #expect(none.isEmpty)
    }
}

/// The flags of the mapping that bytes lie in, as `/proc/self/smaps` tells them.
private struct MappingFlags {
    let words: Set<String>

    init(of bytes: Span<UInt8>) throws {
        let address = unsafe bytes.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) }
        let text = String(
            decoding: try Descriptor.reading("/proc/self/smaps").readAll(limit: 64 << 20), as: UTF8.self)
        var isHere = false
        for line in text.split(separator: "\n") {
            let ends = (line.split(separator: " ").first ?? "").split(separator: "-").compactMap { UInt($0, radix: 16) }
            if ends.count == 2 { isHere = (ends[0]..<ends[1]).contains(address) }
            guard isHere, line.hasPrefix("VmFlags:") else { continue }
            words = Set(line.split(separator: " ").dropFirst().map(String.init))
            return
        }
        words = []
    }

    /// How much memory this process has mapped, in bytes.
    static func mappings() throws -> Int {
        let text = String(decoding: try Descriptor.reading("/proc/self/statm").readAll(limit: 4096), as: UTF8.self)
        return (text.split(separator: " ").first.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
