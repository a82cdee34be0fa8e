/// How alike two texts are, word by word.
enum WordSimilarity {
    /// Words of each text that are compared; the work is their product.
    static let wordsAtMost = 2000

    /// 1 − Levenshtein distance over words ÷ the number of words of the longer text: 1 for the same words, 0 where none
    /// stayed, 1 for two empty texts. White space and case count for nothing.
    static func of(_ left: String, _ right: String) -> Double {
        let (old, new) = (words(left), words(right))
        let longer = max(old.count, new.count)
        guard longer > 0 else { return 1 }
        return 1 - Double(distance(old, new)) / Double(longer)
    }

    private static func words(_ text: String) -> [Substring] {
        // One split more than is compared, so that the rest of a long text does not become a word.
        Array(text.lowercased().split(maxSplits: wordsAtMost, whereSeparator: \.isWhitespace).prefix(wordsAtMost))
    }

    /// Words to put in, take out or exchange. Two rows of the table are kept.
    private static func distance(_ old: [Substring], _ new: [Substring]) -> Int {
        var numbers: [Substring: Int] = [:]
        for word in old + new where numbers[word] == nil { numbers[word] = numbers.count }
        let (old, new) = (old.map { numbers[$0] }, new.map { numbers[$0] })
        var above = Array(0...new.count)
        for (row, word) in old.enumerated() {
            var current = [row + 1]
            current.reserveCapacity(above.count)
            for (column, other) in new.enumerated() {
                let exchanged = above[column] + (word == other ? 0 : 1)
                current.append(min(exchanged, above[column + 1] + 1, current[column] + 1))
            }
            above = current
        }
        return above[new.count]
    }
}
