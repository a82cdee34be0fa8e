import CKernels

/// The ids of some texts, tokenised by all workers of a workspace.
///
/// `@unchecked Sendable`. Proof: filled by `init`, where each text's slot is written by the one thread that takes it,
/// and read-only from then on.
final class TokenizedTexts: @unchecked Sendable {
    /// Tokens per text, specials included.
    let counts: [Int]
    let truncated: [Bool]
    /// Text `i` starts at `start(i)`.
    let ids: UnsafePointer<Int32>
    private let memory: UnsafeMutablePointer<Int32>
    private let limit: Int

    /// Fewer bytes than this are tokenised in less time than it takes to wake a thread.
    private static let bytesWorthWaking = 16_384

    init(_ texts: [String], _ tokenizer: WordPieceTokenizer, limit: Int, _ workspace: Workspace) {
        let memory = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, texts.count * limit))
        // One word per text: its token count, negative where it was cut.
        let results = UnsafeMutableBufferPointer<Int32>.allocate(capacity: max(1, texts.count))
        defer { results.deallocate() }
        let shared = Slots(ids: memory, results: results)
        let next = Counter()
        let body: @Sendable (Int) -> Void = { _ in
            var scan = TokenScan()
            while let index = next.take(below: texts.count) {
                let cut = tokenizer.tokenize(texts[index], limit: limit, scan: &scan)
                for (offset, id) in scan.ids.enumerated() { shared.ids[index * limit + offset] = id }
                let count = Int32(truncatingIfNeeded: scan.ids.count)
                shared.results[index] = cut ? -count : count
            }
        }
        let bytes = texts.reduce(0) { $0 + $1.utf8.count }
        if bytes < Self.bytesWorthWaking { body(0) } else { workspace.run(body) }
        counts = results[..<texts.count].map { Int($0.magnitude) }
        truncated = results[..<texts.count].map { $0 < 0 }
        self.memory = memory
        self.limit = limit
        ids = UnsafePointer(memory)
    }

    deinit {
        memory.deallocate()
    }

    func start(_ text: Int) -> Int { text * limit }

    /// `@unchecked Sendable`. Proof: see the class.
    private struct Slots: @unchecked Sendable {
        let ids: UnsafeMutablePointer<Int32>
        let results: UnsafeMutableBufferPointer<Int32>
    }
}
