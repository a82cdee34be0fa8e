import Domain

/// A record for each row of a table whose first row names the fields. Lists (`tags`, `slots`) have `;` between their
/// items; an empty cell is no value.
struct TableRecords {
    let delimiter: UInt8
    let limits: IngestLimits

    /// Throws `Refusal` for a table that cannot be read at all; a row that is broken is refused by itself.
    func drafts(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [FoundDraft] {
        var rows = DelimitedText(bytes, delimiter: delimiter)
        guard let first = rows.next() else { throw Refusal(.invalidDocument, line: 1, "the file is empty") }
        let header = try self.header(first.mapError(TableRecords.refusal).get())
        var drafts: [FoundDraft] = []
        while let row = rows.next() {
            let number = drafts.count + 1
            drafts.append(
                FoundDraft(number: number, result: row.mapError(TableRecords.refusal).flatMap { draft($0, header) }))
        }
        guard !drafts.isEmpty else {
            throw Refusal(.invalidDocument, line: 1, "there is a header row and no row of values below it")
        }
        return drafts
    }

    private static func refusal(_ failure: DelimitedText.Failure) -> Refusal {
        Refusal(.invalidDocument, line: failure.line, failure.reason)
    }

    private func header(_ row: DelimitedText.Row) throws -> [String] {
        let names = row.fields.map(\.trimmed)
        if let empty = names.firstIndex(of: "") {
            throw Refusal(.invalidDocument, line: row.line, "column \(empty + 1) of the header row has no name")
        }
        var seen: Set<String> = []
        if let twice = names.first(where: { !seen.insert($0).inserted }) {
            throw Refusal(.invalidDocument, line: row.line, "the header row names '\(twice)' twice")
        }
        guard names.contains("text") || (names.contains("question") && names.contains("answer")) else {
            let delimiter = self.delimiter == UInt8(ascii: ",") ? "commas" : "tabs"
            throw Refusal(
                .invalidDocument, line: row.line,
                "the header row names neither 'text' nor 'question' and 'answer'; fields stand between \(delimiter)")
        }
        return names
    }

    private func draft(_ row: DelimitedText.Row, _ header: [String]) -> Result<DocumentDraft, Refusal> {
        DocumentReader.catching(line: row.line) {
            guard row.fields.count == header.count else {
                throw Refusal(
                    .invalidDocument, line: row.line,
                    "the row has \(row.fields.count) fields, and the header row \(header.count)")
            }
            let size = row.fields.reduce(0) { $0 + $1.utf8.count }
            guard size <= limits.documentBytes else { throw SourceText.tooLarge(size, limits, line: row.line) }
            let fields = zip(header, row.fields).compactMap { name, text -> DocumentFields.Field? in
                guard text.contains(where: { !$0.isWhitespace }) else { return nil }
                return DocumentFields.Field(name: name, value: PlainValue.field(name, text), line: row.line)
            }
            return try DocumentFields(fields, line: row.line).draft(body: nil)
        }
    }
}
