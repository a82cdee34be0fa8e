import Domain
import Foundation
import Retrieval
import Store
import TestSupport
import Testing

/// What an ingest stores, counts and reports.
@Suite struct IngestTests {
    let bench: IngestBench

    init() throws { bench = try IngestBench() }

    @Test func theCorpusOfTheExampleIsTakenIn() throws {
        let bench = try IngestBench(company: Company(folder: corpus.appending(path: "company")))
        let changes = try bench.ingester.ingest(
            paths: [corpus.appending(path: "documents")], options: IngestOptions())
        #expect(!changes.added.isEmpty)
        #expect(changes.invalid.isEmpty)
        #expect(changes.revision == 1)
        let status = try bench.store.read { try $0.status() }
        #expect(status.isConsistent)
        #expect(status.documents == changes.added.count)
        #expect(status.chunks == changes.chunks)
    }

    @Test func anUnchangedFolderMakesNoRevisionAndEncodesNothing() throws {
        try bench.write("---\nquestion: When?\n---\nSoon.", to: "faq/when.md")
        try bench.write("Plain words.", to: "policies/plain.txt")
        try bench.write(#"{"question": "Who?", "answer": "We."}"#, to: "faq/more.jsonl")
        let first = try bench.ingest()
        #expect(first.added.map(\.description) == ["faq/more#1", "faq/when", "policies/plain"])
        #expect(first.encoded == 5)
        let encoded = bench.encoder.encoded
        let second = try bench.ingest()
        #expect(second.isEmpty)
        #expect(second.unchanged == 3)
        #expect(second.revision == nil)
        #expect(second.encoded == 0)
        #expect(bench.encoder.encoded == encoded)
        #expect(try bench.revision() == 1)
    }

    @Test func everyFieldIsKept() throws {
        try bench.write(
            """
            ---
            title: Títle
            question: Wo ist es?
            id: an id/with parts
            kind: example
            updated_at: 2026-01-02
            valid_from: 2026-01-03T04:05:06+01:00
            valid_to: 1800000000000
            tags: [a, b c]
            owner: "007"
            weight: 1.5
            public: true
            answered: no
            date: 2026-01-02
            ---

            Dort.

            """, to: "faq/a.md")
        _ = try bench.ingest()
        let stored = try #require(try bench.document("faq/an id/with parts"))
        let document = stored.document
        #expect(document.title == "Títle")
        #expect(document.content == .answer(question: "Wo ist es?", answer: "Dort."))
        #expect(document.kind == .example)
        #expect(document.updatedAt == Timestamp(iso: "2026-01-02"))
        #expect(stored.updatedAt == Timestamp(iso: "2026-01-02"))
        #expect(document.validFrom == Timestamp(iso: "2026-01-03T03:05:06Z"))
        #expect(document.validTo == Timestamp(milliseconds: 1_800_000_000_000))
        #expect(document.source == "faq/a.md")
        #expect(
            document.metadata == [
                "tags": .list(["a", "b c"]), "owner": .string("007"), "weight": .number(1.5), "public": .bool(true),
                "answered": .string("no"), "date": .string("2026-01-02"),
            ])
        #expect(stored.chunkCount == 2)
    }

    @Test func namespaceIdKindAndTitleHaveDefaults() throws {
        try bench.write("# First\n\nText.", to: "deep/policies/sub/one.md")
        try bench.write("Just a line of words that goes on and on.", to: "loose.txt")
        try bench.write(
            #"{"_id": 7, "title": "", "text": "BEIR text"}"# + "\n\n"
                + #"{"namespace": "policies", "question": "Q\nand more?", "answer": "A.", "metadata": {"m": 1}, "n": [ ]}"#,
            to: "rows.jsonl")
        _ = try bench.ingest(IngestOptions(namespace: "faq"))
        #expect(try bench.ids() == ["faq/7", "faq/loose", "policies/rows#2", "policies/sub/one"])
        let one = try #require(try bench.document("policies/sub/one")).document
        #expect((one.title, one.kind) == ("First", .policy))
        let loose = try #require(try bench.document("faq/loose")).document
        #expect((loose.title, loose.kind) == ("Just a line of words that goes on", .faq))
        let record = try #require(try bench.document("policies/rows#2")).document
        #expect((record.title, record.source) == ("Q and more?", "rows.jsonl#2"))
        #expect(record.metadata == ["m": .number(1), "n": .list([])])
    }

