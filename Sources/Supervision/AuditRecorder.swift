package import Audit
package import Mediation
package import Refusals
internal import Wire

/// Puts what the mediator decides into a run's audit log.
package final class AuditRecorder: MediationRecorder {
    private let trail: AuditTrail

    package init(_ trail: AuditTrail) { self.trail = trail }

    package func record(_ event: borrowing MediationEvent, of line: Span<UInt8>) throws(Refusal) {
        switch event {
        case .request(let id, let method, let side, let name, let params, let areLong):
            try trail.call(
                MessageRecord(
                    from: side.sender, method: method.rawValue, id: id, name: name?.bounds, payload: params?.bounds),
                in: line, digestFollows: areLong)
        case .parameters(let side, let params): try trail.digest(of: params.bounds, from: side.sender, in: line)
        case .answer(let id, let method, let side, let isError, let payload):
            try trail.result(
                MessageRecord(from: side.sender, method: method.rawValue, id: id, payload: payload.bounds),
                isError: isError, in: line)
        case .refused(let refusal, let id, let method, let side, let name):
            try trail.refused(
                MessageRecord(from: side.sender, method: method.rawValue, id: id, name: name?.bounds), with: refusal,
                in: line)
        case .rebuilt(let rules, let side, let bytes):
            try trail.rebuilt(by: rules, from: side.sender, line, into: bytes.span)
        case .surface(let item):
            try trail.surface(
                item.verdict.rawValue, kind: item.kind, name: item.name, rule: item.rule, refusal: item.refusal)
        case .stray(let lines, let bytes): try trail.stray(lines: lines, bytes: bytes)
        }
    }
}

extension Side {
    fileprivate var sender: MessageRecord.Sender { self == .client ? .client : .server }
}
