import CKernels
import Domain

/// Where each tensor will lie, and the jobs that bring it there.
struct WeightPlan {
    typealias Job = @Sendable (_ packed: FloatBuffer, _ plain: FloatBuffer, _ file: SafetensorsFile) throws -> Void

    let file: SafetensorsFile
    let configuration: ModelConfiguration
    private(set) var packedCount = 0
    private(set) var plainCount = 0
    private(set) var jobs: [Job] = []
    private let prefix: String

    init(file: SafetensorsFile, configuration: ModelConfiguration) {
        self.file = file
        self.configuration = configuration
        prefix = file.tensors["bert.embeddings.word_embeddings.weight"] == nil ? "" : "bert."
    }

    struct LinearPlace {
        let packed: Int
        let bias: Int
        let inputs: Int
        let outputs: Int

        func resolve(_ buffer: FloatBuffer, _ plain: FloatBuffer) -> ModelWeights.Linear {
            ModelWeights.Linear(
                packed: UnsafePointer(buffer.base + packed), bias: UnsafePointer(plain.base + bias), inputs: inputs,
                outputs: outputs)
        }
    }

    struct NormPlace {
        let gain: Int
        let bias: Int

        func resolve(_ plain: FloatBuffer) -> ModelWeights.Norm {
            ModelWeights.Norm(gain: UnsafePointer(plain.base + gain), bias: UnsafePointer(plain.base + bias))
        }
    }

    struct LayerPlace {
        let queryKeyValue: LinearPlace
        let attentionOutput: LinearPlace
        let attentionNorm: NormPlace
        let up: LinearPlace
        let down: LinearPlace
        let outputNorm: NormPlace

        func resolve(_ packed: FloatBuffer, _ plain: FloatBuffer) -> ModelWeights.Layer {
            ModelWeights.Layer(
                queryKeyValue: queryKeyValue.resolve(packed, plain),
                attentionOutput: attentionOutput.resolve(packed, plain), attentionNorm: attentionNorm.resolve(plain),
                up: up.resolve(packed, plain), down: down.resolve(packed, plain), outputNorm: outputNorm.resolve(plain))
        }
    }

    mutating func layer(_ index: Int) throws -> LayerPlace {
        let name = "encoder.layer.\(index)."
        let (hidden, wide) = (configuration.hidden, configuration.intermediate)
        let own = ["query", "key", "value"].map { name + "attention.self." + $0 }
        return LayerPlace(
            queryKeyValue: try linear(own, inputs: hidden, outputs: hidden),
            attentionOutput: try linear([name + "attention.output.dense"], inputs: hidden, outputs: hidden),
            attentionNorm: try norm(name + "attention.output.LayerNorm"),
            up: try linear([name + "intermediate.dense"], inputs: hidden, outputs: wide),
            down: try linear([name + "output.dense"], inputs: wide, outputs: hidden),
            outputNorm: try norm(name + "output.LayerNorm"))
    }

    /// Rows of hidden values, copied as they are; returns where.
    mutating func vectors(_ name: String, _ rows: Int) throws -> Int {
        try plain(name, shape: [rows, configuration.hidden])
    }

    /// Older files call gain and bias gamma and beta.
    mutating func norm(_ name: String) throws -> NormPlace {
        let old = file.tensors[prefix + name + ".gamma"] != nil
        return NormPlace(
            gain: try plain(name + (old ? ".gamma" : ".weight"), shape: [configuration.hidden]),
            bias: try plain(name + (old ? ".beta" : ".bias"), shape: [configuration.hidden]))
    }

    /// The word embeddings: in the file where their form allows it, else a copy that a job fills.
    mutating func wordTable() throws -> (inPlace: UnsafePointer<Float>, copy: FloatBuffer?) {
        let (rows, hidden) = (configuration.vocabulary, configuration.hidden)
        let name = prefix + "embeddings.word_embeddings.weight"
        let tensor = try file.tensor(name, shape: [rows, hidden])
        let inPlace = file.floatsInPlace(tensor)
        let copy = inPlace == nil ? FloatBuffer(count: rows * hidden) : nil
        let step = max(1, (256 << 10) / hidden)
        for first in stride(from: 0, to: rows, by: step) {
            let range = first * hidden..<min(rows, first + step) * hidden
            jobs.append { _, _, file in
                try file.withFloats(tensor, range) { values in
                    try Self.checkFinite(values, range.count, tensor, file)
                    copy?.base.advanced(by: range.lowerBound).update(from: values, count: range.count)
                }
            }
        }
        return (inPlace ?? UnsafePointer(copy?.base ?? FloatBuffer(count: 0).base), copy)
    }

