import Domain
import Embedding
import Foundation
import Retrieval
import Store
import Support
import TestSupport

/// A home with the shipped knowledge and rules, a few customers (those of `ActionHome`) and the whole pipeline.
///
/// The encoder is the weightless one and the router is trained on part of the shipped messages, so that it is there in
/// seconds: what is tested is what becomes of a message, not how well it is told apart.
final class PipelineHome {
    static let start = ActionHome.start
    static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "corpus")
    static let company = corpus.appending(path: "company")

    let actions: ActionHome
    let pipeline: SupportPipeline
    var store: SupportStore { actions.store }
    var service: SupportService { SupportService(pipeline) }

    /// - Parameter empty: a home that nothing was ingested into.
    init(
        release: PipelineParts.Settings = PipelineParts.Settings(), empty: Bool = false,
        accounts: [Account] = [], retriedStore: SupportStore? = nil
    ) throws {
        actions = try ActionHome()
        try actions.store.write { writer in
            for account in accounts { _ = try writer.put(account, at: PipelineHome.start) }
        }
        let shared = try Shared.one.get()
        let knowledge = empty ? try Shared.emptyKnowledge() : shared.knowledge
        let digests = empty ? KnowledgeDigests(knowledge) : shared.digests
        let company = PipelineHome.company
        let settings = try SpecialistSettings(company: company)
        let policy = try GatePolicy(company: company)
        let info = try CompanyInfo(company: company)
        let store = retriedStore ?? actions.store
        pipeline = SupportPipeline(
            PipelineParts(
                conversations: Conversations(store: store), reviews: ReviewDesk(store: store),
                actions: retriedStore == nil ? actions.actions : try Actions(store: store, policy: actions.policy),
                guards: { shared.guards }, router: shared.router,
                categories: try Category.all(company: company), settings: settings, policy: policy,
                specialists: try LocalSpecialist.all(
                    settings: settings, knowledge: AnswerChooser(knowledge: knowledge, digests: digests),
                    offers: OfferLadder(company: company), company: info, hours: OfficeHours(info)),
                texts: try AnswerTexts(company: company), assembler: Assembler(company: info), hours: OfficeHours(info),
                handoff: try HandoffRules(company: company),
                gate: Gate(settings: settings, policy: policy), digests: digests,
                release: release, clock: { PipelineHome.start }))
    }

    /// What does not depend on a test: made once.
    private struct Shared {
        let folder: TemporaryHome
        let knowledge: KnowledgeBase
        let digests: KnowledgeDigests
        let router: RouterDesk
        let guards: Guards

        static let one: Result<Shared, any Error> = Result { try Shared() }

        init() throws {
            folder = try TemporaryHome()
            let encoder = HashingEncoder()
            let knowledge = try KnowledgeBase(home: folder.url, company: PipelineHome.company, encoder: encoder)
            _ = try knowledge.ingest(
                paths: [PipelineHome.corpus.appending(path: "documents")],
                options: IngestOptions(author: "test", reason: "test"))
            self.knowledge = knowledge
            digests = KnowledgeDigests(knowledge)
            let categories = try Category.all(company: PipelineHome.company)
            let file = PipelineHome.corpus.appending(path: "golden/routing.train.jsonl")
            let messages = try LabelledFile.read(file).map(\.message).filter { $0.language == "en" }.enumerated()
                .filter { $0.offset.isMultiple(of: 4) }.map(\.element)
            var settings = RouterTrainer.Settings()
            settings.lexicalWeights = [1]
            settings.strengths = [30]
            settings.mostForAllFolds = 1
            router = RouterDesk(
                folder: folder.url, categories: categories,
                rules: try SignalRules(company: PipelineHome.company, categories: categories),
                vectors: TextVectors(
                    digest: encoder.identity.digest, dimension: encoder.identity.dimension, readsLatinOnly: false
                ) { try encoder.encode($0).vectors },
                training: RouterTraining(revision: { 1 }, messages: { messages }), settings: settings)
            guards = try Guards(company: PipelineHome.company)
        }

        static func emptyKnowledge() throws -> KnowledgeBase {
            let folder = try TemporaryHome()
            defer { withExtendedLifetime(folder) {} }
            return try KnowledgeBase(home: folder.url, company: PipelineHome.company, encoder: HashingEncoder())
        }
    }

    // MARK: Asking

    private var asked = 0

    /// Sends a message and gives the result. Without a conversation each is one of its own.
    func ask(
        _ text: String, as email: String? = nil, verified: Bool = true, in conversation: String? = nil,
        id: String? = nil, channel: ContactChannel = .widget, html: String? = nil, attachments: [Attachment] = [],
        dryRun: Bool = false, session: String? = nil, at now: Timestamp = PipelineHome.start
    ) throws -> JSONObject {
        asked += 1
        let identity: Identity =
            email.map { verified ? .verified(email: $0, by: .login) : .claimed(email: $0) } ?? .anonymous
        return try pipeline.handle(
            SupportRequest(
                messageID: id ?? "m\(asked)", text: text, html: html, attachments: attachments, channel: channel,
                session: session, conversation: session == nil ? conversation ?? "c\(asked)" : nil, identity: identity,
                isDryRun: dryRun, now: now))
    }

    /// Rows of every table that a message may leave something in.
    func rows() throws -> Int {
        try store.read { reader in
            let sessions = try reader.sessions(SessionFilter(), limit: 1_000, before: nil).count
            let tools = try reader.toolExecutions(session: nil, limit: 1_000).count
            let proposals = try reader.proposals(ProposalFilter(limit: 1_000)).count
            return sessions + tools + proposals
        }
    }
}

extension JSONObject {
    var decision: String { self["decision"]?.string ?? "" }
    var codes: [String] { (self["reasons"]?.array ?? []).compactMap { $0["code"]?.string } }
    /// Everything that the customer would read now.
    var said: String {
        [
            self["response"]?["text"]?.string, self["response"]?["html"]?.string,
            self["acknowledgement"]?["text"]?.string,
        ]
        .compactMap(\.self).joined(separator: "\n")
    }
    var response: String { self["response"]?["text"]?.string ?? "" }
    var session: String { self["session"]?.string ?? "" }
    var proposals: [JSONValue] { self["proposals"]?.array ?? [] }
}

extension PipelineHome {
    /// The pipeline over another handle of a store.
    static func blocked(_ store: SupportStore) throws -> SupportPipeline {
        try PipelineHome(retriedStore: store).pipeline
    }

    /// The pipeline of a home whose clock is ahead.
    static func late(_ home: PipelineHome, by milliseconds: Int64) throws -> SupportPipeline {
        var parts = home.pipeline.parts
        parts.clock = { Timestamp(milliseconds: PipelineHome.start.milliseconds + milliseconds) }
        return SupportPipeline(parts)
    }
}
