import Domain

/// Where a record of an import stands.
struct ImportPlace: Sendable, Hashable {
    /// As the file was named.
    let file: String
    /// From 1.
    let line: Int
    /// A row of a table: what the table has no column for is not said.
    let isRow: Bool
}

extension ImportPlace: CustomStringConvertible {
    var description: String { "\(file):\(line)" }
}

/// Collects what is wrong with an import, so that all of it can be corrected at once.
final class ImportProblems {
    /// Problems listed; more are counted.
    static let mostListed = 50

    private(set) var count = 0
    private var lines: [String] = []

    func add(_ place: ImportPlace, _ message: String) {
        count += 1
        if lines.count < ImportProblems.mostListed { lines.append("\(place): \(message)") }
    }

    /// Throws `invalid_input` with every problem where there are any.
    func check() throws {
        guard count > 0 else { return }
        var text = lines
        if count > lines.count { text.append("… and \(count - lines.count) more") }
        throw AlmanacError(
            .invalidInput, "\(count) problem\(count == 1 ? "" : "s"):\n" + text.joined(separator: "\n"),
            hint: "nothing was stored; correct the file and import it again")
    }
}
