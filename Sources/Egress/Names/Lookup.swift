/// What became of one query, for the log.
package struct Lookup: Sendable, Hashable {
    /// The name; nil where it was no host's name, or could not be read.
    package var name: DNSName?
    /// 0 where it could not be read.
    package var type: DNSType
    package var verdict: Verdict

    package init(name: DNSName?, type: DNSType, verdict: Verdict) {
        self.name = name
        self.type = type
        self.verdict = verdict
    }

    package enum Verdict: UInt8, Sendable, Hashable, CaseIterable {
        /// An address of a granted name.
        case answered = 1
        /// A granted name, and records that it has none of in a box.
        case noRecords
        /// A name that no grant names.
        case notGranted
        /// A name below a wildcard, of which the box has asked for too many.
        case poolExhausted
        /// No query of the internet's names.
        case notSupported
        /// No query that could be read.
        case malformed
        /// A name that no grant names, which a person is asked for when it is connected to.
        case unknown
    }
}

extension Lookup.Verdict {
    /// A stable word for logs.
    package var word: String {
        switch self {
        case .answered: "answered"
        case .noRecords: "no-records"
        case .notGranted: "not-granted"
        case .poolExhausted: "pool-exhausted"
        case .notSupported: "not-supported"
        case .malformed: "malformed"
        case .unknown: "unknown"
        }
    }
}
