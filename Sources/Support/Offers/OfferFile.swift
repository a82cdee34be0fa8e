import Domain
import Foundation
import Yams

/// `offers.yml`, read strictly: unknown keys and values are errors with file and line.
struct OfferFile {
    private(set) var limits = OfferLadder.Limits()
    private(set) var ladder: [LeavingReason: [String]] = [:]
    private(set) var entries: [OfferLadder.Entry] = []

    /// Longest text of an offer, in characters.
    private static let longestText = 1_000
    private static let mostMonths = 120
    private static let mostOffers = 10

    private let file: PolicyFile

    init(company: URL) throws {
        file = try PolicyFile.required("offers.yml", in: company)
        try file.checkKeys(["limits", "ladder", "offers"])
        if let node = file.value("limits") { try readLimits(node) }
        let rows = try file.rows(
            "offers",
            members: [
                "code", "title", "leads_to", "audience", "once_per_months", "valid_from", "expires_on", "text",
            ])
        for row in rows {
            let entry = try entry(row)
            guard !entries.contains(where: { $0.code == entry.code }) else {
                throw file.failure("there are two offers '\(entry.code)'", at: row.node, hint: "give each its own code")
            }
            entries.append(entry)
        }
        try readLadder()
    }

    // MARK: Limits and ladder

    private mutating func readLimits(_ node: Node) throws {
        for (key, value) in try file.object(node, "limits") {
            switch key {
            case "first_request":
                let members = try members(value, key, ["at_most", "times"])
                if let most = members["at_most"] {
                    limits.offersAtMost = try file.integer(most, "at_most", in: 0...OfferFile.mostOffers)
                }
                // Whoever asks again gets the one line of a repeated request, so that no other number has a meaning.
                if let times = members["times"] { _ = try file.integer(times, "times", in: 1...1) }
            case "repeated_request":
                if let most = try members(value, key, ["lines_at_most"])["lines_at_most"] {
                    limits.linesAtMost = try file.integer(most, "lines_at_most", in: 0...1)
                }
            case "once_per_months":
                limits.oncePerMonths = try file.integer(value, key, in: 0...OfferFile.mostMonths)
            case "never_with": limits.neverWith = Set(try file.list(value, key).map(\.text))
            case "discounts":
                guard try file.text(value, key) == "none" else {
                    throw file.failure(
                        "'discounts' is not 'none'", at: value, hint: "discounts are not made; write discounts: none")
                }
            default:
                throw file.failure(
                    "there is no limit '\(key)'", at: value,
                    hint: "the limits are first_request, repeated_request, once_per_months, never_with and discounts")
            }
        }
    }

    private mutating func readLadder() throws {
        guard let node = file.value("ladder") else {
            throw AlmanacError(
                .invalidInput, "\(file.path): there is no 'ladder'", hint: "write for each reason the codes in order")
        }
        for (key, value) in try file.object(node, "ladder") {
            let reason = try reason(key, at: value)
            ladder[reason] = try file.list(value, key).map { code in
                guard let entry = entries.first(where: { $0.code == code.text }) else {
                    throw file.failure(
                        "'\(code.text)' is no offer", at: code.node,
                        hint: "the offers are \(entries.map(\.code).joined(separator: ", "))")
                }
                guard entry.reasons.contains(reason) else {
                    throw file.failure(
                        "'\(code.text)' is not for the reason '\(key)'", at: code.node,
                        hint: "add the reason to its audience or take it from the ladder")
                }
                return code.text
            }
        }
        for reason in LeavingReason.allCases where ladder[reason] == nil {
            throw file.failure(
                "the ladder says nothing for '\(reason.rawValue)'", at: node, hint: "add it, with [] for no offers")
        }
    }

    // MARK: Offers

    private typealias Row = (node: Node, values: [String: Node])

