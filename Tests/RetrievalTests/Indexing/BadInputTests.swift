import Domain
import Foundation
import Retrieval
import Store
import TestSupport
import Testing

/// Each kind of bad input gives an error that says where and what, and stores nothing of its batch.
@Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let text: String
        let code: ErrorCode
        /// What the message must begin with.
        let place: String
        var testDescription: String { name }

        init(_ name: String, _ file: String, _ text: String, _ code: ErrorCode, at place: String) {
            self.name = name
            self.file = file
            self.text = text
            self.code = code
            self.place = place
        }
    }

    static let cases = [
        Case("no closing line", "faq/a.md", "---\ntitle: A\n\nText.", .invalidDocument, at: "faq/a.md:1:"),
        Case("broken YAML", "faq/a.md", "---\ntitle: A\ntags: [a\n---\nText.", .invalidDocument, at: "faq/a.md:"),
        Case("a field twice", "faq/a.md", "---\na: 1\nb: 2\na: 3\n---\nT.", .invalidDocument, at: "faq/a.md:"),
        Case("nested values", "faq/a.md", "---\na: 1\nb:\n  c: 2\n---\nT.", .invalidDocument, at: "faq/a.md:3:"),
        Case("a field without value", "faq/a.md", "---\nowner:\n---\nT.", .invalidDocument, at: "faq/a.md:2:"),
        Case("front matter that is a list", "faq/a.md", "---\n- a\n---\nT.", .invalidDocument, at: "faq/a.md:2:"),
        Case("a wrong date", "faq/a.md", "---\nvalid_to: 2026-02-30\n---\nT.", .invalidDocument, at: "faq/a.md:2:"),
        Case(
            "dates the wrong way round", "faq/a.md", "---\nvalid_from: 2026-02-03\nvalid_to: 2026-02-03\n---\nT.",
            .invalidDocument, at: "faq/a.md:1:"),
        Case("an unknown kind", "faq/a.md", "---\nkind: essay\n---\nT.", .invalidDocument, at: "faq/a.md:2:"),
        Case("an own field as metadata", "faq/a.md", "---\nsource: x\n---\nT.", .invalidDocument, at: "faq/a.md:2:"),
        Case("text in front matter", "faq/a.md", "---\ntext: x\n---\nT.", .invalidDocument, at: "faq/a.md:1:"),
        Case("no text", "faq/a.md", "---\ntitle: A\n---\n\n# Only a heading\n", .invalidDocument, at: "faq/a.md:4:"),
        Case("an empty file", "faq/a.txt", "", .invalidDocument, at: "faq/a.txt:1:"),
        Case("no JSON", "faq/a.jsonl", "{\"text\": \"x\"}\n{\"text\": \"y\"\n", .invalidDocument, at: "faq/a.jsonl:2:"),
        Case("a list for a record", "faq/a.jsonl", "\n[1]\n", .invalidDocument, at: "faq/a.jsonl:2:"),
        Case(
            "text and answer", "faq/a.jsonl", #"{"text": "x", "answer": "y"}"#, .invalidDocument, at: "faq/a.jsonl:1:"),
        Case("a question alone", "faq/a.jsonl", #"{"question": "x"}"#, .invalidDocument, at: "faq/a.jsonl:1:"),
        Case("an answer alone", "faq/a.jsonl", #"{"answer": "x"}"#, .invalidDocument, at: "faq/a.jsonl:1:"),
        Case("a number for text", "faq/a.jsonl", #"{"text": 5}"#, .invalidDocument, at: "faq/a.jsonl:1:"),
        Case(
            "nested metadata", "faq/a.jsonl", #"{"text": "x", "metadata": {"a": {"b": 1}}}"#, .invalidDocument,
            at: "faq/a.jsonl:1:"),
        Case(
            "metadata twice", "faq/a.jsonl", #"{"text": "x", "a": 1, "metadata": {"a": 2}}"#, .invalidDocument,
            at: "faq/a.jsonl:1:"),
        Case(
            "a control character in an id", "faq/a.jsonl", #"{"id": "a\nb", "text": "x"}"#, .invalidDocument,
            at: "faq/a.jsonl:1:"),
        Case("no namespace", "a.md", "Text.", .unknownNamespace, at: "a.md:1:"),
        Case(
            "an unknown namespace", "faq/a.md", "---\nnamespace: nowhere\n---\nT.", .unknownNamespace, at: "faq/a.md:1:"
        ),
        Case("an unknown slot", "faq/a.md", "---\ntitle: A\n---\nHi {{name}}.", .invalidDocument, at: "faq/a.md:1:"),
        Case("nothing but a slot", "faq/a.md", "{{name}}", .invalidDocument, at: "faq/a.md:1:"),
        Case(
            "an address", "faq/a.md", "---\ntitle: A\n---\n\nWrite to anna@shop.test.com.", .personalData,
            at: "faq/a.md:5:"),
        Case(
            "a phone number", "faq/a.jsonl", "{\"text\": \"x\"}\n{\"text\": \"call 050-123-4567\"}", .personalData,
            at: "faq/a.jsonl:2:"),
        Case("a card number", "faq/a.txt", "one\ntwo 4111 1111 1111 1111", .personalData, at: "faq/a.txt:2:"),
        Case(
            "an address in metadata", "faq/a.md", "---\nowner: anna@shop.co\n---\nT.", .personalData, at: "faq/a.md:1:"),
        Case(
            "no JSON file", "faq/a.json", "[\n{\"text\": \"x\"},\n{\"text\"\n}]", .invalidDocument, at: "faq/a.json:4:"),
        Case("a list cut short", "faq/a.json", "[\n{\"text\": \"x\"}", .invalidDocument, at: "faq/a.json:2:"),
        Case("a number for records", "faq/a.json", "\n5", .invalidDocument, at: "faq/a.json:2:"),
        Case("an empty list", "faq/a.json", "{\"documents\":\n[]}", .invalidDocument, at: "faq/a.json:2:"),
        Case("a word for a record", "faq/a.json", "{\"documents\": [\n\"x\"]}", .invalidDocument, at: "faq/a.json:2:"),
        Case("an empty JSON file", "faq/a.json", " \n", .invalidDocument, at: "faq/a.json:1:"),
        Case("too few cells", "faq/a.csv", "id,text\na,x\n\nb\n", .invalidDocument, at: "faq/a.csv:4:"),
        Case("too many cells", "faq/a.csv", "id,text\na,\"x\ny\"\nb,x,y\n", .invalidDocument, at: "faq/a.csv:4:"),
        Case("no closing quote", "faq/a.csv", "id,text\na,x\nb,\"y\nz\n", .invalidDocument, at: "faq/a.csv:3:"),
        Case("text behind a quote", "faq/a.csv", "id,text\na,\"x\"y\n", .invalidDocument, at: "faq/a.csv:2:"),
        Case("a quote inside a cell", "faq/a.csv", "id,text\na,x\"y\n", .invalidDocument, at: "faq/a.csv:2:"),
        Case("a header twice", "faq/a.csv", "text,text\nx,y\n", .invalidDocument, at: "faq/a.csv:1:"),
        Case("a header without a name", "faq/a.csv", "text,\nx,y\n", .invalidDocument, at: "faq/a.csv:1:"),
        Case("semicolons for commas", "faq/a.csv", "id;text\na;x\n", .invalidDocument, at: "faq/a.csv:1:"),
        Case("a header alone", "faq/a.tsv", "id\ttext\n", .invalidDocument, at: "faq/a.tsv:1:"),
        Case("an empty table", "faq/a.csv", "", .invalidDocument, at: "faq/a.csv:1:"),
        Case("a wrong date in a cell", "faq/a.csv", "text,valid_to\nx,soon\n", .invalidDocument, at: "faq/a.csv:2:"),
        Case(
            "a page without words", "faq/a.html", "<title>A</title><nav>Home</nav>", .invalidDocument, at: "faq/a.html"),
        Case(
            "a page of an unknown kind", "faq/a.html", "<p>x\n<meta name=almanac:kind content=essay>", .invalidDocument,
            at: "faq/a.html:2:"),
        Case("a page with an address", "faq/a.html", "<p>anna&#64;shop.co", .personalData, at: "faq/a.html:1:"),
        Case("no PDF", "faq/a.pdf", "Just text.", .invalidDocument, at: "faq/a.pdf: this is not a PDF"),
        Case("no DOCX", "faq/a.docx", "Just text.", .invalidDocument, at: "faq/a.docx: this is not a DOCX"),
        Case("a PDF by another name", "faq/a.md", "%PDF-1.4\n\u{0}", .invalidDocument, at: "faq/a.md: this is a PDF"),
        Case(
            "the same id twice", "faq/a.jsonl", "{\"id\": \"x\", \"text\": \"x\"}\n{\"id\": \"x\", \"text\": \"y\"}",
            .duplicateID, at: "faq/a.jsonl:2: the id faq/x is that of faq/a.jsonl:1"),
    ]

    @Test(arguments: cases) func itIsRefused(_ bad: Case) throws {
        let bench = try IngestBench()
        try bench.write("A good one.", to: "faq/good.md")
        try bench.write(bad.text, to: bad.file)
        let error = try #require(throws: AlmanacError.self) { try bench.ingest() }
        #expect(error.code == bad.code)
        #expect(error.message.hasPrefix(bad.place), "\(error.message)")
        #expect(error.hint != nil)
        #expect(try bench.revision() == 0)
        #expect(bench.encoder.encoded == 0)
    }

    @Test(arguments: cases) func itIsSkippedAndListed(_ bad: Case) throws {
        let bench = try IngestBench()
        try bench.write("A good one.", to: "faq/good.md")
        try bench.write(bad.text, to: bad.file)
        let changes = try bench.ingest(IngestOptions(skipInvalid: true))
        #expect(changes.invalid.count == 1)
        #expect(changes.invalid.first?.code == bad.code)
        #expect(changes.invalid.first?.description.hasPrefix(bad.place) == true)
        #expect(try bench.ids().contains("faq/good"))
    }

    @Test func personalDataIsNamedButNotShown() throws {
        let bench = try IngestBench()
        try bench.write("Ask anna.smith@shop.co or 4111111111111111.", to: "faq/a.md")
        let error = try #require(throws: AlmanacError.self) { try bench.ingest() }
        #expect(error.message.contains("e-mail"))
        #expect(!error.debugDescription.contains("anna"))
        #expect(!error.debugDescription.contains("4111"))
        #expect(try bench.ingest(IngestOptions(allowPersonal: true)).added.count == 1)
    }

    @Test func bytesThatAreNoText() throws {
        for (name, data, line) in [
            ("binary.md", Data([0x50, 0x4B, 0x03, 0x00, 0x01]), Int?.none),
            ("latin1.txt", Data("good\nna\u{ef}ve".unicodeScalars.map { UInt8($0.value) }), 2),
        ] {
            let bench = try IngestBench()
            try bench.home.write(data, to: "documents/faq/\(name)")
            let error = try #require(throws: AlmanacError.self) { try bench.ingest() }
            #expect(error.code == .invalidDocument)
            #expect(error.message.hasPrefix("faq/\(name)" + (line.map { ":\($0):" } ?? ":")), "\(error.message)")
        }
    }

    @Test func aDocumentThatIsTooLarge() throws {
        let bench = try IngestBench()
        try bench.write(String(repeating: "word ", count: 1_700_000), to: "faq/a.txt")
        let error = try #require(throws: AlmanacError.self) { try bench.ingest() }
        #expect(error.code == .tooLarge)
        for words in ["faq/a.txt", "8500000", "8388608"] { #expect(error.message.contains(words), "\(error.message)") }
        #expect(error.hint?.contains("limits.document_bytes") == true)
    }

    /// Whatever the format, the limit is that of one document and not of its file.
    @Test(arguments: [
        ("faq/a.md", "---\ntitle: A\n---\nTEXT"), ("faq/a.html", "<p>TEXT</p>"), ("faq/a.jsonl", #"{"text": "TEXT"}"#),
        ("faq/a.json", #"[{"text": "short"}, {"text": "TEXT"}]"#), ("faq/a.csv", "text\nshort\nTEXT"),
        ("faq/a.tsv", "question\tanswer\nWhy?\tTEXT"),
    ])
    func theLimitIsASetting(path: String, text: String) throws {
        let bench = try IngestBench()
        func code(words: Int) throws -> ErrorCode? {
            try bench.write(text.replacing("TEXT", with: String(repeating: "word ", count: words)), to: path)
            let ingester = Ingester(
                store: bench.store, company: .builtIn, encoder: bench.encoder, limits: IngestLimits(documentBytes: 2048)
            ) { Timestamp(milliseconds: 1) }
            do {
                _ = try ingester.ingest(paths: [bench.documents], options: IngestOptions(dryRun: true))
                return nil
            } catch let error as AlmanacError {
                #expect(error.message.hasPrefix(path), "\(error.message)")
                return error.code
            }
        }
        #expect(try code(words: 300) == nil)
        #expect(try code(words: 500) == .tooLarge)
    }

    @Test func aRecordOfALargeFileMayBeSmall() throws {
        let bench = try IngestBench()
        let line = #"{"text": "\#(String(repeating: "word ", count: 200))"}"#
        try bench.write(Array(repeating: line, count: 40).joined(separator: "\n"), to: "faq/a.jsonl")
        let ingester = Ingester(
            store: bench.store, company: .builtIn, encoder: bench.encoder, limits: IngestLimits(documentBytes: 2048)
        ) { Timestamp(milliseconds: 1) }
        #expect(try ingester.ingest(paths: [bench.documents], options: IngestOptions()).added.count == 40)
    }

    @Test func aPipeIsNotWaitedFor() throws {
        let bench = try IngestBench()
        try bench.write("A good one.", to: "faq/good.md")
        #expect(mkfifo(bench.documents.appending(path: "faq/pipe.md").path, 0o600) == 0)
        let error = try #require(throws: AlmanacError.self) { try bench.ingest() }
        #expect(error.message.hasPrefix("faq/pipe.md: this is not a regular file"), "\(error.message)")
    }

    @Test(.enabled(if: getuid() != 0, "root may read anything")) func aFileThatMayNotBeRead() throws {
        let bench = try IngestBench()
        try bench.write("Text.", to: "faq/a.md")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0], ofItemAtPath: bench.documents.appending(path: "faq/a.md").path)
        #expect(try #require(throws: AlmanacError.self) { try bench.ingest() }.code == .unavailable)
    }

    @Test func pathsThatCannotBeMeant() throws {
        let bench = try IngestBench()
        func code(_ path: String, skipInvalid: Bool = true) throws -> ErrorCode {
            try #require(throws: AlmanacError.self) {
                try bench.ingester.ingest(
                    paths: [bench.documents.appending(path: path)], options: IngestOptions(skipInvalid: skipInvalid))
            }.code
        }
        try bench.write("{}", to: "page.xyz")
        try bench.write("Read me.", to: "empty/README.md")
        #expect(try code("nowhere") == .fileMissing)
        #expect(try code("page.xyz") == .unsupported)
        #expect(try code("empty") == .invalidInput)
    }

    @Test func withoutAnEncoderNothingIsStored() throws {
        let bench = try IngestBench()
        try bench.write("Text.", to: "faq/a.md")
        let bare = Ingester(store: bench.store, company: .builtIn, encoder: nil) { Timestamp(milliseconds: 1) }
        let error = try #require(throws: AlmanacError.self) {
            try bare.ingest(paths: [bench.documents], options: IngestOptions())
        }
        #expect(error.code == .modelMissing)
        let dry = try bare.ingest(paths: [bench.documents], options: IngestOptions(dryRun: true))
        #expect(dry.added.count == 1)
    }
}
