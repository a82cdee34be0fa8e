/// What two revisions have that the other has not.
public struct RevisionDiff: Sendable, Hashable {
    public let from: Int64
    public let to: Int64
    public var added: [DocumentID] = []
    public var changed: [DocumentChange] = []
    public var removed: [DocumentID] = []
    /// Documents of either revision that were erased since and cannot be compared.
    public var erased: [ErasedDocument] = []
    /// How many of `changed` are named without their fields, to bound the answer.
    public var withoutDetails = 0

    public init(from: Int64, to: Int64) {
        self.from = from
        self.to = to
    }

    public var isEmpty: Bool { added.isEmpty && changed.isEmpty && removed.isEmpty }

    public var json: JSONValue {
        [
            "from": .integer(from), "to": .integer(to), "added": JSONValue(added.map(\.description)),
            "changed": .array(changed.map(\.json)), "removed": JSONValue(removed.map(\.description)),
            "erased": .array(erased.map(\.json)), "without_details": JSONValue(withoutDetails),
        ]
    }
}

/// A document that is in both revisions and not the same.
public struct DocumentChange: Sendable, Hashable {
    public let document: DocumentID
    public let fields: [FieldChange]
    /// The lines of the text or the answer that differ, with some around them; empty where it is the same.
    public let lines: [LineChange]

    public init(document: DocumentID, fields: [FieldChange], lines: [LineChange]) {
        self.document = document
        self.fields = fields
        self.lines = lines
    }

    var json: JSONValue {
        [
            "document": .string(document.description), "fields": .array(fields.map(\.json)),
            "lines": .array(lines.map(\.json)),
        ]
    }
}

/// A field of a document before and after. Of the text or the answer the values are null: its lines say more.
public struct FieldChange: Sendable, Hashable {
    /// `title`, `valid_to`, `metadata.category` …
    public let name: String
    public let before: JSONValue
    public let after: JSONValue

    public init(name: String, before: JSONValue, after: JSONValue) {
        self.name = name
        self.before = before
        self.after = after
    }

    var json: JSONValue { ["field": .string(name), "before": before, "after": after] }
}

/// A line of a text in a comparison.
public struct LineChange: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable, Hashable { case same, removed, added }

    public let kind: Kind
    /// Line number from 1 before the change; nil for an added line.
    public let before: Int?
    /// Line number from 1 after it; nil for a removed line.
    public let after: Int?
    public let text: String

    public init(kind: Kind, before: Int?, after: Int?, text: String) {
        self.kind = kind
        self.before = before
        self.after = after
        self.text = text
    }

    var json: JSONValue {
        [
            "kind": .string(kind.rawValue), "before": JSONValue(before), "after": JSONValue(after),
            "text": .string(text),
        ]
    }
}

/// A document that was erased: a keyed hash instead of its name.
public struct ErasedDocument: Sendable, Hashable {
    /// HMAC-SHA256 of `namespace/id` under the home's id, in hexadecimal.
    public let hash: String
    /// The revision that erased it.
    public let revision: Int64

    public init(hash: String, revision: Int64) {
        self.hash = hash
        self.revision = revision
    }

    public var json: JSONValue { ["hash": .string(hash), "revision": .integer(revision)] }
}

/// What a rollback did, or would do.
public struct Rollback: Sendable {
    /// The revision whose documents are live again.
    public let target: Int64
    /// Added, changed and removed as seen from the newest revision.
    public var changes: ChangeSet
    /// Documents of the target that were erased since; they stay out.
    public var leftOut: [ErasedDocument] = []

    public init(target: Int64, changes: ChangeSet) {
        self.target = target
        self.changes = changes
    }

    public var json: JSONValue {
        func list(_ ids: [DocumentID]) -> JSONValue { JSONValue(ids.map(\.description)) }
        return [
            "revision": changes.revision.map(JSONValue.integer) ?? JSONValue.null, "dry_run": .bool(changes.dryRun),
            "restores": .integer(target), "added": list(changes.added), "changed": list(changes.changed),
            "removed": list(changes.removed), "left_out": .array(leftOut.map(\.json)),
            "encoded": JSONValue(changes.encoded),
        ]
    }
}

/// What an erasure did, or would do.
public struct Erasure: Sendable {
    /// One document that was there.
    public struct Item: Sendable, Hashable {
        public let document: DocumentID
        public let hash: String
        public let versions: Int
        public let wasLive: Bool

        public init(document: DocumentID, hash: String, versions: Int, wasLive: Bool) {
            self.document = document
            self.hash = hash
            self.versions = versions
            self.wasLive = wasLive
        }
    }

    /// Nil where nothing was left to erase, or nothing was stored (`dryRun`).
    public var revision: Int64?
    public var dryRun: Bool
    public var erased: [Item] = []
    /// Asked for and erased before.
    public var alreadyErased: [DocumentID] = []
    /// Whether no file of the home holds a byte of it any more.
    public var scrubbed = false
    /// Where the text may still be: a sentence for a person each.
    public var unreachable: [String] = []

    public init(dryRun: Bool) { self.dryRun = dryRun }

    public var json: JSONValue {
        [
            "revision": revision.map(JSONValue.integer) ?? JSONValue.null, "dry_run": .bool(dryRun),
            "erased": .array(
                erased.map {
                    [
                        "document": .string($0.document.description), "hash": .string($0.hash),
                        "versions": JSONValue($0.versions), "was_live": .bool($0.wasLive),
                    ]
                }),
            "already_erased": JSONValue(alreadyErased.map(\.description)), "scrubbed": .bool(scrubbed),
            "unreachable": JSONValue(unreachable),
        ]
    }
}

/// What making the index anew did, or would do.
public struct Reembedding: Sendable {
    /// Nil where the index was made this way already, or nothing was stored (`dryRun`).
    public var revision: Int64?
    public var dryRun: Bool
    /// Names of the encoders.
    public var from: String
    public var to: String
    public var documents = 0
    /// Documents that are cut or normalised in another way than before.
    public var rechunked = 0
    /// Texts that had no vector of the new encoder yet.
    public var encoded = 0
    /// Vectors of other encoders that were removed.
    public var removedVectors = 0

    public init(dryRun: Bool, from: String, to: String) {
        self.dryRun = dryRun
        self.from = from
        self.to = to
    }

    public var json: JSONValue {
        [
            "revision": revision.map(JSONValue.integer) ?? JSONValue.null, "dry_run": .bool(dryRun),
            "from": .string(from), "to": .string(to), "documents": JSONValue(documents),
            "rechunked": JSONValue(rechunked), "encoded": JSONValue(encoded),
            "removed_vectors": JSONValue(removedVectors),
        ]
    }
}
