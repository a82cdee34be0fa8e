public import Domain
public import Foundation

/// A file of one JSON value a line.
public enum JSONLines {
    /// Every value with its line, from 1; blank lines are skipped.
    public static func read(_ file: URL) throws -> [(line: Int, json: JSONValue)] {
        guard let data = try? Data(contentsOf: file) else {
            throw AlmanacError(.fileMissing, "no file at \(file.path)")
        }
        return try [UInt8](data).split(separator: 0x0A, omittingEmptySubsequences: false).enumerated().compactMap {
            number, bytes in
            guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
            do {
                return (number + 1, try JSONParser.parse(Array(bytes)))
            } catch let failure as JSONParser.Failure {
                throw invalid(file, number + 1, failure.description)
            }
        }
    }

    public static func invalid(_ file: URL, _ line: Int, _ reason: String) -> AlmanacError {
        AlmanacError(.invalidInput, "\(file.path):\(line): \(reason)")
    }
}
