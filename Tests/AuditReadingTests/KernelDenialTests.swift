import AuditReading
import Testing

/// The kernel's records of denials.
@Suite struct KernelDenialTests {
    private static let seccomp =
        #"auid=4294967295 uid=64106 gid=64106 ses=4294967295 pid=11515 comm="trilatch-probe" exe="/opt/a b" sig=31 arch=40000003 syscall=20 compat=1 ip=0x406842 code=0x80000000"#

    @Test(arguments: ["audit: type=1326 audit(1795401347.662:663): ", "type=SECCOMP msg=audit(1795401347.662:663): "])
    func `a call that the filter ended is read from the kernel's messages and from the daemon's file`(head: String) {
        var denials = KernelDenials()
        let denial = denials.take(Substring(head + Self.seccomp))
        #expect(denial?.time == LogTime(microseconds: 1_795_401_347_662_000))
        #expect(denial?.user == 64106 && denial?.program == "/opt/a b")
        #expect(
            denial?.reason == "syscall filter: trilatch-probe (process 11515) made call 20, which ended it")
    }

    @Test func `a denial of Landlock's is that of the process that its domain was announced with`() {
        var denials = KernelDenials()
        let access =
            #"audit: type=1423 audit(1729738800.268:30): domain=1a6fdc66f blockers=fs.read_file path="/etc/shadow" dev="vda" ino=2"#
        #expect(denials.take(access[...]) == nil, "nobody knows the domain")
        let domain =
            #"audit: type=1424 audit(1729738800.200:29): domain=1a6fdc66f status=allocated mode=enforcing pid=286 uid=1000 exe="/usr/bin/node" comm="node""#
        #expect(denials.take(domain[...]) == nil)
        let denial = denials.take(access[...])
        #expect(denial?.user == 1000 && denial?.program == "/usr/bin/node")
        #expect(denial?.reason == "Landlock: fs.read_file /etc/shadow")
    }

    @Test(arguments: [
        "", "audit(", "audit(1.000:1): type=1326", "type=1326 audit(x.000:1): uid=1 syscall=2",
        "type=1326 audit(1.00:1): uid=1 syscall=2", "type=1326 audit(-1.000:1): uid=1 syscall=2",
        "type=1326 audit(99999999999999999.000:1): uid=1 syscall=2", "type=1326 audit(1.000:1): uid=x syscall=2",
        "type=1326 audit(1.000:1): uid=1", "type=1400 audit(1.000:1): uid=1 syscall=2",
        "type=1326 audit(1.000:1): uid=",
        "type=1326 audit(1.000:1): =\"", "type=1326 audit(1.000:1): uid=\"1",
    ])
    func `what is no such record is none`(line: String) {
        var denials = KernelDenials()
        #expect(denials.take(Substring(line)) == nil)
    }
}
