/// Tells well-known binary files by their first bytes, so that an error can name what was given instead of text.
enum FileSignature {
    /// `a PDF`, `an image (PNG)` …; nil for what is not known, text among it.
    static func kind(of bytes: UnsafeBufferPointer<UInt8>) -> String? {
        signatures.first { bytes.starts(with: $0.bytes) }?.kind
    }

    /// A PDF may have some bytes of something else before its mark.
    static func isPDF(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let mark = Array("%PDF-".utf8)
        let head = bytes.prefix(1024)
        return head.indices.contains { head[$0...].starts(with: mark) }
    }

    /// A DOCX is a ZIP archive.
    static func isArchive(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.starts(with: archive) }

    private static let archive: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

    private static let signatures: [(bytes: [UInt8], kind: String)] = [
        (Array("%PDF-".utf8), "a PDF"), (archive, "a ZIP archive (DOCX, XLSX and ODT are such)"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Office document (DOC, XLS)"), ([0x89, 0x50, 0x4E, 0x47], "an image (PNG)"),
        ([0xFF, 0xD8, 0xFF], "an image (JPEG)"), (Array("GIF8".utf8), "an image (GIF)"),
        ([0x7F, 0x45, 0x4C, 0x46], "a program"), ([0x1F, 0x8B], "a compressed file (gzip)"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a compressed file (zstd)"), (Array("SQLite format 3".utf8), "an SQLite database"),
        ([0xFF, 0xFE], "text in UTF-16; save the file in UTF-8"),
        ([0xFE, 0xFF], "text in UTF-16; save the file in UTF-8"),
    ]
}
