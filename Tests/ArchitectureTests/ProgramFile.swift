import RepositoryFiles

/// A program's file, as far as it tells how it was linked.
///
/// Source: elf(5), 64 bits, little-endian.
struct ProgramFile {
    enum SegmentType: UInt32 {
        case load = 1
        case dynamic = 2
        case interpreter = 3
    }

    private let bytes: [UInt8]
    let segmentTypes: [SegmentType]

    init(_ path: String) throws {
        let bytes = try FileBytes.read(path)
        guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { throw NotAProgram(path: path) }
        func number(at offset: Int, width: Int) -> Int {
            (0..<width).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        self.bytes = bytes
        let table = number(at: 0x20, width: 8)
        let (size, count) = (number(at: 0x36, width: 2), number(at: 0x38, width: 2))
        segmentTypes = (0..<count).compactMap {
            SegmentType(rawValue: UInt32(truncatingIfNeeded: number(at: table + $0 * size, width: 4)))
        }
    }

    /// Whether the file has these characters anywhere, symbol names and debugging information included.
    func contains(_ text: String) -> Bool {
        let wanted = Array(text.utf8)
        return bytes.firstRange(of: wanted) != nil
    }

    struct NotAProgram: Error { let path: String }
}
