import Domain
import Store
import Synchronization

/// Whether the files that documents were read from are still as they were.
///
/// A look costs one `stat`; the bytes are read and digested only where the size is the same and the time is not. A
/// command looks when it is asked. In a server `look(at:)` runs now and then in the background, and from the first of
/// those on everybody gets its last verdict, so that no search waits for a disk. A file that was ingested since the
/// last look is taken to be as it was read.
final class SourceStates: Sendable {
    private struct Seen {
        let state: FileState?
        let isStale: Bool?
    }

    private struct Known {
        var seen: [SourceFingerprint: Seen] = [:]
        var isWatched = false
    }

    private let known = Mutex(Known())

    /// True where the file's content is another, false where it is the same, nil where it is not here or not readable.
    func isStale(_ file: SourceFingerprint) -> Bool? {
        let (seen, isWatched) = known.withLock { ($0.seen[file], $0.isWatched) }
        if isWatched {
            guard let seen else { return false }
            return seen.isStale
        }
        let now = SourceStates.look(at: file, before: seen)
        known.withLock { $0.seen[file] = now }
        return now.isStale
    }

    /// Looks at all of these and forgets every other file.
    func look(at files: [SourceFingerprint]) {
        let before = known.withLock { $0.seen }
        var seen: [SourceFingerprint: Seen] = [:]
        seen.reserveCapacity(files.count)
        for file in files { seen[file] = SourceStates.look(at: file, before: before[file]) }
        known.withLock { $0 = Known(seen: seen, isWatched: true) }
    }

    private static func look(at file: SourceFingerprint, before: Seen?) -> Seen {
        guard let state = FileState(path: file.location), state.isRegular else { return Seen(state: nil, isStale: nil) }
        if state.size != file.size { return Seen(state: state, isStale: true) }
        if let time = state.modifiedAt, time == file.modifiedAt { return Seen(state: state, isStale: false) }
        if let before, before.state == state, state.modifiedAt != nil { return before }
        return Seen(state: state, isStale: FileContent.digest(of: file.location).map { $0 != file.digest })
    }
}

extension SourceStates {
    /// What is known of these documents' files; nothing for documents given inline.
    func stale(_ ids: [DocumentID], _ reader: KnowledgeReader) throws -> [DocumentID: Bool] {
        try reader.sourceFiles(of: ids).compactMapValues(isStale)
    }
}
