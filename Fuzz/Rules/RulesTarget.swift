import ArgumentJudgement
import FuzzProperties
import Refusals
import Wire

@testable import Policy

/// Reads a pattern for texts, two for names, a pointer and a path, each ended by a line break, and the rest as arguments.
@c(LLVMFuzzerTestOneInput)
public func rulesTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    guard let text = String(validating: input, as: UTF8.self) else { return 0 }
    let parts = text.utf8.split(separator: UInt8(ascii: "\n"), maxSplits: 5, omittingEmptySubsequences: false)
        .map { String(Substring($0)) }
    guard parts.count == 6 else { return 0 }
    checkPattern(parts[0], on: parts[4])
    checkNames(parts[1], parts[2], parts[4])
    checkPointer(parts[3])
    checkPath(parts[4])
    checkArguments(pattern: parts[0], pointer: parts[3], parts[5])
    return 0
}

/// A pattern means what a slower reading of it means.
private func checkPattern(_ text: String, on sample: String) {
    let scalars = Array(sample.unicodeScalars.prefix(32))
    do {
        let pattern = try TextPattern(text)
        var parser = TextPatternParser(text)
        let ends = SlowPattern(scalars).ends(of: try parser.whole(), from: [0])
        let short = String(String.UnicodeScalarView(scalars))
        require(pattern.matches(short) == ends.contains(scalars.count), "\(text) on \(short)")
    } catch TextPatternError.syntax(_, let place) {
        require((1...text.unicodeScalars.count + 1).contains(place), "a fault lies in the pattern")
    } catch {}
}

/// What a pattern that covers another means, and what a star means by trying every length.
private func checkNames(_ first: String, _ second: String, _ name: String) {
    guard let wide = NameGlob(first), let narrow = NameGlob(second) else { return }
    let name = Array(name.utf8.prefix(24))
    func isMeant(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        guard let letter = pattern.first else { return name.isEmpty }
        if letter != UInt8(ascii: "*") {
            return name.first == letter && isMeant(pattern.dropFirst(), name.dropFirst())
        }
        return (0...name.count).contains { isMeant(pattern.dropFirst(), name.dropFirst($0)) }
    }
    if first.utf8.count < 24, first.utf8.count(where: { $0 == UInt8(ascii: "*") }) < 5 {
        require(wide.matches(name.span) == isMeant(Array(first.utf8)[...], name[...]), "\(first)")
    }
    if wide.covers(narrow), narrow.matches(name.span) {
        require(wide.matches(name.span), "\(first) covers \(second)")
    }
}

private func checkPointer(_ text: String) {
    guard let pointer = ArgumentPointer(text) else { return }
    require(ArgumentPointer(pointer.description) == pointer, "a pointer is read as it is written")
}

/// A path that passes lies in the folder for each of the readings that servers are known for.
private func checkPath(_ text: String) {
    var policy = WirePolicy()
    policy.paths.workingDirectory = "/w/sub"
    policy.paths.home = "/home/u"
    policy.paths.variables = ["HOME"]
    policy.argumentRules = [rule("/p", RuleDemands(), folders: ["/w"])]
    let arguments = JSONNode.object([.init("p", .string(text))])
    guard RuleJudge(policy, host: EmptyHost()).refusal(of: .tool("t"), arguments: arguments) == nil else { return }
    var reading = Array(text.utf8)
    for _ in 0..<4 {
        require(!reading.contains(0), "a NUL ends a path for some")
        var path = reading
        if path.starts(with: "file://".utf8) { path.removeFirst(7) }
        if path.first == UInt8(ascii: "~") { path = Array("/home/u".utf8) + path.dropFirst() }
        let base: HostPath = "/w/sub"
        require(base.lexically(path).map { ("/w" as HostPath).contains($0) } ?? false, "\(text)")
        reading = decoded(reading)
    }
}

/// Whatever is in the arguments, there is a verdict, and a refusal shows nothing of them that a terminal would act on.
private func checkArguments(pattern: String, pointer: String, _ text: String) {
    guard let pointer = ArgumentPointer(pointer), let node = try? JSONNode.read(Array(text.utf8).span) else { return }
    var demands = RuleDemands()
    demands.isRequired = text.utf8.count % 2 == 0
    demands.longest = 8
    demands.pattern = try? TextPattern(pattern)  // without one the rule has the rest
    var policy = WirePolicy()
    policy.argumentRules = [rule("/p", demands, folders: ["/w"])]
    policy.argumentRules[0].pointer = pointer
    guard let refusal = RuleJudge(policy, host: EmptyHost()).refusal(of: .tool("t"), arguments: node) else { return }
    require(refusal.refusal.code == .ruleArgumentRefused, "a rule refuses arguments")
}

private func rule(_ pointer: String, _ demands: RuleDemands, folders: [HostPath]) -> ArgumentRule {
    guard let name = NameGlob("t"), let pointer = ArgumentPointer(pointer) else { fatalError("both are right") }
    let location = SourceLocation(file: "f.yaml", line: 1, column: 1)
    return ArgumentRule(.tool(name), at: pointer, demands, folders: folders, location: location)
}

private func decoded(_ text: [UInt8]) -> [UInt8] {
    var decoded: [UInt8] = []
    var rest = text[...]
    while let byte = rest.popFirst() {
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        if byte == UInt8(ascii: "%"), rest.count >= 2, !digits.hasPrefix("+"), !digits.hasPrefix("-"),
            let value = UInt8(digits, radix: 16)
        {
            decoded.append(value)
            rest = rest.dropFirst(2)
        } else {
            decoded.append(byte)
        }
    }
    return decoded
}

/// A host that has nothing.
private struct EmptyHost: HostView {
    func inspect(_ path: HostPath) throws(HostFailure) -> HostFile? { nil }
    func readLink(_ path: HostPath) throws(HostFailure) -> [UInt8] { throw .wrongKind }
    func list(_ directory: HostPath) throws(HostFailure) -> DirectoryListing { DirectoryListing() }
    func read(_ path: HostPath, limit: Int) throws(HostFailure) -> [UInt8] { [] }
}
