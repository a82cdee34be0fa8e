import Domain
import Store

/// Documents that say the same, in the same words or in others.
///
/// Compared are questions, by the cosine of their vectors and by the overlap of their word 3-grams, and texts and answers
/// by that overlap. Documents that never hold at the same time from now on are no duplicates of each other.
struct DuplicateCheck {
    let documents: [StoredDocument]
    let digests: [LiveDigest]
    let catalog: Catalog
    let options: CheckOptions
    let now: Timestamp
    private(set) var unlisted = 0

    init(documents: [StoredDocument], digests: [LiveDigest], catalog: Catalog, options: CheckOptions, now: Timestamp) {
        self.documents = documents
        self.digests = digests
        self.catalog = catalog
        self.options = options
        self.now = now
    }

    mutating func findings() -> [CheckFinding] {
        let same = sameWords()
        let settled = Set(same.map { Set($0.documents) })
        return same
            + nearDuplicates().filter { finding in !settled.contains { $0.isSuperset(of: finding.documents) } }
    }

    private func sameWords() -> [CheckFinding] {
        let byID = Dictionary(documents.map { ($0.document.id, $0.document) }) { first, _ in first }
        return Dictionary(grouping: digests, by: \.wordDigest).values.compactMap { group in
            let members = together(group.compactMap { byID[$0.id] })
            guard members.count > 1 else { return nil }
            return CheckFinding(
                kind: .duplicate, documents: members, message: "the same words stand in \(members.count) documents")
        }
    }

    /// Those that hold together with another one of the group.
    private func together(_ group: [Document]) -> [DocumentID] {
        guard group.count > 1 else { return [] }
        return group.filter { one in group.contains { $0.id != one.id && one.isValid(with: $0, from: now) } }.map(\.id)
            .sorted()
    }

    // MARK: - Near duplicates

    /// A wording and the documents that have it.
    private struct Wording {
        let shingles: Set<String>
        var documents: [Int]
    }

    private mutating func nearDuplicates() -> [CheckFinding] {
        let open = documents.indices.filter { documents[$0].document.isOpen(at: now) }
        let asked = wordings(open.filter { documents[$0].document.content.question != nil }) {
            $0.content.question ?? ""
        }
        // A short answer, such as "Yes, it does.", is no repetition.
        let told = wordings(open) { $0.content.body }.filter { $0.shingles.count >= DuplicateCheck.tellingShingles }
        var found: [[DocumentID]: CheckFinding] = [:]
        func add(_ finding: CheckFinding?) {
            guard let finding else { return }
            if let other = found[finding.documents] {
                found[finding.documents]?.scores = other.scores + finding.scores
            } else {
                found[finding.documents] = finding
            }
        }
        for wording in asked {
            let scores = [ScorePart("cosine", 1), ScorePart("overlap", 1)]
            add(sameWording(wording, "documents have the same question", scores))
        }
        let couples = similarQuestions(asked).sorted { ($0.key.left, $0.key.right) < ($1.key.left, $1.key.right) }
        for (couple, scores) in couples {
            add(finding(asked[couple.left], asked[couple.right], "two questions ask nearly the same", scores))
        }
        for wording in told { add(sameWording(wording, "documents say the same", [ScorePart("text", 1)])) }
        for pair in SimilarSets.pairs(told.map(\.shingles), threshold: options.minOverlap) {
            let scores = [ScorePart("text", pair.score)]
            add(finding(told[pair.left], told[pair.right], "two texts say nearly the same", scores))
        }
        return Array(found.values)
    }

    /// Fewer 3-grams than this tell nothing about an answer.
    private static let tellingShingles = 8

