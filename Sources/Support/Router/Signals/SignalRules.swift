public import Domain
public import Foundation
import Yams

/// What a company's `signals.yml` says about messages beside their category: words that ask for a person, that make a
/// message urgent or show a feeling; which categories are urgent; which two are told apart by history.
public struct SignalRules: Sendable {
    /// Two categories that wording hints at and history decides.
    public struct Pair: Sendable, Hashable {
        public let first: String
        public let repeated: String
        /// How far back a wish counts.
        public let withinDays: Int
    }

    /// Words of a message that only ends a conversation.
    struct Closing: Sendable, Hashable {
        /// What such a message is about.
        var category: String
        var thanks: Set<String> = []
        /// What stands around thanks and means nothing of its own.
        var around: Set<String> = []
        /// Agreement: where something was asked it is an answer.
        var agreeing: Set<String> = []
    }

    /// Nil where no message is taken for an ending.
    var closing: Closing?
    var wantsHuman = PhraseSet()
    var critical = PhraseSet()
    var high = PhraseSet()
    var positive = PhraseSet()
    var negative = PhraseSet()
    var frustrated = PhraseSet()
    /// At least this urgent, by category.
    var leastUrgency: [String: Urgency] = [:]
    /// Nil where no category is told apart by history.
    public var history: Pair?
    /// Categories that are no second intent.
    var neverSecond: Set<String> = []
    /// What order numbers look like: letters, then a hyphen and so many digits.
    var orders: [OrderShape] = []

    /// Without a file nothing is said.
    public init() {}

    /// Reads `signals.yml`; without one nothing is said. Throws `invalid_input` with file and line.
    ///
    /// - Parameter categories: names that the rules may speak of.
    public init(company: URL, categories: [Category]) throws {
        guard let file = try PolicyFile(company.appending(path: "signals.yml")) else { return }
        let names = Set(categories.map(\.name))
        for (keyNode, value) in file.entries {
            switch keyNode.scalar?.string {
            case "wants_human": wantsHuman = try file.phrases(value, "wants_human")
            case "urgency": try readUrgency(file, value, names)
            case "sentiment": try readSentiment(file, value)
            case "history": history = try file.pair(value, names)
            case "closing": closing = try file.closing(value, names)
            case "never_second":
                let listed = try file.list(value, "never_second")
                for entry in listed { try file.check(entry.text, names, at: entry.node) }
                neverSecond = Set(listed.map(\.text))
            case "orders":
                orders = try file.list(value, "orders").map { entry in
                    guard let shape = OrderShape(entry.text) else {
                        throw file.failure(
                            "'\(entry.text)' is not the shape of an order number", at: entry.node,
                            hint: "letters, a hyphen and a # for each digit, such as TB-#####")
                    }
                    return shape
                }
            case let other:
                throw file.failure(
                    "unknown entry '\(other ?? "?")'", at: keyNode,
                    hint: "the entries are wants_human, urgency, sentiment, history, closing, never_second and orders")
            }
        }
    }

    /// The category of a message that says thanks or "good to know" and nothing else; nil for any other.
    ///
    /// - Parameter isAsked: whether the customer was asked something; then agreement is an answer.
    func closingCategory(of text: String, isAsked: Bool) -> String? {
        guard let closing else { return nil }
        let words = LexicalGrams.words(of: text)
        guard (1...SignalRules.longestClosing).contains(words.count), !text.contains("?") else { return nil }
        let isThanks = words.contains(where: closing.thanks.contains)
        guard isThanks || !isAsked && words.contains(where: closing.agreeing.contains) else { return nil }
        let isNothingElse = words.allSatisfy {
            closing.thanks.contains($0) || closing.around.contains($0) || !isAsked && closing.agreeing.contains($0)
        }
        return isNothingElse ? closing.category : nil
    }

    private static let longestClosing = 16

    private mutating func readUrgency(_ file: PolicyFile, _ node: Node, _ names: Set<String>) throws {
        for (key, value) in try file.object(node, "urgency") {
            switch key {
            case "critical": critical = try file.phrases(value, key)
            case "high": high = try file.phrases(value, key)
            case "at_least":
                for (category, word) in try file.object(value, key) {
                    try file.check(category, names, at: word)
                    guard let urgency = Urgency(rawValue: try file.text(word, category)) else {
                        throw file.failure(
                            "the urgency of '\(category)' is none of \(Urgency.allCases.map(\.rawValue))", at: word,
                            hint: "choose one of them")
                    }
                    leastUrgency[category] = urgency
                }
            default:
                throw file.failure(
                    "unknown entry 'urgency.\(key)'", at: value, hint: "the entries are critical, high and at_least")
            }
        }
    }

