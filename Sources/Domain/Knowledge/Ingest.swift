/// What to take in, and how strictly.
public struct IngestOptions: Sendable {
    /// For documents that neither name a namespace nor lie in a folder of that name.
    public var namespace: String?
    /// A user id for the revision.
    public var author: String
    public var reason: String
    /// Compute and report the change set, store nothing.
    public var dryRun: Bool
    /// Leave out invalid documents and report them, instead of refusing the batch.
    public var skipInvalid: Bool
    /// Store text that holds e-mail addresses, phone or card numbers.
    public var allowPersonal: Bool
    /// Remove documents that were read from below the same folders before and are no longer there.
    public var prune: Bool

    public init(
        namespace: String? = nil, author: String = "local", reason: String = "", dryRun: Bool = false,
        skipInvalid: Bool = false, allowPersonal: Bool = false, prune: Bool = false
    ) {
        self.namespace = namespace
        self.author = author
        self.reason = reason
        self.dryRun = dryRun
        self.skipInvalid = skipInvalid
        self.allowPersonal = allowPersonal
        self.prune = prune
    }
}

/// How much an ingest takes.
public struct IngestLimits: Sendable, Hashable {
    /// The most bytes of one document: of a file, a record, or the text taken out of a PDF or DOCX.
    public var documentBytes: Int

    public init(documentBytes: Int = 8 * 1024 * 1024) { self.documentBytes = documentBytes }

    /// The most bytes of a file of many records, and of a stream. They are held in memory.
    public static let recordsBytes = 1 << 30
    /// The most bytes of a PDF or DOCX, whose text is far smaller.
    public static let convertedBytes = 256 << 20
}

/// Where and why a document of a batch was refused.
public struct InvalidDocument: Error, Sendable, Hashable {
    /// Path relative to the ingest root, `inline#n` for the n-th of a request, or `standard input`.
    public let source: String
    /// From 1; nil where the whole file is meant.
    public let line: Int?
    public let code: ErrorCode
    public let message: String

    public init(source: String, line: Int?, code: ErrorCode, message: String) {
        self.source = source
        self.line = line
        self.code = code
        self.message = message
    }

    /// `policies/a.md:3: …`
    public var description: String { "\(source)\(line.map { ":\($0)" } ?? ""): \(message)" }
}

/// What an ingest or a deletion changed, or would change.
public struct ChangeSet: Sendable {
    /// The new revision; nil where nothing changed or nothing was stored (`dryRun`).
    public var revision: Int64?
    public var dryRun: Bool
    public var added: [DocumentID] = []
    public var changed: [DocumentID] = []
    public var renamed: [DocumentID] = []
    public var removed: [DocumentID] = []
    public var unchanged = 0
    public var invalid: [InvalidDocument] = []
    /// Files left out because no reader knows their kind.
    public var ignored: [String] = []
    /// Documents with the same content, by the digest of their words: each group in order of ids.
    public var duplicates: [[DocumentID]] = []
    public var chunks = 0
    /// Texts that had to be encoded (the others had vectors already).
    public var encoded = 0
    /// Texts longer than the encoder reads; only their beginning has a vector.
    public var truncated = 0

    public init(revision: Int64? = nil, dryRun: Bool = false) {
        self.revision = revision
        self.dryRun = dryRun
    }

    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && renamed.isEmpty && removed.isEmpty }
}

/// How far an ingest is; reported from the thread that works.
public struct IngestProgress: Sendable {
    public enum Stage: String, Sendable { case reading, encoding, storing }
    public let stage: Stage
    public let done: Int
    public let total: Int

    public init(stage: Stage, done: Int, total: Int) {
        self.stage = stage
        self.done = done
        self.total = total
    }
}

extension ChangeSet {
    public var json: JSONValue {
        func list(_ ids: [DocumentID]) -> JSONValue { JSONValue(ids.map(\.description)) }
        return [
            "revision": revision.map(JSONValue.integer) ?? JSONValue.null, "dry_run": .bool(dryRun),
            "added": list(added), "changed": list(changed), "renamed": list(renamed), "removed": list(removed),
            "unchanged": JSONValue(unchanged),
            "invalid": .array(
                invalid.map {
                    [
                        "source": .string($0.source), "line": JSONValue($0.line), "code": .string($0.code.rawValue),
                        "message": .string($0.message),
                    ]
                }),
            "ignored": JSONValue(ignored), "duplicates": .array(duplicates.map(list)),
            "chunks": JSONValue(chunks), "encoded": JSONValue(encoded), "truncated": JSONValue(truncated),
        ]
    }
}
