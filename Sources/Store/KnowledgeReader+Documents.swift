public import Domain
import GRDB

/// What change detection needs of a live document.
public struct LiveDigest: Sendable, Hashable {
    public let row: Int64
    public let id: DocumentID
    public let digest: String
    /// Equal for documents with the same words.
    public let wordDigest: String
    public let source: String
}

extension KnowledgeReader {
    /// The live version of a document; nil where there is none.
    public func document(_ id: DocumentID) throws -> StoredDocument? {
        let sql =
            KnowledgeReader.selectDocument + """

                WHERE namespace = ?
                    AND id = ?
                    AND live_to IS NULL
                """
        return try SQLStatement(db, sql).bind([.text(id.namespace), .text(id.id)]).first(KnowledgeReader.document)
    }

    /// The versions of documents in these rows, live or not, in the order asked for; unknown rows are left out.
    public func documents(rows: [Int64]) throws -> [StoredDocument] {
        let statement = try SQLStatement(db, KnowledgeReader.selectDocument + "\nWHERE row = ?")
        return try rows.compactMap { try statement.bind([.integer($0)]).first(KnowledgeReader.document) }
    }

    /// The row of a live document; nil where there is none.
    public func row(of id: DocumentID) throws -> Int64? {
        let sql = """
            SELECT row
            FROM document
            WHERE namespace = ?
                AND id = ?
                AND live_to IS NULL
            """
        return try SQLStatement(db, sql).bind([.text(id.namespace), .text(id.id)]).int64()
    }

    /// Live documents in the order of their ids (`DocumentID.<`), at most `limit`, beginning after `after`.
    public func documents(
        namespaces: [String]? = nil, filter: Filter? = nil, after: DocumentID? = nil, limit: Int
    ) throws -> [StoredDocument] {
        var conditions = ["document.live_to IS NULL"]
        var values: [SQLValue] = []
        if let after {
            conditions.append("(document.namespace, document.id) > (?, ?)")
            values += [.text(after.namespace), .text(after.id)]
        }
        if let namespaces {
            let marks = repeatElement("?", count: namespaces.count).joined(separator: ", ")
            conditions.append("document.namespace IN (\(marks))")
            values += namespaces.map { .text($0) }
        }
        if let filter {
            let compiled = try FilterSQL(filter)
            conditions.append(compiled.condition)
            values += compiled.values
        }
        let sql =
            KnowledgeReader.selectDocument + """

                WHERE \(conditions.joined(separator: "\n    AND "))
                ORDER BY namespace, id
                LIMIT ?
                """
        values.append(.integer(Int64(max(0, limit))))
        var documents: [StoredDocument] = []
        try SQLStatement(db, sql, cached: false).bind(values).scan { row in
            documents.append(try KnowledgeReader.document(row))
        }
        return documents
    }

    /// The digests of live documents, all or those of one namespace, in the order of their ids.
    public func liveDigests(namespace: String? = nil) throws -> [LiveDigest] {
        let sql = """
            SELECT row, namespace, id, digest, word_digest, source
            FROM document
            WHERE live_to IS NULL
                AND (?1 IS NULL OR namespace = ?1)
            ORDER BY namespace, id
            """
        var digests: [LiveDigest] = []
        try SQLStatement(db, sql).bind([.text(namespace)]).scan { row in
            digests.append(
                LiveDigest(
                    row: row.int64(0), id: DocumentID(namespace: row.text(1), id: row.text(2)), digest: row.text(3),
                    wordDigest: row.text(4), source: row.text(5)))
        }
        return digests
    }

    private static let selectDocument = """
        SELECT namespace, id, kind, title, question, body, metadata, updated_at, effective_updated_at, valid_from,
            valid_to, source, digest, live_from,
            (SELECT count(*) FROM chunk WHERE chunk.document = document.row)
        FROM document
        """

    private static func document(_ row: SQLStatement) throws -> StoredDocument {
        let id = DocumentID(namespace: row.text(0), id: row.text(1))
        guard let kind = DocumentKind(rawValue: row.text(2)),
            case .success(let metadata)? = (try? JSONParser.parse(Array(row.textBytes(6))))?.object.map(Metadata.parse)
        else {
            throw AlmanacError(
                .corrupt, "the stored document \(id) cannot be read",
                hint: "restore the knowledge base from a backup, or ingest this document again")
        }
        let body = row.text(5)
        let document = Document(
            id: id, kind: kind, title: row.text(3),
            content: row.optionalText(4).map { .answer(question: $0, answer: body) } ?? .text(body),
            metadata: metadata, updatedAt: row.optionalInt64(7).map(Timestamp.init(milliseconds:)),
            validFrom: row.optionalInt64(9).map(Timestamp.init(milliseconds:)),
            validTo: row.optionalInt64(10).map(Timestamp.init(milliseconds:)), source: row.text(11))
        return StoredDocument(
            document: document, updatedAt: Timestamp(milliseconds: row.int64(8)), digest: row.text(12),
            revision: row.int64(13), chunkCount: row.int(14))
    }
}
