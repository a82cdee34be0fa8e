import Domain
import Foundation
import Testing

/// Pinecone's API of `serve --http`, driven by the official clients, and killed.
@Suite(.enabled(if: Program.isBuilt && Python.url != nil)) struct PineconeTests {
    static let scripts = Program.repository.appending(path: "Tests/EndToEndTests/Pinecone")

    /// A throw-away environment with one version of the client; nil, with the reason printed, where it cannot be had.
    private static func client(_ version: String, in folder: TemporaryFolder) async throws -> URL? {
        let python = try #require(Python.url)
        let environment = folder.file("client-\(version)")
        let path = environment.path(percentEncoded: false)
        let steps: [(URL, [String])] = [
            (python, ["-m", "venv", path]),
            (
                environment.appending(path: "bin/python"),
                ["-m", "pip", "install", "--quiet", "pinecone[asyncio]==\(version)"]
            ),
        ]
        for (program, arguments) in steps {
            // pip finds its index and its certificates in the caller's environment.
            let done = try await Program.run(
                program, arguments, environment: ProcessInfo.processInfo.environment)
            guard done.status == 0 else {
                let reason = done.errors.split(separator: "\n").last.map(String.init) ?? "status \(done.status)"
                print("the official client \(version) is not tried: it cannot be installed here (\(reason))")
                return nil
            }
        }
        return environment.appending(path: "bin/python")
    }

    private static func address(of server: RunningServer) throws -> String {
        let listening = try JSONParser.parse(server.announcement)["listening"]?.array?.compactMap(\.string) ?? []
        return try #require(listening.last { $0.hasPrefix("http://") })
    }

    @Test(arguments: ["10.2.0", "8.1.2"])
    func theOfficialClientRunsItsCalls(version: String) async throws {
        let home = try await ProgramHome.filled()
        guard let python = try await PineconeTests.client(version, in: home.folder) else { return }
        let server = try await RunningServer.start(home, "--http", "127.0.0.1:0", "--json")
        let outcome = try await Program.run(
            python,
            [
                PineconeTests.scripts.appending(path: "conformance.py").path(percentEncoded: false),
                try PineconeTests.address(of: server),
            ])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)\(server.log)")
        #expect(outcome.output.contains("0 failed with pinecone \(version)"), "\(outcome.output)")
        try await server.stop()
    }

    @Test func httpIsServedOnLoopbackOnly() async throws {
        let home = try await ProgramHome.filled()
        let open = try await home.run("serve", "--http", "0.0.0.0:0", "--json")
        #expect(open.status == 2)
        #expect(try open.failure["code"] == "unsupported", "\(open.errors)")
    }

    /// Whatever was acknowledged is there after a kill in the middle of a load, with its values.
    @Test(arguments: [1, 7, 40])
    func aKilledServerKeepsWhatItAcknowledged(batches: Int) async throws {
        let home = try await ProgramHome.filled()
        let python = try #require(Python.url)
        let script = PineconeTests.scripts.appending(path: "load.py").path(percentEncoded: false)
        let file = try home.folder.write("acknowledged", "")
        let path = file.path(percentEncoded: false)
        func count() throws -> Int { try String(contentsOf: file, encoding: .utf8).split(separator: "\n").count }
        let server = try await RunningServer.start(home, "--http", "127.0.0.1:0", "--json")
        let address = try PineconeTests.address(of: server)
        let loading = Task { try await Program.run(python, [script, "load", address, path]) }
        // How far the next batch is then is chance, which is what is wanted.
        while try count() < batches { try await Task.sleep(for: .milliseconds(5)) }
        try await server.die()
        let loaded = try await loading.value
        #expect(loaded.status == 0, "\(loaded.errors)")
        let again = try await RunningServer.start(home, "--http", "127.0.0.1:0", "--json")
        let check = try await Program.run(python, [script, "check", try PineconeTests.address(of: again), path])
        #expect(check.status == 0, "\(check.output)\(check.errors)")
        let acknowledged = try count()
        #expect(check.output.contains("\(acknowledged) batches are there"), "\(check.output)")
        try await again.stop()
    }

    /// `sync pinecone` against `serve --http`: killed wherever chance has it, run again, equal to the last id.
    @Test func aKilledSyncIsTakenUpAndVerified() async throws {
        let service = try await ProgramHome.filled()
        let server = try await RunningServer.start(service, "--http", "127.0.0.1:0", "--json")
        let home = try ProgramHome()
        let lines = (0..<1500).map { number in
            #"{"id": "d\#(number)", "question": "What about matter \#(number)?", "answer": "Rule \#(number % 9)."}"#
        }
        try home.folder.write("many.jsonl", lines.joined(separator: "\n"))
        let ingested = try await home.run("ingest", home.folder.path + "many.jsonl", "--namespace", "faq")
        #expect(ingested.status == 0, "\(ingested.errors)")
        let surroundings = [
            "ALMANAC_PINECONE_HOST": try PineconeTests.address(of: server), "PINECONE_API_KEY": "a-key",
        ]
        for delay in [30, 120, 250] {
            let process = Process()
            process.executableURL = Program.binary
            process.arguments = ["sync", "pinecone", "apply", "--home", home.home]
            process.environment = try Program.surroundings(surroundings)
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            try await Task.sleep(for: .milliseconds(delay))
            kill(process.processIdentifier, SIGKILL)
            while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
        }
        let applied = try await home.run("sync", "pinecone", "apply", "--json", environment: surroundings)
        #expect(applied.status == 0, "\(applied.errors)")
        let verified = try await home.run("sync", "pinecone", "verify", "--json", environment: surroundings)
        #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
        let report = try verified.json
        #expect(report["equal"] == true)
        let expected = (report["namespaces"]?.array ?? []).compactMap { $0["expected"]?.int }.reduce(0, +)
        #expect(expected == 6000, "a question and an answer of 1,500 documents in two indexes: \(report.text)")
        // The key is in nobody's words.
        #expect(!(applied.output + applied.errors + verified.output + server.log).contains("a-key"))
        let closed = try await home.run(
            "sync", "pinecone", "plan", "--json", environment: ["ALMANAC_PINECONE_HOST": "http://127.0.0.1:5080"])
        #expect(closed.status == 2, "without a key nothing is dialled")
        try await server.stop()
    }
}
