import Domain
import Embedding
import Foundation
import Remote
import Retrieval
import Synchronization
import TestSupport
import Testing
import VectorDatabase

/// The mirror comes to equal the knowledge base whatever the network does, and a comparison finds whatever was done
/// behind its back.
@Suite struct MirrorTests {
    private let home: TemporaryHome
    private let remote: TemporaryHome
    private let knowledge: KnowledgeBase

    init() throws {
        home = try TemporaryHome()
        remote = try TemporaryHome()
        knowledge = try KnowledgeBase(home: home.url, encoder: HashingEncoder())
        _ = try knowledge.ingest(records: MirrorTests.records(0..<60), options: MirrorTests.options)
    }

    private static let options = IngestOptions(namespace: "faq", author: "tester", reason: "test")

    private static func records(_ range: Range<Int>, version: String = "one") -> [JSONValue] {
        range.map { number in
            [
                "id": .string("doc-\(number)"), "namespace": .string(number % 2 == 0 ? "faq" : "shipping"),
                "question": .string("What about matter number \(number)?"),
                "answer": .string("Matter \(number) is settled by rule \(number % 7), version \(version)."),
                "tags": JSONValue(["t\(number % 3)"]),
            ]
        }
    }

    private func mirror(
        _ service: FaultyPinecone, key: String = "k", journal: URL? = nil, attempts: Int = 6,
        slept: (@Sendable (Double) -> Void)? = nil
    ) -> Mirror {
        var retries = RetryPolicy()
        retries.attempts = attempts
        retries.sleep = slept ?? { _ in }
        retries.random = { 0.5 }
        let policy = retries
        return Mirror(
            knowledge: knowledge, settings: Mirror.Settings(),
            journal: journal.map { MirrorJournal($0, target: "test") }, sleep: { _ in },
            makeClient: { onPressure in
                PineconeClient(
                    transport: service, controller: FaultyPinecone.address, key: key, retries: policy,
                    onPressure: onPressure)
            })
    }

    private func code(_ body: () throws -> Void) -> ErrorCode? {
        do {
            try body()
            return nil
        } catch { return (error as? AlmanacError)?.code }
    }

    /// How many records both indexes hold, the manifest's apart.
    private func stored(_ service: FaultyPinecone) throws -> Int {
        try ["almanac-dense", "almanac-sparse"].reduce(0) { sum, name in
            let index = try service.database.index(name)
            let all = try index.namespaces(prefix: "", limit: 100, after: nil).namespaces
            return sum + all.filter { $0.name != "almanac-manifest" }.reduce(0) { $0 + $1.count }
        }
    }

    // MARK: - Without faults

    @Test func applyMakesItEqualAndASecondOneSendsNothing() throws {
        let service = try FaultyPinecone(home: remote)
        let plan = try mirror(service).plan()
        #expect(!plan.isEqual)
        #expect(service.log.allSatisfy { $0.method == "GET" }, "a plan writes nothing")
        let applied = try mirror(service).apply()
        let parts = try knowledge.status().chunks
        #expect(plan.differences.filter { $0.side == .dense }.reduce(0) { $0 + $1.missing.count } == parts)
        #expect(applied.sent == plan.differences.reduce(0) { $0 + $1.missing.count })
        #expect(try stored(service) == applied.sent)
        let verified = try mirror(service).verify()
        #expect(verified.isEqual)
        #expect(verified.differences.allSatisfy { $0.localDigest == $0.remoteDigest })
        let before = service.log.count
        #expect(try mirror(service).apply().sent == 0)
        let upserts = service.log.dropFirst(before).filter { $0.target.hasSuffix("/vectors/upsert") }
        #expect(upserts.allSatisfy { $0.body?["namespace"]?.string == "almanac-manifest" })
    }

    @Test func whatChangesHereChangesThere() throws {
        let service = try FaultyPinecone(home: remote)
        _ = try mirror(service).apply()
        _ = try knowledge.ingest(records: MirrorTests.records(0..<3, version: "two"), options: MirrorTests.options)
        _ = try knowledge.delete([DocumentID(namespace: "faq", id: "doc-8")], author: "tester", reason: "gone")
        let plan = try mirror(service).plan()
        let dense = plan.differences.filter { $0.side == .dense }
        #expect(dense.flatMap(\.extra).sorted() == ["faq/doc-8#1", "faq/doc-8#q"])
        #expect(dense.flatMap(\.changed).contains("shipping/doc-1#1"))
        let applied = try mirror(service).apply()
        #expect(applied.removed == plan.differences.reduce(0) { $0 + $1.extra.count })
        #expect(try mirror(service).verify().isEqual)
    }

