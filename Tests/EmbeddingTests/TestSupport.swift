import Embedding
import Foundation

/// Where the test finds things.
enum TestFiles {
    private static let here = URL(filePath: #filePath).deletingLastPathComponent()

    static func fixture(_ name: String) throws -> Data {
        try Data(contentsOf: here.appending(path: "Fixtures").appending(path: name))
    }

    /// A line of JSON each.
    static func lines<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> [Value] {
        try fixture(name).split(separator: UInt8(ascii: "\n")).dropFirst().map {
            try JSONDecoder().decode(type, from: Data($0))
        }
    }

    static func header<Value: Decodable>(_ type: Value.Type, _ name: String) throws -> Value {
        let data = try fixture(name)
        return try JSONDecoder().decode(type, from: Data(data.prefix { $0 != UInt8(ascii: "\n") }))
    }

    /// The published model: in `ALMANAC_MODELS`, else where the package keeps its models. Weights are not part of the
    /// sources, so tests that need them are skipped without them.
    static let model: URL = {
        let root = ProcessInfo.processInfo.environment["ALMANAC_MODELS"].map { URL(filePath: $0) }
        let models = root ?? here.appending(path: "../../indexes/models").standardizedFileURL
        return models.appending(path: "all-MiniLM-L6-v2")
    }()

    static let hasModel: Bool = {
        let found = FileManager.default.fileExists(atPath: model.appending(path: "model.safetensors").path)
        if !found { print("skipping tests of the published model: no weights in \(model.path) (set ALMANAC_MODELS)") }
        return found
    }()

    /// A temporary directory, removed after `body`.
    static func withDirectory<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let url = FileManager.default.temporaryDirectory.appending(path: "almanac-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: url) }
        return try body(url)
    }
}

/// The published model, loaded once for all tests.
enum PublishedModel {
    static let encoder = Result { try TransformerEncoder(directory: TestFiles.model, workers: 2) }
}

/// A recorded text: see Recording/record_vectors.py.
struct RecordedVector: Decodable {
    let text: String
    let tokens: Int
    let vector: Data

    var floats: [Float] {
        (0..<vector.count / 4).map { offset in
            let bytes = vector[vector.startIndex + offset * 4..<vector.startIndex + offset * 4 + 4]
            return Float(bitPattern: bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        }
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014), the same as in the recording scripts.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// In [-1, 1).
    mutating func float() -> Float { Float(Int32(truncatingIfNeeded: next() >> 32)) / 0x1p31 }

    mutating func floats(_ count: Int, scale: Float = 1) -> [Float] { (0..<count).map { _ in float() * scale } }
}

/// Cosine in double.
func cosine(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Double {
    var (dot, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
        dot += Double(x) * Double(y)
        aa += Double(x) * Double(x)
        bb += Double(y) * Double(y)
    }
    return dot / (aa * bb).squareRoot()
}

/// Exactly the same floats, zeros' signs included.
func sameBits(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern }
}
