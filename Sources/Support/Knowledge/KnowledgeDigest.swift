import Domain
public import Retrieval
import Synchronization

/// What the gate and the choice of answers know of a whole revision: which words are the company's own, and which
/// sentences must never leave it.
public struct KnowledgeDigest: Sendable {
    public let revision: Int64
    /// Words, lower-case, that stand in several public documents: an answer may use them whoever it is for.
    let houseWords: Set<String>
    /// Hashes of runs of words that stand in internal documents and in no public one.
    private let internalRuns: Set<UInt64>

    /// Public documents that a word must stand in to be the company's own.
    static let houseDocuments = 4
    /// Words of a run: as long as a clause, so that common phrases are in public documents too.
    static let run = 7

    init(revision: Int64, documents: some Sequence<Document>) {
        self.revision = revision
        var counts: [String: Int] = [:]
        var inside: Set<UInt64> = []
        var outside: Set<UInt64> = []
        for document in documents {
            let words = KnowledgeDigest.words(document.title + " " + document.content.body)
            if document.isPublic {
                // Examples tell one customer's story; only their answers are the company's words.
                for word in Set(words) { counts[word, default: 0] += 1 }
                outside.formUnion(KnowledgeDigest.runs(of: words))
                if let question = document.content.question {
                    outside.formUnion(KnowledgeDigest.runs(of: KnowledgeDigest.words(question)))
                }
            } else {
                inside.formUnion(KnowledgeDigest.runs(of: words))
            }
        }
        houseWords = Set(counts.filter { $0.value >= KnowledgeDigest.houseDocuments }.keys)
        internalRuns = inside.subtracting(outside)
    }

    /// A run of words of an answer that stands in an internal document only; nil where none does.
    public func internalText(in answer: String) -> String? {
        let words = KnowledgeDigest.words(answer)
        guard words.count >= KnowledgeDigest.run else { return nil }
        for start in 0...(words.count - KnowledgeDigest.run) {
            let run = words[start..<start + KnowledgeDigest.run]
            if internalRuns.contains(KnowledgeDigest.hash(run)) { return run.joined(separator: " ") }
        }
        return nil
    }

    /// Letters and digits, lower-case, as guards read them.
    static func words(_ text: String) -> [String] {
        let normalized = GuardText.normalized(text)
        if normalized.utf8.allSatisfy({ $0 < 0x80 }) {
            return normalized.utf8.split { !(isPlainLetter($0) || $0 == 0x27) }
                .map { String(Substring($0)).trimming { $0 == "'" } }.filter { !$0.isEmpty }
        }
        return normalized.split { !($0.isLetter || $0.isNumber || $0 == "'") }
            .map { String($0).trimming { $0 == "'" } }.filter { !$0.isEmpty }
    }

    /// An ASCII letter or digit.
    private static func isPlainLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
    }

    private static func runs(of words: [String]) -> Set<UInt64> {
        guard words.count >= run else { return [] }
        return Set((0...(words.count - run)).map { hash(words[$0..<$0 + run]) })
    }

    /// FNV-1a, 64 bits: the same in every process.
    private static func hash(_ words: ArraySlice<String>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for word in words {
            for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0x20) &* 0x100_0000_01b3
        }
        return hash
    }
}

extension Document {
    /// Whether its text may reach a customer: marked public, and of a kind that is for customers.
    var isPublic: Bool { metadata["risk"]?.string == "public" && kind != .outstanding }
}

/// Hands out the digest of the newest revision, made anew where the knowledge has changed.
public final class KnowledgeDigests: Sendable {
    private let knowledge: KnowledgeBase
    private let held = Mutex<KnowledgeDigest?>(nil)

    public init(_ knowledge: KnowledgeBase) { self.knowledge = knowledge }

    private static let page = 1_000

    /// Everything that a document says, approved and unshortened; empty where there is none any more.
    func text(of id: DocumentID) throws -> [String] {
        do {
            let document = try knowledge.document(id).document
            return [document.title, document.content.question ?? "", document.content.body]
        } catch let error as AlmanacError where error.code == .notFound {
            return []
        }
    }

    /// Blocks; reads every document after a change.
    public func latest() throws -> KnowledgeDigest {
        let revision = try knowledge.revisions(limit: 1).first?.number ?? 0
        return try held.withLock { held in
            if let held, held.revision == revision { return held }
            var documents: [Document] = []
            var after: DocumentID?
            while true {
                let page = try knowledge.documents(after: after, limit: KnowledgeDigests.page).map(\.document)
                documents += page
                guard page.count == KnowledgeDigests.page, let last = page.last else { break }
                after = last.id
            }
            let digest = KnowledgeDigest(revision: revision, documents: documents)
            held = digest
            return digest
        }
    }
}
