import Domain

/// Two texts line by line: a shortest script of removals and additions (Myers 1986, as the standard library has it),
/// and the lines around them.
enum LineDiff {
    /// Lines of context on both sides of a change.
    static let context = 2
    /// Above this product of line counts the differing middle is given as replaced whole, which bounds the work.
    static let maximumProduct = 4_000_000

    /// Empty where the texts have the same lines.
    ///
    /// ```swift
    /// LineDiff.changes("a\nb", "a\nc").map(\.text)  // ["a", "b", "c"], of kinds same, removed, added
    /// ```
    static func changes(_ before: String, _ after: String) -> [LineChange] {
        let (old, new) = (lines(before), lines(after))
        guard old != new else { return [] }
        let all = script(old, new)
        var isShown = [Bool](repeating: false, count: all.count)
        for (place, line) in all.enumerated() where line.kind != .same {
            for near in max(0, place - context)...min(all.count - 1, place + context) { isShown[near] = true }
        }
        return zip(all, isShown).compactMap { $1 ? $0 : nil }
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    }

    /// Every line of both, in order, removals before additions.
    private static func script(_ old: [Substring], _ new: [Substring]) -> [LineChange] {
        var start = 0
        while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
        var end = 0
        while end < min(old.count, new.count) - start, old[old.count - 1 - end] == new[new.count - 1 - end] { end += 1 }
        let (oldMiddle, newMiddle) = (start..<old.count - end, start..<new.count - end)
        var isRemoved = [Bool](repeating: false, count: old.count)
        var isAdded = [Bool](repeating: false, count: new.count)
        if oldMiddle.count * newMiddle.count > maximumProduct {
            for line in oldMiddle { isRemoved[line] = true }
            for line in newMiddle { isAdded[line] = true }
        } else {
            for change in new[newMiddle].difference(from: old[oldMiddle]) {
                switch change {
                case .remove(let offset, _, _): isRemoved[start + offset] = true
                case .insert(let offset, _, _): isAdded[start + offset] = true
                }
            }
        }
        var result: [LineChange] = []
        var (left, right) = (0, 0)
        while left < old.count || right < new.count {
            if left < old.count, isRemoved[left] {
                result.append(LineChange(kind: .removed, before: left + 1, after: nil, text: String(old[left])))
                left += 1
            } else if right < new.count, isAdded[right] {
                result.append(LineChange(kind: .added, before: nil, after: right + 1, text: String(new[right])))
                right += 1
            } else {
                result.append(LineChange(kind: .same, before: left + 1, after: right + 1, text: String(old[left])))
                left += 1
                right += 1
            }
        }
        return result
    }
}