    private mutating func plain(_ name: String, shape: [Int]) throws -> Int {
        let tensor = try file.tensor(prefix + name, shape: shape)
        let (start, count) = (plainCount, shape.reduce(1, *))
        // Whole cache lines, so that vectors start on them.
        plainCount += (count + 15) / 16 * 16
        jobs.append { _, plain, file in
            try Self.copy(tensor, file, to: plain.base + start, count: count)
        }
        return start
    }

    /// Layers side by side over the same inputs become one: `outputs` columns each.
    private mutating func linear(_ names: [String], inputs: Int, outputs: Int) throws -> LinearPlace {
        let weights = try names.map { try file.tensor(prefix + $0 + ".weight", shape: [outputs, inputs]) }
        let biases = try names.map { try file.tensor(prefix + $0 + ".bias", shape: [outputs]) }
        let total = outputs * names.count
        let place = LinearPlace(packed: packedCount, bias: plainCount, inputs: inputs, outputs: total)
        packedCount += almanac_packed_count(total, inputs)
        plainCount += (total + 15) / 16 * 16
        jobs.append { _, plain, file in
            for (part, bias) in biases.enumerated() {
                try Self.copy(bias, file, to: plain.base + place.bias + part * outputs, count: outputs)
            }
        }
        if outputs % Int(ALMANAC_PANEL) == 0 {
            for (part, weight) in weights.enumerated() {
                let start = place.packed + part * outputs * inputs
                jobs.append { packed, _, file in
                    try Self.pack(weight, file, outputs: outputs, inputs: inputs, to: packed.base + start)
                }
            }
        } else {
            jobs.append { packed, _, file in
                // A panel spans two of the layers: bring them together first.
                let joined = FloatBuffer(count: total * inputs)
                for (part, weight) in weights.enumerated() {
                    let count = outputs * inputs
                    try Self.copy(weight, file, to: joined.base + part * count, count: count)
                }
                let panels = (total + Int(ALMANAC_PANEL) - 1) / Int(ALMANAC_PANEL)
                almanac_pack_linear(joined.base, total, inputs, 0, panels, packed.base + place.packed)
            }
        }
        return place
    }

    private static func copy(
        _ tensor: SafetensorsFile.Tensor, _ file: SafetensorsFile, to: UnsafeMutablePointer<Float>, count: Int
    ) throws {
        try file.withFloats(tensor, 0..<count) { values in
            try checkFinite(values, count, tensor, file)
            to.update(from: values, count: count)
        }
    }

    /// Checks and packs panel by panel, so that each is read from memory once.
    private static func pack(
        _ tensor: SafetensorsFile.Tensor, _ file: SafetensorsFile, outputs: Int, inputs: Int,
        to: UnsafeMutablePointer<Float>
    ) throws {
        try file.withFloats(tensor, 0..<outputs * inputs) { values in
            let panel = Int(ALMANAC_PANEL)
            for index in 0..<outputs / panel {
                try checkFinite(values + index * panel * inputs, panel * inputs, tensor, file)
                almanac_pack_linear(values, outputs, inputs, index, index + 1, to)
            }
        }
    }

    private static func checkFinite(
        _ values: UnsafePointer<Float>, _ count: Int, _ tensor: SafetensorsFile.Tensor, _ file: SafetensorsFile
    ) throws {
        guard almanac_first_nonfinite(values, count) == count else {
            throw AlmanacError(
                .modelInvalid, "\(file.file.path): tensor \(tensor.name) holds a value that is not finite",
                hint: ModelFiles.fetchHint)
        }
    }
}
