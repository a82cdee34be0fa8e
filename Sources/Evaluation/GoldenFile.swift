public import Domain
public import Foundation

/// A phrase or two that must stand in a document: a fact that answers may rest on.
public struct GoldenFact: Sendable, Hashable {
    public let id: String
    public let document: DocumentID
    /// Each stands in the document literally, case and runs of white space aside.
    public let phrases: [String]

    public init(id: String, document: DocumentID, phrases: [String]) {
        self.id = id
        self.document = document
        self.phrases = phrases
    }
}

/// A message and the category that the router should give it.
public struct RoutingExample: Sendable, Hashable {
    public let id: String
    public let text: String
    public let label: String

    public init(id: String, text: String, label: String) {
        self.id = id
        self.text = text
        self.label = label
    }
}

/// A golden file whole: its items with their lines. What it holds is told by the members of its first line; labelled
/// messages are for the router unless the file's name says `redlines`.
public struct GoldenFile: Sendable {
    public enum Items: Sendable {
        case retrieval([(line: Int, item: GoldenQuery)])
        case routing([(line: Int, item: RoutingExample)])
        case facts([(line: Int, item: GoldenFact)])
        case guards(GuardTask, [(line: Int, item: GuardExample)])
        case conversations([(line: Int, item: PipelineExample)])
    }

    public let url: URL
    public let items: Items

    public init(url: URL, items: Items) {
        self.url = url
        self.items = items
    }

    /// `retrieval.dev.jsonl`: what stands before the first dot.
    public var task: String { String(url.lastPathComponent.prefix { $0 != "." }) }

    /// `dev` or `test`, between the first two dots; empty for a file that is no split.
    public var split: String {
        let parts = url.lastPathComponent.split(separator: ".")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// `retrieval`, `routing`, `facts`, `redlines`, `guard`, `outstanding` or `pipeline`.
    public var kind: String {
        switch items {
        case .retrieval: "retrieval"
        case .routing: "routing"
        case .facts: "facts"
        case .guards(let task, _): task.rawValue
        case .conversations: "pipeline"
        }
    }

    public var count: Int {
        switch items {
        case .retrieval(let items): items.count
        case .routing(let items): items.count
        case .facts(let items): items.count
        case .guards(_, let items): items.count
        case .conversations(let items): items.count
        }
    }

    /// Throws `file_missing`, or `invalid_input` naming the line.
    public init(_ file: URL) throws {
        url = file
        let lines = try JSONLines.read(file)
        guard let first = lines.first else {
            throw AlmanacError(.invalidInput, "\(file.path) is empty", hint: "a golden file has one JSON object a line")
        }
        if first.json["relevant"] != nil {
            items = .retrieval(try lines.map { ($0.line, try GoldenQuery($0.json, file: file, line: $0.line)) })
        } else if first.json["turns"] != nil {
            items = .conversations(
                try lines.map { ($0.line, try PipelineExample($0.json, file: file, line: $0.line)) })
        } else if first.json["phrases"] != nil {
            items = .facts(try lines.map { ($0.line, try GoldenFile.fact($0.json, file, $0.line)) })
        } else if let task = GoldenFile.guardTask(first.json, file) {
            items = .guards(
                task, try lines.map { ($0.line, try GuardExample($0.json, task: task, file: file, line: $0.line)) })
        } else if first.json["label"] != nil {
            items = .routing(try lines.map { ($0.line, try GoldenFile.routing($0.json, file, $0.line)) })
        } else {
            throw JSONLines.invalid(
                file, first.line,
                "a golden item has 'relevant' (retrieval), 'label' (routing and redlines), 'violations' (guard), "
                    + "'is_outstanding' (outstanding), 'turns' (pipeline) or 'phrases' (facts)")
        }
    }

    /// Every golden file of the given files and folders (`*.jsonl` in them), in the order of their names. Throws
    /// `file_missing` where there is none, and what reading one throws.
    public static func read(_ paths: [URL]) throws -> [GoldenFile] {
        try paths.flatMap { path -> [URL] in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder), isFolder.boolValue else {
                return [path]
            }
            let names = (try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []
            let files = names.filter { $0.hasSuffix(".jsonl") }.sorted()
            guard !files.isEmpty else {
                throw AlmanacError(.fileMissing, "the folder \(path.path) holds no golden file (*.jsonl)")
            }
            return files.map { path.appending(path: $0) }
        }.map(GoldenFile.init)
    }

    private static func guardTask(_ json: JSONValue, _ file: URL) -> GuardTask? {
        if json["violations"] != nil { return .claims }
        if json["is_outstanding"] != nil { return .outstanding }
        return json["label"] != nil && file.lastPathComponent.hasPrefix("redlines") ? .redlines : nil
    }

    private static func fact(_ json: JSONValue, _ file: URL, _ line: Int) throws -> GoldenFact {
        guard let id = json["id"]?.string, let document = json["document"]?.string.flatMap({ DocumentID($0) }),
            let phrases = json["phrases"]?.array?.map(\.string), !phrases.isEmpty, !phrases.contains(nil)
        else { throw JSONLines.invalid(file, line, "a fact has id, document (namespace/id) and phrases") }
        return GoldenFact(id: id, document: document, phrases: phrases.compactMap { $0 })
    }

    private static func routing(_ json: JSONValue, _ file: URL, _ line: Int) throws -> RoutingExample {
        guard let id = json["id"]?.string, let text = json["text"]?.string, let label = json["label"]?.string else {
            throw JSONLines.invalid(file, line, "a routing example has id, text and label")
        }
        return RoutingExample(id: id, text: text, label: label)
    }
}
