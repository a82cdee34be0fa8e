import Domain
import Embedding
import Foundation
import Retrieval
import Store
import Support

/// The graph behind the pipeline.
extension Wiring {
    /// Everything between a message and its decision. Throws `file_missing` where the company lacks a file of rules.
    ///
    /// - Parameters:
    ///   - router: nil where there is no encoder; messages are then drafted.
    ///   - rerank, context, release: other than the usual to measure what they bring.
    func pipeline(
        store: SupportStore, knowledge: KnowledgeBase, router: RouterDesk?, digests: KnowledgeDigests,
        rerank: Reranking? = Reranking(), context: ContextBuilder = ContextBuilder(),
        release: PipelineParts.Settings? = nil
    ) throws -> SupportPipeline {
        guard let company else {
            throw AlmanacError(
                .fileMissing, "there is no company folder", hint: "set company: in almanac.yml, or ALMANAC_COMPANY")
        }
        let settings = try SpecialistSettings(company: company)
        let offers = try OfferLadder(company: company)
        let chooser = AnswerChooser(knowledge: knowledge, digests: digests, rerank: rerank)
        let info = try CompanyInfo(company: company)
        let actions = try Actions(
            store: store, policy: actionPolicy(), keys: cancelLinkKeys(), legacy: legacyCancelLink())
        return SupportPipeline(
            PipelineParts(
                conversations: Conversations(store: store), reviews: ReviewDesk(store: store), actions: actions,
                redLines: try RedLines(company: company), outstanding: try OutstandingRules(company: company),
                router: router, categories: try Category.all(company: company), settings: settings,
                specialists: try LocalSpecialist.all(settings: settings, knowledge: chooser, offers: offers),
                context: context, texts: try AnswerTexts(company: company), assembler: Assembler(company: info),
                hours: OfficeHours(info), handoff: try HandoffRules(company: company),
                gate: Gate(claims: try ClaimsCheck(company: company), settings: settings), digests: digests,
                release: release ?? configuration.release, clock: Wiring.systemClock))
    }
}
