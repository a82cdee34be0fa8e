import Domain
public import Foundation

/// A file of customers: one JSON object a line (`.jsonl`), one object or a list of them (`.json`), or a table (`.csv`).
public struct ImportFile: Sendable {
    public enum Format: String, Sendable, CaseIterable { case jsonl, json, csv }

    /// Bytes of a file.
    static let mostBytes = 200_000_000
    /// Bytes of a line, and of a row of a table.
    static let mostLineBytes = 4_000_000

    public let url: URL
    public let format: Format

    /// - Parameter format: nil where the name's end tells it. Throws `invalid_input` where it does not.
    public init(_ url: URL, format: Format? = nil) throws {
        self.url = url
        guard let format = format ?? Format(rawValue: url.pathExtension.lowercased()) else {
            throw AlmanacError(
                .invalidInput, "\(url.lastPathComponent) may be anything",
                hint: "name the file .jsonl, .json or .csv, or give --format")
        }
        self.format = format
    }

    /// Reads the records into the decoder. Throws `file_missing` and `too_large`; what is wrong inside the file is told
    /// to `problems`.
    func read(into decoder: inout RecordDecoder, _ problems: ImportProblems) throws {
        let name = url.lastPathComponent
        var isFolder: ObjCBool = false
        let path = url.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            throw AlmanacError(.fileMissing, "there is no file \(path)", hint: "check the path")
        }
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        guard (size?.int64Value ?? 0) <= ImportFile.mostBytes else {
            throw AlmanacError(
                .tooLarge, "\(name) has more than \(ImportFile.mostBytes / 1_000_000) MB",
                hint: "split it into several files")
        }
        guard let data = try? Data(contentsOf: url, options: .mappedIfSafe) else {
            throw AlmanacError(.unavailable, "\(path) cannot be read", hint: "check that you may read it")
        }
        data.withUnsafeBytes { raw in
            let bytes = UnsafeBufferPointer(
                start: raw.baseAddress?.assumingMemoryBound(to: UInt8.self), count: raw.count)
            // Spreadsheets begin a file with a byte order mark.
            let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
            let text = UnsafeBufferPointer(rebasing: bytes[(hasMark ? 3 : 0)...])
            switch format {
            case .jsonl: readLines(text, name, into: &decoder, problems)
            case .json: readWhole(text, name, into: &decoder, problems)
            case .csv: readTable(text, name, into: &decoder, problems)
            }
        }
    }

    private func readLines(
        _ bytes: UnsafeBufferPointer<UInt8>, _ name: String, into decoder: inout RecordDecoder,
        _ problems: ImportProblems
    ) {
        var number = 0
        var found = 0
        for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            found += 1
            let place = ImportPlace(file: name, line: number, isRow: false)
            guard line.count <= ImportFile.mostLineBytes else {
                problems.add(place, "the line has \(line.count) bytes; at most \(ImportFile.mostLineBytes) are taken")
                continue
            }
            do {
                decoder.customer(try JSONParser.parse(UnsafeBufferPointer(rebasing: line)), at: place)
            } catch {
                problems.add(place, "this is no JSON object: \(error)")
            }
        }
        if found == 0 { problems.add(ImportPlace(file: name, line: 1, isRow: false), "the file holds no record") }
    }

    private func readWhole(
        _ bytes: UnsafeBufferPointer<UInt8>, _ name: String, into decoder: inout RecordDecoder,
        _ problems: ImportProblems
    ) {
        let place = ImportPlace(file: name, line: 1, isRow: false)
        do {
            let value = try JSONParser.parse(bytes)
            let records = value.array ?? [value]
            if records.isEmpty { problems.add(place, "the file holds no record") }
            for record in records { decoder.customer(record, at: place) }
        } catch let failure as JSONParser.Failure {
            let line = 1 + bytes.prefix(failure.offset).count { $0 == UInt8(ascii: "\n") }
            problems.add(ImportPlace(file: name, line: line, isRow: false), "this is no JSON: \(failure.reason)")
        } catch {
            problems.add(place, "this is no JSON")
        }
    }

    private func readTable(
        _ bytes: UnsafeBufferPointer<UInt8>, _ name: String, into decoder: inout RecordDecoder,
        _ problems: ImportProblems
    ) {
        func place(_ line: Int) -> ImportPlace { ImportPlace(file: name, line: line, isRow: true) }
        var rows = DelimitedText(bytes, delimiter: UInt8(ascii: ","))
        var header: (names: [String], table: ImportTable)?
        var found = 0
        while let next = rows.next() {
            switch next {
            case .failure(let failure):
                problems.add(place(failure.line), failure.reason)
                if header == nil { return }
            case .success(let row):
                guard let header else {
                    let names = row.fields.map { $0.trimmingCharacters(in: .whitespaces) }
                    let before = problems.count
                    guard let table = ImportTable.named(names, at: place(row.line), problems), problems.count == before
                    else { return }
                    header = (names, table)
                    continue
                }
                found += 1
                guard row.fields.count == header.names.count else {
                    problems.add(
                        place(row.line),
                        "the row has \(row.fields.count) fields, and the header row \(header.names.count)")
                    continue
                }
                guard row.fields.reduce(0, { $0 + $1.utf8.count }) <= ImportFile.mostLineBytes else {
                    problems.add(place(row.line), "the row has more than \(ImportFile.mostLineBytes) bytes")
                    continue
                }
                header.table.read(row.fields, header.names, at: place(row.line), into: &decoder, problems)
            }
        }
        if found == 0 { problems.add(place(1), "the file holds no row of values") }
    }
}
