import Domain
import Foundation

/// A file to read, and where it lies below the ingest root.
struct SourceFile: Sendable {
    let url: URL
    let root: URL
    /// The same for the whole world: absolute, links followed.
    let realRoot: String
    /// Relative to the root as the file system has it.
    let rawPath: String
    let format: DocumentFormat

    /// Relative to the root, in Unicode's composed form, with `/` between its parts.
    var path: String { rawPath.precomposedStringWithCanonicalMapping }
    var location: String { realRoot.hasSuffix("/") ? realRoot + rawPath : "\(realRoot)/\(rawPath)" }
}

/// The files below the paths given to an ingest, in the order of their names' bytes.
struct SourceWalk {
    private(set) var files: [SourceFile] = []
    /// Files left out because they are hidden, a README, a link to a folder, or of a kind that nothing reads.
    private(set) var ignored: [String] = []
    /// What was given, absolute and links followed: folders, and files by themselves.
    private(set) var places: [String] = []

    /// A folder is its own root; the root of a file is the folder it lies in.
    ///
    /// Throws `file_missing` for a path that is not there, `unsupported` for a file that nothing reads,
    /// `invalid_input` for a folder without documents, `unavailable` for a folder that cannot be listed.
    init(_ paths: [URL]) throws {
        for path in paths {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder) else {
                throw AlmanacError(.fileMissing, "there is no file or folder \(path.path)", hint: "check the path")
            }
            if isFolder.boolValue {
                let count = files.count
                let real = SourceWalk.realPath(path)
                places.append(real)
                try walk(path, root: path, realRoot: real, below: "")
                guard files.count > count else {
                    throw AlmanacError(
                        .invalidInput, "the folder \(path.path) holds no documents",
                        hint: "documents are \(DocumentFormat.knownKinds); a README.md is not one")
                }
            } else {
                guard let format = DocumentFormat(fileExtension: path.pathExtension) else {
                    throw AlmanacError(
                        .unsupported, "\(path.path) is of a kind that cannot be read",
                        hint: "documents are \(DocumentFormat.knownKinds)")
                }
                let root = path.deletingLastPathComponent()
                let file = SourceFile(
                    url: path, root: root, realRoot: SourceWalk.realPath(root), rawPath: path.lastPathComponent,
                    format: format)
                places.append(file.location)
                files.append(file)
            }
        }
    }

    private static func realPath(_ url: URL) -> String {
        guard let resolved = realpath(url.path, nil) else { return url.standardizedFileURL.path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private mutating func walk(_ folder: URL, root: URL, realRoot: String, below prefix: String) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            throw AlmanacError(
                .unavailable, "the folder \(folder.path) cannot be listed", hint: "check its permissions",
                underlying: error)
        }
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let url = folder.appending(path: name)
            let path = prefix + name
            var isFolder: ObjCBool = false
            guard !name.hasPrefix("."), FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
            else {
                ignored.append(path.precomposedStringWithCanonicalMapping)
                continue
            }
            if isFolder.boolValue {
                // Following a link to a folder could go round in circles.
                if (try? FileManager.default.destinationOfSymbolicLink(atPath: url.path)) != nil {
                    ignored.append(path.precomposedStringWithCanonicalMapping)
                } else {
                    try walk(url, root: root, realRoot: realRoot, below: path + "/")
                }
            } else if name != "README.md", let format = DocumentFormat(fileExtension: url.pathExtension) {
                files.append(
                    SourceFile(url: url, root: root, realRoot: realRoot, rawPath: path, format: format))
            } else {
                ignored.append(path.precomposedStringWithCanonicalMapping)
            }
        }
    }
}
