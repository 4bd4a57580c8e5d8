package import Refusals

/// What `environment:` says.
///
/// All other variables of the client are dropped.
package struct EnvironmentGrants: Sendable, Hashable {
    /// Variables that the box gets from the client, where the client has them.
    package var pass: [PassedVariable]
    /// Variables with a value from the profile.
    package var set: [SetVariable]

    package init(pass: [PassedVariable] = [], set: [SetVariable] = []) {
        self.pass = pass
        self.set = set
    }
}

/// A variable of the client's environment that the box gets.
package struct PassedVariable: Sendable, Hashable {
    package let name: String
    package let location: SourceLocation
    package let because: Reason?
    /// Whether the name looks like a secret's; the variable then carries private-data.
    package let looksSecret: Bool

    /// Takes a name, with a reason where the name looks like a secret's.
    ///
    /// - Throws: `environment.secret-name`.
    package init(_ name: String, at location: SourceLocation, because: Reason? = nil) throws(Refusal) {
        looksSecret = try SecretName.judge(name, because, form: "{ name: \(name), because: … }", at: location)
        self.name = name
        self.location = location
        self.because = because
    }
}

/// A variable whose value the profile gives.
///
/// It has no description that shows the value.
package struct SetVariable: Sendable, Hashable, CustomStringConvertible {
    package let name: String
    package let value: Template
    package let location: SourceLocation
    package let because: Reason?
    /// Whether the name looks like a secret's; the variable then carries private-data.
    package let looksSecret: Bool

    /// Takes a name and a value, with a reason where the name looks like a secret's.
    ///
    /// - Throws: `environment.secret-name`.
    package init(_ name: String, to value: Template, at location: SourceLocation, because: Reason? = nil)
        throws(Refusal)
    {
        looksSecret = try SecretName.judge(name, because, form: "\(name): { value: …, because: … }", at: location)
        self.name = name
        self.value = value
        self.location = location
        self.because = because
    }

    package var description: String { "\(name)=…" }
}
