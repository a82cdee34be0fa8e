import Domain
import Foundation
import Retrieval
import Store
import TestSupport
import Testing

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
}
