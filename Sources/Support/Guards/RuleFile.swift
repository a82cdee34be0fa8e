import Domain
import Foundation
import Yams

/// Reading of the rules files of a company folder, strict: unknown keys and values are errors with file and line.
extension PolicyFile {
    /// A rules file that must be there: without its rules nothing is checked, so nothing may pass.
    static func required(_ name: String, in company: URL) throws -> PolicyFile {
        let url = company.appending(path: name)
        guard let file = try PolicyFile(url) else {
            throw AlmanacError(
                .fileMissing, "there is no \(url.path(percentEncoded: false))",
                hint: "the company's folder needs \(name); without it no message can be judged")
        }
        return file
    }

    /// The entries of a list of objects under `key`, each with its node and values; throws for an unknown member.
    func rows(_ key: String, members: Set<String>) throws -> [(node: Node, values: [String: Node])] {
        guard let node = value(key), let sequence = node.sequence, !sequence.isEmpty else {
            throw AlmanacError(
                .invalidInput, "\(path): there is no list '\(key)'", hint: "write \(key): and its rules below it")
        }
        return try sequence.map { entry in
            var values: [String: Node] = [:]
            for (name, value) in try object(entry, key) {
                guard members.contains(name) else {
                    throw failure(
                        "there is no '\(name)' in a rule of '\(key)'", at: value,
                        hint: "a rule has \(members.sorted().joined(separator: ", "))")
                }
                values[name] = value
            }
            return (entry, values)
        }
    }

    func required(_ name: String, of row: (node: Node, values: [String: Node])) throws -> Node {
        guard let value = row.values[name] else {
            throw failure("a rule has no '\(name)'", at: row.node, hint: "add it")
        }
        return value
    }

    func word(_ name: String, of row: (node: Node, values: [String: Node]), among words: [String]) throws -> String {
        let node = try required(name, of: row)
        let text = try text(node, name)
        guard words.contains(text) else {
            throw failure(
                "'\(name)' is '\(text.prefix(40))'", at: node, hint: "it is one of \(words.joined(separator: ", "))")
        }
        return text
    }

    func patterns(
        _ name: String, of row: (node: Node, values: [String: Node]), ignoresCase: Bool = true
    ) throws -> PatternSet {
        guard let node = row.values[name], !node.isNullScalar else { return .none }
        return try PatternSet(node, name, in: self, ignoresCase: ignoresCase)
    }

    func flag(_ name: String, of row: (node: Node, values: [String: Node])) throws -> Bool {
        guard let node = row.values[name] else { return false }
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default: throw failure("'\(name)' is neither true nor false", at: node, hint: "write true or false")
        }
    }

    /// Throws for a key at the top that is not among `keys`.
    func checkKeys(_ keys: Set<String>) throws {
        for (key, _) in entries where !keys.contains(key.scalar?.string ?? "") {
            throw failure(
                "there is no setting '\((key.scalar?.string ?? "").prefix(40))'", at: key,
                hint: "the settings are \(keys.sorted().joined(separator: ", "))")
        }
    }
}

extension Node {
    var isNullScalar: Bool {
        guard let scalar else { return false }
        return scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
    }
}
