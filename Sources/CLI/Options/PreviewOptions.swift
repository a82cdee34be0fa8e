import ArgumentParser
import Domain
import Foundation

/// Documents that a search takes for ingested.
struct PreviewOptions: ParsableArguments {
    @Option(
        name: .customLong("with"),
        help: ArgumentHelp(
            "Search as if this file were ingested, and store nothing; may be given several times.", valueName: "file"))
    var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "Namespace of such a file's documents. Default: the nearest folder above it that is one, else --namespace.",
            valueName: "name"))
    var withNamespace: String?

    /// Each file with the namespace for documents that name none.
    func inputs(namespaces: [String], searched: [String]) throws -> [(file: URL, namespace: String?)] {
        try files.map { path in
            let file = URL(filePath: path).standardizedFileURL
            guard file.isFile else {
                throw AlmanacError(
                    .fileMissing, "there is no file '\(path)'", hint: "check the path; --with takes files, not folders")
            }
            let above = file.deletingLastPathComponent().pathComponents.last { namespaces.contains($0) }
            return (file, withNamespace ?? above ?? (searched.count == 1 ? searched[0] : nil))
        }
    }
}
