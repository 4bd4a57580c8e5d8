import RepositoryFiles
import Testing

/// The layout is the architecture: which module may know which (DESIGN, section 5).
@Suite struct ModuleEdgesTests {
    /// What a folder of `Sources` may import.
    ///
    /// Every module is here; what is not listed is an edge that must not be.
    static let edges: [String: Set<String>] = [
        // Pure: no module of the kernel's, of the C library's, or of the network's.
        "Addresses": [],
        "Refusals": [],
        "LaunchPlan": [],
        "SyscallPolicy": [],
        "Policy": ["Addresses", "Egress", "LaunchPlan", "Refusals"],
        "PolicyYAML": ["Addresses", "CYAML", "Egress", "LaunchPlan", "Policy", "Refusals"],
        // Of the C library one function that only computes; see the test below.
        "Wire": ["Glibc", "Refusals", "_Builtin_intrinsics"],
        "Poisoning": ["Wire"],
        // What the profile language means, for the pages and the schema; no program has it.
        "ProfileSchema": ["LaunchPlan", "Policy", "PolicyYAML", "Wire"],
        // The way out, as bytes: names, hellos, addresses.
        "Egress": ["Addresses", "LaunchPlan", "Refusals"],
        "HTTP2": ["CNGHTTP2", "Egress"],
        // Judging messages by what a profile says.
        "ArgumentJudgement": ["Policy", "Refusals", "Wire"],
        // The kernel: it knows nothing of MCP and of profiles.
        "CLinux": [],
        "CCapability": [],
        "CNGHTTP2": [],
        "CSeccomp": [],
        "COpenSSL": [],
        "CSodium": [],
        "CYAML": [],
        "Kernel": ["CCapability", "CLinux", "Glibc"],
        "ControlGroups": ["Glibc", "Kernel"],
        // The way out, at work.
        "TLSSessions": ["COpenSSL", "Glibc"],
        "Broker": ["Addresses", "Egress", "Glibc", "HTTP2", "Kernel", "LaunchPlan", "SyscallPolicy", "TLSSessions"],
        // What a server claims, and what of it was approved.
        "Surface": ["CSodium", "Wire"],
        "Pins": ["Glibc", "Kernel", "Policy", "Refusals", "Surface", "Wire"],
        // Around a running box.
        "Audit": ["Addresses", "CSodium", "Egress", "Glibc", "Kernel", "Refusals", "Wire"],
        // The log as it is read: no program that runs a server has it.
        "AuditReading": ["Audit", "Kernel", "Refusals", "Wire"],
        // What crosses the wire, judged; no input or output.
        "Mediation": ["ArgumentJudgement", "Pins", "Poisoning", "Policy", "Refusals", "Surface", "Wire"],
        // What a person says of hosts that a server asks for.
        "Approvals": ["Egress", "Glibc", "Kernel", "LaunchPlan"],
        "Supervision": [
            "Approvals", "Audit", "ControlGroups", "Egress", "Glibc", "Kernel", "LaunchPlan", "Mediation", "Policy",
            "Refusals",
            "Wire",
        ],
        // What is installed, for whoever runs it.
        "Installed": ["Kernel", "Pins", "Policy", "Refusals", "Surface", "Wire"],
        // The configurations of clients, and what becomes of them.
        "Clients": ["Kernel", "Policy", "PolicyYAML", "Refusals"],
        // Hosts.
        "Diagnosis": ["Glibc", "Kernel", "LaunchPlan", "Policy", "Refusals", "Supervision"],
        // What the commands do.
        "Running": [
            "Approvals", "Audit", "ControlGroups", "Egress", "Glibc", "Installed", "Kernel", "LaunchPlan", "Mediation",
            "Pins", "Poisoning", "Policy", "PolicyYAML", "Refusals", "Supervision", "Surface", "Wire",
        ],
        "Installing": [
            "CSodium", "Glibc", "Installed", "Kernel", "Pins", "Policy", "Refusals", "Running", "Supervision",
            "Surface", "Wire",
        ],
        "Learning": [
            "Audit", "ControlGroups", "Glibc", "Installed", "Kernel", "LaunchPlan", "Policy", "PolicyYAML", "Refusals",
            "Running", "Supervision",
        ],
        "Commands": [
            "Approvals", "ArgumentParser", "Audit", "AuditReading", "Clients", "ControlGroups", "Diagnosis", "Egress",
            "Glibc", "Installed", "Installing", "Kernel", "LaunchPlan", "Learning",
            "Pins", "Policy",
            "PolicyYAML",
            "Refusals",
            "Running",
            "Supervision",
            "Surface",
            "Wire",
        ],
        // Programs.
        "trilatch": ["Glibc", "Refusals", "Running", "Supervision"],
        "trilatch-command": ["Commands", "Glibc"],
        "trilatch-launch": ["CLinux", "Glibc", "Kernel", "LaunchPlan", "SyscallPolicy"],
        "trilatch-broker": ["Broker", "Glibc"],
        "trilatch-probe": ["CLinux", "Glibc", "Kernel", "LaunchPlan"],
        "trilatch-compile-syscalls": ["CSeccomp", "Glibc", "SyscallPolicy"],
    ]

