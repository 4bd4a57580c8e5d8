import InstalledTrilatch
import Pins
import Policy
import Refusals
import Surface
import Testing
import Wire

/// A state directory of its own, and a server that runs in it again and again.
final class PinSite {
    private let temporary = TemporaryFolder("trilatch-pins")
    var folder: String { temporary.path }
    var key = ServerKey(name: "git", profile: "git", program: "/srv/venv/bin/mcp-server-git")
    let store: PinStore

    init() {
        store = PinStore(state: "\(temporary.path)/state")
    }

    /// What one run of the server came to.
    struct Run {
        var verdicts: [String] = []
        var gone: [String] = []
        var judge: PinJudge
    }

    /// One run that lists tools to the end, in pages.
    @discardableResult
    func run(
        _ pages: [SurfaceItem]..., mode: PinMode = .firstUse, package: PackagePin? = nil, ends: Bool = true
    ) throws -> Run {
        var run = Run(judge: PinJudge(key, try store.view(of: key), mode: mode))
        if let package { run.verdicts.append("package \(Self.word(run.judge.judge(package)))") }
        for listing in Set(pages.joined().map { SurfaceListing(of: $0.kind) }) { run.judge.begin(listing) }
        for page in pages {
            for item in page { run.verdicts.append("\(item.name) \(Self.word(run.judge.judge(item)))") }
            if run.judge.hasChanges { _ = run.judge.update(try store.record(run.judge.takeChanges(), for: key)) }
        }
        if ends {
            for listing in Set(pages.joined().map { SurfaceListing(of: $0.kind) }) {
                run.gone += run.judge.end(listing).map(\.description)
            }
        }
        if run.judge.hasChanges { _ = run.judge.update(try store.record(run.judge.takeChanges(), for: key)) }
        return run
    }

    /// What the file says of the server.
    var entry: PinEntry? { get throws { try store.view(of: key).entry } }

    static func word(_ verdict: PinVerdict) -> String {
        switch verdict {
        case .pinned: "pinned"
        case .recorded: "recorded"
        case .held(let refusal): refusal.code.rawValue
        }
    }
}

/// A tool with a description.
func tool(_ name: String, _ description: String = "D.") -> SurfaceItem {
    SurfaceItem(.tool, name, .object([.init("name", .string(name)), .init("description", .string(description))]))
}

func prompt(_ name: String) -> SurfaceItem { SurfaceItem(.prompt, name, .object([.init("name", .string(name))])) }

/// A package whose files have these contents.
func package(_ contents: String, roots: [String] = ["/srv/venv"]) -> PackagePin {
    PackagePin(digest: ContentDigest(of: Array(contents.utf8)), files: 1, bytes: contents.utf8.count, roots: roots)
}

/// The code that an act is refused with; nil where it is not.
func refusalCode(_ act: () throws -> Void) -> RefusalCode? {
    do {
        try act()
        return nil
    } catch {
        return (error as? Refusal)?.code
    }
}

/// A tool with the definition that a text says.
func item(_ name: String, _ text: String) throws -> SurfaceItem {
    SurfaceItem(.tool, name, try JSONNode.read(Array(text.utf8).span))
}

/// A value that is there, or the refusal of a test.
func present<Value>(_ value: Value?) throws(Refusal) -> Value {
    guard let value else { throw Refusal(.pinNotFound, "the test expected a value") }
    return value
}
