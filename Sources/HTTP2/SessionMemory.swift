internal import CNGHTTP2

/// The memory of one session of nghttp2: bounded, and overwritten when it is given back, since a secret may have been in it.
///
/// Beyond the bound there is none, which ends the session. Source: `nghttp2_mem` of nghttp2.h 1.52.
@safe final class SessionMemory {
    /// No session has more, in bytes: the heads and tables of a hundred streams take less than a quarter.
    static let most = 4 << 20

    /// In front of each block stands how long it is; as long as the strictest alignment.
    private static let headerSize = 16

    private(set) var used = 0
    /// The most that was used at a time.
    private(set) var peak = 0

    /// The functions that nghttp2 calls; this must live longer than the session.
    var functions: nghttp2_mem {
        unsafe nghttp2_mem(
            mem_user_data: Unmanaged.passUnretained(self).toOpaque(),
            malloc: { size, memory in unsafe SessionMemory.of(memory).allocate(size) },
            free: { block, memory in unsafe SessionMemory.of(memory).free(block) },
            calloc: { count, size, memory in
                let (product, overflows) = count.multipliedReportingOverflow(by: size)
                return unsafe overflows ? nil : SessionMemory.of(memory).allocate(product)
            },
            realloc: { block, size, memory in unsafe SessionMemory.of(memory).reallocate(block, size) })
    }

    private static func of(_ memory: UnsafeMutableRawPointer?) -> SessionMemory {
        guard let memory = unsafe memory else { preconditionFailure("each call has it") }
        return unsafe Unmanaged<SessionMemory>.fromOpaque(memory).takeUnretainedValue()
    }

    /// A block of zeros.
    private func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        guard size >= 0, size <= Self.most - used else { return nil }
        let start = UnsafeMutableRawPointer.allocate(
            byteCount: size + Self.headerSize, alignment: Self.headerSize)
        unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: size + Self.headerSize)
        unsafe start.storeBytes(of: size, as: Int.self)
        used += size
        peak = max(peak, used)
        return unsafe start + Self.headerSize
    }

    private func free(_ block: UnsafeMutableRawPointer?) {
        guard let block = unsafe block else { return }
        let size = unsafe Self.size(of: block)
        used -= size
        unsafe overwrite_memory(block, size)
        unsafe (block - Self.headerSize).deallocate()
    }

    private func reallocate(_ block: UnsafeMutableRawPointer?, _ size: Int) -> UnsafeMutableRawPointer? {
        guard let new = unsafe allocate(size) else { return nil }
        if let block = unsafe block {
            unsafe new.copyMemory(from: block, byteCount: min(size, Self.size(of: block)))
            unsafe free(block)
        }
        return unsafe new
    }

    private static func size(of block: UnsafeMutableRawPointer) -> Int {
        unsafe (block - headerSize).load(as: Int.self)
    }
}

extension [UInt8] {
    /// Overwrites what is there, which nobody reads again.
    mutating func overwrite() {
        unsafe withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe overwrite_memory(start, bytes.count)
        }
    }
}
