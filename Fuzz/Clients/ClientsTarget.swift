import Clients
import FuzzProperties
import Refusals

/// Reads bytes as a client's configuration, and puts its servers into boxes and out again.
///
/// The first byte says how the rest is written: TOML for a `t`, else JSON.
@c(LLVMFuzzerTestOneInput)
public func clientsTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let first = input.first else { return 0 }
    let format = ClientFormat.unknown(file: first == UInt8(ascii: "t") ? "f.toml" : "f.json")
    check(Array(input.dropFirst()), format)
    return 0
}

private func check(_ bytes: [UInt8], _ format: ClientFormat) {
    let before: ClientConfiguration
    do {
        before = try ClientConfiguration(bytes, format: format, file: "f")
    } catch {
        requireHarmless("\(error)")
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        let isInFile = error.location.map { (1...lines).contains($0.line) && $0.column >= 1 } ?? false
        return require(isInFile, "a refusal names a place in the file: \(error)")
    }
    var boxes: [Int: BoxedCommand] = [:]
    for (index, server) in before.servers.enumerated() {
        guard let launch = server.launch, BoxedCommand.read(launch.command, launch.arguments) == .bare else { continue }
        boxes[index] = BoxedCommand(
            profile: "git", workspace: "/w \"\\\u{7f}ü", name: PlainName.server(server.name), command: launch.words)
    }
    guard !boxes.isEmpty else { return checkUnwrapping(before) }
    // Whatever was read can be rewritten, and the bytes come back.
    guard let wrapped = try? ConfigurationChange.wrapping(before, boxes, program: "/opt/trilatch/bin/trilatch"),
        let back = try? ConfigurationChange.unwrapping(wrapped.after, boxes.keys.sorted())
    else { fatalError("a configuration that can be read cannot be rewritten") }
    require(back.after.text.bytes == bytes, "what was put in can be taken out")
    for (index, box) in boxes {
        guard let launch = wrapped.after.servers[index].launch else { fatalError("a server is gone") }
        require(BoxedCommand.read(launch.command, launch.arguments) == .boxed(box), "a box reads as what it is")
    }
    requireHarmless(wrapped.difference.filter { $0 != "\t" })
    checkUnwrapping(before)
}

/// Boxes that the input brought along leave as far as they can, and the rest stays readable.
private func checkUnwrapping(_ before: ClientConfiguration) {
    let boxed = before.servers.indices.filter { index in
        guard let launch = before.servers[index].launch else { return false }
        if case .boxed = BoxedCommand.read(launch.command, launch.arguments) { return true }
        return false
    }
    guard !boxed.isEmpty else { return }
    do {
        requireHarmless(try ConfigurationChange.unwrapping(before, boxed).difference.filter { $0 != "\t" })
    } catch {
        require(error.code == .clientUnsupported, "\(error)")
        requireHarmless("\(error)")
    }
}
