import Domain

/// A document as a reader found it: what was left out is nil, and what is said is not checked yet.
struct DocumentDraft: Sendable {
    var id: String?
    var namespace: String?
    var kind: DocumentKind?
    var title: String?
    var question: String?
    /// The text, or the answer where there is a question.
    var body: String
    var metadata: Metadata = [:]
    var updatedAt: Timestamp?
    var validFrom: Timestamp?
    var validTo: Timestamp?
    /// The line, from 1, where the document begins; nil for one given inline.
    var line: Int?
    /// The line where the body begins; nil where the whole document is one line.
    var bodyLine: Int?
}

/// Why a document, or a whole file, is refused.
struct Refusal: Error {
    let code: ErrorCode
    /// From 1; nil where the whole file is meant.
    let line: Int?
    let message: String

    init(_ code: ErrorCode, line: Int?, _ message: String) {
        self.code = code
        self.line = line
        self.message = message
    }

    /// The refusal that an error is; any other means that the bytes cannot be read.
    init(_ error: any Error, line: Int?) {
        self = error as? Refusal ?? Refusal(.invalidDocument, line: line, "it cannot be read")
    }
}
