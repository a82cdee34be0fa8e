public import Domain

/// How one namespace of one index differs from the knowledge base.
public struct MirrorDifference: Sendable {
    public enum Side: String, Sendable, CaseIterable { case dense, sparse }

    public let side: Side
    public let namespace: String
    /// How many records there should be.
    public let expected: Int
    /// Ids that the mirror does not have.
    public var missing: [String] = []
    /// Ids whose record is another.
    public var changed: [String] = []
    /// Ids that nobody here knows.
    public var extra: [String] = []
    /// Of the requests that would bring what is missing or changed.
    public var bytes = 0
    /// Over ids and digests, in the order of ids: here, and as read from the mirror.
    public var localDigest = ""
    public var remoteDigest = ""

    public var isEqual: Bool { missing.isEmpty && changed.isEmpty && extra.isEmpty }

    public var json: JSONValue {
        [
            "index": .string(side.rawValue), "namespace": .string(namespace), "expected": JSONValue(expected),
            "missing": JSONValue(missing.count), "changed": JSONValue(changed.count), "extra": JSONValue(extra.count),
            "bytes": JSONValue(bytes), "local_digest": .string(localDigest), "remote_digest": .string(remoteDigest),
            "ids": [
                "missing": JSONValue(Array(missing.prefix(100))), "changed": JSONValue(Array(changed.prefix(100))),
                "extra": JSONValue(Array(extra.prefix(100))),
            ],
        ]
    }
}

/// What a run of `sync pinecone` found and did.
public struct MirrorReport: Sendable {
    /// Of the knowledge base.
    public let revision: Int64
    public var differences: [MirrorDifference] = []
    /// Ids of parts whose text was cut to fit Pinecone's metadata limit.
    public var truncated: [String] = []
    /// Ids of parts with more terms than a sparse vector holds.
    public var trimmed: [String] = []
    public var sent = 0
    public var removed = 0
    /// Whether the mirror is (or after an apply was left) as the knowledge base says.
    public var isEqual: Bool { differences.allSatisfy(\.isEqual) }

    public var json: JSONValue {
        [
            "revision": .integer(revision), "equal": .bool(isEqual), "namespaces": .array(differences.map(\.json)),
            "truncated": JSONValue(truncated), "trimmed": JSONValue(trimmed), "sent": JSONValue(sent),
            "removed": JSONValue(removed),
        ]
    }
}
