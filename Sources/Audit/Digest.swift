internal import Crypto

/// SHA-256 of what a run is made of, so that two runs can be told apart or found equal.
package enum Digest {
    /// 64 hexadecimal digits.
    package static func sha256(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = SHA256.hash(data: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0xf)]] }
        return String(decoding: text, as: UTF8.self)
    }
}
