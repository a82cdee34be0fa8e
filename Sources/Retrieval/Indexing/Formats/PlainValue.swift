import Domain

/// What an unquoted value means, in front matter, in a table's cell or in a `<meta>` element.
enum PlainValue {
    /// By the core schema of YAML 1.2, in which `no` and `on` are words; dates stay text.
    static func json(_ text: String) -> JSONValue {
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        default: break
        }
        if let number = Int64(text), !text.hasPrefix("+") { return .integer(number) }
        let isNumeral = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
        if isNumeral, text.utf8.contains(where: { (0x30...0x39).contains($0) }), let number = Double(text),
            number.isFinite
        {
            return .number(number)
        }
        return .string(text)
    }

    /// A field that was written as text: lists between semicolons, words as they stand, and the rest as `json` has it.
    static func field(_ name: String, _ text: String) -> JSONValue {
        if lists.contains(name) {
            return JSONValue(text.split(separator: ";").map(\.trimmed).filter { !$0.isEmpty })
        }
        if words.contains(name) { return .string(text) }
        // 007 is a name, not the number seven.
        let isPadded = text.count > 1 && text.first == "0" && text.dropFirst().first != "."
        return isPadded ? .string(text) : json(text)
    }

    /// Fields that hold several values.
    private static let lists: Set<String> = ["tags", "slots"]

    /// Fields that are text whatever they look like.
    private static let words: Set<String> = [
        "id", "_id", "namespace", "kind", "title", "text", "question", "answer", "category", "sub_topic", "language",
        "product", "audience", "owner", "risk",
    ]
}
