import Domain

/// The fields of a document, whether they come from front matter or from a JSON record.
///
/// A document's own fields are checked by name; every other one is metadata.
struct DocumentFields {
    struct Field {
        let name: String
        let value: JSONValue
        let line: Int?
    }

    private var own: [String: Field] = [:]
    private(set) var metadata: Metadata = [:]
    private let line: Int?

    private static let ownNames: Set<String> = [
        "id", "namespace", "kind", "title", "text", "question", "answer", "updated_at", "valid_from", "valid_to",
    ]

    /// - Parameter line: where the document begins.
    init(_ fields: [Field], line: Int?) throws {
        self.line = line
        for field in fields {
            if DocumentFields.ownNames.contains(field.name) {
                own[field.name] = field
            } else if field.name == "_id" {
                if own["id"] == nil { own["id"] = Field(name: "id", value: field.value, line: field.line) }
            } else if field.name == "metadata", let object = field.value.object {
                for member in object.members {
                    try add(Field(name: member.key, value: member.value, line: field.line))
                }
            } else {
                try add(field)
            }
        }
    }

    private mutating func add(_ field: Field) throws {
        guard !Document.ownFields.contains(field.name) else {
            throw Refusal(
                .invalidDocument, line: field.line,
                "the metadata field '\(field.name)' has the name of a field that every document has")
        }
        guard metadata[field.name] == nil else {
            throw Refusal(.invalidDocument, line: field.line, "the metadata field '\(field.name)' is given twice")
        }
        guard !field.name.isEmpty, !field.name.hasPrefix("$") else {
            throw Refusal(
                .invalidDocument, line: field.line, "a metadata field may not be named '\(field.name)'")
        }
        guard let value = MetadataValue(field.value) else {
            throw Refusal(
                .invalidDocument, line: field.line,
                "the metadata field '\(field.name)' is neither a string, number, boolean nor a list of strings")
        }
        metadata[field.name] = value
    }

    /// The draft with this body, or with the `text` or `answer` of the fields where there is none.
    func draft(body: String?, bodyLine: Int? = nil) throws -> DocumentDraft {
        let text = try string("text")
        let answer = try string("answer")
        let question = try string("question")
        guard [body, text, answer].compactMap({ $0 }).count == 1 else {
            throw Refusal(
                .invalidDocument, line: line,
                body == nil
                    ? "a record has either 'text' or 'question' and 'answer'"
                    : "'text' and 'answer' may not be fields here; they stand below the front matter")
        }
        guard body != nil || (question == nil) == (answer == nil) else {
            throw Refusal(.invalidDocument, line: line, "'question' and 'answer' come together")
        }
        var draft = DocumentDraft(body: body ?? text ?? answer ?? "", metadata: metadata, line: line)
        draft.bodyLine = bodyLine
        draft.question = question
        draft.id = try identifier()
        draft.namespace = try string("namespace")
        draft.title = try string("title")
        draft.updatedAt = try timestamp("updated_at")
        draft.validFrom = try timestamp("valid_from")
        draft.validTo = try timestamp("valid_to")
        if let name = try string("kind") {
            guard let kind = DocumentKind(rawValue: name) else {
                throw Refusal(
                    .invalidDocument, line: own["kind"]?.line ?? line,
                    "the kind '\(name)' is none of \(DocumentKind.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            draft.kind = kind
        }
        return draft
    }

    private func value(_ name: String) -> (JSONValue, Int?)? {
        guard let field = own[name], !field.value.isNull else { return nil }
        return (field.value, field.line)
    }

    private func string(_ name: String) throws -> String? {
        guard let (value, line) = value(name) else { return nil }
        // A title like 2027 is a number to YAML.
        if case .integer(let number) = value, name == "title" { return String(number) }
        guard let string = value.string else {
            throw Refusal(.invalidDocument, line: line, "'\(name)' is a \(value.typeName), not a string")
        }
        return string.allSatisfy(\.isWhitespace) ? nil : string
    }

    private func identifier() throws -> String? {
        guard let (value, line) = value("id") else { return nil }
        switch value {
        case .integer(let number): return String(number)
        case .string(let text): return text
        default: throw Refusal(.invalidDocument, line: line, "the id is a \(value.typeName), not a string")
        }
    }

    private func timestamp(_ name: String) throws -> Timestamp? {
        guard let (value, line) = value(name) else { return nil }
        switch value {
        case .integer(let milliseconds) where abs(Double(milliseconds)) < 9e15:
            return Timestamp(milliseconds: milliseconds)
        case .string(let text):
            if let time = Timestamp(iso: text) { return time }
            fallthrough
        default:
            throw Refusal(
                .invalidDocument, line: line,
                "'\(name)' is not a date; write 2026-03-02, 2026-03-02T10:00:00Z or UTC milliseconds")
        }
    }
}
