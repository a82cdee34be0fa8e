import Domain
import Foundation
import Testing

/// The server as a process: what it says, what it answers, how it stops.
@Suite(.enabled(if: Program.isBuilt)) struct ServeTests {
    @Test func theSameAnswersWithAndWithoutAServer() async throws {
        let home = try await ProgramHome.filled()
        let query = ["when is my card charged", "--now", "2026-11-15", "--explain", "--json"]
        let before = try await home.run(["search"] + query)
        let server = try await RunningServer.start(home)
        let during = try await home.run(["search"] + query)
        let called = try await home.run(
            "call", "knowledge.search", "query=when is my card charged", "now=2026-11-15", "explain=true")
        #expect(called.status == 0, "\(called.errors)")
        try await server.stop()
        let expected = try withoutTimings(before.json)
        #expect(try withoutTimings(during.json) == expected)
        #expect(try withoutTimings(called.json) == expected)
        #expect(expected["hits"]?.array?.isEmpty == false)
    }

    @Test func whatIsIngestedBesideTheServerIsFound() async throws {
        let home = try await ProgramHome.filled()
        let server = try await RunningServer.start(home)
        let record =
            "{\"id\": \"new\", \"title\": \"Umbrella\", \"question\": \"Umbrella?\", \"answer\": \"We sell no umbrella.\"}\n"
        let stored = try await home.run("ingest", "-", "--namespace", "faq", input: record)
        #expect(stored.status == 0, "\(stored.errors)")
        let found = try await home.run("call", "knowledge.search", "query=umbrella")
        #expect(try found.json["hits"]?.array?.first?["document"] == "faq/new")
        try await server.stop()
    }

    @Test func oneServerAHome() async throws {
        let home = try await ProgramHome.filled()
        let server = try await RunningServer.start(home)
        let other = home.folder.path + "other.sock"
        for arguments in [["serve"], ["serve", "--socket", other]] {
            let second = try await home.run(arguments + ["--json"])
            #expect(second.status == 2)
            #expect(try second.failure["code"] == "conflict")
        }
        #expect(try await home.run("call", "ping").status == 0, "the first server is gone")
        try await server.stop()
    }

    @Test(arguments: [SIGTERM, SIGINT]) func aGracefulStopLeavesNothingBehind(signal: Int32) async throws {
        let home = try await ProgramHome.filled()
        let server = try await RunningServer.start(home)
        #expect(server.announcement.contains("almanac.sock"))
        #expect(FileManager.default.fileExists(atPath: home.home + "/almanac.sock"))
        try await server.stop(by: signal)
        #expect(!FileManager.default.fileExists(atPath: home.home + "/almanac.sock"))
        let call = try await home.run("call", "ping", "--json")
        #expect(call.status == 5)
        #expect(try call.failure["code"] == "unavailable")
        #expect(try call.failure["hint"]?.string?.contains("almanac serve") == true)
        // The home is free again.
        try await RunningServer.start(home).stop()
    }

    @Test func errorsOfCallsAreThoseOfTheTable() async throws {
        let home = try await ProgramHome.filled()
        let server = try await RunningServer.start(home)
        for (arguments, status, code) in [
            (["no.such.method"], 2, "method_not_found"), (["knowledge.search"], 2, "invalid_params"),
            (["knowledge.search", "query=jar", "k=0"], 2, "invalid_params"),
            (["knowledge.get", "document=faq/nothing"], 1, "not_found"),
            (["knowledge.search", "{\"query\": \"jar\", \"namespaces\": [\"nonsense\"]}"], 2, "unknown_namespace"),
            (["knowledge.search", "{"], 2, "invalid_input"), (["knowledge.search", "jar"], 2, "invalid_input"),
        ] {
            let outcome = try await home.run(["call"] + arguments + ["--json"])
            #expect(Int(outcome.status) == status, "\(arguments)")
            #expect(try outcome.failure["code"]?.string == code, "\(arguments)")
        }
        try await server.stop()
    }

    @Test func everyMethodIsListed() async throws {
        let listed = try await Program.run(["call", "--list", "--json"]).json
        let names = listed["methods"]?.array?.compactMap { $0["method"]?.string } ?? []
        #expect(names.contains("knowledge.search"))
        #expect(try await Program.run(["call", "--list"]).output.contains("knowledge.why_not"))
    }

    @Test func theDoctorSeesTheServer() async throws {
        let home = try await ProgramHome.filled()
        func socket() async throws -> JSONValue? {
            try await home.run("doctor", "--json").json["findings"]?.array?.first { $0["check"] == "server" }
        }
        #expect(try await socket()?["message"]?.string?.contains("no server") == true)
        let server = try await RunningServer.start(home)
        #expect(try await socket()?["level"] == "ok")
        #expect(try await socket()?["message"]?.string?.contains("listens") == true)
        try await server.stop()
    }

    @Test func tcpWantsALoopbackAddressAndAToken() async throws {
        let home = try await ProgramHome.filled()
        let bare = try await home.run("serve", "--tcp", "127.0.0.1:0", "--json")
        #expect(bare.status == 2)
        try home.folder.write("token", "a-long-token-for-the-test\n")
        let open = try await home.run(
            "serve", "--tcp", "0.0.0.0:0", "--token-file", home.folder.path + "token", "--json")
        #expect(open.status == 2)
        #expect(try open.failure["code"] == "unsupported")
    }

    @Test func tcpAnswersToTheToken() async throws {
        let home = try await ProgramHome.filled()
        try home.folder.write("token", "a-long-token-for-the-test\n")
        let server = try await RunningServer.start(
            home, "--tcp", "127.0.0.1:0", "--token-file", home.folder.path + "token", "--json")
        let addresses = try JSONParser.parse(server.announcement)["listening"]?.array?.compactMap(\.string) ?? []
        let port = try #require(addresses.last?.split(separator: ":").last)
        for (token, isRight) in [("a-long-token-for-the-test", true), ("another-token-altogether", false)] {
            let hello = #"{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1,"token":"\#(token)"}}"#
            let script = "exec 3<>/dev/tcp/127.0.0.1/\(port); printf '%s\\n' '\(hello)' >&3; head -n 1 <&3"
            let answer = try await Program.run(URL(filePath: "/bin/bash"), ["-c", script]).json
            #expect((answer["result"] != nil) == isRight, "\(answer.text)")
        }
        try await server.stop()
    }

    @Test func theSocketOfTheSettingsIsUsedByBothSides() async throws {
        let home = try await ProgramHome.filled()
        try home.folder.write("home/almanac.yml", "socket: elsewhere.sock\nlimits:\n  batch: 7\n")
        let server = try await RunningServer.start(home)
        #expect(FileManager.default.fileExists(atPath: home.home + "/elsewhere.sock"))
        #expect(!FileManager.default.fileExists(atPath: home.home + "/almanac.sock"))
        let hello = try await home.run("call", "hello", "protocol=1")
        #expect(hello.status == 0, "\(hello.errors)")
        #expect(try hello.json["limits"]?["batch"] == 7)
        try await server.stop()
    }

    private func withoutTimings(_ value: JSONValue) -> JSONValue {
        guard var object = value.object else { return value }
        object["timings_ms"] = nil
        return .object(object)
    }
}

