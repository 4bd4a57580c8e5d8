internal import Installed
internal import Kernel
internal import Refusals
internal import Surface
internal import Wire

/// Takes what the box of an installation writes to its output: files, which go into a folder, and words about them.
///
/// A line is one of
///
///     file NAME       the file that the following lines are of
///     =BASE64         some of its bytes
///     end             it is whole
///     program NAME    a program that the package has
///     done            nothing follows
///
/// What writes them may be a stranger's: names have no folders, and sizes a bound.
final class ArchiveReceiver: MessageJudge {
    /// What came whole.
    private(set) var archives: [InstallRecord.Archive] = []
    private(set) var programs: [String] = []
    private(set) var isDone = false
    /// Where the files go.
    private let folder: String
    private var current: OpenFile?
    private var total = 0

    private struct OpenFile: ~Copyable {
        let name: String
        let file: Descriptor
        var hasher = ContentDigest.Hasher()
        var bytes = 0

        consuming func digest() -> ContentDigest { hasher.finish() }
    }

    static let countLimit = 5000
    static let byteLimit = 2 << 30
    private static let programLimit = 100

    init(folder: String) { self.folder = folder }

    // MARK: The wire's face

    var holdsMessages: Bool { false }
    var owesRecord: Bool { false }
    func judgeClient(_ line: Span<UInt8>, _ ledger: inout RequestLedger) -> Judgement { .drop }
    func settleRecord(_ line: Span<UInt8>) -> Refusal? { nil }
    func dropped(_ id: RequestID, with refusal: Refusal, _ ledger: inout RequestLedger) -> [UInt8] { [] }

    func judgeServer(_ line: Span<UInt8>, _ ledger: inout RequestLedger) -> Judgement {
        var judgement = Judgement.drop
        do throws(Refusal) {
            try take(line)
        } catch {
            judgement.ending = error
        }
        return judgement
    }

    // MARK: Lines

    private func take(_ line: Span<UInt8>) throws(Refusal) {
        guard !isDone else { throw refused("it writes more than it has announced") }
        if !line.isEmpty, line[0] == UInt8(ascii: "=") { return try append(line.extracting(1...)) }
        let words = line.withText { $0.split(separator: " ", maxSplits: 1).map(String.init) }
        switch words.count == 2 ? (words[0], words[1]) : (words.first ?? "", nil) {
        case ("file", let name?) where current == nil && Self.isPlain(name): try open(name)
        case ("end", nil): try close()
        case ("program", let name?) where current == nil && Self.isPlain(name) && programs.count < Self.programLimit:
            programs.append(name)
        case ("done", nil) where current == nil: isDone = true
        default: throw refused("it writes a line that means nothing here")
        }
    }

    private func open(_ name: String) throws(Refusal) {
        guard archives.count < Self.countLimit else { throw refused("there are more than \(Self.countLimit) files") }
        do throws(KernelError) {
            let directory = try Replacing.directory(folder)
            let file = try Descriptor.creating(at: directory.number, name, mode: 0o600)
            current = OpenFile(name: name, file: file)
        } catch {
            throw refused("the file \(name) cannot be kept: \(error)")
        }
    }

    private func append(_ text: Span<UInt8>) throws(Refusal) {
        guard let bytes = Base64.decode(text), !bytes.isEmpty else { throw refused("it writes what is no file") }
        total += bytes.count
        guard total <= Self.byteLimit else { throw refused("its files are larger than \(Self.byteLimit >> 30) GiB") }
        guard current != nil else { throw refused("it writes bytes of no file") }
        do throws(KernelError) {
            try current?.file.write(bytes)
        } catch {
            throw refused("a file cannot be kept: \(error)")
        }
        current?.hasher.add(bytes)
        current?.bytes += bytes.count
    }

    private func close() throws(Refusal) {
        guard let file = current.take() else { throw refused("it ends a file that it has not begun") }
        let (name, bytes) = (file.name, file.bytes)
        archives.append(InstallRecord.Archive(name: name, digest: file.digest(), bytes: bytes))
    }

    private func refused(_ why: String) -> Refusal { Refusal(.installOutputRefused, "of what the box made, \(why)") }

    /// Whether a name is one file's, with nothing in it that any program could take for something else.
    static func isPlain(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && !name.hasPrefix(".") && !name.hasPrefix("-")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "._+!@-".utf8.contains(byte)
                }
            }
    }
}

extension Span<UInt8> {
    /// Bytes that are no UTF-8 become characters that no name has.
    fileprivate func withText<Value>(_ body: (String) -> Value) -> Value {
        body(unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) })
    }
}
