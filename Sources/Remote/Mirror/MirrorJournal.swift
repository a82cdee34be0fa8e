import Domain
public import Foundation
import Synchronization

/// What an apply saw acknowledged, a line each, so that the next one need not read it back. A line that a kill cut
/// short is not believed. Removed at the end of an apply.
public final class MirrorJournal: Sendable {
    private let file: URL
    private let target: String
    private let lines: Mutex<[JSONValue]>

    /// - Parameter target: which mirror it is of; what another one's journal says is not believed.
    public init(_ file: URL, target: String) {
        self.file = file
        let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
        let whole = text.hasSuffix("\n") ? text[...] : text[..<(text.lastIndex(of: "\n") ?? text.startIndex)]
        let read = whole.split(separator: "\n").compactMap { try? JSONParser.parse(String($0)) }
        self.target = target
        lines = Mutex(read.first?["target"]?.string == target ? read : [])
    }

    /// The average length that the interrupted apply used.
    var averageLength: Double? { lines.withLock { $0.lazy.compactMap { $0["average_length"]?.double }.first } }

    func keep(averageLength: Double) { append(["average_length": .number(averageLength)]) }

    /// Digests by id.
    func sent(side: MirrorDifference.Side, namespace: String) -> [String: String] {
        var sent: [String: String] = [:]
        for line in lines.withLock({ $0 }) {
            guard line["index"]?.string == side.rawValue, line["namespace"]?.string == namespace else { continue }
            for (id, digest) in line["sent"]?.object?.members ?? [] { sent[id] = digest.string }
        }
        return sent
    }

    func add(_ records: [VectorRecord], side: MirrorDifference.Side, namespace: String) {
        let sent = records.map { ($0.id, $0.metadata[MirrorRecord.digestField]?.json ?? .null) }
        append([
            "index": .string(side.rawValue), "namespace": .string(namespace), "sent": .object(JSONObject(sent)),
        ])
    }

    func remove() {
        lines.withLock { lines in
            lines.removeAll()
            try? FileManager.default.removeItem(at: file)
        }
    }

    /// Best effort: a journal that cannot be written only costs time.
    private func append(_ line: JSONValue) {
        lines.withLock { lines in
            let isNew = lines.isEmpty
            if isNew { lines.append(["target": .string(target)]) }
            lines.append(line)
            let bytes = Data(((isNew ? lines : [line]).map { $0.text + "\n" }.joined()).utf8)
            if !isNew, let handle = try? FileHandle(forWritingTo: file) {
                defer { try? handle.close() }
                _ = try? handle.seekToEnd()
                try? handle.write(contentsOf: bytes)
            } else {
                try? FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
                _ = FileManager.default.createFile(
                    atPath: file.path, contents: bytes, attributes: [.posixPermissions: 0o600])
            }
        }
    }
}
