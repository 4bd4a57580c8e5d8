import SyscallPolicy
import trilatch_compile_syscalls

/// A choice of programs: the switches of a server, or pid 1, on one architecture.
struct Stack: Sendable, CustomStringConvertible {
    var architecture: SyscallArchitecture
    var tables: [SyscallTable]
    /// The programs that are checked in.
    var programs: [BPFProgram]

    var description: String { "\(architecture.rawValue) " + tables.map(\.name).joined(separator: " + ") }

    /// Every choice there is.
    static let all: [Stack] = SyscallArchitecture.allCases.flatMap { architecture in
        var stacks: [Stack] = []
        for unix in [false, true] {
            for internet in [false, true] {
                for exclusive in [false, true] {
                    stacks.append(
                        Stack(
                            architecture: architecture,
                            tables: SyscallPrograms.tables(
                                unixSockets: unix, internetSockets: internet, writeXorExecute: exclusive),
                            programs: SyscallPrograms.programs(
                                unixSockets: unix, internetSockets: internet, writeXorExecute: exclusive,
                                on: architecture)))
                }
            }
        }
        let server = SyscallPrograms.tables(unixSockets: false, internetSockets: true, writeXorExecute: false)
        stacks.append(
            Stack(
                architecture: architecture, tables: server + [.recorder],
                programs: SyscallPrograms.programs(
                    unixSockets: false, internetSockets: true, writeXorExecute: false, on: architecture)
                    + [SyscallPrograms.recorder(on: architecture)]))
        stacks.append(
            Stack(
                architecture: architecture, tables: [.serverWithoutNamespaces],
                programs: [SyscallPrograms.serverWithoutNamespaces(on: architecture)]))
        stacks.append(
            Stack(
                architecture: architecture, tables: [.reaper], programs: [SyscallPrograms.reaper(on: architecture)]))
        stacks.append(
            Stack(
                architecture: architecture, tables: [.broker], programs: [SyscallPrograms.broker(on: architecture)]))
        return stacks
    }

    /// Each table with its program alone.
    static let single: [Stack] = SyscallArchitecture.allCases.flatMap { architecture in
        let ofArchitecture = all.filter { $0.architecture == architecture }
        let seconds = ["writeXorExecute", "recorder"].compactMap { name in
            ofArchitecture.first { $0.tables.count == 2 && $0.tables[1].name == name }.map {
                Stack(architecture: architecture, tables: [$0.tables[1]], programs: [$0.programs[1]])
            }
        }
        return ofArchitecture.filter { $0.tables.count == 1 } + seconds
    }

    /// The rules of each table, by number.
    func rules() throws -> [[UInt32: SyscallRule]] {
        try tables.map { table in
            Dictionary(
                uniqueKeysWithValues: try SyscallCompiler(for: architecture).numbered(table).map {
                    ($0.number, $0.rule)
                })
        }
    }
}

/// What the tables say about every call of a corpus.
struct Specification {
    let records: [SyscallRecord]
    let answers: [UInt32]

    init(_ stack: Stack, seed: UInt64 = 0x7472_696C_6174_6368) throws {
        let rules = try stack.rules()
        records = CallCorpus(for: rules, on: stack.architecture, seed: seed).records
        answers = records.map { record in
            zip(stack.tables, rules).map { table, rules in
                table.action(for: record, on: stack.architecture, rules: rules).returnValue
            }.mostRestrictive
        }
    }

    /// The first call that stacked programs answer differently; nil where they agree on all, or on those of `places`.
    func disagreement(with programs: [BPFProgram], among places: [Int]? = nil) throws -> SyscallRecord? {
        let interpreters = programs.map(BPFInterpreter.init)
        for place in places ?? Array(records.indices) {
            let given = try interpreters.map { try $0.run(records[place]) }.mostRestrictive
            if given != answers[place] { return records[place] }
        }
        return nil
    }

    /// For each instruction that a call runs, the places of those calls.
    func visits(of interpreter: BPFInterpreter) throws -> [Int: [Int]] {
        var visits: [Int: [Int]] = [:]
        for place in records.indices {
            _ = try interpreter.run(records[place]) { visits[$0, default: []].append(place) }
        }
        return visits
    }
}
