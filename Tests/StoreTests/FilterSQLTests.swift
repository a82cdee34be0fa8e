import Domain
import Store
import TestSupport
import Testing

/// A filter run by SQLite lets through exactly the documents that `Filter.matches` does.
@Suite struct FilterSQLTests {
    private static let fields = [
        "a", "tags", "Größe", "e\u{301}tat", "namespace", "id", "kind", "title", "source", "updated_at", "valid_from",
        "valid_to", "missing", "x'y\"z",
    ]
    private static let strings = [
        "", "a", "A", "b", "é", "e\u{301}", "faq", "policies", "1", "2", "3.md", "true", "שלום", "x'; --", "n\u{0}l",
        "👍", "ﬁ",
    ]
    private static let numbers: [Double] = [0, -0.0, 1, -1, 1.5, 2, 1000, 1e15, -1e300, 0.1]

    private static func operand(_ random: inout SeededGenerator) -> FilterOperand {
        switch random.int(in: 0...2) {
        case 0: .string(random.pick(strings))
        case 1: .number(random.pick(numbers))
        default: .bool(random.chance(0.5))
        }
    }

    private static func value(_ random: inout SeededGenerator) -> MetadataValue {
        switch random.int(in: 0...3) {
        case 0: .string(random.pick(strings))
        case 1: .number(random.pick(numbers))
        case 2: .bool(random.chance(0.5))
        default: .list((0..<random.int(in: 0...3)).map { _ in random.pick(strings) })
        }
    }

    private static func filter(_ random: inout SeededGenerator, depth: Int) -> Filter {
        if depth > 0, random.chance(0.5) {
            let parts = (0..<random.int(in: 0...4)).map { _ in filter(&random, depth: depth - 1) }
            return random.chance(0.5) ? .all(parts) : .any(parts)
        }
        let comparison: Filter.Comparison =
            switch random.int(in: 0...8) {
            case 0: .equal(operand(&random))
            case 1: .notEqual(operand(&random))
            case 2: .greater(random.pick(numbers))
            case 3: .greaterOrEqual(random.pick(numbers))
            case 4: .less(random.pick(numbers))
            case 5: .lessOrEqual(random.pick(numbers))
            case 6: .within((0..<random.int(in: 0...5)).map { _ in operand(&random) })
            case 7: .notWithin((0..<random.int(in: 0...5)).map { _ in operand(&random) })
            default: .exists(random.chance(0.5))
            }
        return .compare(field: random.pick(fields), comparison)
    }

    private static func document(_ offset: Int, _ random: inout SeededGenerator) -> NewDocument {
        var metadata: Metadata = [:]
        for field in ["a", "tags", "Größe", "e\u{301}tat", "x'y\"z"] where random.chance(0.6) {
            metadata[field] = value(&random)
        }
        func time() -> Int64? { random.chance(0.5) ? Int64(random.pick([-1, 0, 1, 2, 1000])) : nil }
        return makeDocument(
            "\(offset)", namespace: random.chance(0.5) ? "faq" : "policies", title: random.pick(strings),
            body: "words", metadata: metadata, updatedAt: time() ?? 5, validFrom: time(), validTo: time())
    }

    @Test(arguments: [31, 32, 33] as [UInt64]) func sqlAgreesWithMatches(seed: UInt64) throws {
        let home = try TemporaryHome()
        let store = try KnowledgeStore(file: home.knowledge)
        var random = SeededGenerator(seed: seed)
        var live: [DocumentID: NewDocument] = [:]
        // Some are replaced, so that rows of earlier versions lie beside the live ones.
        for _ in 0..<3 {
            let batch = (0..<40).map { FilterSQLTests.document($0, &random) }
            try store.add(batch)
            for document in batch { live[document.document.id] = document }
        }
        try store.read { reader throws in
            let catalog = try reader.catalog()
            let documents = try reader.documents(rows: catalog.documentRows)
            #expect(documents.count == live.count)
            let fields = zip(catalog.documentRows, documents).map { row, stored in
                (row, stored.document.filterable(updatedAt: stored.updatedAt))
            }
            var nonEmpty = 0
            for _ in 0..<700 {
                let filter = FilterSQLTests.filter(&random, depth: 3)
                let wanted = fields.filter { filter.matches($0.1) }.map(\.0).sorted()
                let found = try reader.documentRows(matching: filter)
                #expect(found == wanted, "seed \(seed): \(filter.json.text)")
                if !wanted.isEmpty, wanted.count < fields.count { nonEmpty += 1 }
            }
            // The filters must tell documents apart, or the test tells nothing.
            #expect(nonEmpty > 150, "seed \(seed)")
        }
    }

    @Test func aListingIsFilteredOrderedAndContinued() throws {
        let home = try TemporaryHome()
        let store = try KnowledgeStore(file: home.knowledge)
        try store.add(
            ["b", "a", "ä", "c", "Z"].flatMap { id in
                ["faq", "policies"].map { makeDocument(id, namespace: $0, body: "words", metadata: ["n": .string(id)]) }
            })
        func ids(_ namespaces: [String]? = nil, _ filter: Filter? = nil, after: String? = nil, limit: Int = 100) throws
            -> [String]
        {
            try store.read {
                try $0.documents(
                    namespaces: namespaces, filter: filter, after: after.flatMap(DocumentID.init), limit: limit)
            }.map(\.document.id.description)
        }
        #expect(try ids(["policies"]) == ["policies/Z", "policies/a", "policies/b", "policies/c", "policies/ä"])
        #expect(try ids(limit: 2) == ["faq/Z", "faq/a"])
        #expect(try ids(after: "faq/c", limit: 2) == ["faq/ä", "policies/Z"])
        #expect(try ids(nil, .compare(field: "n", .equal(.string("a")))) == ["faq/a", "policies/a"])
        #expect(try ids(["faq"], .compare(field: "n", .notEqual(.string("a"))), after: "faq/a", limit: 1) == ["faq/b"])
        #expect(try ids([]) == [])
    }

    @Test func manyOperandsAndDeepNestingAreTaken() throws {
        let home = try TemporaryHome()
        let store = try KnowledgeStore(file: home.knowledge)
        try store.add([makeDocument("a", body: "words", metadata: ["n": .string("v77")])])
        let many = Filter.compare(field: "n", .within((0..<10_000).map { .string("v\($0)") }))
        #expect(try store.read { try $0.documentRows(matching: many) } == [1])
        let wide = Filter.all(Array(repeating: .compare(field: "n", .exists(true)), count: 3_000))
        #expect(try store.read { try $0.documentRows(matching: wide) } == [1])
        let tooMany = Filter.any(Array(repeating: many, count: 4))
        #expect {
            try store.read { try $0.documentRows(matching: tooMany) }
        } throws: {
            ($0 as? AlmanacError)?.code == .invalidFilter
        }
    }
}
