/// E-mail addresses and order numbers in the text of a message. They are what the customer wrote, and prove nothing.
enum NumberFinder {
    /// Finds of each kind that are told.
    static let limit = 10
    /// Bytes of a text that are looked at.
    private static let bytes = 100_000

    /// Addresses in lower case, each once, in their order.
    static func emails(in text: String) -> [String] {
        let bytes = Array(text.utf8.prefix(bytes))
        var found: [String] = []
        var from = 0
        for at in bytes.indices where bytes[at] == UInt8(ascii: "@") && found.count < limit {
            var start = at
            while start > from, at - start < 64, isLocal(bytes[start - 1]) { start -= 1 }
            while start < at, bytes[start] == UInt8(ascii: ".") { start += 1 }
            var end = at + 1
            while end < bytes.count, end - at < 254, isDomain(bytes[end]) { end += 1 }
            // A full stop or hyphen behind an address ends the sentence.
            while end > at + 1, bytes[end - 1] == UInt8(ascii: ".") || bytes[end - 1] == UInt8(ascii: "-") { end -= 1 }
            let labels = bytes[(at + 1)..<end].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard start < at, bytes[at - 1] != UInt8(ascii: "."), labels.count >= 2,
                labels.allSatisfy({ !$0.isEmpty && $0.count < 64 }),
                let top = labels.last, top.count >= 2, top.contains(where: isLetter)
            else { continue }
            let address = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
            if !found.contains(address) { found.append(address) }
            from = end
        }
        return found
    }

    /// Numbers of the given shapes in capitals, each once, in their order; `tb 30012` and `TB30012` are read as
    /// `TB-30012`.
    static func orders(in text: String, shapes: [OrderShape]) -> [String] {
        let bytes = Array(text.utf8.prefix(bytes))
        var found: [String] = []
        for start in bytes.indices where found.count < limit {
            guard start == 0 || !isWord(bytes[start - 1]) else { continue }
            for shape in shapes {
                var place = start
                guard bytes.count - place > shape.prefix.count,
                    zip(bytes[place...], shape.prefix).allSatisfy({ $0 & 0xDF == $1 })
                else { continue }
                place += shape.prefix.count
                let separator = bytes[place]
                if [UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "#")].contains(separator) { place += 1 }
                let digits = bytes[place...].prefix { isDigit($0) }
                guard digits.count == shape.digits, digits.endIndex == bytes.count || !isWord(bytes[digits.endIndex])
                else { continue }
                let number = String(decoding: shape.prefix + [UInt8(ascii: "-")] + digits, as: UTF8.self)
                if !found.contains(number) { found.append(number) }
            }
        }
        return found
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte & 0xDF) }
    private static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) || byte >= 0x80 }
    private static func isLocal(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || ".!#$%&'*+/=?^_`{|}~-".utf8.contains(byte)
    }
    private static func isDomain(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }
}
