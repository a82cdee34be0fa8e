import ArgumentParser
import Domain
import Embedding
import Foundation
import Retrieval

/// `bench serve`: a real server under concurrent callers, beside what its encoder can give at most.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Measure a real server over its socket with concurrent clients.",
        discussion: """
            Starts `almanac serve` in a second process, and asks knowledge.search with query texts that never come twice,
            so that no cache answers. Beside it stand, of the same run, what the encoder makes of such texts by itself, and
            what the same clients reach with 'ping': where that is many times more, the clients are not the limit.

            EXAMPLES:
              almanac bench serve
              almanac bench serve --clients 1,8 --seconds 10 --mode lexical
              almanac bench serve --documents 10000 --encoder hashing
            """)

    @OptionGroup var places: BenchPlaces

    @Option(help: ArgumentHelp("How many clients ask at once, one after the other.", valueName: "n,n…"))
    var clients = "1,4,16"

    @Option(help: ArgumentHelp("How long each number of clients asks.", valueName: "seconds"))
    var seconds = 5.0

    @Option(help: ArgumentHelp("hybrid, dense or lexical.", valueName: "mode"))
    var mode = "hybrid"

    @Option(help: ArgumentHelp("Synthetic documents instead of the corpus.", valueName: "n"))
    var documents: Int?

    @Option(help: ArgumentHelp("hashing, or a folder with weights. Default: the shipped encoder.", valueName: "name"))
    var encoder: String?

    @Option(help: ArgumentHelp("Hits asked for.", valueName: "n"))
    var k = 5

    @Option(help: ArgumentHelp("Of the query texts.", valueName: "n"))
    var seed: UInt64 = 7

    @Option(help: ArgumentHelp("The binary to start. Default: almanac beside this one.", valueName: "file"))
    var program: String?

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard let counts, !counts.isEmpty, counts.allSatisfy({ (1...256).contains($0) }) else {
            throw ValidationError("--clients takes numbers in 1…256, such as 1,4,16.")
        }
        guard (0.1...3600).contains(seconds), SearchMode(rawValue: mode) != nil, (1...1000).contains(k),
            documents.map({ (100...2_000_000).contains($0) }) ?? true
        else {
            throw ValidationError(
                "--seconds lies in 0.1…3600, --k in 1…1000, --documents in 100…2000000; --mode is hybrid, dense or lexical."
            )
        }
    }

    private var counts: [Int]? {
        let parts = clients.split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
        return parts.contains(nil) ? nil : parts.compactMap { $0 }
    }

    func run() throws {
        let corpus = try SyntheticCorpus(documents: places.corpusFolder.appending(path: "documents"))
        let encoder = try loadedEncoder()
        let home = try filledHome(encoder, corpus)
        let texts = QueryTexts(corpus: corpus, seed: seed)
        if !json { print("\(Machine.description)\n") }
        let server = try BenchServer(program: binary, home: home, encoder: encoderArgument)
        defer { server.stop() }
        let documents = try server.documentCount()
        var limits = [try EncoderLimit(encoder, texts: texts)]
        var rounds: [ServeRound] = []
        for count in counts ?? [] {
            let idle = try LoadRun(
                server: server, clients: count, seconds: min(1, seconds), request: LoadRun.ping, texts: nil
            ).run()
            let request = SearchLine(mode: mode, k: k)
            let load = try LoadRun(
                server: server, clients: count, seconds: seconds, request: request.line, texts: texts
            ).run()
            rounds.append(ServeRound(clients: count, ping: idle, search: load))
        }
        limits.append(try EncoderLimit(encoder, texts: texts))
        let report = ServeReport(
            encoder: encoder.identity.name, mode: mode, k: k, documents: documents, seconds: seconds, limits: limits,
            rounds: rounds)
        print(json ? report.json.prettyText : report.text)
    }

    private var binary: URL {
        program.map { URL(fileURLWithPath: $0) }
            ?? BenchPlaces.ownBinary.deletingLastPathComponent().appending(path: "almanac")
    }

    private func loadedEncoder() throws -> any Encoder {
        switch encoder {
        case "hashing": HashingEncoder()
        case nil: try BenchPlaces.sentenceEncoder()
        case let folder?: try TransformerEncoder(directory: URL(fileURLWithPath: folder))
        }
    }

    private var encoderArgument: String { encoder ?? BenchPlaces.sentenceModel.path }

    /// The corpus, or synthetic documents, in a home of its own; ingested where it is not there yet.
    private func filledHome(_ encoder: any Encoder, _ corpus: SyntheticCorpus) throws -> URL {
        let name = documents.map(String.init) ?? "corpus"
        let home = places.workFolder.appending(path: "serve-\(encoder.identity.name)-\(name)")
        let company = places.corpusFolder.appending(path: "company")
        let knowledge = try KnowledgeBase(home: home, company: company, encoder: encoder)
        if let documents {
            if try knowledge.status().documents != documents {
                if !json { print("ingesting \(documents) documents …") }
                _ = try knowledge.ingest(
                    records: corpus.records(0..<documents), options: IngestOptions(allowPersonal: true))
            }
        } else {
            _ = try knowledge.ingest(
                paths: [places.corpusFolder.appending(path: "documents")], options: IngestOptions())
        }
        return home
    }
}

/// The parameters of every request.
private struct SearchLine {
    let mode: String
    let k: Int

    func line(_ id: Int, _ text: String) -> String {
        let request: JSONValue = [
            "jsonrpc": "2.0", "id": JSONValue(id), "method": "knowledge.search",
            "params": ["query": .string(text), "k": JSONValue(k), "mode": .string(mode)],
        ]
        return request.text
    }
}
