import Domain
public import Foundation

/// The red lines of a company: groups of patterns in every language, with harmless phrases that are blanked out first.
public struct RedLines: Sendable {
    private struct Group: Sendable {
        let code: String
        let title: String
        let urgency: String
        let acknowledgement: String
        let patterns: PatternSet
        let exceptions: PatternSet
    }

    private let groups: [Group]

    /// Reads `redlines.yml` of a company folder. Throws `file_missing`, or `invalid_input` with file and line.
    public init(company folder: URL) throws {
        let file = try PolicyFile.required("redlines.yml", in: folder)
        try file.checkKeys(["groups"])
        groups = try file.rows(
            "groups", members: ["code", "title", "urgency", "acknowledgement", "patterns", "exceptions"]
        ).map { row in
            Group(
                code: try file.text(try file.required("code", of: row), "code", characters: 40),
                title: try file.text(try file.required("title", of: row), "title"),
                urgency: try file.word("urgency", of: row, among: ["low", "medium", "high", "critical"]),
                acknowledgement: try file.word("acknowledgement", of: row, among: ["standard", "self_harm"]),
                patterns: try PatternSet(try file.required("patterns", of: row), "patterns", in: file),
                exceptions: try file.patterns("exceptions", of: row))
        }
        var codes: Set<String> = []
        for group in groups where !codes.insert(group.code).inserted {
            throw AlmanacError(
                .invalidInput, "\(file.path): the group '\(group.code)' stands twice", hint: "join the two")
        }
    }

    /// The groups' codes in their order.
    public var codes: [String] { groups.map(\.code) }

    /// The first group that the writer's words fall under; nil for none.
    ///
    /// Looks at the first 20,000 characters. Throws `resource_exhausted` where a pattern takes too long: the message
    /// was then not judged, and a person reads it.
    public func detect(_ message: MessageText) throws -> RedLine? {
        let windows = GuardWindows(message.normalized)
        for group in groups {
            for (start, input) in windows.inputs {
                let seen = try input.blanking(group.exceptions)
                guard let match = try group.patterns.firstMatch(in: seen) else { continue }
                return RedLine(
                    group: group.code, title: group.title, urgency: group.urgency,
                    acknowledgement: group.acknowledgement, evidence: match.text,
                    span: start + match.range.lowerBound..<start + match.range.upperBound)
            }
        }
        return nil
    }

    /// The same for a text.
    public func detect(_ text: String) throws -> RedLine? { try detect(MessageText(text)) }
}