    @Test func whatCannotBeReadIsReportedAsIgnored() throws {
        try bench.write("Text.", to: "faq/a.md")
        try bench.write("Text.", to: "faq/README.md")
        try bench.write("Text.", to: "faq/.hidden.md")
        try bench.write("Text.", to: "page.xyz")
        try FileManager.default.createSymbolicLink(
            at: bench.documents.appending(path: "round"), withDestinationURL: bench.documents)
        #expect(try bench.ingest().ignored == ["faq/.hidden.md", "faq/README.md", "page.xyz", "round"])
    }

    @Test func windowsLineEndsAndByteOrderMarksAreTaken() throws {
        try bench.write("\u{FEFF}---\r\ntitle: A\r\n---\r\nOne.\r\n\r\nTwo.\r\n", to: "faq/a.md")
        _ = try bench.ingest()
        #expect(try bench.document("faq/a")?.document.content == .text("One.\n\nTwo."))
    }

    @Test func aDryRunStoresAndEncodesNothing() throws {
        try bench.write("One.", to: "faq/a.md")
        let changes = try bench.ingest(IngestOptions(dryRun: true))
        #expect(changes.added.map(\.description) == ["faq/a"])
        #expect((changes.chunks, changes.encoded, changes.revision) == (1, 1, nil))
        #expect(bench.encoder.encoded == 0)
        #expect(try bench.revision() == 0)
        #expect(try bench.store.read { try $0.manifest().index } == nil)
    }

    @Test func documentsWithTheSameWordsAreReported() throws {
        try bench.write("---\ntitle: A\n---\nThe same, in  words!", to: "faq/b.md")
        try bench.write("---\ntitle: B\n---\nthe same in words", to: "faq/a.md")
        try bench.write("Other.", to: "faq/c.md")
        let first = try bench.ingest()
        #expect(first.duplicates.map { $0.map(\.description) } == [["faq/a", "faq/b"]])
        try bench.write("The same — in words", to: "policies/d.md")
        #expect(
            try bench.ingest().duplicates.map { $0.map(\.description) } == [["faq/a", "faq/b", "policies/d"]])
    }

    @Test func slotsStayOutOfWhatIsSearched() throws {
        let company = Company(namespaces: Company.builtIn.namespaces, slots: ["first_name", "date"])
        let bench = try IngestBench(company: company)
        try bench.write("---\nquestion: When {{ date }}?\n---\nHi {{first_name}}, on {{date}} we ship.", to: "faq/a.md")
        _ = try bench.ingest()
        let answer = "Hi {{first_name}}, on {{date}} we ship."
        #expect(try bench.document("faq/a")?.document.content.answer == answer)
        try bench.store.read { reader throws in
            let catalog = try reader.catalog()
            #expect(try reader.chunks(rows: catalog.chunkRows).map(\.chunk.text) == ["When ?", "Hi , on we ship."])
            #expect(try reader.fullText().map(\.body) == ["Hi on we ship"])
        }
    }

    @Test func recordsGivenInlineAreTakenIn() throws {
        let records: [JSONValue] = [
            ["id": "a", "namespace": "faq", "question": "Q?", "answer": "A."],
            ["id": "b", "namespace": "faq", "text": "Words", "updated_at": "2026-01-01"],
        ]
        let changes = try bench.ingester.ingest(records: records, options: IngestOptions(author: "ann", reason: "r"))
        #expect(changes.added.count == 2)
        let revision = try #require(try bench.store.read { try $0.revisions(limit: 1) }.first)
        #expect((revision.author, revision.reason, revision.added) == ("ann", "r", 2))
        #expect(try bench.ingester.ingest(records: records, options: IngestOptions()).isEmpty)
        let nameless: [JSONValue] = [["namespace": "faq", "text": "x"]]
        let error = try #require(throws: AlmanacError.self) {
            try bench.ingester.ingest(records: nameless, options: IngestOptions())
        }
        #expect(error.message.hasPrefix("inline#1: "))
    }

    @Test func progressIsReported() throws {
        for number in 0..<3 { try bench.write("Text \(number).", to: "faq/\(number).md") }
        nonisolated(unsafe) var seen: [IngestProgress] = []
        _ = try bench.ingester.ingest(paths: [bench.documents], options: IngestOptions()) { seen.append($0) }
        let stages: [IngestProgress.Stage] = [.reading, .encoding, .storing]
        for stage in stages {
            let last = seen.last { $0.stage == stage }
            #expect(last?.done == 3 && last?.total == 3, "\(stage)")
        }
    }
}
