import Glibc

/// Reads a file of at most a few megabytes.
public func contents(of path: String) -> [UInt8] {
    guard let stream = fopen(path, "r") else { fatalError("cannot open \(path)") }
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 8 << 20)
    let count = fread(&bytes, 1, bytes.count, stream)
    return Array(bytes.prefix(count))
}

/// Does `act` for a while, and prints the file's name and the nanoseconds of one of the faster tries.
public func measure(_ path: String, _ act: () -> Void) {
    let clock = ContinuousClock()
    var times: [Double] = []
    let single = (clock.measure(act), clock.measure(act)).1
    // Every try takes about two milliseconds.
    let count = max(1, Int(.milliseconds(2) / single))
    for _ in 0..<40 {
        let time = clock.measure { for _ in 0..<count { act() } }
        times.append(time / .nanoseconds(1) / Double(count))
    }
    times.sort()
    print("\(path)\t\(times[times.count / 4])")
}
