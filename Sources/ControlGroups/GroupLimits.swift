/// What a control group holds a box to; nil leaves a thing unlimited.
package struct GroupLimits: Sendable, Equatable {
    /// Bytes of memory of the whole group, swap and kernel memory included.
    package var memoryBytes: UInt64?
    /// Processes and threads.
    package var processes: UInt64?
    /// Thousandths of one processor.
    package var processorThousandths: UInt32?

    package init(memoryBytes: UInt64? = nil, processes: UInt64? = nil, processorThousandths: UInt32? = nil) {
        self.memoryBytes = memoryBytes
        self.processes = processes
        self.processorThousandths = processorThousandths
    }

    /// Whether nothing is limited.
    package var isEmpty: Bool { self == GroupLimits() }

    /// The controllers that hold these limits.
    var controllers: [GroupController] {
        [
            memoryBytes.map { _ in GroupController.memory }, processes.map { _ in .pids },
            processorThousandths.map { _ in .cpu },
        ].compactMap(\.self)
    }

    /// The files of a group and what is written to each, in this order.
    ///
    /// Source: Documentation/admin-guide/cgroup-v2.rst, Linux 6.1.
    var settings: [Setting] {
        var settings: [Setting] = []
        if let memoryBytes {
            settings.append(Setting("memory.max", "\(memoryBytes)"))
            // A kernel without swap has no such file.
            settings.append(Setting("memory.swap.max", "0", mayBeAbsent: true))
            // A box of which one process is gone is none that anybody reckons with: all of it ends.
            settings.append(Setting("memory.oom.group", "1"))
        }
        if let processes { settings.append(Setting("pids.max", "\(processes)")) }
        if let processorThousandths {
            settings.append(Setting("cpu.max", "\(UInt64(processorThousandths) * 100) 100000"))
        }
        return settings
    }

    struct Setting: Equatable {
        var file: String
        var value: String
        var mayBeAbsent: Bool

        init(_ file: String, _ value: String, mayBeAbsent: Bool = false) {
            self.file = file
            self.value = value
            self.mayBeAbsent = mayBeAbsent
        }
    }
}

/// A kind of limit that a control group holds by a controller of the same name.
package enum GroupController: String, Sendable, CaseIterable {
    case memory
    case pids
    case cpu

    /// Reads a list of controllers as the kernel writes it; what is not ours is left out.
    package static func set(parsing text: some StringProtocol) -> Set<GroupController> {
        Set(text.split(whereSeparator: \.isWhitespace).compactMap { GroupController(rawValue: String($0)) })
    }
}
