import CKernels
import Domain
import Foundation

/// The shape of a BERT sentence encoder and how its texts are prepared, read from its directory and checked.
struct ModelConfiguration: Sendable {
    let hidden: Int
    let layers: Int
    let heads: Int
    let intermediate: Int
    let vocabulary: Int
    let positions: Int
    let types: Int
    let epsilon: Float
    let activation: almanac_activation
    let pooling: almanac_pooling
    /// Most tokens of a text, specials included.
    let maxTokens: Int
    let switches: WordPieceTokenizer.Switches
    let specialTokens: SpecialTokenNames

    var headDimension: Int { hidden / heads }

    init(_ files: ModelFiles) throws {
        let config = try files.decode(ConfigFile.self, from: "config.json")
        let check = Check(path: files.url("config.json").path)
        try check.supported(config.model_type ?? "bert", in: ["bert"], "model_type")
        try check.supported(config.position_embedding_type ?? "absolute", in: ["absolute"], "position_embedding_type")
        hidden = try check.bounded(config.hidden_size, 1...16_384, "hidden_size")
        layers = try check.bounded(config.num_hidden_layers, 1...256, "num_hidden_layers")
        heads = try check.bounded(config.num_attention_heads, 1...1_024, "num_attention_heads")
        intermediate = try check.bounded(config.intermediate_size, 1...131_072, "intermediate_size")
        vocabulary = try check.bounded(config.vocab_size, 1...Vocabulary.maximumCount, "vocab_size")
        positions = try check.bounded(config.max_position_embeddings ?? 512, 2...65_536, "max_position_embeddings")
        types = try check.bounded(config.type_vocab_size ?? 2, 1...1_024, "type_vocab_size")
        guard hidden % heads == 0 else {
            throw check.invalid("hidden_size \(hidden) is not a multiple of num_attention_heads \(heads)")
        }
        let epsilon = config.layer_norm_eps ?? 1e-12
        guard epsilon >= 0, epsilon < 1 else { throw check.invalid("layer_norm_eps is \(epsilon)") }
        self.epsilon = Float(epsilon)
        activation = try Self.activation(config.hidden_act ?? "gelu", check)
        pooling = try Self.pooling(files, hidden: hidden)
        let sentence = try files.decodeIfPresent(SentenceFile.self, from: "sentence_bert_config.json")
        maxTokens = min(
            positions,
            try Check(path: files.url("sentence_bert_config.json").path)
                .bounded(sentence?.max_seq_length ?? min(positions, 512), 2...65_536, "max_seq_length"))
        (switches, specialTokens) = try TokenizerFiles.read(files, sentenceLowercases: sentence?.do_lower_case ?? false)
    }

    /// Every value that decides vectors, and the revision of the arithmetic: raised when the code's results change.
    var identityText: String {
        let folding = "\(switches.lowercase) \(switches.stripAccents ?? switches.lowercase) \(switches.spaceIdeographs)"
        return "almanac encoder 1; \(hidden) \(layers) \(heads) \(intermediate) \(vocabulary) \(positions) \(types) "
            + "\(epsilon) \(activation.rawValue) \(pooling.rawValue) \(maxTokens); \(folding); \(specialTokens.all)"
    }

    /// Ids must lie in the embedding table.
    func check(vocabularyCount: Int, _ files: ModelFiles) throws {
        guard vocabularyCount <= vocabulary else {
            throw AlmanacError(
                .modelInvalid,
                "\(files.url("vocab.txt").path) has \(vocabularyCount) pieces, config.json says \(vocabulary)",
                hint: "Do vocab.txt and config.json belong to the same model?")
        }
    }

    private static func activation(_ name: String, _ check: Check) throws -> almanac_activation {
        let known: [String: almanac_activation] = [
            "gelu": .gelu, "gelu_python": .gelu, "gelu_new": .gelu_tanh,
            "gelu_pytorch_tanh": .gelu_tanh, "relu": .relu,
        ]
        try check.supported(name, in: known.keys.sorted(), "hidden_act")
        return known[name] ?? .gelu
    }

