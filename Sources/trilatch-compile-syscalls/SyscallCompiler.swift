package import SyscallPolicy

/// Compiles a table with libseccomp into the program that stands for it.
///
/// A rule becomes its paths, which cover every argument and never overlap. So one program says the whole table, and what
/// libseccomp might lose of it falls to the table's default.
package struct SyscallCompiler {
    /// A program and the name of its constant.
    package struct Output: Equatable {
        package var name: String
        package var program: BPFProgram
    }

    /// Why a table has no program.
    package enum Failure: Error, Equatable {
        /// The table names a call that libseccomp has never heard of: a spelling mistake.
        case unknownSyscall(String)
        /// A call stands in the table twice.
        case repeatedSyscall(String)
        /// libseccomp, or the system below it, refused; the number is an errno.
        case failed(call: String, about: String, error: Int32)
    }

    package let architecture: SyscallArchitecture

    package init(for architecture: SyscallArchitecture) {
        self.architecture = architecture
    }

    /// The program of one table.
    package func compile(_ table: SyscallTable) throws(Failure) -> Output {
        let filter = try SeccompFilter.empty(architecture, otherwise: table.otherwise)
        for (number, rule) in try numbered(table) {
            for path in RulePath.paths(of: rule) where path.action != table.otherwise {
                try filter.add(path, number: number)
            }
        }
        return Output(name: table.name, program: try filter.export())
    }

    /// The rules by number, without the calls that the architecture does not have.
    package func numbered(_ table: SyscallTable) throws(Failure) -> [(number: UInt32, rule: SyscallRule)] {
        var seen: Set<String> = []
        var rules: [(number: UInt32, rule: SyscallRule)] = []
        for entry in table.entries {
            guard seen.insert(entry.syscall.name).inserted else { throw .repeatedSyscall(entry.syscall.name) }
            if let number = try number(of: entry.syscall) { rules.append((number, entry.rule)) }
        }
        return rules
    }

    /// The number of a call on this architecture; nil when it has none there.
    private func number(of syscall: Syscall) throws(Failure) -> UInt32? {
        if let number = syscall.numberOnX86_64 { return architecture == .x86_64 ? number : nil }
        return try SeccompFilter.number(of: syscall.name, on: architecture)
    }
}
