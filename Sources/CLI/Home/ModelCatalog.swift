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
        /// Whether the two files that every model needs are there; what is in them is the encoder's to judge.
        var isComplete: Bool { weights.isFile && vocabulary.isFile }
    }

    /// The home's own models first, then those of the checkout.
    let folders: [URL]

    init(home: Home) {
        var folders = [home.models]
        if let root = Home.root() {
            let shared = Home(folder: root.appending(path: "indexes", directoryHint: .isDirectory)).models
            if shared.standardizedFileURL != home.models.standardizedFileURL { folders.append(shared) }
        }
        self.folders = folders
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
}
