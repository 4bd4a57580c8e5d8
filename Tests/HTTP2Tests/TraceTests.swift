import Egress
import Glibc
import HTTP2
import Testing

/// Whether a secret stays behind in this process's memory, which nobody else holds here.
@Suite struct TraceTests {
    private enum Errno: Error { case unreadable }

    /// A secret in memory of its own, and something else from which it is known.
    @safe private final class Hidden {
        private let memory: UnsafeMutableBufferPointer<UInt8>
        private let masked: [UInt8]
        /// What is looked through: shared memory, which is not looked through itself.
        private let page: UnsafeMutableRawBufferPointer
        private static let mask: UInt8 = 0xa5

        /// One that the compression of heads makes shorter, or leaves as it is.
        init(isShortened: Bool) {
            let size = 1 << 20
            let shared = unsafe mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
            unsafe page = UnsafeMutableRawBufferPointer(start: shared, count: size)
            unsafe memory = .allocate(capacity: 48)
            let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
            let others = Array("^|<>{}~`".utf8)
            for index in 0..<48 {
                let some = isShortened || index % 2 == 0 ? digits : others
                unsafe memory[index] = some.randomElement() ?? 0
            }
            masked = unsafe memory.map { $0 ^ Self.mask }
        }

        deinit {
            unsafe munmap(page.baseAddress, page.count)
            unsafe memory.deallocate()
        }

        func borrow<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
            body(unsafe UnsafeBufferPointer(memory).span)
        }

        /// The digits that stand for it in a program.
        func placeholder() -> Placeholder? {
            var random = SystemRandomNumberGenerator()
            return borrow { Placeholder(standingFor: $0, random: &random) }
        }

        func wipe() { unsafe memory.update(repeating: 0) }

        /// How often it is in the memory that this process may write.
        func traces() throws -> Int {
            guard let maps = unsafe fopen("/proc/self/maps", "r") else { throw Errno.unreadable }
            defer { unsafe fclose(maps) }
            let descriptor = unsafe open("/proc/self/mem", O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Errno.unreadable }
            defer { close(descriptor) }
            var found = 0
            var line = [CChar](repeating: 0, count: 4096)
            while unsafe fgets(&line, Int32(line.count), maps) != nil {
                let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                let words = text.split(separator: " ")
                let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
                guard words[1] == "rw-p", ends.count == 2 else { continue }
                found += traces(from: ends[0], to: ends[1], descriptor)
            }
            return found
        }

        private func traces(from start: UInt, to end: UInt, _ descriptor: Int32) -> Int {
            var found = 0
            let step = unsafe page.count - masked.count + 1
            for place in stride(from: start, to: end, by: step) {
                let count = unsafe pread(descriptor, page.baseAddress, min(page.count, Int(end - place)), off_t(place))
                guard count >= masked.count else { continue }
                for index in 0..<count { unsafe page[index] ^= Self.mask }
                found += unsafe occurrences(in: UnsafeRawBufferPointer(rebasing: page[..<count]))
            }
            return found
        }

        private func occurrences(in bytes: UnsafeRawBufferPointer) -> Int {
            var found = 0
            var index = 0
            while let start = bytes.baseAddress, index <= bytes.count - masked.count,
                let place = unsafe memchr(start + index, Int32(masked[0]), bytes.count - masked.count + 1 - index)
            {
                if unsafe memcmp(place, masked, masked.count) == 0 { found += 1 }
                index = unsafe UnsafeRawPointer(place) - start + 1
            }
            return found
        }
    }

    static let places: [@Sendable (Placeholder) -> (CredentialSwap.Place, String, [Peer.Field])] = [
        { (.bearer, "/a", [Peer.Field("authorization", "Bearer \($0)")]) },
        { (.field("x-key"), "/a", [Peer.Field("x-key", "\($0)")]) },
        { (.query("key"), "/a?b=c&key=" + $0.bytes.map { "%" + String($0, radix: 16) }.joined(), []) },
    ]

    @Test(arguments: places, [true, false])
    func `of a secret nothing stays behind when its requests have gone`(
        place: @Sendable (Placeholder) -> (CredentialSwap.Place, String, [Peer.Field]), isShortened: Bool
    ) throws {
        let hidden = Hidden(isShortened: isShortened)
        let placeholder = try #require(hidden.placeholder())
        let (swap, path, fields) = place(placeholder)
        let inspector = HTTP2Inspector(
            Connection.authority, rules: .everything, credential: CredentialSwap(swap, placeholder: placeholder))
        let program = Peer(.program)
        var output = HTTP2Inspector.Output()
        var gone = 0
        for _ in 0..<5 {
            program.request("GET", path, fields)
            let said = program.send()
            _ = hidden.borrow { inspector.take(client: said.span, secret: $0, into: &output) }
            program.receive(output.toClient)
            output.toClient = []
            // Whoever sends it overwrites it then.
            gone += output.toUpstream.count
            for index in output.toUpstream.indices { output.toUpstream[index] = 0 }
            output.toUpstream.removeAll(keepingCapacity: true)
        }
        #expect(gone > 5 * 40 && output.judgements.count == 5 && output.end == nil)
        #expect(try hidden.traces() == 1, "it is in its own memory, where it is found")
        hidden.wipe()
        #expect(try hidden.traces() == 0)
        withExtendedLifetime(inspector) {}
    }
}
