import Domain
import Foundation
import TestSupport
import Testing

/// Confirmations killed in the middle: kill -9 of a real process before every one of its file operations in turn, with
/// a server on the same home and without one. Each is confirmed again until it answers; the change is made once.
@Suite(.enabled(if: Program.isBuilt && DiskShim.shared != nil)) struct ActionCrashTests {
    private static let who = ["--customer", "noa.p1@example.com", "--verified-by", "login"]
    private static let now = ["--now", ActionTests.asOf]

    /// A proposal that the rules always allow: another house of the same street.
    private func wish(_ number: Int) -> JSONObject {
        [
            "street": .string("\(number) Harvest Road"), "city": "Boston", "state": "MA", "postcode": "02108",
            "country": "US",
        ]
    }

    private struct Waiting {
        let id: String
        let token: String
        let session: String

        init(_ answer: JSONValue) throws {
            let proposal = try #require(answer["proposal"], "\(answer.text)")
            id = try #require(proposal["id"]?.string)
            token = try #require(proposal["token"]?.string)
            session = try #require(proposal["session"]?.string)
        }

        var confirmation: [String] {
            ["actions", "confirm", id, "--token", token, "--session", session, "--json"] + ActionCrashTests.who
                + ActionCrashTests.now
        }
    }

    /// How often the subscription was changed, up to the change of this proposal: its version grows by one each time.
    private func changes(_ home: ProgramHome, upTo waiting: Waiting) async throws -> Int {
        let shown = try await home.run("actions", "show", waiting.id, "--json")
        try #require(shown.status == 0, "\(shown.errors)")
        return try #require(try shown.json["audit"]?["after"]?["version"]?.int) - 1
    }

    /// How many operations a confirmation makes when nothing stops it.
    private func operations(_ shim: DiskShim, _ home: ProgramHome, _ waiting: Waiting) async throws -> Int {
        let report = home.folder.file("report")
        let outcome = try await home.run(
            waiting.confirmation, environment: shim.environment(home: home.home, .count, report: report))
        try #require(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        return try DiskShim.read(report).operations
    }

    @Test func besideAServer() async throws {
        let shim = try #require(DiskShim.shared)
        let home = try await ActionTests.people(16)
        let server = try await RunningServer.start(home, "--test-clock")
        let client = try UnixLineClient(path: home.home + "/almanac.sock")
        func propose(_ number: Int) throws -> Waiting {
            try Waiting(
                client.call(
                    "actions.propose",
                    [
                        "tool": "change_address", "arguments": .object(wish(number)),
                        "customer": ActionTests.customer("noa.p1@example.com"), "now": .string(ActionTests.asOf),
                    ]))
        }
        let count = try await operations(shim, home, propose(0))
        print("a confirmation beside a server: \(count) operations on the disk")
        let kills = 400
        var killed = 0
        var last: Waiting?
        for number in 1...kills {
            let waiting = try propose(number)
            last = waiting
            let outcome = try await home.run(
                waiting.confirmation, environment: shim.environment(home: home.home, .kill, at: number % count + 1))
            if outcome.status == 9 { killed += 1 }
            // The customer presses again, twice.
            for _ in 0..<2 {
                let answer = try client.call(
                    "actions.confirm",
                    [
                        "id": .string(waiting.id), "token": .string(waiting.token), "session": .string(waiting.session),
                        "customer": ActionTests.customer("noa.p1@example.com"), "now": .string(ActionTests.asOf),
                    ])
                #expect(answer["status"] == "executed", "kill \(number): \(answer.text)")
            }
        }
        print("\(killed) of \(kills) confirmations were killed")
        #expect(killed > kills * 9 / 10)
        #expect(try await changes(home, upTo: try #require(last)) == kills + 1)
        try await server.stop()
    }

    @Test func onAHomeThatNobodyElseHasOpen() async throws {
        let shim = try #require(DiskShim.shared)
        let home = try await ActionTests.people(16)
        func propose(_ number: Int) async throws -> Waiting {
            let outcome = try await home.run(
                ["actions", "propose", "change_address", JSONValue.object(wish(number)).text, "--json"]
                    + ActionCrashTests.who + ActionCrashTests.now)
            try #require(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            return try Waiting(outcome.json)
        }
        let count = try await operations(shim, home, propose(0))
        print("a confirmation alone: \(count) operations on the disk")
        let kills = 120
        var killed = 0
        var last: Waiting?
        for number in 1...kills {
            let waiting = try await propose(number)
            last = waiting
            let outcome = try await home.run(
                waiting.confirmation, environment: shim.environment(home: home.home, .kill, at: number % count + 1))
            if outcome.status == 9 { killed += 1 }
            let again = try await home.run(waiting.confirmation)
            #expect(again.status == 0, "kill \(number): \(again.output)\(again.errors)")
        }
        print("\(killed) of \(kills) confirmations were killed")
        #expect(killed > kills * 9 / 10)
        #expect(try await changes(home, upTo: try #require(last)) == kills + 1)
    }
}

/// A client that blocks, for calls by the hundred.
private final class UnixLineClient {
    private let socket: LineClientSocket
    private var id = 0

    init(path: String) throws { socket = try LineClientSocket(path: path) }

    func call(_ method: String, _ params: JSONObject) throws -> JSONValue {
        id += 1
        let request: JSONValue = [
            "jsonrpc": "2.0", "id": JSONValue(id), "method": .string(method), "params": .object(params),
        ]
        try socket.sendLine(request.text)
        let answer = try #require(try socket.read())
        return try #require(answer["result"], "\(answer.text)")
    }
}
