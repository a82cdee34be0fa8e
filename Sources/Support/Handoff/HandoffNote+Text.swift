import Domain

extension HandoffNote {
    /// Longest note as text, in characters. What is cut is said, and `json` has all of it.
    public static let longestText = 20_000
    /// Characters of one message, of the summary and of the attempted answer in it.
    private static let longestMessage = 2_000
    private static let longestSummary = 2_000
    private static let longestAnswer = 4_000
    /// Characters of one line, and lines of one list.
    private static let longestLine = 300
    private static let mostLines = 20
    /// Characters of everything before the conversation, so that the newest message always has room.
    private static let longestHead = 15_000

    /// For a person, as Markdown. What a customer wrote stands behind `> ` on every line, its links do not work, and
    /// nothing in it can end the quotation.
    public var text: String {
        var sections = [overview]
        sections.append(list("Why a person", reasons.map { "\($0.code.rawValue): \(line($0.text))" }))
        if !summary.isEmpty {
            sections.append("**Summary**\n\n" + quote(summary, longest: HandoffNote.longestSummary))
        }
        if let attempted, !attempted.isEmpty {
            let answer = quote(attempted, longest: HandoffNote.longestAnswer, keeping: linkHosts)
            sections.append("**Attempted answer**\n\n" + answer)
        }
        sections.append(list("Tools", tools.map { "\(line($0.name)): \(line($0.status))" }))
        sections.append(
            list(
                "Proposals",
                proposals.map {
                    let until = $0.status == .pending ? " until \($0.expiresAt.iso)" : ""
                    return "\(line($0.tool)), \($0.status.rawValue)\(until): \(line($0.summary))"
                }))
        sections.append(list("Next steps", steps.map(line)))
        var head = sections.filter { !$0.isEmpty }.joined(separator: "\n\n")
        if head.count > HandoffNote.longestHead {
            head = head.prefix(HandoffNote.longestHead) + "\n\n[…the rest is in the record]"
        }
        return head + "\n\n" + conversation(characters: HandoffNote.longestText - head.count - 2)
    }

    private var overview: String {
        let who = [customer.name.map(line), customer.number.map { line($0.rawValue) }, email].compactMap { $0 }
        var lines = [
            "**Handed over to \(line(assignee))**", "",
            "- Customer: \(who.isEmpty ? "unknown" : who.joined(separator: ", "))",
            "- Identity: \(customer.level.rawValue)" + (customer.verifiedBy.map { " by \($0.rawValue)" } ?? ""),
            "- Conversation: \(line(session)), \(channel.rawValue), \(at.iso)",
        ]
        let second = classification.secondaryCategory.map { ", also \(line($0))" } ?? ""
        lines.append("- Category: \(line(classification.category))\(second), confidence \(percent)")
        lines.append(
            "- Urgency: \(urgency.rawValue), sentiment: \(classification.sentiment.rawValue), language: "
                + line(classification.language))
        if let redLine { lines.append("- Red line: \(line(redLine))") }
        if let outstanding { lines.append("- Exceptional case: \(line(outstanding))") }
        return lines.joined(separator: "\n")
    }

    /// Whole, since a person has to find the account by it. One that was only typed is the customer's text.
    private var email: String? {
        guard let email = customer.email else { return nil }
        guard customer.level == .verified else { return line(email) }
        return QuotedText.oneLine(email, longest: HandoffNote.longestLine, isLinked: true)
    }

    private var percent: String {
        let confidence = classification.confidence
        return confidence.isFinite ? "\(Int((min(max(confidence, 0), 1) * 100).rounded())) %" : "unknown"
    }

    private func line(_ text: String) -> String { QuotedText.oneLine(text, longest: HandoffNote.longestLine) }

    private func quote(_ text: String, longest: Int, keeping hosts: Set<String> = []) -> String {
        QuotedText.quoted(text, longest: longest, keeping: hosts)
    }

    private func list(_ title: String, _ lines: [String]) -> String {
        guard !lines.isEmpty else { return "" }
        var shown = lines.prefix(HandoffNote.mostLines).map { "- \($0)" }
        if shown.count < lines.count { shown.append("- and \(lines.count - shown.count) more") }
        return "**\(title)**\n\n" + shown.joined(separator: "\n")
    }

    /// The newest messages that fit, in their order.
    private func conversation(characters: Int) -> String {
        guard !history.isEmpty else { return "**Conversation**\n\nNothing was written before." }
        var shown: [String] = []
        // Room for the line that counts what is left out.
        var room = characters - 120
        for message in history.reversed() {
            let own = message.role == .customer ? [] : linkHosts
            let entry =
                "\(message.role.rawValue), \(message.at.iso)\n\n"
                + quote(message.text, longest: HandoffNote.longestMessage, keeping: own)
            guard entry.count + 2 <= room else { break }
            room -= entry.count + 2
            shown.append(entry)
        }
        var parts = ["**Conversation**"]
        if shown.count < history.count {
            parts.append("\(history.count - shown.count) earlier messages are left out here; the record has them all.")
        }
        return (parts + shown.reversed()).joined(separator: "\n\n")
    }
}
