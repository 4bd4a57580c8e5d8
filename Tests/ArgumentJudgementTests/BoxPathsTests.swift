import Glibc
import InstalledTrilatch
import Policy
import PolicyFixtures
import Supervision
import Testing

/// In a box that sees all of the host, a path leads where the kernel says that it does.
@Suite struct BoxPathsTests {
    private let folder = TemporaryFolder("trilatch-box-paths")
    private static let names = ["a", "b", "c", "d"]

    /// A tree at random: folders, files and links, some of them to nowhere and in circles.
    private func build(_ random: inout SeededGenerator, _ index: Int) -> String {
        let top = "\(folder.path)/\(index)"
        unsafe mkdir(top, 0o700)
        var folders = [top]
        for _ in 0..<12 {
            let path = "\(random.pick(folders))/\(random.pick(Self.names))"
            switch Int.random(in: 0..<4, using: &random) {
            case 0, 1: if unsafe mkdir(path, 0o700) == 0 { folders.append(path) }
            case 2: unsafe symlink(Self.spelling(&random, top), path)
            default: close(unsafe open(path, O_CREAT | O_WRONLY, 0o600))
            }
        }
        return top
    }

    private static func spelling(_ random: inout SeededGenerator, _ top: String) -> String {
        let parts = (0...Int.random(in: 0...4, using: &random)).map { _ in random.pick(names + ["..", ".", "a", "b"]) }
        return (random.once(in: 3) ? top + "/" : "") + parts.joined(separator: random.pick(["/", "//"]))
    }

    @Test func `a path that exists leads where the kernel's own walk ends`() throws {
        var random = SeededGenerator(seed: 21)
        var paths = BoxPaths()
        paths.granted = [.root]
        let host = KernelHostView()
        var compared = 0
        for index in 0..<60 {
            let top = build(&random, index)
            for _ in 0..<60 {
                let spelled = "\(top)/\(Self.spelling(&random, top))"
                guard let real = unsafe realpath(spelled, nil) else { continue }
                defer { unsafe free(real) }
                var looks = 4096
                let path = try paths.resolve(Array(spelled.utf8), host: host, looks: &looks)
                let end = unsafe String(cString: real)
                #expect(path.text == end, "\(spelled)")
                compared += 1
            }
        }
        #expect(compared > 500)
    }

    @Test func `what is not there goes by the folder that it would be made in`() throws {
        var paths = BoxPaths()
        paths.granted = [.root]
        unsafe mkdir("\(folder.path)/real", 0o700)
        unsafe symlink("real", "\(folder.path)/link")
        unsafe symlink("real/later", "\(folder.path)/dangling")
        func resolve(_ text: String) throws -> String? {
            var looks = 100
            return try paths.resolve(Array("\(folder.path)/\(text)".utf8), host: KernelHostView(), looks: &looks).text
        }
        #expect(try resolve("link/new/x") == "\(folder.path)/real/new/x")
        #expect(try resolve("dangling/x") == "\(folder.path)/real/later/x")
        #expect(try resolve("new/../link/x") == "\(folder.path)/real/x")
    }
}