/// `almanac serve` under way.
final class RunningServer: Sendable {
    private let process: Process
    let announcement: String
    private let errors: URL

    private init(_ process: Process, _ announcement: String, _ errors: URL) {
        self.process = process
        self.announcement = announcement
        self.errors = errors
    }

    /// What it has said on standard error.
    var log: String { (try? String(contentsOf: errors, encoding: .utf8)) ?? "" }

    /// Returns when it has said that callers can connect.
    static func start(_ home: ProgramHome, _ arguments: String...) async throws -> RunningServer {
        let output = try home.folder.write("serve.output", "")
        let errors = try home.folder.write("serve.errors", "")
        let process = Process()
        let binary = try #require(Program.binary)
        process.executableURL = binary
        process.arguments = ["serve"] + arguments
        process.environment = try Program.surroundings(["ALMANAC_HOME": home.home, "ALMANAC_ENCODER": "hashing"])
        process.standardInput = FileHandle.nullDevice
        let handles = try [output, errors].map { try FileHandle(forWritingTo: $0) }
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        try process.run()
        for handle in handles { try handle.close() }
        var said = ""
        while !said.hasSuffix("\n") {
            guard process.isRunning else {
                let log = try String(contentsOf: errors, encoding: .utf8)
                throw ServerEnded(log: log)
            }
            try await Task.sleep(for: .milliseconds(20))
            said = try String(contentsOf: output, encoding: .utf8)
        }
        return RunningServer(process, said, errors)
    }

    struct ServerEnded: Error { let log: String }

    /// Asks it to stop; a graceful end is status 0.
    func stop(by signal: Int32 = SIGTERM) async throws {
        kill(process.processIdentifier, signal)
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        #expect(process.terminationReason == .exit)
        #expect(process.terminationStatus == 0)
    }

    /// Kills it where it stands.
    func die() async throws {
        kill(process.processIdentifier, SIGKILL)
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
}
