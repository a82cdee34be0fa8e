/// The best of what it is shown: highest rank first, equal ranks in the byte order of ids.
struct TopK {
    struct Entry {
        /// Higher is better, whatever the metric.
        let rank: Double
        let slot: Int
    }

    private let limit: Int
    private let ids: [String]
    private var entries: [Entry] = []
    /// What an entry must reach; known once `limit` entries were seen.
    private var floor = -Double.infinity

    init(_ limit: Int, ids: [String]) {
        self.limit = limit
        self.ids = ids
    }

    mutating func add(_ rank: Double, slot: Int) {
        guard rank >= floor else { return }
        entries.append(Entry(rank: rank, slot: slot))
        if entries.count >= 2 * limit + 64 { cut() }
    }

    mutating func merge(_ other: TopK) {
        for entry in other.entries { add(entry.rank, slot: entry.slot) }
    }

    /// Best first.
    mutating func sorted() -> [Entry] {
        cut()
        return entries
    }

    private mutating func cut() {
        entries.sort { left, right in
            left.rank != right.rank
                ? left.rank > right.rank : ids[left.slot].utf8.lexicographicallyPrecedes(ids[right.slot].utf8)
        }
        if entries.count >= limit {
            entries.removeSubrange(limit...)
            floor = entries.last?.rank ?? floor
        }
    }
}
