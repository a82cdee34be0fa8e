/// A document and its score in a leg or in the fusion.
struct Scored: Sendable, Equatable {
    /// Ordinal in the catalog.
    let document: Int
    let score: Double

    /// The one order of results: higher scores first, equal ones by document id.
    static func precedes(_ left: Scored, _ right: Scored) -> Bool {
        left.score != right.score ? left.score > right.score : left.document < right.document
    }
}

/// One leg's answer to one query over the filtered set: exact scores, a document's being that of its best part.
///
/// Fusion asks for two things, the best `n` and the scores of given documents; what is behind them may change.
struct Leg: Sendable {
    /// `[documents]` by ordinal; NaN where the leg does not hold the document.
    private var scores: [Double]
    /// `[documents]` the chunk that scored best; of equal ones the first.
    private var bestChunk: [Int32]
    /// Ordinals of the documents that the leg holds, in no order.
    private(set) var held: [Int32] = []

    init(documentCount: Int) {
        scores = [Double](repeating: .nan, count: documentCount)
        bestChunk = [Int32](repeating: -1, count: documentCount)
    }

    /// Takes one part's score. Parts may come in any order; the result is the same.
    mutating func add(document: Int, chunk: Int32, score: Double) {
        let current = scores[document]
        if current.isNaN {
            held.append(Int32(document))
        } else if score < current || (score == current && chunk > bestChunk[document]) {
            return
        }
        scores[document] = score
        bestChunk[document] = chunk
    }

    /// Lets go of documents below a threshold.
    mutating func drop(below threshold: Double) {
        held.removeAll { document in
            guard scores[Int(document)] < threshold else { return false }
            scores[Int(document)] = .nan
            return true
        }
    }

    /// Nil where the leg does not hold the document.
    func score(of document: Int) -> Double? {
        let score = scores[document]
        return score.isNaN ? nil : score
    }

    func bestChunk(of document: Int) -> Int? {
        scores[document].isNaN ? nil : Int(bestChunk[document])
    }

    /// The best `n` in order; a prefix of what a larger `n` gives.
    func top(_ n: Int) -> [Scored] {
        BestFirst.select(n, from: held.lazy.map { Scored(document: Int($0), score: scores[Int($0)]) })
    }

    /// From 1.
    func rank(of document: Int) -> Int? {
        guard let score = score(of: document) else { return nil }
        let own = Scored(document: document, score: score)
        return 1 + held.count { Scored.precedes(Scored(document: Int($0), score: scores[Int($0)]), own) }
    }
}

/// Selection of the best few out of many.
enum BestFirst {
    /// The first `n` of the elements in the order of `Scored.precedes`, by a bounded heap: O(m log n).
    static func select(_ n: Int, from elements: some Sequence<Scored>) -> [Scored] {
        guard n > 0 else { return [] }
        // A heap with the worst kept element on top.
        var heap: [Scored] = []
        for element in elements {
            if heap.count < n {
                heap.append(element)
                var child = heap.count - 1
                while child > 0, Scored.precedes(heap[(child - 1) / 2], heap[child]) {
                    heap.swapAt(child, (child - 1) / 2)
                    child = (child - 1) / 2
                }
            } else if Scored.precedes(element, heap[0]) {
                heap[0] = element
                siftDown(&heap)
            }
        }
        return heap.sorted(by: Scored.precedes)
    }

    private static func siftDown(_ heap: inout [Scored]) {
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if Scored.precedes(heap[worst], heap[child]) { worst = child }
            }
            guard worst != parent else { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
