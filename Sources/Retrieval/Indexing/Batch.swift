import Domain
import Foundation
import Store

/// All that one ingest was given, read and checked: the documents, what was refused, and what was left out.
struct Batch {
    private(set) var candidates: [Candidate] = []
    private(set) var invalid: [InvalidDocument] = []
    private(set) var ignored: [String] = []
    /// What a prune may touch; nil where there were no files.
    private(set) var scope: PruneScope?
    /// Absolute paths of the files in which something was refused.
    private(set) var refusedFiles: Set<String> = []

    /// How many files are read between two reports of progress.
    private static let filesAtOnce = 256

    init(paths: [URL], resolver: DocumentResolver, progress: (IngestProgress) -> Void) throws {
        let walk = try SourceWalk(paths)
        ignored = walk.ignored
        scope = PruneScope(places: walk.places, read: Set(walk.files.map(\.location)), resolver: resolver)
        for start in stride(from: 0, to: walk.files.count, by: Batch.filesAtOnce) {
            progress(IngestProgress(stage: .reading, done: start, total: walk.files.count))
            let files = Array(walk.files[start..<min(start + Batch.filesAtOnce, walk.files.count)])
            let found = Parallel.map(files.count) { Batch.read(files[$0], resolver) }
            for (file, found) in zip(files, found) {
                let count = invalid.count
                add(found)
                if invalid.count > count { refusedFiles.insert(file.location) }
            }
        }
        progress(IngestProgress(stage: .reading, done: walk.files.count, total: walk.files.count))
        refuseDuplicates()
    }

    init(records: [JSONValue], resolver: DocumentResolver) {
        add(
            Parallel.map(records.count) { offset in
                let result = DocumentReader.catching(line: nil) {
                    try DocumentReader.record(records[offset], line: nil)
                }
                return Batch.settled(
                    FoundDraft(number: offset + 1, result: result), file: nil,
                    source: "inline\(DocumentResolver.suffix(offset + 1))", resolver)
            })
        refuseDuplicates()
    }

    init(_ input: IngestInput, resolver: DocumentResolver) {
        add(
            Parallel.map(input.drafts.count) {
                Batch.settled(input.drafts[$0], file: nil, source: input.name, resolver)
            })
        refuseDuplicates()
    }

    private typealias Settled = [Result<Candidate, InvalidDocument>]

    private mutating func add(_ found: Settled) {
        for result in found {
            switch result {
            case .success(let candidate): candidates.append(candidate)
            case .failure(let refused): invalid.append(refused)
            }
        }
    }

    // MARK: - Reading, on any thread

    private static func read(_ file: SourceFile, _ resolver: DocumentResolver) -> Settled {
        let reader = DocumentReader(format: file.format, limits: resolver.limits)
        let path = file.path
        do {
            let content = try FileContent(file.location, limit: reader.maximumBytes)
            let fingerprint = SourceFingerprint(
                root: file.root, path: file.rawPath, size: Int64(content.bytes.count),
                modifiedAt: content.state.modifiedAt, digest: content.digest)
            let drafts = reader.drafts(in: content.bytes, path: file.location)
            return Parallel.map(drafts.count) { offset in
                settled(drafts[offset], file: (path, file.root, fingerprint), source: path, resolver)
            }
        } catch {
            return [.failure(InvalidDocument(Refusal(error, line: nil), source: path))]
        }
    }

    /// - Parameter source: what messages call the place of the document.
    private static func settled(
        _ draft: FoundDraft, file: (path: String, root: String, fingerprint: SourceFingerprint)?, source: String,
        _ resolver: DocumentResolver
    ) -> Result<Candidate, InvalidDocument> {
        do {
            let found = try draft.result.get()
            let document = try resolver.resolve(found, path: file?.path, number: draft.number)
            return .success(
                Candidate(
                    document: document, digest: DocumentDigest.content(of: document), idFromPath: found.id == nil,
                    root: file?.root, place: Place(source: source, line: draft.number == nil ? nil : found.line),
                    source: file.map {
                        DocumentSource(file: $0.fingerprint, scope: resolver.scope(of: found, path: $0.path))
                    }))
        } catch {
            return .failure(InvalidDocument(Refusal(error, line: nil), source: source))
        }
    }

    // MARK: - Duplicates

    /// Keeps the first document of an id and refuses the others, naming both places.
    private mutating func refuseDuplicates() {
        var first: [DocumentID: Place] = [:]
        var refused: [InvalidDocument] = []
        var places: Set<String> = []
        candidates.removeAll { candidate in
            let id = candidate.document.id
            guard let other = first.updateValue(candidate.place, forKey: id) else { return false }
            first[id] = other
            if let source = candidate.source { places.insert(source.file.location) }
            refused.append(Batch.duplicate(id, at: candidate.place, of: other.description))
            return true
        }
        invalid += refused
        refusedFiles.formUnion(places)
    }

    static func duplicate(_ id: DocumentID, at place: Place, of other: String) -> InvalidDocument {
        InvalidDocument(
            source: place.source, line: place.line, code: .duplicateID,
            message: "the id \(id) is that of \(other); give one of them another 'id'")
    }
}

extension InvalidDocument {
    init(_ refusal: Refusal, source: String) {
        self.init(source: source, line: refusal.line, code: refusal.code, message: refusal.message)
    }
}
