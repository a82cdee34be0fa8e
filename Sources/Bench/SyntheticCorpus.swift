import Domain
import Foundation

/// Documents and queries of any number, made from the sentences of the shipped corpus.
///
/// Each document is two or three sentences with some words exchanged for others, so that word frequencies stay those
/// of real text and no two documents are the same. Seeded: the same numbers every time.
struct SyntheticCorpus {
    private let sentences: [String]
    private let words: [String]
    let seed: UInt64

    init(documents folder: URL, seed: UInt64 = 7) throws {
        var texts: [String] = []
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        for case let file as URL in files ?? .init() {
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
            switch file.pathExtension {
            case "md": texts.append(text.components(separatedBy: "\n---\n").dropFirst().joined(separator: "\n"))
            case "jsonl":
                for line in text.split(separator: "\n") {
                    let json = try? JSONParser.parse(String(line))
                    texts += ["question", "answer", "text"].compactMap { json?[$0]?.string }
                }
            default: break
            }
        }
        sentences = texts.sorted().flatMap { $0.split(whereSeparator: { ".!?\n".contains($0) }) }
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                $0.count > 20 && !$0.contains("{") && $0.first?.isLetter == true
            }
        words = sentences.flatMap(SearchText.words)
        self.seed = seed
        guard sentences.count > 100 else {
            throw AlmanacError(
                .fileMissing, "no corpus at \(folder.path)", hint: "run from a checkout, or give --corpus FOLDER")
        }
    }

    /// Records for ingest, about one chunk each.
    func records(_ range: Range<Int>) -> [JSONValue] {
        range.map { number in
            var generator = SplitMix(state: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
            let body = (0..<Int.random(in: 2...3, using: &generator)).map { _ in sentence(&generator) }
            return [
                "id": .string("s\(number)"), "namespace": "faq", "title": .string(sentence(&generator)),
                "text": .string(body.joined(separator: ". ")), "price": JSONValue(number % 100),
                "updated_at": "2026-01-01",
            ]
        }
    }

    /// Held apart from the documents by the seed.
    func queries(_ count: Int) -> [String] {
        var generator = SplitMix(state: ~seed)
        return (0..<count).map { _ in sentence(&generator) }
    }

    /// The query of a number: the same one whenever it is asked for.
    func query(_ number: Int, seed: UInt64) -> String {
        var generator = SplitMix(state: ~seed &+ UInt64(number) &* 0xD1B5_4A32_D192_ED03)
        return sentence(&generator)
    }

    /// The words of the corpus, each once, in their order.
    var vocabulary: [String] { Set(words.map { $0.lowercased() }).sorted() }

    private func sentence(_ generator: inout SplitMix) -> String {
        let words = sentences[Int.random(in: 0..<sentences.count, using: &generator)].split(separator: " ")
        return words.prefix(20).map { word in
            Int.random(in: 0..<4, using: &generator) > 0
                ? String(word) : self.words[Int.random(in: 0..<self.words.count, using: &generator)]
        }.joined(separator: " ")
    }
}

/// Vigna's splitmix64.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
