import Timing
import Wire

for path in CommandLine.arguments.dropFirst() {
    let text = contents(of: path)
    var scanner = JSONScanner()
    var found = 0
    measure(path) {
        do {
            found &+= try scanner.scan(text.span).value.count
        } catch {
            fatalError("\(path): \(error)")
        }
    }
    precondition(found > 0)
}
