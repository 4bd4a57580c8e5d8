internal import Egress

/// One request and its answer: a stream towards the program, and one towards the host.
struct Exchange {
    enum Answer {
        case awaited
        /// Its head is in line for the program, and its content follows.
        case begun
        /// All of it is in line for the program.
        case complete
        /// All of it has gone to the program.
        case sent
    }

    /// Empty where they could not be read.
    let method: String
    let path: String
    /// The stream towards the host, also when it is no more; 0 where there never was one.
    var upstream: Int32 = 0
    var isUpstreamOpen = false
    var requestCount: ContentCount
    var placeholders: PlaceholderScan
    /// Whether the program has sent all of the request.
    var isRequestOver: Bool
    /// Whether nobody wants the rest of the request, which the program is told once it has its answer.
    ///
    /// Of one that is refused some is passed over first: a short one is under way by then, and some programs take that word
    /// for a fault.
    var mustStop = false
    /// Content that was passed over, in bytes.
    var dropped = 0
    var answer = Answer.awaited
    /// Whether the answer is in the host's place.
    var isRefused = false
    var answerCount = ContentCount(.none)
    var secrets = CredentialScan()
    var interims = 0
    /// Content of the program that has not gone to the host, and of the host that has not gone to the program.
    var held = (request: 0, answer: 0)
    /// The sizes of heads that have not gone to the host, and to the program.
    var waiting = (request: 0, answer: 0)

    private static let mostDropped = 64 << 10

    /// Whether the program is to be told now that the rest is not wanted.
    var mustBeTold: Bool {
        mustStop && answer == .sent && !isRequestOver && (!isRefused || dropped > Self.mostDropped)
    }

    /// The exchange of a request; nil stands for one that could not be read.
    init(_ head: HTTPRequestHead?, endsStream: Bool, placeholders: [Placeholder]) {
        method = head?.method ?? ""
        path = head?.target.description ?? ""
        requestCount = ContentCount(head?.framing ?? .none)
        self.placeholders = PlaceholderScan(placeholders)
        isRequestOver = endsStream
    }
}
