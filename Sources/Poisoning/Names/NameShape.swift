/// What of a name a person takes in at a glance.
struct NameShape {
    /// Small letters and digits only; letters of other scripts as those they look like, `0` as `o`, `l` and `1` as `i`.
    let skeleton: [UInt8]

    init(_ name: String) {
        var skeleton: [UInt8] = []
        for scalar in name.unicodeScalars {
            switch Folding(scalar) {
            case .character(UInt8(ascii: "0")): skeleton.append(UInt8(ascii: "o"))
            case .character(UInt8(ascii: "1")), .character(UInt8(ascii: "l")): skeleton.append(UInt8(ascii: "i"))
            case .character(let byte): skeleton.append(byte)
            case .foreign: skeleton.append(contentsOf: String(scalar).utf8)
            case .nothing, .mark: break
            }
        }
        self.skeleton = skeleton
    }

    /// Whether a name has letters that are not ASCII and that all look like ASCII ones beside them.
    ///
    /// `а` (Cyrillic) in `reаd_file` does; `поиск` and `données` do not.
    static func imitatesLatin(_ name: String) -> Bool {
        var latin = false
        var imitation = false
        for scalar in name.unicodeScalars where scalar.properties.isAlphabetic {
            if scalar.isASCII {
                latin = true
            } else if (0xc0..<0x250).contains(scalar.value) {
                latin = true
            } else if Likeness.ascii(of: scalar) != nil {
                imitation = true
            } else {
                return false
            }
        }
        return imitation && (latin || name.unicodeScalars.count > 2)
    }

    /// Whether a name is another with a version or a promise behind it: `search_v2`, `search_official`.
    ///
    /// - Parameters:
    ///   - name: The shape of the name that is judged.
    ///   - other: The shape of the one that it may pass for.
    static func isRelease(_ name: [UInt8], of other: [UInt8]) -> Bool {
        guard other.count >= 6, name.count > other.count, name.starts(with: other) else { return false }
        let rest = name.dropFirst(other.count)
        // A skeleton writes `1` as `i` and `0` as `o`.
        let isVersion = rest.first == UInt8(ascii: "v") && rest.count <= 3 && rest.count > 1
        return isVersion
            || ["new", "iatest", "officiai", "secure", "safe", "pro", "fixed", "updated"].contains {
                rest.elementsEqual($0.utf8)
            }
    }

    /// Whether one letter too many, too few, other or moved makes one name of the other.
    ///
    /// Short names and plurals are no such neighbours.
    static func isOneStep(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard min(left.count, right.count) >= 8, abs(left.count - right.count) <= 1 else { return false }
        let common = zip(left, right).prefix { $0 == $1 }.count
        let (l, r) = (left.dropFirst(common), right.dropFirst(common))
        if l.count == r.count {
            if l.dropFirst().elementsEqual(r.dropFirst()) {
                return !(l.first?.isDigit ?? true) && !(r.first?.isDigit ?? true)
            }
            guard l.count >= 2 else { return false }
            return l.first == r.dropFirst().first && l.dropFirst().first == r.first
                && l.dropFirst(2).elementsEqual(r.dropFirst(2))
        }
        let (longer, shorter) = l.count > r.count ? (l, r) : (r, l)
        return longer.dropFirst().elementsEqual(shorter) && longer.first != UInt8(ascii: "s")
            && longer.first?.isDigit == false
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
