import Glibc
import LaunchPlan
@testable import Pins
import Policy
import Refusals
import Surface
import Testing

/// A package is what its files are: whatever of them changes shows, and nothing else does.
@Suite struct PackageIdentityTests {
    /// A package on disk.
    private final class Package {
        let site = PinSite()
        var root: String { "\(site.folder)/venv" }

        init() {
            for folder in ["", "/bin", "/lib", "/lib/__pycache__", "/lib/empty"] {
                unsafe mkdir("\(root)\(folder)", 0o755)
            }
            write("bin/server", "#!/bin/sh\n")
            write("lib/a.py", "a = 1\n")
            write("lib/b.py", "b = 1\n")
            write("lib/__pycache__/a.pyc", "compiled")
            unsafe symlink("../bin/server", "\(root)/lib/link")
        }

        func write(_ path: String, _ text: String) {
            let number = unsafe open("\(root)/\(path)", O_WRONLY | O_CREAT | O_TRUNC, 0o644)
            precondition(number >= 0)
            _ = unsafe Array(text.utf8).withUnsafeBytes { unsafe Glibc.write(number, $0.baseAddress, $0.count) }
            close(number)
        }

        func shell(_ script: String) {
            precondition(unsafe system("cd '\(root)' && \(script)") == 0)
        }

        func pin(_ roots: [String]? = nil, comparedWith approved: PackagePin? = nil) throws -> PackagePin {
            let grants = (roots ?? [root]).map {
                ProgramGrant(path: $0, kind: .directory, reason: "environment", carriesNoLeg: true)
            }
            return try PackageIdentity.of(grants, state: "\(site.folder)/state").pin(comparedWith: approved)
        }
    }

    @Test func `nothing changed is nothing different, with the stamps of the last time and without`() throws {
        let package = Package()
        let first = try package.pin()
        #expect(first.files == 4 && first.bytes == 22 && first.omissions.isEmpty && first.roots == [package.root])
        #expect(try package.pin() == first)
        package.shell("rm -r '\(package.site.folder)/state/packages'")
        #expect(try package.pin() == first)
    }

    /// The number of files stands at 48, and the length of a block at 64.
    @Test(arguments: [48, 64])
    func `a number that nobody can have written is not believed, and no reason to end`(place: Int) throws {
        let package = Package()
        let first = try package.pin()
        package.shell(
            "printf '\\377\\377\\377\\377\\377\\377\\377\\377' | dd status=none bs=1 conv=notrunc seek=\(place) of=$(ls ../state/packages/*)"
        )
        #expect(try package.pin().isSame(as: first))
    }

    @Test(arguments: [
        "echo evil > lib/b.py", "printf 'b = 2\\n' > lib/b.py",
        "touch -r lib/a.py mark && printf 'b = 2\\n' > lib/b.py && touch -r mark lib/b.py && rm mark",
        "mv lib/b.py lib/c.py", "rm lib/b.py", "echo > lib/new.py", "chmod +x lib/a.py", "ln -sf ../lib/a.py lib/link",
        "rm lib/link && cp bin/server lib/link", "mkdir lib/p && mv lib/b.py lib/p/b.py", "mkfifo lib/pipe",
        "rm lib/a.py && ln -s b.py lib/a.py", "cp lib/b.py lib/t && mv lib/a.py lib/b.py && mv lib/t lib/a.py",
    ])
    func `whatever of a package changes shows`(act: String) throws {
        let package = Package()
        let first = try package.pin()
        package.shell(act)
        let second = try package.pin(comparedWith: first)
        #expect(!second.isSame(as: first))
        #expect(!second.difference.isEmpty)
        #expect(try package.pin().isSame(as: second))
    }

    @Test(arguments: [
        "touch lib/*.py", "chmod go-r lib/a.py", "echo > lib/__pycache__/b.pyc",
        "mkdir bin/__pycache__ && echo > bin/__pycache__/x.pyc",
        "mkdir lib/more", "cp -p lib/a.py t && mv t lib/a.py", "rm -r lib/__pycache__",
    ])
    func `what is no part of a package does not show`(act: String) throws {
        let package = Package()
        let first = try package.pin()
        package.shell(act)
        #expect(try package.pin().isSame(as: first))
    }

