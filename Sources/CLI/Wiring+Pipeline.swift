import Domain
import Embedding
import Foundation
import Retrieval
import Store
import Support

/// The graph behind the pipeline.
extension Wiring {
    /// The service of a command of its own, beside a running server or without one.
    ///
    /// - Parameter progress: told while a router is trained.
    func supportService(progress: (@Sendable (String) -> Void)? = nil) throws -> SupportService {
        let encoder = try encoder(for: .searching).map { CachingEncoder($0) }
        let knowledge = try knowledge(for: .searching, encoder: encoder)
        let router = try routerDesk(knowledge, encoder: encoder, progress: progress)
        return SupportService(
            try pipeline(
                store: supportStore(creating: true), knowledge: knowledge, router: router,
                guards: requiredGuards().guards, digests: KnowledgeDigests(knowledge)))
    }

    /// Everything between a message and its decision. Throws `file_missing` where the company lacks a file of rules.
    ///
    /// - Parameters:
    ///   - router: nil where there is no encoder; messages are then drafted.
    ///   - keys: of cancel links; nil for the home's.
    ///   - rerank, context, release: other than the usual to measure what they bring.
    func pipeline(
        store: SupportStore, knowledge: KnowledgeBase, router: RouterDesk?,
        guards: @escaping @Sendable () throws -> Guards,
        digests: KnowledgeDigests, keys: CancelLinkKeys? = nil, rerank: Reranking? = Reranking(),
        context: ContextBuilder = ContextBuilder(),
        release: PipelineParts.Settings? = nil
    ) throws -> SupportPipeline {
        guard let company else {
            throw AlmanacError(
                .fileMissing, "there is no company folder", hint: "set company: in almanac.yml, or ALMANAC_COMPANY")
        }
        let settings = try SpecialistSettings(company: company)
        let policy = try GatePolicy(company: company)
        let info = try CompanyInfo(company: company)
        let hours = OfficeHours(info)
        let actions = try Actions(
            store: store, policy: actionPolicy(), keys: keys ?? cancelLinkKeys(), legacy: legacyCancelLink())
        return SupportPipeline(
            PipelineParts(
                conversations: Conversations(store: store, retentionCategories: policy.cancelling),
                reviews: ReviewDesk(store: store), actions: actions, guards: guards,
                router: router,
                categories: try Category.all(company: company), settings: settings, policy: policy,
                specialists: try LocalSpecialist.all(
                    settings: settings,
                    knowledge: AnswerChooser(knowledge: knowledge, digests: digests, rerank: rerank),
                    offers: OfferLadder(company: company), company: info, hours: hours),
                context: context, texts: try AnswerTexts(company: company),
                assembler: Assembler(company: info, disclosure: configuration.isDisclosed), hours: hours,
                handoff: try HandoffRules(company: company),
                gate: Gate(settings: settings, policy: policy),
                digests: digests, release: release ?? configuration.release, clock: Wiring.systemClock))
    }

    /// Hands out the company's guards with what they learned.
    ///
    /// - Parameter caches: where that is kept; nil for the home's.
    func requiredGuards(caches: URL? = nil) throws -> GuardDesk {
        guard let company else {
            throw AlmanacError(
                .fileMissing, "there is no company folder", hint: "set company: in almanac.yml, or ALMANAC_COMPANY")
        }
        return GuardDesk(caches: caches ?? home.caches, company: company)
    }

    /// Whether the company has every file that messages need.
    var takesMessages: Bool {
        guard let company else { return false }
        return [
            "specialists.yml", "gate.yml", "handoff.yml", "offers.yml", "redlines.yml", "outstanding.yml", "guard.yml",
        ]
        .allSatisfy { company.appending(path: $0).isFile }
    }
}
