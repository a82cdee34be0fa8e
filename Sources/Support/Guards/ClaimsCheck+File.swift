import Domain
public import Foundation
import Yams

extension ClaimsCheck {
    /// Reads `guard.yml` of a company folder, and from its `company.yml` the hosts of its pages. Throws `file_missing`,
    /// or `invalid_input` with file and line.
    public init(company folder: URL) throws {
        let file = try PolicyFile.required("guard.yml", in: folder)
        try file.checkKeys(["learned", "deeds", "promises", "leaks", "not_claims"])
        limits = try LearnedLimits(file)
        deeds = try ClaimsCheck.rules(file, "deeds") + ClaimsCheck.rules(file, "promises")
        leaks = try file.rows("leaks", members: ["kind", "tools", "patterns", "except", "keep_case"]).map { row in
            let keepsCase = try file.flag("keep_case", of: row)
            if row.values["except"] != nil { _ = try file.word("except", of: row, among: ["customer_email"]) }
            return LeakRule(
                kind: try ClaimsCheck.kind(file, row), tools: try ClaimsCheck.tools(file, row),
                patterns: try file.patterns("patterns", of: row, ignoresCase: !keepsCase),
                sparesKnownAddresses: row.values["except"] != nil, keepsCase: keepsCase)
        }
        guard let node = file.value("not_claims") else {
            throw AlmanacError(
                .invalidInput, "\(file.path): there is no 'not_claims'", hint: "write not_claims: and patterns below it"
            )
        }
        notClaims = try PatternSet(node, "not_claims", in: file)
        hosts = try ClaimsCheck.hosts(folder)
    }

    private static func rules(_ file: PolicyFile, _ key: String) throws -> [Rule] {
        try file.rows(key, members: ["kind", "tools", "patterns"]).map { row in
            Rule(
                kind: try kind(file, row), tools: try tools(file, row),
                patterns: try PatternSet(try file.required("patterns", of: row), "patterns", in: file))
        }
    }

    private static func kind(_ file: PolicyFile, _ row: (node: Node, values: [String: Node])) throws -> Violation.Kind {
        let word = try file.word("kind", of: row, among: Violation.Kind.allCases.map(\.rawValue))
        guard let kind = Violation.Kind(rawValue: word) else {
            throw file.failure("'\(word)' is no kind", at: row.node, hint: "see the kinds of support.check_answer")
        }
        return kind
    }

    private static func tools(_ file: PolicyFile, _ row: (node: Node, values: [String: Node])) throws -> Set<String> {
        guard let node = row.values["tools"] else { return [] }
        return Set(try file.list(node, "tools").map(\.text))
    }

    private static func hosts(_ folder: URL) throws -> Set<String> {
        guard let company = try PolicyFile(folder.appending(path: "company.yml")) else { return [] }
        var hosts: Set<String> = []
        if let node = company.value("allowed_link_hosts") {
            hosts.formUnion(try company.list(node, "allowed_link_hosts").map { $0.text.lowercased() })
        }
        if let pages = company.value("pages") {
            for (name, node) in try company.object(pages, "pages") {
                if let host = URLComponents(string: try company.page(node, name))?.host {
                    hosts.insert(host.lowercased())
                }
            }
        }
        return hosts
    }
}
