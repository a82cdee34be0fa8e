import Domain
import Foundation
import Support
import TestSupport
import Testing

@Suite struct CancelLinkTokenTests {
    private func keys(_ ids: String...) throws -> CancelLinkKeys {
        let lines = ids.map { id in
            let byte = id.utf8.last ?? 0
            return "\(id):\(Data((0..<32).map { UInt8($0) &* (byte &- 48) }).base64EncodedString())"
        }
        return try CancelLinkKeys(lines.joined(separator: "\n"), source: "KEYS")
    }

    private let token = CancelLinkToken(
        subscription: SubscriptionNumber(rawValue: "S-20417"), customer: CustomerNumber(rawValue: "C-10432"),
        issuedAt: Timestamp(milliseconds: 1_767_225_600_000), expiresAt: Timestamp(milliseconds: 1_767_484_800_000),
        id: Array(200..<216))

    /// McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13, 14 and 16.
    @Test(arguments: [
        (
            String(repeating: "00", count: 32), String(repeating: "00", count: 12), "", "",
            "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        (
            String(repeating: "00", count: 32), String(repeating: "00", count: 12), String(repeating: "00", count: 16),
            "", "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ])
    func cipherGivesThePublishedAnswers(
        key: String, nonce: String, plain: String, associated: String, sealed: String
    ) throws {
        let (key, nonce, associated) = (bytes(key), bytes(nonce), bytes(associated))
        let result = try AuthenticatedCipher.seal(bytes(plain), key: key, nonce: nonce, associated: associated)
        #expect(result == bytes(sealed))
        let opened = AuthenticatedCipher.open(bytes(sealed), key: key, nonce: nonce, associated: associated)
        #expect(opened == bytes(plain))
    }

    /// Computed once with another implementation (OpenSSL by way of Python's `cryptography`): key k1 = 00…1f, nonce 64…6f.
    static let recorded =
        "AgJrMWRlZmdoaWprbG1ubzM5rRMbmjXsVxIrgbULSMdgkSs4u1jCRYX9jiuO0NEn-Ywy4nYw2CnMw0wMz2Dm7XIo65JFLh5JjtOW59i3krg6"
        + "ue0-5nsLNadNiDth40ODFyd-QIX_vPHpxgL8Tyt-Yb5BolJJJNxcidi9_cE024lBSeN8oh3aUdEf94G-hWz1Vqz8nA0HJh2tfnR4apl2oIN1"
        + "ZmYxR9dPffRFvw"

    @Test func tokenIsWhatAnotherImplementationMakes() throws {
        let keys = try keys("k1")
        let nonce = RandomSource { count in (0..<count).map { UInt8(100 + $0) } }
        #expect(try CancelLinkToken.seal(token, with: keys, random: nonce) == Self.recorded)
        let opened = try CancelLinkToken.open(Self.recorded, keys: keys)
        #expect(opened.token == token)
        #expect(opened.keyID == "k1")
    }

    @Test func whatIsSealedIsRead() throws {
        let seed: UInt64 = 20_260_302
        var generator = SeededGenerator(seed: seed)
        let keys = try keys("a1", "b2")
        var seen: Set<String> = []
        for _ in 0..<300 {
            let issued = Int64(generator.int(in: -1...4_000_000_000_000))
            let made = CancelLinkToken(
                subscription: SubscriptionNumber(
                    rawValue: generator.pick(["S-1", "מנוי-7", "S \"quoted\"", "S-\u{1F381}"])),
                customer: CustomerNumber(rawValue: "C-\(generator.int(in: 0...999_999))"),
                issuedAt: Timestamp(milliseconds: issued), expiresAt: Timestamp(milliseconds: issued + 259_200_000),
                id: (0..<16).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
            let text = try CancelLinkToken.seal(made, with: keys)
            #expect(try CancelLinkToken.open(text, keys: keys).token == made, "seed \(seed)")
            #expect(text.utf8.count <= CancelLinkToken.charactersAtMost)
            #expect(text.range(of: "^[A-Za-z0-9_-]+$", options: .regularExpression) != nil)
            #expect(seen.insert(text).inserted)
        }
        // The same words twice are two texts: the nonce is new each time.
        #expect(try CancelLinkToken.seal(token, with: keys) != CancelLinkToken.seal(token, with: keys))
    }

    @Test func noFlippedBitOpens() throws {
        let keys = try keys("k1")
        let bytes = Array(Self.recorded.utf8)
        for position in bytes.indices {
            for bit in 0..<8 {
                var changed = bytes
                changed[position] ^= 1 << bit
                let text = String(decoding: changed, as: UTF8.self)
                #expect(throws: CancelLinkToken.Failure.self, "byte \(position), bit \(bit)") {
                    try CancelLinkToken.open(text, keys: keys)
                }
            }
        }
    }

    @Test func noPartAndNoMoreOpens() throws {
        let keys = try keys("k1")
        for length in 0..<Self.recorded.count {
            for text in [Self.recorded.prefix(length), Self.recorded.suffix(length)] {
                #expect(throws: CancelLinkToken.Failure.self, "\(length) characters") {
                    try CancelLinkToken.open(String(text), keys: keys)
                }
            }
        }
        for more in ["A", "AA", "AAA", "AAAA", "=", " ", "\n", "\u{301}"] {
            #expect(throws: CancelLinkToken.Failure.self) { try CancelLinkToken.open(Self.recorded + more, keys: keys) }
        }
    }

    @Test func logsAreToldWhyItDidNotOpen() throws {
        func failure(_ text: String, _ keys: CancelLinkKeys) -> CancelLinkToken.Failure? {
            do throws(CancelLinkToken.Failure) {
                _ = try CancelLinkToken.open(text, keys: keys)
                return nil
            } catch {
                return error
            }
        }
        let keys = try keys("k1")
        #expect(failure(String(repeating: "A", count: 1025), keys) == .tooLong)
        #expect(failure("", keys) == .malformed)
        #expect(failure("a b", keys) == .malformed)
        #expect(failure("B" + Self.recorded.dropFirst(), keys) == .otherVersion)
        #expect(failure(Self.recorded, try self.keys("k2")) == .unknownKey)
        let changed = Data((1...32)).base64EncodedString()
        #expect(failure(Self.recorded, try CancelLinkKeys("k1:\(changed)", source: "KEYS")) == .notAuthentic)
        // To a whole number of base64 groups: it is shorter, and well-formed.
        let shorter = Self.recorded.dropLast(4 + Self.recorded.count % 4)
        #expect(failure(String(shorter), keys) == .notAuthentic)
    }

    @Test func oldLinksOpenWhileTheirKeyIsListed() throws {
        let old = try CancelLinkToken.seal(token, with: keys("k1"))
        #expect(try CancelLinkToken.open(old, keys: keys("k2", "k1")).keyID == "k1")
        #expect(throws: CancelLinkToken.Failure.unknownKey) { try CancelLinkToken.open(old, keys: keys("k2")) }
        let new = try CancelLinkToken.seal(token, with: keys("k2", "k1"))
        #expect(throws: CancelLinkToken.Failure.unknownKey) { try CancelLinkToken.open(new, keys: keys("k1")) }
    }

    @Test func tooLongNumbersMakeNoLink() throws {
        let long = CancelLinkToken(
            subscription: SubscriptionNumber(rawValue: String(repeating: "9", count: 800)), customer: token.customer,
            issuedAt: token.issuedAt, expiresAt: token.expiresAt, id: token.id)
        let keys = try keys("k1")
        let error = try #require(throws: AlmanacError.self) { try CancelLinkToken.seal(long, with: keys) }
        #expect(error.code == .invalidInput)
    }

    private func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal)
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }
}
