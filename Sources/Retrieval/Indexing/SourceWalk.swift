import Domain
import Foundation

/// A file to read, and where it lies below the ingest root.
struct SourceFile: Sendable {
    /// The folder that was given, or that a given file lies in: absolute, links followed.
    let root: String
    /// Relative to the root as the file system has it.
    let rawPath: String
    let format: DocumentFormat

    /// Relative to the root, in Unicode's composed form, with `/` between its parts.
    var path: String { SourceWalk.composed(rawPath) }
    /// The absolute path.
    var location: String { SourceWalk.join(root, rawPath) }
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
            switch SourceWalk.kind(of: path.path) {
            case nil:
                throw AlmanacError(.fileMissing, "there is no file or folder \(path.path)", hint: "check the path")
            case .folder?: try addFolder(path)
            case .other?: try addFile(path)
            }
        }
    }

    private mutating func addFolder(_ folder: URL) throws {
        let count = files.count
        let root = SourceWalk.realPath(folder.path)
        places.append(root)
        try walk(root: root, below: "", given: folder.path)
        guard files.count > count else {
            throw AlmanacError(
                .invalidInput, "the folder \(folder.path) holds no documents",
                hint: "documents are \(DocumentFormat.knownKinds); a README.md is not one")
        }
    }

    private mutating func addFile(_ file: URL) throws {
        guard let format = DocumentFormat(fileExtension: file.pathExtension) else {
            throw AlmanacError(
                .unsupported, "\(file.path) is of a kind that cannot be read",
                hint: "documents are \(DocumentFormat.knownKinds)")
        }
        let root = SourceWalk.realPath(file.deletingLastPathComponent().path)
        let source = SourceFile(root: root, rawPath: file.lastPathComponent, format: format)
        places.append(source.location)
        files.append(source)
    }

    /// - Parameters:
    ///   - prefix: the folder, relative to the root, with `/` at its end.
    ///   - given: what messages call the root.
    private mutating func walk(root: String, below prefix: String, given: String) throws {
        for entry in try SourceWalk.entries(of: SourceWalk.join(root, prefix), called: SourceWalk.join(given, prefix)) {
            let path = prefix + entry.name
            var kind = entry.kind
            if kind == nil || entry.isLink { kind = SourceWalk.kind(of: SourceWalk.join(root, path)) }
            if entry.name.hasPrefix(".") || kind == nil {
                ignored.append(SourceWalk.composed(path))
            } else if kind == .folder {
                // Following a link to a folder could go round in circles.
                if entry.isLink {
                    ignored.append(SourceWalk.composed(path))
                } else {
                    try walk(root: root, below: path + "/", given: given)
                }
            } else if entry.name != "README.md", let format = SourceWalk.format(of: entry.name) {
                files.append(SourceFile(root: root, rawPath: path, format: format))
            } else {
                ignored.append(SourceWalk.composed(path))
            }
        }
    }

    // MARK: - The file system

    private enum Kind { case folder, other }

    private struct Entry {
        let name: String
        /// Nil where the folder does not say, and for links.
        let kind: Kind?
        let isLink: Bool
    }

    /// Sorted by the bytes of their names. One system call for many names, which 10,000 files are worth.
    private static func entries(of folder: String, called name: String) throws -> [Entry] {
        guard let stream = opendir(folder) else {
            throw AlmanacError(
                .unavailable, "the folder \(name) cannot be listed: \(String(cString: strerror(errno)))",
                hint: "check its permissions")
        }
        defer { closedir(stream) }
        var entries: [Entry] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name != ".", name != ".." else { continue }
            let type = Int32(entry.pointee.d_type)
            let kind: Kind? = type == DT_DIR ? .folder : type == DT_UNKNOWN || type == DT_LNK ? nil : .other
            let isLink = type == DT_LNK || (type == DT_UNKNOWN && isLink(join(folder, name)))
            entries.append(Entry(name: name, kind: kind, isLink: isLink))
        }
        return entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Links followed; nil where there is nothing.
    private static func kind(of path: String) -> Kind? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return status.st_mode & S_IFMT == S_IFDIR ? .folder : .other
    }

    private static func format(of name: String) -> DocumentFormat? {
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")) else { return nil }
        return DocumentFormat(fileExtension: String(name[name.utf8.index(after: dot)...]))
    }

    private static func realPath(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func join(_ folder: String, _ path: String) -> String {
        folder.utf8.last == UInt8(ascii: "/") || path.isEmpty ? folder + path : "\(folder)/\(path)"
    }

    static func composed(_ path: String) -> String {
        path.utf8.allSatisfy { $0 < 0x80 } ? path : path.precomposedStringWithCanonicalMapping
    }
}
