/// The kinds of files that an ingest reads.
public enum DocumentFormat: String, Sendable, CaseIterable, Hashable {
    /// One document, its fields in YAML front matter.
    case markdown
    /// One record a line.
    case jsonl
    /// One record, a list of them, or an object with a list of them under `documents`.
    case json
    /// Records in rows below a header row: RFC 4180.
    case csv
    /// The same with tabs.
    case tsv
    /// One document; `<meta>` elements give its fields.
    case html
    /// One document without fields.
    case text
    /// One document without fields, read by `pdftotext`.
    case pdf
    /// One document without fields, read by `pandoc`.
    case docx

    /// By the extension of a file's name, in any case; nil for kinds that nothing reads.
    public init?(fileExtension name: String) {
        switch name.lowercased() {
        case "md", "markdown": self = .markdown
        case "jsonl", "ndjson": self = .jsonl
        case "json": self = .json
        case "csv": self = .csv
        case "tsv": self = .tsv
        case "html", "htm", "xhtml": self = .html
        case "txt": self = .text
        case "pdf": self = .pdf
        case "docx": self = .docx
        default: return nil
        }
    }

    /// Whether a file is many documents, numbered from 1.
    public var holdsRecords: Bool {
        switch self {
        case .jsonl, .json, .csv, .tsv: true
        case .markdown, .html, .text, .pdf, .docx: false
        }
    }

    /// What can come from a stream; the others need a program that reads a file.
    public static let streamed: [DocumentFormat] = [.jsonl, .json, .csv, .tsv, .markdown, .html, .text]

    /// What is said of files that nothing reads.
    public static let knownKinds =
        "Markdown (.md), JSON (.jsonl, .json), tables (.csv, .tsv), HTML (.html), plain text (.txt), PDF and DOCX"
}
