import Domain

/// A page as a document: its words, and the fields that its head names.
///
/// `<meta name="almanac:FIELD" content="…">` gives any field, `<meta name="category" …>` and the like those that a
/// document usually has; `<title>` is the title and `<html lang>` the language where no field says otherwise.
struct HTMLDocument {
    private var fields: [DocumentFields.Field] = []
    private var places: [String: Int] = [:]
    private var title = ""
    private var language: String?
    private var text = HTMLText()

    /// Names that count without the prefix; pages use many others for other readers.
    private static let plainNames: Set<String> = [
        "id", "namespace", "kind", "title", "question", "category", "sub_topic", "language", "product", "audience",
        "tags", "owner", "risk", "information_only", "slots", "updated_at", "valid_from", "valid_to",
    ]

    private static let prefix = "almanac:"

    init(_ page: String) {
        var tokens = HTMLTokens(page)
        var isTitle = false
        var drawings = 0
        while let token = tokens.next() {
            switch token {
            case .open("meta", let attributes): addField(attributes, line: tokens.line())
            case .open("html", let attributes): language = attributes["lang"] ?? attributes["xml:lang"]
            // A drawing has titles too.
            case .open("svg", _): drawings += 1
            case .close("svg"): drawings -= 1
            case .open("title", _): isTitle = title.isEmpty && drawings == 0
            case .text(let words) where isTitle:
                title = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                isTitle = false
            default: break
            }
            text.add(token)
        }
    }

    private mutating func addField(_ attributes: [String: String], line: Int) {
        guard let given = attributes["name"] ?? attributes["property"], let content = attributes["content"]?.trimmed,
            !content.isEmpty
        else { return }
        let lowered = given.trimmed.lowercased()
        let isOurs = lowered.hasPrefix(HTMLDocument.prefix)
        let name = isOurs ? String(lowered.dropFirst(HTMLDocument.prefix.count)) : lowered
        guard isOurs || HTMLDocument.plainNames.contains(name) else { return }
        // What is said to us wins over what is said to everyone.
        let field = DocumentFields.Field(name: name, value: PlainValue.field(name, content), line: line)
        guard let place = places[name] else {
            places[name] = fields.count
            return fields.append(field)
        }
        if isOurs { fields[place] = field }
    }

    /// Throws `Refusal` for a field that is not as it should be.
    func draft() throws -> DocumentDraft {
        var fields = fields
        func has(_ name: String) -> Bool { fields.contains { $0.name == name } }
        if !has("title"), !title.isEmpty {
            fields.append(DocumentFields.Field(name: "title", value: .string(title), line: 1))
        }
        if !has("language"), let tag = language?.trimmed.lowercased().split(separator: "-").first {
            fields.append(DocumentFields.Field(name: "language", value: .string(String(tag)), line: 1))
        }
        var text = text
        return try DocumentFields(fields, line: 1).draft(body: text.finished())
    }
}
