// swift-tools-version: 6.2
import PackageDescription

// The scanner's sources are Trilatch's own, by links: what is measured is what is built, with the same optimisation.
let package = Package(
    name: "scan",
    targets: [
        .target(name: "Refusals", swiftSettings: [.enableUpcomingFeature("InternalImportsByDefault")]),
        .target(
            name: "Wire", dependencies: ["Refusals"], swiftSettings: [.enableUpcomingFeature("InternalImportsByDefault")]),
        .target(name: "Timing"),
        .executableTarget(
            name: "scan-trilatch", dependencies: ["Timing", "Wire"], path: "Sources/trilatch",
            linkerSettings: [.unsafeFlags(["-static-executable"])]),
        .executableTarget(name: "scan-foundation", dependencies: ["Timing"], path: "Sources/foundation"),
    ]
)
