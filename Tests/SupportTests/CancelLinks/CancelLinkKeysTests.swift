import Domain
import Foundation
import Support
import TestSupport
import Testing

@Suite struct CancelLinkKeysTests {
    static let first = Data(0..<32).base64EncodedString()
    static let second = Data(32..<64).base64EncodedString()

    static let token = CancelLinkToken(
        subscription: SubscriptionNumber(rawValue: "S-1"), customer: CustomerNumber(rawValue: "C-1"),
        issuedAt: Timestamp(milliseconds: 1000), expiresAt: Timestamp(milliseconds: 2000),
        id: Array(repeating: 7, count: 16))

    /// The key id that new links get.
    private func newest(_ keys: CancelLinkKeys) throws -> String {
        try CancelLinkToken.open(CancelLinkToken.seal(Self.token, with: keys), keys: keys).keyID
    }

    @Test(arguments: [
        "k2:\(second)\nk1:\(first)", "k2:\(second),k1:\(first)", "# both\n  k2 : \(second)  # new\r\n\n,k1:\(first),",
    ])
    func firstKeySealsAndAllRead(text: String) throws {
        let keys = try CancelLinkKeys(text, source: "KEYS")
        #expect(try newest(keys) == "k2")
        let old = try CancelLinkToken.seal(Self.token, with: CancelLinkKeys("k1:\(Self.first)", source: "KEYS"))
        #expect(try CancelLinkToken.open(old, keys: keys).keyID == "k1")
    }

    @Test(arguments: [
        ("", "holds no key"), ("# only a comment", "holds no key"), ("\n\(first)", "line 2"),
        ("k1:\(first)\nK2:\(second)", "line 2"), ("k1:\(first),k1:\(second)", "line 1"),
        ("abcdefghijklmnopq:\(first)", "line 1"), ("k1:AAAA", "line 1"), ("k1:\(first.dropLast())", "line 1"),
        (":\(first)", "line 1"), ("k1:\(first)\n\nk2:!\(second.dropFirst())", "line 3"),
        ((0...32).map { "k\($0):\(first)" }.joined(separator: "\n"), "more than 32 keys"),
    ])
    func brokenKeysNameTheLineAndNotTheKey(text: String, place: String) throws {
        let error = try #require(throws: AlmanacError.self) { try CancelLinkKeys(text, source: "KEYS") }
        #expect(error.code == .invalidInput)
        #expect(error.message.contains(place))
        #expect(error.message.contains("KEYS"))
        for secret in [Self.first.prefix(12), Self.second.prefix(12), Self.second.dropFirst().prefix(12), "AAAA"[...]] {
            #expect(!error.debugDescription.contains(secret))
        }
    }

    @Test func keysDoNotPrint() throws {
        let keys = try CancelLinkKeys("k1:\(Self.first)", source: "KEYS")
        var dumped = ""
        dump(keys, to: &dumped)
        for text in ["\(keys)", String(reflecting: keys), String(describing: [keys]), dumped] {
            #expect(!text.contains(Self.first.prefix(8)))
            #expect(!text.contains("1, 2, 3"))
            #expect(!text.contains("- 31"))
        }
    }

    @Test func fileMustBePrivate() throws {
        let home = try TemporaryHome()
        let file = try home.write("k1:\(Self.first)\n", to: "keys")
        func set(mode: Int) throws {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        }
        for mode in [0o644, 0o640, 0o604, 0o610] {
            try set(mode: mode)
            let error = try #require(throws: AlmanacError.self) { try CancelLinkKeys(file: file) }
            #expect(error.code == .invalidInput)
            let hint = error.hint ?? ""
            #expect(hint.contains("chmod 600 '\(file.path)'"))
        }
        for mode in [0o600, 0o400] {
            try set(mode: mode)
            #expect(try newest(CancelLinkKeys(file: file)) == "k1")
        }
    }

    @Test func otherFilesAreRefused() throws {
        let home = try TemporaryHome()
        let missing = try #require(throws: AlmanacError.self) {
            try CancelLinkKeys(file: home.url.appending(path: "none"))
        }
        #expect(missing.code == .fileMissing)
        let folder = try #require(throws: AlmanacError.self) { try CancelLinkKeys(file: home.url) }
        #expect(folder.code == .invalidInput)
        let binary = try home.write(Data([0xFF, 0xFE]), to: "binary")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: binary.path)
        let error = try #require(throws: AlmanacError.self) { try CancelLinkKeys(file: binary) }
        #expect(error.code == .invalidInput)
    }

    @Test func generatedKeysAreReadAndDiffer() throws {
        let lines = try [CancelLinkKeys.generate(id: "new"), CancelLinkKeys.generate(id: "old")]
        #expect(lines[0].dropFirst(3) != lines[1].dropFirst(3))
        #expect(try newest(CancelLinkKeys(lines.joined(separator: "\n"), source: "KEYS")) == "new")
        #expect(throws: AlmanacError.self) { try CancelLinkKeys.generate(id: "Not an id") }
    }
}
