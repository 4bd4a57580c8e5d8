import FuzzProperties
import LaunchPlan

/// Reads bytes as a plan and as a report of the launcher.
///
/// What decodes to a plan must encode to the same bytes, and hold no path that means anything else than its text.
@c(LLVMFuzzerTestOneInput)
public func planTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    check(plan: input)
    // Few inputs would be plans by themselves: of these, most parts are.
    check(plan: DamagedPlan.bytes(damagedAs: input))
    check(report: input)
    return 0
}

private func check(plan bytes: [UInt8]) {
    // Why bytes are no plan is of no account here.
    guard let plan = try? PlanCodec.decode(bytes) else { return }
    require(PlanCodec.encode(plan) == bytes, "a plan has one form")
    for path in plan.paths {
        let components = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        let isPlain = path == "/" || !components.contains { ["", ".", ".."].contains($0) }
        require(path.hasPrefix("/") && isPlain && !path.utf8.contains(0), "paths are normalised")
    }
    let identity = plan.identity
    let ids = [identity.userInside, identity.groupInside, identity.userOutside, identity.groupOutside]
    require(!ids.contains(0), "nobody is root")
}

private func check(report bytes: [UInt8]) {
    let frame = bytes + [UInt8](repeating: 0, count: max(0, LaunchReport.frameLength - bytes.count))
    guard let report = LaunchReport(frame: frame.prefix(LaunchReport.frameLength)) else { return }
    require(LaunchReport(frame: report.encoded()) != nil, "a report is one again")
}

extension LaunchPlan {
    fileprivate var paths: [String] {
        fileSystem.map { step in
            switch step {
            case .bind(let bind): bind.node.path
            case .scratch(let scratch): scratch.path
            case .list(let node): node.path
            case .copy(let file): file.path
            case .symbolicLink(let path, _), .file(let path, _, _), .directory(let path, _), .hide(let path, _): path
            }
        } + [command.executable, command.workingDirectory]
    }
}
