import Glibc
import RepositoryFiles

/// The host's `/proc`, as somebody outside the box sees it.
package enum ProcessTable {
    /// The process that a pidfd stands for.
    package static func number(ofProcessDescriptor descriptor: Int32) throws -> Int32 {
        let info = try text("/proc/self/fdinfo/\(descriptor)")
        guard let line = info.split(separator: "\n").first(where: { $0.hasPrefix("Pid:") }),
            let number = Int32(line.dropFirst(4).filter { !$0.isWhitespace })
        else { throw HarnessFailure.missing("Pid of a pidfd") }
        return number
    }

    /// A whole file of `/proc`.
    package static func text(_ path: String) throws -> String {
        String(decoding: try FileBytes.read(path), as: UTF8.self)
    }

    /// The value of a field of `/proc/PID/status`, without the white space around it.
    package static func status(_ process: String, _ field: String) throws -> String {
        let content = try text("/proc/\(process)/status")
        guard let line = content.split(separator: "\n").first(where: { $0.hasPrefix("\(field):") }) else {
            throw HarnessFailure.missing("\(field) of \(process)")
        }
        let words = line.dropFirst(field.count + 1).split(whereSeparator: \.isWhitespace)
        return words.joined(separator: " ")
    }

    /// A process and everything that it started, itself first.
    package static func tree(of root: Int32) -> [Int32] {
        var parents: [Int32: Int32] = [:]
        for name in names(in: "/proc") {
            guard let number = Int32(name), let stat = try? text("/proc/\(number)/stat"),
                // The name in parentheses may hold anything; the fields begin after the last one.
                let close = stat.lastIndex(of: ")")
            else { continue }
            let fields = stat[stat.index(after: close)...].split(separator: " ")
            if fields.count > 1 { parents[number] = Int32(fields[1]) }
        }
        var tree = [root]
        var next = 0
        while next < tree.count {
            tree += parents.filter { $0.value == tree[next] }.map(\.key).sorted()
            next += 1
        }
        return tree
    }

    /// Every process that lives in the same pid namespace as one of a box, by the namespace's inode.
    package static func processes(inPIDNamespace link: String) -> [Int32] {
        names(in: "/proc").compactMap(Int32.init).filter { readLink("/proc/\($0)/ns/pid") == link }
    }

    /// Whether a process exists and is not merely waiting to be reaped.
    package static func isAlive(_ number: Int32) -> Bool {
        guard let state = try? status(String(number), "State") else { return false }
        return !state.hasPrefix("Z") && !state.hasPrefix("X")
    }

    /// Waits until none of the processes is alive; the numbers of those that still are.
    package static func waitForEnd(of processes: [Int32], milliseconds: Int = 3000) -> [Int32] {
        let deadline = Clock.milliseconds + Clock.patience * milliseconds
        while true {
            let alive = processes.filter(isAlive)
            if alive.isEmpty || Clock.milliseconds > deadline { return alive }
            usleep(5000)
        }
    }

    package static func names(in path: String) -> [String] {
        guard let directory = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(directory) }
        var names: [String] = []
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { field in
                unsafe String(cString: UnsafeRawPointer(field).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    package static func readLink(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe readlink(path, &buffer, buffer.count)
        guard length > 0 else { return nil }
        return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
