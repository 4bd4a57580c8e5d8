package import Refusals

extension Profile {
    /// Where the first grant of a secret is written: a secret-looking variable, a `reveal:`, a `credential:`; nil where
    /// there is none.
    package var secretGrant: SourceLocation? {
        environment.pass.first(where: \.looksSecret)?.location ?? environment.set.first(where: \.looksSecret)?.location
            ?? pathGrants.lazy.flatMap(\.reveal).first?.location
            ?? network.hosts.lazy.compactMap(\.credential).first?.location
    }
}
