public import Domain
public import Foundation

/// A query and the documents that answer it.
public struct GoldenQuery: Sendable, Hashable {
    public let id: String
    public let query: String
    /// Grade by document: 3 answers, 2 mostly, 1 partly; other sets use 1 alone.
    public let relevant: [DocumentID: Int]
    /// `direct`, `paraphrase`, `typo` …; empty where the set does not say.
    public let style: String
    /// A language's code; empty where the set does not say.
    public let language: String
    /// Who wrote it; empty where the set does not say.
    public let writer: String

    public init(
        id: String, query: String, relevant: [DocumentID: Int], style: String = "", language: String = "",
        writer: String = ""
    ) {
        self.id = id
        self.query = query
        self.relevant = relevant
        self.style = style
        self.language = language
        self.writer = writer
    }
}

/// Queries with relevance judgements.
public struct GoldenSet: Sendable {
    public let name: String
    public let queries: [GoldenQuery]

    public init(name: String, queries: [GoldenQuery]) {
        self.name = name
        self.queries = queries
    }

    /// Reads `{"id","query","relevant":{"namespace/id":grade}}` lines; throws `file_missing` or `invalid_input` with
    /// the line.
    public static func read(file: URL) throws -> GoldenSet {
        let queries = try JSONLines.read(file).map { line, json in try GoldenQuery(json, file: file, line: line) }
        return GoldenSet(name: file.deletingPathExtension().lastPathComponent, queries: queries)
    }

    /// The test split where there is one, else the development split, else the first file there is.
    private static func judgements(in folder: URL) -> URL {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let tables = files.filter { $0.hasSuffix(".tsv") }.sorted()
        let name = ["test.tsv", "dev.tsv"].first(where: tables.contains) ?? tables.first
        return folder.appending(path: name ?? "test.tsv")
    }

    /// Reads the queries and judgements of a BEIR folder (`queries.jsonl`, `qrels/*.tsv`) whose documents were
    /// ingested into `namespace`. Queries without a relevant document are left out.
    public static func readBEIR(folder: URL, namespace: String) throws -> GoldenSet {
        let judgementsFile = GoldenSet.judgements(in: folder.appending(path: "qrels"))
        guard let text = try? String(contentsOf: judgementsFile, encoding: .utf8) else {
            throw AlmanacError(.fileMissing, "no judgements at \(judgementsFile.path)")
        }
        var judgements: [String: [DocumentID: Int]] = [:]
        for (number, line) in text.split(whereSeparator: \.isNewline).enumerated().dropFirst() {
            let fields = line.split(separator: "\t")
            guard fields.count == 3, let grade = Int(fields[2]) else {
                throw JSONLines.invalid(judgementsFile, number + 1, "expected query, document and grade")
            }
            judgements[String(fields[0]), default: [:]][DocumentID(namespace: namespace, id: String(fields[1]))] = grade
        }
        let file = folder.appending(path: "queries.jsonl")
        let queries = try JSONLines.read(file).compactMap { line, json -> GoldenQuery? in
            guard let id = json["_id"]?.string ?? json["_id"]?.int.map(String.init), let query = json["text"]?.string
            else {
                throw JSONLines.invalid(file, line, "a BEIR query has _id and text")
            }
            guard let relevant = judgements[id], relevant.values.contains(where: { $0 > 0 }) else { return nil }
            return GoldenQuery(id: id, query: query, relevant: relevant)
        }
        return GoldenSet(name: folder.lastPathComponent, queries: queries)
    }
}

extension GoldenQuery {
    /// One line of a retrieval set. Throws `invalid_input` naming file and line.
    init(_ json: JSONValue, file: URL, line: Int) throws {
        guard let id = json["id"]?.string, let query = json["query"]?.string, let relevant = json["relevant"]?.object
        else { throw JSONLines.invalid(file, line, "a golden query has id, query and relevant") }
        var judgements: [DocumentID: Int] = [:]
        for (key, value) in relevant.members {
            guard let document = DocumentID(key), let grade = value.int, grade >= 0 else {
                throw JSONLines.invalid(file, line, "'\(key)' is not namespace/id with a grade of 0 or more")
            }
            judgements[document] = grade
        }
        self.init(
            id: id, query: query, relevant: judgements, style: json["style"]?.string ?? "",
            language: json["language"]?.string ?? "", writer: json["writer"]?.string ?? "")
    }

    /// The line that `read` reads: best grades first.
    public var json: JSONValue {
        let judgements = relevant.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        var object: JSONObject = [
            "id": .string(id), "query": .string(query),
            "relevant": .object(JSONObject(judgements.map { ($0.key.description, JSONValue($0.value)) })),
        ]
        for (key, value) in [("style", style), ("language", language), ("writer", writer)] where !value.isEmpty {
            object[key] = .string(value)
        }
        return .object(object)
    }
}
