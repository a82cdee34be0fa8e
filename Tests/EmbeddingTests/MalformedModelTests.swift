import Domain
import Embedding
import Foundation
import Testing

/// Damaged model directories give errors that name the file and say what to do; never a crash.
@Suite("Malformed model directories")
struct MalformedModelTests {
    /// Writes a good model, spoils it, and expects an error.
    func check(
        _ code: ErrorCode, naming words: [String], _ spoil: (TinyModel, URL) throws -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try TestFiles.withDirectory { directory in
            let model = try TinyModel("mean-6")
            try model.write(to: directory)
            try spoil(model, directory)
            do {
                _ = try TransformerEncoder(directory: directory, workers: 1)
                Issue.record("loaded", sourceLocation: sourceLocation)
            } catch let error as AlmanacError {
                #expect(error.code == code, "\(error)", sourceLocation: sourceLocation)
                #expect(error.hint?.isEmpty == false, "\(error)", sourceLocation: sourceLocation)
                for word in words {
                    #expect(error.message.contains(word), "\(error)", sourceLocation: sourceLocation)
                }
            }
        }
    }

    func replace(_ directory: URL, _ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: directory.appending(path: name))
    }

    func edit(_ directory: URL, _ name: String, _ old: String, _ new: String) throws {
        let url = directory.appending(path: name)
        let text = try String(contentsOf: url, encoding: .utf8)
        #expect(text.contains(old), "\(text)")
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: url)
    }

    @Test("missing files", arguments: ["config.json", "vocab.txt", "model.safetensors"])
    func missing(name: String) throws {
        try check(.modelMissing, naming: [name]) { _, directory in
            try FileManager.default.removeItem(at: directory.appending(path: name))
        }
    }

    @Test("empty files", arguments: ["config.json", "vocab.txt", "model.safetensors", "1_Pooling/config.json"])
    func empty(name: String) throws {
        try check(.modelInvalid, naming: [name]) { _, directory in try replace(directory, name, "") }
    }

    @Test("a directory in a file's place")
    func directory() throws {
        try check(.modelInvalid, naming: ["vocab.txt"]) { _, directory in
            let url = directory.appending(path: "vocab.txt")
            try FileManager.default.removeItem(at: url)
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        }
    }

    @Test(
        "configurations",
        arguments: [
            ("\"num_hidden_layers\":6", "\"num_hidden_layers\":0", "num_hidden_layers"),
            ("\"num_hidden_layers\":6", "\"num_hidden_layers\":7", "encoder.layer.6"),
            ("\"num_hidden_layers\":6", "\"layers\":6", "num_hidden_layers"),
            ("\"num_hidden_layers\":6", "\"num_hidden_layers\":\"six\"", "num_hidden_layers"),
            ("\"hidden_size\":40", "\"hidden_size\":-40", "hidden_size"),
            ("\"hidden_size\":40", "\"hidden_size\":45", "word_embedding_dimension"),
            ("\"num_attention_heads\":5", "\"num_attention_heads\":7", "num_attention_heads"),
            ("\"intermediate_size\":56", "\"intermediate_size\":64", "intermediate.dense"),
            ("\"max_position_embeddings\":64", "\"max_position_embeddings\":65", "position_embeddings"),
            ("\"vocab_size\":", "\"vocab_size\":1", "word_embeddings"),
            ("\"layer_norm_eps\":", "\"layer_norm_eps\":-", "layer_norm_eps"),
            ("{", "[", "JSON"),
        ])
    func configuration(old: String, new: String, named: String) throws {
        try check(.modelInvalid, naming: [named]) { _, directory in try edit(directory, "config.json", old, new) }
    }

    @Test("what is not supported")
    func unsupported() throws {
        try check(.modelUnsupported, naming: ["config.json", "roberta"]) { _, directory in
            try edit(directory, "config.json", "\"bert\"", "\"roberta\"")
        }
        try check(.modelUnsupported, naming: ["config.json", "silu"]) { _, directory in
            try edit(directory, "config.json", "\"relu\"", "\"silu\"")
        }
        try check(.modelUnsupported, naming: ["1_Pooling", "max"]) { _, directory in
            try replace(directory, "1_Pooling/config.json", "{\"pooling_mode_max_tokens\": true}")
        }
        try check(.modelUnsupported, naming: ["modules.json", "Dense"]) { _, directory in
            try replace(
                directory, "modules.json", "[{\"type\": \"sentence_transformers.models.Dense\", \"path\": \"2\"}]")
        }
        try check(.modelUnsupported, naming: ["embeddings", "I8"]) { model, directory in
            let header =
                "{\"embeddings.word_embeddings.weight\":{\"dtype\":\"I8\","
                + "\"shape\":[\(model.config.vocab_size),40],\"data_offsets\":[0,0]},"
                + model.header.order.dropFirst().map {
                    let shape = model.shape($0)
                    return "\"\($0)\":{\"dtype\":\"I8\",\"shape\":\(shape),\"data_offsets\":[0,0]}"
                }.joined(separator: ",") + "}"
            try TinyModel.safetensors(header: Data(header.utf8), data: Data())
                .write(to: directory.appending(path: "model.safetensors"))
        }
    }

    @Test("vocabularies")
    func vocabulary() throws {
        try check(.modelInvalid, naming: ["vocab.txt", "[CLS]"]) { _, directory in
            try edit(directory, "vocab.txt", "[CLS]", "cls")
        }
        try check(.modelInvalid, naming: ["vocab.txt", "pieces"]) { model, directory in
            try replace(directory, "vocab.txt", (model.header.vocabulary + ["more"]).joined(separator: "\n"))
        }
    }

    @Test("values that are not finite", arguments: [Float.nan, .infinity, -.infinity])
    func notFinite(value: Float) throws {
        for tensor in [0, 1, 3, 5, 6, 20] {
            let name = try TinyModel("mean-6").header.order[tensor]
            try check(.modelInvalid, naming: ["model.safetensors", name, "finite"]) { model, directory in
                try model.weights { $0[tensor].values[$0[tensor].values.count - 1] = value }
                    .write(to: directory.appending(path: "model.safetensors"))
            }
        }
    }

    /// Headers of a file with 64 bytes of data, and a word of the error.
    static let headers: [(text: String, word: String)] = {
        func entry(_ shape: String, _ offsets: String, type: String = "F32") -> String {
            "{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(offsets)]}"
        }
        let malformed = [
            "1", "{}", entry("1", "0"), entry("-1", "0,4"), entry("1", "4,0"), entry("1", "-4,0"), entry("2", "0,4"),
            entry("1.5", "0,4"), entry("9223372036854775807,4", "0,4"), entry("4611686018427387904", "0,0"),
            entry("4000", "0,16000"), entry("1", "99999999999999999999,4"), entry("1", "64,68"),
            entry("true", "0,4"), entry("\"1\"", "0,4"),
        ]
        return [("[]", "JSON"), ("{", "JSON"), ("null", "JSON"), ("", "JSON")]
            + malformed.map { ("{\"broken\":\($0)}", "broken") }
            + [
                ("{\"a\":\(entry("1", "0,4")),\"b\":\(entry("1", "2,6"))}", "overlap"),
                ("{\"a\":\(entry("1", "0,4")),\"b\":\(entry("9", "0,9", type: "I8"))}", "overlap"),
                ("{\"a\":\(entry("1", "0,4"))}", "no tensor"),
            ]
    }()

    @Test("headers", arguments: headers)
    func header(text: String, word: String) throws {
        try check(.modelInvalid, naming: ["model.safetensors", word]) { _, directory in
            try TinyModel.safetensors(header: Data(text.utf8), data: Data(count: 64))
                .write(to: directory.appending(path: "model.safetensors"))
        }
    }

    @Test("header lengths", arguments: [0, 7, 1_000_000, 100_000_001, .max, UInt64(Int64.max), 1 << 40])
    func headerLength(length: UInt64) throws {
        try check(.modelInvalid, naming: ["model.safetensors"]) { model, directory in
            var file = model.weights()
            withUnsafeBytes(of: length.littleEndian) { file.replaceSubrange(0..<8, with: $0) }
            try file.write(to: directory.appending(path: "model.safetensors"))
        }
    }

    /// Truncations and mutations at random places: an error, or a model that loads; never anything else.
    @Test("random damage", arguments: [11, 12] as [UInt64])
    func fuzz(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var refused = 0
        try TestFiles.withDirectory { directory in
            let model = try TinyModel("mean-6")
            try model.write(to: directory)
            let good = model.weights()
            let headerEnd = 8 + Int(good.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            for _ in 0..<200 {
                var file = good
                if random.below(4) == 0 { file = file.prefix(random.below(good.count)) }
                for _ in 0..<1 + random.below(4) where !file.isEmpty {
                    let end = min(file.count, random.below(8) == 0 ? 8 : headerEnd)
                    let place = random.below(end)
                    let junk = Array("0123456789-{}[]\",:eE.".utf8)
                    file[place] = random.below(2) == 0 ? junk[random.below(junk.count)] : UInt8(random.below(256))
                }
                try file.write(to: directory.appending(path: "model.safetensors"))
                do {
                    let vector = try TransformerEncoder(directory: directory, workers: 1).encode("box")
                    #expect(vector.count == 40)
                } catch let error as AlmanacError {
                    refused += 1
                    #expect(error.message.contains("model.safetensors"), "seed \(seed): \(error)")
                }
            }
        }
        print("random damage, seed \(seed): \(refused) of 200 refused")
        #expect(refused > 100)
    }
}
