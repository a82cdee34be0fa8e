/// Which texts are encoded together: sorted by length, longest first, so that the last batches are small and workers
/// finish together; a batch is filled up to a number of tokens, and holds at least one text.
struct BatchPlan: Sendable {
    let texts: [ForwardPass.Text]
    let batches: [Range<Int>]

    init(_ tokens: TokenizedTexts, limit: Int) {
        let order = tokens.counts.indices.sorted { (tokens.counts[$1], $0) < (tokens.counts[$0], $1) }
        var texts: [ForwardPass.Text] = []
        texts.reserveCapacity(order.count)
        var batches: [Range<Int>] = []
        var (first, rows) = (0, 0)
        for index in order {
            let count = tokens.counts[index]
            if rows > 0, rows + count > limit {
                batches.append(first..<texts.count)
                (first, rows) = (texts.count, 0)
            }
            let start = tokens.start(index)
            texts.append(ForwardPass.Text(output: index, ids: start..<start + count, row: rows))
            rows += count
        }
        if rows > 0 { batches.append(first..<texts.count) }
        self.texts = texts
        self.batches = batches
    }
}
