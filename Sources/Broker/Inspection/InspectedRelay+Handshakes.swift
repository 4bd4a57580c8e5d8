internal import Egress
internal import Kernel
internal import TLSSessions

/// The two handshakes: the host proves who it is, then the program takes the broker for it.
extension InspectedRelay {
    /// - Returns: Whether the host has proven who it is.
    func secureHost(_ outer: Int32, _ space: UnsafeMutableRawBufferPointer) throws(EgressReason) -> Bool {
        while true {
            let isDone: Bool
            do throws(TLSFault) {
                isDone = try host.session.shakeHands()
            } catch {
                // It is told why; whether it hears is its own affair.
                _ = flushHost(outer)
                if case .notTrusted = error { throw .upstreamNotTrusted }
                throw .upstreamTLSFailed
            }
            _ = flushHost(outer)
            if isDone {
                try beginWithProgram()
                return true
            }
            guard try unsafe fillHost(outer, space) else { return false }
        }
    }

    func beginWithProgram() throws(EgressReason) {
        guard let authority = means.authority else { throw .brokerFailed }
        do throws(TLSFault) {
            // A host that does not say speaks the older one.
            let spoken = host.session.spoken ?? .http1
            let side = TLSSide(try authority.session(for: grant.authority.name.description, speaking: spoken))
            let said = hello
            try side.session.take(said.span)
            program = side
            exchange = JudgedExchange(speaking: spoken, grant)
        } catch {
            throw .brokerFailed
        }
        hello = []
        deadline = .now + grant.patience
        stage = .securingProgram
    }

    /// - Returns: Whether the program has taken the broker for the host.
    func secureProgram(_ inner: Int32, _ space: UnsafeMutableRawBufferPointer) throws(EgressReason) -> Bool {
        while true {
            let isDone: Bool
            do throws(TLSFault) {
                isDone = try program?.session.shakeHands() ?? false
            } catch {
                _ = try flushProgram(inner)
                throw .tlsFailed
            }
            _ = try flushProgram(inner)
            if isDone {
                deadline = nil
                stage = .exchanging
                return true
            }
            guard try unsafe fillProgram(inner, space) else { return false }
        }
    }
}
