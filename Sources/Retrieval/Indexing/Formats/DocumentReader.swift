import Domain

/// A document of a file, or why it is refused. `number` counts the records of a file from 1; nil for a file that is
/// one document.
struct FoundDraft: Sendable {
    let number: Int?
    let result: Result<DocumentDraft, Refusal>
}

/// Takes the documents out of bytes.
struct DocumentReader: Sendable {
    let format: DocumentFormat
    let limits: IngestLimits

    /// The most bytes that a file of this format may have.
    var maximumBytes: Int {
        switch format {
        case .jsonl, .json, .csv, .tsv: IngestLimits.recordsBytes
        case .pdf, .docx: IngestLimits.convertedBytes
        case .markdown, .html, .text: limits.documentBytes
        }
    }

    /// Every document, or why it is refused, in order.
    ///
    /// - Parameter path: where the bytes were read from, for the programs that read files themselves.
    func drafts(in bytes: [UInt8], path: String?) -> [FoundDraft] {
        bytes.withUnsafeBufferPointer { all in
            let bytes = SourceText.withoutMark(all)
            do {
                if !format.holdsRecords {
                    return [FoundDraft(number: nil, result: .success(try document(bytes, path: path)))]
                }
                if bytes.contains(0) { try SourceText.check(bytes, limits: limits.forWholeFile, line: nil) }
                switch format {
                case .jsonl: return JSONRecords(limits: limits).lines(bytes)
                case .json: return try JSONRecords(limits: limits).list(bytes)
                case .csv: return try TableRecords(delimiter: UInt8(ascii: ","), limits: limits).drafts(bytes)
                default: return try TableRecords(delimiter: UInt8(ascii: "\t"), limits: limits).drafts(bytes)
                }
            } catch {
                return [FoundDraft(number: nil, result: .failure(Refusal(error, line: nil)))]
            }
        }
    }

    private func document(_ bytes: UnsafeBufferPointer<UInt8>, path: String?) throws -> DocumentDraft {
        switch format {
        case .markdown:
            let matter = try FrontMatter(SourceText.decode(bytes, limits: limits))
            return try DocumentFields(matter.fields, line: 1).draft(body: matter.body, bodyLine: matter.bodyLine)
        case .html: return try HTMLDocument(SourceText.decode(bytes, limits: limits)).draft()
        case .pdf, .docx: return try ConvertedText(format: format, limits: limits).draft(bytes, path: path)
        case .text, .jsonl, .json, .csv, .tsv:
            return DocumentDraft(body: try SourceText.decode(bytes, limits: limits), line: 1, bodyLine: 1)
        }
    }

    /// A document from the fields of a JSON object. Throws `Refusal`.
    static func record(_ json: JSONValue, line: Int?) throws -> DocumentDraft {
        guard let object = json.object else {
            throw Refusal(.invalidDocument, line: line, "a record is a JSON object, not a \(json.typeName)")
        }
        let fields = object.members.map { DocumentFields.Field(name: $0.key, value: $0.value, line: line) }
        return try DocumentFields(fields, line: line).draft(body: nil)
    }

    static func catching(line: Int?, _ body: () throws -> DocumentDraft) -> Result<DocumentDraft, Refusal> {
        do {
            return .success(try body())
        } catch {
            return .failure(Refusal(error, line: line))
        }
    }
}

extension IngestLimits {
    /// The same for a file of records, which is no document itself.
    var forWholeFile: IngestLimits { IngestLimits(documentBytes: IngestLimits.recordsBytes) }
}
