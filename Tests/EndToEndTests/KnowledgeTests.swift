import Domain
import Foundation
import Testing

/// The life of a home: documents come in, are found, explained, changed and removed.
@Suite(.enabled(if: Program.isBuilt)) struct KnowledgeTests {
    @Test func aHomeFromBeginningToEnd() async throws {
        let home = try ProgramHome()
        try home.writeDocuments()

        // What an ingest would do, it says first and then does.
        let dry = try await home.run("ingest", home.documents, "--dry-run", "--json")
        #expect(dry.status == 0, "\(dry.errors)")
        #expect(try dry.json["revision"]?.isNull == true)
        #expect(try dry.json["added"]?.array?.count == 6)
        let first = try await home.run("ingest", home.documents, "--author", "anna", "--reason", "start", "--json")
        #expect(first.status == 0, "\(first.errors)")
        #expect(try first.json["revision"] == 1)
        #expect(try first.json["added"] == dry.json["added"])
        let again = try await home.run("ingest", home.documents, "--json")
        #expect(try again.json["unchanged"] == 6)
        #expect(try again.json["revision"]?.isNull == true)

        // Found, with the words' own document first.
        let found = try await home.run("search", "broken", "jar", "--json")
        #expect(found.status == 0)
        #expect(try found.json["hits"]?.array?.first?["document"] == "faq/jar")

        // Out by validity, and said so.
        let expired = try await home.run(
            "why-not", "policies/holiday-2025", "holidays", "--now", "2026-11-15", "--json")
        #expect(expired.status == 0)
        #expect(try expired.json["outcome"] == "expired")
        let valid = try await home.run("why-not", "policies/holiday-2025", "holidays", "--now", "2025-12-01", "--json")
        #expect(try valid.json["outcome"] == "found")

        // A changed and a renamed file.
        try home.folder.write(
            "documents/policies/refunds.md", "---\ntitle: Refunds\n---\nA person decides on refunds.\n")
        let old = home.folder.file("documents/policies/holiday-2025.md")
        try FileManager.default.moveItem(at: old, to: home.folder.file("documents/policies/holiday-shipping.md"))
        let second = try await home.run("ingest", home.documents, "--json")
        #expect(second.status == 0, "\(second.errors)")
        #expect(try second.json["changed"] == ["policies/refunds"])

        let gone = try await home.run("delete", "faq/jar", "--reason", "no longer true", "--json")
        #expect(gone.status == 0, "\(gone.errors)")
        #expect(try gone.json["removed"] == ["faq/jar"])
        let after = try await home.run("search", "broken", "jar", "--json")
        #expect(try after.json["hits"]?.array?.contains { $0["document"] == "faq/jar" } == false)

        let revisions = try await home.run("revisions", "--json")
        let listed = try #require(try revisions.json["revisions"]?.array)
        #expect(listed.map { $0["revision"] } == [3, 2, 1])
        #expect(listed.last?["author"] == "anna")
        #expect(listed.last?["reason"] == "start")
        #expect(listed.first?["reason"] == "no longer true")
        #expect(listed.first?["author"] == "tester")
    }

    @Test func filtersAndNamespacesHold() async throws {
        let home = try await ProgramHome.filled()
        let all = try await home.run("search", "charged card month", "-k", "10", "--json")
        #expect(try all.json["hits"]?.array?.count ?? 0 > 1)
        for arguments in [
            ["--where", "category=payment"], ["--filter", "{\"category\": \"payment\"}"],
            ["--where", "category=payment", "--namespace", "faq"],
            ["--where", "category=payment,nothing", "--filter", "{\"kind\": {\"$in\": [\"faq\"]}}"],
        ] {
            let some = try await home.run(["search", "charged card month", "-k", "10", "--json"] + arguments)
            let categories = try some.json["hits"]?.array?.map { $0["metadata"]?["category"] }
            #expect(some.status == 0)
            #expect(categories?.isEmpty == false)
            #expect(categories?.allSatisfy { $0 == "payment" } == true, "\(arguments)")
        }
        let removed = try await home.run(
            "why-not", "faq/jar", "broken jar", "--where", "category=payment", "--json")
        #expect(try removed.json["outcome"] == "filtered")
    }

    @Test func theTopIsAPrefix() async throws {
        let home = try await ProgramHome.filled()
        func ids(_ k: Int, _ more: [String]) async throws -> [JSONValue?] {
            let found = try await home.run(["search", "when is my card charged", "-k", "\(k)", "--json"] + more)
            return try found.json["hits"]?.array?.map { $0["document"] } ?? []
        }
        for options in [
            [], ["--mode", "lexical"], ["--mode", "dense"], ["--fusion", "rrf", "--dense-weight", "0.3"],
        ] {
            let five = try await ids(5, options)
            #expect(try await ids(2, options) == Array(five.prefix(2)), "\(options)")
        }
    }

    @Test func scoresAddUp() async throws {
        let home = try await ProgramHome.filled()
        for options in [[], ["--mode", "lexical"], ["--fusion", "rrf"]] {
            let found = try await home.run(["search", "card charged", "--explain", "--json"] + options)
            for hit in try found.json["hits"]?.array ?? [] {
                let parts = hit["parts"]?.array?.compactMap { $0["value"]?.double } ?? []
                #expect(parts.reduce(0, +) == hit["score"]?.double)
                let terms = hit["lexical"]?["terms"]?.array?.compactMap { $0["value"]?.double } ?? []
                if !terms.isEmpty { #expect(terms.reduce(0, +) == hit["lexical"]?["score"]?.double) }
            }
        }
    }

    @Test func aHitsIDShowsItsDocument() async throws {
        let home = try await ProgramHome.filled()
        let found = try await home.run("search", "broken jar", "--json")
        let hit = try #require(try found.json["hits"]?.array?.first?["id"]?.string)
        #expect(hit.contains("#"))
        let shown = try await home.run("show", hit, "--json")
        #expect(try shown.json["document"] == "faq/jar")
        #expect(try shown.json["answer"]?.string?.hasPrefix("Please send") == true)
    }

    @Test func pagesOfTheListAreWhole() async throws {
        let home = try await ProgramHome.filled()
        var seen: [String] = []
        var after: [String] = []
        repeat {
            let page = try await home.run(["list", "--limit", "4", "--json"] + after).json
            seen += page["documents"]?.array?.compactMap { $0["document"]?.string } ?? []
            after = page["next"]?.string.map { ["--after", $0] } ?? []
        } while !after.isEmpty
        #expect(seen.count == 6)
        #expect(seen == seen.sorted())
    }

    @Test func nothingFoundIsOne() async throws {
        let home = try await ProgramHome.filled()
        #expect(try await home.run("search", "zebra", "--mode", "lexical").status == 1)
        #expect(try await home.run("list", "--where", "category=nothing").status == 1)
        #expect(try await home.run("why-not", "faq/nothing", "jar").status == 1)
    }

    @Test func withoutTheWeightsWordsAnswer() async throws {
        // As if the home had been made with weights that are not on this machine.
        let home = try await ProgramHome.filled()
        let without = ["ALMANAC_ENCODER": "all-MiniLM-L6-v2"]
        let found = try await home.run("search", "broken jar", "--json", environment: without)
        #expect(found.status == 0, "\(found.errors)")
        #expect(try found.json["degraded"] == ["encoder"])
        #expect(try found.json["hits"]?.array?.first?["document"] == "faq/jar")
        #expect(found.errors.contains("by words alone"))
        #expect(try await home.run("search", "broken jar", "--strict", environment: without).status == 4)
        let refused = try await home.run("ingest", home.documents, "--json", environment: without)
        #expect(refused.status == 5)
        #expect(try refused.failure["code"] == "model_missing")
    }
}
