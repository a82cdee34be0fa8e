import CKernels

/// BERT's forward pass (Devlin et al. 2018) over a packed batch: the tokens of several texts one after another, without
/// padding; attention stays inside each text.
///
/// One thread can run it alone, or a team together: every step is divided by columns, heads, rows or texts so that each
/// value is computed by one thread exactly as it would be alone. Bits depend on neither the division nor the batch.
struct ForwardPass: Sendable {
    let configuration: ModelConfiguration
    let weights: ModelWeights
    let kernels: KernelTable

    /// A text's place in the batch: its row in the caller's output, and its tokens.
    struct Text {
        let output: Int
        let ids: Range<Int>
        /// First of its rows in the batch.
        let row: Int
    }

    /// Where the vectors go; rows have unit length.
    enum Output {
        /// [texts of the call, hidden]: one row for each text.
        case pooled(UnsafeMutablePointer<Float>)
        /// A row for each token but the markers at both ends; text `i` of the call begins at row `starts[i]`.
        case tokens(UnsafeMutablePointer<Float>, starts: UnsafePointer<Int>)
    }

    /// One thread's share of a pass.
    struct Share {
        let part: Int
        let parts: Int
        let barrier: Barrier
        /// This thread's own scratch.
        let scratch: UnsafeMutablePointer<Float>

        /// Its part of `count` things.
        func of(_ count: Int) -> Range<Int> {
            count * part / parts..<count * (part + 1) / parts
        }
    }

    /// - Parameters:
    ///   - texts: the batch; their rows follow each other from 0.
    ///   - ids: where the texts' `ids` ranges lead.
    ///   - output: the rows of these texts are written.
    func run(
        _ texts: ArraySlice<Text>, ids: UnsafePointer<Int32>, arena: Arena, share: Share,
        output: Output
    ) {
        guard let last = texts.last else { return }
        let rows = last.row + last.ids.count
        let part = share.of(texts.count)
        let own = texts[texts.startIndex + part.lowerBound..<texts.startIndex + part.upperBound]
        embed(own, ids, arena)
        share.barrier.wait()
        for layer in weights.layers {
            linear(layer.queryKeyValue, from: arena.stream, to: arena.queryKeyValue, rows, share)
            share.barrier.wait()
            attend(texts, arena, share)
            share.barrier.wait()
            linear(layer.attentionOutput, from: arena.context, to: arena.update, rows, share)
            share.barrier.wait()
            addAndNormalize(layer.attentionNorm, rows, arena, share)
            share.barrier.wait()
            linear(layer.up, from: arena.stream, to: arena.wide, rows, share, configuration.activation)
            share.barrier.wait()
            linear(layer.down, from: arena.wide, to: arena.update, rows, share)
            share.barrier.wait()
            addAndNormalize(layer.outputNorm, rows, arena, share)
            share.barrier.wait()
        }
        for text in own { emit(text, arena, to: output) }
    }

    private func emit(_ text: Text, _ arena: Arena, to output: Output) {
        let hidden = configuration.hidden
        let rows = arena.stream + text.row * hidden
        switch output {
        case .pooled(let base):
            kernels.table.pool(rows, text.ids.count, hidden, configuration.pooling, base + text.output * hidden)
        case .tokens(let base, let starts):
            for token in 0..<max(0, text.ids.count - 2) {
                kernels.table.pool(
                    rows + (token + 1) * hidden, 1, hidden, .mean,
                    base + (starts[text.output] + token) * hidden)
            }
        }
    }

    private func embed(_ texts: ArraySlice<Text>, _ ids: UnsafePointer<Int32>, _ arena: Arena) {
        let hidden = configuration.hidden
        for text in texts {
            kernels.table.embed(
                ids + text.ids.lowerBound, text.ids.count, weights.words, weights.positions, weights.type,
                weights.embeddingNorm.gain, weights.embeddingNorm.bias, configuration.epsilon, hidden,
                arena.stream + text.row * hidden)
        }
    }

    private func attend(_ texts: ArraySlice<Text>, _ arena: Arena, _ share: Share) {
        let hidden = configuration.hidden
        let heads = share.of(configuration.heads)
        for text in texts {
            kernels.table.attention(
                arena.queryKeyValue + text.row * 3 * hidden, text.ids.count, hidden, configuration.heads,
                heads.lowerBound, heads.upperBound, share.scratch, arena.context + text.row * hidden)
        }
    }

    private func linear(
        _ layer: ModelWeights.Linear, from: UnsafeMutablePointer<Float>, to: UnsafeMutablePointer<Float>, _ rows: Int,
        _ share: Share, _ activation: almanac_activation = .identity
    ) {
        let panels = share.of(layer.panels)
        kernels.table.linear(
            from, layer.inputs, layer.packed, layer.bias, to, layer.outputs, rows, layer.inputs, layer.outputs,
            panels.lowerBound, panels.upperBound, activation)
    }

    private func addAndNormalize(_ norm: ModelWeights.Norm, _ rows: Int, _ arena: Arena, _ share: Share) {
        let (hidden, own) = (configuration.hidden, share.of(rows))
        kernels.table.add_norm(
            arena.stream + own.lowerBound * hidden, arena.update + own.lowerBound * hidden, own.count, hidden,
            norm.gain, norm.bias, configuration.epsilon)
    }
}
