import FuzzProperties
import Policy
import PolicyYAML
import Refusals

/// Reads bytes as a profile of the user's, as one of the workspace, and as the administrator's policy.
@c(LLVMFuzzerTestOneInput)
public func profileTarget(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
    checkReading(input)
    checkTrust(input)
    return 0
}

/// Either there is a profile, which can be written out and read again, or there are refusals with places in the file.
private func checkReading(_ bytes: [UInt8]) {
    let outcome = ProfileReader.read(bytes, file: "f.yaml", variables: ["name"])
    require((outcome.profile == nil) == !outcome.refusals.isEmpty, "there is a profile or a refusal")
    require(outcome.refusals.count <= ProfileReader.maximumRefusals, "refusals are bounded")
    let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
    for refusal in outcome.refusals {
        requireHarmless("\(refusal)")
        let isInFile = refusal.location.map { (1...lines).contains($0.line) && $0.column >= 1 } ?? false
        require(isInFile, "a refusal names a place in the file: \(refusal)")
    }
    guard let profile = outcome.profile else { return }
    require(profile.narrowings.allSatisfy { !$0.because.text.isEmpty }, "no narrowing without a reason")
    let text = profile.rendered(origins: false)
    requireHarmless(text)
    let second = ProfileReader.read(Array(text.utf8), file: "g.yaml", variables: ["name"])
    guard let again = second.profile else { fatalError("what is written out reads again: \(second.refusals)") }
    require(again.rendered(origins: false) == text, "what is written out reads as the same")
    require(Legs.derive(again).legs == Legs.derive(profile).legs, "and has the same legs")
}

/// What lies in the workspace holds no secrets and no narrowings; what the administrator forbids stays forbidden.
private func checkTrust(_ bytes: [UInt8]) {
    let files = Files(input: bytes)
    func library(_ policy: String) -> ProfileLibrary {
        ProfileLibrary(
            directories: [.init(path: "/etc/p")], files: files, variables: ["name"], workspace: "/w", policyFile: policy
        )
    }
    switch library("/none").check("/w/p.yaml") {
    case .success(let loaded):
        require(loaded.profile.narrowings.isEmpty, "the workspace narrows nothing")
        require(loaded.profile.network.hosts.allSatisfy { $0.credential == nil }, "the workspace holds no secret")
    case .failure(let failure): for refusal in failure.all { requireHarmless("\(refusal)") }
    }
    // Read as a policy: whatever it says, it only takes away.
    if case .failure(let failure) = library("/w/p.yaml").check("narrow") {
        for refusal in failure.all { requireHarmless("\(refusal)") }
    }
}

/// The input at one path, and profiles that are as they should be.
private struct Files: ProfileFiles {
    let input: [UInt8]

    func read(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        let texts = [
            "/etc/p/base.yaml": "version: 1\nfilesystem: [{ scratch: /tmp }]\n",
            "/etc/p/narrow.yaml":
                "version: 1\nfilesystem: [{ read: /srv/x, origin: trusted, sensitivity: public, because: it is so }]\n",
        ]
        let bytes = path == "/w/p.yaml" ? input : texts[path].map { Array($0.utf8) }
        guard let bytes else { return nil }
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        return ProfileFile(path: path, bytes: bytes)
    }

    func readRootsOwn(_ path: String, atMost limit: Int) throws(ProfileFileError) -> ProfileFile? {
        try read(path, atMost: limit)
    }

    func list(_ directory: String) -> [String] { ["base.yaml", "narrow.yaml"] }
}
