import Domain
import Foundation
import Store
import TestSupport
import Testing

@Suite struct LexicalTests {
    // MARK: Queries

    private func check(_ text: String, _ terms: [String], sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(LexicalQuery(text).terms == terms, sourceLocation: sourceLocation)
    }

    @Test func aTextBecomesItsDistinctTellingWords() {
        check("Where is my parcel?", ["parcel"])
        check("PARCEL parcel Parcel", ["parcel"])
        check("parcel AND box OR NOT NEAR(a, 3)", ["parcel", "box", "near", "3"])
        check("don't", ["dont"])
        check("where is it", ["where", "is", "it"])
        check("“box” -title:x ^y *", ["box", "title", "x", "y"])
        check("", [])
        check("?!…  \n", [])
        check("Ёлка הבית", ["елка", "הבית"])
    }

    @Test func laterWordsAreLeftOut() {
        let text = (1...200).map { "word\($0)" }.joined(separator: " ")
        #expect(LexicalQuery(text).terms == (1...LexicalQuery.maximumTerms).map { "word\($0)" })
    }

    /// Whatever a text holds, FTS5 takes the query made of it.
    @Test(arguments: [11, 12] as [UInt64]) func noTextIsASyntaxError(seed: UInt64) throws {
        let home = try TemporaryHome()
        let store = try KnowledgeStore(file: home.knowledge)
        try store.add([makeDocument("a", body: "parcel box")])
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "\"", "'", "(", ")", "*", "^", ":", "-", "+", "{", "}", "AND", "OR", "NOT", "NEAR", "parcel", " ", "\u{0}",
            "\u{0301}", "é", "שׁ", "״", "𝔘", "👍", "①", "कि", "\u{FEFF}", "ﬁ", "title:",
        ]
        for _ in 0..<500 {
            let text = (0..<random.int(in: 1...12)).map { _ in random.pick(pieces) }.joined()
            try store.read { reader throws in
                let query = LexicalQuery(text)
                try reader.lexicalScores(query, weights: .equal) { _, score in
                    #expect(score.isFinite, "seed \(seed): \(text.debugDescription)")
                }
                _ = try reader.documentFrequencies(query)
            }
        }
    }

    // MARK: Scores

    /// BM25 in twenty lines, from the words that were stored.
    private func oracle(_ rows: [FullTextRow], terms: [String], weights: ColumnWeights) -> [Int64: Double] {
        let columns = rows.map { [$0.title, $0.question, $0.body].map { $0.split(separator: " ").map(String.init) } }
        let lengths = columns.map { Double($0.reduce(0) { $0 + $1.count }) }
        let average = lengths.reduce(0, +) / Double(rows.count)
        var scores: [Int64: Double] = [:]
        for term in terms {
            let frequencies = columns.map { columns in
                zip(columns, [weights.title, weights.question, weights.body]).reduce(0) { sum, pair in
                    sum + Double(pair.0.count { $0 == term }) * pair.1
                }
            }
            let holding = Double(columns.count { $0.contains { $0.contains(term) } })
            let raw = log((Double(rows.count) - holding + 0.5) / (holding + 0.5))
            let idf = raw <= 0 ? 1e-6 : raw
            for (offset, frequency) in frequencies.enumerated()
            where columns[offset].contains(where: { $0.contains(term) }) {
                let norm = 1.2 * (1 - 0.75 + 0.75 * lengths[offset] / average)
                scores[rows[offset].chunk, default: 0] += idf * (frequency * 2.2 / (frequency + norm))
            }
        }
        return scores
    }

    @Test(arguments: [21, 22, 23] as [UInt64]) func scoresAreBM25AndSharesAddUpBitForBit(seed: UInt64) throws {
        let home = try TemporaryHome()
        let store = try KnowledgeStore(file: home.knowledge)
        var random = SeededGenerator(seed: seed)
        // Words that the stemmer leaves as they are, some frequent and some rare.
        let words = (1...60).map { "w\($0 * $0)" }
        func word() -> String { words[min(random.int(in: 0...59), random.int(in: 0...59))] }
        func text(_ count: ClosedRange<Int>) -> String {
            (0..<random.int(in: count)).map { _ in word() }.joined(separator: " ")
        }
        try store.add(
            (0..<300).map { offset in
                makeDocument(
                    "\(offset)", title: text(1...4), question: random.chance(0.5) ? text(1...9) : nil,
                    body: text(1...60))
            })
        let weights = ColumnWeights(title: 2.7, question: 1.3, body: 0.9)
        for _ in 0..<8 {
            let query = LexicalQuery(text(1...12))
            try store.read { reader throws in
                var scores: [Int64: Double] = [:]
                try reader.lexicalScores(query, weights: weights) { scores[$0] = $1 }
                let expected = oracle(try reader.fullText(), terms: query.terms, weights: weights)
                #expect(scores.keys.sorted() == expected.keys.sorted(), "seed \(seed)")
                for (row, score) in scores { #expect(abs(score - (expected[row] ?? 0)) < 1e-9, "seed \(seed)") }
                let rows = Array(scores.keys)
                let shares = try reader.lexicalShares(query, weights: weights, rows: rows)
                for (row, parts) in zip(rows, shares) {
                    #expect(parts.count == query.terms.count)
                    #expect(
                        parts.reduce(0, +).bitPattern == scores[row]?.bitPattern, "seed \(seed), row \(row), \(parts)")
                }
            }
        }
    }

    @Test func aStemIsSharedByItsForms() throws {
        let home = try TemporaryHome()
        let store = try KnowledgeStore(file: home.knowledge)
        try store.add([makeDocument("a", body: "Parcels are shipped, naïvely")])
        func finds(_ text: String) throws -> Bool {
            var found = false
            try store.read { try $0.lexicalScores(LexicalQuery(text), weights: .equal) { _, _ in found = true } }
            return found
        }
        #expect(try finds("parcel"))
        #expect(try finds("shipping"))
        #expect(try finds("NAIVELY"))
        #expect(try !finds("box"))
    }

    @Test func rowsThatDoNotMatchHaveSharesOfZero() throws {
        let home = try TemporaryHome()
        let store = try KnowledgeStore(file: home.knowledge)
        try store.add([makeDocument("a", body: "parcel"), makeDocument("b", body: "box")])
        try store.read { reader throws in
            let shares = try reader.lexicalShares(LexicalQuery("parcel box"), weights: .equal, rows: [2, 99, 1, 2])
            #expect(
                shares.map { $0.map { $0 > 0 } } == [[false, true], [false, false], [true, false], [false, true]])
            #expect(try reader.documentFrequencies(LexicalQuery("parcel box")) == ([1, 1], 2))
        }
    }
}
