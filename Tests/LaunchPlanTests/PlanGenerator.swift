import LaunchPlan

/// Random plans from a seed, so that a failure can be repeated.
struct PlanGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func plan() -> LaunchPlan {
        let network = element(of: NetworkMode.allCases)
        return LaunchPlan(
            identity: BoxIdentity(
                userInside: .random(in: 1...70000, using: &self), groupInside: .random(in: 1...70000, using: &self),
                userOutside: .random(in: 1...70000, using: &self), groupOutside: .random(in: 1...70000, using: &self)),
            fileSystem: list(upTo: 6) { $0.step() },
            processFileSystem: element(of: ProcessFileSystem.allCases),
            network: network,
            listeners: network == .brokered ? list(upTo: 4) { $0.listener() } : [],
            hostName: word(),
            command: Command(
                executable: path(), arguments: [word()] + list(upTo: 4) { $0.word() },
                environment: list(upTo: 4) { "\($0.word())=\($0.word())" }, workingDirectory: path()),
            limits: ResourceLimits(
                dataBytes: optional(), processes: optional(), openFiles: optional(), fileSizeBytes: optional()),
            syscalls: SyscallVariant(
                unixSockets: .random(using: &self), internetSockets: .random(using: &self),
                writeXorExecute: .random(using: &self)),
            writeXorExecute: .random(using: &self),
            minimumLandlockABI: .random(in: 0...9, using: &self),
            mayLack: Set(list(upTo: 3) { $0.element(of: Layer.allCases) }).intersection(Layer.dispensable),
            recordsCalls: .random(using: &self),
            omittedLayers: Set(list(upTo: 3) { $0.element(of: Layer.allCases) }))
    }

    private mutating func listener() -> BoxListener {
        let address = (0..<(.random(using: &self) ? 4 : 16)).map { _ in UInt8.random(in: 0...255, using: &self) }
        guard
            let listener = BoxListener(
                element(of: BoxListener.Transport.allCases), address, port: .random(in: 1...65535, using: &self))
        else { fatalError("an address of 4 or 16 bytes") }
        return listener
    }

    /// A plan for a box without namespaces.
    mutating func namespacelessPlan() -> LaunchPlan {
        var plan = plan()
        plan.confinement = .landlock
        plan.minimumLandlockABI = .random(in: 6...9, using: &self)
        plan.network = .none
        plan.listeners = []
        plan.syscalls.unixSockets = false
        plan.syscalls.internetSockets = false
        plan.recordsCalls = false
        plan.processFileSystem = .random(using: &self) ? .pidOnly : .empty
        plan.identity.userOutside = plan.identity.userInside
        plan.identity.groupOutside = plan.identity.groupInside
        plan.fileSystem = list(upTo: 6) {
            let kind = $0.element(of: NodeKind.allCases)
            let node = HostNode(path: $0.path(), device: $0.next(), inode: $0.next(), kind: kind)
            return kind == .directory && .random(using: &$0)
                ? .list(node) : .bind(Bind(node: node, access: $0.element(of: Bind.Access.allCases)))
        }
        return plan
    }

    private mutating func step() -> FileSystemStep {
        switch Int.random(in: 0..<7, using: &self) {
        case 0:
            .bind(
                Bind(
                    node: HostNode(
                        path: path(), device: next(), inode: next(), kind: element(of: NodeKind.allCases)),
                    access: element(of: Bind.Access.allCases), noExecute: .random(using: &self),
                    ownerOnDisk: .random(using: &self) ? DiskOwner(user: 0, group: 7) : nil))
        case 1:
            .scratch(
                Scratch(
                    path: path(), sizeBytes: next(), nodes: next(), mode: 0o1777, noExecute: .random(using: &self)))
        case 2: .symbolicLink(path: path(), target: word())
        case 3: .file(path: path(), contents: list(upTo: 40) { UInt8.random(in: 0...255, using: &$0) }, mode: 0o444)
        case 4: .directory(path: path(), mode: 0o755)
        case 5:
            .copy(
                CopiedFile(
                    of: HostNode(path: path(), device: next(), inode: next(), kind: .file), path: path(),
                    skipping: .random(in: 0...9, using: &self),
                    before: list(upTo: 9) { UInt8.random(in: 0...255, using: &$0) },
                    after: list(upTo: 9) { UInt8.random(in: 0...255, using: &$0) }))
        default: .hide(path: path(), kind: element(of: NodeKind.allCases))
        }
    }

    private mutating func word() -> String {
        String(list(upTo: 12) { $0.element(of: Array("abcXYZ019 -_=/.äß漢🧰\n\"\\")) } + ["w"])
    }

    private mutating func path() -> String {
        "/" + ["a"].joined() + list(upTo: 3) { "/\($0.element(of: ["usr", "höme", "x y", "...", ".git"]))" }.joined()
    }

    private mutating func optional() -> UInt64? { .random(using: &self) ? next() : nil }

    private mutating func element<Value>(of values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &self)]
    }

    private mutating func list<Value>(upTo count: Int, _ make: (inout PlanGenerator) -> Value) -> [Value] {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in make(&self) }
    }
}
