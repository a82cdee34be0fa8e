import Crypto
import Domain
import Foundation

/// A secret that callers must bring, and what they may do with it. Only its SHA-256 is held, compared in constant time
/// and never printed, whatever prints it: a service's description lands in logs.
public struct Token: Sendable {
    static let minimumBytes = 16

    private let digest: [UInt8]
    /// What a caller who shows it may do.
    public let scopes: Set<RPCScope>
    /// Nil where only the digest was given.
    private let byteCount: Int?

    public init(_ text: String, scopes: Set<RPCScope> = Set(RPCScope.allCases)) {
        digest = Array(SHA256.hash(data: Data(text.utf8)))
        byteCount = text.utf8.count
        self.scopes = scopes
    }

    private init(digest: [UInt8], scopes: Set<RPCScope>) {
        (self.digest, self.scopes, byteCount) = (digest, scopes, nil)
    }

    var isLongEnough: Bool { byteCount.map { $0 >= Token.minimumBytes } ?? true }

    /// Takes a time that depends on the length of `given` alone, not on how much of it is right.
    package func matches(_ given: String) -> Bool {
        let given = Array(SHA256.hash(data: Data(given.utf8)))
        let difference = zip(given, digest).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) }
        return difference == 0 && byteCount != 0
    }

    /// Reads a file of tokens, one a line: the token or `sha256:` and its digest in hexadecimal, then, after a space,
    /// the scopes that it has, joined by commas (all where there are none). `#` begins a comment.
    ///
    /// Throws `invalid_input` naming the line, never its text.
    public static func list(in text: String, file: String) throws -> [Token] {
        var tokens: [Token] = []
        for (offset, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let secret = words.first, !secret.hasPrefix("#") else { continue }
            func failure(_ problem: String) -> AlmanacError {
                AlmanacError(
                    .invalidInput, "\(file):\(offset + 1): \(problem)",
                    hint: "write TOKEN or sha256:HEX, then the scopes: "
                        + RPCScope.allCases.map(\.rawValue).joined(separator: ","))
            }
            var scopes = Set(RPCScope.allCases)
            if words.count > 1, !words[1].hasPrefix("#") {
                let names = words[1].split(separator: ",").map(String.init)
                let known = names.compactMap(RPCScope.init)
                guard known.count == names.count, !names.isEmpty else { throw failure("a scope is not one of ours") }
                scopes = Set(known)
                guard words.count == 2 || words[2].hasPrefix("#") else {
                    throw failure("there are more than two words")
                }
            }
            if secret.hasPrefix("sha256:") {
                guard let digest = bytes(secret.dropFirst(7)), digest.count == 32 else {
                    throw failure("the digest is not 64 hexadecimal digits")
                }
                tokens.append(Token(digest: digest, scopes: scopes))
            } else {
                let token = Token(String(secret), scopes: scopes)
                guard token.isLongEnough else { throw failure("the token has fewer than \(minimumBytes) bytes") }
                tokens.append(token)
            }
        }
        guard !tokens.isEmpty else {
            throw AlmanacError(.invalidInput, "the token file \(file) holds no token", hint: "put a long random one in")
        }
        return tokens
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count % 2 == 0 else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
    }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<token>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension [Token] {
    /// The scopes of the token that matches; nil where none does. All are tried, whichever matches.
    func scopes(for given: String) -> Set<RPCScope>? {
        var found: Set<RPCScope>?
        for token in self where token.matches(given) { found = token.scopes }
        return found
    }
}
