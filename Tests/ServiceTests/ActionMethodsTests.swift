import Domain
import Embedding
import Foundation
import Retrieval
import Service
import Store
import Support
import TestSupport
import Testing

/// Tools and proposals over a real socket, with tokens of less and more.
@Suite struct ActionMethodsTests {
    private static let full = "token-of-everything-0001"
    private static let channel = "token-of-a-channel-00002"
    private static let vouching = "token-that-may-vouch-003"
    private static let reader = "token-of-a-reader-000004"

    private func withServer(_ body: @escaping @Sendable (Int, ActionHome.Box) async throws -> Void) async throws {
        let home = try ActionHome()
        let box = ActionHome.Box(home)
        let knowledge = try KnowledgeBase(home: home.folder.url, encoder: HashingEncoder())
        let methods = Methods(
            knowledge: knowledge, actions: home.actions, heedsClock: true, clock: { ActionHome.start })
        let tokens = [
            Token(Self.full), Token(Self.channel, scopes: [.channel]),
            Token(Self.vouching, scopes: [.channel, .vouch]), Token(Self.reader, scopes: [.knowledge]),
        ]
        try await SocketServer.run(methods, configuration: .with { $0.tcp = LineServer.TCP(port: 0, tokens: tokens) }) {
            server in
            let port = server.addresses.compactMap { if case .tcp(_, let port) = $0 { port } else { nil } }.first
            try await body(try #require(port), box)
        }
    }

    private func connect(_ port: Int, _ token: String) throws -> LineClientSocket {
        let peer = try LineClientSocket(port: port)
        try peer.sendLine(
            #"{"jsonrpc":"2.0","id":0,"method":"hello","params":{"protocol":1,"token":"\#(token)"}}"#)
        _ = try peer.read()
        return peer
    }

    private func ask(_ peer: LineClientSocket, _ method: String, _ params: JSONObject) throws -> JSONValue {
        let request: JSONValue = [
            "jsonrpc": "2.0", "id": 1, "method": .string(method), "params": .object(params),
        ]
        try peer.sendLine(request.text)
        return try #require(try peer.read())
    }

    // MARK: Every tool as everybody

    /// Who asks, and what comes of each tool in the order of the catalogue: reads, writes, photos, link. `choice` is
    /// `choice_required`, `payer` is `payer_only`, `identity` is `identity_required`, `nobody` is `customer_not_found`.
    private static let table: [(who: String, customer: JSONValue, answers: [String])] = [
        ("nobody", [:], Array(repeating: "identity", count: 12)),
        (
            "an address that was typed", ["email": "dana@example.com"],
            Array(repeating: "identity", count: 12)
        ),
        (
            "a stranger's address that was typed", ["email": "stranger@example.com"],
            Array(repeating: "identity", count: 12)
        ),
        (
            "a verified address without an account", ["email": "stranger@example.com", "verified_by": "login"],
            Array(repeating: "nobody", count: 12)
        ),
        (
            "an owner of two, by channel", ["email": "dana@example.com", "verified_by": "channel"],
            [
                "ok", "ok", "ok", "ok", "ok", "choice", "choice", "choice", "choice", "proposed", "no_open_claim",
                "choice",
            ]
        ),
        (
            "the same by code", ["email": "dana@example.com", "verified_by": "code"],
            [
                "ok", "ok", "ok", "ok", "ok", "choice", "choice", "choice", "choice", "proposed", "no_open_claim",
                "choice",
            ]
        ),
        (
            "a payer of a gift", ["email": "omer@example.com", "verified_by": "login"],
            [
                "ok", "ok", "ok", "ok", "ok", "proposed", "proposed", "proposed", "proposed", "proposed",
                "no_open_claim", "executed",
            ]
        ),
        (
            "its recipient", ["email": "ruth@example.com", "verified_by": "login"],
            [
                "payer", "payer", "payer", "ok", "payer", "payer", "payer", "payer", "payer", "payer", "no_open_claim",
                "payer",
            ]
        ),
    ]

    private static let wishes: [String: JSONObject] = [
        "change_frequency": ["frequency": "bimonthly"], "pause_subscription": ["months": 1],
        "change_address": [
            "street": "9 Oak Road", "city": "Boston", "state": "MA", "postcode": "02109", "country": "US",
        ],
        "create_damage_claim": ["kind": "broken", "description": "in pieces"],
    ]

    @Test func everyToolAsEveryIdentity() async throws {
        try await withServer { port, _ in
            let peer = try connect(port, Self.full)
            for (who, customer, answers) in Self.table {
                let listed = try ask(peer, "tools.list", ["customer": customer])
                let tools = try #require(listed["result"]?["tools"]?.array, "\(listed.text)")
                try #require(tools.count == answers.count)
                for (tool, expected) in zip(tools, answers) {
                    let name = try #require(tool["name"]?.string)
                    let isRead = tool["effect"] == "read"
                    let answer = try ask(
                        peer, isRead ? "tools.read" : "actions.propose",
                        [
                            "tool": .string(name), "arguments": .object(Self.wishes[name] ?? [:]),
                            "customer": customer,
                        ])
                    let result = try #require(answer["result"], "\(who), \(name): \(answer.text)")
                    let came =
                        switch (result["status"]?.string, result["refusal"]?["code"]?.string) {
                        case (_, "identity_required"): "identity"
                        case (_, "customer_not_found"): "nobody"
                        case (_, "choice_required"): "choice"
                        case (_, "payer_only"): "payer"
                        case ("pending_confirmation", _): "proposed"
                        case (let status, let code): code ?? status ?? "nothing"
                        }
                    #expect(came == expected, "\(who), \(name): \(result.text)")
                    // A list of tools that says "allowed" and a refusal for want of identity would contradict.
                    if came == "identity", tool["identity"] != "claimed" { #expect(tool["allowed"] == false) }
                }
            }
        }
    }

    /// The same words whether or not there is such an account, so that nobody learns who is a customer.
    @Test func refusalsOfTypedAddressesAreAlike() async throws {
        try await withServer { port, _ in
            let peer = try connect(port, Self.full)
            for tool in ["get_subscription", "get_payment_history", "track_package"] {
                let answers = try ["dana@example.com", "stranger@example.com"].map { email in
                    try ask(
                        peer, "tools.read",
                        [
                            "tool": .string(tool), "customer": ["email": .string(email)],
                            "arguments": tool == "track_package" ? ["order": "TB-999"] : [:],
                        ])
                }
                #expect(answers[0] == answers[1], "\(tool)")
            }
        }
    }

    // MARK: Scopes

    @Test func vouchingIsAScope() async throws {
        try await withServer { port, _ in
            let verified: JSONValue = ["email": "omer@example.com", "verified_by": "login"]
            let without = try connect(port, Self.channel)
            for method in ["tools.read", "actions.propose", "tools.list", "actions.list"] {
                let answer = try ask(
                    without, method,
                    ["tool": method == "actions.propose" ? "skip_month" : "get_subscription", "customer": verified])
                #expect(answer["error"]?["data"]?["code"] == "forbidden", "\(method): \(answer.text)")
            }
            let claimed = try ask(
                without, "tools.read", ["tool": "get_subscription", "customer": ["email": "omer@example.com"]])
            #expect(claimed["result"]?["refusal"]?["code"] == "identity_required")
            let with = try connect(port, Self.vouching)
            let read = try ask(with, "tools.read", ["tool": "get_subscription", "customer": verified])
            #expect(read["result"]?["status"] == "ok")
            // All proposals of all customers are for those who run the service.
            #expect(try ask(with, "actions.list", [:])["error"]?["data"]?["code"] == "forbidden")
            let all = try ask(try connect(port, Self.full), "actions.list", [:])
            #expect(all["result"]?["proposals"] == [])
            let reader = try connect(port, Self.reader)
            #expect(try ask(reader, "tools.list", [:])["error"]?["data"]?["code"] == "forbidden")
        }
    }

    @Test func listsShowTokensToTheCustomersOwnSessionOnly() async throws {
        try await withServer { port, _ in
            let peer = try connect(port, Self.full)
            let who: JSONValue = ["email": "omer@example.com", "verified_by": "login"]
            let proposed = try ask(
                peer, "actions.propose", ["tool": "skip_month", "customer": who, "session": "sess_a"])
            let token = try #require(proposed["result"]?["proposal"]?["token"]?.string)
            let own = try ask(peer, "actions.list", ["customer": who, "session": "sess_a"])
            #expect(own["result"]?["proposals"]?.array?.first?["token"]?.string == token)
            let elsewhere = try ask(peer, "actions.list", ["customer": who, "session": "sess_b"])
            #expect(elsewhere["result"]?["proposals"] == [])
            let operators = try ask(peer, "actions.list", ["session": "sess_a"])
            #expect(operators["result"]?["proposals"]?.array?.count == 1)
            #expect(!operators.text.contains(token))
        }
    }

    // MARK: Input

    @Test func badParametersAreNamed() async throws {
        try await withServer { port, _ in
            let peer = try connect(port, Self.full)
            let who: JSONValue = ["email": "omer@example.com", "verified_by": "login"]
            let cases: [(String, JSONObject, String, String)] = [
                ("tools.read", ["tool": "no_such_tool"], "not_found", "no_such_tool"),
                ("tools.read", ["tool": "skip_month", "customer": who], "invalid_params", "does not read"),
                ("actions.propose", ["tool": "get_subscription", "customer": who], "invalid_params", "reads"),
                ("tools.read", [:], "invalid_params", "tool"),
                (
                    "tools.read", ["tool": "get_subscription", "customer": "omer@example.com"], "invalid_params",
                    "customer"
                ),
                (
                    "tools.read", ["tool": "get_subscription", "customer": ["verified_by": "login"]], "invalid_params",
                    "email"
                ),
                (
                    "tools.read", ["tool": "get_subscription", "customer": ["email": "a@b", "verified_by": "guess"]],
                    "invalid_params", "verified_by"
                ),
                (
                    "tools.read",
                    ["tool": "get_subscription", "customer": who, "arguments": ["customer_email": "dana@example.com"]],
                    "invalid_params", "customer_email"
                ),
                (
                    "actions.propose",
                    [
                        "tool": "change_address", "customer": who,
                        "arguments": ["street": "9 Oak Road", "city": 7, "country": "US"],
                    ],
                    "invalid_params", "city"
                ),
                (
                    "actions.propose",
                    [
                        "tool": "change_address", "customer": who,
                        "arguments": ["street": "9 Oak\u{0}Road", "city": "Boston", "country": "US"],
                    ], "invalid_params", "street"
                ),
                (
                    "actions.propose",
                    [
                        "tool": "change_address", "customer": who,
                        "arguments": [
                            "street": .string(String(repeating: "9", count: 121)), "city": "B", "country": "US",
                        ],
                    ], "invalid_params", "street"
                ),
                (
                    "actions.propose", ["tool": "skip_month", "customer": who, "arguments": ["month": "2026-13"]],
                    "invalid_params", "month"
                ),
                ("actions.confirm", ["id": "prop_0", "token": "x", "customer": who], "not_found", "prop_0"),
                ("actions.confirm", ["id": "prop_0", "customer": who], "invalid_params", "token"),
                ("actions.list", ["customer": who], "invalid_params", "session"),
                ("actions.cancel_link.redeem", ["link": "x", "customer": who], "invalid_params", "request_key"),
            ]
            for (method, params, code, part) in cases {
                let answer = try ask(peer, method, params)
                #expect(answer["error"]?["data"]?["code"]?.string == code, "\(method) \(params): \(answer.text)")
                #expect(answer["error"]?["message"]?.string?.contains(part) == true, "\(answer.text)")
                // Nothing of a customer comes back in an error.
                #expect(!answer.text.contains("example.com"), "\(answer.text)")
            }
        }
    }

    /// Links are looked at by machines that were never told a secret; whatever they bring is one answer.
    @Test func anythingButALinkIsInvalid() async throws {
        try await withServer { port, _ in
            let peer = try connect(port, Self.full)
            for text in ["x", "https://terebinth.example/cancel", "https://terebinth.example/cancel?al=AAAA", "🙂"] {
                let answer = try ask(peer, "actions.cancel_link.check", ["link": .string(text)])
                #expect(answer["result"]?["status"] == "invalid", "\(answer.text)")
            }
        }
    }

    // MARK: Token files

    @Test func tokenFilesNameLinesAndNeverSecrets() throws {
        let good = """
            # people
            0123456789abcdef0123
            sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 channel,vouch  # the widget

            """
        let tokens = try Token.list(in: good, file: "tokens")
        #expect(tokens.map(\.scopes) == [Set(RPCScope.allCases), [.channel, .vouch]])
        #expect(tokens[1].matches("test"))
        #expect(!tokens[0].matches("test"))
        for (text, line) in [
            ("short", 1), ("\n0123456789abcdef0123 everything", 2), ("sha256:00ff channel", 1),
            ("0123456789abcdef0123 channel extra", 1),
        ] {
            let error = try #require(throws: AlmanacError.self) { try Token.list(in: text, file: "tokens") }
            #expect(error.message.hasPrefix("tokens:\(line): "), "\(error.message)")
            #expect(!"\(error)".contains("0123456789"))
        }
        #expect(throws: AlmanacError.self) { try Token.list(in: "# none\n", file: "tokens") }
    }
}

extension ActionHome {
    /// Keeps a home for closures on other threads, which only read it.
    final class Box: Sendable {
        let actions: Actions
        let folder: TemporaryHome

        init(_ home: ActionHome) { (actions, folder) = (home.actions, home.folder) }
    }
}
