import Egress
import FuzzProperties

/// Reads bytes as what a supervisor and a broker say to each other: a plan, an order, an event.
///
/// What reads as one must be written as the same bytes, and an event holds no text but names.
@c(LLVMFuzzerTestOneInput)
public func framesTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    // Why bytes are no plan is of no account here.
    if let plan = try? EgressPlan(decoding: input) { require(plan.encoded() == input, "a plan has one form") }
    if let order = BrokerOrder(frame: input) { require(order.encoded() == input, "an order has one form") }
    if let event = BrokerEvent(frame: input) {
        require(event.encoded() == input, "an event has one form")
        for text in event.texts {
            require(text.utf8.allSatisfy { (0x21...0x7e).contains($0) }, "nothing of it acts on a terminal")
        }
    }
    return 0
}

extension BrokerEvent {
    fileprivate var texts: [String] {
        switch self {
        case .lookup(let name, _): [name]
        case .opened(let connection, _), .refused(let connection, _), .closed(let connection, _, _, _, _):
            [connection.name]
        case .request(let connection, let method, let path, _, _): [connection.name, method, path]
        case .asked(let name), .undecided(let name): [name.description]
        case .suppressed, .wantsResolverFiles, .authority: []
        }
    }
}
