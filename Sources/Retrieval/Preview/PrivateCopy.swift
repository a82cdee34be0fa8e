public import Foundation
import Store

/// A copy of a home's knowledge in another folder, to change and throw away. The home is only read: not a byte of its
/// files changes.
///
/// The database is copied by SQLite's backup. Vector segments are linked, not copied: they are only ever read or
/// replaced under their name, never written in place, and one that vanishes is made again from the database.
public struct PrivateCopy: Sendable {
    public let folder: URL

    public var database: URL { folder.appending(path: "knowledge.sqlite") }

    /// - Parameters:
    ///   - home: a home with a knowledge base.
    ///   - folder: an existing folder of the caller's own, empty, which the caller removes.
    public init(of home: URL, in folder: URL) throws {
        self.folder = folder
        try KnowledgeStore.copy(
            home.appending(path: "knowledge.sqlite"), to: folder.appending(path: "knowledge.sqlite"))
        let vectors = "caches/vectors"
        PrivateCopy.share(home.appending(path: vectors), with: folder.appending(path: vectors))
    }

    /// Whatever fails here costs time only: the cache is derived.
    private static func share(_ source: URL, with target: URL) {
        let manager = FileManager.default
        guard let manifest = try? Data(contentsOf: source.appending(path: "manifest.json")),
            let names = try? manager.contentsOfDirectory(atPath: source.path)
        else { return }
        try? manager.createDirectory(
            at: target, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in names where name.hasSuffix(".vectors") {
            try? manager.createSymbolicLink(
                at: target.appending(path: name), withDestinationURL: source.appending(path: name).absoluteURL)
        }
        try? manifest.write(to: target.appending(path: "manifest.json"))
    }
}
