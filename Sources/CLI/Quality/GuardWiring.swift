import Domain
import Evaluation
import Foundation
import Support

/// The guards of a company, as golden sets measure them.
struct GuardWiring {
    let redLines: RedLines
    let claims: ClaimsCheck
    let outstanding: OutstandingRules

    init(_ company: URL) throws {
        redLines = try RedLines(company: company)
        claims = try ClaimsCheck(company: company)
        outstanding = try OutstandingRules(company: company)
    }

    /// What the guard says to an item; empty where it lets it pass.
    func labels(_ example: GuardExample) throws -> [String] {
        switch example.task {
        case .redlines: return try redLines.detect(example.text).map { [$0.group] } ?? []
        case .claims:
            return try claims.violations(
                answer: example.text,
                executedActions: example.actions.map { ExecutedAction(tool: $0.tool, status: $0.status) },
                customerEmail: example.customerEmail
            ).map(\.kind.rawValue)
        case .outstanding:
            return try outstanding.all(MessageText(example.text), facts: OutstandingFacts(example.facts)).map(\.code)
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
