import Domain
import Foundation
import Testing

/// A folder that is gone when the test is over.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        // Short: a Unix socket's path has at most 107 bytes.
        url = URL(filePath: "/tmp/almanac-\(UUID().uuidString.prefix(8))", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(
            at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var path: String { url.path(percentEncoded: false) }

    func file(_ name: String) -> URL { url.appending(path: name) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> URL {
        try write(name, data: Data(text.utf8))
    }

    @discardableResult
    func write(_ name: String, data: Data) throws -> URL {
        let file = file(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
        return file
    }
}

/// A home with the hashing encoder, and a folder of documents beside it.
final class ProgramHome: Sendable {
    let folder: TemporaryFolder
    var home: String { folder.path + "home" }

    init() throws { folder = try TemporaryFolder() }

    /// Runs a command on this home.
    func run(
        _ arguments: String..., input: String? = nil, environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        try await run(arguments, input: input, environment: environment)
    }

    func run(
        _ arguments: [String], input: String? = nil, environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        let surroundings = ["ALMANAC_HOME": home, "ALMANAC_ENCODER": "hashing"].merging(environment) { $1 }
        return try await Program.run(arguments, input: input, environment: surroundings)
    }

    /// Six small documents in two namespaces, ingested.
    static func filled() async throws -> ProgramHome {
        let home = try ProgramHome()
        try home.writeDocuments()
        let ingested = try await home.run("ingest", home.documents, "--reason", "first import")
        try #require(ingested.status == 0, "\(ingested.errors)")
        return home
    }

    var documents: String { folder.path + "documents" }

    func writeDocuments() throws {
        try folder.write(
            "documents/policies/refunds.md",
            """
            ---
            title: Refunds
            kind: policy
            updated_at: 2026-08-01
            tags: [money, refund]
            ---
            A refund is decided by a person within two working days. It goes back to the card that paid.
            """)
        try folder.write(
            "documents/policies/holiday-2025.md",
            """
            ---
            title: Holiday shipping 2025
            kind: policy
            updated_at: 2025-11-01
            valid_to: 2026-01-15
            ---
            Order before the first of December and the box arrives before the holidays.
            """)
        try folder.write(
            "documents/faq/questions.jsonl",
            """
            {"id": "charged", "kind": "faq", "title": "Charge date", "question": "When am I charged?", "answer": "Cards are charged on the third day of each month.", "category": "payment", "updated_at": "2026-09-01"}
            {"id": "jar", "kind": "faq", "title": "Broken jar", "question": "My jar arrived broken", "answer": "Please send a photo within thirty days and we look at it.", "category": "damage", "updated_at": "2026-09-02"}
            {"id": "hebrew", "kind": "faq", "title": "מתי מחייבים אותי", "question": "מתי מחייבים אותי?", "answer": "הכרטיס מחויב בשלושה בכל חודש.", "category": "payment", "updated_at": "2026-09-03"}
            {"id": "skip", "kind": "faq", "title": "Skip a month", "question": "Can I skip a month?", "answer": "Yes, a box can be skipped until five days before the charge.", "category": "subscription", "updated_at": "2026-09-04"}

            """)
    }

    /// How many documents the home holds; 0 where there is none.
    func documentCount() async throws -> Int {
        let listed = try await run("list", "--json")
        return listed.status == 0 ? try listed.json["documents"]?.array?.count ?? 0 : 0
    }
}
