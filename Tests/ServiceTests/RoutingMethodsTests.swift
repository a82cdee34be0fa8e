import Domain
import Embedding
import Foundation
import Retrieval
import Service
import Support
import TestSupport
import Testing

/// `support.classify` as callers meet it.
@Suite struct RoutingMethodsTests {
    private static let messages = [
        ("parcel", "where is my box"), ("parcel", "the parcel has not arrived"), ("parcel", "tracking does not move"),
        ("parcel", "when is the parcel delivered"), ("money", "you charged my card twice"),
        ("money", "send me the invoice"), ("money", "my card is declined"), ("money", "what is this charge"),
    ].map { LabelledMessage(text: $0.1, label: $0.0) }

    private let home: TemporaryHome
    private let methods: Methods

    init() throws {
        home = try TemporaryHome()
        let encoder = HashingEncoder()
        let desk = RouterDesk(
            folder: home.url.appending(path: "caches"),
            categories: [Category(name: "parcel", title: "Parcel"), Category(name: "money", title: "Money")],
            rules: SignalRules(),
            vectors: TextVectors(
                digest: encoder.identity.digest, dimension: encoder.identity.dimension, readsLatinOnly: false
            ) { try encoder.encode($0).vectors },
            training: RouterTraining(revision: { 1 }, messages: { RoutingMethodsTests.messages }))
        methods = Methods(knowledge: try KnowledgeBase(home: home.url, encoder: encoder), router: desk)
    }

    private func classify(_ params: JSONObject) throws -> JSONValue {
        try methods.run(
            .supportClassify, .named(params), from: .unix, scopes: [.channel], counters: Counters())
    }

    @Test func aMessageIsClassifiedAsDeclared() throws {
        let result = try classify(["text": "has my parcel arrived, mail me at dana@example.com", "channel": "email"])
        try RPCMethod.supportClassify.result.check(result, name: "result")
        #expect(result["category"] == "parcel" && result["emails"] == ["dana@example.com"])
        #expect(result["candidates"]?.array?.count == 2 && result["language"] == "en")
        #expect(try classify(["text": "has my parcel arrived, mail me at dana@example.com"]) == result)
    }

    @Test func historyCounts() throws {
        let history: JSONObject = ["failed_attempts": 2]
        #expect(try classify(["text": "where is my box"])["escalation_signal"] == false)
        #expect(try classify(["text": "where is my box", "history": .object(history)])["escalation_signal"] == true)
    }

    @Test func emptyTextIsNoErrorAndNotSure() throws {
        #expect(try classify(["text": ""])["low_confidence"] == true)
    }

    @Test(
        arguments: [
            [:], ["text": 3], ["text": "a", "channel": "fax"], ["text": "a", "history": ["failed_attempts": -1]],
            ["text": "a", "history": ["cancel_wish": "yes"]],
            ["text": .string(String(repeating: "a", count: 1_048_577))],
        ] as [JSONObject])
    func wrongParametersAreNamed(params: JSONObject) throws {
        let error = #expect(throws: AlmanacError.self) { try classify(params) }
        #expect(error?.code == .invalidParams)
    }

    @Test func aServerWithoutARouterSaysSo() throws {
        let bare = Methods(knowledge: try KnowledgeBase(home: home.url, encoder: HashingEncoder()))
        let error = #expect(throws: AlmanacError.self) {
            try bare.run(
                .supportClassify, .named(["text": "a"]), from: .unix, scopes: [.channel], counters: Counters())
        }
        #expect(error?.code == .unsupported)
    }
}
