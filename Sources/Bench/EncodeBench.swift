import CKernels
import Embedding
import Foundation

/// Speed of the text encoder, beside what the machine's BLAS reaches in the same run.
///
/// Rounds of all measurements are interleaved, so that a slow moment of a shared machine falls on all of them; each
/// figure is the median of the rounds with their spread. Quality is the tests' matter: vectors agree with the
/// reference whatever the speed.
enum EncodeBench {
    struct Options: Sendable {
        /// A model directory.
        var model: URL
        var rounds = 7
        /// Texts of a throughput measurement; each round takes about as long as they do, four times.
        var texts = 60
        /// Single texts of a latency measurement, per round.
        var queries = 15

        init(model: URL) { self.model = model }
    }

    /// Median, least and greatest of the rounds.
    struct Figure: Codable, Sendable {
        let median: Double
        let low: Double
        let high: Double

        init(_ values: [Double]) {
            let sorted = values.sorted()
            (median, low, high) = (sorted[sorted.count / 2], sorted[0], sorted[sorted.count - 1])
        }
    }

    struct Throughput: Codable, Sendable {
        /// Tokens of the median text, specials included.
        let tokens: Int
        let workers: Int
        let textsPerSecond: Figure
        /// Milliseconds of processor time per text, all threads: moves less when others use the machine.
        let processorTime: Figure
        /// 10^9 multiply-adds counted as two operations, of the model's products alone, per second.
        let gigaflops: Figure
        /// Share of `sgemm` times the workers.
        let shareOfSgemm: Double
    }

    struct Latency: Codable, Sendable {
        let tokens: Int
        let workers: Int
        /// Milliseconds, over all rounds' queries.
        let p50: Double
        let p95: Double
    }

    struct Report: Codable, Sendable {
        let machine: String
        let blas: String
        let kernels: String
        let identity: EncoderIdentity
        let rounds: Int
        /// Milliseconds from nothing to the first vector, files in the page cache.
        let load: Figure
        /// Megabytes of ASCII text per second, one thread.
        let tokenizer: Figure
        /// One thread, [512, 384] · [384, 1536], 10^9 operations per second.
        let sgemm: Figure
        /// The same per second of processor time.
        let sgemmProcessor: Figure
        let throughput: [Throughput]
        let latency: [Latency]
    }

    /// The report as one line of JSON.
    static func json(_ report: Report) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    static func measure(_ options: Options) throws -> Report {
        almanac_blas_set_threads(1)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let workerCounts = cores > 1 ? [1, cores] : [1]
        let encoders = try workerCounts.map { try TransformerEncoder(directory: options.model, workers: $0) }
        let work = try WorkPerToken(model: options.model)
        let lengths = [41, 20]
        let texts = lengths.map { length in (0..<options.texts).map { text(tokens: length, seed: $0) } }
        let long = (0..<2_000).map { text(tokens: 40, seed: $0) }.joined(separator: " ")

        var (loads, tokenizing) = ([Double](), [Double]())
        var (sgemm, sgemmProcessor) = ([Double](), [Double]())
        var speeds = [[Double]](repeating: [], count: lengths.count * encoders.count)
        var efforts = speeds
        var delays = [[Double]](repeating: [], count: encoders.count)
        for round in 0..<options.rounds {
            let rate = sgemmRate()
            sgemm.append(rate.wall)
            sgemmProcessor.append(rate.processor)
            tokenizing.append(Double(long.utf8.count) / 1e6 / time { _ = encoders[0].tokenizer.tokenize(long) })
            if round < 5 {
                loads.append(
                    try time {
                        _ = try TransformerEncoder(directory: options.model, workers: cores).encode(texts[1][0])
                    } * 1e3)
            }
            for (e, encoder) in encoders.enumerated() {
                for l in lengths.indices {
                    let before = clock()
                    let seconds = try time { _ = try encoder.encode(texts[l]) }
                    let effort = Double(clock() - before) / Double(CLOCKS_PER_SEC)
                    speeds[l * encoders.count + e].append(Double(options.texts) / seconds)
                    efforts[l * encoders.count + e].append(effort / Double(options.texts) * 1e3)
                }
                for q in 0..<options.queries {
                    delays[e].append(try time { _ = try encoder.encode(texts[1][q % texts[1].count]) } * 1e3)
                }
            }
        }
        let rate = Figure(sgemm)
        return Report(
            machine: Machine.description, blas: String(cString: almanac_blas_description()),
            kernels: String(cString: almanac_encoder_kernels_best().pointee.name), identity: encoders[0].identity,
            rounds: options.rounds, load: Figure(loads), tokenizer: Figure(tokenizing), sgemm: rate,
            sgemmProcessor: Figure(sgemmProcessor),
            throughput: try lengths.indices.flatMap { l in
                let tokens = try encoders[0].encode(texts[l]).tokenCounts.sorted()[options.texts / 2]
                return encoders.indices.map { e in
                    let speed = speeds[l * encoders.count + e]
                    let gigaflops = Figure(speed.map { $0 * work.operations(tokens: tokens) / 1e9 })
                    return Throughput(
                        tokens: tokens, workers: workerCounts[e], textsPerSecond: Figure(speed),
                        processorTime: Figure(efforts[l * encoders.count + e]), gigaflops: gigaflops,
                        shareOfSgemm: gigaflops.median / (rate.median * Double(workerCounts[e])))
                }
            },
            latency: try encoders.indices.map { e in
                let sorted = delays[e].sorted()
                return Latency(
                    tokens: try encoders[0].encode([texts[1][0]]).tokenCounts[0], workers: workerCounts[e],
                    p50: sorted[sorted.count / 2], p95: sorted[sorted.count * 95 / 100])
            })
    }

