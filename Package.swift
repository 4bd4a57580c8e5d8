// swift-tools-version: 6.2
import PackageDescription

/// One set of compiler settings for every Swift target: the language's strictest, warnings as errors.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    // Tests switch single layers of the box off to show that each one matters. A release build has no such switch.
    .define("TRILATCH_LAYER_SWITCHES", .when(configuration: .debug)),
]

/// Executables are static: no loader, no relocations, no search path for an attacker to plant a library in.
let staticExecutable: [LinkerSetting] = [.unsafeFlags(["-static-executable"])]

/// ArgumentParser uses FoundationEssentials; the static link names its parts itself.
let staticExecutableWithFoundationEssentials: [LinkerSetting] = [
    .unsafeFlags([
        "-static-executable",
        "-lFoundationEssentials", "-l_FoundationCShims", "-l_FoundationCollections", "-lswiftSynchronization",
    ])
]

let package = Package(
    name: "trilatch",
    products: [
        .executable(name: "trilatch", targets: ["trilatch"]),
        .executable(name: "trilatch-command", targets: ["trilatch-command"]),
        .executable(name: "trilatch-launch", targets: ["trilatch-launch"]),
        .executable(name: "trilatch-probe", targets: ["trilatch-probe"]),
        .executable(name: "trilatch-broker", targets: ["trilatch-broker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CCapability", pkgConfig: "libcap", providers: [.apt(["libcap-dev"])]),
        .systemLibrary(name: "CNGHTTP2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),

        // Vocabulary and pure modules.
        .target(name: "Addresses", swiftSettings: strict),
        .target(name: "Refusals", swiftSettings: strict),
        .target(name: "LaunchPlan", swiftSettings: strict),
        .target(name: "SyscallPolicy", swiftSettings: strict),
        .target(
            name: "Policy", dependencies: ["Addresses", "Egress", "LaunchPlan", "Refusals"], swiftSettings: strict),
        .target(
            name: "PolicyYAML", dependencies: ["Addresses", "CYAML", "Egress", "LaunchPlan", "Policy", "Refusals"],
            swiftSettings: strict),
        .target(name: "Wire", dependencies: ["Refusals"], swiftSettings: strict),
        .target(name: "Poisoning", dependencies: ["Wire"], swiftSettings: strict),
        .target(
            name: "ProfileSchema", dependencies: ["LaunchPlan", "Policy", "PolicyYAML", "Wire"], swiftSettings: strict),

        // The way out: what is read of the box and of the network, without input or output.
        .target(name: "Egress", dependencies: ["Addresses", "LaunchPlan", "Refusals"], swiftSettings: strict),

        .target(name: "HTTP2", dependencies: ["CNGHTTP2", "Egress"], swiftSettings: strict),

        // Judging messages.
        .target(name: "ArgumentJudgement", dependencies: ["Policy", "Refusals", "Wire"], swiftSettings: strict),
        // What crosses the wire, judged.
        .target(
            name: "Mediation",
            dependencies: ["ArgumentJudgement", "Pins", "Poisoning", "Policy", "Refusals", "Surface", "Wire"],
            swiftSettings: strict),

        // The kernel.
        .target(name: "CLinux", cSettings: [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]),
        .target(name: "Kernel", dependencies: ["CCapability", "CLinux"], swiftSettings: strict),

        .target(name: "ControlGroups", dependencies: ["Kernel"], swiftSettings: strict),

        // The way out.
        .target(
            name: "Broker",
            dependencies: ["Addresses", "Egress", "HTTP2", "Kernel", "LaunchPlan", "SyscallPolicy", "TLSSessions"],
            swiftSettings: strict),

        .target(name: "TLSSessions", dependencies: ["COpenSSL"], swiftSettings: strict),

        // What a server claims, and what of it was approved.
        .target(name: "Surface", dependencies: ["CSodium", "Wire"], swiftSettings: strict),
        .target(
            name: "Pins", dependencies: ["Kernel", "Policy", "Refusals", "Surface", "Wire"], swiftSettings: strict),

        // Around a running box.
        .target(
            name: "Audit",
            dependencies: ["Addresses", "CSodium", "Egress", "Kernel", "Refusals", "Wire"],
            swiftSettings: strict),
        .target(name: "AuditReading", dependencies: ["Audit", "Kernel", "Refusals", "Wire"], swiftSettings: strict),
        // What a person says of hosts that a server asks for.
        .target(name: "Approvals", dependencies: ["Egress", "Kernel", "LaunchPlan"], swiftSettings: strict),
        .target(
            name: "Supervision",
            dependencies: [
                "Approvals", "Audit", "ControlGroups", "Egress", "Kernel", "LaunchPlan", "Mediation", "Policy",
                "Refusals", "Wire",
            ],
            swiftSettings: strict),

        // What `trilatch install` has put in place.
        .target(
            name: "Installed", dependencies: ["Kernel", "Pins", "Policy", "Refusals", "Surface", "Wire"],
            swiftSettings: strict),

        // The configurations of clients.
        .target(name: "Clients", dependencies: ["Kernel", "Policy", "PolicyYAML", "Refusals"], swiftSettings: strict),

        // Hosts.
        .target(
            name: "Diagnosis", dependencies: ["Kernel", "LaunchPlan", "Policy", "Refusals", "Supervision"],
            swiftSettings: strict),

        // What the commands do.
        .target(
            name: "Running",
            dependencies: [
                "Approvals", "Audit", "ControlGroups", "Egress", "Installed", "Kernel", "LaunchPlan", "Mediation",
                "Pins",
                "Poisoning",
                "Policy",
                "PolicyYAML", "Refusals", "Supervision", "Surface", "Wire",
            ],
            swiftSettings: strict),
        .target(
            name: "Installing",
            dependencies: [
                "CSodium", "Installed", "Kernel", "Pins", "Policy", "Refusals", "Running", "Supervision", "Surface",
                "Wire",
            ],
            swiftSettings: strict),
        .target(
            name: "Learning",
            dependencies: [
                "Audit", "ControlGroups", "Installed", "Kernel", "LaunchPlan", "Policy", "PolicyYAML", "Refusals",
                "Running",
                "Supervision",
            ],
            swiftSettings: strict),
        .target(
            name: "Commands",
            dependencies: [
                "Approvals", "Audit", "AuditReading", "Clients", "ControlGroups", "Diagnosis", "Egress", "Installed",
                "Installing", "Kernel", "LaunchPlan", "Learning", "Pins", "Policy", "PolicyYAML",
                "Refusals",
                "Running",
                "Supervision",
                "Surface",
                "Wire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),

        // Programs.
        .executableTarget(
            name: "trilatch", dependencies: ["Refusals", "Running", "Supervision"], swiftSettings: strict,
            linkerSettings: staticExecutable),
        .executableTarget(
            name: "trilatch-command", dependencies: ["Commands"], swiftSettings: strict,
            linkerSettings: staticExecutableWithFoundationEssentials),
        .executableTarget(
            name: "trilatch-launch",
            dependencies: ["CLinux", "Kernel", "LaunchPlan", "SyscallPolicy"],
            swiftSettings: strict,
            linkerSettings: staticExecutable),
        .executableTarget(
            name: "trilatch-broker", dependencies: ["Broker"], swiftSettings: strict,
            linkerSettings: staticExecutable),
        .executableTarget(
            name: "trilatch-probe",
            dependencies: ["CLinux", "Kernel", "LaunchPlan"],
            swiftSettings: strict,
            linkerSettings: staticExecutable),
        .executableTarget(
            name: "trilatch-compile-syscalls",
            dependencies: ["CSeccomp", "SyscallPolicy"],
            swiftSettings: strict),

        // Tests: one target a module, then the kernel, the attacks and the real servers.
        .target(name: "RepositoryFiles", path: "Tests/RepositoryFiles", swiftSettings: strict),
        .target(
            name: "PolicyFixtures", dependencies: ["Addresses", "Egress", "LaunchPlan", "Policy", "Refusals"],
            path: "Tests/PolicyFixtures",
            swiftSettings: strict),
        .testTarget(name: "AddressesTests", dependencies: ["Addresses", "InstalledTrilatch"], swiftSettings: strict),
        .testTarget(
            name: "EgressTests", dependencies: ["Addresses", "Egress", "Refusals", "RepositoryFiles"],
            exclude: ["Hellos", "Messages", "Requests"],
            swiftSettings: strict),
        .testTarget(
            name: "HTTP2Tests",
            dependencies: ["CNGHTTP2", "Egress", "HTTP2", "InstalledTrilatch", "RepositoryFiles"],
            swiftSettings: strict),
        .testTarget(name: "TLSSessionsTests", dependencies: ["TLSSessions"], swiftSettings: strict),
        .testTarget(
            name: "PolicyTests",
            dependencies: ["InstalledTrilatch", "LaunchPlan", "Policy", "PolicyFixtures", "Refusals"],
            swiftSettings: strict),
        .testTarget(
            name: "PolicyYAMLTests",
            dependencies: [
                "LaunchPlan", "Policy", "PolicyFixtures", "PolicyYAML", "Refusals", "RepositoryFiles", "Supervision",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ProfileSchemaTests",
            dependencies: [
                "InstalledTrilatch", "Policy", "PolicyFixtures", "PolicyYAML", "ProfileSchema", "Refusals",
                "RepositoryFiles",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ResolutionTests", dependencies: ["Addresses", "Egress", "LaunchPlan", "Policy", "Refusals"],
            swiftSettings: strict),
        .testTarget(
            name: "ArgumentJudgementTests",
            dependencies: [
                "ArgumentJudgement", "InstalledTrilatch", "Policy", "PolicyFixtures", "Refusals", "Supervision", "Wire",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "HostViewTests", dependencies: ["LaunchPlan", "Policy", "Supervision"], swiftSettings: strict),
        .testTarget(
            name: "SupervisionTests",
            dependencies: ["Audit", "InstalledTrilatch", "Kernel", "LaunchPlan", "Policy", "Refusals", "Supervision"],
            swiftSettings: strict),
        .testTarget(
            name: "DiagnosisTests",
            dependencies: ["Diagnosis", "Kernel", "LaunchPlan", "Policy", "Refusals", "Supervision"],
            swiftSettings: strict),
        .target(
            name: "AuditFixtures", dependencies: ["Audit", "Kernel", "Wire"], path: "Tests/AuditFixtures",
            swiftSettings: strict),
        .testTarget(
            name: "AuditTests",
            dependencies: [
                "Addresses", "Audit", "AuditFixtures", "AuditReading", "Egress", "Kernel", "Refusals",
                "RepositoryFiles", "Wire",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "AuditReadingTests",
            dependencies: ["Audit", "AuditFixtures", "AuditReading", "Kernel", "Refusals", "Wire"],
            swiftSettings: strict),
        .testTarget(
            name: "WireTests", dependencies: ["InstalledTrilatch", "Refusals", "RepositoryFiles", "Wire"],
            exclude: ["Corpus"], swiftSettings: strict),
        .testTarget(
            name: "MediationTests",
            dependencies: [
                "InstalledTrilatch", "Mediation", "Pins", "Poisoning", "Policy", "Refusals", "RepositoryFiles",
                "Surface", "Wire",
            ],
            exclude: ["Schemas"], swiftSettings: strict),
        .testTarget(
            name: "PoisoningTests", dependencies: ["Poisoning", "RepositoryFiles", "Wire"], exclude: ["Labelled"],
            swiftSettings: strict),
        .target(
            name: "SurfaceFixtures", dependencies: ["Wire"], path: "Tests/SurfaceFixtures", swiftSettings: strict),
        .testTarget(
            name: "SurfaceTests", dependencies: ["Surface", "SurfaceFixtures", "Wire"], swiftSettings: strict),
        .executableTarget(
            name: "lock-writer", dependencies: ["Pins", "Refusals", "Surface", "Wire"], path: "Tests/LockWriter",
            swiftSettings: strict, linkerSettings: staticExecutable),
        .testTarget(
            name: "PinsTests",
            dependencies: [
                "InstalledTrilatch", "Kernel", "LaunchPlan", "Pins", "Policy", "Refusals", "Surface",
                "SurfaceFixtures", "Wire",
            ],
            swiftSettings: strict),
        .testTarget(name: "RefusalsTests", dependencies: ["Refusals", "RepositoryFiles"], swiftSettings: strict),
        .testTarget(
            name: "ClientsTests",
            dependencies: ["Clients", "InstalledTrilatch", "Policy", "PolicyYAML", "Refusals", "RepositoryFiles"],
            exclude: ["Samples"], swiftSettings: strict),
        .testTarget(name: "LearningTests", dependencies: ["Learning", "Policy", "PolicyYAML"], swiftSettings: strict),
        .testTarget(name: "LaunchPlanTests", dependencies: ["LaunchPlan"], swiftSettings: strict),
        .testTarget(name: "ControlGroupsTests", dependencies: ["ControlGroups"], swiftSettings: strict),
        .testTarget(name: "KernelTests", dependencies: ["Kernel"], swiftSettings: strict),
        .testTarget(
            name: "ArchitectureTests", dependencies: ["InstalledTrilatch", "RepositoryFiles"], swiftSettings: strict),
        .target(
            name: "InstalledTrilatch", dependencies: ["RepositoryFiles"], path: "Tests/InstalledTrilatch",
            swiftSettings: strict),
        .target(
            name: "BoxHarness", dependencies: ["InstalledTrilatch", "Kernel", "RepositoryFiles"],
            path: "Tests/BoxHarness", swiftSettings: strict),
        .executableTarget(
            name: "fault-injector", dependencies: ["CLinux"], path: "Tests/FaultInjector", swiftSettings: strict,
            linkerSettings: staticExecutable),
        .testTarget(
            name: "BoxTests",
            dependencies: ["BoxHarness", "InstalledTrilatch", "Kernel", "LaunchPlan", "Refusals", "Supervision"],
            swiftSettings: strict),
        .testTarget(
            name: "HostileTests", dependencies: ["BoxHarness", "InstalledTrilatch", "Kernel"], swiftSettings: strict),
        .testTarget(
            name: "RunningTests", dependencies: ["Commands", "Refusals", "Running"], swiftSettings: strict),
        .testTarget(
            name: "CommandTests", dependencies: ["BoxHarness", "InstalledTrilatch", "RepositoryFiles"],
            exclude: ["Wrapped"],
            swiftSettings: strict),
        .testTarget(
            name: "InteropTests", dependencies: ["BoxHarness", "InstalledTrilatch", "RepositoryFiles"],
            swiftSettings: strict),
        .testTarget(
            name: "InstallTests",
            dependencies: [
                "BoxHarness", "Installed", "InstalledTrilatch", "Installing", "Kernel", "Policy", "Refusals",
                "RepositoryFiles", "Surface", "Wire",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ApprovalsTests", dependencies: ["Approvals", "Egress", "InstalledTrilatch", "Kernel"],
            swiftSettings: strict),
        .testTarget(
            name: "WayOutTests",
            dependencies: ["BoxHarness", "InstalledTrilatch", "Kernel", "RepositoryFiles"], swiftSettings: strict),
        .testTarget(
            name: "SyscallPolicyTests",
            dependencies: ["CSeccomp", "RepositoryFiles", "SyscallPolicy", "trilatch-compile-syscalls"],
            swiftSettings: strict),
    ]
)

// `make fuzz` asks for these with an environment variable: libFuzzer brings a `main` of its own, so that they link in no
// other build. The hostile world is the one of a test target, which stands back for it.
if Context.environment["TRILATCH_FUZZ"] != nil {
    package.targets.removeAll { $0.type == .test }
    package.targets += [
        .target(name: "FuzzProperties", path: "Fuzz/Properties", swiftSettings: strict),
        .target(
            name: "ResolutionFixtures", dependencies: ["LaunchPlan", "Policy", "Refusals"],
            path: "Tests/ResolutionTests", sources: ["FakeHost.swift", "PlanInvariants.swift", "Sample.swift"],
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-wire", dependencies: ["FuzzProperties", "Refusals", "Wire"], path: "Fuzz/Wire",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-json", dependencies: ["FuzzProperties", "Wire"], path: "Fuzz/JSON", swiftSettings: strict),
        .executableTarget(
            name: "fuzz-plan", dependencies: ["FuzzProperties", "LaunchPlan"], path: "Fuzz/Plan",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-profile", dependencies: ["FuzzProperties", "Policy", "PolicyYAML", "Refusals"],
            path: "Fuzz/Profile", swiftSettings: strict),
        .executableTarget(
            name: "fuzz-rules", dependencies: ["ArgumentJudgement", "FuzzProperties", "Policy", "Refusals", "Wire"],
            path: "Fuzz/Rules", swiftSettings: strict),
        .executableTarget(
            name: "fuzz-clients", dependencies: ["Clients", "FuzzProperties", "Refusals"], path: "Fuzz/Clients",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-mediation",
            dependencies: [
                "FuzzProperties", "Mediation", "Pins", "Poisoning", "Policy", "Refusals", "Surface", "Wire",
            ],
            path: "Fuzz/Mediation", swiftSettings: strict),
        .executableTarget(
            name: "fuzz-lock", dependencies: ["FuzzProperties", "Pins", "Refusals", "Surface", "Wire"],
            path: "Fuzz/Lock", swiftSettings: strict),
        .executableTarget(
            name: "fuzz-poisoning", dependencies: ["FuzzProperties", "Poisoning", "Wire"], path: "Fuzz/Poisoning",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-names", dependencies: ["Addresses", "Egress", "FuzzProperties"], path: "Fuzz/Names",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-hello", dependencies: ["Egress", "FuzzProperties"], path: "Fuzz/Hello", swiftSettings: strict),
        .executableTarget(
            name: "fuzz-frames", dependencies: ["Egress", "FuzzProperties"], path: "Fuzz/Frames",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-resolver", dependencies: ["Addresses", "Egress", "FuzzProperties"], path: "Fuzz/Resolver",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-http-request", dependencies: ["Egress", "FuzzProperties"], path: "Fuzz/HTTPRequest",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-http-response", dependencies: ["Egress", "FuzzProperties"], path: "Fuzz/HTTPResponse",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-http2", dependencies: ["CNGHTTP2", "Egress", "FuzzProperties", "HTTP2"], path: "Fuzz/HTTP2",
            swiftSettings: strict),
        .executableTarget(
            name: "fuzz-host-files",
            dependencies: ["FuzzProperties", "LaunchPlan", "Policy", "Refusals", "ResolutionFixtures"],
            path: "Fuzz/HostFiles", swiftSettings: strict),
    ]
}
