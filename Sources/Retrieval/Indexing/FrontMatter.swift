import Domain
import Yams

/// The YAML between two lines of `---` at the head of a Markdown file, and the text below it.
struct FrontMatter {
    let fields: [DocumentFields.Field]
    let body: String
    /// The line, from 1, where the body begins.
    let bodyLine: Int

    /// A text without front matter is all body. Throws `Refusal` naming the line.
    init(_ text: String) throws {
        guard let (yaml, body, lineCount) = try FrontMatter.split(text) else {
            (fields, self.body, bodyLine) = ([], text, 1)
            return
        }
        self.body = body
        bodyLine = lineCount + 1
        fields = try FrontMatter.parse(yaml)
    }

    /// The YAML, the rest, and how many lines come before the rest; nil where the first line is not `---`.
    private static func split(_ text: String) throws -> (yaml: String, body: String, lineCount: Int)? {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        guard lines.first?.trimmedEnd == "---" else { return nil }
        lines = lines.dropFirst()
        guard let end = lines.firstIndex(where: { $0.trimmedEnd == "---" || $0.trimmedEnd == "..." }) else {
            throw Refusal(.invalidDocument, line: 1, "the front matter has no closing line of ---")
        }
        let body = end + 1 < lines.endIndex ? String(text[lines[end + 1].startIndex...]) : ""
        return (lines[..<end].joined(separator: "\n"), body, end + 1)
    }

    private static func parse(_ yaml: String) throws -> [DocumentFields.Field] {
        let node: Node?
        do {
            node = try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            throw Refusal(.invalidDocument, line: error.line.map { $0 + 1 } ?? 1, "the front matter is not valid YAML")
        }
        guard let node else { return [] }
        guard let mapping = node.mapping else {
            throw Refusal(.invalidDocument, line: 2, "the front matter is not a list of 'name: value' lines")
        }
        return try mapping.map { key, value in
            // The first line of the YAML is the second line of the file.
            let line = (key.mark?.line ?? 1) + 1
            guard let name = key.scalar?.string else {
                throw Refusal(.invalidDocument, line: line, "a field of the front matter has no name")
            }
            return DocumentFields.Field(name: name, value: try json(value, field: name, line: line), line: line)
        }
    }

    private static func json(_ node: Node, field: String, line: Int) throws -> JSONValue {
        if let scalar = node.scalar { return json(scalar) }
        if let sequence = node.sequence {
            let values = sequence.compactMap(\.scalar).map { JSONValue.string($0.string) }
            if values.count == sequence.count { return .array(values) }
        }
        throw Refusal(
            .invalidDocument, line: line, "the field '\(field)' holds nested values; only flat ones are taken")
    }

    /// A plain scalar by the core schema of YAML 1.2, in which `no` and `on` are words; dates stay text.
    private static func json(_ scalar: Node.Scalar) -> JSONValue {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any else { return .string(text) }
        switch text {
        case "true", "True", "TRUE": return true
        case "false", "False", "FALSE": return false
        case "", "~", "null", "Null", "NULL": return .null
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
}

extension YamlError {
    /// The line of the YAML, from 1.
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }
}

extension Substring {
    fileprivate var trimmedEnd: Substring {
        var rest = self
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
