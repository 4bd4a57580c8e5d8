import Learning
import Testing

@Suite struct NetworkEndpointTests {
    private static func internet6(_ bytes: [UInt8]) -> [UInt8] {
        [10, 0, 0x01, 0xBB, 0, 0, 0, 0] + bytes + [0, 0, 0, 0]
    }

    @Test func `addresses of both families are read`() {
        let four = NetworkEndpoint(
            .connect, socketAddress: [2, 0, 0x01, 0xBB, 93, 184, 216, 34, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(four?.address == "93.184.216.34" && four?.port == 443 && four?.isLocal == false)
        let local = NetworkEndpoint(.listen, socketAddress: Self.internet6([UInt8](repeating: 0, count: 15) + [1]))
        #expect(local?.address == "::1" && local?.isLocal == true)
    }

    @Test(
        arguments: [
            ([0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], "2001:db8::1"),
            ([0x20, 0x01, 0x0d, 0xb8, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], "2001:db8:1:1:1:1:1:1"),
            ([0x20, 0x01, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1], "2001:0:0:1::1"),
            ([0x20, 0x01, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], "2001:0:1:1:1:1:1:1"),
            ([0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], "1::"),
            ([UInt8](repeating: 0, count: 16), "::"),
            ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1], "::ffff:127.0.0.1"),
        ] as [([UInt8], String)])
    func `an address of the newer family is written as others write it`(bytes: [UInt8], text: String) {
        #expect(NetworkEndpoint(.connect, socketAddress: Self.internet6(bytes))?.address == text)
    }

    @Test func `a unix socket is a path up to its end, or an abstract name of any bytes`() {
        let path = NetworkEndpoint(.connect, socketAddress: [1, 0, 47, 116, 109, 112, 0, 120])
        #expect(path?.address == "/tmp" && path?.port == nil && path?.isLocal == false)
        let name = NetworkEndpoint(.connect, socketAddress: [1, 0, 0, 97, 0, 98])
        #expect(name?.address == "@a\0b" && name?.isLocal == false)
        #expect(NetworkEndpoint(.listen, socketAddress: [1, 0, 47, 97])?.isLocal == true)
    }

    @Test(arguments: [
        [], [2], [2, 0, 0, 80, 1, 2, 3], [10, 0, 0, 80, 0, 0, 0, 0, 1], [1, 0], [16, 0, 0, 0, 1, 0, 0, 0],
    ])
    func `what is too short, or of another family, is no endpoint`(bytes: [UInt8]) {
        #expect(NetworkEndpoint(.connect, socketAddress: bytes) == nil)
    }
}
