import Domain
public import Foundation
import Yams

/// Who takes up what is handed over, and what that person is told to do first: the company's `handoff.yml`.
public struct HandoffRules: Sendable {
    /// What holds for one category, reason, red line or exceptional case.
    struct Entry: Sendable, Hashable {
        var assignee: String?
        var steps: [String] = []
    }

    /// Steps that a note suggests.
    static let mostSteps = 8

    let defaultAssignee: String
    /// On every conversation that is handed over.
    let labels: [String]
    /// The sentiment follows it.
    let sentimentLabel: String
    let categories: [String: Entry]
    let redLines: [String: Entry]
    let outstanding: [String: Entry]
    let reasons: [String: Entry]
    /// Hosts of the company, whose links stay links in its own texts.
    let linkHosts: Set<String>

    /// Reads `handoff.yml` of a company folder, where every category of `categories.yml` has its entry.
    ///
    /// Throws `file_missing` where there is no such file and `invalid_input` with file and line where it is wrong.
    public init(company: URL) throws {
        let file = try PolicyFile.required("handoff.yml", in: company)
        try file.checkKeys([
            "default_assignee", "labels", "sentiment_label", "categories", "red_lines", "outstanding", "reasons",
        ])
        func required(_ key: String) throws -> Node {
            guard let node = file.value(key) else {
                throw AlmanacError(.invalidInput, "\(file.path): there is no '\(key)'", hint: "write it")
            }
            return node
        }
        defaultAssignee = try file.handle(required("default_assignee"), "default_assignee")
        labels = try file.list(required("labels"), "labels").map(\.text)
        sentimentLabel = try file.handle(required("sentiment_label"), "sentiment_label")

        let names = try Category.all(company: company).map(\.name)
        let list = try required("categories")
        categories = try file.entries(list, "categories", among: names)
        for name in names where categories[name] == nil {
            throw file.failure("the category '\(name)' has no entry", at: list, hint: "say who takes it up")
        }
        redLines = try file.value("red_lines").map { try file.entries($0, "red_lines", among: nil) } ?? [:]
        outstanding = try file.value("outstanding").map { try file.entries($0, "outstanding", among: nil) } ?? [:]
        let codes = DecisionReason.Code.allCases.map(\.rawValue)
        reasons = try file.value("reasons").map { try file.entries($0, "reasons", among: codes) } ?? [:]
        linkHosts = try CompanyInfo(company: company).linkHosts
    }

    /// Whom a red line names, else an exceptional case, else the category, else the reasons, else everybody's team.
    func assignee(category: String, reasons codes: [String], redLine: String?, outstanding code: String?) -> String {
        let entries = [redLine.flatMap { redLines[$0] }, code.flatMap { outstanding[$0] }, categories[category]]
        return (entries + codes.map { reasons[$0] }).lazy.compactMap { $0?.assignee }.first ?? defaultAssignee
    }

    /// The most urgent ones first, each once.
    func steps(category: String, reasons codes: [String], redLine: String?, outstanding code: String?) -> [String] {
        let first = [redLine.flatMap { redLines[$0] }, code.flatMap { outstanding[$0] }]
        var steps: [String] = []
        for entry in first + codes.map({ reasons[$0] }) + [categories[category]] {
            for step in entry?.steps ?? [] where !steps.contains(step) { steps.append(step) }
        }
        return Array(steps.prefix(HandoffRules.mostSteps))
    }
}

extension PolicyFile {
    /// The short name of a person, a team or a label.
    fileprivate func handle(_ node: Node, _ key: String) throws -> String {
        let text = try text(node, key, characters: 60)
        let isPlain = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
        guard isPlain else {
            throw failure("'\(key)' has characters that no name of a team has", at: node, hint: "such as billing-team")
        }
        return text
    }

    fileprivate func entries(_ node: Node, _ key: String, among names: [String]?) throws -> [String: HandoffRules.Entry]
    {
        var found: [String: HandoffRules.Entry] = [:]
        for (name, value) in try object(node, key) {
            if let names, !names.contains(name) {
                throw failure(
                    "there is no '\(name)' among \(key)", at: value, hint: "they are \(names.joined(separator: ", "))")
            }
            var entry = HandoffRules.Entry()
            for (field, value) in try object(value, name) {
                switch field {
                case "assignee": entry.assignee = try handle(value, field)
                case "steps":
                    guard let lines = value.sequence, (1...HandoffRules.mostSteps).contains(lines.count) else {
                        throw failure(
                            "'steps' is not a list of 1…\(HandoffRules.mostSteps)", at: value, hint: "write one a line")
                    }
                    entry.steps = try lines.map { try text($0, field, characters: 300) }
                default:
                    throw failure("there is no '\(field)' here", at: value, hint: "an entry has assignee and steps")
                }
            }
            found[name] = entry
        }
        return found
    }
}
