import Testing

@testable import ControlGroups

/// What a box's control group is set to.
@Suite struct GroupLimitsTests {
    @Test func `a group needs the controllers of its limits, and no other`() {
        #expect(GroupLimits().controllers.isEmpty)
        #expect(GroupLimits(processes: 12).controllers == [.pids])
        #expect(
            GroupLimits(memoryBytes: 1, processes: 1, processorThousandths: 1).controllers == [.memory, .pids, .cpu])
    }

    @Test func `memory is held without swap, and what passes it takes all of the box along`() {
        let settings = GroupLimits(memoryBytes: 64 << 20).settings
        #expect(
            settings.map { "\($0.file)=\($0.value)" } == [
                "memory.max=67108864", "memory.swap.max=0", "memory.oom.group=1",
            ])
        #expect(settings.filter(\.mayBeAbsent).map(\.file) == ["memory.swap.max"])
    }

    @Test func `processors are counted in thousandths, processes one by one`() {
        let settings = GroupLimits(processes: 12, processorThousandths: 1500).settings
        #expect(settings.map { "\($0.file)=\($0.value)" } == ["pids.max=12", "cpu.max=150000 100000"])
    }

    @Test func `what is not limited is not touched`() {
        #expect(GroupLimits().settings.isEmpty)
        #expect(GroupLimits().isEmpty)
    }

    @Test func `of the kernel's controllers only those are known that hold a limit of ours`() {
        #expect(
            GroupController.set(parsing: "cpuset cpu io memory hugetlb pids rdma misc\n") == [.cpu, .memory, .pids])
        #expect(GroupController.set(parsing: "") == [])
    }
}
