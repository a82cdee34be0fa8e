import Domain

/// Sparse vectors by slot, and for every index the slots that have it.
struct SparsePostings {
    private struct Posting {
        let slot: Int32
        let value: Float
    }

    private var vectors: [Int32: SparseVector] = [:]
    private var postings: [UInt32: [Posting]] = [:]

    func vector(slot: Int) -> SparseVector? { vectors[Int32(slot)] }

    mutating func set(_ vector: SparseVector?, slot: Int) {
        let slot = Int32(slot)
        if let old = vectors[slot] {
            for index in old.indices { postings[index]?.removeAll { $0.slot == slot } }
        }
        vectors[slot] = vector
        guard let vector else { return }
        for (index, value) in zip(vector.indices, vector.values) {
            postings[index, default: []].append(Posting(slot: slot, value: value))
        }
    }

    /// Adds the inner product with every vector to `scores`, term by term in the ascending order of indices, and marks
    /// the slots that share an index with the query.
    ///
    /// The order of postings does not matter: a slot gets one summand for each index.
    func addInnerProducts(with query: SparseVector, to scores: inout [Double], touched: inout [Bool]) {
        for (index, weight) in zip(query.indices, query.values) {
            for posting in postings[index] ?? [] {
                scores[Int(posting.slot)] += Double(posting.value) * Double(weight)
                touched[Int(posting.slot)] = true
            }
        }
    }
}
