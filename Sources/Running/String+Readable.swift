import Policy

extension String {
    /// The text for a person: control and formatting characters are escaped.
    ///
    /// Names in a workspace are the attacker's: they must not move a terminal's cursor or turn the order of letters.
    package var readable: String { HostPath.readable(utf8) }
}
