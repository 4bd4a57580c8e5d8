/// Why bytes are not a plan.
package enum PlanCodecError: Error, Sendable, Equatable {
    case wrongMagic
    case tooLong
    case truncated
    case trailingBytes
    case invalidValue
    case invalidPath
}

/// Turns a plan into bytes and back.
///
/// Supervisor and launcher are built together; the format has no older versions, and the magic number carries its
/// revision so that a mixed installation refuses instead of misreading.
package enum PlanCodec {
    /// No plan is longer than this many bytes.
    package static let maximumLength = 4 << 20

    private static let magic: UInt64 = 0x0005_6863_7461_6c54

    /// Encodes a plan.
    package static func encode(_ plan: LaunchPlan) -> [UInt8] {
        var writer = PlanWriter()
        writer.write(magic)
        writer.write(plan.identity.userInside)
        writer.write(plan.identity.groupInside)
        writer.write(plan.identity.userOutside)
        writer.write(plan.identity.groupOutside)
        writer.write(UInt32(plan.fileSystem.count))
        for step in plan.fileSystem { encode(step, into: &writer) }
        writer.write(plan.processFileSystem.rawValue)
        writer.write(plan.network.rawValue)
        writer.write(UInt32(plan.listeners.count))
        for listener in plan.listeners {
            writer.write(listener.transport.rawValue)
            writer.write(listener.address)
            writer.write(listener.port)
        }
        writer.write(plan.hostName)
        writer.write(plan.command.executable)
        writer.write(plan.command.arguments)
        writer.write(plan.command.environment)
        writer.write(plan.command.workingDirectory)
        writer.write(plan.limits.dataBytes)
        writer.write(plan.limits.processes)
        writer.write(plan.limits.openFiles)
        writer.write(plan.limits.fileSizeBytes)
        writer.write(plan.syscalls.unixSockets)
        writer.write(plan.syscalls.internetSockets)
        writer.write(plan.syscalls.writeXorExecute)
        writer.write(plan.writeXorExecute)
        writer.write(plan.confinement.rawValue)
        writer.write(plan.minimumLandlockABI)
        writer.write(plan.mayLack.map(\.rawValue).sorted())
        writer.write(plan.recordsCalls)
        writer.write(plan.omittedLayers.map(\.rawValue).sorted())
        return writer.bytes
    }

    /// Decodes a plan; all of the bytes must be one.
    ///
    /// - Throws: `PlanCodecError`, for any byte sequence that `encode` does not produce.
    package static func decode(_ bytes: [UInt8]) throws(PlanCodecError) -> LaunchPlan {
        guard bytes.count <= maximumLength else { throw .tooLong }
        var reader = PlanReader(bytes)
        guard try reader.read(UInt64.self) == magic else { throw .wrongMagic }
        let identity = BoxIdentity(
            userInside: try reader.read(UInt32.self), groupInside: try reader.read(UInt32.self),
            userOutside: try reader.read(UInt32.self), groupOutside: try reader.read(UInt32.self))
        var steps: [FileSystemStep] = []
        let stepCount = try reader.readCount()
        steps.reserveCapacity(stepCount)
        for _ in 0..<stepCount { steps.append(try decodeStep(from: &reader)) }
        let plan = LaunchPlan(
            identity: identity,
            fileSystem: steps,
            processFileSystem: try decodeCase(from: &reader),
            network: try decodeCase(from: &reader),
            listeners: try decodeListeners(from: &reader),
            hostName: try reader.readString(),
            command: Command(
                executable: try decodePath(from: &reader), arguments: try reader.readStrings(),
                environment: try reader.readStrings(), workingDirectory: try decodePath(from: &reader)),
            limits: ResourceLimits(
                dataBytes: try reader.readOptional(UInt64.self), processes: try reader.readOptional(UInt64.self),
                openFiles: try reader.readOptional(UInt64.self), fileSizeBytes: try reader.readOptional(UInt64.self)),
            syscalls: SyscallVariant(
                unixSockets: try reader.readBool(), internetSockets: try reader.readBool(),
                writeXorExecute: try reader.readBool()),
            writeXorExecute: try reader.readBool(),
            confinement: try decodeCase(from: &reader),
            minimumLandlockABI: try reader.read(UInt8.self),
            mayLack: try decodeLayers(from: &reader),
            recordsCalls: try reader.readBool(),
            omittedLayers: try decodeLayers(from: &reader))
        guard reader.isAtEnd else { throw .trailingBytes }
        guard plan.mayLack.isSubset(of: Layer.dispensable), identity.userInside != 0, identity.groupInside != 0,
            identity.userOutside != 0,
            identity.groupOutside != 0,
            plan.fitsConfinement,
            !plan.command.arguments.isEmpty, plan.command.environment.allSatisfy({ $0.dropFirst().contains("=") })
        else { throw .invalidValue }
        return plan
    }

    private static func encode(_ step: FileSystemStep, into writer: inout PlanWriter) {
        switch step {
        case .bind(let bind):
            writer.write(UInt8(0))
            writer.write(bind.node.path)
            writer.write(bind.node.device)
            writer.write(bind.node.inode)
            writer.write(bind.node.kind.rawValue)
            writer.write(bind.access.rawValue)
            writer.write(bind.noExecute)
            writer.write(bind.ownerOnDisk?.user)
            writer.write(bind.ownerOnDisk?.group)
        case .scratch(let scratch):
            writer.write(UInt8(1))
            writer.write(scratch.path)
            writer.write(scratch.sizeBytes)
            writer.write(scratch.nodes)
            writer.write(scratch.mode)
            writer.write(scratch.noExecute)
        case .symbolicLink(let path, let target):
            writer.write(UInt8(2))
            writer.write(path)
            writer.write(target)
        case .file(let path, let contents, let mode):
            writer.write(UInt8(3))
            writer.write(path)
            writer.write(contents)
            writer.write(mode)
        case .directory(let path, let mode):
            writer.write(UInt8(4))
            writer.write(path)
            writer.write(mode)
        case .hide(let path, let kind):
            writer.write(UInt8(5))
            writer.write(path)
            writer.write(kind.rawValue)
        case .list(let node):
            writer.write(UInt8(6))
            writer.write(node.path)
            writer.write(node.device)
            writer.write(node.inode)
        case .copy(let file):
            writer.write(UInt8(7))
            writer.write(file.node.path)
            writer.write(file.node.device)
            writer.write(file.node.inode)
            writer.write(file.path)
            writer.write(file.skipped)
            writer.write(file.before)
            writer.write(file.after)
        }
    }

    private static func decodeStep(from reader: inout PlanReader) throws(PlanCodecError) -> FileSystemStep {
        switch try reader.read(UInt8.self) {
        case 0:
            let node = HostNode(
                path: try decodePath(from: &reader), device: try reader.read(UInt64.self),
                inode: try reader.read(UInt64.self), kind: try decodeCase(from: &reader))
            let access: Bind.Access = try decodeCase(from: &reader)
            let noExecute = try reader.readBool()
            let user = try reader.readOptional(UInt32.self)
            let group = try reader.readOptional(UInt32.self)
            switch (user, group) {
            case (nil, nil): return .bind(Bind(node: node, access: access, noExecute: noExecute))
            case (let user?, let group?):
                let owner = DiskOwner(user: user, group: group)
                return .bind(Bind(node: node, access: access, noExecute: noExecute, ownerOnDisk: owner))
            default: throw .invalidValue
            }
        case 1:
            return .scratch(
                Scratch(
                    path: try decodePath(from: &reader), sizeBytes: try reader.read(UInt64.self),
                    nodes: try reader.read(UInt64.self), mode: try reader.read(UInt16.self),
                    noExecute: try reader.readBool()))
        case 2: return .symbolicLink(path: try decodePath(from: &reader), target: try reader.readString())
        case 3:
            return .file(
                path: try decodePath(from: &reader), contents: try reader.readBytes(),
                mode: try reader.read(UInt16.self))
        case 4: return .directory(path: try decodePath(from: &reader), mode: try reader.read(UInt16.self))
        case 5: return .hide(path: try decodePath(from: &reader), kind: try decodeCase(from: &reader))
        case 6:
            return .list(
                HostNode(
                    path: try decodePath(from: &reader), device: try reader.read(UInt64.self),
                    inode: try reader.read(UInt64.self), kind: .directory))
        case 7:
            let node = HostNode(
                path: try decodePath(from: &reader), device: try reader.read(UInt64.self),
                inode: try reader.read(UInt64.self), kind: .file)
            return .copy(
                CopiedFile(
                    of: node, path: try decodePath(from: &reader), skipping: try reader.read(UInt32.self),
                    before: try reader.readBytes(), after: try reader.readBytes()))
        default: throw .invalidValue
        }
    }

    private static func decodeListeners(from reader: inout PlanReader) throws(PlanCodecError) -> [BoxListener] {
        let count = try reader.readCount()
        guard count <= BoxListener.maximumCount else { throw .invalidValue }
        var listeners: [BoxListener] = []
        for _ in 0..<count {
            let transport: BoxListener.Transport = try decodeCase(from: &reader)
            let address = try reader.readBytes()
            let port = try reader.read(UInt16.self)
            guard let listener = BoxListener(transport, address, port: port) else { throw .invalidValue }
            listeners.append(listener)
        }
        return listeners
    }

    private static func decodePath(from reader: inout PlanReader) throws(PlanCodecError) -> String {
        let path = try reader.readString()
        guard PlanPath.isNormalised(path) else { throw .invalidPath }
        return path
    }

    private static func decodeCase<Value: RawRepresentable<UInt8>>(
        from reader: inout PlanReader
    ) throws(PlanCodecError) -> Value {
        guard let value = Value(rawValue: try reader.read(UInt8.self)) else { throw .invalidValue }
        return value
    }

    private static func decodeLayers(from reader: inout PlanReader) throws(PlanCodecError) -> Set<Layer> {
        var layers: Set<Layer> = []
        var last = -1
        for raw in try reader.readBytes() {
            // In one order only, so that a plan has one form.
            guard Int(raw) > last, let layer = Layer(rawValue: raw) else { throw .invalidValue }
            layers.insert(layer)
            last = Int(raw)
        }
        return layers
    }
}
