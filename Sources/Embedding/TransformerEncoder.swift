import CKernels
public import Foundation
import Synchronization

/// A BERT sentence encoder, such as all-MiniLM-L6-v2, loaded from its directory and run on the processor.
///
/// The directory is the published form: `config.json`, `vocab.txt`, `model.safetensors` (F32, F16 or BF16), and where
/// present `tokenizer_config.json`, `sentence_bert_config.json`, `modules.json` and `1_Pooling/config.json`. Any BERT
/// of any depth and width loads; vectors are scaled to unit length whether or not a Normalize module says so.
///
/// ```swift
/// let encoder = try TransformerEncoder(directory: URL(filePath: "indexes/models/all-MiniLM-L6-v2"))
/// let batch = try encoder.encode(["Where is my box?", "My parcel has not arrived."])
/// zip(batch[0], batch[1]).map(*).reduce(0, +)  // their cosine
/// ```
public final class TransformerEncoder: TokenEncoder {
    public let identity: EncoderIdentity
    public let readsLatinOnly: Bool
    public let tokenizer: WordPieceTokenizer
    /// Threads that work on one call.
    public var workers: Int { workspaces.team.size }

    private let pass: ForwardPass
    private let workspaces: Workspaces

    /// Most tokens of a batch: larger ones gain nothing and leave the caches.
    static let batchTokens = 512
    /// Texts tokenised ahead; bounds the memory of a call, whatever it is given.
    static let slab = 4_096
    /// A call with fewer tokens than this per worker is computed by all workers together, layer by layer.
    static let sharedTokens = 128

    /// - Parameter workers: threads for one call, the caller's included; at least 1.
    /// - Throws: `model_missing`, `model_invalid` or `model_unsupported`, naming the file and tensor.
    public convenience init(directory: URL, workers: Int = ProcessInfo.processInfo.activeProcessorCount) throws {
        try self.init(directory: directory, workers: workers, kernels: .best)
    }

    /// The same with the kernels of the baseline instruction set, for comparison.
    package convenience init(portableAt directory: URL, workers: Int) throws {
        try self.init(directory: directory, workers: workers, kernels: .portable)
    }

    private init(directory: URL, workers: Int, kernels: KernelTable) throws {
        let files = ModelFiles(directory: directory)
        let team = WorkerTeam(size: workers)
        let configuration = try ModelConfiguration(files)
        let vocabulary = try files.read("vocab.txt")
        let tokenizer = try WordPieceTokenizer(
            vocabulary: vocabulary, name: files.url("vocab.txt").path, switches: configuration.switches,
            specialTokens: configuration.specialTokens)
        try configuration.check(vocabularyCount: tokenizer.vocabularyCount, files)
        let file = try SafetensorsFile(files.url("model.safetensors"))
        let weights = try ModelWeights(configuration, file, team: team)

        var digest = ContentDigest()
        digest.add(configuration.identityText)
        vocabulary.withUnsafeBytes { digest.add($0) }
        digest.add(blocks: try ContentDigest.blocks(of: file.file.bytes, team))

        self.tokenizer = tokenizer
        readsLatinOnly = tokenizer.vocabulary.spellsOtherScripts
        pass = ForwardPass(configuration: configuration, weights: weights, kernels: kernels)
        workspaces = Workspaces(team: team, configuration: configuration)
        identity = EncoderIdentity(
            name: directory.lastPathComponent, digest: digest.hex, dimension: configuration.hidden,
            maxTokens: configuration.maxTokens)
    }

