internal import Glibc

/// The memory that a child needs to load the filter and become a command, made before it exists.
///
/// Never freed.
@safe struct CommandMemory {
    /// A `struct sock_fprog` of one instruction: SECCOMP_RET_USER_NOTIF for every call.
    let filterAddress: Int
    let pathAddress: Int
    let argumentsAddress: Int
    /// An empty environment.
    let emptyAddress: Int

    init(_ command: [String]) {
        let instruction = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        unsafe instruction.initialize(to: 0x7fc0_0000 << 32 | 0x06)
        let filter = UnsafeMutablePointer<UInt64>.allocate(capacity: 2)
        unsafe filter[0] = 1
        unsafe filter[1] = UInt64(UInt(bitPattern: instruction))
        let arguments = UnsafeMutablePointer<Int>.allocate(capacity: command.count + 1)
        for (index, argument) in command.enumerated() {
            unsafe arguments[index] = unsafe Int(bitPattern: strdup(argument))
        }
        unsafe arguments[command.count] = 0
        let empty = UnsafeMutablePointer<Int>.allocate(capacity: 1)
        unsafe empty.initialize(to: 0)
        filterAddress = Int(bitPattern: filter)
        pathAddress = unsafe arguments[0]
        argumentsAddress = Int(bitPattern: arguments)
        emptyAddress = Int(bitPattern: empty)
    }
}
