import Domain

/// Records in JSON: one a line, or a list of them. Each is parsed by itself, so that a broken one has its own line and
/// the others can be had without it.
struct JSONRecords {
    let limits: IngestLimits

    /// A record for each line that is not blank.
    func lines(_ bytes: UnsafeBufferPointer<UInt8>) -> [FoundDraft] {
        var ranges: [(line: Int, range: Range<Int>)] = []
        var start = 0
        var line = 1
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if !bytes[start..<end].allSatisfy(JSONScan.isSpace) { ranges.append((line, start..<end)) }
            start = end + 1
            line += 1
        }
        return records(ranges, in: bytes, name: "the line")
    }

    /// One record, a list of them, or an object with a list of them under `documents`. Throws `Refusal` for bytes that
    /// are none of these, with the line.
    func list(_ bytes: UnsafeBufferPointer<UInt8>) throws -> [FoundDraft] {
        let scan = JSONScan(bytes)
        let start = scan.skipSpace(0)
        guard start < bytes.count else { throw Refusal(.invalidDocument, line: 1, "the file is empty") }
        guard let end = scan.end(ofValueAt: start), scan.skipSpace(end) == bytes.count else { throw broken(bytes) }
        var list = start
        if bytes[start] == UInt8(ascii: "{") {
            guard let documents = scan.member("documents", ofObjectAt: start), bytes[documents] == UInt8(ascii: "[")
            else { return records([(scan.line(of: start), start..<end)], in: bytes, name: "the file") }
            list = documents
        }
        guard bytes[list] == UInt8(ascii: "[") else {
            throw Refusal(
                .invalidDocument, line: scan.line(of: list),
                "the file holds neither a record, nor a list of them, nor an object with a list 'documents'")
        }
        guard let elements = scan.elements(ofListAt: list) else { throw broken(bytes) }
        if elements.isEmpty { throw Refusal(.invalidDocument, line: scan.line(of: list), "the list holds no record") }
        // Lines are counted on from element to element: each from the start would be quadratic.
        var line = 1
        var counted = 0
        let ranges = elements.map { element in
            line += bytes[counted..<element.lowerBound].count { $0 == UInt8(ascii: "\n") }
            counted = element.lowerBound
            return (line: line, range: element)
        }
        return records(ranges, in: bytes, name: "the record")
    }

    /// Why the whole is not JSON.
    private func broken(_ bytes: UnsafeBufferPointer<UInt8>) -> Refusal {
        do {
            _ = try JSONParser.parse(bytes)
        } catch let failure as JSONParser.Failure {
            let line = JSONScan(bytes).line(of: min(failure.offset, bytes.count))
            return Refusal(.invalidDocument, line: line, "the file is not valid JSON: \(failure)")
        } catch {}
        return Refusal(.invalidDocument, line: nil, "the file is not valid JSON")
    }

    private func records(
        _ ranges: [(line: Int, range: Range<Int>)], in bytes: UnsafeBufferPointer<UInt8>, name: String
    ) -> [FoundDraft] {
        nonisolated(unsafe) let bytes = bytes
        return Parallel.map(ranges.count) { offset in
            let (line, range) = ranges[offset]
            let part = UnsafeBufferPointer(rebasing: bytes[range])
            let result = DocumentReader.catching(line: line) {
                try SourceText.check(part, limits: limits, line: line)
                do {
                    return try DocumentReader.record(JSONParser.parse(part), line: line)
                } catch let failure as JSONParser.Failure {
                    // Inside a record of several lines the fault has a line of its own.
                    let fault = line + part.prefix(failure.offset).count { $0 == UInt8(ascii: "\n") }
                    throw Refusal(.invalidDocument, line: fault, "\(name) is not valid JSON: \(failure)")
                }
            }
            return FoundDraft(number: offset + 1, result: result)
        }
    }
}

/// Finds where values of a JSON text begin and end, without reading them.
struct JSONScan {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    func skipSpace(_ start: Int) -> Int {
        var position = start
        while position < bytes.count, JSONScan.isSpace(bytes[position]) { position += 1 }
        return position
    }

    /// From 1.
    func line(of offset: Int) -> Int { bytes[..<offset].count { $0 == UInt8(ascii: "\n") } + 1 }

    /// The end of the value; nil where it has none.
    func end(ofValueAt start: Int) -> Int? {
        var position = start
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                guard let end = end(ofStringAt: position) else { return nil }
                position = end
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                position += 1
                if depth < 0 { return nil }
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09:
                if depth == 0 { return nil }
                position += 1
                continue
            default:
                position = end(ofWordAt: position)
            }
            if depth == 0 { return position }
        }
        return nil
    }

    private func end(ofStringAt start: Int) -> Int? {
        var position = start + 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\"): position += 2
            case UInt8(ascii: "\""): return position + 1
            default: position += 1
            }
        }
        return nil
    }

    /// Of a number or one of `true`, `false` and `null`.
    private func end(ofWordAt start: Int) -> Int {
        var position = start + 1
        while position < bytes.count, !JSONScan.isSpace(bytes[position]), !",:]}[{\"".utf8.contains(bytes[position]) {
            position += 1
        }
        return position
    }

    /// Where each element of a list lies; nil where the list is not well-formed.
    func elements(ofListAt start: Int) -> [Range<Int>]? {
        var elements: [Range<Int>] = []
        var position = skipSpace(start + 1)
        if position < bytes.count, bytes[position] == UInt8(ascii: "]") { return [] }
        while position < bytes.count {
            guard let end = end(ofValueAt: position) else { return nil }
            elements.append(position..<end)
            position = skipSpace(end)
            guard position < bytes.count else { return nil }
            if bytes[position] == UInt8(ascii: "]") { return elements }
            guard bytes[position] == UInt8(ascii: ",") else { return nil }
            position = skipSpace(position + 1)
        }
        return nil
    }

    /// Where the value of a member begins; nil where the object has none of that name.
    func member(_ name: String, ofObjectAt start: Int) -> Int? {
        var position = skipSpace(start + 1)
        while position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            guard let keyEnd = end(ofValueAt: position) else { return nil }
            let isAsked = bytes[(position + 1)..<(keyEnd - 1)].elementsEqual(name.utf8)
            let colon = skipSpace(keyEnd)
            guard colon < bytes.count, bytes[colon] == UInt8(ascii: ":") else { return nil }
            let value = skipSpace(colon + 1)
            if isAsked { return value < bytes.count ? value : nil }
            guard let end = end(ofValueAt: value) else { return nil }
            let comma = skipSpace(end)
            guard comma < bytes.count, bytes[comma] == UInt8(ascii: ",") else { return nil }
            position = skipSpace(comma + 1)
        }
        return nil
    }
}
