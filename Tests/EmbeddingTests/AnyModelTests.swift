import Embedding
import Foundation
import Testing

/// Encoders of other shapes than the published one, against recorded reference vectors.
@Suite("Any BERT directory loads")
struct AnyModelTests {
    @Test(
        "12 layers with CLS, 6 layers with mean; every tensor type and name prefix",
        arguments: ["cls-12", "mean-6"], TinyModel.Element.allCases)
    func recorded(name: String, element: TinyModel.Element) throws {
        let recorded = try TestFiles.lines(RecordedVector.self, "tiny-\(name).jsonl")
        for (prefix, misalignment) in [("", 0), ("bert.", 1)] {
            var model = try TinyModel(name)
            (model.element, model.prefix, model.misalignment) = (element, prefix, misalignment)
            let batch = try TestFiles.withDirectory { directory in
                try model.write(to: directory)
                return try TransformerEncoder(directory: directory, workers: 2).encode(recorded.map(\.text))
            }
            var worst = 1.0
            for (row, item) in recorded.enumerated() {
                worst = min(worst, cosine(batch[row], item.floats))
                #expect(batch.tokenCounts[row] == item.tokens, "\(item.text.prefix(40))")
            }
            #expect(worst >= 0.99999)
            print("\(name) \(element.rawValue) \"\(prefix)\": least cosine 1 - \(1 - worst)")
        }
    }

    @Test("identity follows content, not place")
    func identity() throws {
        func identity(_ model: TinyModel, _ edit: (URL) throws -> Void = { _ in }) throws -> EncoderIdentity {
            try TestFiles.withDirectory { directory in
                try model.write(to: directory)
                try edit(directory)
                return try TransformerEncoder(directory: directory, workers: 1).identity
            }
        }
        let model = try TinyModel("mean-6")
        let first = try identity(model)
        #expect(try identity(model).digest == first.digest)
        #expect(first.dimension == 40 && first.maxTokens == 64 && first.digest.count == 32)
        var other = model
        other.header = try TinyModel("mean-6").header
        other.config.layer_norm_eps = 1e-5
        #expect(try identity(other).digest != first.digest)
        let oneBit = try identity(model) { directory in
            let file = directory.appending(path: "model.safetensors")
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count - 4] ^= 1
            try bytes.write(to: file)
        }
        #expect(oneBit.digest != first.digest)
        let lowercases = try identity(model) { directory in
            try Data("{\"do_lower_case\": false}".utf8).write(to: directory.appending(path: "tokenizer_config.json"))
        }
        #expect(lowercases.digest != first.digest)
    }
}
