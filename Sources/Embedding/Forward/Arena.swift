import CKernels

/// The memory of one forward pass: activations of a batch, and scratch for one thread's attention.
///
/// All shapes are row-major with one row per token of the batch; sizes fit `tokens` tokens, and any single text.
///
/// `@unchecked Sendable`. Proof: the pointers never change. In a pass that several threads share, each writes its own
/// columns, rows or texts of `activations`, with a barrier before anyone reads them; `attention` belongs to one thread.
/// Passes never share an arena, because the lease that holds it is taken under a lock.
final class Arena: @unchecked Sendable {
    let tokens: Int
    /// [tokens, hidden]: the residual stream.
    let stream: UnsafeMutablePointer<Float>
    /// [tokens, 3 · hidden]
    let queryKeyValue: UnsafeMutablePointer<Float>
    /// [tokens, hidden]: attention's result, before its output layer.
    let context: UnsafeMutablePointer<Float>
    /// [tokens, hidden]: what is added to the stream next.
    let update: UnsafeMutablePointer<Float>
    /// [tokens, intermediate]
    let wide: UnsafeMutablePointer<Float>
    let attention: UnsafeMutablePointer<Float>
    private let memory: FloatBuffer

    init(tokens: Int, configuration: ModelConfiguration) {
        let hidden = configuration.hidden
        let scratch = almanac_attention_scratch(configuration.maxTokens, configuration.headDimension)
        let sizes = [hidden, 3 * hidden, hidden, hidden, configuration.intermediate].map { $0 * tokens } + [scratch]
        // Parts start on cache lines, 64 bytes.
        let rounded = sizes.map { ($0 + 15) / 16 * 16 }
        let memory = FloatBuffer(count: rounded.reduce(0, +))
        var starts: [UnsafeMutablePointer<Float>] = []
        var next = memory.base
        for size in rounded {
            starts.append(next)
            next += size
        }
        self.tokens = tokens
        self.memory = memory
        stream = starts[0]
        queryKeyValue = starts[1]
        context = starts[2]
        update = starts[3]
        wide = starts[4]
        attention = starts[5]
    }
}
