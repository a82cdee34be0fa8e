import ArgumentParser
import Domain
import Embedding
import Evaluation
import Foundation
import Retrieval

/// `bench handle`: customers' messages through a real server, beside the encoder's time for the same messages.
struct HandleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "handle",
        abstract: "Measure the whole pipeline over its socket with concurrent conversations.",
        discussion: """
            Starts `almanac serve` in a second process on the shipped corpus and generated customers, and sends it the
            development messages of the router, each with an ending of its own, a conversation of three messages after
            the other. Beside it stands, of the same run, what the encoder takes for one such message: a message should
            take no more than three of those.

            EXAMPLES:
              almanac bench handle
              almanac bench handle --clients 1,8 --seconds 30
              almanac bench handle --conversations 10000
            """)

    @OptionGroup var places: BenchPlaces

    @Option(help: ArgumentHelp("How many conversations go on at once.", valueName: "n,n…"))
    var clients = "1,8,64"

    @Option(help: ArgumentHelp("How long each number of clients sends.", valueName: "seconds"))
    var seconds = 10.0

    @Option(
        help: ArgumentHelp(
            "Instead, send so many conversations of one message from eight clients, and ask doctor.", valueName: "n"))
    var conversations: Int?

    @Option(help: ArgumentHelp("The binary to start. Default: almanac beside this one.", valueName: "file"))
    var program: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    /// Messages of one conversation.
    private static let turns = 3
    private static let customers = 200

    func validate() throws {
        guard let counts, !counts.isEmpty, counts.allSatisfy({ (1...256).contains($0) }) else {
            throw ValidationError("--clients takes numbers in 1…256, such as 1,8,64.")
        }
        guard (0.1...3600).contains(seconds), conversations.map({ (1...1_000_000).contains($0) }) ?? true else {
            throw ValidationError("--seconds lies in 0.1…3600, --conversations in 1…1000000.")
        }
    }

    private var counts: [Int]? {
        let parts = clients.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
        return parts.contains(nil) ? nil : parts.compactMap { $0 }
    }

    private var binary: URL {
        program.map { URL(fileURLWithPath: $0) }
            ?? BenchPlaces.ownBinary.deletingLastPathComponent().appending(path: "almanac")
    }

    func run() throws {
        let corpus = try SyntheticCorpus(documents: places.corpusFolder.appending(path: "documents"))
        let encoder = try BenchPlaces.sentenceEncoder()
        let home = try filledHome(encoder)
        let file = places.corpusFolder.appending(path: "golden/routing.dev.jsonl")
        let messages = try JSONLines.read(file).compactMap { $0.json["text"]?.string }
        let texts = QueryTexts(messages: messages, corpus: corpus)
        if !json { print("\(Machine.description)\n") }
        let server = try BenchServer(program: binary, home: home, encoder: BenchPlaces.sentenceModel.path)
        defer { server.stop() }
        if !json { print("training the router …") }
        let run = UUID().uuidString.prefix(8)
        // The first message waits until the router is trained.
        _ = try LineSocket(path: server.socket, patience: 600).call(
            HandleCommand.line("\(run)-first", 0, 1, "Hello there"))
        let before = try EncoderLimit(encoder, texts: texts)
        var rounds: [HandleRound] = []
        if let conversations {
            rounds.append(try round(server, texts, run, clients: 8, turns: 1, limit: conversations))
        } else {
            for count in counts ?? [] {
                rounds.append(try round(server, texts, run, clients: count, turns: HandleCommand.turns, limit: nil))
            }
        }
        let after = try EncoderLimit(encoder, texts: texts)
        server.stop()
        let report = HandleReport(
            messages: messages.count, seconds: seconds, limits: [before, after], rounds: rounds,
            doctor: try conversations.map { _ in try doctor(home) })
        print(json ? report.json.prettyText : report.text)
    }

    private func round(
        _ server: BenchServer, _ texts: QueryTexts, _ run: Substring, clients: Int, turns: Int, limit: Int?
    ) throws -> HandleRound {
        var load = LoadRun(
            server: server, clients: clients, seconds: limit == nil ? seconds : 3600, request: LoadRun.ping,
            texts: texts)
        load.numbered = { client, number, text in
            HandleCommand.line("\(run)-\(clients)-\(client)", number, turns, text)
        }
        load.limit = limit.map { ($0 + clients - 1) / clients }
        return HandleRound(clients: clients, result: try load.run())
    }

    private static func line(_ client: String, _ number: Int, _ turns: Int, _ text: String) -> String {
        let request: JSONValue = [
            "jsonrpc": "2.0", "id": JSONValue(number), "method": "support.handle",
            "params": [
                "message": ["id": .string("\(client)-\(number)"), "text": .string(text)],
                "conversation": .string("\(client)-\(number / turns)"), "channel": "widget",
            ],
        ]
        return request.text
    }

    private func doctor(_ home: URL) throws -> Int32 {
        try finish(["doctor", "--home", home.path], quiet: true)
    }

    /// The corpus and some customers in a home made anew: conversations of an earlier run would be in the way.
    private func filledHome(_ encoder: any Encoder) throws -> URL {
        let home = places.workFolder.appending(path: "handle-\(encoder.identity.name)")
        for name in ["support.sqlite", "support.sqlite-wal", "support.sqlite-shm"] {
            try? FileManager.default.removeItem(at: home.appending(path: name))
        }
        let company = places.corpusFolder.appending(path: "company")
        let knowledge = try KnowledgeBase(home: home, company: company, encoder: encoder)
        _ = try knowledge.ingest(
            paths: [places.corpusFolder.appending(path: "documents")], options: IngestOptions(prune: true))
        let status = try finish(
            ["customers", "generate", "--count", "\(HandleCommand.customers)", "--home", home.path], quiet: true)
        guard status == 0 else {
            throw AlmanacError(.unavailable, "customers could not be generated", hint: "exit status \(status)")
        }
        return home
    }

    private func finish(_ arguments: [String], quiet: Bool) throws -> Int32 {
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        if quiet { process.standardOutput = FileHandle.nullDevice }
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// One number of conversations at once.
struct HandleRound {
    let clients: Int
    let result: LoadRun.Result
}

/// The figures of one run.
struct HandleReport {
    let messages: Int
    let seconds: Double
    /// Before and after the rounds.
    let limits: [EncoderLimit]
    let rounds: [HandleRound]
    /// Exit status of `doctor` afterwards, where it was asked.
    let doctor: Int32?

    /// Milliseconds of one message in the encoder alone.
    private var single: Double { limits.map(\.single.median).reduce(0, +) / Double(max(1, limits.count)) }

    var json: JSONValue {
        [
            "machine": .string(Machine.description), "distinct_messages": JSONValue(messages),
            "encoder_single_ms": JSONValue(single),
            "rounds": .array(
                rounds.map { round in
                    [
                        "conversations": JSONValue(round.clients), "messages": JSONValue(round.result.requests),
                        "messages_per_second": JSONValue(round.result.perSecond),
                        "errors": JSONValue(round.result.errors), "first_error": JSONValue(round.result.firstError),
                        "latency_ms": round.result.latency.json,
                        "encoder_calls_at_p50": JSONValue(round.result.latency.median / single),
                        "server_memory_mib": JSONValue(round.result.memory.anonymous),
                        "server_mapped_mib": JSONValue(round.result.memory.mapped),
                    ]
                }),
            "doctor": JSONValue(doctor.map(Int.init)),
        ]
    }

    var text: String {
        var lines = [
            "handle: \(messages) different messages; the encoder alone takes p50 \(fixed(single)) ms for one",
            "  at once  messages  per second   p50 ms   p95 ms   p99 ms  encoder calls (p50)  errors  server MiB (mapped)",
        ]
        for round in rounds {
            let result = round.result
            let cells: [(String, Int)] = [
                (String(round.clients), 9), (String(result.requests), 10), (fixed(result.perSecond), 12),
                (fixed(result.latency.median), 9), (fixed(result.latency.percentile(0.95)), 9),
                (fixed(result.latency.percentile(0.99)), 9), (fixed(result.latency.median / single), 21),
                (String(result.errors), 8),
                ("\(Int(result.memory.anonymous)) (\(Int(result.memory.mapped)))", 21),
            ]
            lines.append(
                cells.map { text, width in String(repeating: " ", count: max(0, width - text.count)) + text }.joined())
            if let error = result.firstError { lines.append("    first error: \(error)") }
        }
        if let doctor { lines.append("  doctor afterwards: exit status \(doctor)") }
        return lines.joined(separator: "\n")
    }

    private func fixed(_ value: Double) -> String {
        guard value.isFinite else { return "–" }
        return value >= 100 ? String(Int(value.rounded())) : String((value * 100).rounded() / 100)
    }
}
