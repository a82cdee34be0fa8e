import Crypto
import Domain
import Embedding
import Foundation

/// Weights that a version of this program vouches for. The launcher checks the same digests when it fetches them.
struct PinnedModel {
    let name: String
    /// SHA-256 by file name, in hexadecimal.
    let digests: [(file: String, sha256: String)]

    static func named(_ name: String) -> PinnedModel? { all.first { $0.name == name } }

    private static let all = [
        PinnedModel(
            name: ModelCatalog.defaultName,
            digests: [
                ("model.safetensors", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
                ("vocab.txt", "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
            ])
    ]
}

/// What verifying a model found. Making one throws where the model does not load or is not what it is called.
struct ModelReport {
    let model: ModelCatalog.Model
    let identity: EncoderIdentity
    let digests: [(file: String, sha256: String)]
    let isPinned: Bool

    init(verifying model: ModelCatalog.Model) throws {
        self.model = model
        identity = try TransformerEncoder(directory: model.folder).identity
        digests = try [model.weights, model.vocabulary].map {
            ($0.lastPathComponent, try ModelReport.digest(of: $0))
        }
        let pinned = PinnedModel.named(model.name)
        isPinned = pinned != nil
        for (file, expected) in pinned?.digests ?? [] {
            guard let found = digests.first(where: { $0.file == file })?.sha256, found != expected else { continue }
            throw AlmanacError(
                .modelInvalid, "\(model.path)/\(file) is not the pinned one: its SHA-256 is \(found)",
                hint: "move the folder away and run ./almanac model install")
        }
    }

    var json: JSONValue {
        [
            "name": .string(model.name), "folder": .string(model.path), "pinned": .bool(isPinned),
            "digest": .string(identity.digest), "dimension": JSONValue(identity.dimension),
            "maximum_tokens": JSONValue(identity.maxTokens),
            "sha256": .object(JSONObject(digests.map { ($0.file, .string($0.sha256)) })),
        ]
    }

    func text(_ style: Style) -> String {
        let verdict = isPinned ? "loads, and is the pinned one" : "loads; not a pinned model"
        var lines = ["\(style.good("✓")) \(style.bold(model.name)): \(verdict)"]
        lines.append(
            "  \(identity.dimension) dimensions, reads \(identity.maxTokens) tokens, digest \(identity.digest)")
        lines += digests.map { style.dim("  \($0.sha256)  \($0.file)") }
        return lines.joined(separator: "\n")
    }

    private static func digest(of file: URL) throws -> String {
        let handle: FileHandle
        do {
            handle = try FileHandle(forReadingFrom: file)
        } catch {
            throw AlmanacError(
                .modelMissing, "\(file.path(percentEncoded: false)) cannot be opened",
                hint: "check its owner and mode", underlying: error)
        }
        defer { try? handle.close() }
        var hash = SHA256()
        while let part = try handle.read(upToCount: 4 << 20), !part.isEmpty { hash.update(data: part) }
        return hash.finalize().map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }
}