    // MARK: Parts

    /// Floating-point operations of the linear layers and attention.
    private struct WorkPerToken {
        let linear: Double
        let attention: Double

        // swift-format-ignore: AlwaysUseLowerCamelCase
        private struct Shape: Decodable {
            var hidden_size: Double
            var intermediate_size: Double
            var num_hidden_layers: Double
        }

        init(model: URL) throws {
            let data = try Data(contentsOf: model.appending(path: "config.json"))
            let shape = try JSONDecoder().decode(Shape.self, from: data)
            let hidden = shape.hidden_size
            linear = 2 * shape.num_hidden_layers * hidden * (4 * hidden + 2 * shape.intermediate_size)
            attention = 4 * shape.num_hidden_layers * hidden
        }

        func operations(tokens: Int) -> Double {
            Double(tokens) * (linear + Double(tokens) * attention)
        }
    }

    /// A support question of about that many tokens: common words are one token each.
    private static func text(tokens: Int, seed: Int) -> String {
        let words =
            "where is my box i want to cancel the order and get a refund please it has not arrived yet what can you do about this thank"
            .split(
                separator: " ")
        return (0..<tokens - 2).map { String(words[($0 * 7 + seed * 13 + $0 * $0 * seed) % words.count]) }
            .joined(separator: " ")
    }

    private static func sgemmRate() -> (wall: Double, processor: Double) {
        let (m, k, n) = (512, 384, 1536)
        let a = [Float](repeating: 0.5, count: m * k)
        let b = [Float](repeating: 0.25, count: n * k)
        var c = [Float](repeating: 0, count: m * n)
        almanac_blas_sgemm_nt(m, n, k, 1, a, k, b, k, 0, &c, n)
        let repeats = 8
        let before = clock()
        let seconds = time {
            for _ in 0..<repeats { almanac_blas_sgemm_nt(m, n, k, 1, a, k, b, k, 0, &c, n) }
        }
        let effort = Double(clock() - before) / Double(CLOCKS_PER_SEC)
        let operations = Double(2 * m * n * k * repeats) / 1e9
        return (operations / seconds, operations / effort)
    }

    private static func time(_ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        try body()
        let duration = ContinuousClock.now - start
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    static func describe(_ report: Report) -> String {
        func number(_ value: Double) -> String { String((value * 10).rounded() / 10) }
        func figure(_ f: Figure) -> String { "\(number(f.median)) (\(number(f.low)) – \(number(f.high)))" }
        var lines = [
            "machine     \(report.machine); kernels \(report.kernels)", "blas        \(report.blas)",
            "model       \(report.identity.name) \(report.identity.digest)",
            "load        \(figure(report.load)) ms to the first vector",
            "tokenizer   \(figure(report.tokenizer)) MB/s, one thread",
            "sgemm       \(figure(report.sgemm)) GFLOP/s, one thread; "
                + "\(figure(report.sgemmProcessor)) per second of processor time",
        ]
        for t in report.throughput {
            lines.append(
                "throughput  \(t.tokens) tokens, \(t.workers) workers: \(figure(t.textsPerSecond)) texts/s, "
                    + "\(figure(t.processorTime)) ms of processor time each, "
                    + "\(number(t.gigaflops.median)) GFLOP/s, \(number(t.shareOfSgemm * 100)) % of sgemm")
        }
        for l in report.latency {
            lines.append(
                "one text    \(l.tokens) tokens, \(l.workers) workers: p50 \(number(l.p50)) ms, p95 \(number(l.p95)) ms"
            )
        }
        lines.append("median (least – greatest) of \(report.rounds) interleaved rounds")
        return lines.joined(separator: "\n")
    }
}
