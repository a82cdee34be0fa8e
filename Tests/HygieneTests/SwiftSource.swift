/// A Swift file taken apart into code, comments and string literals, so that a word in a comment is not taken for
/// code. It knows nested comments, raw and multi-line strings and interpolation; a quote inside a bare regex literal
/// misleads it to the end of that line at most.
struct SwiftSource {
    /// The lines with everything but code blanked out; `comments` likewise. Both have the file's lines and columns.
    let code: [String]
    let comments: [String]
    /// What stands between the quotes, interpolations left out, with the line of the opening quote from 1.
    let literals: [(line: Int, text: String)]

    init(_ text: String) {
        var scanner = Scanner(bytes: Array(text.utf8))
        scanner.scanCode(insideInterpolation: false)
        code = Self.lines(scanner.code)
        comments = Self.lines(scanner.comments)
        literals = scanner.literals
    }

    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}

private struct Scanner {
    let bytes: [UInt8]
    var code: [UInt8]
    var comments: [UInt8]
    var literals: [(line: Int, text: String)] = []
    private var position = 0
    private var line = 1

    init(bytes: [UInt8]) {
        self.bytes = bytes
        let blank = bytes.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        code = blank
        comments = blank
    }

    /// Scans to the end, or to just past the parenthesis that closes an interpolation.
    mutating func scanCode(insideInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            if starts(with: "//") {
                scanLineComment()
            } else if starts(with: "/*") {
                scanBlockComment()
            } else if let hashes = hashesOfLiteral() {
                scanLiteral(hashes: hashes)
            } else {
                let byte = bytes[position]
                code[position] = byte
                advance()
                if byte == UInt8(ascii: "(") { depth += 1 }
                if byte == UInt8(ascii: ")") {
                    if insideInterpolation && depth == 0 { return }
                    depth -= 1
                }
            }
        }
    }

    private mutating func scanLineComment() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") {
            keepComment()
        }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                keepComment()
            } else if starts(with: "*/") {
                depth -= 1
                keepComment()
            }
            keepComment()
        } while depth > 0 && position < bytes.count
    }

    private mutating func scanLiteral(hashes: Int) {
        let start = line
        let raw = String(repeating: "#", count: hashes)
        advance(hashes)
        let isMultiline = starts(with: "\"\"\"")
        let quotes = isMultiline ? "\"\"\"" : "\""
        advance(quotes.utf8.count)
        var text: [UInt8] = []
        while position < bytes.count {
            if starts(with: quotes + raw) {
                advance(quotes.utf8.count + hashes)
                break
            }
            if !isMultiline && bytes[position] == UInt8(ascii: "\n") { break }
            if starts(with: "\\" + raw) {
                advance(1 + hashes)
                if starts(with: "(") {
                    advance()
                    scanCode(insideInterpolation: true)
                    continue
                }
            }
            if position < bytes.count {
                text.append(bytes[position])
                advance()
            }
        }
        literals.append((start, String(decoding: text, as: UTF8.self)))
    }

    /// The number of `#` before the quote, where a literal begins here.
    private func hashesOfLiteral() -> Int? {
        var end = position
        while end < bytes.count, bytes[end] == UInt8(ascii: "#") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else { return nil }
        return end - position
    }

    private func starts(with text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private mutating func keepComment() {
        guard position < bytes.count else { return }
        comments[position] = bytes[position]
        advance()
    }

    private mutating func advance(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            if bytes[position] == UInt8(ascii: "\n") { line += 1 }
            position += 1
        }
    }
}
