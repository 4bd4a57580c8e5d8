import BoxHarness
import Glibc

/// What a process has in its memory, as root sees it.
struct ProcessMemory {
    private let number: Int32

    init(of number: Int32) { self.number = number }

    /// A place where a text stands, and the flags of the mapping that it is in (`VmFlags` of proc(5)).
    struct Place: CustomStringConvertible {
        var address: UInt
        var flags: Set<String>
        var description: String { "\(String(address, radix: 16)) \(flags.sorted().joined(separator: " "))" }
    }

    /// Every place where a text stands.
    func places(of text: String) throws -> [Place] {
        let descriptor = unsafe open("/proc/\(number)/mem", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HarnessFailure.missing("the memory of \(number)") }
        defer { close(descriptor) }
        let needle = Array(text.utf8)
        var places: [Place] = []
        // What lies beyond any offset is the kernel's.
        for mapping in try mappings() where mapping.isReadable && mapping.range.upperBound <= UInt(Int.max) {
            var bytes = [UInt8](repeating: 0, count: mapping.range.count)
            // What cannot be read, as what the kernel shows of itself, holds nothing of ours.
            let count = unsafe pread(descriptor, &bytes, bytes.count, off_t(mapping.range.lowerBound))
            guard count >= needle.count else { continue }
            places += ProcessMemory.offsets(of: needle, in: bytes).map {
                Place(address: mapping.range.lowerBound + UInt($0), flags: mapping.flags)
            }
        }
        return places
    }

    private static func offsets(of needle: [UInt8], in bytes: [UInt8]) -> [Int] {
        var found: [Int] = []
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            var offset = 0
            while offset + needle.count <= bytes.count,
                let hit = unsafe memchr(start + offset, Int32(needle[0]), bytes.count - needle.count + 1 - offset)
            {
                offset = unsafe UnsafeRawPointer(hit) - start
                if unsafe memcmp(hit, needle, needle.count) == 0 { found.append(offset) }
                offset += 1
            }
        }
        return found
    }

    private struct Mapping {
        var range: Range<UInt>
        var isReadable: Bool
        var flags: Set<String> = []
    }

    private func mappings() throws -> [Mapping] {
        var mappings: [Mapping] = []
        for line in try ProcessTable.text("/proc/\(number)/smaps").split(separator: "\n") {
            let words = line.split(separator: " ")
            let ends = (words.first ?? "").split(separator: "-").compactMap { UInt($0, radix: 16) }
            if ends.count == 2, words.count > 1 {
                mappings.append(Mapping(range: ends[0]..<ends[1], isReadable: words[1].hasPrefix("r")))
            } else if words.first == "VmFlags:" {
                mappings[mappings.count - 1].flags = Set(words.dropFirst().map(String.init))
            }
        }
        return mappings
    }
}
