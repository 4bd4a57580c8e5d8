import Egress
import Glibc
import InstalledTrilatch
import Kernel
import Synchronization
import Testing

@testable import Approvals

/// What servers ask for, what a person says, and where the two meet.
@Suite struct ApprovalTests {
    private static func name(_ text: String) throws -> DNSName { try #require(DNSName(text)) }

    private static let box = AskingBox(
        run: "0123456789abcdef0123456789abcdef", server: "fetch", profile: "asker", file: "/home/ada/x.yaml",
        legs: ["untrusted-input", "egress"], settings: ["port"])

    private static func desk(_ state: String, user: UInt32 = geteuid()) throws -> ApprovalDesk {
        try ApprovalDesk(of: box, in: state, user: user, patience: .seconds(60))
    }

    // MARK: Messages

    @Test func `A message is read as it was written, and no part of it is one`() throws {
        var asked = Self.box
        for (index, state) in AskingBox.State.allCases.enumerated() {
            asked.hosts.append(AskingBox.Host(try Self.name("h\(index).example.net"), state, secondsLeft: 7))
        }
        for box in [Self.box, asked] {
            let frame = box.encoded()
            #expect(AskingBox(frame: frame) == box)
            for length in frame.indices { #expect(AskingBox(frame: Array(frame.prefix(length))) == nil, "\(length)") }
            #expect(AskingBox(frame: frame + [0]) == nil)
        }
        let name = try Self.name("a.example.net")
        for request in [
            ApprovalRequest.show, .decide(name, isAllowed: true, isKept: false),
            .decide(name, isAllowed: false, isKept: true),
        ] {
            let frame = request.encoded()
            #expect(ApprovalRequest(frame: frame) == request)
            for length in frame.indices { #expect(ApprovalRequest(frame: Array(frame.prefix(length))) == nil) }
            #expect(ApprovalRequest(frame: frame + [0]) == nil)
        }
    }

    @Test func `A name in another spelling is no message`() throws {
        var writer = ApprovalRequest.decide(try Self.name("a.example.net"), isAllowed: true, isKept: true).encoded()
        writer[5] = UInt8(ascii: "A")
        #expect(ApprovalRequest(frame: writer) == nil)
        writer[5] = 0x1b
        #expect(ApprovalRequest(frame: writer) == nil)
    }

    // MARK: Hosts

    @Test func `A host is told of once, and there is an end to how many`() throws {
        var hosts = AskedHosts(patience: .seconds(60))
        let name = try Self.name("a.example.net")
        #expect(hosts.ask(name) == .first && hosts.ask(name) == .again)
        hosts.expire(name)
        #expect(hosts.state(of: name) == .undecided)
        #expect(hosts.ask(name) == .again)
        hosts.decide(name, isAllowed: false)
        hosts.expire(name)
        #expect(hosts.state(of: name) == .denied, "a word that was given stands")
        for number in 1..<(2 * EgressPlan.mostUnknownNames) {
            #expect(hosts.ask(try Self.name("n\(number).example.net")) == .first)
        }
        #expect(hosts.ask(try Self.name("more.example.net")) == .tooMany)
    }

    // MARK: The desk

    /// Runs a command, in a thread of its own, at a desk that is attended to meanwhile.
    private static func call<Result: Sendable>(
        _ desk: inout ApprovalDesk, _ command: @escaping @Sendable () throws -> Result
    ) throws -> (result: Result, decisions: [ApprovalDesk.Decision]) {
        let outcome = Outcome<Result>()
        let work = Work { outcome.set(Swift.Result { try command() }) }
        var thread = pthread_t()
        let failure = unsafe pthread_create(
            &thread, nil,
            { work in
                if let work = unsafe work { unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body() }
                return nil
            }, Unmanaged.passRetained(work).toOpaque())
        try #require(failure == 0)
        var decisions: [ApprovalDesk.Decision] = []
        while outcome.value == nil {
            if let decision = desk.attend() {
                decisions.append(decision)
                desk.conclude(decision)
            }
            usleep(500)
        }
        pthread_join(thread, nil)
        return (try #require(outcome.value).get(), decisions)
    }

    @Test func `A person sees what a server asks for, and is heard`() throws {
        let folder = TemporaryFolder("trilatch-asking")
        let state = "\(folder.path)/state"
        var desk = try Self.desk(state)
        let name = try Self.name("files.example.net")
        #expect(desk.ask(name) == .first)

        let (boxes, none) = try Self.call(&desk) { try ApprovalCall.boxes(in: state) }
        #expect(boxes.map(\.server) == ["fetch"] && none.isEmpty)
        #expect(boxes.first?.hosts.map(\.name) == [name] && boxes.first?.hosts.first?.state == .waiting)
        #expect((50...60).contains(boxes.first?.hosts.first?.secondsLeft ?? 0))

        let (answer, decisions) = try Self.call(&desk) {
            try ApprovalCall.tell(Self.box, .decide(name, isAllowed: true, isKept: false), in: state)
        }
        #expect(answer?.hosts == [AskingBox.Host(name, .allowed)])
        #expect(
            decisions == [ApprovalDesk.Decision(name: name, isAllowed: true, isKept: false, user: geteuid())])
    }

    @Test func `Only the user may enter the folder, and the desk goes with its box`() throws {
        let folder = TemporaryFolder("trilatch-asking")
        let state = "\(folder.path)/state"
        do {
            let desk = try Self.desk(state)
            var status = stat()
            #expect(unsafe stat("\(state)/asking", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o700 && status.st_uid == geteuid())
            #expect(unsafe access("\(state)/asking/\(Self.box.run).socket", F_OK) == 0)
            _ = consume desk
        }
        #expect(unsafe access("\(state)/asking/\(Self.box.run).socket", F_OK) != 0)
        #expect(try ApprovalCall.boxes(in: state).isEmpty)
        #expect(try ApprovalCall.boxes(in: "\(folder.path)/none").isEmpty)
    }

    @Test func `A socket that nobody listens at any more is taken away`() throws {
        let folder = TemporaryFolder("trilatch-asking")
        let state = "\(folder.path)/state"
        _ = try Self.desk(state)
        let place = "\(state)/asking/left.socket"
        let made = try Subprocess.run(
            ["/usr/bin/python3", "-c", "import socket; socket.socket(1, 5).bind('\(place)')"], environment: [:])
        #expect(made.status == 0)
        #expect(unsafe access(place, F_OK) == 0)
        #expect(try ApprovalCall.boxes(in: state).isEmpty)
        #expect(unsafe access(place, F_OK) != 0)
    }

    @Test func `Whoever is somebody else, sends what is no command, or nothing, is not heard`() throws {
        let folder = TemporaryFolder("trilatch-asking")
        let state = "\(folder.path)/state"
        let name = try Self.name("files.example.net")
        var desk = try Self.desk(state)
        let folderDescriptor = try Replacing.openDirectory("\(state)/asking")

        let silent = try Frames.connection(in: folderDescriptor, "\(Self.box.run).socket")
        let now = MonotonicTime.now
        #expect(desk.attend(at: now) == nil && desk.deadline != nil)
        #expect(desk.attend(at: now + .seconds(3)) == nil && desk.deadline == nil, "its time is over")
        _ = consume silent

        let strange = try Frames.connection(in: folderDescriptor, "\(Self.box.run).socket")
        try Frames.send([9, 9, 9], over: strange)
        #expect(desk.attend() == nil && desk.deadline == nil)

        // After them somebody is heard all the same.
        let (answer, decisions) = try Self.call(&desk) {
            try ApprovalCall.tell(Self.box, .decide(name, isAllowed: false, isKept: false), in: state)
        }
        #expect(answer?.hosts.map(\.state) == [.denied] && decisions.count == 1)

        // Root is everybody's; anybody else is nobody's.
        if geteuid() != 0 {
            var foreign = try Self.desk("\(folder.path)/other", user: geteuid() + 1)
            let (boxes, _) = try Self.call(&foreign) { try ApprovalCall.boxes(in: "\(folder.path)/other") }
            #expect(boxes.isEmpty)
        }
    }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// What comes of a command.
private final class Outcome<Success: Sendable>: Sendable {
    private let state = Mutex<Result<Success, any Error>?>(nil)
    var value: Result<Success, any Error>? { state.withLock { $0 } }
    func set(_ result: Result<Success, any Error>) { state.withLock { $0 = result } }
}
