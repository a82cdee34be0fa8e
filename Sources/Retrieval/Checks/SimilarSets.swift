import Domain

/// All pairs of sets whose Jaccard index (shared elements over all elements) reaches a threshold, exactly.
///
/// Prefix filtering (Bayardo, Ma and Srikant 2007): with the elements of every set in one order, rare ones first, two
/// sets that reach `t` share an element among the first `|x| − ⌈t·|x|⌉ + 1` of each, so only those are indexed. Time
/// grows with the pairs that share a rare element, not with all pairs.
struct SimilarSets {
    struct Pair: Hashable {
        /// Offsets of the two sets, `left < right`.
        let left: Int
        let right: Int
        let score: Double
    }

    /// The pairs at or above `threshold` (above 0), by score, then by offsets. Empty sets are in no pair.
    static func pairs<Element: Hashable & Comparable>(_ sets: [Set<Element>], threshold: Double) -> [Pair] {
        let ordered = ranked(sets)
        let bySize = sets.indices.filter { !sets[$0].isEmpty }.sorted {
            (ordered[$0].count, $0) < (ordered[$1].count, $1)
        }
        var holders: [Int32: [Int]] = [:]
        var pairs: [Pair] = []
        for current in bySize {
            let own = ordered[current]
            let smallest = (threshold * Double(own.count)).rounded(.up)
            let prefix = own.prefix(own.count - Int(smallest) + 1)
            var candidates: Set<Int> = []
            for element in prefix {
                for other in holders[element] ?? [] where Double(ordered[other].count) >= threshold * Double(own.count)
                {
                    candidates.insert(other)
                }
            }
            for other in candidates {
                let score = jaccard(own, ordered[other])
                guard score >= threshold else { continue }
                pairs.append(Pair(left: min(current, other), right: max(current, other), score: score))
            }
            for element in prefix { holders[element, default: []].append(current) }
        }
        return pairs.sorted { ($1.score, $0.left, $0.right) < ($0.score, $1.left, $1.right) }
    }

    /// Shared elements over all elements; 0 for two empty sets.
    static func jaccard<Element: Hashable>(_ left: Set<Element>, _ right: Set<Element>) -> Double {
        let shared = left.intersection(right).count
        let all = left.count + right.count - shared
        return all > 0 ? Double(shared) / Double(all) : 0
    }

    /// Elements as numbers, those in the fewest sets first, ascending in every set.
    private static func ranked<Element: Hashable & Comparable>(_ sets: [Set<Element>]) -> [[Int32]] {
        var frequency: [Element: Int] = [:]
        for set in sets { for element in set { frequency[element, default: 0] += 1 } }
        let order = frequency.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
        var numbers: [Element: Int32] = [:]
        for (number, entry) in order.enumerated() { numbers[entry.key] = Int32(number) }
        return sets.map { set in set.compactMap { numbers[$0] }.sorted() }
    }

    private static func jaccard(_ left: [Int32], _ right: [Int32]) -> Double {
        var (l, r, shared) = (0, 0, 0)
        while l < left.count, r < right.count {
            if left[l] == right[r] {
                shared += 1
                l += 1
                r += 1
            } else if left[l] < right[r] {
                l += 1
            } else {
                r += 1
            }
        }
        return Double(shared) / Double(left.count + right.count - shared)
    }
}

/// The word 3-grams of a text, lower case; of a shorter text its words together.
enum Shingles {
    static func of(_ text: String) -> Set<String> {
        let words = SearchText.words(of: text).map { $0.lowercased() }
        guard words.count > 3 else { return words.isEmpty ? [] : [words.joined(separator: " ")] }
        return Set((0...(words.count - 3)).map { words[$0..<$0 + 3].joined(separator: " ") })
    }
}
