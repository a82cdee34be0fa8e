import Domain
import Foundation

/// Records from standard input, one JSON object a line.
struct JSONLines {
    /// Standard input is read whole before anything is stored.
    static let maximumBytes = 256 << 20

    let records: [JSONValue]
    let invalid: [InvalidDocument]

    /// Throws `invalid_document` with the line, unless invalid lines are to be skipped.
    static func read(_ handle: FileHandle, skipInvalid: Bool) throws -> JSONLines {
        var data = Data()
        while let part = try handle.read(upToCount: 1 << 20), !part.isEmpty {
            data.append(part)
            guard data.count <= maximumBytes else {
                throw AlmanacError(
                    .tooLarge, "standard input has more than \(Figures.bytes(Int64(maximumBytes)))",
                    hint: "ingest it in several parts, or from a file")
            }
        }
        return try parse([UInt8](data), skipInvalid: skipInvalid)
    }

    private static func parse(_ bytes: [UInt8], skipInvalid: Bool) throws -> JSONLines {
        var records: [JSONValue] = []
        var invalid: [InvalidDocument] = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (offset, line) in lines.enumerated() {
            guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { continue }
            switch record(Array(line)) {
            case .success(let value): records.append(value)
            case .failure(let refusal):
                let found = InvalidDocument(
                    source: "standard input", line: offset + 1, code: .invalidDocument, message: refusal.reason)
                guard skipInvalid else {
                    throw AlmanacError(
                        .invalidDocument, found.description,
                        hint: "each line is one JSON object; nothing was stored; --skip-invalid leaves such lines out")
                }
                invalid.append(found)
            }
        }
        guard !records.isEmpty || !invalid.isEmpty else {
            throw AlmanacError(.invalidInput, "standard input is empty", hint: "give one JSON object a line")
        }
        return JSONLines(records: records, invalid: invalid)
    }

    private struct Refusal: Error { let reason: String }

    private static func record(_ line: [UInt8]) -> Result<JSONValue, Refusal> {
        do {
            let value = try JSONParser.parse(line)
            guard value.object != nil else { return .failure(Refusal(reason: "not an object but a \(value.typeName)")) }
            return .success(value)
        } catch {
            return .failure(Refusal(reason: "not JSON: \(error)"))
        }
    }
}
