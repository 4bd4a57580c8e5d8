import Timing
import Wire

for path in CommandLine.arguments.dropFirst() {
    let text = contents(of: path)
    var scanner = JSONScanner()
    var outline = MessageOutline()
    var found = 0
    measure(path) {
        do {
            try scanner.scan(text.span, into: &outline)
            found &+= outline.value.count
        } catch {
            fatalError("\(path): \(error)")
        }
    }
    precondition(found > 0)
}
