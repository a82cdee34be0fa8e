import Domain
import Foundation
import Store

/// Which documents a prune may remove: those that were last read from below the same folders (or from the same file)
/// with the same choice of namespace, and are no longer there.
struct PruneScope {
    /// Folders and files that were given: absolute, links followed.
    let places: [String]
    /// Every file that was read.
    let read: Set<String>
    /// That the caller chose for documents which name none.
    let namespace: String?

    /// - Parameter source: of a document that is not in the batch.
    func isGone(_ source: DocumentSource) -> Bool {
        let location = source.file.location
        guard source.scope.isEmpty || source.scope == namespace else { return false }
        let isBelow = places.contains { location == $0 || location.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
        // A file that is there and was not read, such as one that is a README now, proves nothing.
        return isBelow && (read.contains(location) || FileState.isGone(location))
    }
}