    /// Modules of the system and of other packages, whose edges are not ours.
    private static let foreign: Set<String> = ["ArgumentParser", "Glibc", "Swift", "_Builtin_intrinsics"]

    private static let sources: [String: [RepositoryFile]] = {
        let files = (try? RepositoryFile.all(below: "Sources", suffix: "")) ?? []
        return Dictionary(grouping: files) { String($0.path.split(separator: "/")[1]) }
    }()

    @Test func `every module is in the table, and every line of the table is a module`() {
        #expect(Set(ModuleEdgesTests.sources.keys) == Set(ModuleEdgesTests.edges.keys))
    }

    @Test(arguments: edges.keys.sorted())
    func `a module imports what the table allows, and its target declares just that`(module: String) throws {
        let allowed = try #require(ModuleEdgesTests.edges[module])
        let files = try #require(ModuleEdgesTests.sources[module])
        var imported: Set<String> = []
        for file in files where file.path.hasSuffix(".swift") {
            let imports = try SourceCode(file).imports
            #expect(imports.subtracting(allowed).subtracting(["Swift"]).isEmpty, "\(file.path)")
            imported.formUnion(imports)
        }
        let declared = try #require(try Manifest().dependencies[module])
        #expect(declared.isSubset(of: allowed), "declared in Package.swift")
        let ours = imported.subtracting(ModuleEdgesTests.foreign)
        #expect(ours.isSubset(of: declared), "imported, and not declared in Package.swift")
        let isStart = files.contains { $0.path.hasSuffix("/Start.swift") }
        #expect(
            isStart || declared.subtracting(["ArgumentParser"]).isSubset(of: imported), "declared, and not imported")
    }

    @Test func `the edges make no circle`() {
        var remaining = ModuleEdgesTests.edges.mapValues { $0.subtracting(ModuleEdgesTests.foreign) }
        while let leaf = remaining.first(where: { $0.value.isEmpty })?.key {
            remaining[leaf] = nil
            for module in remaining.keys { remaining[module]?.remove(leaf) }
        }
        #expect(remaining.isEmpty)
    }

    @Test func `what judges text knows nothing of the kernel, and the kernel nothing of the protocol`() throws {
        func reachable(from module: String) -> Set<String> {
            let direct = ModuleEdgesTests.edges[module] ?? []
            return direct.reduce(direct) { $0.union(reachable(from: $1)) }
        }
        for pure in ["Addresses", "Egress", "Refusals", "LaunchPlan", "SyscallPolicy", "Policy", "PolicyYAML"] {
            #expect(reachable(from: pure).isDisjoint(with: ["Kernel", "CLinux", "Glibc"]))
        }
        for pure in ["Wire", "Surface"] {
            #expect(reachable(from: pure).isDisjoint(with: ["Kernel", "CLinux", "Policy"]))
        }
        let fromLibrary = try RepositoryFile.all(below: "Sources/Wire", suffix: ".swift")
            .flatMap { try $0.contents().split(separator: "\n") }.filter { $0.contains(#/\bimport\b.*\bGlibc/#) }
        #expect(fromLibrary == ["internal import func Glibc.memchr"])
        #expect(reachable(from: "Kernel").isDisjoint(with: ["Wire", "Policy", "PolicyYAML", "LaunchPlan"]))
        #expect(reachable(from: "LaunchPlan").isDisjoint(with: ["Wire", "Policy", "Kernel"]))
        #expect(reachable(from: "Wire").isDisjoint(with: ["Policy", "PolicyYAML", "LaunchPlan"]))
        #expect(reachable(from: "trilatch-launch").isDisjoint(with: ["Policy", "Wire", "ArgumentParser"]))
    }
}
