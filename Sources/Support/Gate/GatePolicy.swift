import Domain
public import Foundation
import Yams

/// What the gate does with exceptional cases, and what categories stand for: `gate.yml` of a company folder.
public struct GatePolicy: Sendable, Hashable {
    /// Codes of cases that a person answers from the start.
    let escalatedCases: Set<String>
    /// A soft case is sent from this confidence of the answer on.
    let softCaseFrom: Double
    /// What a photo without words is taken for.
    let photoCategory: String
    public let cancelling: Set<String>
    public let damage: Set<String>

    /// Throws `file_missing`, or `invalid_input` with file and line.
    public init(company folder: URL) throws {
        let file = try PolicyFile.required("gate.yml", in: folder)
        try file.checkKeys(["escalated_cases", "soft_case_from", "photo_category", "cancelling", "damage"])
        func node(_ key: String) throws -> Node {
            guard let node = file.value(key) else {
                throw AlmanacError(.invalidInput, "\(file.path): there is no '\(key)'", hint: "write it")
            }
            return node
        }
        func names(_ key: String) throws -> Set<String> { Set(try file.list(node(key), key).map(\.text)) }
        escalatedCases = try names("escalated_cases")
        cancelling = try names("cancelling")
        damage = try names("damage")
        photoCategory = try file.text(node("photo_category"), "photo_category", characters: 64)
        let number = try node("soft_case_from")
        guard let value = number.float, (0...1).contains(value) else {
            throw file.failure("'soft_case_from' is no number in 0…1", at: number, hint: "write 0.9")
        }
        softCaseFrom = value
        let known = Set(try Category.all(company: folder).map(\.name))
        for name in cancelling.union(damage).union([photoCategory]) where !known.contains(name) {
            throw AlmanacError(
                .invalidInput, "\(file.path): there is no category '\(name)' in categories.yml",
                hint: "the categories are \(known.sorted().joined(separator: ", "))")
        }
    }

    /// Whether a person answers the case from the start.
    func escalates(_ outstanding: Outstanding) -> Bool {
        outstanding.kind == .hard && escalatedCases.contains(outstanding.code)
    }
}
