import Domain
import Service
import Testing

/// Parameters as the method list declares them.
@Suite struct RPCArgumentsTests {
    private func search(_ text: String) throws -> SearchRequest {
        let params: RPCParams
        switch try JSONParser.parse(text) {
        case .object(let object): params = .named(object)
        case .array(let list): params = .positional(list)
        default: params = .none
        }
        return try SearchRequest(RPCArguments(.knowledgeSearch, params))
    }

    @Test func defaultsAreThoseOfTheRequest() throws {
        let expected = SearchRequest(query: "refund")
        #expect(try search(#"{"query":"refund"}"#) == expected)
        #expect(try search(#"["refund"]"#) == expected)
        // Null is the same as absent, and what is not declared is ignored.
        #expect(try search(#"{"query":"refund","k":null,"fusion":null,"filter":null,"traceparent":"x"}"#) == expected)
        #expect(try search(#"["refund",null,{}]"#) == expected)
    }

    @Test func everyParameterArrives() throws {
        let request = try search(
            #"""
            {"query":"q","namespaces":["faq","policies"],"filter":{"language":"de"},"k":7,"candidates":50,"mode":"lexical",
             "fusion":{"method":"rrf","constant":10,"dense_weight":2,"lexical_weight":0.5,"depth":2000},"min_dense":0.1,
             "min_lexical":2,"min_fused":0,"now":"2026-03-02T10:00:00Z","explain":true,
             "rerank":{"depth":20,"relevance":0.5,"freshness":0},"min_rerank":0.25,"spelling":false}
            """#.replacing("\n", with: " "))
        let expected = SearchRequest(
            query: "q", namespaces: ["faq", "policies"], filter: .compare(field: "language", .equal(.string("de"))),
            k: 7,
            candidates: 50, mode: .lexical,
            fusion: .rrf(constant: 10, denseWeight: 2, lexicalWeight: 0.5, depth: 2000),
            rerank: Reranking(depth: 20, relevance: 0.5, freshness: 0),
            thresholds: SearchThresholds(dense: 0.1, lexical: 2, fused: 0, rerank: 0.25),
            now: Timestamp(iso: "2026-03-02T10:00:00Z"), spelling: false, explain: true)
        #expect(request == expected)
        #expect(
            try search(
                #"["q",["faq","policies"],{"language":"de"},7,50,"lexical","rrf",false,0.1,2,0,1772445600000,true,0.25]"#
            )
                == SearchRequest(
                    query: "q", namespaces: ["faq", "policies"], filter: expected.filter, k: 7, candidates: 50,
                    mode: .lexical, fusion: .defaultRRF, rerank: nil, thresholds: expected.thresholds,
                    now: expected.now,
                    explain: true))
    }

    @Test(arguments: [
        (#""adaptive""#, FusionMethod.adaptive), (#"{"method":"adaptive"}"#, .adaptive),
        (#""rrf""#, .defaultRRF), (#""convex""#, .defaultConvex), (#"{"method":"rrf"}"#, .defaultRRF),
        (#"{"method":"convex"}"#, .defaultConvex),
        (#"{"method":"convex","dense_weight":0.25}"#, .convex(denseWeight: 0.25)),
        (#"{"method":"convex","lexical_weight":0.25}"#, .convex(denseWeight: 0.75)),
        (#"{"method":"convex","dense_weight":0.3,"lexical_weight":0.7}"#, .convex(denseWeight: 0.3)),
        (#"{"method":"rrf","dense_weight":0}"#, .rrf(constant: 60, denseWeight: 0, lexicalWeight: 1, depth: 1000)),
    ])
    func fusionByNameOrWithNumbers(text: String, method: FusionMethod) throws {
        #expect(try search(#"{"query":"q","fusion":\#(text)}"#).fusion == method)
    }

    /// The error names the parameter that is wrong.
    @Test(arguments: [
        (#"{}"#, "query"), (#"[]"#, "query"), (#"{"query":7}"#, "query"), (#"{"query":""}"#, "query"),
        (#"{"query":null}"#, "query"), (#"{"query":"q","k":0}"#, "k is 0"), (#"{"query":"q","k":1001}"#, "k is 1001"),
        (#"{"query":"q","k":1.5}"#, "k "), (#"{"query":"q","k":"5"}"#, "k "),
        (#"{"query":"q","candidates":0}"#, "candidates"),
        (#"{"query":"q","namespaces":"faq"}"#, "namespaces"), (#"{"query":"q","namespaces":[]}"#, "namespaces"),
        (#"{"query":"q","namespaces":["faq",7]}"#, "namespaces[1]"), (#"{"query":"q","mode":"fuzzy"}"#, "mode"),
        (#"{"query":"q","mode":3}"#, "mode"), (#"{"query":"q","fusion":"sum"}"#, "fusion"),
        (#"{"query":"q","fusion":true}"#, "fusion"), (#"{"query":"q","fusion":{}}"#, "fusion.method"),
        (#"{"query":"q","fusion":{"method":"rrf","depth":10}}"#, "fusion.depth"),
        (#"{"query":"q","fusion":{"method":"rrf","constant":-1}}"#, "fusion.constant"),
        (#"{"query":"q","fusion":{"method":"adaptive","dense_weight":0.3}}"#, "fusion"),
        (#"{"query":"q","rerank":1}"#, "rerank"), (#"{"query":"q","rerank":{"depth":0}}"#, "rerank.depth"),
        (#"{"query":"q","rerank":{"metadata":-1}}"#, "rerank.metadata"),
        (#"{"query":"q","min_dense":"0"}"#, "min_dense"),
        (#"{"query":"q","now":"yesterday"}"#, "now"), (#"{"query":"q","now":1.5}"#, "now"),
        (#"{"query":"q","explain":"yes"}"#, "explain"), (#"{"query":"q","deadline_ms":0}"#, "deadline_ms"),
        (#"["q",1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]"#, "at most 16"),
        (#"{"query":"q","fusion":{"method":"convex","dense_weight":0.3,"lexical_weight":0.3}}"#, "fusion"),
    ])
    func whatIsWrongIsNamed(text: String, name: String) {
        let error = #expect(throws: AlmanacError.self) { try search(text) }
        #expect(error?.code == .invalidParams)
        #expect(error?.message.contains(name) == true, "\(error?.message ?? "")")
    }

    @Test func aWrongFilterKeepsItsCode() {
        let error = #expect(throws: AlmanacError.self) { try search(#"{"query":"q","filter":{"a":{"$like":"x"}}}"#) }
        #expect(error?.code == .invalidFilter)
        #expect(error?.message.hasPrefix("filter: ") == true)
    }

    @Test func aLongQueryIsRefusedByItsBytes() throws {
        let limit = SearchRequest.maximumQueryBytes
        #expect(throws: Never.self) { try search(#"{"query":"\#(String(repeating: "a", count: limit))"}"#) }
        #expect(throws: AlmanacError.self) {
            try search(#"{"query":"\#(String(repeating: "é", count: limit / 2 + 1))"}"#)
        }
    }

    @Test(arguments: [
        (RPCMethod.knowledgeGet, #"{"document":"faq"}"#), (.knowledgeGet, #"{"document":"/x"}"#), (.knowledgeGet, "{}"),
        (.knowledgeWhyNot, #"{"query":"q"}"#), (.knowledgeWhyNot, #"{"document":"faq/1"}"#),
        (.knowledgeList, #"{"limit":0}"#), (.knowledgeList, #"{"limit":1001}"#), (.knowledgeList, #"{"after":"x"}"#),
        (.knowledgeIngest, #"{"documents":[]}"#), (.knowledgeIngest, #"{"documents":["text"]}"#),
        (.knowledgeIngest, #"{"documents":[{}],"author":""}"#), (.knowledgeIngest, #"{"paths":[""]}"#),
        (.knowledgeDelete, "{}"), (.knowledgeDelete, #"{"documents":[]}"#), (.knowledgeDelete, #"{"documents":["x"]}"#),
        (.knowledgeRevisions, #"{"limit":-1}"#), (.hello, "{}"), (.hello, #"{"protocol":"1"}"#),
    ])
    func otherMethodsCheckTheirs(method: RPCMethod, text: String) throws {
        let object = try #require(try JSONParser.parse(text).object)
        let error = #expect(throws: AlmanacError.self) { try RPCArguments(method, .named(object)) }
        #expect(error?.code == .invalidParams)
    }
}
