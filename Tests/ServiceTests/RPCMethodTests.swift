import Domain
import Foundation
import Service
import Testing

/// The method list and what is printed from it.
@Suite struct RPCMethodTests {
    /// Rewritten where `ALMANAC_UPDATE_GOLDEN` is 1.
    @Test func theReferencePageIsCurrent() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "Golden/protocol.md")
        let page = ProtocolReference.markdown()
        if ProcessInfo.processInfo.environment["ALMANAC_UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(page.utf8).write(to: file)
        }
        let golden = try String(contentsOf: file, encoding: .utf8)
        #expect(page == golden, "run the tests with ALMANAC_UPDATE_GOLDEN=1 and look at the difference")
    }

    @Test(arguments: RPCMethod.allCases)
    func everyMethodIsOnThePageWithItsParameters(method: RPCMethod) {
        let page = ProtocolReference.markdown()
        #expect(page.contains("\n### \(method.name)\n\n\(method.summary)\n"))
        for field in method.parameters { #expect(page.contains("| `\(field.name)` | \(field.schema.words) |")) }
        #expect(Set(method.parameters.map(\.name)).count == method.parameters.count)
        #expect(method.summary.hasSuffix("."))
    }

    @Test func discoverListsEveryMethod() throws {
        let document = OpenRPC.document
        try RPCMethod.discover.result.check(document, name: "discover")
        let methods = try #require(document["methods"]?.array)
        #expect(methods.map { $0["name"]?.string } == RPCMethod.allCases.map(\.name))
        for (method, json) in zip(RPCMethod.allCases, methods) {
            #expect(json["params"]?.array?.map { $0["name"]?.string } == method.parameters.map(\.name))
            #expect(
                json["params"]?.array?.map { $0["required"] == true }
                    == method.parameters.map { $0.presence == .required })
            #expect(json["result"]?["schema"]?["type"] == "object")
        }
        #expect(document["openrpc"]?.string?.hasPrefix("1.3") == true)
        // Required parameters come first, so that a list of the required ones is enough.
        for method in RPCMethod.allCases {
            let required = method.parameters.map { $0.presence == .required }
            #expect(required == required.sorted { $0 && !$1 }, "\(method.name)")
        }
    }

    @Test func declaredDefaultsAreValid() throws {
        for method in RPCMethod.allCases {
            for field in method.parameters {
                if case .defaulted(let value) = field.presence { try field.schema.check(value, name: field.name) }
            }
        }
    }

    // What the calls really give against what the list says they give, member by member.

    private static let hit = Hit(
        id: "faq/1#1", document: DocumentID(namespace: "faq", id: "1"), kind: .faq, title: "t", text: "x",
        question: "q",
        answer: "a", parts: [ScorePart("dense", 0.5)],
        dense: LegEvidence(rank: 1, score: 0.5, part: "faq/1#1", terms: [ScorePart("a", 1)]), lexical: nil,
        metadata: ["a": .number(1)], source: "s", updatedAt: Timestamp(milliseconds: 0), stale: nil)

    private static let result = SearchResult(
        hits: [hit], revision: 3, mode: .hybrid, fusion: AppliedFusion(method: .defaultRRF), degraded: ["encoder"],
        timings: [("total", 1.5)], searched: 9)

    private static let whyNot = WhyNot(
        document: hit.document, outcome: .belowTheCut, explanation: "e", rank: 7, score: 0.1, parts: hit.parts,
        dense: hit.dense, lexical: nil, removedBy: nil, cut: 0.2, gap: 0.1, revision: 3)

    private static let document = StoredDocument(
        document: Document(
            id: hit.document, kind: .faq, title: "t", content: .answer(question: "q", answer: "a"), metadata: [:],
            validTo: Timestamp(milliseconds: 5)), updatedAt: Timestamp(milliseconds: 0), digest: "d", revision: 1,
        chunkCount: 1)

    private static var changes: ChangeSet {
        var changes = ChangeSet(revision: 4)
        changes.added = [hit.document]
        changes.duplicates = [[hit.document, hit.document]]
        changes.invalid = [InvalidDocument(source: "inline", line: nil, code: .invalidDocument, message: "m")]
        return changes
    }

    private static let revision = Revision(
        number: 1, createdAt: Timestamp(milliseconds: 0), author: "a", reason: "r", added: 1, changed: 0, removed: 0)

    private static var diff: RevisionDiff {
        var diff = RevisionDiff(from: 1, to: 2)
        (diff.added, diff.removed) = ([hit.document], [hit.document])
        diff.erased = [ErasedDocument(hash: "h", revision: 2)]
        diff.changed = [
            DocumentChange(
                document: hit.document, fields: [FieldChange(name: "title", before: "a", after: .null)],
                lines: [LineChange(kind: .added, before: nil, after: 1, text: "t")])
        ]
        return diff
    }

    private static var rollback: Rollback {
        var rollback = Rollback(target: 1, changes: changes)
        rollback.leftOut = diff.erased
        return rollback
    }

    private static let samples: [(RPCMethod, JSONValue)] = [
        (.knowledgeSearch, result.json(explain: true)), (.knowledgeWhyNot, whyNot.json),
        (.knowledgeGet, document.json), (.knowledgeList, ["documents": [document.json], "next": .null]),
        (.knowledgeIngest, changes.json), (.knowledgeDelete, changes.json),
        (.knowledgeRevisions, ["revisions": [revision.json]]), (.knowledgeDiff, diff.json),
        (.knowledgeRollback, rollback.json),
        (
            .supportClassify,
            Classification(
                category: "a", secondaryCategory: "b", confidence: 0.7, lowConfidence: false, emails: ["e@example.com"],
                orders: ["TB-30001"], candidates: [.init(category: "a", probability: 0.7)], router: "d",
                degraded: ["language"]
            ).json
        ), (.stats, ["knowledge": KnowledgeStatus().json, "server": Counters().json]), (.ping, [:]),
    ]

    @Test(arguments: samples)
    func resultsAreAsDeclared(method: RPCMethod, json: JSONValue) throws {
        try method.result.check(json, name: method.name)
        #expect(undeclared(json, method.result, method.name) == [])
    }

    /// Members of a value that its schema does not declare.
    private func undeclared(_ value: JSONValue, _ schema: Schema, _ path: String) -> [String] {
        switch (schema, value) {
        case (.record(let fields), .object(let object)):
            object.members.flatMap { member in
                guard let field = fields.first(where: { $0.name == member.key }) else {
                    return ["\(path).\(member.key)"]
                }
                return undeclared(member.value, field.schema, "\(path).\(member.key)")
            }
        case (.list(let element, _), .array(let values)): values.flatMap { undeclared($0, element, "\(path)[]") }
        case (.nullable(let schema), _): undeclared(value, schema, path)
        default: []
        }
    }
}