    /// `modules.json` names the pooling folder; without it `1_Pooling` is looked for, and without that the mean taken.
    private static func pooling(_ files: ModelFiles, hidden: Int) throws -> almanac_pooling {
        let modules = try files.decodeIfPresent([ModuleEntry].self, from: "modules.json") ?? []
        let known: Set = ["Transformer", "Pooling", "Normalize"]
        for module in modules where !known.contains(module.kind) {
            throw AlmanacError(
                .modelUnsupported, "\(files.url("modules.json").path) has a module \(module.type)",
                hint: "Supported are Transformer, Pooling and Normalize; choose another model.")
        }
        let named = modules.first { $0.kind == "Pooling" }.map { $0.path }
        let name = (named ?? "1_Pooling") + "/config.json"
        let file =
            named == nil
            ? try files.decodeIfPresent(PoolingFile.self, from: name)
            : try files.decode(
                PoolingFile.self, from: name)
        guard let file else { return .mean }
        let check = Check(path: files.url(name).path)
        if let width = file.word_embedding_dimension, width != hidden {
            throw check.invalid("word_embedding_dimension \(width) differs from hidden_size \(hidden)")
        }
        switch file.modes {
        case ["mean"]: return .mean
        case ["cls"]: return .cls
        case let modes:
            throw check.unsupported(
                "pooling \(modes.isEmpty ? "none" : modes.joined(separator: " + "))",
                "Supported are mean and cls, one of them alone.")
        }
    }
}

/// Checks of one file's values; every error names the file and the key.
private struct Check {
    let path: String

    func bounded(_ value: Int, _ range: ClosedRange<Int>, _ key: String) throws -> Int {
        guard range.contains(value) else { throw invalid("\(key) is \(value), outside \(range)") }
        return value
    }

    func supported(_ value: String, in known: [String], _ key: String) throws {
        guard known.contains(value) else {
            throw unsupported("\(key) \"\(value)\"", "Supported: \(known.joined(separator: ", ")).")
        }
    }

    func invalid(_ what: String) -> AlmanacError {
        AlmanacError(.modelInvalid, "\(path): \(what)", hint: ModelFiles.fetchHint)
    }

    func unsupported(_ what: String, _ hint: String) -> AlmanacError {
        AlmanacError(.modelUnsupported, "\(path): \(what) is not supported", hint: hint)
    }
}

// The files as published; names are theirs.

// swift-format-ignore: AlwaysUseLowerCamelCase
private struct ConfigFile: Decodable {
    var model_type: String?
    var hidden_size: Int
    var num_hidden_layers: Int
    var num_attention_heads: Int
    var intermediate_size: Int
    var vocab_size: Int
    var hidden_act: String?
    var layer_norm_eps: Double?
    var max_position_embeddings: Int?
    var type_vocab_size: Int?
    var position_embedding_type: String?
}

// swift-format-ignore: AlwaysUseLowerCamelCase
private struct SentenceFile: Decodable {
    var max_seq_length: Int?
    var do_lower_case: Bool?
}

private struct ModuleEntry: Decodable {
    var type: String
    var path: String

    /// The class name behind the last dot.
    var kind: String { String(type.split(separator: ".").last ?? "") }
}

// swift-format-ignore: AlwaysUseLowerCamelCase
private struct PoolingFile: Decodable {
    var word_embedding_dimension: Int?
    var pooling_mode_cls_token: Bool?
    var pooling_mode_mean_tokens: Bool?
    var pooling_mode_max_tokens: Bool?
    var pooling_mode_mean_sqrt_len_tokens: Bool?
    var pooling_mode_weightedmean_tokens: Bool?
    var pooling_mode_lasttoken: Bool?

    var modes: [String] {
        let all: [(String, Bool?)] = [
            ("mean", pooling_mode_mean_tokens), ("cls", pooling_mode_cls_token), ("max", pooling_mode_max_tokens),
            ("mean_sqrt_len", pooling_mode_mean_sqrt_len_tokens), ("weightedmean", pooling_mode_weightedmean_tokens),
            ("lasttoken", pooling_mode_lasttoken),
        ]
        return all.filter { $0.1 == true }.map { $0.0 }
    }
}
