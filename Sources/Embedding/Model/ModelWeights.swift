import CKernels

/// The weights of a BERT encoder, ready for the kernels.
///
/// Word embeddings stay in the mapped file where they are single precision; every linear layer is packed into panels
/// (`almanac_pack_linear`), queries, keys and values as one layer of 3 · hidden outputs. Values that are infinite or
/// not a number are refused. Tensor names: `BertModel` of the transformers library, with or without `bert.`.
///
/// `@unchecked Sendable`. Proof: filled by `init`, where each job writes its own range of the buffers and all jobs end
/// before `init` returns; never written again. The pointers lead into objects that `storage` keeps alive.
final class ModelWeights: @unchecked Sendable {
    /// A linear layer: `packed` as the kernel wants it, `bias` [outputs].
    struct Linear {
        let packed: UnsafePointer<Float>
        let bias: UnsafePointer<Float>
        let inputs: Int
        let outputs: Int

        var panels: Int { (outputs + Int(ALMANAC_PANEL) - 1) / Int(ALMANAC_PANEL) }
    }

    /// Layer normalisation, gain and bias [hidden].
    struct Norm {
        let gain: UnsafePointer<Float>
        let bias: UnsafePointer<Float>
    }

    struct Layer {
        let queryKeyValue: Linear
        let attentionOutput: Linear
        let attentionNorm: Norm
        let up: Linear
        let down: Linear
        let outputNorm: Norm
    }

    /// [vocabulary, hidden]
    let words: UnsafePointer<Float>
    /// [positions, hidden]
    let positions: UnsafePointer<Float>
    /// Token type 0, [hidden].
    let type: UnsafePointer<Float>
    let embeddingNorm: Norm
    let layers: [Layer]
    private let storage: [AnyObject]

    init(_ configuration: ModelConfiguration, _ file: SafetensorsFile, team: WorkerTeam) throws {
        var plan = WeightPlan(file: file, configuration: configuration)
        let norm = "embeddings.LayerNorm"
        let positionsAt = try plan.vectors("embeddings.position_embeddings.weight", configuration.positions)
        let typeAt = try plan.vectors("embeddings.token_type_embeddings.weight", configuration.types)
        let embeddingNormAt = try plan.norm(norm)
        let layersAt = try (0..<configuration.layers).map { try plan.layer($0) }
        let wordTable = try plan.wordTable()

        let packed = FloatBuffer(count: plan.packedCount)
        let plain = FloatBuffer(count: plan.plainCount)
        let (plannedJobs, jobCount) = (plan.jobs, plan.jobs.count)
        try team.runAll(jobCount) { try plannedJobs[$0](packed, plain, file) }

        words = wordTable.copy.map { UnsafePointer($0.base) } ?? wordTable.inPlace
        positions = UnsafePointer(plain.base + positionsAt)
        type = UnsafePointer(plain.base + typeAt)
        embeddingNorm = embeddingNormAt.resolve(plain)
        layers = layersAt.map { $0.resolve(packed, plain) }
        storage = [packed, plain, file.file] + (wordTable.copy.map { [$0] } ?? [])
    }
}
