import Domain
public import Foundation
import Yams

extension SpecialistSettings {
    /// Reads `specialists.yml` of a company folder against its `categories.yml` and `plans.yml`.
    ///
    /// Throws `file_missing`, and `invalid_input` with file and line: for unknown keys and values, a category that has
    /// no row or two, and a specialist that lacks a tool or a namespace which one of its categories needs.
    public init(company folder: URL) throws {
        let file = try PolicyFile.required("specialists.yml", in: folder)
        try file.checkKeys(["scores", "knowledge_from", "specialists", "categories", "cues"])
        let known = try Category.all(company: folder)
        let specialists = try SpecialistSettings.specialists(file)
        let plans = try PlanFile.read(folder.appending(path: "plans.yml"))
        self.init(
            scores: try SpecialistSettings.scores(file), specialists: specialists,
            categories: try SpecialistSettings.categories(file, known, specialists),
            knowledgeFrom: try file.fraction(try file.top("knowledge_from"), "knowledge_from"),
            cues: try SpecialistSettings.cues(file),
            planCodes: Dictionary(plans.map { ($0.name, $0.code) }, uniquingKeysWith: { first, _ in first }))
    }

    private static func scores(_ file: PolicyFile) throws -> AnswerScores {
        let node = try file.top("scores")
        var values: [String: Double] = [:]
        let names = ["safety", "accuracy", "tone", "completeness"]
        for (key, value) in try file.object(node, "scores") {
            guard names.contains(key) else {
                throw file.failure(
                    "there is no score '\(key)'", at: value, hint: "the scores are \(names.joined(separator: ", "))")
            }
            values[key] = try file.fraction(value, key)
        }
        func score(_ name: String) throws -> Double {
            guard let value = values[name] else {
                throw file.failure("'scores' has no '\(name)'", at: node, hint: "add it, such as \(name): 0.7")
            }
            return value
        }
        return AnswerScores(
            safety: try score("safety"), accuracy: try score("accuracy"), tone: try score("tone"),
            completeness: try score("completeness"), confidence: 0)
    }

    private static func specialists(_ file: PolicyFile) throws -> [Entry] {
        let tools = ToolCatalog(policy: ActionPolicy()).tools.map(\.name)
        var found: [Entry] = []
        for row in try file.rows("specialists", members: ["name", "assignee", "tools", "namespaces"]) {
            let nameNode = try file.required("name", of: row)
            let name = try file.text(nameNode, "name", characters: 60)
            guard !found.contains(where: { $0.name == name }) else {
                throw file.failure("the specialist '\(name)' is declared twice", at: nameNode, hint: "remove one")
            }
            let own = try file.list(try file.required("tools", of: row), "tools")
            for tool in own where !tools.contains(tool.text) {
                throw file.failure(
                    "there is no tool '\(tool.text)'", at: tool.node,
                    hint: "the tools are \(tools.joined(separator: ", "))")
            }
            found.append(
                Entry(
                    name: name,
                    assignee: try file.text(try file.required("assignee", of: row), "assignee", characters: 60),
                    tools: own.map(\.text),
                    namespaces: try file.list(try file.required("namespaces", of: row), "namespaces").map(\.text)))
        }
        return found
    }

