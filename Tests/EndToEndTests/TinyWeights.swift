import Foundation

/// The weights of a small encoder of one layer, made up: what it says means nothing, but it is another encoder.
enum TinyWeights {
    private static let (hidden, wide, positions) = (16, 24, 128)
    private static let vocabulary =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + "abcdefghijklmnopqrstuvwxyz0123456789.?".map(String.init)
        + "abcdefghijklmnopqrstuvwxyz0123456789".map { "##\($0)" }

    /// Writes a model folder and gives its path.
    static func write(to folder: URL) throws -> String {
        let pooling = folder.appending(path: "1_Pooling")
        try FileManager.default.createDirectory(at: pooling, withIntermediateDirectories: true)
        try Data(
            """
            {"model_type": "bert", "vocab_size": \(vocabulary.count), "num_hidden_layers": 1, "hidden_size": \(hidden),
             "num_attention_heads": 2, "intermediate_size": \(wide), "hidden_act": "gelu",
             "max_position_embeddings": \(positions), "type_vocab_size": 1, "layer_norm_eps": 1e-12}
            """.utf8
        ).write(to: folder.appending(path: "config.json"))
        try Data(
            """
            {"word_embedding_dimension": \(hidden), "pooling_mode_cls_token": false, "pooling_mode_mean_tokens": true}
            """.utf8
        ).write(to: pooling.appending(path: "config.json"))
        try Data(vocabulary.map { $0 + "\n" }.joined().utf8).write(to: folder.appending(path: "vocab.txt"))
        try weights().write(to: folder.appending(path: "model.safetensors"))
        return folder.path
    }

    private static var shapes: [(name: String, shape: [Int])] {
        let layer = "encoder.layer.0."
        var shapes = [
            ("embeddings.word_embeddings.weight", [vocabulary.count, hidden]),
            ("embeddings.position_embeddings.weight", [positions, hidden]),
            ("embeddings.token_type_embeddings.weight", [1, hidden]),
        ]
        for norm in ["embeddings.", layer + "attention.output.", layer + "output."] {
            shapes += [(norm + "LayerNorm.weight", [hidden]), (norm + "LayerNorm.bias", [hidden])]
        }
        for (part, rows, columns) in [
            ("attention.self.query", hidden, hidden), ("attention.self.key", hidden, hidden),
            ("attention.self.value", hidden, hidden), ("attention.output.dense", hidden, hidden),
            ("intermediate.dense", wide, hidden), ("output.dense", hidden, wide),
        ] {
            shapes += [("\(layer)\(part).weight", [rows, columns]), ("\(layer)\(part).bias", [rows])]
        }
        return shapes
    }

    /// A safetensors file: the header's length, the header, the numbers.
    private static func weights() -> Data {
        var data = Data()
        var entries: [String] = []
        var state: UInt32 = 12_345
        for (name, shape) in shapes {
            let start = data.count
            for _ in 0..<shape.reduce(1, *) {
                state = state &* 1_664_525 &+ 1_013_904_223
                let noise = Float(Int32(state >> 20) - 2_048) / 4_096
                let value = name.hasSuffix("LayerNorm.weight") ? 1 : noise
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
            let sizes = shape.map(String.init).joined(separator: ",")
            entries.append(
                "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[\(sizes)],\"data_offsets\":[\(start),\(data.count)]}")
        }
        var header = Data("{\(entries.joined(separator: ","))}".utf8)
        while (8 + header.count) % 4 != 0 { header.append(UInt8(ascii: " ")) }
        var file = Data()
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { file.append(contentsOf: $0) }
        return file + header + data
    }
}
