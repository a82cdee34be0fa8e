import Domain
import Foundation
import Store

/// What a batch would change, against the live documents of one revision.
struct ChangePlan {
    struct Change {
        enum Kind { case added, changed, renamed }
        let kind: Kind
        let document: Document
        let digest: String
        let wordDigest: String
        /// The row of the version it replaces.
        let replaces: Int64?
    }

    /// In the order of their ids.
    private(set) var changes: [Change] = []
    /// What left the pruned folders, in the order of their ids.
    private(set) var removed: [LiveDigest] = []
    /// Where each document of the batch was read from.
    private(set) var sources: [DocumentID: DocumentSource] = [:]
    private(set) var unchanged = 0
    private(set) var invalid: [InvalidDocument] = []
    private(set) var duplicates: [[DocumentID]] = []

    /// - Parameters:
    ///   - known: where live documents were read from before.
    ///   - prune: whether what is gone from the batch's folders is removed.
    init(_ batch: Batch, live: [LiveDigest], known: [DocumentID: DocumentSource] = [:], prune: Bool = false) {
        var settled = IdentityResolver(live: live, batch: batch.candidates)
        var words: [DocumentID: String] = Dictionary(live.map { ($0.id, $0.wordDigest) }) { first, _ in first }
        var touched: Set<DocumentID> = []
        // A file with anything refused says nothing of what is gone.
        var refused = batch.refusedFiles
        for candidate in batch.candidates {
            switch settled.resolve(candidate) {
            case .refused(let refusal):
                invalid.append(refusal)
                if let source = candidate.source { refused.insert(source.file.location) }
            case .accepted(let document, let old, let isRenamed):
                touched.insert(document.id)
                sources[document.id] = candidate.source
                if let old, old.digest == candidate.digest, !isRenamed {
                    unchanged += 1
                    continue
                }
                let wordDigest = DocumentDigest.words(of: document)
                words[document.id] = wordDigest
                changes.append(
                    Change(
                        kind: old == nil ? .added : isRenamed ? .renamed : .changed, document: document,
                        digest: candidate.digest, wordDigest: wordDigest, replaces: old?.row))
            }
        }
        changes.sort { $0.document.id < $1.document.id }
        if prune, let scope = batch.scope {
            removed = live.filter { document in
                guard !touched.contains(document.id), let source = known[document.id] else { return false }
                return !refused.contains(source.file.location) && scope.isGone(document.id, source)
            }
            for gone in removed { words[gone.id] = nil }
        }
        duplicates = Dictionary(grouping: words.keys) { words[$0] ?? "" }.values
            .filter { $0.count > 1 && !touched.isDisjoint(with: $0) }
            .map { $0.sorted() }
            .sorted { $0[0] < $1[0] }
    }

    func ids(_ kind: Change.Kind) -> [DocumentID] { changes.filter { $0.kind == kind }.map(\.document.id) }
}

/// Decides which stored document a file's document is: by id, and for ids that came from paths also by place and by
/// content, so that a renamed file keeps its id.
private struct IdentityResolver {
    enum Verdict {
        case accepted(Document, replaces: LiveDigest?, isRenamed: Bool)
        case refused(InvalidDocument)
    }

    private let byID: [DocumentID: LiveDigest]
    /// By namespace and source.
    private let bySource: [DocumentID: LiveDigest]
    /// By namespace and digest.
    private let byDigest: [DocumentID: [LiveDigest]]
    private let sources: Set<String>
    private var taken: [DocumentID: Place] = [:]

    init(live: [LiveDigest], batch: [Candidate]) {
        func key(_ digest: LiveDigest, _ text: String) -> DocumentID {
            DocumentID(namespace: digest.id.namespace, id: text)
        }
        byID = Dictionary(live.map { ($0.id, $0) }) { first, _ in first }
        bySource = Dictionary(live.filter { !$0.source.isEmpty }.map { (key($0, $0.source), $0) }) { first, _ in first }
        byDigest = Dictionary(grouping: live) { key($0, $0.digest) }
        sources = Set(batch.map(\.document.source))
        // A document that names its id, or lies where it always lay, has it before a renamed one can take it.
        for candidate in batch {
            let id = candidate.document.id
            if !candidate.idFromPath || byID[id]?.source == candidate.document.source { taken[id] = candidate.place }
        }
    }

    mutating func resolve(_ candidate: Candidate) -> Verdict {
        var document = candidate.document
        let digest = candidate.digest
        let namespace = document.id.namespace
        let atSource = bySource[DocumentID(namespace: namespace, id: document.source)]
        var isRenamed = false
        if candidate.idFromPath, let root = candidate.root {
            if let atSource {
                document.id = atSource.id
            } else if byID[document.id] == nil {
                let old = byDigest[DocumentID(namespace: namespace, id: digest)]?.first {
                    taken[$0.id] == nil && isGone($0.source, root: root)
                }
                if let old {
                    document.id = old.id
                    isRenamed = true
                }
            }
        }
        let old = byID[document.id]
        if let other = taken[document.id], other.description != candidate.place.description {
            return .refused(Batch.duplicate(document.id, at: candidate.place, of: other.description))
        }
        if let old, candidate.root != nil, !isRenamed, old.source != document.source, !old.source.isEmpty {
            if let root = candidate.root, candidate.idFromPath, !isGone(old.source, root: root),
                !isSameFile(old.source, document.source)
            {
                return .refused(Batch.duplicate(document.id, at: candidate.place, of: old.source))
            }
            // The same document moved to another folder; from another root the same file has another path.
            isRenamed = old.digest == digest && !isSameFile(old.source, document.source)
        }
        taken[document.id] = candidate.place
        return .accepted(document, replaces: old, isRenamed: isRenamed)
    }

    /// Whether a stored source is neither in this batch nor below its root any more.
    private func isGone(_ source: String, root: String) -> Bool {
        guard !source.isEmpty, !sources.contains(source) else { return false }
        let path = source.lastIndex(of: "#").map { String(source[..<$0]) } ?? source
        return FileState.isGone(SourceWalk.join(root, path))
    }

    /// Whether one path is the end of the other.
    private func isSameFile(_ left: String, _ right: String) -> Bool {
        left == right || left.hasSuffix("/" + right) || right.hasSuffix("/" + left)
    }
}
