import ArgumentParser
import Domain
import Support

/// Tools for people: a heading for each, then what it takes.
enum ToolReport {
    static func text(_ catalog: ToolCatalog) -> String {
        catalog.tools.map { tool in
            var lines = [
                "\(tool.name) (\(tool.effect.rawValue), needs \(tool.identity.rawValue))", "  \(tool.description)",
            ]
            lines += tool.parameters.map { field in
                let presence = field.presence == .required ? ", required" : ""
                return "    \(field.name): \(field.schema.words)\(presence); \(field.summary)"
            }
            return lines.joined(separator: "\n")
        }.joined(separator: "\n\n")
    }
}

/// What a business rule refused: printed, then exit status 3.
enum RefusalReport {
    static func end(_ refusal: Refusal, _ shared: SharedOptions) throws -> Never {
        Console.print(
            shared.json ? JSONValue.object(["status": "refused", "refusal": refusal.json]).text : text(refusal))
        throw ExitCode(3)
    }

    static func text(_ refusal: Refusal) -> String {
        var lines = ["refused (\(refusal.code.rawValue)): \(refusal.text)"]
        lines += refusal.choices.map { "  \($0.argument)=\($0.value)  \($0.label)" }
        lines += refusal.alternatives.map { alternative in
            let arguments = alternative.arguments.members.map { " \($0.key)=\($0.value.string ?? $0.value.text)" }
            return "  instead: \(alternative.tool)\(arguments.joined())  \(alternative.text)"
        }
        return lines.joined(separator: "\n")
    }
}

/// How settling ended: status 0 where it is as wanted, else 3.
enum SettleReport {
    static func end(_ answer: SettleAnswer, wanted: ProposalStatus, _ shared: SharedOptions) throws {
        Console.print(shared.json ? answer.json.text : text(answer))
        if case .settled(let proposal) = answer, proposal.status == wanted { return }
        throw ExitCode(3)
    }

    private static func text(_ answer: SettleAnswer) -> String {
        switch answer {
        case .settled(let proposal): return ProposalReport.outcome(proposal)
        case .replaced(_, let view):
            return "What was shown does not hold any more; nothing was changed. Today it means:\n"
                + ProposalReport.text(view)
        case .refused(let refusal, _): return RefusalReport.text(refusal)
        }
    }
}

/// Proposals for people.
enum ProposalReport {
    static func table(_ proposals: [Proposal]) -> String {
        guard !proposals.isEmpty else { return "no proposals" }
        return Table(
            header: ["proposal", "status", "tool", "customer", "made", "subject"],
            rows: proposals.map {
                [$0.id.rawValue, $0.status.rawValue, $0.tool, $0.customer.rawValue, $0.createdAt.iso, $0.subject]
            }, stream: Console.output
        ).text
    }

    static func text(_ view: ProposalView) -> String {
        let proposal = view.proposal
        var lines = [
            "\(proposal.id) (\(proposal.status.rawValue) until \(proposal.expiresAt.iso))", "  \(proposal.summary)",
        ]
        lines += view.effects.map { "  - \($0)" }
        lines.append("  session: \(proposal.session)")
        if let token = view.token { lines.append("  token: \(token)") }
        return lines.joined(separator: "\n")
    }

    static func outcome(_ proposal: Proposal) -> String {
        var lines = ["\(proposal.id) is \(proposal.status.rawValue)"]
        if proposal.status == .executed {
            lines.append("  " + (proposal.result?["summary"]?.string ?? proposal.summary))
            lines += (proposal.result?["effects"]?.array ?? []).compactMap(\.string).map { "  - \($0)" }
            let edited = (proposal.result?["edited"]?.array ?? []).compactMap(\.string)
            if !edited.isEmpty { lines.append("  changed in the form: \(edited.joined(separator: ", "))") }
        } else if let text = proposal.result?["text"]?.string {
            lines.append("  \(text)")
        }
        return lines.joined(separator: "\n")
    }

    static func text(_ record: ProposalRecord) -> String {
        var lines = [
            outcome(record.proposal), "  customer: \(record.proposal.customer)  session: \(record.proposal.session)",
        ]
        if let audit = record.audit {
            lines.append("audit: \(audit.at.iso) \(audit.operation) of \(audit.subject) by \(audit.actor)")
            lines.append("  before: \(JSONValue.object(audit.before).text)")
            lines.append("  after:  \(JSONValue.object(audit.after).text)")
        } else {
            lines.append("audit: no change was made")
        }
        lines.append("events:")
        lines += record.events.map { "  \($0.at.iso) \($0.kind) \(JSONValue.object($0.detail).text)" }
        return lines.joined(separator: "\n")
    }
}