    private func entry(_ row: Row) throws -> OfferLadder.Entry {
        func node(_ name: String) throws -> Node { try file.required(name, of: row) }
        let audience = try node("audience")
        let parts = try members(audience, "audience", ["reasons", "plans", "frequencies", "not_when"])
        guard let reasons = parts["reasons"], let plans = parts["plans"] else {
            throw file.failure("the audience has no 'reasons' or no 'plans'", at: audience, hint: "add both")
        }
        let entry = OfferLadder.Entry(
            code: try file.text(try node("code"), "code", characters: 40),
            title: try file.text(try node("title"), "title"),
            lead: try lead(try node("leads_to")),
            reasons: Set(try file.list(reasons, "reasons").map { try reason($0.text, at: $0.node) }),
            plans: Set(try file.list(plans, "plans").map(\.text)),
            frequencies: try parts["frequencies"].map { node in
                Set(try file.list(node, "frequencies").map { try value($0, "frequency", Frequency.self) })
            },
            exceptions: Set(
                try parts["not_when"].map { node in
                    try file.list(node, "not_when").map {
                        try value($0, "exception", OfferLadder.Entry.Exception.self)
                    }
                } ?? []),
            oncePerMonths: try row.values["once_per_months"].map {
                try file.integer($0, "once_per_months", in: 0...OfferFile.mostMonths)
            } ?? limits.oncePerMonths,
            validFrom: try day(try node("valid_from"), "valid_from"),
            expiresOn: try day(try node("expires_on"), "expires_on"),
            texts: try texts(try node("text")))
        guard entry.validFrom <= entry.expiresOn else {
            throw file.failure(
                "'\(entry.code)' ends before it begins", at: row.node, hint: "put expires_on behind valid_from")
        }
        return entry
    }

    private func lead(_ node: Node) throws -> Offer.Lead {
        let parts = try members(node, "leads_to", ["tool", "page", "by"])
        let tool = try parts["tool"].map { try file.text($0, "tool", characters: 40) }
        let page = try parts["page"].map { try file.text($0, "page", characters: 40) }
        guard tool != nil || page != nil, let by = parts["by"] else {
            throw file.failure("'leads_to' needs 'by' and a tool or a page", at: node, hint: "add what is missing")
        }
        return Offer.Lead(
            tool: tool, page: page, by: try value((try file.text(by, "by"), by), "maker", Offer.Lead.Maker.self))
    }

    private func texts(_ node: Node) throws -> [OfferLadder.Entry.Text] {
        let texts = try file.object(node, "text").map { language, value in
            guard PatternSet.languages.contains(language), language != "all" else {
                throw file.failure("'\(language)' is no language here", at: value, hint: "en, he, ru, de or es")
            }
            let parts = try members(value, language, ["reviewed", "offer", "one_line"])
            guard let offer = parts["offer"], let oneLine = parts["one_line"] else {
                throw file.failure("the text has no 'offer' or no 'one_line'", at: value, hint: "add both")
            }
            return OfferLadder.Entry.Text(
                language: language, isReviewed: try file.flag("reviewed", of: (value, parts)),
                offer: try file.text(offer, "offer", characters: OfferFile.longestText),
                oneLine: try file.text(oneLine, "one_line", characters: OfferFile.longestText))
        }
        guard !texts.isEmpty else {
            throw file.failure("there is no text", at: node, hint: "add at least the one in English")
        }
        return texts
    }

    // MARK: Values

    private func members(_ node: Node, _ key: String, _ names: [String]) throws -> [String: Node] {
        var members: [String: Node] = [:]
        for (name, value) in try file.object(node, key) {
            guard names.contains(name) else {
                throw file.failure(
                    "there is no '\(name)' in '\(key)'", at: value,
                    hint: "it has \(names.joined(separator: ", "))")
            }
            members[name] = value
        }
        return members
    }

    private func reason(_ text: String, at node: Node) throws -> LeavingReason {
        try value((text, node), "reason", LeavingReason.self)
    }

    private func value<Value: RawRepresentable & CaseIterable>(
        _ entry: (text: String, node: Node), _ what: String, _ type: Value.Type
    ) throws -> Value where Value.RawValue == String {
        guard let value = Value(rawValue: entry.text) else {
            throw file.failure(
                "'\(entry.text)' is no \(what)", at: entry.node,
                hint: "it is one of \(Value.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return value
    }

    private func day(_ node: Node, _ key: String) throws -> CalendarDay {
        guard let day = node.scalar.flatMap({ CalendarDay(iso: $0.string) }) else {
            throw file.failure("'\(key)' is not a day", at: node, hint: "write it as 2026-06-01")
        }
        return day
    }
}
