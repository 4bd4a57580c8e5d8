internal import Egress
internal import Kernel
internal import TLSSessions

/// What the broker has to speak TLS with both sides, and the secrets that the box has not.
final class InspectionMeans {
    /// In whose name the broker speaks to the box's programs.
    private(set) var authority: BoxAuthority?
    /// The host's bundle of roots, until it is read; most boxes start long before they ask an inspected host for anything.
    private var bundle: [UInt8] = []
    private var trusted: TrustedRoots?
    private var secrets: [UInt16: Secret] = [:]

    /// The value of one secret.
    private final class Secret {
        let bytes: LockedBytes

        init(_ bytes: consuming LockedBytes) { self.bytes = bytes }
    }

    /// More than a key and a certificate take.
    private static let longestAuthority = 64 << 10
    private static let longestBundle = 16 << 20

    /// Makes the authority that a broker of a box with inspected hosts begins with, and tells the supervisor of it.
    func makeAuthority(telling line: borrowing Descriptor) throws(KernelError) {
        var stored: [UInt8] = []
        defer { stored.wipe() }
        let event: BrokerEvent
        do throws(TLSFault) {
            let authority = try BoxAuthority()
            stored = try authority.stored()
            event = .authority(certificate: authority.certificateText)
            self.authority = authority
        } catch {
            throw InspectionMeans.failure
        }
        // For a broker that follows this one; the supervisor does not look into it.
        let file = try Descriptor.memory(named: "trilatch-authority", holding: stored.span)
        try Frames.send(event.encoded(), with: file, over: line)
    }

    /// Has the library do once what it cannot do under the confinement.
    func prepare() throws(KernelError) {
        do throws(TLSFault) {
            _ = try BoxAuthority()
        } catch {
            throw InspectionMeans.failure
        }
    }

    /// Takes the authority that an earlier broker of the box has made, and the box trusts.
    func takeAuthority(_ file: consuming Descriptor?) throws(KernelError) {
        var stored = try InspectionMeans.contents(file, limit: InspectionMeans.longestAuthority)
        defer { stored.wipe() }
        do throws(TLSFault) {
            authority = try BoxAuthority(stored: stored)
        } catch {
            throw InspectionMeans.failure
        }
    }

    /// Takes the host's roots.
    func takeRoots(_ file: consuming Descriptor?) throws(KernelError) {
        bundle = try InspectionMeans.contents(file, limit: InspectionMeans.longestBundle)
    }

    /// What the certificates of hosts must lead to.
    ///
    /// - Throws: `TLSFault.unavailable` where the bundle has no certificate.
    func roots() throws(TLSFault) -> TrustedRoots {
        if let trusted { return trusted }
        let roots = try TrustedRoots(bundle: bundle)
        bundle = []
        trusted = roots
        return roots
    }

    /// Takes the value of a secret out of a pipe.
    func takeSecret(_ index: UInt16, _ pipe: consuming Descriptor?) throws(KernelError) {
        switch consume pipe {
        case .some(let pipe): secrets[index] = Secret(try .read(allOf: pipe, limit: Placeholder.longest))
        case .none: throw InspectionMeans.failure
        }
    }

    /// Lends the value of a host's secret, which is empty for a host without one.
    func withSecret<Result>(of credential: BoundCredential?, _ body: (Span<UInt8>) -> Result) -> Result {
        guard let credential, let secret = secrets[credential.secret] else {
            let nothing: [UInt8] = []
            return body(nothing.span)
        }
        return secret.bytes.withSpan(body)
    }

    private static func contents(_ file: consuming Descriptor?, limit: Int) throws(KernelError) -> [UInt8] {
        switch consume file {
        case .some(let file): try file.readAll(limit: limit)
        case .none: throw failure
        }
    }

    private static let failure = KernelError("recvmsg", 71 /* EPROTO */)
}
