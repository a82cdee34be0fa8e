public import Domain

/// What a golden rule needs to know of a document.
public struct JudgedDocument: Sendable, Hashable {
    public let id: DocumentID
    public let title: String
    public let question: String?
    /// The text or the answer.
    public let body: String
    public let validFrom: Timestamp?
    public let validTo: Timestamp?

    public init(_ document: Document) {
        id = document.id
        title = document.title
        question = document.content.question
        body = document.content.body
        validFrom = document.validFrom
        validTo = document.validTo
    }

    var whole: String { [title, question ?? "", body].joined(separator: "\n") }
}

/// The rules that golden files keep, each a function of plain values. `almanac golden check` and the tests of the
/// corpus run the same ones.
public struct GoldenRules: Sendable {
    public let documents: [DocumentID: JudgedDocument]
    /// The clock that judgements are made at.
    public let asOf: Timestamp

    public init(documents: [Document], asOf: Timestamp) {
        self.documents = Dictionary(
            documents.map { ($0.id, JudgedDocument($0)) }, uniquingKeysWith: { first, _ in first })
        self.asOf = asOf
    }

    /// A query or message repeats another text where at least this share of its word 3-grams stands in it.
    public static let minContainment = 0.5
    /// And, in the deep look, where their vectors have at least this cosine.
    public static let minCosine = 0.9

    // MARK: - Items and their ids

    /// Ids are unique in all files of a task together.
    public func repeatedIDs(_ files: [GoldenFile]) -> [GoldenProblem] {
        var first: [String: String] = [:]
        return files.flatMap { file in
            file.entries.compactMap { entry in
                let key = "\(file.task)/\(entry.id)"
                let place = "\(file.name):\(entry.line)"
                guard let other = first[key] else {
                    first[key] = place
                    return nil
                }
                return file.problem(.repeatedID, entry, "the id stands at \(other) too")
            }
        }
    }

    /// No text is in two splits of a task, whatever its case and punctuation: what is tuned on proves nothing.
    public func splitsApart(_ files: [GoldenFile]) -> [GoldenProblem] {
        var seen: [String: (file: GoldenFile, entry: GoldenEntry)] = [:]
        return files.filter { $0.kind != "facts" }.flatMap { file in
            file.entries.compactMap { entry in
                let key = file.kind + " " + GoldenRules.words(entry.text).joined(separator: " ")
                guard let other = seen[key] else {
                    seen[key] = (file, entry)
                    return nil
                }
                // The same words with other records or other operations are another case.
                if file.isOfGuards, file.url == other.file.url { return nil }
                return file.problem(
                    .inTwoSplits, entry, "the same words are \(other.entry.id) of \(other.file.name)")
            }
        }
    }

    // MARK: - Judgements

    /// Every judged document is there and holds at `asOf`; those of grade 0 need not hold.
    public func judgements(_ file: GoldenFile) -> [GoldenProblem] {
        guard case .retrieval(let queries) = file.items else { return [] }
        return queries.flatMap { line, query in
            query.relevant.sorted { $0.key < $1.key }.compactMap { id, grade in
                let entry = GoldenEntry(line: line, id: query.id, text: query.query)
                guard let document = documents[id] else {
                    return file.problem(.unknownDocument, entry, "there is no document \(id)")
                }
                if grade == 0 { return nil }
                if let start = document.validFrom, asOf < start {
                    return file.problem(.invalidDocument, entry, "\(id) is valid from \(start) only")
                }
                if let end = document.validTo, end <= asOf {
                    return file.problem(.invalidDocument, entry, "\(id) was valid until \(end)")
                }
                return nil
            }
        }
    }

    /// A paraphrase shares no stem, stop words apart, with any document of grade 3: otherwise words would find it.
    ///
    /// - Parameter stems: the stems of a text as full text has them, without stop words.
    public func paraphrases(_ file: GoldenFile, stems: (String) throws -> Set<String>) rethrows -> [GoldenProblem] {
        guard case .retrieval(let queries) = file.items else { return [] }
        var known: [DocumentID: Set<String>] = [:]
        return try queries.filter { $0.item.style == "paraphrase" }.flatMap { line, query -> [GoldenProblem] in
            let own = try stems(query.query)
            return try query.relevant.filter { $0.value == 3 }.keys.sorted().compactMap { id in
                guard let document = documents[id] else { return nil }
                let theirs = try known[id] ?? stems(document.whole)
                known[id] = theirs
                let shared = own.intersection(theirs).sorted()
                guard !shared.isEmpty else { return nil }
                return file.problem(
                    .sharedStem, GoldenEntry(line: line, id: query.id, text: query.query),
                    "a paraphrase, yet it shares \(shared.joined(separator: ", ")) with \(id)")
            }
        }
    }

    /// Phrases stand in their documents literally, case and runs of white space aside.
    public func phrases(_ file: GoldenFile) -> [GoldenProblem] {
        guard case .facts(let facts) = file.items else { return [] }
        return facts.flatMap { line, fact -> [GoldenProblem] in
            let entry = GoldenEntry(line: line, id: fact.id, text: "")
            guard let document = documents[fact.document] else {
                return [file.problem(.unknownDocument, entry, "there is no document \(fact.document)")]
            }
            let text = GoldenRules.collapsed(document.whole)
            return fact.phrases.filter { !text.contains(GoldenRules.collapsed($0)) }.map {
                file.problem(.missingPhrase, entry, "“\($0)” does not stand in \(fact.document)")
            }
        }
    }

    /// Labels are categories of the company.
    public func labels(_ file: GoldenFile, known: Set<String>) -> [GoldenProblem] {
        guard case .routing(let examples) = file.items else { return [] }
        return examples.filter { !known.contains($0.item.label) }.map { line, example in
            file.problem(
                .unknownLabel, GoldenEntry(line: line, id: example.id, text: ""),
                "'\(example.label)' is no category of categories.yml")
        }
    }

