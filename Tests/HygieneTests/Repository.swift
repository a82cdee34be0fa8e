import Foundation

/// The checkout that these tests were compiled from.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The paths, relative to the root, of all files under version control and of new ones that are not ignored: a
    /// fault shows before the commit. Without git, every file outside the ignored folders.
    static func files() async throws -> [String] {
        let listing = try await Command.run(
            ["git", "-C", root.path(percentEncoded: false)]
                + ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        let paths = listing.status == 0 ? listing.output.split(separator: "\0").map(String.init) : walk()
        // A file that was deleted but not yet committed is still listed.
        return paths.filter { exists($0) }.sorted()
    }

    static func url(_ path: String) -> URL {
        root.appending(path: path)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: url(path).path(percentEncoded: false))
    }

    static func data(_ path: String) throws -> Data {
        try Data(contentsOf: url(path))
    }

    static func text(_ path: String) throws -> String {
        String(decoding: try data(path), as: UTF8.self)
    }

    /// The names of the folders of a folder.
    static func folders(of path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url(path).path(percentEncoded: false))
            .filter { url("\(path)/\($0)").hasDirectoryPathOnDisk }
            .sorted()
    }

    /// Swift sources of the product by path.
    static func sources() async throws -> [(path: String, source: SwiftSource)] {
        try await files().filter { $0.hasPrefix("Sources/") && $0.hasSuffix(".swift") }
            .map { ($0, SwiftSource(try text($0))) }
    }

    private static func walk() -> [String] {
        let skipped: Set<String> = [".git", ".build", ".swiftpm", "indexes", "Package.resolved"]
        let base = root.path(percentEncoded: false)
        let all = FileManager.default.enumerator(atPath: base)?.compactMap { $0 as? String } ?? []
        return all.filter { path in
            guard let top = path.split(separator: "/").first else { return false }
            return !skipped.contains(String(top)) && !url(path).hasDirectoryPathOnDisk
        }
    }
}

extension URL {
    fileprivate var hasDirectoryPathOnDisk: Bool {
        (try? resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }
}
