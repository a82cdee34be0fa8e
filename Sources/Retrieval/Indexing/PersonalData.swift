/// Finds what may not be in a knowledge base: e-mail addresses, phone numbers and card numbers of people.
///
/// Patterns, not proof: a policy rarely needs such a number, so a doubtful one is refused and `allowPersonal` lets it
/// in. The value itself is never reported.
enum PersonalData {
    enum Kind: String {
        case address = "an e-mail address"
        case phone = "a phone number"
        case card = "a card number"
    }

    /// The first find in each line, with the line from 1.
    static func find(in text: String) -> [(kind: Kind, line: Int)] {
        var found: [(Kind, Int)] = []
        var number = 0
        for line in text[...].utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard mayHold(line) else { continue }
            if let kind = find(inLine: Array(line)) { found.append((kind, number)) }
        }
        return found
    }

    /// A look at the bytes: without an @ and with fewer digits than any number has there is nothing to find.
    private static func mayHold(_ line: Substring.UTF8View) -> Bool {
        var digits = 0
        for byte in line {
            if byte == UInt8(ascii: "@") { return true }
            if (0x30...0x39).contains(byte) { digits += 1 }
        }
        return digits >= 8
    }

    private static func find(inLine line: [UInt8]) -> Kind? {
        if hasAddress(line) { return .address }
        var position = 0
        while position < line.count {
            guard NumberRun.mayBegin(with: line[position]), let run = NumberRun(line, from: position) else {
                position += 1
                continue
            }
            if run.isCard { return .card }
            if run.isPhone { return .phone }
            position = run.end
        }
        return nil
    }

    // MARK: Addresses

    private static func hasAddress(_ line: [UInt8]) -> Bool {
        for (at, byte) in line.enumerated() where byte == UInt8(ascii: "@") {
            let domain = line[(at + 1)...].prefix { isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
            guard at > 0, isWord(line[at - 1]) || "+-_%".utf8.contains(line[at - 1]) else { continue }
            let labels = domain.split(separator: UInt8(ascii: ".")).map {
                String(decoding: $0, as: UTF8.self).lowercased()
            }
            guard labels.count >= 2, let top = labels.last, top.utf8.count >= 2, top.contains(where: \.isLetter) else {
                continue
            }
            if !isReserved(labels) { return true }
        }
        return false
    }

    /// Names that RFC 2606 sets aside for examples.
    private static func isReserved(_ labels: [String]) -> Bool {
        if ["example", "test", "invalid", "localhost"].contains(labels.last) { return true }
        return labels.dropLast().last == "example" && ["com", "net", "org"].contains(labels.last)
    }

    /// ASCII letters and digits, and all of any other script.
    fileprivate static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
        default: false
        }
    }
}

/// Groups of digits with a single separator between them, standing alone: `+972 50-123-4567`, `(212) 555-0199`.
private struct NumberRun {
    private(set) var groups: [[UInt8]] = []
    private(set) var separators: [UInt8] = []
    private let hasPlus: Bool
    let end: Int

    static func mayBegin(with byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(")
    }

    init?(_ line: [UInt8], from start: Int) {
        func byte(_ position: Int) -> UInt8 { position < line.count ? line[position] : 0 }
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        var position = start
        if start > 0 {
            let before = line[start - 1]
            if PersonalData.isWord(before) || "_#/.-+$".utf8.contains(before) { return nil }
        }
        hasPlus = byte(position) == UInt8(ascii: "+")
        if hasPlus { position += 1 }
        if byte(position) == UInt8(ascii: "(") { position += 1 }
        guard isDigit(byte(position)) else { return nil }
        while isDigit(byte(position)) {
            var group: [UInt8] = []
            while isDigit(byte(position)) {
                group.append(byte(position) - 0x30)
                position += 1
            }
            groups.append(group)
            var next = position
            if byte(next) == UInt8(ascii: ")") { next += 1 }
            if " -.".utf8.contains(byte(next)) { next += 1 }
            if byte(next) == UInt8(ascii: "(") { next += 1 }
            guard next > position, isDigit(byte(next)) else { break }
            separators.append(byte(next - 1))
            position = next
        }
        end = position
        if position < line.count, PersonalData.isWord(line[position]) || line[position] == UInt8(ascii: "_") {
            return nil
        }
    }

    private var digits: [UInt8] { groups.flatMap { $0 } }

    /// 13 to 19 digits with a card's first digit and a right check digit (ISO/IEC 7812), in one group or several.
    var isCard: Bool {
        let digits = digits
        guard (13...19).contains(digits.count), (2...6).contains(digits[0]),
            groups.count == 1 || groups.allSatisfy({ (3...7).contains($0.count) })
        else { return false }
        var sum = 0
        for (offset, digit) in digits.reversed().enumerated() {
            let doubled = offset % 2 == 1 ? Int(digit) * 2 : Int(digit)
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum % 10 == 0
    }

    /// International with a plus, national with a leading 0, or North American in groups of 3, 3 and 4.
    var isPhone: Bool {
        let count = digits.count
        let sizes = groups.map(\.count)
        if hasPlus { return (8...15).contains(count) }
        if sizes == [3, 3, 4] || sizes == [1, 3, 3, 4] { return !isFictional }
        // 050-123 4567, not 01.02.2026 and not 00 11 22 33 44.
        return digits[0] == 0 && (9...11).contains(count) && groups.count <= 4 && sizes.contains { $0 >= 3 }
            && !isDate
    }

    /// Day, month and year; perhaps an hour after it.
    private var isDate: Bool { groups.count >= 3 && groups[0].count <= 2 && groups[1].count <= 2 }

    /// 555-0100 to 555-0199 are set aside for stories.
    private var isFictional: Bool {
        let last = groups.suffix(2).map { $0 }
        return last[0] == [5, 5, 5] && last[1].starts(with: [0, 1])
    }
}
