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
            folder = Home.checkoutIndexes
        }
    }

    init(folder: URL) { self.folder = folder }

    /// The checkout that the launcher was started from; nil where the binary was started by itself.
    static func root() -> URL? {
        ProcessInfo.processInfo.environment["ALMANAC_ROOT"].flatMap {
            $0.isEmpty ? nil : URL(filePath: $0, directoryHint: .isDirectory)
        }
    }

    /// The default home, and where the launcher puts weights.
    static var checkoutIndexes: URL {
        (root() ?? here).appending(path: "indexes", directoryHint: .isDirectory)
    }

    static var here: URL { URL(filePath: FileManager.default.currentDirectoryPath, directoryHint: .isDirectory) }

    /// Without a slash at its end, as people write it.
    var path: String {
        let path = folder.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    var database: URL { folder.appending(path: "knowledge.sqlite") }
    /// Customers, sessions and what was done for them.
    var supportDatabase: URL { folder.appending(path: "support.sqlite") }
    /// Indexes that clients of the Pinecone API made.
    var vectorDatabase: URL { folder.appending(path: "vectors.sqlite") }
    var settings: URL { folder.appending(path: "almanac.yml") }
    var models: URL { folder.appending(path: "models", directoryHint: .isDirectory) }
    var caches: URL { folder.appending(path: "caches", directoryHint: .isDirectory) }
    var defaultSocket: URL { folder.appending(path: "almanac.sock") }

    /// What the program itself puts into a home; `models/` and `almanac.yml` are people's.
    static let ownFiles = [
        "knowledge.sqlite", "support.sqlite", "vectors.sqlite", "caches", "almanac.sock", "serve.lock", "serve.log",
    ]

    func socketPath(_ configuration: Configuration) -> String {
        (configuration.socket ?? defaultSocket).path(percentEncoded: false)
    }

    var hasKnowledge: Bool { database.isFile }

    var hasCustomers: Bool { supportDatabase.isFile }

    /// Makes the folder, open to its owner only, where it is missing.
    func create() throws {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw AlmanacError(
                .unavailable, "the home \(path) cannot be made",
                hint: "check that you may write to the folder above it",
                underlying: error)
        }
    }

    /// Reading commands do not make a home out of a mistyped path.
    func requireKnowledge() throws {
        guard !hasKnowledge else { return }
        throw AlmanacError(
            .notFound, "there is no knowledge base in \(path)",
            hint: "put documents in with: almanac ingest FOLDER --home \(path)")
    }

    func requireCustomers() throws {
        guard !hasCustomers else { return }
        throw AlmanacError(
            .notFound, "there are no customers in \(path)",
            hint: "make some up with: almanac customers generate --home \(path)")
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
