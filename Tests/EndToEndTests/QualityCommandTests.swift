import Domain
import Foundation
import Testing

/// `check` and `golden` as a user runs them.
@Suite(.enabled(if: Program.isBuilt)) struct QualityCommandTests {
    private let checkout = ["ALMANAC_ROOT": Program.repository.path(percentEncoded: false)]

    @Test func checkSaysWhatItFindsAndHowSerious() async throws {
        let home = try await ProgramHome.filled()
        let clean = try await home.run("check", "--now", "2026-11-15", "--strict", "--json")
        #expect(clean.status == 0, "\(clean.output)")
        #expect(try clean.json["counts"]?["expired"] == 1)
        let record = "{\"id\": \"jar-2\", \"question\": \"My jar arrived broken.\", \"answer\": \"Send it back.\"}\n"
        _ = try await home.run("ingest", "-", "--namespace", "faq", input: record)
        let found = try await home.run("check", "--now", "2026-11-15", "--json")
        #expect(found.status == 0)
        let json = try found.json
        #expect(
            Set(json.object?.keys ?? []) == [
                "revision", "documents", "now", "thresholds", "warnings", "counts", "findings", "unlisted", "degraded",
            ])
        #expect(json["warnings"] == 1)
        let finding = try #require(json["findings"]?.array?.first { $0["check"] == "near_duplicate" })
        #expect(finding["documents"] == ["faq/jar", "faq/jar-2"])
        #expect(Set(finding.object?.keys ?? []) == ["check", "level", "documents", "message", "scores", "passages"])
        let strict = try await home.run("check", "--now", "2026-11-15", "--strict")
        #expect(strict.status == 4)
        #expect(strict.output.contains("faq/jar · faq/jar-2"))
        #expect(try await home.run("check", "--days", "-1").status == 2)
    }

    @Test func theShippedGoldenSetsKeepTheirRules() async throws {
        let home = try ProgramHome()
        let checked = try await home.run("golden", "check", "--json", environment: checkout)
        #expect(checked.status == 0, "\(checked.output) \(checked.errors)")
        #expect(try checked.json["problems"] == 0)
        #expect(try checked.json["as_of"] == "2026-11-15T09:00:00Z")
        #expect(!FileManager.default.fileExists(atPath: home.home), "a check made a home")
        let listed = try await home.run("golden", "list", "--json", environment: checkout)
        let files = try listed.json["files"]?.array ?? []
        #expect(
            files.contains { $0["file"] == "retrieval.dev.jsonl" && $0["split"] == "dev" && $0["items"]?.int ?? 0 > 0 })
        #expect(try await home.run("golden", "list", environment: checkout).output.contains("retrieval.test.jsonl"))
    }

    @Test func brokenRulesAreTwoAndNamed() async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        let file = try home.folder.write(
            "golden/retrieval.dev.jsonl",
            """
            {"id": "1", "query": "photo of a broken jar", "relevant": {"faq/jar": 3}, "style": "paraphrase"}
            {"id": "1", "query": "can I skip a month", "relevant": {"faq/nowhere": 3}, "style": "direct"}

            """
        ).path(percentEncoded: false)
        let company = Program.repository.appending(path: "corpus/company").path(percentEncoded: false)
        let checked = try await home.run(
            "golden", "check", file, "--json", "--now", "2026-11-15", environment: ["ALMANAC_COMPANY": company])
        #expect(checked.status == 2, "\(checked.errors)")
        let rules = try checked.json["findings"]?.array?.compactMap { $0["rule"]?.string } ?? []
        #expect(Set(rules) == ["repeated_id", "shared_stem", "unknown_document", "near_duplicate"])
        let missing = try await home.run("golden", "check", "nowhere.jsonl", "--json", environment: checkout)
        #expect(try missing.failure["code"] == "file_missing")
    }

    @Test func aQueryIsAddedOnlyWhereItKeepsTheRules() async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        let company = Program.repository.appending(path: "corpus/company").path(percentEncoded: false)
        try FileManager.default.createDirectory(
            atPath: home.folder.path + "golden", withIntermediateDirectories: true)
        let file = home.folder.path + "golden/retrieval.dev.jsonl"
        func add(_ query: String, _ more: String...) async throws -> Program.Outcome {
            try await home.run(
                ["golden", "add", query, "--file", file, "--json", "--now", "2026-11-15"] + more,
                environment: ["ALMANAC_COMPANY": company])
        }
        let first = try await add("jar in pieces", "--relevant", "faq/jar=3", "--relevant", "policies/refunds=1")
        #expect(first.status == 0, "\(first.errors)")
        #expect(try first.json["id"] == "dev-001")
        let written = try String(contentsOfFile: file, encoding: .utf8)
        #expect(
            written
                == "{\"id\": \"dev-001\", \"query\": \"jar in pieces\", \"relevant\": {\"faq/jar\": 3, \"policies/refunds\": 1}}\n"
        )
        for (query, relevant, code) in [
            ("JAR in pieces!", "faq/jar=3", "invalid_input"), ("another", "faq/nowhere=3", "invalid_input"),
            ("another", "policies/holiday-2025=3", "invalid_input"), ("another", "faq/jar", "invalid_params"),
            ("another", "faq/jar=9", "invalid_params"), (" ", "faq/jar=3", "invalid_params"),
        ] {
            let refused = try await add(query, "--relevant", relevant)
            #expect(refused.status == 2, "\(query) \(relevant)")
            #expect(try refused.failure["code"]?.string == code, "\(query) \(relevant)")
        }
        let paraphrase = try await add("shattered jar", "--relevant", "faq/jar=3", "--style", "paraphrase")
        #expect(paraphrase.status == 2)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == written)
        #expect(try await add("shattered glass", "--relevant", "faq/jar=3", "--style", "paraphrase").status == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: home.folder.path + "golden")
        #expect(files == ["retrieval.dev.jsonl"])
    }

    /// A query made of a document's words finds it first in every way of searching, and the figures say so.
    @Test func evalMeasuresAGoldenFileOnTheHome() async throws {
        let home = try await ProgramHome.filled()
        let golden = try home.folder.write(
            "golden.jsonl",
            """
            {"id": "1", "query": "My jar arrived broken", "relevant": {"faq/jar": 3}, "style": "direct", "writer": "a"}
            {"id": "2", "query": "jar broken", "relevant": {"faq/jar": 2}, "style": "short", "writer": "b"}

            """
        ).path(percentEncoded: false)
        let measured = try await home.run("eval", "retrieval", "--golden", golden, "--json")
        #expect(measured.status == 0, "\(measured.errors)")
        let evaluation = try #require(try measured.json["evaluations"]?.array?.first)
        #expect(evaluation["set"] == "golden" && evaluation["queries"] == 2 && evaluation["encoder"] == "hashing")
        let results = try #require(evaluation["results"]?.array)
        let names = results.compactMap { $0["name"]?.string }
        #expect(names.prefix(2) == ["lexical", "dense"] && names.contains("reranked"))
        for result in results {
            for metric in ["ndcg", "recall", "mrr"] { #expect(result[metric]?.double == 1, "\(metric) of \(result)") }
            #expect(result["ndcg_interval"]?.array?.map(\.double) == [1, 1])
        }
        let text = try await home.run("eval", "retrieval", "--golden", golden, "--by", "style")
        #expect(text.output.contains("golden: 2 queries") && text.output.contains("by style"))
        #expect(try await home.run("eval", "retrieval", "--golden", golden + ".no").status == 2)
    }

    /// A router trained on one file tells the messages of another apart, and which of them belong nowhere.
    @Test func evalMeasuresRoutingOnFiles() async throws {
        let home = try ProgramHome()
        func lines(_ pairs: [(String, String)]) -> String {
            pairs.map { "{\"text\": \"\($0.1)\", \"label\": \"\($0.0)\", \"writer\": \"w\"}\n" }.joined()
        }
        let train = try home.folder.write(
            "train.jsonl",
            lines([
                ("parcel", "where is my box"), ("parcel", "the parcel has not arrived"),
                ("parcel", "tracking of the parcel does not move"), ("parcel", "when is the parcel delivered"),
                ("money", "you charged my card twice"), ("money", "send me the invoice of the charge"),
                ("money", "my card is declined"), ("money", "what is this charge on the card"),
            ])
        ).path(percentEncoded: false)
        let test = try home.folder.write(
            "test.jsonl",
            lines([("parcel", "has the parcel arrived"), ("money", "card charged again"), ("none", "zzz qqq")])
        ).path(percentEncoded: false)
        let words = ["eval", "routing", "--train", train, "--encoder", "hashing"]
        let measured = try await home.run(words + ["--test", test, "--oos", "none", "--json"])
        #expect(measured.status == 0, "\(measured.errors)")
        let evaluation = try #require(try measured.json["evaluations"]?.array?.first)
        #expect(evaluation["messages"] == 2 && evaluation["outside"] == 1 && evaluation["accuracy"]?.double == 1)
        #expect(evaluation["outside_auroc"]?.double == 1 && evaluation["labels"]?.array?.count == 2)
        let text = try await home.run(words + ["--test", test, "--oos", "none", "--by", "writer", "--misses"])
        #expect(text.output.contains("2 messages") && text.output.contains("outside AUROC"))
        let few = try await home.run(words + ["--test", test, "--oos", "none", "--per-class", "2", "--json"])
        #expect(try few.json["evaluations"]?.array?.first?["trained_on"] == 4)
        // A label that the training has not is a mistake unless it is said to belong nowhere.
        let strange = try await home.run(words + ["--test", test])
        #expect(strange.status == 2 && strange.errors.contains("'none'"))
        try home.folder.write("broken.jsonl", "{\"text\": \"a\", \"label\": \"b\"}\n{\"text\"\n")
        let broken = try await home.run(words + ["--test", home.folder.path + "broken.jsonl"])
        #expect(broken.status == 2 && broken.errors.contains("broken.jsonl:2"))
        #expect(try await home.run(words).status == 2)
    }

    /// A folder in the layout of BEIR is ingested into a home of its own; the user's home is not touched.
    @Test func evalMeasuresAFolderInTheLayoutOfBEIR() async throws {
        let home = try ProgramHome()
        let set = home.folder
        try set.write(
            "tiny/corpus.jsonl",
            """
            {"_id": "1", "title": "", "text": "olive oil from the north"}
            {"_id": "2", "title": "", "text": "a ceramic bowl made by hand"}

            """)
        try set.write("tiny/queries.jsonl", "{\"_id\": \"q\", \"text\": \"ceramic bowl\"}\n")
        try set.write("tiny/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\t2\t1\n")
        let measured = try await home.run(
            "eval", "retrieval", "--beir", set.path + "tiny", "--json", environment: ["ALMANAC_ROOT": set.path])
        #expect(measured.status == 0, "\(measured.errors)")
        let evaluation = try #require(try measured.json["evaluations"]?.array?.first)
        #expect(evaluation["set"] == "tiny" && evaluation["documents"] == 2)
        #expect(evaluation["results"]?.array?.allSatisfy { $0["mrr"]?.double == 1 } == true)
        #expect(!FileManager.default.fileExists(atPath: home.home))
    }

    /// The guards of the company on a set of one's own: what is missed and stopped for nothing is told by id.
    @Test func evalMeasuresGuards() async throws {
        let home = try ProgramHome()
        let file = try home.folder.write(
            "guard.jsonl",
            """
            {"id": "bad", "answer": "Your subscription is cancelled.", "language": "en", "violations": ["cancellation_confirmed"], "writer": "a"}
            {"id": "missed", "answer": "Good day.", "language": "de", "violations": ["refund_promised"], "writer": "a"}
            {"id": "good", "answer": "Thank you.", "language": "en", "violations": [], "writer": "a"}

            """
        ).path(percentEncoded: false)
        let measured = try await home.run("eval", "guard", "--file", file, "--json", environment: checkout)
        #expect(measured.status == 0, "\(measured.errors)")
        let evaluation = try #require(try measured.json["evaluations"]?.array?.first)
        #expect(evaluation["wanted"] == 2 && evaluation["found"] == 1 && evaluation["false_alarms"] == 0)
        #expect(evaluation["missed_ids"] == ["missed"] && evaluation["by_label"]?["refund_promised"]?["missed"] == 1)
        let text = try await home.run("eval", "guard", "--file", file, "--misses", environment: checkout)
        #expect(text.output.contains("guard: 3 items, 2 to be found") && text.output.contains("missed  missed  de"))
        #expect(try await home.run("eval", "guard", "--file", file + ".no", environment: checkout).status == 2)
        #expect(!FileManager.default.fileExists(atPath: home.home), "a measurement made a home")
    }

    /// The bar that the shipped rules keep on what they were developed on.
    @Test func theShippedRulesKeepTheirBar() async throws {
        let home = try ProgramHome()
        let measured = try await home.run("eval", "guard", "--split", "dev", "--json", environment: checkout)
        #expect(measured.status == 0, "\(measured.errors)")
        let bars: [String: (found: Double, alarms: Double)] = [
            "redlines": (0.97, 0.01), "guard": (0.98, 0.04), "outstanding": (0.93, 0.15),
        ]
        let evaluations = try #require(try measured.json["evaluations"]?.array)
        #expect(evaluations.count == bars.count)
        for evaluation in evaluations {
            let bar = try #require(bars[evaluation["task"]?.string ?? ""])
            let found = try #require(evaluation["found_rate"]?.double)
            let alarms = try #require(evaluation["false_alarm_rate"]?.double)
            #expect(
                found >= bar.found && alarms <= bar.alarms, "\(evaluation["set"]?.string ?? ""): \(found), \(alarms)")
        }
    }
}
