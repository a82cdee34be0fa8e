import Testing

/// One thing that is wrong, where it is, in the form editors jump to.
struct Finding: CustomStringConvertible {
    var path: String
    /// Counted from 1; nil where the whole file is meant.
    var line: Int?
    var message: String

    var description: String {
        line.map { "\(path):\($0): \(message)" } ?? "\(path): \(message)"
    }
}

/// Fails once, listing every finding: mending them one test run at a time would be tedious.
func expectNone(_ findings: [Finding], sourceLocation: SourceLocation = #_sourceLocation) {
    let list = findings.map(\.description).joined(separator: "\n")
    #expect(findings.isEmpty, "\(findings.count) findings:\n\(list)", sourceLocation: sourceLocation)
}
