import Domain
import Foundation
import Service
import TestSupport
import Testing

/// TCP asks for a token first, and stays on this machine.
@Suite struct SocketTCPTests {
    private static let token = "0123456789abcdef-secret"
    private static let ping = #"{"jsonrpc":"2.0","id":2,"method":"ping"}"#

    private static func hello(_ token: String) -> String {
        #"{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1\#(token)}}"#
    }

    private func withServer(
        scopes: Set<RPCScope> = Set(RPCScope.allCases), logger log: LogBook = LogBook(),
        configuration: LineServer.Configuration = LineServer.Configuration(),
        _ body: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        var configuration = configuration
        configuration.tcp = LineServer.TCP(port: 0, token: Self.token, scopes: scopes)
        try await SocketServer.run(SocketConversationTests.echo, logger: log.logger, configuration: configuration) {
            server in
            let port = server.addresses.compactMap { if case .tcp(_, let port) = $0 { port } else { nil } }.first
            try await body(try #require(port))
        }
    }

    @Test func theRightTokenOpensTheConnection() async throws {
        let log = LogBook()
        try await withServer(logger: log) { port in
            let peer = try LineClientSocket(port: port)
            try peer.sendLine(Self.hello(#","token":"\#(Self.token)""#) + "\n" + Self.ping)
            #expect(try peer.read()?["result"]?["protocol"] == 1)
            #expect(try peer.read()?["id"] == 2)
        }
        #expect(!log.text.contains(Self.token))
    }

    @Test(arguments: [
        hello(""), hello(#","token":"wrong""#), hello(#","token":"\#(token)x""#),
        hello(#","token":"\#(token.dropLast())""#),
        hello(#","token":"""#), hello(#","token":7"#), hello(#","token":"\#(token)\#(token)""#), ping,
        "[\(hello(#","token":"\#(token)""#)),\(ping)]", #"{"jsonrpc":"2.0","method":"ping"}"#, "nonsense",
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n\(hello(#","token":"\#(token)""#))",
        String(repeating: "a", count: 20_000),
    ])
    func anythingElseClosesIt(first: String) async throws {
        try await withServer { port in
            let peer = try LineClientSocket(port: port)
            try peer.sendLine(first + "\n" + Self.ping)
            var lines = 0
            while let answer = try peer.read() {
                lines += 1
                #expect(answer["result"] == nil, "\(answer.text)")
                #expect(answer["error"] != nil)
                #expect(!answer.text.contains(Self.token))
            }
            #expect(lines <= 1)
        }
    }

    @Test func theErrorOfAWrongTokenIsUnauthorized() async throws {
        try await withServer { port in
            for first in [Self.hello(#","token":"wrong-wrong-wrong""#), Self.ping] {
                let peer = try LineClientSocket(port: port)
                try peer.sendLine(first)
                #expect(try peer.read()?["error"]?["data"]?["code"] == "unauthorized")
            }
        }
    }

    @Test func silenceIsClosed() async throws {
        try await withServer(configuration: .with { $0.limits.hello = .milliseconds(100) }) { port in
            let peer = try LineClientSocket(port: port)
            #expect(try peer.readLine() == nil)
        }
    }

    @Test func aTokenHasItsScopesOnly() async throws {
        try await withServer(scopes: [.channel, .knowledge]) { port in
            let peer = try LineClientSocket(port: port)
            try peer.sendLine(Self.hello(#","token":"\#(Self.token)""#))
            let hello = try peer.read()?["result"]
            #expect(hello?["scopes"] == ["channel", "knowledge"])
            #expect(hello?["methods"]?.array?.contains("knowledge.delete") == false)
            try peer.sendLine(#"{"jsonrpc":"2.0","id":3,"method":"knowledge.delete","params":[["faq/1"]]}"#)
            #expect(try peer.read()?["error"]?["data"]?["code"] == "forbidden")
            try peer.sendLine(#"{"jsonrpc":"2.0","id":4,"method":"knowledge.get","params":["faq/1"]}"#)
            #expect(try peer.read()?["result"] == ["document": "faq/1"])
        }
    }

    @Test(arguments: ["0.0.0.0", "10.0.0.1", "::", "example.com", "192.168.1.1", "127.example.com", ""])
    func beyondLoopbackIsRefused(host: String) async throws {
        let error = await #expect(throws: AlmanacError.self) {
            try await SocketServer.run(
                SocketConversationTests.echo,
                configuration: .with { $0.tcp = LineServer.TCP(host: host, port: 0, token: Self.token) }
            ) { _ in }
        }
        #expect(error?.code == .unsupported)
    }

    @Test func aShortTokenIsRefused() async throws {
        let error = await #expect(throws: AlmanacError.self) {
            try await SocketServer.run(
                SocketConversationTests.echo, configuration: .with { $0.tcp = LineServer.TCP(port: 0, token: "short") }
            ) { _ in }
        }
        #expect(error?.code == .invalidInput)
    }

    @Test func tokensMatchWholly() {
        let token = Token(Self.token)
        #expect(token.matches(Self.token))
        for other in ["", "0", Self.token + "0", String(Self.token.dropLast()), Self.token + Self.token] {
            #expect(!token.matches(other))
        }
        #expect(!Token("").matches(""))
        var dumped = ""
        dump(LineServer.TCP(port: 0, token: Self.token), to: &dumped)
        dump(Optional(token), to: &dumped)
        let printed = "\(token) \(String(reflecting: [token])) \(dumped) \(LineServer.TCP(port: 0, token: Self.token))"
        #expect(!printed.contains("secret") && !printed.contains("115"))
    }
}
