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
    let resolver: DocumentResolver

    /// - Parameters:
    ///   - id: of a document that is not in the batch.
    ///   - source: where it was read from.
    func isGone(_ id: DocumentID, _ source: DocumentSource) -> Bool {
        let location = source.file.location
        guard let below = places.lazy.compactMap({ PruneScope.path(of: location, below: $0) }).first else {
            return false
        }
        let isChosen = source.scope.isEmpty || source.scope == resolver.options.namespace
        guard isChosen || resolver.folderNamespace(of: below) == id.namespace else { return false }
        // A file that is there and was not read, such as one that is a README now, proves nothing.
        return read.contains(location) || FileState.isGone(location)
    }

    /// The rest of the path below a folder; of a file that was given by itself, its name.
    private static func path(of location: String, below place: String) -> String? {
        if location == place { return location.split(separator: "/").last.map(String.init) }
        let folder = place.hasSuffix("/") ? place : place + "/"
        return location.hasPrefix(folder) ? String(location.dropFirst(folder.count)) : nil
    }
}
