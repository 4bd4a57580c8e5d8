import LaunchPlan

/// A plan with every kind of step in it, changed as the fuzzer's bytes say.
enum DamagedPlan {
    private static let whole = PlanCodec.encode(
        LaunchPlan(
            identity: BoxIdentity(userOutside: 4242, groupOutside: 4343),
            fileSystem: [
                .directory(path: "/", mode: 0o755),
                .bind(Bind(node: HostNode(path: "/usr", device: 1, inode: 2, kind: .directory), access: .readOnly)),
                .bind(
                    Bind(
                        node: HostNode(path: "/home/a", device: 1, inode: 3, kind: .directory), access: .readWrite,
                        noExecute: true, ownerOnDisk: DiskOwner(user: 0, group: 0))),
                .scratch(Scratch(path: "/tmp", sizeBytes: 1 << 20, nodes: 100, mode: 0o1777, noExecute: true)),
                .symbolicLink(path: "/bin", target: "usr/bin"),
                .file(path: "/etc/passwd", contents: Array("a:x:1:1::/:\n".utf8), mode: 0o444),
                .hide(path: "/home/a/.env", kind: .file),
            ],
            command: Command(
                executable: "/usr/bin/s", arguments: ["s", "-v"], environment: ["HOME=/home/a", "EMPTY="],
                workingDirectory: "/home/a"),
            limits: ResourceLimits(dataBytes: 1 << 30, processes: 64),
            omittedLayers: Set(Layer.allCases.prefix(2))))

    /// Each change: two bytes for the place, one for how many bytes go and how many of the next come in their place.
    static func bytes(damagedAs input: [UInt8]) -> [UInt8] {
        var bytes = whole
        var rest = input[...]
        while rest.count >= 3 {
            let place = (Int(rest[rest.startIndex]) << 8 | Int(rest[rest.startIndex + 1])) % (bytes.count + 1)
            let counts = Int(rest[rest.startIndex + 2])
            rest = rest.dropFirst(3)
            bytes.replaceSubrange(place..<min(place + counts >> 4, bytes.count), with: rest.prefix(counts & 15))
            rest = rest.dropFirst(counts & 15)
        }
        return bytes
    }
}
