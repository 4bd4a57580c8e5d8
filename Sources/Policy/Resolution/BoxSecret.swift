package import Egress
import LaunchPlan
package import Refusals

/// A secret of a box, with all that is needed to read its value; nothing of it has been read.
package struct BoxSecret: Sendable, Hashable {
    /// What the profile calls it.
    package var name: String
    package var location: SourceLocation
    package var source: Source
    /// The variable of the box that gets the placeholder.
    package var variable: String

    /// Where its value is.
    package enum Source: Sendable, Hashable {
        /// A file that only its owner may read: absolute, without a symbolic link in it.
        case file(String)
        /// A variable of the supervisor's environment.
        case environment(String)
        /// A file of this name in the folder that systemd gave the service.
        case systemdCredential(String)
        /// What a program prints: its canonical path, and its arguments with its own name first.
        case command(executable: String, arguments: [String])
    }

    package init(name: String, location: SourceLocation, source: Source, variable: String) {
        self.name = name
        self.location = location
        self.source = source
        self.variable = variable
    }
}

/// Where the broker puts a secret.
package struct CredentialPlace: Sendable, Hashable {
    /// The place of the host in the broker's plan.
    package var grant: Int
    /// The place of the secret among the box's.
    package var secret: Int
    package var place: CredentialSwap.Place
}

extension ResolvedBox {
    /// Puts the placeholders of the secrets, in their order, into the broker's plan and into the box's environment.
    ///
    /// Before this no host has a credential, so that a box that is started all the same can use none.
    package mutating func bind(_ placeholders: [Egress.Placeholder]) {
        precondition(placeholders.count == secrets.count, "a placeholder for each secret")
        for (secret, placeholder) in zip(secrets, placeholders) {
            plan.command.environment.removeAll { $0.utf8.starts(with: "\(secret.variable)=".utf8) }
            plan.command.environment.append("\(secret.variable)=\(String(decoding: placeholder.bytes, as: UTF8.self))")
        }
        plan.command.environment.sort()
        for place in credentialPlaces {
            egress?.grants[place.grant].inspection?.credential = BoundCredential(
                secret: UInt16(place.secret), swap: CredentialSwap(place.place, placeholder: placeholders[place.secret])
            )
        }
    }
}
