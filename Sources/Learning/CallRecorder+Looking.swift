import Kernel
import Policy

/// What one call names, read while it waits.
enum SeenCall {
    /// A path as a person reads it, what is wanted of it, and why that is not to be had; nil where it is.
    case path(HostPath, Wants, Sightings.Lack.Kind?, by: String)
    case name(String, by: String)
    case endpoint(NetworkEndpoint, by: String)
    case unreadable
    case nothing
}

extension CallRecorder {
    /// No name question and no address is longer.
    private static let longestMessage = 512
    /// `struct mmsghdr` of both architectures: 64 bytes, the content's array at 16, its length at 24.
    private static let manyMessageLength = 64
    private static let mostMessages = 4

    /// Reads what a call names, and looks into the box; of the host nothing is looked at.
    func look(at call: WaitingCall) -> [SeenCall] {
        let process = ForeignProcess(thread: call.thread)
        let program = process.program ?? "?"
        switch call.kind {
        case .other: return []
        case .connect: return endpoint(.connect, at: call.arguments[1], call.arguments[2], of: process, by: program)
        case .bind: return endpoint(.listen, at: call.arguments[1], call.arguments[2], of: process, by: program)
        case .send:
            let length = Int(min(call.arguments[2], UInt64(CallRecorder.longestMessage)))
            return question(process.bytes(at: call.arguments[1], count: length), by: program)
                + endpoint(.connect, at: call.arguments[4], call.arguments[5], of: process, by: program)
        case .sendMany:
            return (0..<min(Int(call.arguments[2] & 0xFFFF), CallRecorder.mostMessages)).flatMap { index in
                let start = call.arguments[1] &+ UInt64(index * CallRecorder.manyMessageLength)
                return question(message(at: start, of: process), by: program)
            }
        case .look, .open, .list, .change, .create, .remove, .move, .execute:
            return call.places.map { look(at: $0, of: call, in: process, by: program) }
        }
    }

    /// The socket address of a call; nothing where it names none.
    private func endpoint(
        _ act: NetworkEndpoint.Act, at address: UInt64, _ length: UInt64, of process: ForeignProcess, by program: String
    ) -> [SeenCall] {
        guard address != 0 else { return [] }
        let count = min(Int(length & 0xFFFF_FFFF), CallRecorder.longestMessage)
        let bytes = process.bytes(at: address, count: count)
        return NetworkEndpoint(act, socketAddress: bytes).map { [.endpoint($0, by: program)] } ?? []
    }

    private func question(_ bytes: [UInt8], by program: String) -> [SeenCall] {
        NameQuestion.name(in: bytes).map { [.name($0, by: program)] } ?? []
    }

    /// The first part of a message's content.
    private func message(at address: UInt64, of process: ForeignProcess) -> [UInt8] {
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        let header = process.bytes(at: address, count: CallRecorder.manyMessageLength)
        guard header.count == CallRecorder.manyMessageLength, word(header[24..<32]) > 0 else { return [] }
        let part = process.bytes(at: word(header[16..<24]), count: 16)
        guard part.count == 16 else { return [] }
        let length = Int(min(word(part[8..<16]), UInt64(CallRecorder.longestMessage)))
        return process.bytes(at: word(part[0..<8]), count: length)
    }

    private func look(
        at place: WaitingCall.Place, of call: WaitingCall, in process: ForeignProcess, by program: String
    ) -> SeenCall {
        // An absent path means the descriptor itself, or the call fails.
        guard place.path != 0 else { return .nothing }
        guard let text = process.string(at: place.path) else { return .unreadable }
        guard !text.isEmpty else { return .nothing }
        var spelled = text
        if !text.hasPrefix("/") {
            guard let directory = process.directory(place.directory), directory.hasPrefix("/") else {
                return .unreadable
            }
            spelled = "\(directory)/\(text)"
        }
        guard let path = HostPath.root.lexically(spelled) else { return .unreadable }
        let wants = CallRecorder.wants(of: call)
        return .path(path, wants, lack(at: spelled, path, wants, of: call, in: process), by: program)
    }

    private static func wants(of call: WaitingCall) -> Wants {
        switch call.kind {
        case .open where call.opensForWriting: [.write]
        case .open where call.opensDirectory: [.list]
        case .open: [.read]
        case .list: [.list]
        case .change, .create, .remove, .move: [.write]
        case .execute: [.execute]
        case .look, .connect, .bind, .send, .sendMany, .other: [.look]
        }
    }

    /// Why the box does not give what is wanted; nil where it does, or where one cannot tell.
    private func lack(
        at spelled: String, _ path: HostPath, _ wants: Wants, of call: WaitingCall, in process: ForeignProcess
    ) -> Sightings.Lack.Kind? {
        switch state(of: spelled, in: process) {
        case .unknown: return nil
        case .present(let isWritable):
            if let text = path.text, isHidden(text) { return .hidden }
            return wants.contains(.write) && !isWritable ? .denied : nil
        case .absent:
            let makes = call.kind == .create || call.kind == .move || call.kind == .open && call.opensByCreating
            guard makes, let parent = path.parent?.text else { return .missing }
            // What is made needs its directory, and nothing where it is made.
            switch state(of: parent, in: process) {
            case .present(isWritable: true), .unknown: return nil
            case .present(isWritable: false): return .denied
            case .absent: return .missing
            }
        }
    }
}