    /// Pairs of wordings by the cosine of their vectors or the overlap of their words, with both scores.
    private mutating func similarQuestions(_ asked: [Wording]) -> [Couple: [ScorePart]] {
        let vectors = QuestionVectors(asked.map { ordinal($0.documents[0]) }, catalog)
        var cosines: [Couple: Double?] = [:]
        for pair in vectors.similar(options.minCosine, unlisted: &unlisted) {
            cosines[Couple(pair.left, pair.right)] = pair.cosine
        }
        for pair in SimilarSets.pairs(asked.map(\.shingles), threshold: options.minOverlap) {
            let couple = Couple(pair.left, pair.right)
            if cosines[couple] == nil { cosines[couple] = .some(vectors.cosine(pair.left, pair.right)) }
        }
        var scores: [Couple: [ScorePart]] = [:]
        for (couple, cosine) in cosines {
            let overlap = SimilarSets.jaccard(asked[couple.left].shingles, asked[couple.right].shingles)
            // Vectors of other scripts are near each other whatever they say; their words have to agree too.
            if overlap == 0, ![couple.left, couple.right].allSatisfy({ isLatin(asked[$0]) }) { continue }
            scores[couple] = (cosine.map { [ScorePart("cosine", $0)] } ?? []) + [ScorePart("overlap", overlap)]
        }
        return scores
    }

    private func isLatin(_ wording: Wording) -> Bool {
        QueryLanguage.isMostlyLatin(documents[wording.documents[0]].document.content.question ?? "")
    }

    private struct Couple: Hashable {
        let left: Int
        let right: Int
        init(_ left: Int, _ right: Int) { (self.left, self.right) = (left, right) }
    }

    /// Documents by the words of a text of theirs, case and punctuation aside, in the order of their first document.
    private func wordings(_ chosen: [Int], text: (Document) -> String) -> [Wording] {
        var places: [String: Int] = [:]
        var wordings: [Wording] = []
        for number in chosen {
            let text = text(documents[number].document)
            let words = SearchText.words(of: text).map { $0.lowercased() }.joined(separator: " ")
            if let place = places[words] {
                wordings[place].documents.append(number)
            } else {
                places[words] = wordings.count
                wordings.append(Wording(shingles: Shingles.of(text), documents: [number]))
            }
        }
        return wordings
    }

    private func sameWording(_ wording: Wording, _ message: String, _ scores: [ScorePart]) -> CheckFinding? {
        let members = together(wording.documents.map { documents[$0].document })
        guard members.count > 1 else { return nil }
        return CheckFinding(
            kind: .nearDuplicate, documents: members, message: "\(members.count) \(message)", scores: scores)
    }

    private func finding(_ left: Wording, _ right: Wording, _ message: String, _ scores: [ScorePart]) -> CheckFinding? {
        for one in left.documents {
            for other in right.documents {
                let pair = [documents[one].document, documents[other].document]
                guard pair[0].isValid(with: pair[1], from: now) else { continue }
                return CheckFinding(
                    kind: .nearDuplicate, documents: pair.map(\.id).sorted(), message: message, scores: scores)
            }
        }
        return nil
    }

    private func ordinal(_ number: Int) -> Int? { catalog.ordinal(ofRow: digests[number].row) }
}

/// The vectors of some documents' questions.
private struct QuestionVectors {
    private let matrix: [Float]
    private let dimension: Int
    private let isThere: [Bool]

    init(_ ordinals: [Int?], _ catalog: Catalog) {
        guard let vectors = catalog.vectors else {
            (matrix, dimension, isThere) = ([], 0, [])
            return
        }
        let question = ChunkRole.question.code
        let chunks = ordinals.map { ordinal -> Int32? in
            ordinal.flatMap { catalog.chunks(of: $0).first { catalog.rows.chunkRoles[Int($0)] == question } }
        }
        isThere = chunks.map { chunk in chunk.map { vectors.hasVector(Int($0)) } ?? false }
        // A missing one becomes a row of zeros, which is similar to nothing.
        let filled = zip(chunks, isThere).map { $1 ? $0 : nil }
        matrix = vectors.matrix(of: filled)
        dimension = vectors.dimension
    }

    func similar(_ threshold: Double, unlisted: inout Int) -> [SimilarVectors.Pair] {
        let found = SimilarVectors(matrix: matrix, dimension: dimension, threshold: threshold)
        unlisted += found.unlisted
        return found.pairs
    }

    func cosine(_ left: Int, _ right: Int) -> Double? {
        guard dimension > 0, isThere[left], isThere[right] else { return nil }
        return SimilarVectors.cosine(matrix, dimension: dimension, left, right)
    }
}
