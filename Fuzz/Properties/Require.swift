/// Traps where a property does not hold; unlike `precondition`, it says which also in an optimised build.
package func require(_ holds: Bool, _ property: @autoclosure () -> String) {
    if !holds { fatalError(property()) }
}

/// Traps where a text could act on the terminal that shows it.
package func requireHarmless(_ text: String) {
    require(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7f..<0xa0).contains($0.value) }, text)
}
