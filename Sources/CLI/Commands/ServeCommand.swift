import ArgumentParser
import Domain
import Embedding
import Foundation
import Logging
import Retrieval
import Service
import ServiceLifecycle
import Support
import VectorDatabase

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer on a socket until told to stop.",
        discussion: """
            One server per home. Speaks JSON-RPC 2.0, one message a line, on a Unix socket of this user, and on TCP of \
            this machine where asked; with --http also Pinecone's API, whose official client works against it with \
            host="http://127.0.0.1:5080". Prints one line when callers can connect, logs to standard error, and on SIGTERM \
            or SIGINT answers what is in flight and stops.

            Examples:
              almanac serve
              almanac serve --home /srv/almanac --socket /run/almanac.sock
              almanac serve --tcp 127.0.0.1:7373 --token-file /etc/almanac.token
              almanac serve --http 127.0.0.1:5080
            """
    )

    @Option(help: ArgumentHelp("The Unix socket. Default: almanac.sock in the home.", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("Listen on TCP too; loopback only.", valueName: "host:port"))
    var tcp: String?

    @Option(help: ArgumentHelp("File with the token that TCP clients must show.", valueName: "file"))
    var tokenFile: String?

    @Option(help: ArgumentHelp("Speak Pinecone's API over HTTP too; loopback only.", valueName: "host:port"))
    var http: String?

    @Flag(help: "Heed the time that callers state; for tests and demonstrations.")
    var testClock = false

    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let wiring = try Wiring(shared, encoder: encoder)
        try wiring.home.create()
        let lock = try HomeLock(wiring.home)
        // One cache for all: a message is searched for, and routed by the same vector.
        let encoder = try wiring.encoder(for: .writing).map { CachingEncoder($0) }
        let knowledge = try wiring.knowledge(for: .writing, encoder: encoder)
        let watch = SourceWatch(knowledge: knowledge)
        await watch.look()
        let actions = try wiring.actions(creating: true)
        try actions.settleOverdue(now: Wiring.systemClock())
        let router = try wiring.routerDesk(knowledge, encoder: encoder)
        let guards = try wiring.claimsCheck() == nil ? nil : wiring.requiredGuards()
        let support = try wiring.takesMessages ? guards.map { try self.support(wiring, knowledge, router, $0) } : nil
        let api = try httpConfiguration(wiring.configuration)
        let announcement = Announcement(servers: api == nil ? 1 : 2, json: shared.json)
        let server = LineServer(
            knowledge: knowledge, actions: actions, claims: ServeCommand.claims(guards),
            router: router, support: support,
            configuration: try lineConfiguration(wiring),
            logger: Logger(label: "almanac"), onListening: { announcement.lines($0) })
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [
            .init(service: server), .init(service: watch),
        ]
        if let api {
            let http = try pinecone(api, wiring, knowledge, encoder) { announcement.http($0) }
            services.append(.init(service: http))
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "almanac", factory: { _ in SwiftLogNoOpLogHandler() })))
        try await group.run()
        withExtendedLifetime(lock) {}
    }

    /// The check of answers, trained at the first call where that was not done before.
    private static func claims(_ guards: GuardDesk?) -> (@Sendable () throws -> ClaimsCheck)? {
        guard let guards else { return nil }
        return { try guards.guards().claims }
    }

    /// Trains the router and takes up undecided messages while callers connect already.
    private func support(
        _ wiring: Wiring, _ knowledge: KnowledgeBase, _ router: RouterDesk?, _ guards: GuardDesk
    ) throws -> SupportService {
        let digests = KnowledgeDigests(knowledge)
        let pipeline = try wiring.pipeline(
            store: wiring.supportStore(), knowledge: knowledge, router: router, guards: guards.guards,
            digests: digests)
        let logger = Logger(label: "almanac")
        DispatchQueue.global(qos: .utility).async {
            do {
                _ = try guards.guards()
                _ = try router?.router()
                _ = try digests.latest()
                let count = try pipeline.resume()
                if count > 0 { logger.notice("undecided messages were taken up", metadata: ["count": "\(count)"]) }
            } catch {
                let code = (error as? AlmanacError)?.code ?? .internalError
                logger.error("undecided messages wait", metadata: ["code": "\(code.rawValue)"])
            }
        }
        return SupportService(pipeline)
    }

    private func httpConfiguration(_ settings: Configuration) throws -> HTTPServer.Configuration? {
        try (http ?? settings.httpAddress).map { try TCPAddress($0).http(keyFile: settings.httpKeyFile) }
    }

    private func pinecone(
        _ configuration: HTTPServer.Configuration, _ wiring: Wiring, _ knowledge: KnowledgeBase,
        _ encoder: CachingEncoder?, onListening: @escaping @Sendable (String) -> Void
    ) throws -> HTTPServer {
        let indexes = IndexDirectory(
            database: try VectorDatabase(file: wiring.home.vectorDatabase), knowledge: KnowledgeIndexes(knowledge))
        return HTTPServer(
            api: PineconeAPI(indexes: indexes, models: InferenceModels(encoder: encoder)),
            configuration: configuration, logger: Logger(label: "almanac"), onListening: onListening)
    }

    private func lineConfiguration(_ wiring: Wiring) throws -> LineServer.Configuration {
        let settings = wiring.configuration
        var configuration = LineServer.Configuration(
            socketPath: socket ?? wiring.home.socketPath(settings))
        configuration.limits = settings.limits
        configuration.ingestRoot = settings.ingestRoot
        configuration.heedsClock = testClock
        if let address = tcp ?? settings.tcpAddress {
            let file = tokenFile.map { URL(filePath: $0) } ?? settings.tokenFile
            configuration.tcp = try TCPAddress(address).listener(tokenFile: file)
        }
        return configuration
    }
}
