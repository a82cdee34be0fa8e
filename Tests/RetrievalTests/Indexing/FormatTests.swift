import Domain
import Foundation
import Retrieval
import TestSupport
import Testing

/// What each format's files become.
@Suite struct FormatTests {
    let bench: IngestBench

    init() throws { bench = try IngestBench() }

    /// The document of one file that is one document.
    private func document(_ text: String, in file: String) throws -> Document {
        try bench.write(text, to: "faq/\(file)")
        _ = try bench.ingest()
        let id = String(file[..<(file.lastIndex(of: ".") ?? file.endIndex)])
        return try #require(try bench.document("faq/\(id)")).document
    }

    // MARK: - JSON

    static let record = #"{"id": "a", "question": "Q?", "answer": "A.", "tags": ["x"]}"#

    @Test(arguments: [
        record, " [\(record)]\n", #"{"documents": [\#(record)]}"#,
        #"{"version": {"documents": 1}, "documents" :[\#(record)] , "next": "]}"}"#, "\u{FEFF}[\(record)]",
    ])
    func aRecordOfJSON(text: String) throws {
        try bench.write(text, to: "faq/a.json")
        _ = try bench.ingest()
        #expect(try bench.ids() == ["faq/a"])
        let document = try #require(try bench.document("faq/a")).document
        #expect(document.content == .answer(question: "Q?", answer: "A."))
        #expect(document.metadata == ["tags": .list(["x"])])
        #expect(document.source == "faq/a.json#1")
    }

    @Test func aRecordMayHaveAFieldNamedDocuments() throws {
        try bench.write(#"{"text": "x", "documents": "three"}"#, to: "faq/a.json")
        _ = try bench.ingest()
        #expect(try bench.document("faq/a#1")?.document.metadata == ["documents": .string("three")])
    }

    /// A list of records and the same records a line each are the same documents, however they are spaced.
    @Test func listsAndLinesAgree() throws {
        let seed: UInt64 = 4
        var random = SeededGenerator(seed: seed)
        let odd = ["\\\"", "\\\\", "]", "[", "{", "}", ",", "\\u00e9", "é", ":", " ", "word", "\\n"]
        func space(_ random: inout SeededGenerator) -> String { random.pick(["", " ", "\n", "\r\n\t"]) }
        for round in 0..<20 {
            let records = (0..<random.int(in: 1...30)).map { number in
                "{\"id\": \"r\(round)-\(number)\", \"text\": \"x\(random.text(of: odd, count: 6))\"}"
            }
            let list = records.map { space(&random) + $0 + space(&random) }.joined(separator: ",")
            let lines = try IngestBench()
            let all = try IngestBench()
            try lines.write(records.joined(separator: "\n"), to: "faq/a.jsonl")
            try all.write("[\(list)]", to: "faq/a.json")
            _ = try lines.ingest()
            _ = try all.ingest()
            #expect(
                try lines.store.read { try $0.liveDigests().map(\.digest) }
                    == all.store.read { try $0.liveDigests().map(\.digest) }, "seed \(seed), round \(round)")
        }
    }

    @Test func oneBrokenRecordIsSkippedAlone() throws {
        try bench.write("[{\"id\": \"a\", \"text\": \"x\"},\n {\"id\": \"b\", \"text\": nul},\n 7]", to: "faq/a.json")
        let changes = try bench.ingest(IngestOptions(skipInvalid: true))
        #expect(changes.added.map(\.description) == ["faq/a"])
        #expect(changes.invalid.map(\.line) == [2, 3])
    }

    // MARK: - Tables

