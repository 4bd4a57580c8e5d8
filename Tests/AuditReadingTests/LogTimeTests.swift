import AuditReading
import Testing

/// Times of the log.
@Suite struct LogTimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00.000000Z", 0), ("1970-01-02", 86_400_000_000),
            ("2026-11-23T02:40", 1_795_401_600_000_000),
            ("2026-11-23 02:40:01Z", 1_795_401_601_000_000), ("2026-11-23T02:40:01.5", 1_795_401_601_500_000),
            ("2026-11-23T02:40:01.000007Z", 1_795_401_601_000_007), ("2000-02-29T23:59:60Z", 951_868_800_000_000),
            ("2400-02-29", 13_574_563_200_000_000), ("9999-12-31", 253_402_214_400_000_000),
        ] as [(String, Int64)])
    func `a time is read as the calendar has it`(text: String, microseconds: Int64) {
        #expect(LogTime(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026", "2026-11", "2026-13-01", "2026-00-01", "2026-01-00", "2026-04-31", "2026-02-29", "1900-02-29",
        "2026-01-01T24:00", "2026-01-01T12", "2026-01-01T12:60", "2026-01-01T12:00:61", "2026-01-01T12:00:00.",
        "2026-01-01T12:00:00.1234567", "2026-01-01T12:00:00+01:00", "2026-01-01x", " 2026-01-01", "2026-01-1",
        "+026-01-01", "２026-01-01", "2026-01-01T", "2026-01-01ZZ",
    ])
    func `what is no time is none`(text: String) {
        #expect(LogTime(text) == nil)
    }

    @Test func `a time that is written reads as the same`() {
        for microseconds in stride(from: Int64(0), to: 4_102_444_800_000_000, by: 86_399_999_999_000) {
            let time = LogTime(microseconds: microseconds)
            #expect(LogTime(time.text)?.microseconds == microseconds / 1000 * 1000)
        }
    }
}
