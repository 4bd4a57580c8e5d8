import FuzzProperties
import LaunchPlan
import Policy
import Refusals

@testable import ResolutionFixtures

/// Resolves a box on a host whose files the attacker wrote: what the plan holds must not depend on what they say.
///
/// The input is the content of the files, one after the other, each ended by a NUL.
@c(LLVMFuzzerTestOneInput)
public func hostFilesTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var world = HostileWorld(unsafe Array(UnsafeBufferPointer(start: bytes, count: count)))
    do {
        check(try world.resolve(), of: &world)
    } catch let refusal as Refusal {
        requireHarmless("\(refusal)")
    } catch {
        fatalError("only refusals are thrown")
    }
    return 0
}

private func check(_ box: ResolvedBox, of world: inout HostileWorld) {
    let invariants = PlanInvariants(
        box: box, host: world.sample.host, granted: world.granted, writable: [Sample.workspace])
    let violations = invariants.violations()
    require(violations.isEmpty, "\(violations)")
    for line in box.lines { requireHarmless("\(line)") }
    world.sample.host.listsBackwards = true
    do {
        require(try world.resolve().plan == box.plan, "the order of listings is of no account")
    } catch { fatalError("the order of listings is of no account: \(error)") }
}
