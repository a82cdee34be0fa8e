import Domain
import Foundation
import Testing

/// The documented members of what each command prints with `--json`, no more and no fewer.
@Suite(.enabled(if: Program.isBuilt)) struct ShapeTests {
    private static let evidence = "part rank score"

    private func expect(_ value: JSONValue?, _ members: String, sourceLocation: SourceLocation = #_sourceLocation) {
        let names = Set(value?.object?.keys ?? [])
        #expect(names == Set(members.split(separator: " ").map(String.init)), sourceLocation: sourceLocation)
    }

    @Test func search() async throws {
        let home = try await ProgramHome.filled()
        let plain = try await home.run("search", "broken jar", "--json").json
        expect(plain, "hits revision mode fusion rerank corrections searched degraded timings_ms")
        let hit = plain["hits"]?.array?.first
        expect(
            hit, "id document namespace kind title text question answer score metadata source updated_at stale")
        let explained = try await home.run("search", "broken jar", "--json", "--explain").json["hits"]?.array?.first
        expect(
            explained,
            "id document namespace kind title text question answer score parts dense lexical rerank metadata source"
                + " updated_at stale")
        expect(explained?["dense"], ShapeTests.evidence)
        expect(explained?["lexical"], ShapeTests.evidence + " terms")
        expect(explained?["parts"]?.array?.first, "name value")
        let text = try await home.run("search", "refund decided", "--json").json["hits"]?.array?.first
        expect(text, "id document namespace kind title text score metadata source updated_at stale")
    }

    @Test func whyNot() async throws {
        let home = try await ProgramHome.filled()
        expect(
            try await home.run("why-not", "faq/jar", "broken jar", "--json").json,
            "document outcome explanation rank score parts dense lexical removed_by cut gap revision degraded")
    }

    @Test func documents() async throws {
        let home = try await ProgramHome.filled()
        let page = try await home.run("list", "--json").json
        expect(page, "documents next")
        let members =
            "document namespace id kind title metadata updated_at valid_from valid_to source digest revision chunks stale"
        expect(page["documents"]?.array?.first, members + " question answer")
        expect(try await home.run("show", "policies/refunds", "--json").json, members + " text")
    }

    @Test func changes() async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        let members =
            "revision dry_run added changed renamed removed unchanged invalid ignored duplicates chunks encoded truncated"
        expect(try await home.run("ingest", home.documents, "--json").json, members)
        expect(try await home.run("delete", "faq/jar", "--json").json, members)
        let revisions = try await home.run("revisions", "--json").json
        expect(revisions, "revisions")
        expect(
            revisions["revisions"]?.array?.first,
            "revision created_at author reason added changed removed kind restores erased")
    }

    @Test func history() async throws {
        let home = try await ProgramHome.filled()
        let record = "{\"id\": \"jar\", \"question\": \"My jar\", \"answer\": \"One line.\"}\n"
        _ = try await home.run("ingest", "-", "--namespace", "faq", input: record)
        let diff = try await home.run("diff", "1", "--json").json
        expect(diff, "from to added changed removed erased without_details")
        let change = diff["changed"]?.array?.first
        expect(change, "document fields lines")
        expect(change?["fields"]?.array?.first, "field before after")
        expect(change?["lines"]?.array?.first, "kind before after text")
        expect(
            try await home.run("rollback", "1", "--json").json,
            "revision dry_run restores added changed removed left_out encoded")
        let erased = try await home.run("delete", "--erase", "faq/jar", "--json").json
        expect(erased, "revision dry_run erased already_erased scrubbed unreachable")
        expect(erased["erased"]?.array?.first, "document hash versions was_live")
        expect(
            try await home.run("diff", "1", "--json").json["erased"]?.array?.first, "hash revision")
        expect(
            try await home.run("reembed", "--json").json,
            "revision dry_run from to documents rechunked encoded removed_vectors")
        expect(
            try await home.run("export", "knowledge", home.folder.path + "copy", "--json").json,
            "file bytes revision documents")
    }

    @Test func healthAndModels() async throws {
        let home = try await ProgramHome.filled()
        let doctor = try await home.run("doctor", "--json").json
        expect(doctor, "level findings")
        expect(doctor["findings"]?.array?.first, "check level message remedy")
        let models = try await home.run("model", "list", "--json").json
        expect(models, "models")
        expect(models["models"]?.array?.first, "name folder bytes complete pinned used")
        #expect(models["models"]?.array?.first { $0["used"] == true }?["name"] == "hashing")
    }

    @Test func settings() async throws {
        let settings = try await Program.run(["doctor", "--settings", "--json"]).json
        expect(settings, "settings")
        expect(settings["settings"]?.array?.first, "key environment default meaning")
    }
}
