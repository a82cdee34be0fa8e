import Domain
import Evaluation
import Foundation
import Support

/// The guards of a company, as golden sets measure them.
struct GuardWiring {
    private let school: GuardSchool
    private let documents: URL
    private let golden: URL
    private var guards: Guards

    /// The guards by their rules alone.
    init(_ company: URL) throws {
        school = try GuardSchool(company: company)
        documents = company.deletingLastPathComponent().appending(path: "documents")
        golden = company.deletingLastPathComponent().appending(path: "golden")
        guards = try Guards(company: company)
    }

    /// A golden item to learn from.
    struct Lesson {
        let example: GuardExample
        /// Whether the patterns were written on such items.
        let isOwn: Bool
    }

    /// The same where one guard has learned from these items; the rules alone where there are none.
    func taught(_ task: GuardTask, _ lessons: [Lesson]) throws -> GuardWiring {
        guard !lessons.isEmpty else { return self }
        var taught = self
        let written = try lessons.compactMap { try lesson($0) }
        switch task {
        case .redlines:
            taught.guards.redLines.model = try school.trainer(.redLines).train(
                written + school.everyday(.redLines, golden))
        case .claims:
            taught.guards.claims.model = try school.trainer(.claims).train(written + school.approved(documents))
        case .outstanding:
            taught.guards.outstanding.model = try school.trainer(.outstanding).train(
                written + school.everyday(.outstanding, golden))
        }
        return taught
    }

    private func lesson(_ lesson: Lesson) throws -> GuardLesson? {
        let example = lesson.example
        switch example.task {
        case .redlines: return try school.redLine(example.text, label: example.labels.first, isOwn: lesson.isOwn)
        case .claims:
            return try school.claim(
                example.text, kinds: example.labels, executedActions: GuardWiring.actions(example), isOwn: lesson.isOwn)
        case .outstanding:
            return try school.outstanding(
                example.text, facts: OutstandingFacts(example.facts), label: example.labels.first, isOwn: lesson.isOwn)
        }
    }

    private static func actions(_ example: GuardExample) -> [ExecutedAction] {
        example.actions.map { ExecutedAction(tool: $0.tool, status: $0.status) }
    }

    /// What the guard says to an item; empty where it lets it pass.
    func labels(_ example: GuardExample) throws -> [String] {
        switch example.task {
        case .redlines: return try guards.redLines.detect(example.text).map { [$0.group] } ?? []
        case .claims:
            return try guards.claims.violations(
                answer: example.text, executedActions: GuardWiring.actions(example),
                customerEmail: example.customerEmail
            ).map(\.kind.rawValue)
        case .outstanding:
            return try guards.outstanding.all(MessageText(example.text), facts: OutstandingFacts(example.facts))
                .map(\.code)
        }
    }

    /// The labels that the company's rules have, of those guards that it has.
    static func labels(_ company: URL) throws -> [GuardTask: Set<String>] {
        func has(_ name: String) -> Bool { company.appending(path: name).isFile }
        var labels: [GuardTask: Set<String>] = [.claims: Set(Violation.Kind.allCases.map(\.rawValue))]
        if has("redlines.yml") { labels[.redlines] = Set(try RedLines(company: company).codes) }
        if has("outstanding.yml") { labels[.outstanding] = Set(try OutstandingRules(company: company).codes) }
        return labels
    }
}
