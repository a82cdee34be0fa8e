import Domain
import Foundation
import Testing

/// Invariant 11: no address outside loopback is dialled and no name resolved.
@Suite(.enabled(if: Program.isBuilt)) struct OfflineTests {
    private static let tracer: URL? = {
        let found = ["/usr/bin/strace", "/bin/strace"].first(where: FileManager.default.isExecutableFile)
        if found == nil { print("OfflineTests are skipped: strace is not installed") }
        return found.map { URL(filePath: $0) }
    }()

    @Test(.enabled(if: tracer != nil)) func nothingIsDialled() async throws {
        let tracer = try #require(OfflineTests.tracer)
        let home = try ProgramHome()
        try home.writeDocuments()
        let binary = try #require(Program.binary).path(percentEncoded: false)
        let log = home.folder.file("trace")
        func calls(_ arguments: [String]) async throws -> [Substring] {
            let outcome = try await Program.run(
                tracer, ["-f", "-e", "trace=connect,sendto,sendmsg", "-o", log.path, binary] + arguments,
                environment: ["ALMANAC_HOME": home.home, "ALMANAC_ENCODER": "hashing"])
            try #require(outcome.status == 0, "\(arguments): \(outcome.errors)")
            return try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
        }
        for arguments in [["ingest", home.documents], ["search", "broken jar"], ["doctor"]] {
            let outside = try await calls(arguments).filter(OfflineTests.leavesTheMachine)
            #expect(outside.isEmpty, "\(arguments): \(outside)")
        }
        // A server and its caller: the socket is the only thing that is dialled.
        let server = try await RunningServer.start(home)
        let lines = try await calls(["call", "knowledge.search", "query=jar"])
        try await server.stop()
        #expect(lines.contains { $0.contains("AF_UNIX") && $0.contains("almanac.sock") }, "the trace saw nothing")
        #expect(lines.filter(OfflineTests.leavesTheMachine).isEmpty)
    }

    @Test func theFilterSeesWhatLeaves() {
        #expect(
            OfflineTests.leavesTheMachine(
                "9 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr(\"10.0.0.2\")}, 16) = 0"))
        #expect(
            OfflineTests.leavesTheMachine(
                "9 connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr(\"127.0.0.53\")}, 16) = 0"))
        #expect(
            !OfflineTests.leavesTheMachine(
                "9 connect(3, {sa_family=AF_INET, sin_addr=inet_addr(\"127.0.0.1\")}, 16) = 0"))
    }

    /// A network address other than loopback, or a name server's port. (The local user's name is looked up through
    /// the C library, which asks its cache on a Unix socket; that stays on the machine.)
    private static func leavesTheMachine(_ line: some StringProtocol) -> Bool {
        if line.contains("htons(53)") { return true }
        guard line.contains("AF_INET") else { return false }
        return !line.contains("\"127.") && !line.contains("\"::1\"")
    }
}
