import Policy
import Refusals

extension ProfileFileError {
    /// The refusal for a file of this name.
    func refusal(_ file: String) -> Refusal {
        let name = ProfileBytes.shown(file)
        switch self {
        case .unreadable(let errno):
            return Refusal(.profileUnreadable, "\(name) cannot be read (errno \(errno))", hint: "check its permissions")
        case .notRegular:
            return Refusal(.profileUnreadable, "\(name) is not a regular file", hint: "name a file")
        case .foreignOwner(let user):
            return Refusal(
                .profileUntrusted, "\(name) belongs to user \(user), and a profile decides what a server may have",
                hint: "review it, and make a copy of your own")
        case .writableByOthers(let mode):
            return Refusal(
                .profileUntrusted, "\(name) can be written by others (mode \(String(mode, radix: 8)))",
                hint: "chmod go-w it, after a look at what is in it")
        case .notRootsAlone(let path):
            return Refusal(
                .policyUntrustedOwner,
                "\(ProfileBytes.shown(path)), on the way to \(name), can be changed by others than root",
                hint: "chown it to root and chmod go-w it, after a look at what is in it")
        case .tooLarge(let limit):
            return Refusal(.profileTooLarge, "\(name) has more than \(limit) bytes")
        }
    }
}
