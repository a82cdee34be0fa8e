import Domain

/// The text of bytes, or why they are none.
enum SourceText {
    /// Text with `\n` for every line end. Throws `Refusal` for binary data, invalid UTF-8 and too much of it.
    static func decode(
        _ bytes: UnsafeBufferPointer<UInt8>, limits: IngestLimits, line first: Int? = nil
    ) throws -> String {
        try check(bytes, limits: limits, line: first)
        if let bad = firstInvalidUTF8(bytes) {
            let line = bytes[..<bad].count { $0 == UInt8(ascii: "\n") } + (first ?? 1)
            throw Refusal(.invalidDocument, line: line, "this is not UTF-8; save the file in that encoding")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "\r")) else { return text }
        return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    }

    /// Throws `Refusal` for more than a document may have, and for what is no text.
    static func check(_ bytes: UnsafeBufferPointer<UInt8>, limits: IngestLimits, line: Int?) throws {
        guard bytes.count <= limits.documentBytes else { throw tooLarge(bytes.count, limits, line: line) }
        if bytes.contains(0) {
            let kind = FileSignature.kind(of: bytes).map { "\($0), not text" } ?? "binary data, not text"
            throw Refusal(.invalidDocument, line: line, "this is \(kind)")
        }
    }

    static func tooLarge(_ count: Int, _ limits: IngestLimits, line: Int?) -> Refusal {
        Refusal(.tooLarge, line: line, "a document has \(count) bytes; at most \(limits.documentBytes) are taken")
    }

    /// Without a byte order mark.
    static func withoutMark(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeBufferPointer(rebasing: bytes.dropFirst(3)) : bytes
    }
}