    @Test func editsBehindItsBackAreFoundByIDAndMended() throws {
        let service = try FaultyPinecone(home: remote)
        _ = try mirror(service).apply()
        let dense = try service.database.index("almanac-dense")
        _ = try dense.delete(ids: ["faq/doc-0#1"], namespace: "faq")
        _ = try dense.update(
            id: "faq/doc-2#1", VectorChange(metadata: ["title": .string("forged")]), namespace: "faq")
        var values = try #require(try dense.fetch(ids: ["faq/doc-4#1"], namespace: "faq").first).values
        values[0] += 0.5
        _ = try dense.update(id: "faq/doc-4#1", VectorChange(values: values), namespace: "faq")
        _ = try dense.upsert([VectorRecord(id: "stranger", values: values)], namespace: "faq")
        _ = try dense.upsert([VectorRecord(id: "stranger", values: values)], namespace: "elsewhere")
        let report = try mirror(service).verify()
        let found = try #require(report.differences.first { $0.side == .dense && $0.namespace == "faq" })
        #expect(found.missing == ["faq/doc-0#1"])
        #expect(found.changed.sorted() == ["faq/doc-2#1", "faq/doc-4#1"])
        #expect(found.extra == ["stranger"])
        #expect(found.localDigest != found.remoteDigest)
        #expect(report.differences.contains { $0.namespace == "elsewhere" && $0.extra == ["stranger"] })
        #expect(report.differences.filter { $0.side == .sparse }.allSatisfy { $0.isEqual })
        let mended = try mirror(service).apply(repairing: true)
        #expect((mended.sent, mended.removed) == (3, 2))
        #expect(try mirror(service).verify().isEqual)
    }

    // MARK: - Faults

    static let faults: [(name: String, fault: @Sendable (Int) -> FaultyPinecone.Fault?)] = [
        ("every third is lost on its way", { $0 % 3 == 0 ? .unreached : nil }),
        ("every third answer is lost", { $0 % 3 == 1 ? .lostAnswer : nil }),
        ("429 without Retry-After", { $0 % 2 == 0 ? .status(429) : nil }),
        ("429 with Retry-After", { $0 % 2 == 0 ? .status(429, retryAfter: "3") : nil }),
        ("503 before anything is done", { $0 % 4 == 0 ? .status(503) : nil }),
        ("500 in the middle, after it is done", { $0 % 3 == 2 ? .statusAfterwards(500) : nil }),
        ("a bad quarter of an hour", { (5..<9).contains($0) ? .unreached : nil }),
    ]

