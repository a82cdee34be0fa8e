import Domain
import Embedding
import Evaluation
import Foundation
import Retrieval
import Store
import Support

/// A home to measure the pipeline in: the shipped corpus, generated customers, a trained router; kept to be used again.
struct PipelineBench {
    private let wiring: Wiring
    private let knowledge: KnowledgeBase
    private let encoder: any Encoder
    private let customers: URL
    private let now: Timestamp
    private let company: URL

    init(
        corpus: DemoCorpus, wiring: Wiring, customers count: Int, progress: (@Sendable (IngestProgress) -> Void)?
    ) throws {
        guard let chosen = try wiring.encoderAsChosen(orOfHome: ModelCatalog.defaultName) else {
            throw AlmanacError(.modelMissing, "there are no encoder weights", hint: "run: almanac model install")
        }
        let encoder = CachingEncoder(chosen)
        self.encoder = encoder
        self.wiring = wiring
        (now, company) = (corpus.clock, corpus.folder.appending(path: "company"))
        let homes = EvaluationHomes(encoder: encoder)
        knowledge = try homes.corpus(corpus, progress: progress)
        customers = homes.folder.appending(path: "customers-\(count).sqlite")
        try FileManager.default.createDirectory(at: homes.folder, withIntermediateDirectories: true)
        if !customers.isFile {
            let draft = homes.folder.appending(path: "customers-\(UUID().uuidString).sqlite")
            let store = try SupportStore(file: draft, durable: false)
            _ = try CustomerGeneration(
                seed: 7, count: count, asOf: CompanyClock.today(company),
                plans: PlanFile.read(company.appending(path: "plans.yml"))
            ).run(in: store)
            try store.close()
            try FileManager.default.moveItem(at: draft, to: customers)
        }
    }

    /// The shipped conversations of a split.
    static func golden(_ corpus: DemoCorpus, split: String) throws -> [URL] {
        let folder = corpus.folder.appending(path: "golden")
        return ["pipeline", "conversations"].map { folder.appending(path: "\($0).\(split).jsonl") }.filter(\.isFile)
    }

    private var scratch: URL { EvaluationHomes(encoder: encoder).folder.appending(path: "scratch-\(getpid())") }

    /// Removes the copies that conversations were made on.
    func clean() { try? FileManager.default.removeItem(at: scratch) }

    func evaluation(_ ablation: EvalPipelineCommand.Ablation?) throws -> PipelineEvaluation {
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        let desk = try wiring.routerDesk(knowledge, encoder: encoder, folder: EvaluationHomes(encoder: encoder).folder)
        let digests = KnowledgeDigests(knowledge)
        let keys = try CancelLinkKeys(CancelLinkKeys.generate(id: "eval"), source: "the evaluation")
        let guards = try wiring.requiredGuards(caches: EvaluationHomes(encoder: encoder).folder).guards()
        return PipelineEvaluation(
            customers: customers, scratch: scratch, now: now,
            pipeline: { [wiring, knowledge] store in
                try wiring.pipeline(
                    store: store, knowledge: knowledge, router: desk, guards: { guards }, digests: digests,
                    keys: keys, rerank: ablation == .rerank ? nil : Reranking(),
                    context: ContextBuilder(ablation: ablation == .context ? .turns : nil),
                    release: PipelineParts.Settings(heedsSentiment: ablation != .sentiment))
            }, claims: guards.claims)
    }
}
