import Foundation
import Timing

for path in CommandLine.arguments.dropFirst() {
    let text = Data(contents(of: path))
    measure(path) {
        do {
            _ = try JSONSerialization.jsonObject(with: text)
        } catch {
            fatalError("\(path): \(error)")
        }
    }
}
