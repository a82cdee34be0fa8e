import Domain
import Foundation
public import Retrieval
import Synchronization

/// Keeps a copy of the knowledge base in two Pinecone indexes, `NAME-dense` and `NAME-sparse`, and proves it equal.
///
/// What is there is read from the service itself, record by record, so nothing here has to be remembered: a killed
/// apply is resumed by the next one, which sends what is not there yet. The journal spares it the reading of what the
/// last run saw acknowledged; losing it costs time.
public struct Mirror: Sendable {
    public struct Settings: Sendable {
        /// Prefix of the index names.
        public var name = "almanac"
        public var cloud = "aws"
        public var region = "us-east-1"
        /// Most requests at once.
        public var parallel = 8
        /// Seconds that a write may take to become visible.
        public var patience = 120.0

        public init() {}
    }

    let client: PineconeClient
    let knowledge: KnowledgeBase
    let settings: Settings
    let pressure: Pressure
    let journal: MirrorJournal?
    let sleep: @Sendable (Double) -> Void

    /// - Parameters:
    ///   - makeClient: makes the client, given what it shall call when the service asks to slow down.
    ///   - journal: nil for none.
    ///   - sleep: waits so many seconds.
    public init(
        knowledge: KnowledgeBase, settings: Settings, journal: MirrorJournal? = nil,
        sleep: (@Sendable (Double) -> Void)? = nil,
        makeClient: (@escaping @Sendable (Int) -> Void) -> PineconeClient
    ) {
        let pressure = Pressure()
        client = makeClient { pressure.note($0) }
        self.pressure = pressure
        self.knowledge = knowledge
        self.settings = settings
        self.journal = journal
        self.sleep = sleep ?? { Thread.sleep(forTimeInterval: $0) }
    }

    /// What an apply would do; writes nothing.
    public func plan() throws -> MirrorReport {
        try compare(indexes: [.dense: find(.dense), .sparse: find(.sparse)], ignoringJournal: true) { _, _ in }
    }

    /// Reads every record of the mirror and says how it differs; writes nothing.
    public func verify() throws -> MirrorReport { try plan() }

    /// Makes the mirror equal to the knowledge base.
    ///
    /// - Parameters:
    ///   - repairing: trusts no journal, so that records changed behind its back are mended too.
    ///   - progress: called with how many records are done, of how many.
    public func apply(
        repairing: Bool = false, progress: (@Sendable (_ done: Int, _ of: Int) -> Void)? = nil
    ) throws -> MirrorReport {
        let encoder = try requiredEncoder()
        let dense = try find(.dense) ?? make(.dense, dimension: encoder.dimension)
        let sparse = try find(.sparse) ?? make(.sparse, dimension: nil)
        let indexes: [MirrorDifference.Side: PineconeClient.Index?] = [.dense: dense, .sparse: sparse]
        var totals = (sent: 0, removed: 0)
        let done = Mutex(0)
        let known = try knowledge.status().chunks * 2
        var report = try compare(indexes: indexes, ignoringJournal: repairing) { difference, records in
            guard let index = indexes[difference.side] ?? nil else { return }
            let writer = MirrorWriter(mirror: self, index: index, side: difference.side)
            let wanted = Set(difference.missing + difference.changed)
            let lsn = try writer.write(
                records.filter { wanted.contains($0.id) }, removing: difference.extra, namespace: difference.namespace)
            try waitUntilVisible(lsn, namespace: difference.namespace, index)
            totals.sent += wanted.count
            totals.removed += difference.extra.count
            progress?(
                done.withLock {
                    $0 += records.count
                    return $0
                }, known)
        }
        let manifest = MirrorManifest(
            encoder: encoder.digest, dimension: encoder.dimension, averageLength: try averageLength(dense),
            revision: report.revision, records: report.differences.reduce(0) { $0 + $1.expected })
        for (index, isSparse) in [(dense, false), (sparse, true)] {
            let record = manifest.record(isSparse: isSparse)
            let lsn = try client.upsert([record], namespace: MirrorManifest.namespace, to: index)
            try waitUntilVisible(lsn, namespace: MirrorManifest.namespace, index)
        }
        journal?.remove()
        report.sent = totals.sent
        report.removed = totals.removed
        return report
    }

