import Domain
import Foundation
import Testing

/// Invariant 8: whatever stops a command at whatever write, the old revision or the new one is live, whole, and the
/// same command then completes.
@Suite(.enabled(if: Program.isBuilt && DiskShim.shared != nil)) struct CrashTests {
    /// A command on a home, and the states before and after it.
    private struct Scenario {
        let name: String
        let folder: TemporaryFolder
        let command: [String]
        /// For commands that find their encoder in the home.
        var encoder: String?
        /// A home that lists nothing yet has no old revision to compare with.
        let old: State
        let new: State
        /// What a search finds afterwards.
        let found: JSONValue
        let operations: Int

        var base: URL { folder.file("base") }
    }

    /// What a home says of itself.
    private struct State: Equatable {
        let documents: JSONValue
        /// Author and clock apart.
        let revisions: [JSONValue]
    }

    private let shim: DiskShim

    init() throws { shim = try #require(DiskShim.shared) }

    // MARK: The commands

    /// Ten documents into a home that has some of them, one in another version.
    @Test func aKilledIngest() async throws {
        let folder = try TemporaryFolder()
        let few = try folder.write("few.jsonl", CrashTests.records(0..<4, "old"))
        let ten = try folder.write("ten.jsonl", CrashTests.records(0..<2, "old") + CrashTests.records(2..<10, "new"))
        let scenario = try await scenario(
            "ingest", folder, prepared: [["ingest", few.path, "--namespace", "faq"]],
            command: ["ingest", ten.path, "--namespace", "faq"])
        #expect(scenario.operations > 50)
        try await stopEverywhere(scenario, .kill)
        try await stopEverywhere(scenario, .full, every: 3)
        try await stopEverywhere(scenario, .broken, every: 10)
    }

    /// The very first ingest, which makes the file.
    @Test func aKilledFirstIngest() async throws {
        let folder = try TemporaryFolder()
        let ten = try folder.write("ten.jsonl", CrashTests.records(0..<10, "new"))
        let scenario = try await scenario(
            "first ingest", folder, prepared: [], command: ["ingest", ten.path, "--namespace", "faq"])
        try await stopEverywhere(scenario, .kill, every: 2)
        try await stopEverywhere(scenario, .full, every: 7)
    }

    @Test func aKilledErasure() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("ten.jsonl", CrashTests.records(0..<10, "old"))
        let scenario = try await scenario(
            "erasure", folder, prepared: [["ingest", file.path, "--namespace", "faq"], ["search", "parcels"]],
            command: ["delete", "--erase", "faq/k3", "faq/k4"])
        try await stopEverywhere(scenario, .kill, every: 3)
        try await stopEverywhere(scenario, .full, every: 11)
    }

    @Test func aKilledRollback() async throws {
        let folder = try TemporaryFolder()
        let first = try folder.write("first.jsonl", CrashTests.records(0..<5, "old"))
        let second = try folder.write("second.jsonl", CrashTests.records(3..<8, "new"))
        let scenario = try await scenario(
            "rollback", folder,
            prepared: [
                ["ingest", first.path, "--namespace", "faq"], ["ingest", second.path, "--namespace", "faq"],
            ], command: ["rollback", "1"])
        try await stopEverywhere(scenario, .kill, every: 4)
        try await stopEverywhere(scenario, .full, every: 13)
    }

    @Test func aKilledChangeOfTheEncoder() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("ten.jsonl", CrashTests.records(0..<10, "old"))
        try CrashTests.makeBase(in: folder)
        _ = try TinyWeights.write(to: folder.file("base/models/tiny"))
        let scenario = try await scenario(
            "reembed", folder, prepared: [["ingest", file.path, "--namespace", "faq", "--encoder", "hashing"]],
            command: ["reembed", "--encoder", "tiny"], encoder: "")
        try await stopEverywhere(scenario, .kill, every: 4)
        try await stopEverywhere(scenario, .full, every: 13)
    }

    // MARK: Stopping them

    private static func records(_ numbers: Range<Int>, _ words: String) -> String {
        numbers.map { number in
            "{\"id\": \"k\(number)\", \"title\": \"\(words) \(number)\", \"question\": \"Question \(number)?\", "
                + "\"answer\": \"The \(words) answer \(number) speaks of parcels.\", \"updated_at\": \"2026-01-01\"}\n"
        }.joined()
    }

    @discardableResult
    private static func makeBase(in folder: TemporaryFolder) throws -> URL {
        let base = folder.file("base")
        try FileManager.default.createDirectory(
            at: base, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        return base
    }

    /// Prepares a home, runs the command on a copy of it undisturbed, and counts its operations.
    private func scenario(
        _ name: String, _ folder: TemporaryFolder, prepared: [[String]], command: [String], encoder: String = "hashing"
    ) async throws -> Scenario {
        let base = try CrashTests.makeBase(in: folder)
        for arguments in prepared {
            let outcome = try await run(arguments, base, encoder)
            try #require(outcome.status == 0, "\(name): \(outcome.errors)")
        }
        let old = try await state(base, encoder)
        let whole = folder.file("whole")
        try FileManager.default.copyItem(at: base, to: whole)
        let report = folder.file("report")
        let environment = shim.environment(home: whole.path, .count, report: report)
        let outcome = try await run(command, whole, encoder, environment)
        try #require(outcome.status == 0, "\(name): \(outcome.errors)")
        let new = try await state(whole, encoder)
        #expect(old.documents != new.documents || old.revisions != new.revisions, "\(name) changes nothing")
        let count = try DiskShim.read(report)
        print("\(name): \(count.operations) operations on the disk, \(count.bytes) bytes")
        return Scenario(
            name: name, folder: folder, command: command, encoder: encoder, old: old, new: new,
            found: try await found(whole, encoder), operations: count.operations)
    }

    /// Stops the command before every n-th of its operations, each time on a fresh copy, two at a time.
    private func stopEverywhere(_ scenario: Scenario, _ mode: DiskShim.Mode, every step: Int = 1) async throws {
        let cases = Array(stride(from: 1, through: scenario.operations, by: step))
        let outcomes = try await withThrowingTaskGroup(of: [Outcome].self) { group in
            for worker in 0..<2 {
                group.addTask {
                    var outcomes: [Outcome] = []
                    for place in stride(from: worker, to: cases.count, by: 2) {
                        outcomes.append(try await stop(scenario, mode, at: cases[place]))
                    }
                    return outcomes
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let counts = Dictionary(outcomes.map { ("\($0)", 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }
        print("\(scenario.name), \(mode.rawValue) at \(cases.count) places: \(counts)")
        #expect(outcomes.contains(.old), "\(scenario.name): nothing was stopped before it was stored")
    }

    private enum Outcome: Sendable { case old, new, completed }

    /// One command stopped at one place, what it left, and the same command again.
    private func stop(_ scenario: Scenario, _ mode: DiskShim.Mode, at operation: Int) async throws -> Outcome {
        let place = "\(scenario.name), \(mode.rawValue) at \(operation)"
        let home = scenario.folder.file("\(mode.rawValue)-\(operation)")
        try FileManager.default.copyItem(at: scenario.base, to: home)
        defer { try? FileManager.default.removeItem(at: home) }
        let encoder = scenario.encoder ?? ""
        let environment = shim.environment(home: home.path, mode, at: operation)
        let stopped = try await run(scenario.command + ["--json"], home, encoder, environment)
        switch mode {
        case .kill: #expect(stopped.status == SIGKILL, "\(place): \(stopped.status) \(stopped.errors)")
        case .full where stopped.status != 0:
            #expect(stopped.status == 5, "\(place): \(stopped.errors)")
            #expect(try stopped.failure["code"] == "disk_full", "\(place): \(stopped.errors)")
        case .broken where stopped.status != 0:
            #expect(stopped.status == 5, "\(place): \(stopped.errors)")
            #expect(try stopped.failure["code"] == "unavailable", "\(place): \(stopped.errors)")
        default: break
        }
        if FileManager.default.fileExists(atPath: home.appending(path: "knowledge.sqlite").path) {
            let doctor = try await run(["doctor", "--deep", "--json"], home, encoder)
            // An erasure that is not finished is a warning.
            let unfinished = doctor.status == 4 && doctor.output.contains("delete --erase")
            #expect(doctor.status == 0 || unfinished, "\(place): \(doctor.output) \(doctor.errors)")
        }
        let left = try await state(home, encoder)
        let isOld = left == scenario.old
        #expect(isOld || left == scenario.new, "\(place): neither the old state nor the new one")

        let again = try await run(scenario.command, home, encoder)
        #expect(again.status == 0, "\(place), again: \(again.errors)")
        #expect(try await state(home, encoder) == scenario.new, "\(place): not the state of an undisturbed run")
        #expect(try await found(home, encoder) == scenario.found, "\(place): not the hits of an undisturbed run")
        if operation % 5 == 1 {
            let doctor = try await run(["doctor", "--deep", "--json"], home, encoder)
            #expect(doctor.status == 0, "\(place), again: \(doctor.output)")
        }
        return stopped.status == 0 ? .completed : isOld ? .old : .new
    }

    private func run(
        _ arguments: [String], _ home: URL, _ encoder: String, _ environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        let surroundings = ["ALMANAC_HOME": home.path, "ALMANAC_ENCODER": encoder].merging(environment) { $1 }
        return try await Program.run(arguments, environment: surroundings)
    }

    private func state(_ home: URL, _ encoder: String) async throws -> State {
        let listed = try await run(["list", "--limit", "1000", "--json"], home, encoder)
        // A home without a database, or with an empty one, lists nothing.
        guard listed.status == 0 else { return State(documents: .null, revisions: []) }
        let revisions = try await run(["revisions", "--json"], home, encoder).json["revisions"]?.array ?? []
        return State(
            documents: try listed.json,
            revisions: revisions.map {
                var revision = $0.object ?? [:]
                revision["created_at"] = nil
                return .object(revision)
            })
    }

    private func found(_ home: URL, _ encoder: String) async throws -> JSONValue {
        var result = try await run(["search", "answer parcels", "--json"], home, encoder).json.object ?? [:]
        result["timings_ms"] = nil
        return .object(result)
    }
}
