import Crypto
import Domain
import Foundation

/// The digests by which an ingest knows what it has seen before: SHA-256 in hexadecimal.
enum DocumentDigest {
    /// Of everything an author gave but the id and the place: equal for an unchanged document.
    static func content(of document: Document) -> String {
        let canonical: JSONValue = [
            "format": 1, "kind": .string(document.kind.rawValue), "title": .string(document.title),
            "question": JSONValue(document.content.question), "body": .string(document.content.body),
            "metadata": document.metadata.json, "updated_at": time(document.updatedAt),
            "valid_from": time(document.validFrom), "valid_to": time(document.validTo),
        ]
        return of(canonical.serialized())
    }

    /// Of the words of question and body alone: equal where two documents say the same.
    static func words(of document: Document) -> String {
        let text = (document.content.question ?? "") + "\n" + document.content.body
        return of(SearchText.words(of: text).map { $0.lowercased() }.joined(separator: " ").utf8)
    }

    /// Of a text to embed; with an encoder's digest it names a vector.
    static func embedded(_ text: String) -> String { of(text.utf8) }

    private static func of(_ bytes: some Sequence<UInt8>) -> String {
        SHA256.hash(data: Array(bytes)).hexadecimal
    }

    private static func time(_ time: Timestamp?) -> JSONValue {
        time.map { .integer($0.milliseconds) } ?? JSONValue.null
    }
}

extension Sequence<UInt8> {
    /// Two lower-case digits for each byte.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in self {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