    @Test func `the difference names the files, where the package of the last time was the approved one`() throws {
        let package = Package()
        let first = try package.pin()
        package.shell("echo 1 > lib/b.py; rm lib/a.py; for i in 1 2 3 4 5 6; do echo > lib/n$i.py; done")
        let second = try package.pin(comparedWith: first)
        let lib = "\(package.root)/lib"
        #expect(
            second.difference == [
                "changed: \(lib)/b.py", "added: \(lib)/n1.py, \(lib)/n2.py, \(lib)/n3.py, \(lib)/n4.py and 2 more",
                "removed: \(lib)/a.py",
            ])
        #expect(try package.pin(comparedWith: first).difference.isEmpty, "it is not known any more")
    }

    @Test func `the difference stays in the lock file, and is told`() throws {
        let package = Package()
        try package.site.run([tool("a")], package: try package.pin())
        package.write("lib/b.py", "evil\n")
        let approved = try #require(try package.site.entry?.package)
        for _ in 0..<2 {
            let run = try package.site.run([tool("a")], package: try package.pin(comparedWith: approved))
            #expect(
                run.judge.refusal(of: .init(.tool, "a"))?.reason
                    == "the server's package changed: changed: \(package.root)/lib/b.py")
        }
    }

    @Test func `trees are one package, in whatever order they are granted, and a file may be one`() throws {
        let package = Package()
        let roots = ["\(package.root)/bin/server", "\(package.root)/lib"]
        let pin = try package.pin(roots)
        #expect(pin.files == 4 && pin.roots == roots)
        #expect(try package.pin(roots.reversed()) == pin)
        package.write("bin/server", "#!/bin/bash\n")
        #expect(try !package.pin(roots).isSame(as: pin))
        #expect(try package.pin(["\(package.root)/lib"]).digest != package.pin(["\(package.root)/bin"]).digest)
        #expect(try package.pin([]).files == 0)
    }

    @Test func `what is too much, or cannot be read, is said`() throws {
        let package = Package()
        let cache = PackageCache(folder: "\(package.site.folder)/state/packages")
        func pin(_ limits: PackageIdentity.Limits) throws -> PackagePin {
            try PackageIdentity.of(roots: [package.root], cache: cache, limits: limits).pin(comparedWith: nil)
        }
        let cut = try pin(.init(files: 2))
        #expect(cut.files == 2 && cut.omissions == ["\(package.root): it has more than 2 files"])
        let long = try pin(.init(bytesOfFile: 6))
        #expect(
            long.omissions == ["\(package.root)/bin/server: of its size, only size and time of the last change count"])
        let many = try pin(.init(bytes: 17))
        #expect(
            many.omissions == ["\(package.root)/lib/b.py: of its size, only size and time of the last change count"])
        #expect(Set([cut.digest, long.digest, many.digest]).count == 3)
    }

    @Test(arguments: [
        "", "truncate -s 100", "truncate -s +1", "dd conv=notrunc status=none if=/dev/zero bs=1 seek=20 count=400 of=",
        "printf x >",
    ])
    func `damaged stamps are made again`(act: String) throws {
        let package = Package()
        let first = try package.pin()
        let packages = "\(package.site.folder)/state/packages"
        if !act.isEmpty {
            package.shell("for f in '\(packages)'/*; do \(act)\(act.hasSuffix("=") ? "" : " ")\"$f\"; done")
        }
        package.write("lib/b.py", "evil\n")
        #expect(try !package.pin().isSame(as: first))
        package.write("lib/b.py", "b = 1\n")
        #expect(try package.pin().isSame(as: first))
    }

    @Test func `a package that is gone is refused`() throws {
        let package = Package()
        #expect(refusalCode { _ = try package.pin(["\(package.root)/nothing"]) } == .pinPackageUnreadable)
    }

    @Test func `so many packages are remembered, and no more`() throws {
        let package = Package()
        for index in 0..<70 {
            unsafe mkdir("\(package.root)/d\(index)", 0o755)
            _ = try package.pin(["\(package.root)/d\(index)"])
        }
        package.shell("test $(ls '\(package.site.folder)/state/packages' | wc -l) = 64")
    }

    @Test func `of the installed system only what no package manager has put there is a package`() throws {
        let package = Package()
        let usr = "\(package.root)/usr"
        package.shell(
            """
            mkdir -p usr/bin usr/local/bin usr/local/lib/python3.11/dist-packages/m usr/lib/node_modules/@s/x/dist usr/lib/node_modules/y
            echo '#!/usr/bin/python3' | tee usr/bin/system usr/local/bin/tool; echo ELF > usr/local/bin/binary
            touch usr/lib/node_modules/@s/x/dist/main.js usr/lib/node_modules/y/main.js usr/lib/node_modules/stray.js
            ln -s ../lib/node_modules/@s/x/dist/main.js usr/bin/x; ln -s ../../lib/node_modules/y/main.js usr/local/bin/y
            """)
        func roots(_ program: String) throws -> [String] {
            try OwnInstallation(below: usr).roots(of: "\(usr)/\(program)").map { String($0.dropFirst(usr.count + 1)) }
        }
        #expect(try roots("bin/system") == [])
        #expect(try roots("local/bin/binary") == ["local/bin/binary"])
        #expect(try roots("local/bin/tool") == ["local/bin/tool", "local/lib/python3.11/dist-packages"])
        #expect(try roots("bin/x") == ["lib/node_modules/@s/x"])
        #expect(try roots("local/bin/y") == ["lib/node_modules/y"])
        #expect(try roots("lib/node_modules/stray.js") == [])
        #expect(try OwnInstallation(below: usr).roots(of: "\(package.root)/bin/server") == [])
        #expect(throws: (any Error).self) { try roots("nothing") }
    }
}
