/// Text that every match of a pattern contains, so that most patterns need not be tried on most texts.
///
/// Alternatives of which each match holds at least one, worked out from the pattern's own letters (after Cox, "Regular
/// Expression Matching with a Trigram Index", 2012). It may say "perhaps" where there is no match, never "no" where
/// there is one.
package struct RequiredText: Sendable {
    /// Trigrams of each alternative, at most `mostTrigrams`.
    private let alternatives: [[Int]]

    private static let mostTrigrams = 8

    /// Nil where nothing can be said of a pattern.
    package init?(pattern: String) {
        guard let found = RequiredTextParser.alternatives(of: pattern) else { return nil }
        alternatives = found.sorted { $0.lexicographicallyPrecedes($1) }.map { text in
            (0...(text.count - 3)).prefix(RequiredText.mostTrigrams).map {
                Trigrams.place(text[$0], text[$0 + 1], text[$0 + 2])
            }
        }
    }

    /// False only where the pattern surely matches nothing in the text.
    package func mayBe(in trigrams: Trigrams) -> Bool {
        alternatives.contains { $0.allSatisfy(trigrams.contains) }
    }
}

/// The runs of three bytes of a text without regard to case, as a set that knows too many rather than too few.
package struct Trigrams: Sendable {
    private var bits = [UInt64](repeating: 0, count: 1 << (Trigrams.width - 6))

    private static let width = 13

    init(_ text: String) {
        var first: UInt8 = 0
        var second: UInt8 = 0
        for scalar in text.unicodeScalars {
            Trigrams.fold(scalar) { third in
                let place = Trigrams.place(first, second, third)
                bits[place >> 6] |= 1 << UInt64(place & 63)
                (first, second) = (second, third)
            }
        }
    }

    func contains(_ place: Int) -> Bool { bits[place >> 6] & 1 << UInt64(place & 63) != 0 }

    static func place(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Int {
        let value = UInt32(first) | UInt32(second) << 8 | UInt32(third) << 16
        return Int((value &* 0x9E37_79B1) >> UInt32(32 - width))
    }

    /// The bytes of a scalar's folded form. What equals another without regard to case has the same.
    static func fold(_ scalar: Unicode.Scalar, _ body: (UInt8) -> Void) {
        switch scalar.value {
        case 0x41...0x5A: body(UInt8(scalar.value) + 0x20)
        case 0..<0x80: body(UInt8(scalar.value))
        case 0x17F: body(0x73)
        case 0xDF, 0x1E9E: "ss".utf8.forEach(body)
        case 0xFB00...0xFB06:
            ["ff", "fi", "fl", "ffi", "ffl", "st", "st"][Int(scalar.value) - 0xFB00].utf8.forEach(body)
        default: scalar.properties.lowercaseMapping.utf8.forEach(body)
        }
    }
}

/// Reads as much of an ICU regular expression as its required text needs.
private struct RequiredTextParser {
    /// What is known of a part of a pattern.
    private struct Part {
        /// Every text that it matches; nil where these are too many to name.
        var exact: Set<[UInt8]>?
        /// Texts of which every match contains one; nil where nothing is known.
        var required: Set<[UInt8]>?

        static let anything = Part(exact: nil, required: nil)
        static let nothing = Part(exact: [[]], required: nil)

        /// The better of what is known.
        var needles: Set<[UInt8]>? {
            if let exact, RequiredTextParser.isUseful(exact) { return exact }
            return required
        }
    }

    /// What this reader does not know: then nothing is said of the pattern.
    private struct Unknown: Error {}

    private let scalars: [Unicode.Scalar]
    private var place = 0

    private static let mostExact = 32
    private static let longestExact = 40
    private static let mostNeedles = 400
    private static let deepest = 50

    static func alternatives(of pattern: String) -> Set<[UInt8]>? {
        var parser = RequiredTextParser(pattern)
        guard let part = try? parser.alternation(depth: 0), parser.place == parser.scalars.count else { return nil }
        return part.needles
    }

    private init(_ pattern: String) { scalars = Array(pattern.unicodeScalars) }

    private static func isUseful(_ texts: Set<[UInt8]>) -> Bool {
        !texts.isEmpty && texts.allSatisfy { $0.count >= 3 } && texts.count <= mostNeedles
    }

    private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        place += 1
        return true
    }

    // MARK: Structure

    private mutating func alternation(depth: Int) throws -> Part {
        guard depth < RequiredTextParser.deepest else { throw Unknown() }
        var parts = [try sequence(depth: depth)]
        while take("|") { parts.append(try sequence(depth: depth)) }
        guard parts.count > 1 else { return parts[0] }
        var exact: Set<[UInt8]>? = []
        var required: Set<[UInt8]>? = []
        for part in parts {
            exact = exact.flatMap { all in part.exact.map { all.union($0) } }
            required = required.flatMap { all in part.needles.map { all.union($0) } }
        }
        if let all = exact, all.count > RequiredTextParser.mostExact { exact = nil }
        if let all = required, !RequiredTextParser.isUseful(all) { required = nil }
        return Part(exact: exact, required: required)
    }

    private mutating func sequence(depth: Int) throws -> Part {
        var run: Set<[UInt8]> = [[]]
        var best: Set<[UInt8]>?
        var isExact = true
        func consider(_ texts: Set<[UInt8]>?) {
            guard let texts, RequiredTextParser.isUseful(texts) else { return }
            func length(_ texts: Set<[UInt8]>) -> Int { texts.map(\.count).min() ?? 0 }
            if best.map({ (length($0), -$0.count) < (length(texts), -texts.count) }) ?? true { best = texts }
        }
        while let scalar = next, scalar != "|", scalar != ")" {
            let part = try quantified(depth: depth)
            if let exact = part.exact, let joined = RequiredTextParser.joined(run, exact) {
                run = joined
            } else {
                isExact = false
                consider(run)
                consider(part.required)
                run = part.exact ?? [[]]
            }
        }
        if isExact { return Part(exact: run, required: nil) }
        consider(run)
        return Part(exact: nil, required: best)
    }

    private static func joined(_ left: Set<[UInt8]>, _ right: Set<[UInt8]>) -> Set<[UInt8]>? {
        guard left.count * right.count <= mostExact else { return nil }
        var all: Set<[UInt8]> = []
        for start in left {
            for end in right {
                guard start.count + end.count <= longestExact else { return nil }
                all.insert(start + end)
            }
        }
        return all
    }

    private mutating func quantified(depth: Int) throws -> Part {
        let part = try atom(depth: depth)
        guard let (least, most) = try quantifier() else { return part }
        if least == 1, most == 1 { return part }
        guard least == 0 else { return Part(exact: nil, required: part.needles) }
        guard most == 1, let exact = part.exact, exact.count < RequiredTextParser.mostExact else { return .anything }
        return Part(exact: exact.union([[]]), required: nil)
    }

    /// The counts behind an atom; nil where it stands once. Whether it is greedy changes nothing.
    private mutating func quantifier() throws -> (least: Int, most: Int?)? {
        var counts: (least: Int, most: Int?)
        if take("*") {
            counts = (0, nil)
        } else if take("+") {
            counts = (1, nil)
        } else if take("?") {
            counts = (0, 1)
        } else if take("{") {
            guard let least = number() else { throw Unknown() }
            counts = (least, least)
            if take(",") { counts.most = number() }
            guard take("}") else { throw Unknown() }
        } else {
            return nil
        }
        if !take("?") { _ = take("+") }
        return counts
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = next, ("0"..."9").contains(scalar), digits.count < 6 {
            digits.unicodeScalars.append(scalar)
            place += 1
        }
        return Int(digits)
    }

    // MARK: Atoms

    private mutating func atom(depth: Int) throws -> Part {
        guard let scalar = next else { throw Unknown() }
        place += 1
        switch scalar {
        case "(": return try group(depth: depth)
        case "[": return try characters()
        case "\\": return try escape()
        case ".": return .anything
        case "^", "$": return .nothing
        case "*", "+", "?", "{", "}", "]": throw Unknown()
        default: return literal(scalar)
        }
    }

    private mutating func group(depth: Int) throws -> Part {
        var isLook = false
        if take("?") {
            if take("=") || take("!") {
                isLook = true
            } else if take("<") {
                guard take("=") || take("!") else { throw Unknown() }
                isLook = true
            } else if !take(":"), !take(">") {
                throw Unknown()
            }
        }
        let inside = try alternation(depth: depth + 1)
        guard take(")") else { throw Unknown() }
        // What is only looked at is no part of the match.
        return isLook ? .nothing : inside
    }

    /// `[abc]` is one of few letters; whatever else stands in brackets may be anything.
    private mutating func characters() throws -> Part {
        var letters: Set<[UInt8]> = []
        var isPlain = true
        if take("^") { isPlain = false }
        guard next != "]" else { throw Unknown() }
        while let scalar = next, scalar != "]" {
            place += 1
            switch scalar {
            case "[", "&": throw Unknown()
            case "\\":
                guard next != nil else { throw Unknown() }
                place += 1
                isPlain = false
            case "-": isPlain = false
            default:
                guard let exact = literal(scalar).exact else {
                    isPlain = false
                    continue
                }
                letters.formUnion(exact)
            }
        }
        guard take("]") else { throw Unknown() }
        return isPlain && letters.count <= 8 ? Part(exact: letters, required: nil) : .anything
    }

    private mutating func escape() throws -> Part {
        guard let scalar = next else { throw Unknown() }
        place += 1
        switch scalar {
        case "b", "B", "A", "z", "Z", "G": return .nothing
        case "w", "W", "d", "D", "s", "S", "h", "H", "R", "X", "1"..."9": return .anything
        default:
            guard scalar.isASCII, !scalar.properties.isAlphabetic, scalar.properties.numericType == nil else {
                throw Unknown()
            }
            return literal(scalar)
        }
    }

    /// A letter of a script whose case is simple; another may be anything.
    private func literal(_ scalar: Unicode.Scalar) -> Part {
        switch scalar.value {
        case 0x20..<0x7F, 0xDF...0xFF, 0x400...0x45F, 0x5D0...0x5EA: break
        default: return .anything
        }
        var bytes: [UInt8] = []
        Trigrams.fold(scalar) { bytes.append($0) }
        return Part(exact: [bytes], required: nil)
    }
}