    private static func categories(
        _ file: PolicyFile, _ known: [Category], _ specialists: [Entry]
    ) throws -> [CategoryEntry] {
        var found: [CategoryEntry] = []
        let members: Set<String> = [
            "name", "specialist", "skill", "opener", "confidence", "auto_send", "rollout", "assignee",
        ]
        for row in try file.rows("categories", members: members) {
            let nameNode = try file.required("name", of: row)
            let name = try file.text(nameNode, "name", characters: 64)
            guard let category = known.first(where: { $0.name == name }) else {
                throw file.failure(
                    "there is no category '\(name)' in categories.yml", at: nameNode,
                    hint: "the categories are \(known.map(\.name).joined(separator: ", "))")
            }
            guard !found.contains(where: { $0.name == name }) else {
                throw file.failure(
                    "the category '\(name)' has two rows", at: nameNode,
                    hint: "a category belongs to exactly one specialist; remove one of them")
            }
            let skillWord = try file.word("skill", of: row, among: Skill.allCases.map(\.rawValue))
            let own = try file.word("specialist", of: row, among: specialists.map(\.name))
            guard let skill = Skill(rawValue: skillWord), let specialist = specialists.first(where: { $0.name == own })
            else { continue }
            try check(category, skill, specialist, file, row.node)
            let sends = try autoSend(file, try file.required("auto_send", of: row))
            found.append(
                CategoryEntry(
                    name: name, specialist: own,
                    opener: try file.word("opener", of: row, among: OpenerGroup.allCases.map(\.rawValue)),
                    confidence: try file.fraction(try file.required("confidence", of: row), "confidence"),
                    sendsInformation: sends.contains("information"), sendsAccount: sends.contains("account"),
                    sendsForms: sends.contains("forms"),
                    rollout: try file.integer(try file.required("rollout", of: row), "rollout", in: 0...100),
                    assignee: try row.values["assignee"].map { try file.text($0, "assignee", characters: 60) }
                        ?? specialist.assignee,
                    skill: skill))
        }
        if let missing = known.first(where: { category in !found.contains { $0.name == category.name } }) {
            throw file.failure(
                "the category '\(missing.name)' has no specialist", at: try file.top("categories"),
                hint: "add a row for it")
        }
        return found
    }

    private static func check(
        _ category: Category, _ skill: Skill, _ specialist: Entry, _ file: PolicyFile, _ node: Node
    ) throws {
        if let tool = skill.tools.first(where: { !specialist.tools.contains($0) }) {
            throw file.failure(
                "'\(category.name)' needs the tool \(tool), which '\(specialist.name)' may not use", at: node,
                hint: "add it to the specialist's tools")
        }
        if let namespace = category.namespaces.first(where: { !specialist.namespaces.contains($0) }) {
            throw file.failure(
                "'\(category.name)' looks in '\(namespace)', which '\(specialist.name)' may not", at: node,
                hint: "add it to the specialist's namespaces")
        }
    }

    private static func autoSend(_ file: PolicyFile, _ node: Node) throws -> Set<String> {
        var sends: Set<String> = []
        let names = ["information", "account", "forms"]
        for (key, value) in try file.object(node, "auto_send") {
            guard names.contains(key) else {
                throw file.failure(
                    "there is no '\(key)' in 'auto_send'", at: value,
                    hint: "its settings are \(names.joined(separator: ", "))")
            }
            if try file.flag(key, of: (node, [key: value])) { sends.insert(key) }
        }
        return sends
    }

    private static func cues(_ file: PolicyFile) throws -> Cues {
        var found: [Cue: PatternSet] = [:]
        for row in try file.rows("cues", members: ["name", "patterns"]) {
            let word = try file.word("name", of: row, among: Cue.allCases.map(\.rawValue))
            guard let cue = Cue(rawValue: word) else { continue }
            guard found[cue] == nil else {
                throw file.failure("the cue '\(word)' is declared twice", at: row.node, hint: "remove one of them")
            }
            found[cue] = try file.patterns("patterns", of: row)
        }
        if let missing = Cue.allCases.first(where: { found[$0] == nil }) {
            throw file.failure(
                "there is no cue '\(missing.rawValue)'", at: try file.top("cues"), hint: "add its patterns")
        }
        return Cues(patterns: found)
    }
}

extension PolicyFile {
    fileprivate func top(_ key: String) throws -> Node {
        guard let node = value(key) else {
            throw AlmanacError(.invalidInput, "\(path): there is no '\(key)'", hint: "add it at the top")
        }
        return node
    }

    /// A number in 0…1.
    fileprivate func fraction(_ node: Node, _ key: String) throws -> Double {
        guard let scalar = node.scalar, scalar.style == .plain, let number = Double(scalar.string),
            (0...1).contains(number)
        else {
            throw failure("'\(key)' is not a number in 0…1", at: node, hint: "write it such as \(key): 0.7")
        }
        return number
    }
}
