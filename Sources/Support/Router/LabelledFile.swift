import Domain
public import Foundation

/// Files of labelled messages, one JSON object a line.
public enum LabelledFile {
    /// Largest file that is read, in bytes.
    public static let byteLimit = 200_000_000

    /// What a company's router is trained on beside its examples: `routing.train*.jsonl` in a folder of golden files,
    /// in the order of their names. None where there is no such folder; throws `file_missing` where it cannot be read.
    static func training(_ golden: URL) throws -> [URL] {
        try names(in: golden).filter { $0.hasPrefix("routing.train.") && $0.hasSuffix(".jsonl") }
            .map { golden.appending(path: $0) }
    }

    /// The messages of those files. Throws as `read` does.
    public static func trainingMessages(_ golden: URL) throws -> [LabelledMessage] {
        try training(golden).flatMap { try read($0).map(\.message) }
    }

    /// The sorted names in a folder. None where there is no such folder; throws `file_missing` where it cannot be read:
    /// who learned from less would know less, and nobody would see it.
    static func names(in folder: URL) throws -> [String] {
        let path = folder.path(percentEncoded: false)
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        } catch {
            throw AlmanacError(
                .fileMissing, "the folder \(path) cannot be read", hint: "check that it is one and who may read it",
                underlying: error)
        }
    }

    /// Every message with its line from 1; blank lines are skipped.
    ///
    /// Throws `file_missing`, `too_large`, or `invalid_input` naming file and line.
    public static func read(_ file: URL) throws -> [(line: Int, message: LabelledMessage)] {
        let path = file.path(percentEncoded: false)
        let data: Data
        do {
            data = try Data(contentsOf: file, options: .mappedIfSafe)
        } catch {
            throw AlmanacError(.fileMissing, "no file at \(path)", hint: "check the path", underlying: error)
        }
        guard data.count <= byteLimit else {
            throw AlmanacError(.tooLarge, "\(path) is larger than \(byteLimit) bytes", hint: "split it")
        }
        var messages: [(line: Int, message: LabelledMessage)] = []
        let lines = [UInt8](data).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (number, bytes) in lines.enumerated() where bytes.contains(where: { $0 > 0x20 }) {
            func failure(_ reason: String) -> AlmanacError {
                AlmanacError(
                    .invalidInput, "\(path):\(number + 1): \(reason)",
                    hint: "each line is one object, {\"text\": …, \"label\": …}")
            }
            do {
                messages.append((number + 1, try LabelledMessage(json: JSONParser.parse(Array(bytes)))))
            } catch let unreadable as LabelledMessage.Unreadable {
                throw failure(unreadable.reason)
            } catch let broken as JSONParser.Failure {
                throw failure(broken.description)
            }
        }
        guard !messages.isEmpty else {
            throw AlmanacError(
                .invalidInput, "\(path) holds no labelled message",
                hint: "each line is one object, {\"text\": …, \"label\": …}")
        }
        return messages
    }
}
