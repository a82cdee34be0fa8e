import Domain
public import Foundation
import Yams

/// The rules for exceptional cases: rows of patterns, facts or both, and beside them what was learned from examples.
public struct OutstandingRules: Sendable {
    private enum Condition: Sendable {
        case atLeast(Int)
        case isTrue
    }

    private struct Rule: Sendable {
        let code: String
        let kind: Outstanding.Kind
        let title: String
        /// Nil for every category.
        let category: String?
        let patterns: PatternSet
        let exceptions: PatternSet
        let facts: [(name: String, condition: Condition)]
        /// Whether words or facts suffice, where a rule has both.
        let any: Bool
    }

    private let rules: [Rule]
    private let limits: LearnedLimits
    /// What was learned; without it the rules alone decide.
    public var model: GuardModel?

    /// Characters of the message that stand for what was learned of it.
    private static let shown = 200

    /// Reads `outstanding.yml` of a company folder. Throws `file_missing`, or `invalid_input` with file and line: a
    /// company whose rules cannot be read answers nothing by itself.
    public init(company folder: URL) throws {
        let file = try PolicyFile.required("outstanding.yml", in: folder)
        try file.checkKeys(["learned", "rules"])
        limits = try LearnedLimits(file)
        rules = try file.rows(
            "rules", members: ["code", "kind", "title", "category", "patterns", "exceptions", "facts", "any"]
        ).map { try OutstandingRules.rule(file, $0) }
    }

    /// The rules' codes in their order, none twice.
    public var codes: [String] {
        var seen: Set<String> = []
        return rules.map(\.code).filter { seen.insert($0).inserted }
    }

    /// The first hard rule that fires, else the first soft one; nil for an ordinary message.
    ///
    /// - Parameter category: the message's, for rules that are for one only; nil tries those too.
    ///
    /// Fails closed: where a rule cannot be tried the message is outstanding with the code `detection_error`.
    public func detect(_ message: MessageText, facts: OutstandingFacts, category: String? = nil) -> Outstanding? {
        do {
            let found = try all(message, facts: facts, category: category)
            return found.first { $0.kind == .hard } ?? found.first
        } catch {
            return Outstanding(
                code: Outstanding.failed, kind: .hard, title: "The rules could not be tried",
                evidence: (error as? AlmanacError)?.code.rawValue ?? "error", confidence: 1)
        }
    }

    /// The same for a text.
    public func detect(_ text: String, facts: OutstandingFacts) -> Outstanding? {
        detect(MessageText(text), facts: facts)
    }

    /// Every rule that fires, in the file's order, and behind them what the message is learned to mean. Throws
    /// `resource_exhausted`.
    ///
    /// What is only suspected is a soft case, whatever the rule is. Words that match are overruled where the message surely means nothing of the kind; records never are.
    public func all(
        _ message: MessageText, facts: OutstandingFacts, category: String? = nil
    ) throws -> [Outstanding] {
        let fired = try fired(message, facts, category)
        guard let model else { return fired.map { $0.outstanding(confidence: 1) } }
        let reading = model.read(whole: lesson(message, facts, fired))
        var found = fired.filter { $0.isRecord || reading.probability >= limits.passes }.map {
            $0.outstanding(confidence: $0.isRecord ? 1 : reading.probability)
        }
        if reading.probability >= limits.stops, !found.contains(where: { $0.code == reading.label }),
            let rule = rules.first(where: { $0.code == reading.label })
        {
            found.append(
                Outstanding(
                    code: rule.code, kind: reading.probability >= limits.sure ? rule.kind : .soft,
                    title: "Reads like earlier cases of \(rule.code)",
                    evidence: String(message.normalized.prefix(OutstandingRules.shown)),
                    confidence: reading.probability))
        }
        return found
    }

    /// What a message teaches; see `RedLines.lesson`.
    func lesson(_ text: String, facts: OutstandingFacts, label: String?, isOwn: Bool) throws -> GuardLesson {
        let message = MessageText(text)
        var lesson = lesson(message, facts, isOwn ? [] : try fired(message, facts, nil))
        lesson.labels = label.map { [$0] } ?? []
        return lesson
    }

