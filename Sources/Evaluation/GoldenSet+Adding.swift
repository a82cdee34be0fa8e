import Domain
public import Foundation

#if canImport(Glibc)
    import Glibc
#endif

extension GoldenSet {
    /// Appends a query to a retrieval set as one line; the file is replaced whole or not at all, and made where it is
    /// missing.
    ///
    /// Throws `duplicate_id` where the set has the id, `conflict` where it has the query, `unavailable` where it cannot
    /// be written, and what `read` throws.
    public static func add(_ query: GoldenQuery, to file: URL) throws {
        var bytes = Data()
        if FileManager.default.fileExists(atPath: file.path) {
            let existing = try read(file: file)
            if existing.queries.contains(where: { $0.id == query.id }) {
                throw AlmanacError(
                    .duplicateID, "\(file.path) has an item '\(query.id)' already", hint: "choose another with --id")
            }
            let words = GoldenRules.words(query.query)
            if let same = existing.queries.first(where: { GoldenRules.words($0.query) == words }) {
                throw AlmanacError(.conflict, "\(file.path) asks this already, as '\(same.id)'")
            }
            bytes = try Data(contentsOf: file)
            if bytes.last.map({ $0 != 0x0A }) == true { bytes.append(0x0A) }
        }
        bytes.append(contentsOf: query.spacedLine.utf8)
        bytes.append(0x0A)
        try replace(file, with: bytes)
    }

    /// The id behind the last one of a file: `dev-031` after `dev-030`; the split's name and `-001` for a new file.
    public static func nextID(in file: URL) throws -> String {
        let split = file.lastPathComponent.split(separator: ".")
        let fallback = (split.count > 2 ? String(split[1]) : "query") + "-001"
        guard FileManager.default.fileExists(atPath: file.path), let last = try read(file: file).queries.last?.id else {
            return fallback
        }
        let digits = String(last.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
        guard let number = Int(digits), number < Int.max else { return last + "-2" }
        let next = String(number + 1)
        return last.dropLast(digits.count) + String(repeating: "0", count: max(0, digits.count - next.count)) + next
    }

    /// Written beside it, forced to the disk and renamed.
    private static func replace(_ file: URL, with bytes: Data) throws {
        let partial = file.appendingPathExtension("partial-\(getpid())")
        do {
            try bytes.write(to: partial)
            let handle = try FileHandle(forWritingTo: partial)
            try handle.synchronize()
            try handle.close()
            if let mode = try? FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: partial.path)
            }
            guard rename(partial.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            unlink(partial.path)
            throw AlmanacError(
                .unavailable, "\(file.path) cannot be written", hint: "check that you may write to its folder",
                underlying: error)
        }
    }
}

extension GoldenQuery {
    /// One line with a space behind every comma and colon, as people wrote the others.
    fileprivate var spacedLine: String { JSONValue.spaced(json) }
}

extension JSONValue {
    fileprivate static func spaced(_ value: JSONValue) -> String {
        guard let object = value.object else { return value.text }
        return "{"
            + object.members.map { "\(JSONValue.string($0.key).text): \(spaced($0.value))" }.joined(separator: ", ")
            + "}"
    }
}
