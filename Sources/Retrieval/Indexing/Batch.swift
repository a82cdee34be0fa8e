import Domain
import Foundation

/// All that one ingest was given, read and checked: the documents, what was refused, and what was left out.
struct Batch {
    private(set) var candidates: [Candidate] = []
    private(set) var invalid: [InvalidDocument] = []
    private(set) var ignored: [String] = []
    private let resolver: DocumentResolver

    init(paths: [URL], resolver: DocumentResolver, progress: (IngestProgress) -> Void) throws {
        self.resolver = resolver
        let walk = try SourceWalk(paths)
        ignored = walk.ignored
        for (done, file) in walk.files.enumerated() {
            progress(IngestProgress(stage: .reading, done: done, total: walk.files.count))
            for (number, result) in file.reader.read(file.url) {
                add(result, path: file.path, number: number, root: file.root)
            }
        }
        progress(IngestProgress(stage: .reading, done: walk.files.count, total: walk.files.count))
        refuseDuplicates()
    }

    init(records: [JSONValue], resolver: DocumentResolver) {
        self.resolver = resolver
        for (offset, json) in records.enumerated() {
            let result = DocumentReader.catching(line: nil) { try DocumentReader.record(json, line: nil) }
            add(result, path: nil, number: offset + 1, root: nil)
        }
        refuseDuplicates()
    }

    private mutating func add(_ result: Result<DocumentDraft, Refusal>, path: String?, number: Int?, root: URL?) {
        let source = path ?? "inline\(DocumentResolver.suffix(number))"
        do {
            let draft = try result.get()
            let document = try resolver.resolve(draft, path: path, number: number)
            candidates.append(
                Candidate(
                    document: document, idFromPath: draft.id == nil, root: root,
                    place: Place(source: source, line: number == nil ? nil : draft.line)))
        } catch {
            let refusal = error as? Refusal ?? Refusal(.invalidDocument, line: nil, "it cannot be read")
            invalid.append(
                InvalidDocument(source: source, line: refusal.line, code: refusal.code, message: refusal.message))
        }
    }

    /// Keeps the first document of an id and refuses the others, naming both places.
    private mutating func refuseDuplicates() {
        var first: [DocumentID: Place] = [:]
        candidates.removeAll { candidate in
            let id = candidate.document.id
            guard let other = first.updateValue(candidate.place, forKey: id) else { return false }
            first[id] = other
            invalid.append(Batch.duplicate(id, at: candidate.place, of: other.description))
            return true
        }
    }

    static func duplicate(_ id: DocumentID, at place: Place, of other: String) -> InvalidDocument {
        InvalidDocument(
            source: place.source, line: place.line, code: .duplicateID,
            message: "the id \(id) is that of \(other); give one of them another 'id'")
    }
}
