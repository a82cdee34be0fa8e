import Domain
import Support
import Testing

@Suite struct LegacyCancelLinkTests {
    /// Computed once with another implementation (OpenSSL by way of Python's `cryptography`), nonce 64…6f.
    static let recorded =
        "ZGVmZ2hpamtsbW5vTvxljcEGWSX-db0ye9Mr5Z1UlZPBpA_JbN6_v5NvpkSZbxpWMV8We62kapDAk3QUOh1EuxaAiJ1zF-LxANzbfbWhDbyStlk="
    private let number = SubscriptionNumber(rawValue: "S-20417")

    @Test func tokenIsWhatAnotherImplementationMakes() throws {
        let links = try LegacyCancelLink(password: "correct horse battery")
        let nonce = RandomSource { count in (0..<count).map { UInt8(100 + $0) } }
        #expect(try links.seal(subscription: number, email: "noa@example.com", random: nonce) == Self.recorded)
        for text in [Self.recorded, String(Self.recorded.dropLast())] {
            let opened = links.open(text)
            #expect(opened?.subscription == number)
            #expect(opened?.email == "noa@example.com")
        }
    }

    @Test func otherPasswordsAndChangesDoNotOpen() throws {
        #expect(try LegacyCancelLink(password: "another password").open(Self.recorded) == nil)
        let links = try LegacyCancelLink(password: "correct horse battery")
        #expect(links.open("") == nil)
        #expect(links.open("A" + Self.recorded.dropFirst()) == nil)
        #expect(links.open(String(Self.recorded.dropLast(5))) == nil)
        #expect(try LegacyCancelLink(password: "correct horse battery", emailField: "mail").open(Self.recorded) == nil)
    }

    @Test func weakPasswordsAreRefusedAndNonePrints() throws {
        let error = try #require(throws: AlmanacError.self) { try LegacyCancelLink(password: "short-pw") }
        #expect(error.code == .invalidInput)
        #expect(!error.debugDescription.contains("short-pw"))
        let links = try LegacyCancelLink(password: "correct horse battery")
        var dumped = ""
        dump(links, to: &dumped)
        #expect(!("\(links)" + dumped).contains("correct"))
    }
}
