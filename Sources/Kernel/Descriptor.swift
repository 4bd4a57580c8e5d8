internal import Glibc

/// An open file descriptor that is owned: it is closed when its owner ends, and cannot be copied.
///
/// Every descriptor is made close-on-exec by the call that creates it. The number itself leaves this module only through
/// `number`, for a call that borrows it.
package struct Descriptor: ~Copyable {
    /// The kernel's number.
    ///
    /// Borrowed: it is valid while this value lives.
    package let number: Int32

    /// Takes ownership of an open descriptor.
    package init(owning number: Int32) {
        precondition(number >= 0, "a negative number is not a descriptor")
        self.number = number
    }

    deinit {
        // Nothing is buffered behind a descriptor of ours, and after EINTR Linux has closed it as well (close(2)).
        _ = Glibc.close(number)
    }

    /// Gives the number up without closing it.
    package consuming func release() -> Int32 {
        let number = self.number
        discard self
        return number
    }
}
