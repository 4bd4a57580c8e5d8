import Egress
import RepositoryFiles

/// A client hello that a test puts together, with whatever is wrong with it.
struct Hello {
    var version: [UInt8] = [3, 3]
    var session = [UInt8](repeating: 9, count: 32)
    var suites: [UInt8] = [0x13, 1, 0x13, 2]
    var compressions: [UInt8] = [0]
    var extensions: [(Int, [UInt8])] = [(43, [2, 3, 4])]
    /// What stands behind the extensions.
    var tail: [UInt8] = []

    static func named(_ name: String) -> Hello {
        var hello = Hello()
        hello.extensions.append((0, serverName(Array(name.utf8))))
        return hello
    }

    static func serverName(_ name: [UInt8], type: UInt8 = 0) -> [UInt8] {
        let entry = [type] + big(name.count) + name
        return big(entry.count) + entry
    }

    static func protocols(_ names: [String]) -> [UInt8] {
        let list = names.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        return big(list.count) + list
    }

    var body: [UInt8] {
        let list = extensions.flatMap { big($0.0) + big($0.1.count) + $0.1 }
        return version + [UInt8](repeating: 7, count: 32) + [UInt8(session.count)] + session + big(suites.count)
            + suites
            + [UInt8(compressions.count)] + compressions + big(list.count) + list + tail
    }

    var message: [UInt8] { Hello.message(body) }

    /// The hello in one record.
    var bytes: [UInt8] { Hello.record(message) }

    static func message(_ body: [UInt8], type: UInt8 = 1) -> [UInt8] {
        [type, UInt8(body.count >> 16)] + big(body.count & 0xffff) + body
    }

    static func record(_ fragment: some Collection<UInt8>, type: UInt8 = 22, version: [UInt8] = [3, 1]) -> [UInt8] {
        [type] + version + big(fragment.count) + fragment
    }

    /// The message in records of a size.
    func records(of size: Int) -> [UInt8] {
        stride(from: 0, to: message.count, by: size).flatMap { Hello.record(message[$0...].prefix(size)) }
    }

    static func read(_ bytes: [UInt8]) -> ClientHelloReader.Outcome {
        var reader = ClientHelloReader()
        return reader.feed(bytes.span)
    }

    static func readBytewise(_ bytes: [UInt8]) -> ClientHelloReader.Outcome {
        var reader = ClientHelloReader()
        for byte in bytes { _ = reader.feed([byte].span) }
        return reader.outcome
    }
}
