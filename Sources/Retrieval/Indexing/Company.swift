public import Domain
public import Foundation
import Yams

/// What a company declares about its knowledge: the namespaces and the slots of approved answers.
public struct Company: Sendable {
    /// A part of the knowledge base, and the kind of its documents where they do not name one.
    public struct Namespace: Sendable, Hashable {
        public let name: String
        public let kind: DocumentKind
        public let description: String

        public init(name: String, kind: DocumentKind, description: String) {
            self.name = name
            self.kind = kind
            self.description = description
        }
    }

    /// In their declared order, names unique.
    public let namespaces: [Namespace]
    /// Names that may stand in an answer as `{{name}}`.
    public let slots: Set<String>

    public init(namespaces: [Namespace], slots: Set<String>) {
        self.namespaces = namespaces
        self.slots = slots
    }

    /// What holds without a company folder: the usual areas of customer support, and no slots.
    public static let builtIn = Company(
        namespaces: [
            Namespace(name: "shipping", kind: .example, description: "Approved answers about parcels."),
            Namespace(name: "payment", kind: .example, description: "Approved answers about charges and cards."),
            Namespace(name: "subscription", kind: .example, description: "Approved answers about subscriptions."),
            Namespace(name: "customization", kind: .example, description: "Approved answers about preferences."),
            Namespace(name: "damage", kind: .example, description: "Approved answers about broken or missing items."),
            Namespace(name: "retention", kind: .example, description: "Approved answers to a wish to cancel."),
            Namespace(name: "gratitude", kind: .example, description: "Approved answers to thanks."),
            Namespace(name: "faq", kind: .faq, description: "General questions with their public answer."),
            Namespace(name: "policies", kind: .policy, description: "The company's rules."),
            Namespace(name: "outstanding-cases", kind: .outstanding, description: "Cases that need a person."),
            Namespace(name: "learning", kind: .example, description: "Answers learned from people's edits."),
        ], slots: [])

    public func namespace(_ name: String) -> Namespace? { namespaces.first { $0.name == name } }

    /// Reads `categories.yml` and, where there is one, `slots.yml`.
    ///
    /// Throws `file_missing` where there is no `categories.yml`, `invalid_input` naming file and line where one of
    /// them is not as it should be.
    public init(folder: URL) throws {
        let categories = try CompanyFile(folder.appending(path: "categories.yml"))
        var namespaces: [Namespace] = []
        for entry in try categories.entries("namespaces") {
            let name = try categories.text("name", of: entry)
            guard Company.isValidName(name) else {
                throw categories.failure("the namespace '\(name)' is not of the letters a–z, digits and -", at: entry)
            }
            guard let kind = DocumentKind(rawValue: try categories.text("kind", of: entry)) else {
                throw categories.failure(
                    "the kind of '\(name)' is none of \(DocumentKind.allCases.map(\.rawValue))", at: entry)
            }
            guard !namespaces.contains(where: { $0.name == name }) else {
                throw categories.failure("the namespace '\(name)' is declared twice", at: entry)
            }
            let description = entry["description"]?.string ?? ""
            namespaces.append(Namespace(name: name, kind: kind, description: description))
        }
        self.namespaces = namespaces

        let file = folder.appending(path: "slots.yml")
        guard FileManager.default.fileExists(atPath: file.path) else {
            slots = []
            return
        }
        let slots = try CompanyFile(file)
        self.slots = Set(try slots.entries("slots").map { try slots.text("name", of: $0) })
    }

    private static func isValidName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}

/// A YAML file of the company folder: an object of lists of objects.
private struct CompanyFile {
    let file: URL
    let root: Node

    init(_ file: URL) throws {
        self.file = file
        guard FileManager.default.fileExists(atPath: file.path) else {
            throw AlmanacError(
                .fileMissing, "there is no \(file.path)", hint: "give a company folder with a categories.yml")
        }
        do {
            let text = try String(contentsOf: file, encoding: .utf8)
            root = try Yams.compose(yaml: text) ?? Node([(Node, Node)]())
        } catch {
            throw AlmanacError(
                .invalidInput, "\(file.path) is not readable YAML", hint: "\(error)", underlying: error)
        }
    }

    func entries(_ name: String) throws -> [Node] {
        guard let list = root[name]?.sequence else {
            throw AlmanacError(.invalidInput, "\(file.path) has no list named '\(name)'")
        }
        return Array(list)
    }

    func text(_ key: String, of entry: Node) throws -> String {
        guard let text = entry[key]?.scalar?.string, !text.isEmpty else {
            throw failure("an entry has no '\(key)'", at: entry)
        }
        return text
    }

    func failure(_ message: String, at node: Node) -> AlmanacError {
        AlmanacError(.invalidInput, "\(file.path):\(node.mark?.line ?? 1): \(message)")
    }
}
