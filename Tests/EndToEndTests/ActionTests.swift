import Domain
import Foundation
import Testing

/// An invented company, twelve tools and one change, through the built program.
@Suite(.enabled(if: Program.isBuilt)) struct ActionTests {
    static let asOf = "2026-11-15T09:00:00Z"

    /// A home with generated customers and nothing else.
    static func people(_ count: Int = 20) async throws -> ProgramHome {
        let home = try ProgramHome()
        let made = try await home.run(
            "customers", "generate", "--seed", "7", "--count", "\(count)", "--as-of", "2026-11-15",
            environment: ["ALMANAC_COMPANY": Program.repository.appending(path: "corpus/company").path])
        try #require(made.status == 0, "\(made.errors)")
        return home
    }

    /// Calls a method of the home's server as a verified customer; gives the result.
    static func call(_ home: ProgramHome, _ method: String, _ params: JSONObject) async throws -> JSONValue {
        let outcome = try await home.run("call", method, JSONValue.object(params).text)
        try #require(outcome.status == 0, "\(method): \(outcome.errors)")
        return try outcome.json
    }

    static func customer(_ email: String, by verification: String? = "login") -> JSONValue {
        var json: JSONObject = ["email": .string(email)]
        if let verification { json["verified_by"] = .string(verification) }
        return .object(json)
    }

    /// The whole way of the issue: five reads, a proposal, an edit, a doubled confirmation, the one change.
    @Test func fromReadingToTheOneChange() async throws {
        let home = try await ActionTests.people()
        let server = try await RunningServer.start(home, "--test-clock")
        let email = "noa.p1@example.com"
        let who = ActionTests.customer(email)
        for tool in [
            "get_subscription", "get_customer_history", "get_payment_history", "track_package", "get_box_contents",
        ] {
            let read = try await ActionTests.call(
                home, "tools.read", ["tool": .string(tool), "customer": who, "now": .string(ActionTests.asOf)])
            #expect(read["status"] == "ok", "\(tool): \(read.text)")
            #expect(!read.text.contains(email), "\(tool) repeats the address")
        }
        let proposed = try await ActionTests.call(
            home, "actions.propose",
            [
                "tool": "pause_subscription", "arguments": ["months": 3], "customer": who,
                "now": .string(ActionTests.asOf),
            ])
        #expect(proposed["status"] == "pending_confirmation", "\(proposed.text)")
        let proposal = try #require(proposed["proposal"])
        let id = try #require(proposal["id"]?.string)
        let confirmation: JSONObject = [
            "id": .string(id), "token": try #require(proposal["token"]), "arguments": ["months": 1],
            "customer": who, "session": try #require(proposed["session"]), "now": .string(ActionTests.asOf),
        ]
        let first = try await ActionTests.call(home, "actions.confirm", confirmation)
        #expect(first["status"] == "executed", "\(first.text)")
        #expect(first["proposal"]?["result"]?["arguments"]?["months"] == 1)
        let second = try await ActionTests.call(home, "actions.confirm", confirmation)
        #expect(second == first)
        // The command line beside the server sees the one change, its audit row and its event.
        let shown = try await home.run("actions", "show", id, "--json").json
        #expect(shown["audit"]?["operation"] == "pause_subscription")
        #expect(shown["audit"]?["after"]?["status"] == "paused")
        let kinds = shown["events"]?.array?.compactMap { $0["kind"]?.string }
        #expect(kinds == ["proposal.created", "proposal.executed", "subscription.paused"])
        let subscription = try await ActionTests.call(
            home, "tools.read", ["tool": "get_subscription", "customer": who, "now": .string(ActionTests.asOf)])
        #expect(subscription.text.contains("paused"))
        try await server.stop()
        // Nothing of the customer is in the server's log.
        #expect(!server.log.contains("example.com"))
    }

    @Test func theClockOfCallersIsHeededForTestsOnly() async throws {
        let home = try await ActionTests.people()
        let server = try await RunningServer.start(home)
        let proposed = try await ActionTests.call(
            home, "actions.propose",
            [
                "tool": "skip_month", "customer": ActionTests.customer("noa.p1@example.com"), "now": "2020-01-01",
            ])
        let made = try #require(proposed["proposal"]?["created_at"]?.string.flatMap(Timestamp.init(iso:)))
        #expect(made > Timestamp(iso: "2026-01-01") ?? made)
        try await server.stop()
    }

    @Test func withoutKeysTheLinkToolSaysSo() async throws {
        let home = try await ActionTests.people()
        let refused = try await home.run(
            "actions", "propose", "generate_cancel_link", "--customer", "noa.p1@example.com", "--verified-by", "login",
            "--json")
        #expect(refused.status == 3)
        #expect(try refused.json["refusal"]?["code"] == "no_key")
    }

    @Test func aLinkIsCheckedAsOftenAsMailScannersLikeAndRedeemedOnce() async throws {
        let home = try await ActionTests.people()
        let key = try await home.run("cancel-link", "key", "main")
        let file = try home.folder.write("cancel.key", key.output)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        let settings = ["ALMANAC_CANCEL_LINK_KEY_FILE": file.path]
        let who = ["--customer", "noa.p1@example.com", "--verified-by", "code"]
        let open = try await home.run(
            ["actions", "propose", "generate_cancel_link", "--json"] + who, environment: settings)
        #expect(open.status == 2, "a key that others may read was taken")
        #expect(open.errors.contains("chmod 600"))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
        let issued = try await home.run(
            ["actions", "propose", "generate_cancel_link", "--json"] + who, environment: settings)
        let link = try #require(try issued.json["result"]?["url"]?.string, "\(issued.output)\(issued.errors)")
        for _ in 0..<3 {
            let checked = try await home.run("cancel-link", "check", link, "--json", environment: settings)
            #expect(checked.status == 0)
            #expect(try checked.json["status"] == "valid")
        }
        let redeem = ["cancel-link", "redeem", link, "--json"]
        let foreign = try await home.run(
            redeem + ["--request-key", "a", "--customer", "noa.p2@example.com", "--verified-by", "code"],
            environment: settings)
        #expect(foreign.status == 3)
        let first = try await home.run(redeem + who + ["--request-key", "page-1"], environment: settings)
        #expect(first.status == 0, "\(first.output)\(first.errors)")
        #expect(try first.json["status"] == "cancelled")
        let again = try await home.run(redeem + who + ["--request-key", "page-1"], environment: settings)
        #expect(again.output == first.output)
        let reused = try await home.run(redeem + who + ["--request-key", "page-2"], environment: settings)
        #expect(reused.status == 3)
        #expect(try reused.json["refusal"]?["code"] == "settled")
        let checked = try await home.run("cancel-link", "check", link, "--json", environment: settings)
        #expect(checked.status == 3)
    }

    @Test(arguments: [
        (["actions", "read", "no_such_tool"], 1, "not_found"),
        (["actions", "read", "pause_subscription"], 2, "invalid_params"),
        (["actions", "propose", "get_subscription"], 2, "invalid_params"),
        (["actions", "read", "get_payment_history", "months=0"], 2, "invalid_params"),
        (["actions", "read", "get_payment_history", "months=soon"], 2, "invalid_params"),
        (["actions", "read", "get_subscription", "customer_email=x@example.com"], 2, "invalid_params"),
        (
            ["actions", "propose", "create_damage_claim", "{\"kind\": \"broken\", \"description\": \"a\\u0000b\"}"], 2,
            "invalid_params"
        ),
        (
            [
                "actions", "propose", "create_damage_claim",
                "{\"kind\": \"broken\", \"description\": \"\(String(repeating: "x", count: 2001))\"}",
            ], 2, "invalid_params"
        ),
        (["actions", "propose", "pause_subscription", "[2]"], 2, "invalid_input"),
        (["actions", "confirm", "prop_x", "--token", "t"], 1, "not_found"),
        (["actions", "read", "get_subscription", "--verified-by", "guess"], 2, "invalid_input"),
        (["actions", "read", "get_subscription", "--verified-by", "login"], 2, "invalid_input"),
        (["actions", "list", "--status", "gone"], 2, "invalid_input"),
        (["actions", "show", "prop_x"], 1, "not_found"),
    ])
    func badInputIsNamed(arguments: [String], status: Int, code: String) async throws {
        let home = try await ActionTests.people(16)
        let outcome = try await home.run(arguments + ["--json"])
        #expect(Int(outcome.status) == status, "\(arguments): \(outcome.output)\(outcome.errors)")
        #expect(try outcome.failure["code"]?.string == code, "\(arguments)")
    }
}
