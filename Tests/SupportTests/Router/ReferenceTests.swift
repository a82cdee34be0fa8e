import Domain
import Support
import Testing

/// Agreement with another implementation of the same recipe.
@Suite struct ReferenceTests {
    private let cases: JSONValue

    init() throws { cases = try JSONParser.parse(Array(ReferenceCases.json.utf8)) }

    private func rows(_ name: String) -> [JSONValue] { cases[name]?.array ?? [] }

    private func numbers(_ value: JSONValue?) -> [Double] { value?.array?.compactMap(\.double) ?? [] }

    @Test func wordsAndBucketsAreTheSame() {
        #expect(rows("words").count == 11 && rows("buckets").count == 7)
        for row in rows("words") {
            #expect(LexicalGrams.words(of: row["text"]?.string ?? "-") == row["words"]?.array?.compactMap(\.string))
        }
        for row in rows("buckets") {
            #expect(LexicalGrams.bucket((row["gram"]?.string ?? "").utf8) == row["bucket"]?.int)
        }
    }

    @Test func surfacesAreTheSame() {
        for row in rows("test") {
            let values = SurfaceFeatures.values(of: row["text"]?.string ?? "-")
            let expected = numbers(row["surface"])
            #expect(values.count == 12 && expected.count == 12)
            #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-15 }, "\(row["text"]?.string ?? "")")
        }
    }

    @Test func foldsAndTemperatureAreTheSame() throws {
        let targets = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]
        let folds = Folds.assign(targets, texts: (0..<15).map { "k\($0)" }, folds: 5)
        #expect(folds == cases["folds"]?.array?.compactMap(\.int))
        let temperature = try #require(cases["temperature"])
        let factor = Calibration.sharpness(
            numbers(temperature["scores"]), labels: temperature["labels"]?.array?.compactMap(\.int) ?? [], classes: 3)
        #expect(abs(factor - (temperature["factor"]?.double ?? 0)) < 1e-6)
    }

    @Test func probabilitiesAreTheSame() throws {
        var vectors: [String: [Float]] = [:]
        for row in rows("train") + rows("test") {
            vectors[row["text"]?.string ?? ""] = numbers(row["vector"]).map { Float($0) }
        }
        let known = vectors
        let encoder = TextVectors(digest: "stand-ins", dimension: 8, readsLatinOnly: false) { texts in
            texts.flatMap { known[$0] ?? [Float](repeating: 0, count: 8) }
        }
        let messages = rows("train").map {
            LabelledMessage(text: $0["text"]?.string ?? "", label: $0["label"]?.string ?? "")
        }
        for run in rows("runs") {
            var settings = RouterTrainer.Settings()
            settings.lexicalWeights = [try #require(run["lexical"]?.double)]
            settings.strengths = [try #require(run["strength"]?.double)]
            settings.optimiser = LBFGS(maxSteps: 2_000, gradientTolerance: 1e-10, valueTolerance: 0)
            let router = try RouterTrainer(settings: settings).train(messages, vectors: encoder)
            var largest = 0.0
            for (place, row) in rows("test").enumerated() {
                let reading = try router.read(row["text"]?.string ?? "", vectors: encoder)
                let expected = numbers(run["probabilities"]?.array?[place])
                #expect(expected.count == 3)
                for (said, right) in zip(Calibration.softmax(reading.scores), expected) {
                    largest = max(largest, abs(said - right))
                }
                let nearest = try #require(reading.nearest)
                #expect(abs(nearest - numbers(run["nearest"])[place]) < 1e-6)
            }
            print("largest difference \(largest)")
            #expect(largest < 1e-6)
        }
    }
}
