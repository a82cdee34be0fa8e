/// Rows of fields between delimiters, as RFC 4180 has them: a field may stand in double quotes and then hold
/// delimiters, line ends and doubled quotes. Lines may end in CRLF, LF or CR; blank lines are no rows.
///
/// Our own and not a package: an error has to name the line, and white space at a field's edge is part of it.
public struct DelimitedText {
    /// A row with at least one field.
    public struct Row: Sendable, Hashable {
        /// Where it begins, from 1.
        public let line: Int
        public var fields: [String]
    }

    /// Why a row is none.
    public struct Failure: Error, Sendable, Hashable {
        /// From 1.
        public let line: Int
        public let reason: String
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private let delimiter: UInt8
    private var position = 0
    private var line = 1

    /// - Parameters:
    ///   - bytes: read while rows are, so valid as long.
    ///   - delimiter: one byte of ASCII, such as a comma.
    public init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
        self.bytes = bytes
        self.delimiter = delimiter
    }

    /// The next row, or why it is none; nil at the end. After a row that is broken the next line goes on, unless the
    /// break is a quote without an end, which swallows the rest.
    public mutating func next() -> Result<Row, Failure>? {
        while position < bytes.count, isLineEnd(bytes[position]) { endLine() }
        guard position < bytes.count else { return nil }
        var row = Row(line: line, fields: [])
        while true {
            do {
                row.fields.append(try field())
            } catch {
                skipLine()
                return .failure(error)
            }
            guard position < bytes.count, bytes[position] == delimiter else { break }
            position += 1
        }
        if position < bytes.count { endLine() }
        return .success(row)
    }

    private mutating func field() throws(Failure) -> String {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return try quotedField() }
        let start = position
        while position < bytes.count, bytes[position] != delimiter, !isLineEnd(bytes[position]) {
            guard bytes[position] != UInt8(ascii: "\"") else {
                throw Failure(
                    line: line,
                    reason: "a quote stands inside a field without quotes; put the field in quotes and double it")
            }
            position += 1
        }
        return try text(Array(bytes[start..<position]), line: line)
    }

    private mutating func quotedField() throws(Failure) -> String {
        let first = line
        var value: [UInt8] = []
        position += 1
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                    value.append(byte)
                    position += 1
                    continue
                }
                guard position == bytes.count || bytes[position] == delimiter || isLineEnd(bytes[position]) else {
                    throw Failure(
                        line: line, reason: "there is text between a closing quote and its delimiter")
                }
                return try text(value, line: first)
            }
            if isLineEnd(byte) {
                value.append(UInt8(ascii: "\n"))
                endLine()
            } else {
                value.append(byte)
                position += 1
            }
        }
        throw Failure(line: first, reason: "a quoted field has no closing quote")
    }

    private func text(_ value: [UInt8], line: Int) throws(Failure) -> String {
        guard let text = String(validating: value, as: UTF8.self) else {
            throw Failure(line: line, reason: "this is not UTF-8; save the file in that encoding")
        }
        return text
    }

    private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    private mutating func endLine() {
        let isPair = bytes[position] == UInt8(ascii: "\r") && position + 1 < bytes.count
        position += isPair && bytes[position + 1] == UInt8(ascii: "\n") ? 2 : 1
        line += 1
    }

    private mutating func skipLine() {
        while position < bytes.count, !isLineEnd(bytes[position]) { position += 1 }
        if position < bytes.count { endLine() }
    }
}
