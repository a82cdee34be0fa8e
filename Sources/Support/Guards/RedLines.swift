import Domain
public import Foundation

/// The red lines of a company: groups of patterns in every language, with harmless phrases that are blanked out first,
/// and beside them what was learned from examples.
public struct RedLines: Sendable {
    private struct Group: Sendable {
        let code: String
        let title: String
        let urgency: String
        let acknowledgement: String
        let patterns: PatternSet
        let exceptions: PatternSet
        /// Whether a match stops a message whatever was learned.
        let isCertain: Bool
    }

    private let groups: [Group]
    private let limits: LearnedLimits
    /// What was learned; without it the patterns alone decide.
    public var model: GuardModel?

    /// Characters of the message that stand for what was learned to stop it.
    private static let shown = 200

    /// Reads `redlines.yml` of a company folder. Throws `file_missing`, or `invalid_input` with file and line.
    public init(company folder: URL) throws {
        let file = try PolicyFile.required("redlines.yml", in: folder)
        try file.checkKeys(["learned", "groups"])
        limits = try LearnedLimits(file)
        groups = try file.rows(
            "groups", members: ["code", "title", "urgency", "acknowledgement", "certain", "patterns", "exceptions"]
        ).map { row in
            Group(
                code: try file.text(try file.required("code", of: row), "code", characters: 40),
                title: try file.text(try file.required("title", of: row), "title"),
                urgency: try file.word("urgency", of: row, among: ["low", "medium", "high", "critical"]),
                acknowledgement: try file.word("acknowledgement", of: row, among: ["standard", "self_harm"]),
                patterns: try PatternSet(try file.required("patterns", of: row), "patterns", in: file),
                exceptions: try file.patterns("exceptions", of: row), isCertain: try file.flag("certain", of: row))
        }
        var codes: Set<String> = []
        for group in groups where !codes.insert(group.code).inserted {
            throw AlmanacError(
                .invalidInput, "\(file.path): the group '\(group.code)' stands twice", hint: "join the two")
        }
    }

    /// The groups' codes in their order.
    public var codes: [String] { groups.map(\.code) }

    /// The first group that the writer's words fall under, or that they are learned to mean; nil for none.
    ///
    /// Looks at the first 20,000 characters. Throws `resource_exhausted` where a pattern takes too long: the message
    /// was then not judged, and a person reads it.
    public func detect(_ message: MessageText) throws -> RedLine? {
        let matches = try matches(message)
        guard let model else { return matches.first?.line }
        let lesson = lesson(message, matches)
        let reading = model.read(whole: lesson)
        if reading.probability >= limits.stops, let group = groups.first(where: { $0.code == reading.label }) {
            // The words that a pattern found show best what it is.
            if let match = matches.first(where: { $0.line.group == group.code }) ?? matches.first { return match.line }
            let shown = String(message.normalized.prefix(RedLines.shown))
            return RedLine(
                group: group.code, title: group.title, urgency: group.urgency,
                acknowledgement: group.acknowledgement, evidence: shown, span: 0..<shown.utf16.count)
        }
        return matches.first { $0.isCertain || reading.probability >= limits.passes }?.line
    }

    /// The same for a text.
    public func detect(_ text: String) throws -> RedLine? { try detect(MessageText(text)) }

    /// What a message teaches.
    ///
    /// - Parameters:
    ///   - label: the group's code; nil for a harmless message.
    ///   - isOwn: whether the patterns were written on such messages, so that their matches say too much.
    func lesson(_ text: String, label: String?, isOwn: Bool) throws -> GuardLesson {
        let message = MessageText(text)
        var lesson = lesson(message, isOwn ? [] : try matches(message))
        lesson.labels = label.map { [$0] } ?? []
        return lesson
    }

    private func lesson(_ message: MessageText, _ matches: [Match]) -> GuardLesson {
        var flags = Set(matches.map { "matches:\($0.line.group)" })
        if !flags.isEmpty { flags.insert(GuardTrainer.hit) }
        return GuardLesson(message: message, flags: flags)
    }

    private struct Match {
        let line: RedLine
        let isCertain: Bool
    }

    /// The first match of every group.
    private func matches(_ message: MessageText) throws -> [Match] {
        let windows = GuardWindows(message.normalized)
        return try groups.compactMap { group in
            for (start, input) in windows.inputs {
                guard let match = try group.patterns.firstMatch(in: input, outside: group.exceptions) else { continue }
                return Match(
                    line: RedLine(
                        group: group.code, title: group.title, urgency: group.urgency,
                        acknowledgement: group.acknowledgement, evidence: match.text,
                        span: start + match.range.lowerBound..<start + match.range.upperBound),
                    isCertain: group.isCertain)
            }
            return nil
        }
    }
}
