import Domain
import Foundation

/// A file to read, and where it lies below the ingest root.
struct SourceFile {
    let url: URL
    let root: URL
    /// Relative to the root, in Unicode's composed form, with `/` between its parts.
    let path: String
    let reader: DocumentReader
}

/// The files below the paths given to an ingest, in the order of their names' bytes.
struct SourceWalk {
    private(set) var files: [SourceFile] = []
    /// Files left out because they are hidden, a README, a link to a folder, or of a kind that nothing reads.
    private(set) var ignored: [String] = []

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
                try walk(path, root: path, below: "")
                guard files.count > count else {
                    throw AlmanacError(
                        .invalidInput, "the folder \(path.path) holds no documents",
                        hint: "documents are \(DocumentReader.knownKinds); a README.md is not one")
                }
            } else {
                guard let reader = DocumentReader(extension: path.pathExtension) else {
                    throw AlmanacError(
                        .unsupported, "\(path.path) is of a kind that cannot be read",
                        hint: "documents are \(DocumentReader.knownKinds)")
                }
                let name = path.lastPathComponent.precomposedStringWithCanonicalMapping
                files.append(
                    SourceFile(url: path, root: path.deletingLastPathComponent(), path: name, reader: reader))
            }
        }
    }

    private mutating func walk(_ folder: URL, root: URL, below prefix: String) throws {
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
            let path = prefix + name.precomposedStringWithCanonicalMapping
            var isFolder: ObjCBool = false
            guard !name.hasPrefix("."), FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
            else {
                ignored.append(path)
                continue
            }
            if isFolder.boolValue {
                // Following a link to a folder could go round in circles.
                if (try? FileManager.default.destinationOfSymbolicLink(atPath: url.path)) != nil {
                    ignored.append(path)
                } else {
                    try walk(url, root: root, below: path + "/")
                }
            } else if name != "README.md", let reader = DocumentReader(extension: url.pathExtension) {
                files.append(SourceFile(url: url, root: root, path: path, reader: reader))
            } else {
                ignored.append(path)
            }
        }
    }
}
