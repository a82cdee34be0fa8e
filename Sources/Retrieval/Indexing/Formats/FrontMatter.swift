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
    ///
    /// Over bytes, which is many times faster than over characters.
    private static func split(_ text: String) throws -> (yaml: String, body: String, lineCount: Int)? {
        let bytes = text.utf8
        guard bytes.starts(with: "---".utf8) else { return nil }
        var lineStart = bytes.startIndex
        var lineCount = 0
        var yamlStart: String.Index?
        while lineStart < bytes.endIndex {
            let lineEnd = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            let next = lineEnd < bytes.endIndex ? bytes.index(after: lineEnd) : lineEnd
            let line = text[lineStart..<lineEnd]
            lineCount += 1
            if let yamlStart {
                if isMark(line, "---") || isMark(line, "...") {
                    return (String(text[yamlStart..<lineStart]), String(text[next...]), lineCount)
                }
            } else {
                guard isMark(line, "---") else { return nil }
                yamlStart = next
            }
            lineStart = next
        }
        throw Refusal(.invalidDocument, line: 1, "the front matter has no closing line of ---")
    }

    /// Whether a line is the mark and nothing else but white space behind it.
    private static func isMark(_ line: Substring, _ mark: String) -> Bool {
        line.utf8.starts(with: mark.utf8) && line.trimmedEnd == mark
    }

    private static func parse(_ yaml: String) throws -> [DocumentFields.Field] {
        let node: Node?
        do {
            // Without YAML 1.1's tags, which cost a dozen regular expressions a value and are not asked for below.
            node = try Yams.compose(yaml: yaml, .basic, .default, .utf8)
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

    /// A plain scalar as `PlainValue` reads it; a quoted one is text.
    private static func json(_ scalar: Node.Scalar) -> JSONValue {
        guard scalar.style == .plain || scalar.style == .any else { return .string(scalar.string) }
        switch scalar.string {
        case "", "~", "null", "Null", "NULL": return .null
        case let text: return PlainValue.json(text)
        }
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