    // MARK: - Near duplicates

    /// Golden texts whose word 3-grams stand for the most part in a document's question or in another golden text of
    /// the same kind. Texts of fewer than three words are compared with questions only as a whole.
    public func nearDuplicates(_ files: [GoldenFile]) -> [GoldenProblem] {
        let texts = comparedTexts(files)
        let grams = texts.map { GoldenRules.grams($0.text) }
        var holders: [String: [Int]] = [:]
        for (number, set) in grams.enumerated() { for gram in set { holders[gram, default: []].append(number) } }
        return texts.indices.compactMap { number -> GoldenProblem? in
            guard let (file, entry) = texts[number].golden, !grams[number].isEmpty else { return nil }
            var shared: [Int: Int] = [:]
            for gram in grams[number] { for other in holders[gram] ?? [] { shared[other, default: 0] += 1 } }
            let size = Double(grams[number].count)
            let best = shared.filter { isCompared(texts[number], texts[$0.key], number, $0.key) }
                .map { (other: $0.key, share: Double($0.value) / size) }
                .filter { $0.share >= GoldenRules.minContainment }
                .max { ($0.share, -$0.other) < ($1.share, -$1.other) }
            guard let best else { return nil }
            let percent = Int((best.share * 100).rounded())
            return file.problem(
                .nearDuplicate, entry, "\(percent) % of its word 3-grams stand in \(texts[best.other].name)",
                score: best.share)
        }
    }

    /// The same by the cosine of unit vectors.
    ///
    /// - Parameter vectors: the unit vectors of some texts, in their order.
    public func deepNearDuplicates(
        _ files: [GoldenFile], vectors: ([String]) throws -> [[Float]]
    ) rethrows -> [GoldenProblem] {
        let texts = comparedTexts(files)
        let rows = try vectors(texts.map(\.text))
        return texts.indices.compactMap { number -> GoldenProblem? in
            guard let (file, entry) = texts[number].golden else { return nil }
            var best: (other: Int, cosine: Double)?
            for other in texts.indices where isCompared(texts[number], texts[other], number, other) {
                var cosine: Float = 0
                for (a, b) in zip(rows[number], rows[other]) { cosine += a * b }
                if Double(cosine) >= GoldenRules.minCosine, Double(cosine) > best?.cosine ?? -1 {
                    best = (other, Double(cosine))
                }
            }
            guard let best else { return nil }
            let rounded = (best.cosine * 1000).rounded() / 1000
            return file.problem(
                .nearDuplicate, entry, "means nearly the same as \(texts[best.other].name), cosine \(rounded)",
                score: best.cosine)
        }
    }

    /// A golden text or a document's question.
    private struct ComparedText {
        let text: String
        let name: String
        let golden: (file: GoldenFile, entry: GoldenEntry)?
    }

    private func comparedTexts(_ files: [GoldenFile]) -> [ComparedText] {
        let golden = files.filter { $0.kind != "facts" }.flatMap { file in
            file.entries.map { ComparedText(text: $0.text, name: "\($0.id) of \(file.name)", golden: (file, $0)) }
        }
        let questions = documents.values.sorted { $0.id < $1.id }.compactMap { document in
            document.question.map { ComparedText(text: $0, name: document.id.description, golden: nil) }
        }
        return golden + questions
    }

    /// A pair of golden texts is told once, at the later one, and only within a kind: a routing message may well ask
    /// what a retrieval query asks.
    private func isCompared(_ one: ComparedText, _ other: ComparedText, _ place: Int, _ otherPlace: Int) -> Bool {
        guard let (file, _) = one.golden, place != otherPlace else { return false }
        guard let (otherFile, _) = other.golden else { return !file.isOfGuards }
        // Guards do not learn from documents, and a set may try the same words in many ways.
        if file.isOfGuards, file.url == otherFile.url { return false }
        return otherPlace < place && file.kind == otherFile.kind
    }

    // MARK: - Texts

    static func words(_ text: String) -> [String] { SearchText.words(of: text).map { $0.lowercased() } }

    static func grams(_ text: String) -> Set<String> {
        let words = words(text)
        guard words.count >= 3 else { return words.isEmpty ? [] : [words.joined(separator: " ")] }
        return Set((0...(words.count - 3)).map { words[$0..<$0 + 3].joined(separator: " ") })
    }

    private static func collapsed(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
    }
}

/// An item as every rule sees it.
struct GoldenEntry {
    let line: Int
    let id: String
    /// Empty for a fact.
    let text: String
}

extension GoldenFile {
    var name: String { url.lastPathComponent }

    var isOfGuards: Bool { if case .guards = items { true } else { false } }

    var entries: [GoldenEntry] {
        switch items {
        case .retrieval(let items): items.map { GoldenEntry(line: $0.line, id: $0.item.id, text: $0.item.query) }
        case .routing(let items): items.map { GoldenEntry(line: $0.line, id: $0.item.id, text: $0.item.text) }
        case .facts(let items): items.map { GoldenEntry(line: $0.line, id: $0.item.id, text: "") }
        case .guards(_, let items): items.map { GoldenEntry(line: $0.line, id: $0.item.id, text: $0.item.text) }
        case .conversations(let items):
            items.map { GoldenEntry(line: $0.line, id: $0.item.id, text: $0.item.turns.first?.text ?? "") }
        }
    }

    func problem(
        _ rule: GoldenProblem.Rule, _ entry: GoldenEntry, _ message: String, score: Double? = nil
    ) -> GoldenProblem {
        GoldenProblem(rule: rule, file: name, line: entry.line, item: entry.id, message: message, score: score)
    }
}
