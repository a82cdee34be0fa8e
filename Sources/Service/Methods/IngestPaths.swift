import Domain
package import Foundation

/// Decides which files `knowledge.ingest` may read: those below one configured folder, asked for over the Unix socket.
package struct IngestPaths: Sendable {
    let root: URL?
    let origin: RPCCall.Origin

    package init(root: URL?, origin: RPCCall.Origin) {
        self.root = root
        self.origin = origin
    }

    /// Real paths, links followed; relative ones count from the root. Throws `forbidden` for what lies outside and
    /// `file_missing` for what is not there. A path outside is forbidden whether or not it exists.
    package func resolve(_ paths: [String]) throws -> [URL] {
        guard origin == .unix else {
            throw AlmanacError(
                .forbidden, "paths are taken over the Unix socket only", hint: "send the content as documents")
        }
        guard let root else {
            throw AlmanacError(
                .forbidden, "this server reads no files", hint: "send the content as documents, or set its ingest root")
        }
        guard let rootPath = realPath(root.path) else {
            throw AlmanacError(.fileMissing, "the server's ingest root is not there", hint: "make the folder")
        }
        return try paths.map { path in
            let outside = AlmanacError(.forbidden, "a path lies outside the server's ingest root")
            let full = path.hasPrefix("/") ? path : "\(rootPath)/\(path)"
            guard let real = realPath(full) else {
                let standard = URL(fileURLWithPath: full).standardizedFileURL.path
                guard isInside(standard, rootPath) || isInside(standard, root.standardizedFileURL.path) else {
                    throw outside
                }
                throw AlmanacError(.fileMissing, "there is no file \(path) below the server's ingest root")
            }
            guard isInside(real, rootPath) else { throw outside }
            return URL(fileURLWithPath: real)
        }
    }

    private func isInside(_ path: String, _ root: String) -> Bool {
        path == root || path.hasPrefix(root.hasSuffix("/") ? root : root + "/")
    }

    private func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
