import Domain
import Support
import Testing

@Suite struct CancelLinkURLTests {
    @Test(arguments: [
        ("https://terebinth.example/cancel", "https://terebinth.example/cancel?al=T-o_k"),
        ("https://terebinth.example/cancel?lang=en", "https://terebinth.example/cancel?lang=en&al=T-o_k"),
        ("https://terebinth.example/cancel?q=a%26b#top", "https://terebinth.example/cancel?q=a%26b&al=T-o_k#top"),
        ("https://terebinth.example/cancel?al=old&x=1", "https://terebinth.example/cancel?x=1&al=T-o_k"),
        ("http://localhost:8080/", "http://localhost:8080/?al=T-o_k"),
    ])
    func tokenIsAddedToThePage(page: String, url: String) throws {
        #expect(try CancelLinkURL.make(page: page, token: "T-o_k") == url)
        #expect(CancelLinkURL.token(in: url) == "T-o_k")
    }

    @Test(arguments: ["", "cancel", "/cancel", "javascript:alert(1)", "ftp://terebinth.example/", "https://"])
    func otherPagesAreRefused(page: String) throws {
        let error = try #require(throws: AlmanacError.self) { try CancelLinkURL.make(page: page, token: "T") }
        #expect(error.code == .invalidInput)
    }

    @Test func paddingIsEscaped() throws {
        #expect(try CancelLinkURL.make(page: "https://a.example/", token: "ab==") == "https://a.example/?al=ab%3D%3D")
    }

    @Test(arguments: [
        ("T-o_k", "T-o_k"), ("  T-o_k\n", "T-o_k"), ("<https://a.example/c?x=1&amp;al=T-o_k>", "T-o_k"),
        ("https://a.example/c?al=T-o_k&utm=1#part", "T-o_k"), ("(https://a.example/c?al=T-o_k)", "T-o_k"),
        ("https://a.example/c?al=T%2Do%5Fk", "T-o_k"), ("https://a.example/c?al=T-o_k more words", "T-o_k"),
    ])
    func tokenIsFoundInWhatWasPasted(text: String, token: String) {
        #expect(CancelLinkURL.token(in: text) == token)
    }

    @Test(arguments: [
        "", "two words", "https://a.example/c", "https://a.example/c?token=T", "https://a.example/c?al=",
        "https://a.example/c?al=%", "https://a.example/c?al=a%20b", "https://a.example/c#?x&al", "a@example.com",
        String(repeating: "A", count: 9000),
    ])
    func otherTextsHaveNone(text: String) {
        #expect(CancelLinkURL.token(in: text) == nil)
    }
}
