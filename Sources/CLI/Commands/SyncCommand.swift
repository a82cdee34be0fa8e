import ArgumentParser
import Domain
import Foundation
import Remote

struct SyncCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Keep a copy of the knowledge base elsewhere, and prove it equal.",
        discussion: """
            Examples:
              almanac sync pinecone plan
              almanac sync pinecone apply
            """,
        subcommands: [PineconeSync.self]
    )
}

struct PineconeSync: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pinecone",
        abstract: "Mirror the knowledge base to Pinecone.",
        discussion: """
            Two indexes hold the copy: NAME-dense with the vectors, NAME-sparse with the words' BM25 weights; a record \
            is a part of a document, with what filters see and a digest of all of it. Everything that a local search \
            would find goes there, internal documents too. The service is pinecone.host with the key in \
            PINECONE_API_KEY; `almanac serve --http` is such a service as well.

            Examples:
              almanac sync pinecone plan      what would be sent and removed
              almanac sync pinecone apply     make it so, or go on with it
              almanac sync pinecone verify    exit status 4 where a record differs
            """,
        subcommands: [Plan.self, Apply.self, Verify.self]
    )

    struct Plan: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what an apply would send and remove; writes nothing.",
            discussion: """
                Examples:
                  almanac sync pinecone plan
                  almanac sync pinecone plan --json
                """)

        @OptionGroup var shared: SharedOptions

        func run() throws {
            let report = try PineconeWiring(shared).mirror().plan()
            Console.print(shared.json ? report.json.prettyText : SyncReport(report: report, verb: .plan).text)
        }
    }

    struct Apply: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the mirror equal to the knowledge base.",
            discussion: """
                Sends what is missing or another, removes what nobody here knows, waits until reads see it. May be \
                stopped at any time and run again.

                Examples:
                  almanac sync pinecone apply
                  PINECONE_API_KEY=x almanac sync pinecone apply --home /srv/almanac
                """)

        @OptionGroup var shared: SharedOptions

        func run() throws {
            let bar = ProgressBar()
            defer { bar.clear() }
            let report = try PineconeWiring(shared).mirror().apply { done, total in
                bar.report(IngestProgress(stage: .storing, done: done, total: max(done, total)))
            }
            bar.clear()
            Console.print(shared.json ? report.json.prettyText : SyncReport(report: report, verb: .apply).text)
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every record of the mirror and compare.",
            discussion: """
                Names what is missing, another, or known to nobody here, by id, with a digest of both sides for every \
                namespace. Exits with 4 where anything differs; with --repair it sends exactly that and exits with 0.

                Examples:
                  almanac sync pinecone verify
                  almanac sync pinecone verify --repair
                """)

        @Flag(help: "Mend what differs.")
        var repair = false

        @OptionGroup var shared: SharedOptions

        func run() throws {
            let mirror = try PineconeWiring(shared).mirror()
            let report = try mirror.verify()
            Console.print(shared.json ? report.json.prettyText : SyncReport(report: report, verb: .verify).text)
            guard !report.isEqual else { return }
            guard repair else { throw ExitCode(4) }
            let mended = try mirror.apply(repairing: true)
            Console.note("mended: \(mended.sent) sent, \(mended.removed) removed")
        }
    }
}

/// The mirror of a home, by its settings.
struct PineconeWiring {
    private let wiring: Wiring

    init(_ shared: SharedOptions) throws { wiring = try Wiring(shared) }

    func mirror() throws -> Mirror {
        let settings = wiring.configuration.pinecone
        let key = try settings.key()
        guard let host = settings.host else {
            throw AlmanacError(
                .invalidInput, "no Pinecone service is named",
                hint: "set pinecone.host or ALMANAC_PINECONE_HOST, such as https://api.pinecone.io")
        }
        var mirror = Mirror.Settings()
        mirror.name = settings.index
        mirror.cloud = settings.cloud
        mirror.region = settings.region
        let journal = MirrorJournal(
            wiring.home.caches.appending(path: "pinecone-\(settings.index).journal"),
            target: "\(host) \(settings.index)")
        let timeout = settings.timeoutMilliseconds
        return Mirror(knowledge: try wiring.knowledge(for: .reading), settings: mirror, journal: journal) {
            onPressure in
            PineconeClient(
                transport: CurlTransport(), controller: host, key: key, timeout: timeout, onPressure: onPressure)
        }
    }
}