    // MARK: - Indexes

    private func requiredEncoder() throws -> (name: String, digest: String, dimension: Int) {
        guard let encoder = try knowledge.indexedEncoder() else {
            throw AlmanacError(
                .notFound, "there is nothing to mirror: the home has no documents", hint: "run: almanac ingest FOLDER")
        }
        return encoder
    }

    private func name(_ side: MirrorDifference.Side) -> String { "\(settings.name)-\(side.rawValue)" }

    /// Nil where it is not there. Throws where an index of that name is of another kind; none is ever deleted.
    private func find(_ side: MirrorDifference.Side) throws -> PineconeClient.Index? {
        guard let index = try client.describe(name(side)) else { return nil }
        let dimension = side == .dense ? try requiredEncoder().dimension : nil
        let metric = side == .dense ? "cosine" : "dotproduct"
        guard index.dimension == dimension, index.metric == metric else {
            func kind(_ dimension: Int?, _ metric: String) -> String {
                dimension.map { "\($0) dimensions, \(metric)" } ?? "sparse, \(metric)"
            }
            throw AlmanacError(
                .conflict,
                "the index '\(index.name)' has \(kind(index.dimension, index.metric)); this home needs "
                    + kind(dimension, metric),
                hint: "set pinecone.index to another name, or delete that index")
        }
        return index
    }

    private func make(_ side: MirrorDifference.Side, dimension: Int?) throws -> PineconeClient.Index {
        let metric = side == .dense ? "cosine" : "dotproduct"
        var index = try client.create(
            name(side), dimension: dimension, metric: metric, cloud: settings.cloud, region: settings.region)
        var waited = 0.0
        while !index.isReady {
            guard waited < settings.patience else {
                throw AlmanacError(
                    .unavailable, "the index '\(index.name)' does not become ready", hint: "try again later")
            }
            sleep(1)
            waited += 1
            index = try client.describe(name(side)) ?? index
        }
        return index
    }

    /// The manifest's, else that of the texts here.
    func averageLength(_ dense: PineconeClient.Index?) throws -> Double {
        if let dense,
            let record = try client.fetch(ids: [MirrorManifest.id], namespace: MirrorManifest.namespace, in: dense)
                .first,
            let manifest = MirrorManifest(record)
        {
            let encoder = try requiredEncoder()
            guard manifest.encoder == encoder.digest else {
                throw AlmanacError(
                    .encoderMismatch,
                    "the mirror '\(settings.name)' was made with another encoder than this home's \(encoder.name)",
                    hint: "set pinecone.index to another name, or delete its indexes")
            }
            return manifest.averageLength
        }
        if let kept = journal?.averageLength { return kept }
        var (count, total) = (0, 0)
        var next: DocumentID?
        repeat {
            let page = try knowledge.parts(after: next)
            for part in page.parts {
                count += 1
                total += try terms(of: part).count
            }
            next = page.next
        } while next != nil
        let average = count > 0 ? Double(total) / Double(count) : 1
        journal?.keep(averageLength: average)
        return average
    }

    /// What full text reads of a part.
    func terms(of part: KnowledgePart) throws -> [String] {
        let question = part.chunk.role == .question ? "" : part.stored.document.content.question ?? ""
        return try knowledge.terms(
            of: [part.stored.document.title, part.chunk.heading, question, part.chunk.text].joined(separator: "\n"))
    }

    /// Reads see what was written, or it is said that they do not.
    private func waitUntilVisible(_ lsn: Int64?, namespace: String, _ index: PineconeClient.Index) throws {
        guard let lsn else { return }
        var waited = 0.0
        var pause = 0.05
        while let seen = try client.indexedLSN(namespace: namespace, in: index), seen < lsn {
            guard waited < settings.patience else {
                throw AlmanacError(
                    .unavailable, "a write to '\(index.name)' was acknowledged and is not visible yet",
                    hint: "run: almanac sync pinecone verify")
            }
            sleep(pause)
            waited += pause
            pause = min(5, pause * 2)
        }
    }
}
