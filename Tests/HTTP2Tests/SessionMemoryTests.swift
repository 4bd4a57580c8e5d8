import CNGHTTP2
import Testing

@testable import HTTP2

/// The memory that nghttp2 is given.
@Suite struct SessionMemoryTests {
    private let memory = SessionMemory()

    private var functions: nghttp2_mem { unsafe memory.functions }

    private func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        unsafe functions.malloc(size, functions.mem_user_data)
    }

    private func free(_ block: UnsafeMutableRawPointer?) { unsafe functions.free(block, functions.mem_user_data) }

    @Test func `there is so much, and no more`() {
        let half = unsafe allocate(SessionMemory.most / 2)
        let rest = unsafe allocate(SessionMemory.most / 2)
        #expect(unsafe half != nil && rest != nil && memory.used == SessionMemory.most)
        #expect(unsafe allocate(1) == nil)
        unsafe free(half)
        #expect(unsafe allocate(SessionMemory.most / 2 + 1) == nil)
        let again = unsafe allocate(1)
        #expect(unsafe again != nil && memory.peak == SessionMemory.most)
        unsafe free(again)
        unsafe free(rest)
        unsafe free(nil)
        #expect(memory.used == 0)
    }

    @Test(arguments: [(Int.max, 2), (1 << 32, 1 << 32), (-1, 1)])
    func `a size that is none has no memory`(count: Int, size: Int) {
        #expect(unsafe functions.calloc(count, size, functions.mem_user_data) == nil)
        #expect(unsafe functions.realloc(nil, -1, functions.mem_user_data) == nil)
        #expect(memory.used == 0)
    }

    @Test func `a block that grows keeps what is in it, and one that is new has zeros`() {
        let block = unsafe functions.calloc(4, 4, functions.mem_user_data)
        unsafe block?.storeBytes(of: 0x0102_0304, as: UInt32.self)
        let larger = unsafe functions.realloc(block, 64, functions.mem_user_data)
        #expect(unsafe larger?.load(as: UInt32.self) == 0x0102_0304)
        #expect(unsafe larger?.load(fromByteOffset: 56, as: UInt64.self) == 0)
        let smaller = unsafe functions.realloc(larger, 4, functions.mem_user_data)
        #expect(unsafe smaller?.load(as: UInt32.self) == 0x0102_0304 && memory.used == 4)
        unsafe free(smaller)
        #expect(memory.used == 0)
    }
}