    private func lesson(_ message: MessageText, _ facts: OutstandingFacts, _ fired: [Fired]) -> GuardLesson {
        var flags = Set(fired.map { "matches:\($0.rule.code)" })
        if !flags.isEmpty { flags.insert(GuardTrainer.hit) }
        for rule in rules {
            for fact in rule.facts
            where !OutstandingFacts.ofTheCategory.contains(fact.name) && holds(fact.condition, facts, fact.name) {
                flags.insert("\(GuardSpace.factPrefix)\(fact.name)")
            }
        }
        return GuardLesson(message: message, flags: flags)
    }

    private struct Fired {
        let rule: Rule
        let evidence: String
        /// Whether records hold, and not words alone.
        let isRecord: Bool

        func outstanding(confidence: Double) -> Outstanding {
            Outstanding(
                code: rule.code, kind: rule.kind, title: rule.title, evidence: evidence, confidence: confidence)
        }
    }

    private func fired(_ message: MessageText, _ facts: OutstandingFacts, _ category: String?) throws -> [Fired] {
        let windows = GuardWindows(message.normalized)
        return try rules.compactMap { rule in
            if let own = rule.category, let category, own != category { return nil }
            guard let evidence = try evidence(for: rule, windows, facts) else { return nil }
            let isRecord = !rule.facts.isEmpty && rule.facts.allSatisfy { holds($0.condition, facts, $0.name) }
            return Fired(rule: rule, evidence: evidence, isRecord: isRecord)
        }
    }

    /// What made the rule fire; nil where it does not.
    private func evidence(for rule: Rule, _ windows: GuardWindows, _ facts: OutstandingFacts) throws -> String? {
        let hold = !rule.facts.isEmpty && rule.facts.allSatisfy { holds($0.condition, facts, $0.name) }
        let record = rule.facts.map(\.name).joined(separator: ", ")
        // Cheaper than the words, which then need not be looked for.
        if !rule.facts.isEmpty, !hold, !rule.any || rule.patterns.isEmpty { return nil }
        if rule.patterns.isEmpty || (hold && rule.any) { return record }
        for (_, input) in windows.inputs {
            if let match = try rule.patterns.firstMatch(in: input, outside: rule.exceptions) { return match.text }
        }
        return nil
    }

    private func holds(_ condition: Condition, _ facts: OutstandingFacts, _ name: String) -> Bool {
        switch condition {
        case .atLeast(let least): facts.number(name).map { $0 >= least } ?? false
        case .isTrue: facts.flag(name) ?? false
        }
    }

    // MARK: - The file

    private static func rule(_ file: PolicyFile, _ row: (node: Node, values: [String: Node])) throws -> Rule {
        let patterns = try file.patterns("patterns", of: row)
        let facts = try facts(file, row)
        guard !patterns.isEmpty || !facts.isEmpty else {
            throw file.failure(
                "a rule has neither patterns nor facts", at: row.node, hint: "it would fire on every message")
        }
        let word = try file.word("kind", of: row, among: ["hard", "soft"])
        let category = row.values["category"].flatMap { $0.isNullScalar ? nil : $0 }
        return Rule(
            code: try file.text(try file.required("code", of: row), "code", characters: 60),
            kind: word == "hard" ? .hard : .soft,
            title: try file.text(try file.required("title", of: row), "title"),
            category: try category.map { try file.text($0, "category", characters: 60) },
            patterns: patterns, exceptions: try file.patterns("exceptions", of: row), facts: facts,
            any: try file.flag("any", of: row))
    }

    private static func facts(
        _ file: PolicyFile, _ row: (node: Node, values: [String: Node])
    ) throws -> [(name: String, condition: Condition)] {
        guard let node = row.values["facts"], !node.isNullScalar else { return [] }
        return try file.object(node, "facts").map { name, value in
            guard OutstandingFacts.names.contains(name) else {
                throw file.failure(
                    "'\(name)' is no fact", at: value,
                    hint: "the facts are \(OutstandingFacts.names.joined(separator: ", "))")
            }
            if value.scalar?.string == "true" { return (name, .isTrue) }
            let members = try file.object(value, name)
            guard members.count == 1, let (key, number) = members.first, key == "at_least" else {
                throw file.failure(
                    "'\(name)' has no condition", at: value, hint: "write \(name): true or \(name): {at_least: 2}")
            }
            return (name, .atLeast(try file.integer(number, key, in: 0...100_000)))
        }
    }
}