    @Test(arguments: MirrorTests.faults.indices)
    func itConvergesUnderFaults(place: Int) throws {
        let (name, fault) = MirrorTests.faults[place]
        let service = try FaultyPinecone(home: remote) { number, _ in fault(number) }
        let slept = Mutex<[Double]>([])
        let applied = try mirror(service, slept: { seconds in slept.withLock { $0.append(seconds) } }).apply()
        // Nothing twice, nothing lost.
        #expect(try stored(service) == applied.sent, "\(name)")
        #expect(try mirror(service).verify().isEqual, "\(name)")
        if name == "429 with Retry-After" { #expect(slept.withLock { $0 }.allSatisfy { $0 == 3 }) }
        #expect(!slept.withLock { $0 }.isEmpty, "\(name)")
    }

    /// Killed after each of its requests in turn, the next apply goes on and the end is the same.
    @Test func aKilledApplyIsTakenUp() throws {
        let whole = try FaultyPinecone(home: TemporaryHome())
        let sent = try mirror(whole).apply().sent
        for stop in stride(from: 1, through: whole.log.count, by: 3) {
            let place = try TemporaryHome()
            let journal = place.url.appending(path: "journal")
            let isDead = Atomic<Bool>(false)
            let service = try FaultyPinecone(home: place) { number, _ in
                if number == stop { isDead.store(true, ordering: .relaxed) }
                return isDead.load(ordering: .relaxed) ? .unreached : nil
            }
            #expect(code { _ = try mirror(service, journal: journal, attempts: 1).apply() } == .unavailable)
            isDead.store(false, ordering: .relaxed)
            let calm = try FaultyPinecone(home: place)
            let resumed = try mirror(calm, journal: journal).apply()
            #expect(resumed.sent <= sent)
            #expect(try stored(calm) == sent, "stopped at request \(stop)")
            #expect(try mirror(calm).verify().isEqual, "stopped at request \(stop)")
            #expect(!FileManager.default.fileExists(atPath: journal.path), "the journal goes at the end")
        }
    }

    @Test func aWrongKeyIsSaidAtOnce() throws {
        let service = try FaultyPinecone(home: remote, key: "right")
        #expect(code { _ = try mirror(service, key: "wrong").apply() } == .unauthorized)
        #expect(service.log.count == 1, "a refused key is not tried again")
    }

    @Test func anIndexOfAnotherKindIsLeftAlone() throws {
        let service = try FaultyPinecone(home: remote)
        try service.database.create(
            IndexSettings(
                name: "almanac-dense", dimension: 7, metric: .cosine, createdAt: Timestamp(milliseconds: 0)))
        #expect(code { _ = try mirror(service).apply() } == .conflict)
        #expect(try service.database.index("almanac-dense").settings.dimension == 7)
    }

    @Test func aServiceThatNeverAnswersIsGivenUp() throws {
        let service = try FaultyPinecone(home: remote) { _, _ in .status(503) }
        #expect(code { _ = try mirror(service, attempts: 4).plan() } == .unavailable)
        #expect(service.log.count == 4)
    }

    @Test func aServiceOnAnotherHostIsNotGivenTheKey() throws {
        struct Elsewhere: Transport {
            func send(_ call: HTTPCall) throws -> HTTPResult {
                let body = #"{"name":"almanac-dense","host":"https://evil.example","metric":"cosine","dimension":3}"#
                return HTTPResult(status: 200, headers: [:], body: Array(body.utf8))
            }
        }
        let client = PineconeClient(transport: Elsewhere(), controller: "https://api.pinecone.io", key: "k")
        #expect(code { _ = try client.describe("almanac-dense") } == .forbidden)
    }

    // MARK: - Records

    @Test func longTextsAreCutToTheLimitAndNamed() throws {
        let long = String(repeating: "A very long sentence of a policy, “quoted” and über-long. ", count: 3000)
        _ = try knowledge.ingest(
            records: [
                [
                    "id": "long", "namespace": "faq", "question": .string("Q " + String(long.prefix(30_000))),
                    "answer": .string(long),
                ]
            ], options: MirrorTests.options)
        let service = try FaultyPinecone(home: remote)
        let report = try mirror(service).apply()
        #expect(try mirror(service).verify().isEqual)
        for request in service.log where request.target.hasSuffix("/vectors/upsert") {
            #expect((request.body?.serialized().count ?? 0) <= 2 << 20)
            for vector in request.body?["vectors"]?.array ?? [] {
                #expect((vector["metadata"]?.serialized().count ?? 0) <= 40 * 1024)
            }
        }
        let truncated = Set(report.truncated)
        let dense = try service.database.index("almanac-dense")
        let marked = try dense.fetch(
            matching: .compare(field: "truncated", .equal(.bool(true))), namespace: "faq", limit: 100, after: nil)
        #expect(Set(marked.records.map(\.id)) == truncated)
    }

    @Test func sparseWeightsAreThoseOfBM25() throws {
        let terms = ["soap", "oil", "soap", "soap", "box"]
        let vector = try #require(SparseTerms.document(terms, averageLength: 10)).vector
        let weights = Dictionary(uniqueKeysWithValues: zip(vector.indices, vector.values))
        // By hand: k1 = 1.2, b = 0.75, length 5 of 10: the norm is 1.2 · (0.25 + 0.75 · 0.5) = 0.75.
        #expect(abs((weights[SparseTerms.index(of: "soap")] ?? 0) - 3 * 2.2 / 3.75) < 1e-6)
        #expect(abs((weights[SparseTerms.index(of: "box")] ?? 0) - 2.2 / 1.75) < 1e-6)
        // SHA-256("abc") begins with ba7816bf (FIPS 180-4, example).
        #expect(SparseTerms.index(of: "abc") == 0xBA78_16BF)
    }
}
