// lock-writer STATE NAME COUNT: records tools NAME-1 to NAME-COUNT, one after another, for a server of its own name and for one
// that all writers share. Exits with 0 when all of them are written, with 1 at the first refusal.
internal import Glibc
internal import Pins
internal import Refusals
internal import Surface
internal import Wire

func record(_ tool: String, _ server: String, _ store: PinStore) throws(Refusal) {
    let item = SurfaceItem(.tool, tool, .object([.init("name", .string(tool))]))
    var changes = PinChanges()
    changes.recorded[item.identity] = item
    _ = try store.record(changes, for: ServerKey(name: server, profile: "p", program: "/x"))
}

let arguments = CommandLine.arguments
guard arguments.count == 4, let count = Int(arguments[3]) else { exit(64) }
let store = PinStore(state: arguments[1])
do throws(Refusal) {
    for index in 1...count {
        try record("\(arguments[2])-\(index)", arguments[2], store)
        try record("\(arguments[2])-\(index)", "shared", store)
    }
} catch {
    exit(1)
}
