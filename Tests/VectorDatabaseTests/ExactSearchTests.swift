import CKernels
import Domain
import Foundation
import TestSupport
import Testing
import VectorDatabase

/// Every answer of an index is that of a plain loop over all records, whatever was written before.
@Suite struct ExactSearchTests {
    @Test(arguments: VectorMetric.allCases)
    func queriesAreThoseOfAPlainLoop(metric: VectorMetric) throws {
        let seed: UInt64 = 4107
        var random = SeededGenerator(seed: seed)
        let home = try TemporaryHome()
        let file = home.url.appending(path: "vectors.sqlite")
        // More than two blocks of slots, so that several workers share a scan; an odd dimension, past whole lanes.
        let dimension = 19
        var truth: [String: VectorRecord] = [:]
        do {
            let database = try VectorDatabase(file: file, durable: false)
            try database.create(.test("i", dimension: dimension, metric: metric))
            let index = try database.index("i")
            for batch in 0..<9 {
                let records = (0..<1000).map { place in
                    VectorRecord.random(
                        id: "r\(batch * 900 + place)", dimension: dimension, sparse: metric == .dotProduct, &random)
                }
                _ = try index.upsert(records, namespace: "")
                for record in records { truth[record.id] = record }
                if batch % 3 == 2 { try change(index, &truth, dimension: dimension, &random) }
            }
            try compare(index, truth, metric, dimension, &random, seed: seed)
            try database.close()
        }
        // The same from the file alone.
        let reopened = try VectorDatabase(file: file, durable: false).index("i")
        try compare(reopened, truth, metric, dimension, &random, seed: seed)
        let inMemory = try InMemoryIndex(
            settings: .test("i", dimension: dimension, metric: metric), namespaces: ["": Array(truth.values)])
        try compare(inMemory, truth, metric, dimension, &random, seed: seed)
    }

    /// Deletes, overwrites and updates some records in both.
    private func change(
        _ index: any VectorIndex, _ truth: inout [String: VectorRecord], dimension: Int, _ random: inout SeededGenerator
    ) throws {
        let gone = truth.keys.sorted().filter { _ in random.chance(0.2) }.prefix(900)
        _ = try index.delete(ids: Array(gone), namespace: "")
        for id in gone { truth[id] = nil }
        for id in truth.keys.sorted().prefix(40) {
            let values = VectorRecord.random(id: id, dimension: dimension, sparse: false, &random).values
            _ = try index.update(id: id, VectorChange(values: values, metadata: ["new": .bool(true)]), namespace: "")
            truth[id]?.values = values
            truth[id]?.metadata["new"] = .bool(true)
        }
        let old = Filter.compare(field: "year", .less(2001))
        let matching = truth.values.filter { old.matches($0.metadata) }.map(\.id)
        let updated = try index.update(matching: old, metadata: ["genre": .string("old")], dryRun: false, namespace: "")
        #expect(updated.matched == matching.count)
        for id in matching { truth[id]?.metadata["genre"] = .string("old") }
        let tagged = Filter.compare(field: "tags", .equal(.string("c")))
        let dropped = truth.values.filter { tagged.matches($0.metadata) && $0.id.hasSuffix("7") }.map(\.id)
        _ = try index.delete(
            matching: .all([tagged, .compare(field: "last", .equal(.string("7")))]), namespace: "")
        for id in dropped { truth[id] = nil }
    }

