package import Refusals

/// A secret of a profile: where its value comes from, and in which variable the box has a placeholder for it.
///
/// The value itself is in no profile, and in no value of this module.
package struct SecretGrant: Sendable, Hashable {
    /// What `credential:` calls it.
    package var name: String
    package var source: SecretSource
    /// The variable of the box that holds the placeholder.
    package var variable: String
    package var location: SourceLocation

    package init(_ name: String, from source: SecretSource, variable: String, at location: SourceLocation) {
        self.name = name
        self.source = source
        self.variable = variable
        self.location = location
    }

    /// The variables that it is read from and stands for.
    var variables: [String] {
        if case .environment(let name) = source { [name, variable] } else { [variable] }
    }
}

/// Where the value of a secret comes from.
package enum SecretSource: Sendable, Hashable {
    /// A file that nobody but its owner may read.
    case file(PathTemplate)
    /// A variable of the supervisor's own environment.
    case environment(String)
    /// A credential that systemd gave the service (systemd.exec(5), `LoadCredential=`).
    case systemdCredential(String)
    /// What a program prints; the program first, then its arguments.
    case command([Template])

    /// The texts that may hold variables.
    var templates: [Template] {
        switch self {
        case .file(let path): [path.template]
        case .command(let words): words
        case .environment, .systemdCredential: []
        }
    }
}

/// A secret of the profile that the broker puts into the requests to one host.
package struct CredentialUse: Sendable, Hashable {
    package var secret: String
    package var place: Place
    package var location: SourceLocation

    /// Where in a request it stands.
    package enum Place: Sendable, Hashable {
        /// `Authorization: Bearer …`, or `token …`.
        case bearer
        /// The name or the password of `Authorization: Basic …`.
        case basic
        /// The whole value of a header.
        case header(String)
        /// The whole value of a parameter of the query.
        case query(String)
    }

    package init(_ secret: String, in place: Place = .bearer, at location: SourceLocation) {
        self.secret = secret
        self.place = place
        self.location = location
    }
}