    public func encode(_ texts: [String]) throws -> EncodedBatch {
        let dimension = identity.dimension
        var counts: [Int] = []
        var truncated: [Bool] = []
        counts.reserveCapacity(texts.count)
        truncated.reserveCapacity(texts.count)
        let vectors = [Float](unsafeUninitializedCapacity: texts.count * dimension) { buffer, initialized in
            for start in stride(from: 0, to: texts.count, by: Self.slab) {
                let slab = Array(texts[start..<min(texts.count, start + Self.slab)])
                guard let output = buffer.baseAddress.map({ $0 + start * dimension }) else { break }
                workspaces.withWorkspace { workspace in
                    let tokens = TokenizedTexts(slab, tokenizer, limit: identity.maxTokens, workspace)
                    counts += tokens.counts
                    truncated += tokens.truncated
                    encode(tokens, workspace, .pooled(output))
                }
            }
            initialized = texts.count * dimension
        }
        return EncodedBatch(dimension: dimension, vectors: vectors, tokenCounts: counts, truncated: truncated)
    }

    public func encodeTokens(_ texts: [String]) throws -> [TokenVectors] {
        let dimension = identity.dimension
        var matrices: [TokenVectors] = []
        matrices.reserveCapacity(texts.count)
        for start in stride(from: 0, to: texts.count, by: Self.slab) {
            let slab = Array(texts[start..<min(texts.count, start + Self.slab)])
            workspaces.withWorkspace { workspace in
                let tokens = TokenizedTexts(slab, tokenizer, limit: identity.maxTokens, workspace)
                var starts: [Int] = []
                var rows = 0
                for count in tokens.counts {
                    starts.append(rows)
                    rows += max(0, count - 2)
                }
                let values = [Float](unsafeUninitializedCapacity: rows * dimension) { buffer, initialized in
                    if let output = buffer.baseAddress, rows > 0 {
                        starts.withUnsafeBufferPointer { starts in
                            guard let starts = starts.baseAddress else { return }
                            encode(tokens, workspace, .tokens(output, starts: starts))
                        }
                    }
                    initialized = rows * dimension
                }
                for (start, count) in zip(starts, tokens.counts) {
                    let range = start * dimension..<(start + max(0, count - 2)) * dimension
                    matrices.append(TokenVectors(dimension: dimension, values: Array(values[range])))
                }
            }
        }
        return matrices
    }

    /// With work for all, each worker takes whole batches, as many as the others: with five batches for two workers one
    /// would wait for a fifth of the time. A text's worth of room is left, since batches hold whole texts.
    private func batchLimit(_ tokens: TokenizedTexts, _ total: Int, _ workers: Int) -> Int {
        let share = (total + workers - 1) / workers
        let batches = (share + Self.batchTokens - 1) / Self.batchTokens
        let text = total / max(1, tokens.counts.count)
        return max(64, min(Self.batchTokens, share / max(1, batches) + text))
    }

    private func encode(_ tokens: TokenizedTexts, _ workspace: Workspace, _ output: ForwardPass.Output) {
        let output = SharedOutput(output)
        let total = tokens.counts.reduce(0, +)
        let together = workspace.size > 1 && total < Self.sharedTokens * workspace.size
        let plan = BatchPlan(tokens, limit: together ? Self.batchTokens : batchLimit(tokens, total, workspace.size))
        let next = Counter()
        let barrier = Barrier(parties: together ? workspace.size : 1)
        workspace.run { part in
            let scratch = workspace.arena(part).attention
            let share =
                together
                ? ForwardPass.Share(part: part, parts: workspace.size, barrier: barrier, scratch: scratch)
                : ForwardPass.Share(part: 0, parts: 1, barrier: barrier, scratch: scratch)
            var turn = 0
            while let batch = together ? (turn < plan.batches.count ? turn : nil) : next.take(below: plan.batches.count)
            {
                turn += 1
                pass.run(
                    plan.texts[plan.batches[batch]], ids: tokens.ids, arena: workspace.arena(together ? 0 : part),
                    share: share, output: output.value)
                // The next batch reuses the arena that others may still be reading.
                share.barrier.wait()
            }
        }
    }
}

/// `@unchecked Sendable`. Proof: rows of the caller's output, each written by the one thread that encodes its text,
/// while the caller waits; the starts are only read.
private struct SharedOutput: @unchecked Sendable {
    let value: ForwardPass.Output

    init(_ value: ForwardPass.Output) { self.value = value }
}