    private func compare(
        _ index: any VectorIndex, _ truth: [String: VectorRecord], _ metric: VectorMetric, _ dimension: Int,
        _ random: inout SeededGenerator, seed: UInt64
    ) throws {
        for round in 0..<25 {
            let filter = round % 3 == 0 ? nil : Filter.random(&random, depth: 2)
            let probe = VectorRecord.random(id: "q", dimension: dimension, sparse: metric == .dotProduct, &random)
            let topK = random.pick([1, 3, 10, 100, 10_000])
            let found = try index.query(
                VectorQuery(
                    topK: topK, values: probe.values, sparse: probe.sparse, filter: filter, includeValues: true,
                    includeMetadata: true))
            let expected = plainSearch(truth, probe, metric, filter)
            let context = "seed \(seed), round \(round), \(filter.map { "\($0)" } ?? "no filter")"
            #expect(found.map(\.record.id) == expected.prefix(topK).map(\.id), "\(context)")
            for (match, wanted) in zip(found, expected) {
                #expect(abs(match.score - wanted.score) <= 1e-9 * max(1, abs(wanted.score)), "\(context)")
                let record = truth[match.record.id]
                #expect(match.record.values == record?.values, "\(context)")
                #expect(match.record.metadata == record?.metadata, "\(context)")
            }
            if let filter {
                let ids = truth.values.filter { filter.matches($0.metadata) }.map(\.id).sorted()
                let page = try index.fetch(matching: filter, namespace: "", limit: 10_000, after: nil)
                #expect(page.records.map(\.id) == ids, "\(context)")
            }
        }
    }