    @Test func aTableOfRecords() throws {
        let table =
            "\u{FEFF}id,question, answer ,tags,slots,information_only,valid_to,owner,weight,note\r\n"
            + "a,\"Why, \"\"really\"\"?\",\"One.\r\n\r\nTwo.\",money; refund ;,,true,2027-01-01,007,1.5,\r\n"
            + "\r\n"
            + "b,When?,Soon.,single,,false,,,2026,yes\r\n"
        try bench.write(table, to: "faq/a.csv")
        let changes = try bench.ingest()
        #expect(changes.added.map(\.description) == ["faq/a", "faq/b"])
        let first = try #require(try bench.document("faq/a")).document
        #expect(first.content == .answer(question: "Why, \"really\"?", answer: "One.\n\nTwo."))
        #expect(first.validTo == Timestamp(iso: "2027-01-01"))
        #expect(first.source == "faq/a.csv#1")
        #expect(
            first.metadata == [
                "tags": .list(["money", "refund"]), "information_only": .bool(true), "owner": .string("007"),
                "weight": .number(1.5),
            ])
        let second = try #require(try bench.document("faq/b")).document
        #expect(
            second.metadata == [
                "tags": .list(["single"]), "information_only": .bool(false), "weight": .number(2026),
                "note": .string("yes"),
            ])
    }

    @Test(arguments: ["\n", "\r\n", "\r"]) func lineEnds(end: String) throws {
        try bench.write(["id\ttext", "a\tOne, two", "b\t\"Tab\there\""].joined(separator: end), to: "faq/a.tsv")
        _ = try bench.ingest()
        #expect(try bench.document("faq/a")?.document.content == .text("One, two"))
        #expect(try bench.document("faq/b")?.document.content == .text("Tab\there"))
    }

    /// What is quoted as RFC 4180 says comes out as it went in.
    @Test func cellsSurviveQuoting() throws {
        let seed: UInt64 = 11
        var random = SeededGenerator(seed: seed)
        let pieces = ["\"", ",", ";", "\n", "a", "é", "ש", " ", "--", "true", "5"]
        for round in 0..<30 {
            let bench = try IngestBench()
            let texts = (0..<random.int(in: 1...12)).map { _ in
                "x" + (0..<random.int(in: 0...8)).map { _ in random.pick(pieces) }.joined() + "x"
            }
            let rows = texts.enumerated().map { "r\($0),\"\($1.replacing("\"", with: "\"\""))\"" }
            try bench.write("id,text\n" + rows.joined(separator: "\n"), to: "faq/a.csv")
            _ = try bench.ingest()
            for (number, text) in texts.enumerated() {
                #expect(
                    try bench.document("faq/r\(number)")?.document.content == .text(text),
                    "seed \(seed), round \(round)")
            }
        }
    }

    @Test func aBrokenRowIsSkippedAlone() throws {
        try bench.write("id,text\na,x\nb,x,y\nc,\"x\"y\nd,x\n", to: "faq/a.csv")
        let changes = try bench.ingest(IngestOptions(skipInvalid: true))
        #expect(changes.added.map(\.description) == ["faq/a", "faq/d"])
        #expect(changes.invalid.map(\.line) == [3, 4])
    }

    // MARK: - Pages

    static let page = """
        <!DOCTYPE html>
        <html lang="en-GB"><head><title>Returns &amp; refunds</title>
        <meta name="category" content="other"><meta name="almanac:tags" content="money; refund">
        <meta name="viewport" content="width=device-width"><meta property="almanac:valid_to" content="2027-01-01">
        <style>p > b { color: red }</style><script>if (a < b) document.write("<p>no</p>")</script></head>
        <body><nav><ul><li><a href="/">Home</a></ul></nav>
        <!-- <p>not said</p> -->
        <h1>Sending it   back</h1>
        <p>You have <b>thirty</b> days&mdash;no more.<br>Caf&eacute;, &#x20AC;5, 3 &lt; 4, &unknown; &copy=1
        <h2>How</h2>
        <ol><li>Pack it.<li>Write to <a href="https://terebinth.example/help">our page</a>.
        <ul><li>with a photo</ul></ol>
        <table><tr><th>Box<th>Days</tr><tr><td>Full | Light<td>30</td></tr></table>
        <pre>  keep
            this</pre>
        <p>A <a href="#top">link</a> and <img src=x alt="a box"> and <span hidden>secret</span> <button>Buy</button>
        </body></html>
        """

    @Test func aPageBecomesReadable() throws {
        let document = try document(FormatTests.page, in: "returns.html")
        #expect(document.title == "Returns & refunds")
        #expect(document.validTo == Timestamp(iso: "2027-01-01"))
        #expect(
            document.metadata == [
                "category": .string("other"), "tags": .list(["money", "refund"]), "language": .string("en"),
            ])
        #expect(
            document.content.body == """
                # Sending it back

                You have thirty days—no more.
                Café, €5, 3 < 4, &unknown; &copy=1

                ## How

                1. Pack it.
                2. Write to [our page](https://terebinth.example/help).
                  - with a photo

                | Box | Days |
                | --- | --- |
                | Full \\| Light | 30 |

                ```
                  keep
                    this
                ```

                A link and a box and
                """)
    }

    @Test func aQuestionInTheHead() throws {
        let document = try document(
            "<title>T</title><meta name='almanac:question' content='Why?'><meta name=title content=Own><p>So.",
            in: "a.htm")
        #expect(document.content == .answer(question: "Why?", answer: "So."))
        #expect(document.title == "Own")
    }

    @Test(arguments: [
        ("<p>a<p>b", "a\n\nb"), ("a<div>b<div>c</div></div>d", "a\n\nb\n\nc\n\nd"), ("a < b & c", "a < b & c"),
        ("a</p></div></table></ul>b", "a\n\nb"), ("<p title='a>b'>c", "c"), ("a<svg/>b", "ab"),
        ("a<svg><p>x</svg>b", "ab"),
        ("a<script>x", "a"), ("a<!-- x", "a"), ("a<b", "a"), ("a<p class=", "a"),
        ("a &#0; &#xD800; &#99999999; b", "a \u{FFFD} \u{FFFD} \u{FFFD} b"),
        ("<TITLE>t</TITLE>a", "a"), ("<table><tr><td>a</table>", "a"),
        ("<table><td><table><tr><td>a<td>b</table></table>", "a b"),
        ("<li>a<li>b", "- a\n- b"), ("<p># not a heading", "\\# not a heading"), ("a&nbsp;&nbsp;b &shy;c", "a b c"),
        ("<h2>a<br>b</h2>c", "## a b\n\nc"),
        ("<a href='javascript:x()'>a</a><a href=https://x.example/a>b</a>", "a[b](https://x.example/a)"),
        ("&#147;a&#148;", "“a”"), ("<textarea><p>x</textarea>a", "a"), ("<option>x</option>a", "xa"),
    ])
    func brokenMarkup(page: String, text: String) throws {
        #expect(try document(page, in: "a.html").content.body == text)
    }

    /// Whatever the bytes, reading comes to an end and gives a document or a refusal.
    @Test func anyPageIsRead() throws {
        let seed: UInt64 = 21
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "<", ">", "/", "</", "<!--", "-->", "<p>", "<table>", "<td>", "</tr>", "<li>", "</ul>", "<h1", "=", "\"",
            "'",
            "&", "&#", "&amp", ";", "<script>", "</script>", "<title>", "<a href=http://x>", "</a>", "<pre>", "</pre>",
            "<nav>", "</nav>", "<br>", "\n", " ", "word", "é", "שלום", "<svg/>", "<meta name=tags content=a>",
        ]
        for round in 0..<200 {
            let page = "word" + (0..<random.int(in: 0...60)).map { _ in random.pick(pieces) }.joined()
            try bench.write(page, to: "faq/a\(round).html")
        }
        let changes = try bench.ingest(IngestOptions(skipInvalid: true))
        #expect(changes.added.count + changes.invalid.count == 200, "seed \(seed)")
        #expect(changes.added.count > 150, "seed \(seed)")
    }

    /// Time that grows with the square of the size would not come to an end here.
    @Test(arguments: [
        "<p", "<a href=http://x.example>y</a> ", "<ul><li>", "<table><tr><td>", "<!--",
        "<meta name=almanac:x content=y>", "&amp;", "<script>",
    ])
    func largePagesTakeNoLonger(piece: String) throws {
        try bench.write("word" + String(repeating: piece, count: 100_000), to: "faq/a.html")
        _ = try bench.ingest(IngestOptions(dryRun: true, skipInvalid: true))
    }

    // MARK: - Streams

    @Test func documentsFromAStream() throws {
        func ingest(_ text: String, _ format: DocumentFormat, id: String? = nil) throws -> [String] {
            let input = try IngestInput(Array(text.utf8), format: format, id: id)
            try input.check()
            return try bench.ingester.ingest(input, options: IngestOptions(namespace: "faq")).added.map(\.description)
        }
        #expect(try ingest(#"{"id": "l", "text": "line"}"#, .jsonl) == ["faq/l"])
        #expect(try ingest(#"[{"id": "j", "text": "list"}]"#, .json) == ["faq/j"])
        #expect(try ingest("id,text\nc,cell\n", .csv) == ["faq/c"])
        #expect(try ingest("id\ttext\nt\tcell two\n", .tsv) == ["faq/t"])
        #expect(try ingest("---\nid: own\n---\nMarked.", .markdown, id: "m") == ["faq/own"])
        #expect(try ingest("<p>Page", .html, id: "h") == ["faq/h"])
        #expect(try ingest("Plain", .text, id: "p") == ["faq/p"])
        #expect(try bench.document("faq/p")?.document.source == "")
        let cases: [(() throws -> [String], ErrorCode)] = [
            ({ try ingest("Plain words", .text) }, .invalidDocument), ({ try ingest(" \n", .jsonl) }, .invalidInput),
            ({ try ingest("%PDF-", .pdf) }, .unsupported), ({ try ingest("{}", .jsonl, id: "x") }, .invalidParams),
        ]
        for (body, code) in cases {
            #expect(try #require(throws: AlmanacError.self) { try body() }.code == code)
        }
    }

    // MARK: - PDF and DOCX

    @Test(.enabled(if: Self.has("pdftotext"), "pdftotext is not installed")) func aPDF() throws {
        try bench.home.write(Data(PDF.page("Hello from a page.").utf8), to: "documents/faq/a.pdf")
        _ = try bench.ingest()
        #expect(try bench.document("faq/a")?.document.content == .text("Hello from a page."))
        try bench.home.write(Data(PDF.page("").utf8), to: "documents/faq/b.pdf")
        let error = try #require(throws: AlmanacError.self) { try bench.ingest() }
        #expect(error.message.hasPrefix("faq/b.pdf: no text"), "\(error.message)")
    }

    @Test(.enabled(if: Self.has("pandoc"), "pandoc is not installed")) func aDOCX() throws {
        let folder = bench.documents.appending(path: "faq")
        try bench.write("# Heading\n\nSome *words* of a letter.\n\n- one\n- two\n", to: "letter.md")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pandoc = Process()
        pandoc.executableURL = URL(filePath: "/usr/bin/env")
        pandoc.arguments = [
            "pandoc", bench.documents.appending(path: "letter.md").path, "-o", folder.appending(path: "a.docx").path,
        ]
        try pandoc.run()
        pandoc.waitUntilExit()
        try bench.remove("letter.md")
        _ = try bench.ingest()
        let document = try #require(try bench.document("faq/a")).document
        #expect(document.title == "Heading")
        #expect(document.content.body.contains("Some *words* of a letter."))
    }

    private static func has(_ program: String) -> Bool {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }
}

/// The smallest file that is one page of text.
private enum PDF {
    static func page(_ words: String) -> String {
        let content = "BT /F1 12 Tf 72 720 Td (\(words)) Tj ET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
                + "/Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        var file = "%PDF-1.4\n"
        var places: [Int] = []
        for (offset, object) in objects.enumerated() {
            places.append(file.utf8.count)
            file += "\(offset + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        let entries = places.map { place in
            let digits = String(place)
            return String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        return file + "xref\n0 6\n0000000000 65535 f \n\(entries.joined())"
            + "trailer << /Size 6 /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
    }
}
