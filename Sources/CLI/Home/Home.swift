import Domain
import Foundation

/// Where a home's files are. The layout is part of the product (ARCHITECTURE.md).
struct Home: Sendable {
    let folder: URL

    /// Flag over `ALMANAC_HOME` over `indexes/` of the checkout (`ALMANAC_ROOT`, set by the launcher, else here).
    init(flag: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        let chosen = flag ?? environment["ALMANAC_HOME"].flatMap { $0.isEmpty ? nil : $0 }
        if let chosen {
            guard !chosen.isEmpty else { throw AlmanacError(.invalidInput, "--home is empty") }
            folder = URL(filePath: chosen, directoryHint: .isDirectory).standardizedFileURL
        } else {
            folder = (Home.root(environment) ?? Home.here).appending(path: "indexes", directoryHint: .isDirectory)
        }
    }

    init(folder: URL) { self.folder = folder }

    /// The checkout that the launcher was started from; nil where the binary was started by itself.
    static func root(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> URL? {
        environment["ALMANAC_ROOT"].flatMap { $0.isEmpty ? nil : URL(filePath: $0, directoryHint: .isDirectory) }
    }

    static var here: URL { URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory) }

    var path: String { folder.path(percentEncoded: false) }
    var database: URL { folder.appending(path: "knowledge.sqlite") }
    var settings: URL { folder.appending(path: "almanac.yml") }
    var models: URL { folder.appending(path: "models", directoryHint: .isDirectory) }
    var caches: URL { folder.appending(path: "caches", directoryHint: .isDirectory) }
    var defaultSocket: URL { folder.appending(path: "almanac.sock") }

    var hasKnowledge: Bool { database.isFile }

    /// Reading commands do not make a home out of a mistyped path.
    func requireKnowledge() throws {
        guard !hasKnowledge else { return }
        throw AlmanacError(
            .notFound, "there is no knowledge base in \(path)",
            hint: "put documents in with: almanac ingest FOLDER --home \(path)")
    }
}

extension URL {
    var isFile: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path(percentEncoded: false), isDirectory: &isFolder)
            && !isFolder.boolValue
    }

    var isFolder: Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path(percentEncoded: false), isDirectory: &isFolder)
            && isFolder.boolValue
    }

    /// The file's size in bytes; nil where there is none.
    var byteCount: Int64? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path(percentEncoded: false))
        return (attributes?[.size] as? NSNumber)?.int64Value
    }
}
