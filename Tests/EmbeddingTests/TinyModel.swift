import Foundation

/// A small BERT with seeded weights, written as a model directory in any of the supported forms.
///
/// The recorded shapes and their reference vectors come from Recording/record_vectors.py, whose `TinyWeights` makes the
/// same numbers: eight significant bits each, so that every tensor type holds them exactly.
struct TinyModel {
    struct Header: Decodable {
        let config: Config
        let pooling: String
        let seed: UInt64
        let vocabulary: [String]
        /// Tensor names in the order the generator fills them.
        let order: [String]
    }

    // swift-format-ignore: AlwaysUseLowerCamelCase
    struct Config: Codable {
        var model_type: String? = "bert"
        var vocab_size: Int
        var num_hidden_layers: Int
        var hidden_size: Int
        var num_attention_heads: Int
        var intermediate_size: Int
        var hidden_act: String
        var max_position_embeddings: Int
        var type_vocab_size: Int
        var layer_norm_eps: Double
    }

    enum Element: String, CaseIterable {
        case float32 = "F32"
        case float16 = "F16"
        case bfloat16 = "BF16"
    }

    var header: Header
    var config: Config
    var prefix = ""
    var element = Element.float32
    /// Bytes between the header's end and the next multiple of four: 1 makes every tensor unaligned.
    var misalignment = 0

    /// - Parameter name: a recorded shape, `cls-12` or `mean-6`.
    init(_ name: String) throws {
        header = try TestFiles.header(Header.self, "tiny-\(name).jsonl")
        config = header.config
        config.model_type = "bert"
    }

    func shape(_ name: String) -> [Int] {
        let (hidden, wide) = (config.hidden_size, config.intermediate_size)
        switch name {
        case "embeddings.word_embeddings.weight": return [config.vocab_size, hidden]
        case "embeddings.position_embeddings.weight": return [config.max_position_embeddings, hidden]
        case "embeddings.token_type_embeddings.weight": return [config.type_vocab_size, hidden]
        case let name where name.hasSuffix("intermediate.dense.weight"): return [wide, hidden]
        case let name where name.hasSuffix("intermediate.dense.bias"): return [wide]
        case let name where name.contains("attention") && name.hasSuffix("weight") && !name.contains("LayerNorm"):
            return [hidden, hidden]
        case let name where name.hasSuffix("output.dense.weight"): return [hidden, wide]
        default: return [hidden]
        }
    }

    /// Values in the order of `header.order`.
    func tensors() -> [(name: String, values: [Float])] {
        var random = SplitMix64(seed: header.seed)
        return header.order.map { name in
            let count = shape(name).reduce(1, *)
            let isGain = name.hasSuffix("LayerNorm.weight")
            return (
                name,
                (0..<count).map { _ in
                    let bits = random.next()
                    return isGain ? Float((bits >> 57) + 64) / 128 : (Float(bits >> 56) - 128) / 512
                }
            )
        }
    }

    /// The safetensors file.
    func weights(_ edit: (inout [(name: String, values: [Float])]) -> Void = { _ in }) -> Data {
        var tensors = tensors()
        edit(&tensors)
        var entries: [String] = ["\"__metadata__\":{\"format\":\"pt\"}"]
        var data = Data()
        for (name, values) in tensors {
            let start = data.count
            for value in values { append(value, to: &data) }
            let shape = shape(name).map(String.init).joined(separator: ",")
            entries.append(
                "\"\(prefix)\(name)\":{\"dtype\":\"\(element.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(start),\(data.count)]}")
        }
        var header = Data("{\(entries.joined(separator: ","))}".utf8)
        while (8 + header.count) % 4 != misalignment { header.append(UInt8(ascii: " ")) }
        return Self.safetensors(header: header, data: data)
    }

    static func safetensors(header: Data, data: Data) -> Data {
        var file = Data()
        withUnsafeBytes(of: UInt64(header.count).littleEndian) { file.append(contentsOf: $0) }
        return file + header + data
    }

    private func append(_ value: Float, to data: inout Data) {
        let bits = value.bitPattern
        switch element {
        case .float32: withUnsafeBytes(of: bits.littleEndian) { data.append(contentsOf: $0) }
        case .bfloat16: withUnsafeBytes(of: UInt16(bits >> 16).littleEndian) { data.append(contentsOf: $0) }
        case .float16:
            // Exact for these values; smaller than 2^-14 only zero occurs.
            var half = UInt16(bits >> 16 & 0x8000)
            if value != 0 {
                let exponent = UInt16(bits >> 23 & 0xFF) - 112
                half |= exponent << 10 | UInt16(bits >> 13 & 0x3FF)
            }
            withUnsafeBytes(of: half.littleEndian) { data.append(contentsOf: $0) }
        }
    }

    /// Writes the directory; the caller may then spoil it.
    func write(to directory: URL) throws {
        let encoder = JSONEncoder()
        try encoder.encode(config).write(to: directory.appending(path: "config.json"))
        let pooling = directory.appending(path: "1_Pooling")
        try FileManager.default.createDirectory(at: pooling, withIntermediateDirectories: true)
        try Data(
            """
            {"word_embedding_dimension": \(config.hidden_size), "pooling_mode_cls_token": \(header.pooling == "cls"),
             "pooling_mode_mean_tokens": \(header.pooling == "mean")}
            """.utf8
        ).write(to: pooling.appending(path: "config.json"))
        try Data(header.vocabulary.map { $0 + "\n" }.joined().utf8).write(to: directory.appending(path: "vocab.txt"))
        try weights().write(to: directory.appending(path: "model.safetensors"))
    }
}
