import Domain
import Foundation

/// What a kind of file holds: one document, or one for each line.
enum DocumentReader: Sendable {
    case markdown, records, plainText

    /// By the file's extension; nil for kinds that nothing reads.
    init?(extension name: String) {
        switch name.lowercased() {
        case "md", "markdown": self = .markdown
        case "jsonl", "ndjson": self = .records
        case "txt": self = .plainText
        default: return nil
        }
    }

    /// What is said of files that nothing reads.
    static let knownKinds = "Markdown (.md), JSON lines (.jsonl) and plain text (.txt)"

    /// Every document of the file, or why it is refused, in order. `number` counts records from 1; nil for a file
    /// that is one document.
    func read(_ file: URL) -> [(number: Int?, result: Result<DocumentDraft, Refusal>)] {
        let data: Data
        do {
            data = try SourceText.bytes(of: file)
        } catch {
            return [(nil, .failure(DocumentReader.refusal(error, line: nil)))]
        }
        switch self {
        case .markdown: return [(nil, DocumentReader.catching(line: nil) { try DocumentReader.markdown(data) })]
        case .plainText: return [(nil, DocumentReader.catching(line: nil) { try DocumentReader.plainText(data) })]
        case .records: return DocumentReader.records(data)
        }
    }

    private static func markdown(_ data: Data) throws -> DocumentDraft {
        let matter = try FrontMatter(SourceText.decode(data))
        return try DocumentFields(matter.fields, line: 1).draft(body: matter.body, bodyLine: matter.bodyLine)
    }

    private static func plainText(_ data: Data) throws -> DocumentDraft {
        DocumentDraft(body: try SourceText.decode(data), line: 1, bodyLine: 1)
    }

    private static func records(_ data: Data) -> [(number: Int?, result: Result<DocumentDraft, Refusal>)] {
        var drafts: [(number: Int?, result: Result<DocumentDraft, Refusal>)] = []
        var line = 0
        for bytes in data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            line += 1
            guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            let result = catching(line: line) {
                let text = try SourceText.decode(bytes, line: line)
                do {
                    return try record(JSONParser.parse(text), line: line)
                } catch let failure as JSONParser.Failure {
                    throw Refusal(.invalidDocument, line: line, "the line is not valid JSON: \(failure)")
                }
            }
            drafts.append((drafts.count + 1, result))
        }
        return drafts
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
            return .failure(refusal(error, line: line))
        }
    }

    private static func refusal(_ error: any Error, line: Int?) -> Refusal {
        error as? Refusal ?? Refusal(.invalidDocument, line: line, "it cannot be read")
    }
}
