import LaunchPlan
import Testing

@Suite("A plan's bytes")
struct PlanCodecTests {
    @Test("decode to the plan that they were made from", arguments: 0..<200)
    func roundTrip(seed: UInt64) throws {
        var generator = PlanGenerator(seed: seed)
        let plan = generator.plan()
        #expect(try PlanCodec.decode(PlanCodec.encode(plan)) == plan)
    }

    @Test("decode to the plan without namespaces that they were made from", arguments: 0..<50)
    func namespacelessRoundTrip(seed: UInt64) throws {
        var generator = PlanGenerator(seed: seed)
        let plan = generator.namespacelessPlan()
        #expect(try PlanCodec.decode(PlanCodec.encode(plan)) == plan)
    }

    /// What takes a namespace, or a kernel that keeps signals in the box.
    private static let unfitChanges: [(String, @Sendable (inout LaunchPlan) -> Void)] = [
        ("an older Landlock", { $0.minimumLandlockABI = 5 }),
        ("a network", { $0.network = .loopback }),
        ("unix sockets", { $0.syscalls.unixSockets = true }),
        ("internet sockets", { $0.syscalls.internetSockets = true }),
        ("a whole /proc", { $0.processFileSystem = .fullMasked }),
        ("a recorder", { $0.recordsCalls = true }),
        ("another user outside", { $0.identity.userOutside += 1 }),
        ("a scratch", { $0.fileSystem = [.scratch(Scratch(path: "/tmp", sizeBytes: 1, nodes: 1))] }),
        ("a link", { $0.fileSystem = [.symbolicLink(path: "/bin", target: "usr/bin")] }),
        ("a cover", { $0.fileSystem = [.hide(path: "/a", kind: .file)] }),
        ("a file of its own", { $0.fileSystem = [.file(path: "/a", contents: [], mode: 0o444)] }),
    ]

    @Test("without namespaces never ask for what takes one", arguments: unfitChanges.indices)
    func unfit(index: Int) {
        var generator = PlanGenerator(seed: 8)
        var plan = generator.namespacelessPlan()
        Self.unfitChanges[index].1(&plan)
        #expect(refusal(of: PlanCodec.encode(plan)) == .invalidValue, "\(Self.unfitChanges[index].0)")
    }

    @Test("with namespaces never list what is not granted")
    func listing() {
        var generator = PlanGenerator(seed: 9)
        var plan = generator.plan()
        plan.fileSystem = [.list(HostNode(path: "/a", device: 1, inode: 1, kind: .directory))]
        #expect(refusal(of: PlanCodec.encode(plan)) == .invalidValue)
    }

    @Test("cut anywhere are no plan", arguments: 0..<10)
    func truncation(seed: UInt64) {
        var generator = PlanGenerator(seed: seed)
        let bytes = PlanCodec.encode(generator.plan())
        for count in 0..<bytes.count { #expect(refusal(of: Array(bytes.prefix(count))) != nil) }
    }

    @Test("followed by anything are no plan")
    func trailing() {
        var generator = PlanGenerator(seed: 1)
        #expect(refusal(of: PlanCodec.encode(generator.plan()) + [0]) == .trailingBytes)
    }

    @Test("changed at random never trap, and decode only to what encodes to them again", arguments: 0..<40)
    func mutation(seed: UInt64) throws {
        var generator = PlanGenerator(seed: seed)
        let original = PlanCodec.encode(generator.plan())
        for _ in 0..<500 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
            }
            guard refusal(of: bytes) == nil else { continue }
            #expect(PlanCodec.encode(try PlanCodec.decode(bytes)) == bytes)
        }
    }

    @Test("of another revision are refused as such")
    func magic() {
        var generator = PlanGenerator(seed: 2)
        var bytes = PlanCodec.encode(generator.plan())
        bytes[6] ^= 3
        #expect(refusal(of: bytes) == .wrongMagic)
    }

    @Test("beyond the limit are refused before they are read")
    func length() {
        #expect(refusal(of: [UInt8](repeating: 0, count: PlanCodec.maximumLength + 1)) == .tooLong)
    }

    @Test("never make a box of user or group 0", arguments: [8, 12, 16, 20])
    func administrator(offset: Int) {
        var generator = PlanGenerator(seed: 3)
        var bytes = PlanCodec.encode(generator.plan())
        bytes.replaceSubrange(offset..<(offset + 4), with: [0, 0, 0, 0])
        #expect(refusal(of: bytes) == .invalidValue)
    }

    @Test("never do without a layer that makes a box", arguments: Set(Layer.allCases).subtracting(Layer.dispensable))
    func indispensable(layer: Layer) {
        var generator = PlanGenerator(seed: 7)
        var plan = generator.plan()
        plan.mayLack = [layer, .landlock]
        #expect(refusal(of: PlanCodec.encode(plan)) == .invalidValue)
    }

    @Test("never carry a path that is not normalised", arguments: ["usr", "/usr/", "/a//b", "/a/./b", "/../etc", ""])
    func paths(path: String) {
        var generator = PlanGenerator(seed: 4)
        var plan = generator.plan()
        plan.fileSystem = [.directory(path: path, mode: 0o755)]
        #expect(refusal(of: PlanCodec.encode(plan)) == .invalidPath)
    }

    @Test("never carry a NUL inside a string, where the kernel would end it")
    func embeddedNUL() {
        var generator = PlanGenerator(seed: 5)
        var plan = generator.plan()
        plan.command.arguments = ["a\0b"]
        #expect(refusal(of: PlanCodec.encode(plan)) == .invalidValue)
    }

    @Test("with an environment entry that is no pair are refused", arguments: ["NAME", "=value", ""])
    func environment(entry: String) {
        var generator = PlanGenerator(seed: 6)
        var plan = generator.plan()
        plan.command.environment = [entry]
        #expect(refusal(of: PlanCodec.encode(plan)) == .invalidValue)
    }

    private func refusal(of bytes: [UInt8]) -> PlanCodecError? {
        do throws(PlanCodecError) {
            _ = try PlanCodec.decode(bytes)
            return nil
        } catch {
            return error
        }
    }
}
