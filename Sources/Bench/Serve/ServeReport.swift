import Domain
import Embedding
import Foundation

/// What the encoder makes of query texts by itself, while the server rests.
struct EncoderLimit {
    /// Texts of one call each, one thread asking: what a lone client can get at most.
    let alone: Double
    /// Texts in batches, all workers: what any number of clients can get at most.
    let together: Double
    /// Milliseconds of a single text.
    let single: Sample

    init(_ encoder: any Encoder, texts: QueryTexts) throws {
        let clock = ContinuousClock()
        _ = try encoder.encode(texts.take(4))
        var delays: [Double] = []
        for text in texts.take(60) {
            let spent = try clock.measure { _ = try encoder.encode([text]) }
            delays.append(spent / .milliseconds(1))
        }
        single = Sample(delays)
        alone = Double(delays.count) / delays.reduce(0, +) * 1000
        let batch = texts.take(256)
        together = Double(batch.count) / (try clock.measure { _ = try encoder.encode(batch) } / .seconds(1))
    }
}

/// One number of clients.
struct ServeRound {
    let clients: Int
    /// The same clients with requests that cost the server nothing: what they could ask at most.
    let ping: LoadRun.Result
    let search: LoadRun.Result
}

/// The figures of one run.
struct ServeReport {
    let encoder: String
    let mode: String
    let k: Int
    let documents: Int
    let seconds: Double
    /// Before and after the rounds.
    let limits: [EncoderLimit]
    let rounds: [ServeRound]

    private var usesEncoder: Bool { mode != SearchMode.lexical.rawValue }
    private var alone: Double { limits.map(\.alone).reduce(0, +) / Double(max(1, limits.count)) }
    private var together: Double { limits.map(\.together).reduce(0, +) / Double(max(1, limits.count)) }

    /// The clients' own processor time, of all that both sides spent.
    private func clientShare(_ round: ServeRound) -> Double {
        let all = round.search.clientProcessor + round.search.serverProcessor
        return all > 0 ? round.search.clientProcessor / all : 0
    }

    var json: JSONValue {
        [
            "machine": .string(Machine.description), "encoder": .string(encoder), "mode": .string(mode),
            "k": JSONValue(k), "documents": JSONValue(documents), "seconds": JSONValue(seconds),
            "encoder_texts_per_second": [
                "one_by_one": JSONValue(alone), "in_batches": JSONValue(together),
                "runs": .array(
                    limits.map {
                        [
                            "one_by_one": JSONValue($0.alone), "in_batches": JSONValue($0.together),
                            "single_ms": $0.single.json,
                        ]
                    }),
            ],
            "rounds": .array(
                rounds.map { round in
                    [
                        "clients": JSONValue(round.clients), "requests": JSONValue(round.search.requests),
                        "requests_per_second": JSONValue(round.search.perSecond),
                        "errors": JSONValue(round.search.errors), "first_error": JSONValue(round.search.firstError),
                        "latency_ms": round.search.latency.json,
                        "p99_ms": JSONValue(round.search.latency.percentile(0.99)),
                        "ping_per_second": JSONValue(round.ping.perSecond),
                        "client_processor_share": JSONValue(clientShare(round)),
                        "server_memory_mib": JSONValue(round.search.memory.anonymous),
                        "server_mapped_mib": JSONValue(round.search.memory.mapped),
                    ]
                }),
        ]
    }

    var text: String {
        var lines = ["serve: \(documents) documents, \(mode), k \(k), encoder \(encoder), \(fixed(seconds)) s a row"]
        if usesEncoder {
            let single = limits.first?.single.median ?? .nan
            lines.append(
                "  the encoder alone, same texts: \(fixed(alone))/s one by one (p50 \(fixed(single)) ms), "
                    + "\(fixed(together))/s in batches")
        }
        lines.append(
            "  clients  requests/s   p50 ms   p95 ms   p99 ms  errors  server MiB (mapped)  of encoder  "
                + "ping/s  client cpu")
        for round in rounds {
            let search = round.search
            let cells: [(String, Int)] = [
                (String(round.clients), 9), (fixed(search.perSecond), 12), (fixed(search.latency.median), 9),
                (fixed(search.latency.percentile(0.95)), 9), (fixed(search.latency.percentile(0.99)), 9),
                (String(search.errors), 8),
                ("\(Int(search.memory.anonymous)) (\(Int(search.memory.mapped)))", 21),
                (usesEncoder ? "\(Int((search.perSecond / together * 100).rounded())) %" : "–", 12),
                (String(Int(round.ping.perSecond)), 8), ("\(Int((clientShare(round) * 100).rounded())) %", 12),
            ]
            lines.append(
                cells.map { text, width in String(repeating: " ", count: max(0, width - text.count)) + text }.joined())
            if let error = search.firstError { lines.append("    first error: \(error)") }
        }
        return lines.joined(separator: "\n")
    }

    private func fixed(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        return value >= 100 ? String(Int(value.rounded())) : String((value * 100).rounded() / 100)
    }
}
