import Policy
import PolicyYAML

/// The keys of what passes to an inspected host.
extension ProfileMapping {
    static let credentialKeys = [
        KeyReference("name", .name, "the secret", isRequired: true),
        KeyReference(
            "authorization", .words(ProfileWord.authorizations.keys.sorted(by: >)),
            "`bearer`, where none of the three is there: what follows `Bearer` or `token` in `Authorization`; `basic`: the "
                + "name or the password of `Basic`"),
        KeyReference("header", .headerName, "the header of which it is the whole value"),
        KeyReference("query", .parameterName, "the parameter of the query of which it is the whole value"),
    ]

    static let requestKeys = [
        KeyReference(
            "methods", .list(of: .words(ProfileWord.methods), isEverEmpty: false), "the methods that pass",
            isRequired: true),
        KeyReference(
            "path", .requestPath,
            "the path that passes; a part such as `{name}` stands for any one part, and a `*` at the end for any rest",
            isRequired: true),
        KeyReference(
            "query", .conditions,
            "parameters that must be there, each just once, with this value; a `*` may end it. Others may be there too"),
        KeyReference(
            "headers", .conditions, "headers that must be there, each just once, with this value; a `*` may end it"),
        KeyReference(
            "websocket", .boolean,
            "`true`: the connection may become a WebSocket, which nobody looks into; not with a `credential`"),
    ]

    static let secretKeys = [
        KeyReference("name", .name, "what `credential` calls it", isRequired: true),
        KeyReference(
            "file", .path, "a file of yours or root's that nobody else may read; no symbolic link leads to it"),
        KeyReference(
            "environment", .variable, "a variable that Trilatch itself is started with; the box does not get it"),
        KeyReference(
            "systemd-credential", .fileName, "a credential of the service that Trilatch runs in (`LoadCredential=`)"),
        KeyReference(
            "command", .list(of: .text, isEverEmpty: false),
            "a program and its arguments; what it prints is the value. It runs outside of the box, without a shell"),
        KeyReference(
            "variable", .variable,
            "the variable in which the box has a placeholder: as long as the value, made anew for each run",
            isRequired: true),
    ]
}
