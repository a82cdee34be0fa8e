import Domain
import Embedding
import Foundation
import Retrieval
import Store
import Synchronization
import TestSupport

/// An encoder that counts the texts it is given, and can be told to fail after some.
final class CountingEncoder: Encoder {
    let identity: EncoderIdentity
    let readsLatinOnly = true
    private let base = HashingEncoder()
    private let counts = Mutex((encoded: 0, limit: Int.max))

    init(digest: String = "counting-1") {
        identity = EncoderIdentity(
            name: "counting", digest: digest, dimension: base.identity.dimension, maxTokens: 256)
    }

    var encoded: Int { counts.withLock { $0.encoded } }

    /// Throws once more than this many texts were encoded in all.
    func fail(after limit: Int) { counts.withLock { $0.limit = limit } }

    func encode(_ texts: [String]) throws -> EncodedBatch {
        try counts.withLock { counts in
            counts.encoded += texts.count
            if counts.encoded > counts.limit { throw AlmanacError(.unavailable, "the encoder was told to fail") }
        }
        return try base.encode(texts)
    }
}

/// A home with an ingester and a folder of documents to write into.
final class IngestBench: Sendable {
    let home: TemporaryHome
    let store: KnowledgeStore
    let encoder = CountingEncoder()
    let ingester: Ingester

    init(company: Company = .builtIn) throws {
        home = try TemporaryHome()
        store = try KnowledgeStore(file: home.knowledge)
        let encoder = encoder
        ingester = Ingester(store: store, company: company, encoder: encoder) { Timestamp(milliseconds: 1_000) }
    }

    var documents: URL { home.url.appending(path: "documents") }

    /// Writes a file below the documents.
    func write(_ text: String, to path: String) throws { try home.write(text, to: "documents/\(path)") }

    func remove(_ path: String) throws { try FileManager.default.removeItem(at: documents.appending(path: path)) }

    func ingest(_ options: IngestOptions = IngestOptions(), at time: Int64 = 1_000) throws -> ChangeSet {
        let ingester = Ingester(store: store, company: ingester.company, encoder: encoder) {
            Timestamp(milliseconds: time)
        }
        return try ingester.ingest(paths: [documents], options: options)
    }

    func document(_ id: String) throws -> StoredDocument? {
        guard let id = DocumentID(id) else { return nil }
        return try store.read { try $0.document(id) }
    }

    /// All live ids as `namespace/id`.
    func ids() throws -> [String] {
        try store.read { try $0.liveDigests().map(\.id.description) }
    }

    func revision() throws -> Int64 { try store.read { try $0.revision() } }
}

/// The corpus of the checkout.
let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "corpus")
