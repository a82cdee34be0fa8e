import Domain
import Foundation

/// The text of a file, or why it is none.
enum SourceText {
    /// The most bytes of one document.
    static let maximumBytes = 8 * 1024 * 1024

    /// The bytes without a byte order mark. Throws `Refusal`.
    static func bytes(of file: URL) throws -> Data {
        do {
            let data = try Data(contentsOf: file, options: .mappedIfSafe)
            return data.starts(with: [0xEF, 0xBB, 0xBF]) ? data.dropFirst(3) : data
        } catch {
            throw Refusal(.unavailable, line: nil, "the file cannot be read; check its permissions")
        }
    }

    /// Text with `\n` for every line end. Throws `Refusal` for binary data, invalid UTF-8 and too much of it.
    static func decode(_ data: Data, line first: Int? = nil) throws -> String {
        guard data.count <= maximumBytes else {
            throw Refusal(
                .tooLarge, line: first, "a document has \(data.count) bytes; at most \(maximumBytes) are taken")
        }
        return try data.withUnsafeBytes { raw in
            let bytes = raw.bindMemory(to: UInt8.self)
            guard !bytes.contains(0) else {
                throw Refusal(.invalidDocument, line: first, "this is binary data, not text")
            }
            if let bad = firstInvalidUTF8(bytes) {
                let line = bytes[..<bad].count { $0 == UInt8(ascii: "\n") } + (first ?? 1)
                throw Refusal(.invalidDocument, line: line, "this is not UTF-8; save the file in that encoding")
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard bytes.contains(UInt8(ascii: "\r")) else { return text }
            return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        }
    }
}
