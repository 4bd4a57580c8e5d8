internal import CLinux
internal import Glibc

/// One argument of a raw system call.
enum Argument: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    /// The register, as it is.
    case number(Int)
    /// A value whose register has bits above 32 set, which the kernel drops where it takes an `int`.
    ///
    /// A filter that compares whole registers lets such a call pass.
    case dirty(Int)
    /// The address of a NUL-terminated copy, valid during the call.
    case text(String)
    /// The address of a copy, valid during the call.
    case bytes([UInt8])
    /// The address of memory that the call may write to.
    case memory(Memory)

    init(integerLiteral value: Int) { self = .number(value) }
    init(stringLiteral value: String) { self = .text(value) }
}

/// Makes a system call and returns its value, or the negated errno.
func call(_ call: SystemCall, _ arguments: Argument...) -> Int {
    precondition(arguments.count <= 6, "a system call has at most six arguments")
    var borrowed: [Memory] = []
    var registers = [0, 0, 0, 0, 0, 0]
    for (index, argument) in arguments.enumerated() {
        switch argument {
        case .number(let value): registers[index] = value
        case .dirty(let value): registers[index] = 1 << 32 | value & 0xffff_ffff
        case .text(let text): borrowed.append(Memory(Array(text.utf8) + [0]))
        case .bytes(let bytes): borrowed.append(Memory(bytes))
        case .memory(let memory): borrowed.append(memory)
        }
        if case .number = argument { continue }
        if case .dirty = argument { continue }
        if let address = borrowed.last?.address { registers[index] = address }
    }
    return withExtendedLifetime(borrowed) {
        trilatch_syscall6(
            call.number, registers[0], registers[1], registers[2], registers[3], registers[4], registers[5])
    }
}

/// Memory with an address that stays the same, for calls that read or fill structures.
///
/// Safe because: the storage is reached only through bounds-checked members, and lives as long as this object.
@safe final class Memory {
    private let storage: UnsafeMutableRawBufferPointer

    /// A copy of bytes.
    init(_ bytes: [UInt8]) {
        unsafe storage = .allocate(byteCount: max(bytes.count, 8), alignment: 16)
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe storage.copyBytes(from: bytes)
    }

    /// Zeroes.
    convenience init(count: Int) { self.init([UInt8](repeating: 0, count: count)) }

    deinit { unsafe storage.deallocate() }

    var address: Int { unsafe Int(bitPattern: storage.baseAddress) }

    /// The first bytes, as the last call left them.
    func bytes(_ count: Int) -> [UInt8] { unsafe Array(storage.prefix(count)) }

    /// A little-endian field.
    func integer<Value: FixedWidthInteger>(at offset: Int, as _: Value.Type) -> Value {
        precondition(offset >= 0, "an offset is not negative")
        return unsafe storage.loadUnaligned(fromByteOffset: offset, as: Value.self)
    }
}

/// Fields of a structure as the kernel lays them out on little-endian machines.
func fields<each Value: FixedWidthInteger>(_ values: repeat each Value) -> [UInt8] {
    var bytes: [UInt8] = []
    for value in repeat each values {
        for shift in 0..<(MemoryLayout.size(ofValue: value)) {
            bytes.append(UInt8(truncatingIfNeeded: value >> (8 * shift)))
        }
    }
    return bytes
}