    private func plainSearch(
        _ truth: [String: VectorRecord], _ probe: VectorRecord, _ metric: VectorMetric, _ filter: Filter?
    ) -> [(id: String, score: Double)] {
        func dot(_ left: [Float], _ right: [Float]) -> Double {
            zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        let scored = truth.values.filter { filter?.matches($0.metadata) ?? true }.map { record -> (String, Double) in
            switch metric {
            case .cosine:
                let lengths = (dot(probe.values, probe.values) * dot(record.values, record.values)).squareRoot()
                return (record.id, dot(probe.values, record.values) / lengths)
            case .dotProduct:
                var score = dot(probe.values, record.values)
                if let mine = record.sparse, let theirs = probe.sparse {
                    let values = Dictionary(uniqueKeysWithValues: zip(mine.indices, mine.values))
                    for (index, value) in zip(theirs.indices, theirs.values) {
                        score += Double(values[index] ?? 0) * Double(value)
                    }
                }
                return (record.id, score)
            case .euclidean:
                return (
                    record.id,
                    zip(probe.values, record.values).reduce(0) { sum, pair in
                        sum + (Double(pair.0) - Double(pair.1)) * (Double(pair.0) - Double(pair.1))
                    }
                )
            }
        }
        return scored.sorted { left, right in
            left.1 != right.1 ? (metric == .euclidean ? left.1 < right.1 : left.1 > right.1) : left.0 < right.0
        }
    }

    @Test func equalScoresComeInTheOrderOfIDs() throws {
        let home = try TemporaryHome()
        let database = try VectorDatabase(file: home.url.appending(path: "vectors.sqlite"), durable: false)
        try database.create(.test("i", dimension: 2, metric: .cosine))
        let index = try database.index("i")
        let ids = (0..<300).map { "r\($0)" }
        for id in ids.reversed() { _ = try index.upsert([VectorRecord(id: id, values: [1, 1])], namespace: "") }
        for topK in [1, 7, 64, 300] {
            let found = try index.query(VectorQuery(topK: topK, values: [2, 2]))
            #expect(found.map(\.record.id) == Array(ids.sorted().prefix(topK)))
        }
    }

    @Test func sparseQueriesFindWhatSharesATerm() throws {
        let home = try TemporaryHome()
        let database = try VectorDatabase(file: home.url.appending(path: "vectors.sqlite"), durable: false)
        try database.create(.test("s", dimension: nil, metric: .dotProduct))
        let index = try database.index("s")
        func sparse(_ indices: [UInt32], _ values: [Float]) throws -> SparseVector {
            try #require(SparseVector(indices: indices, values: values))
        }
        _ = try index.upsert(
            [
                VectorRecord(id: "a", sparse: try sparse([1, .max], [2, 0.5])),
                VectorRecord(id: "b", sparse: try sparse([1, 2], [1, 8])),
                VectorRecord(id: "c", sparse: try sparse([3], [9])),
            ], namespace: "")
        let query = VectorQuery(topK: 10, sparse: try sparse([.max, 1], [4, 1]))
        #expect(try index.query(query).map(\.record.id) == ["a", "b"])
        #expect(try index.query(query).map(\.score) == [4, 1])
        // An overwritten record leaves none of its old terms behind.
        _ = try index.upsert([VectorRecord(id: "a", sparse: try sparse([3], [1]))], namespace: "")
        #expect(try index.query(query).map(\.record.id) == ["b"])
        _ = try index.delete(ids: ["b"], namespace: "")
        #expect(try index.query(query).isEmpty)
    }

    @Test func distancesAreThoseOfTheDefinition() {
        let seed: UInt64 = 99
        var random = SeededGenerator(seed: seed)
        for dimension in [1, 2, 15, 16, 17, 31, 384, 385] {
            let rows = (0..<7 * dimension).map { _ in Float.random(in: -2...2, using: &random) }
            let query = (0..<dimension).map { _ in Double(Float.random(in: -2...2, using: &random)) }
            let offsets: [UInt32] = [6, 0, 3, 3]
            var fast = [Double](repeating: 0, count: 4)
            var plain = fast
            almanac_squared_distances(rows, dimension, offsets, 4, query, &fast)
            almanac_reference_squared_distances(rows, dimension, offsets, 4, query, &plain)
            #expect(fast == plain, "seed \(seed), dimension \(dimension)")
        }
    }
}

extension IndexSettings {
    static func test(_ name: String, dimension: Int?, metric: VectorMetric) -> IndexSettings {
        IndexSettings(name: name, dimension: dimension, metric: metric, createdAt: Timestamp(milliseconds: 0))
    }
}

extension VectorRecord {
    static func random(id: String, dimension: Int, sparse: Bool, _ random: inout SeededGenerator) -> VectorRecord {
        var record = VectorRecord(
            id: id, values: (0..<dimension).map { _ in Float.random(in: -1...1, using: &random) },
            metadata: ["last": .string(String(id.suffix(1)))])
        if sparse, random.chance(0.7) {
            let indices = Set((0..<5).map { _ in UInt32(random.int(in: 0...30)) }).sorted()
            record.sparse = SparseVector(
                indices: indices, values: indices.map { _ in Float.random(in: -1...1, using: &random) })
        }
        if random.chance(0.9) { record.metadata["genre"] = .string(random.pick(["a", "b", "ab", "old"])) }
        if random.chance(0.8) { record.metadata["year"] = .number(Double(random.int(in: 2000...2008)) / 1) }
        if random.chance(0.2) { record.metadata["year"] = .string("2003") }
        if random.chance(0.5) { record.metadata["seen"] = .bool(random.chance(0.5)) }
        if random.chance(0.6) { record.metadata["tags"] = .list(["a", "b", "c"].filter { _ in random.chance(0.4) }) }
        if random.chance(0.3) {
            record.metadata["note"] = .string(
                String(repeating: random.pick(["x", "y"]), count: random.pick([3, 200])))
        }
        return record
    }
}

extension Filter {
    static func random(_ random: inout SeededGenerator, depth: Int) -> Filter {
        if depth > 0, random.chance(0.5) {
            let parts = (0..<random.int(in: 1...3)).map { _ in Filter.random(&random, depth: depth - 1) }
            return random.chance(0.5) ? .all(parts) : .any(parts)
        }
        let operands: [FilterOperand] = [
            .string("a"), .string("old"), .string("2003"), .number(2003), .number(2005), .bool(true), .string("c"),
            .string(String(repeating: "x", count: 200)), .string("xxx"),
        ]
        let field = random.pick(["genre", "year", "seen", "tags", "note", "nowhere"])
        let bound = Double(random.int(in: 1999...2009))
        let some = (0..<random.int(in: 1...4)).map { _ in random.pick(operands) }
        return .compare(
            field: field,
            random.pick([
                .equal(random.pick(operands)), .notEqual(random.pick(operands)), .greater(bound),
                .greaterOrEqual(bound), .less(bound), .lessOrEqual(bound), .within(some), .notWithin(some),
                .exists(true), .exists(false),
            ]))
    }
}
