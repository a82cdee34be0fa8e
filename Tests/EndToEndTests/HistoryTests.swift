import Domain
import Foundation
import Testing

/// Revisions as a user handles them.
@Suite(.enabled(if: Program.isBuilt)) struct HistoryTests {
    /// Three revisions: the six documents, one of them changed, one removed.
    private func changed() async throws -> ProgramHome {
        let home = try await ProgramHome.filled()
        let record =
            "{\"id\": \"jar\", \"kind\": \"faq\", \"title\": \"Broken jar\", \"question\": \"My jar arrived broken\", "
            + "\"answer\": \"Please send a photo within ten days and we look at it.\", \"category\": \"damage\"}\n"
        let second = try await home.run("ingest", "-", "--namespace", "faq", "--reason", "ten days", input: record)
        try #require(second.status == 0, "\(second.errors)")
        let third = try await home.run("delete", "faq/skip")
        try #require(third.status == 0, "\(third.errors)")
        return home
    }

    private func documents(_ home: ProgramHome) async throws -> [String] {
        try await home.run("list", "--json").json["documents"]?.array?.compactMap { $0["document"]?.string } ?? []
    }

    @Test func diffAndRollback() async throws {
        let home = try await changed()
        let text = try await home.run("diff", "1").output
        #expect(text.contains("Revision 1 → 3: 1 changed, 1 removed"))
        #expect(text.contains("− Please send a photo within thirty days"))
        #expect(text.contains("+ Please send a photo within ten days"))
        let json = try await home.run("diff", "1", "2", "faq/jar", "--json").json
        #expect(json["changed"]?.array?.map { $0["document"] } == ["faq/jar"])
        #expect(try await home.run("diff", "2", "policies/refunds").output.contains("nothing differs"))

        let dry = try await home.run("rollback", "1", "--dry-run")
        #expect(dry.output.contains("Dry run, nothing is stored: 1 added, 1 changed"))
        #expect(try await documents(home).count == 5)
        let back = try await home.run("rollback", "1", "--reason", "thirty days it is", "--json").json
        #expect(back["restores"] == 1 && back["revision"] == 4 && back["encoded"] == 0)
        #expect(try await documents(home).contains("faq/skip"))
        #expect(try await home.run("show", "faq/jar").output.contains("thirty days"))
        let listed = try await home.run("revisions")
        #expect(listed.output.contains("rollback to 1: thirty days it is"))

        for arguments in [["diff", "9"], ["rollback", "9"], ["diff", "1", "9"]] {
            let outcome = try await home.run(arguments + ["--json"])
            #expect(outcome.status == 1, "\(arguments)")
            #expect(try outcome.failure["code"] == "not_found", "\(arguments)")
        }
        for arguments in [
            ["diff"], ["diff", "one"], ["diff", "1", "x"], ["diff", "1", "2", "a/b", "c/d"], ["rollback"],
        ] {
            #expect(try await home.run(arguments).status == 2, "\(arguments)")
        }
    }

    /// A running server answers all along, and forgets what was erased beside it.
    @Test func erasingBesideAServer() async throws {
        let home = try await changed()
        let server = try await RunningServer.start(home)
        func hits() async throws -> [String] {
            let found = try await home.run("call", "knowledge.search", "query=photo of the broken jar", "k=10")
            return try found.json["hits"]?.array?.compactMap { $0["document"]?.string } ?? []
        }
        #expect(try await hits().contains("faq/jar"))
        let dry = try await home.run("delete", "--erase", "faq/jar", "--dry-run")
        #expect(dry.output.contains("Dry run"))
        #expect(dry.output.contains("questions.jsonl"), "the source file is not named")
        let erased = try await home.run("delete", "--erase", "faq/jar", "--reason", "request 17", "--json")
        #expect(erased.status == 0, "\(erased.errors)")
        #expect(try erased.json["scrubbed"] == true)
        #expect(try await !hits().contains("faq/jar"))
        #expect(try await hits().count == 3)
        let files = FileManager.default.enumerator(atPath: home.home)?.compactMap { $0 as? String } ?? []
        for file in files {
            let data = (try? Data(contentsOf: URL(filePath: "\(home.home)/\(file)"))) ?? Data()
            #expect(data.firstRange(of: Data("thirty days".utf8)) == nil, "\(file)")
        }
        #expect(files.contains("knowledge.sqlite"))
        #expect(try await home.run("revisions").output.contains("erasure: request 17"))
        #expect(try await home.run("revisions").output.contains("[1 version erased since]"))
        let refused = try await home.run("rollback", "2", "--json")
        #expect(refused.status == 2)
        #expect(try refused.failure["code"] == "conflict")
        #expect(try await home.run("rollback", "2", "--without-erased").status == 0)
        #expect(try await documents(home).contains("faq/skip"))
        let call = try await home.run("call", "knowledge.diff", "from=1", "to=2")
        #expect(try call.json["erased"]?.array?.count == 1)
        #expect(try await home.run("doctor", "--deep").status == 0)
        try await server.stop()
    }

    @Test func anotherEncoder() async throws {
        let home = try await ProgramHome.filled()
        let model = try TinyWeights.write(to: URL(filePath: home.home + "/models/tiny"))
        let own = ["ALMANAC_ENCODER": ""]
        let refused = try await home.run(["search", "jar", "--encoder", model, "--json"])
        #expect(refused.status == 2)
        #expect(try refused.failure["code"] == "encoder_mismatch")
        #expect(try refused.failure["hint"]?.string?.contains("almanac reembed --encoder tiny") == true)
        let server = try await RunningServer.start(home)
        let before = try await home.run("call", "knowledge.search", "query=broken jar").json
        #expect(before["degraded"] == [])
        let dry = try await home.run("reembed", "--encoder", "tiny", "--dry-run", "--json").json
        #expect(dry["from"] == "hashing" && dry["to"] == "tiny" && dry["documents"] == 6)
        let done = try await home.run("reembed", "--encoder", "tiny", "--json", environment: own)
        #expect(done.status == 0, "\(done.errors)")
        #expect(try done.json["encoded"] == dry["encoded"])
        // The server keeps the encoder it was started with, and says so.
        let after = try await home.run("call", "knowledge.search", "query=broken jar").json
        #expect(after["degraded"] == ["encoder"])
        #expect(after["hits"]?.array?.first?["document"] == "faq/jar")
        let refusal = try await home.run(
            "call", "knowledge.ingest", "{\"documents\": [{\"id\": \"x\", \"namespace\": \"faq\", \"text\": \"y\"}]}",
            "--json")
        #expect(try refusal.failure["code"] == "encoder_mismatch")
        try await server.stop()
        let found = try await home.run("search", "broken jar", "--json", environment: own)
        #expect(try found.json["degraded"] == [])
        #expect(try await home.run("doctor", "--deep", environment: own).status == 0)
        #expect(try await home.run("doctor").status == 5, "the settings name another encoder")
        #expect(try await home.run("revisions").output.contains("new index: re-embedded with tiny"))
    }

    @Test func theExportIsAHome() async throws {
        let home = try await changed()
        let folder = try TemporaryFolder()
        let file = folder.file("knowledge.sqlite").path
        let exported = try await home.run("export", "knowledge", file, "--json")
        #expect(exported.status == 0, "\(exported.errors)")
        #expect(try exported.json["documents"] == 5 && exported.json["revision"] == 3)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["knowledge.sqlite"])
        let elsewhere = ["ALMANAC_HOME": folder.path]
        #expect(try await home.run("doctor", environment: elsewhere).status == 0)
        // All of every document, but not where it was read from on this machine.
        func documents(_ environment: [String: String]) async throws -> [JSONObject] {
            let listed = try await home.run("list", "--json", environment: environment).json["documents"]?.array ?? []
            return listed.compactMap(\.object).map { object in
                var object = object
                object["stale"] = .null
                return object
            }
        }
        #expect(try await documents(elsewhere) == documents([:]))
        let bytes = try Data(contentsOf: URL(filePath: file))
        #expect(bytes.range(of: Data(home.folder.path.dropLast().utf8)) == nil)
        #expect(try await home.run("rollback", "1", environment: elsewhere).status == 0)
        let again = try await home.run("export", "knowledge", file, "--json")
        #expect(again.status == 2)
        #expect(try again.failure["code"] == "conflict")
        let nowhere = try await home.run("export", "knowledge", folder.path + "no/such/file", "--json")
        #expect(nowhere.status == 5)
        #expect(try nowhere.failure["code"] == "unavailable")
    }

    @Test func aFlippedBitInTheCachesIsFound() async throws {
        let home = try await ProgramHome.filled()
        _ = try await home.run("search", "jar")
        #expect(try await home.run("doctor").status == 0)
        let folder = URL(filePath: home.home + "/caches/vectors")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        let file = try #require(files.first { $0.pathExtension == "vectors" })
        var data = try Data(contentsOf: file)
        data[data.count - 3] ^= 1
        try data.write(to: file)
        for arguments in [["doctor", "--json"], ["doctor", "--deep", "--json"]] {
            let doctor = try await home.run(arguments)
            #expect(doctor.status == 5, "\(arguments)")
            let finding = try doctor.json["findings"]?.array?.first { $0["check"] == "caches" }
            #expect(finding?["level"] == "problem")
            #expect(finding?["remedy"]?.string?.contains("caches") == true)
        }
        try FileManager.default.removeItem(atPath: home.home + "/caches")
        _ = try await home.run("search", "jar")
        #expect(try await home.run("doctor", "--deep").status == 0)
    }
}
