import Domain
import Foundation

/// The encoder weights on this machine: which there are and where they lie.
struct ModelCatalog: Sendable {
    static let defaultName = "all-MiniLM-L6-v2"
    static let hashing = "hashing"

    /// A folder with weights, by the name it is called by.
    struct Model: Sendable {
        let name: String
        let folder: URL
        var weights: URL { folder.appending(path: "model.safetensors") }
        var vocabulary: URL { folder.appending(path: "vocab.txt") }
        var path: String { Home(folder: folder).path }
        var byteCount: Int64 { (weights.byteCount ?? 0) + (vocabulary.byteCount ?? 0) }
        /// Whether the two files that every model needs are there; what is in them is the encoder's to judge.
        var isComplete: Bool { weights.isFile && vocabulary.isFile }
    }

    /// The home's own models first, then those of the checkout.
    let folders: [URL]

    init(home: Home) {
        let shared = Home(folder: Home.checkoutIndexes).models
        folders = shared.standardizedFileURL == home.models.standardizedFileURL ? [shared] : [home.models, shared]
    }

    /// Every model folder, a name once, in the order of their names.
    func all() -> [Model] {
        var found: [String: Model] = [:]
        for folder in folders {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false))) ?? []
            for name in names where !name.hasPrefix(".") && found[name] == nil {
                let model = Model(name: name, folder: folder.appending(path: name, directoryHint: .isDirectory))
                if model.folder.isFolder { found[name] = model }
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }

    /// The first complete folder of that name.
    func model(named name: String) -> Model? {
        folders.map { Model(name: name, folder: $0.appending(path: name, directoryHint: .isDirectory)) }
            .first(where: \.isComplete)
    }

    /// A model by name, or by the path of its folder (anything with a slash). Throws `model_missing`.
    func find(_ nameOrFolder: String) throws -> Model {
        if nameOrFolder.contains("/") {
            let folder = URL(filePath: nameOrFolder, directoryHint: .isDirectory).standardizedFileURL
            return Model(name: folder.lastPathComponent, folder: folder)
        }
        if let model = model(named: nameOrFolder) { return model }
        let known = all().filter(\.isComplete).map(\.name) + [ModelCatalog.hashing]
        throw AlmanacError(
            .modelMissing, "the weights of the encoder '\(nameOrFolder)' are not here",
            hint: nameOrFolder == ModelCatalog.defaultName
                ? "fetch them with: ./almanac model install"
                : "give a folder, or one of: \(known.joined(separator: ", "))")
    }
}