    private mutating func readSentiment(_ file: PolicyFile, _ node: Node) throws {
        for (key, value) in try file.object(node, "sentiment") {
            switch key {
            case "positive": positive = try file.phrases(value, key)
            case "negative": negative = try file.phrases(value, key)
            case "frustrated": frustrated = try file.phrases(value, key)
            default:
                throw file.failure(
                    "unknown entry 'sentiment.\(key)'", at: value,
                    hint: "the entries are positive, negative and frustrated")
            }
        }
    }
}

/// `TB-#####`: what a number looks like.
struct OrderShape: Sendable, Hashable {
    let prefix: [UInt8]
    let digits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy({ (0x41...0x5A).contains($0) }),
            (3...20).contains(parts[1].utf8.count), parts[1].allSatisfy({ $0 == "#" })
        else { return nil }
        prefix = Array(parts[0].utf8)
        digits = parts[1].utf8.count
    }
}

extension PolicyFile {
    /// Lists of phrases by language, together.
    fileprivate func phrases(_ node: Node, _ key: String) throws -> PhraseSet {
        var texts: [String] = []
        for (language, list) in try object(node, key) {
            guard ["en", "he", "ru", "de", "es"].contains(language) else {
                throw failure("'\(language)' is no language here", at: list, hint: "en, he, ru, de or es")
            }
            guard let entries = list.sequence else {
                throw failure("'\(language)' is not a list", at: list, hint: "begin each phrase with '- '")
            }
            for entry in entries {
                let phrase = try text(entry, key)
                do throws(PhraseSet.Invalid) {
                    _ = try PhraseSet([phrase])
                } catch {
                    throw failure(error.reason, at: entry, hint: "write words with spaces; *, |, _ and ~ are allowed")
                }
                texts.append(phrase)
            }
        }
        do throws(PhraseSet.Invalid) {
            return try PhraseSet(texts)
        } catch {
            throw failure(error.reason, at: node, hint: "write words with spaces; *, |, _ and ~ are allowed")
        }
    }

    fileprivate func closing(_ node: Node, _ names: Set<String>) throws -> SignalRules.Closing {
        var category: String?
        var words: [String: Set<String>] = [:]
        let lists = ["thanks", "around", "agreeing"]
        for (key, value) in try object(node, "closing") {
            switch key {
            case "category":
                let name = try text(value, key)
                try check(name, names, at: value)
                category = name
            case let key where lists.contains(key):
                for (language, list) in try object(value, key) {
                    guard ["en", "he", "ru", "de", "es"].contains(language) else {
                        throw failure("'\(language)' is no language here", at: list, hint: "en, he, ru, de or es")
                    }
                    words[key, default: []].formUnion(
                        try self.list(list, language).flatMap { LexicalGrams.words(of: $0.text) })
                }
            default:
                throw failure(
                    "unknown entry 'closing.\(key)'", at: value,
                    hint: "the entries are category, thanks, around and agreeing")
            }
        }
        guard let category else {
            throw failure("'closing' has no 'category'", at: node, hint: "name the category of mere thanks")
        }
        return SignalRules.Closing(
            category: category, thanks: words["thanks"] ?? [], around: words["around"] ?? [],
            agreeing: words["agreeing"] ?? [])
    }

    fileprivate func pair(_ node: Node, _ names: Set<String>) throws -> SignalRules.Pair {
        let fields = try object(node, "history")
        func category(_ key: String) throws -> String {
            guard let value = fields.first(where: { $0.key == key })?.value else {
                throw failure("'history' has no '\(key)'", at: node, hint: "name first, repeated and within_days")
            }
            let name = try text(value, key)
            try check(name, names, at: value)
            return name
        }
        guard let days = fields.first(where: { $0.key == "within_days" })?.value else {
            throw failure("'history' has no 'within_days'", at: node, hint: "name first, repeated and within_days")
        }
        return SignalRules.Pair(
            first: try category("first"), repeated: try category("repeated"),
            withinDays: try integer(days, "within_days", in: 1...3650))
    }

    fileprivate func check(_ category: String, _ names: Set<String>, at node: Node) throws {
        guard names.contains(category) else {
            throw failure("'\(category)' is no category of categories.yml", at: node, hint: "use a name that is")
        }
    }
}
