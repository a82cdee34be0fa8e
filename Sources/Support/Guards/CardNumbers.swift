/// Card numbers in a text: 13 to 19 digits in one group or several, with one space, dot or hyphen between them, and a
/// right check digit (ISO/IEC 7812-1, annex B).
enum CardNumbers {
    /// Each with all digits but the last four left out.
    static func masked(in text: String) -> [String] {
        var found: [String] = []
        var groups: [[UInt8]] = []
        var isGap = false
        func flush() {
            if let card = card(in: groups) {
                found.append("card number ending \(card.suffix(4).map { String($0) }.joined())")
            }
            groups.removeAll(keepingCapacity: true)
            isGap = false
        }
        for scalar in text.unicodeScalars {
            if let digit = digit(scalar) {
                if groups.isEmpty || isGap { groups.append([]) }
                groups[groups.count - 1].append(digit)
                isGap = false
            } else if !groups.isEmpty, !isGap, scalar == " " || scalar == "." || scalar == "-" {
                isGap = true
            } else {
                flush()
            }
        }
        flush()
        return found
    }

    private static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
        guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else { return nil }
        return UInt8(value)
    }

    /// The first run of whole groups that is one.
    private static func card(in groups: [[UInt8]]) -> [UInt8]? {
        for start in groups.indices {
            var digits: [UInt8] = []
            for group in groups[start...] {
                digits += group
                if digits.count > 19 { break }
                if digits.count >= 13, isCard(digits) { return digits }
            }
        }
        return nil
    }

    private static func isCard(_ digits: [UInt8]) -> Bool {
        guard let first = digits.first, (2...6).contains(first) else { return false }
        var sum = 0
        for (offset, digit) in digits.reversed().enumerated() {
            let doubled = offset % 2 == 1 ? Int(digit) * 2 : Int(digit)
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum % 10 == 0
    }
}
