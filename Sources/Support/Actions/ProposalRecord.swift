public import Domain
import Store

/// A proposal with all that it left behind.
public struct ProposalRecord: Sendable {
    public let proposal: Proposal
    /// The one change; nil where none was made.
    public let audit: AuditRecord?
    /// In the order in which they happened.
    public let events: [EventRecord]

    public var json: JSONValue {
        [
            "proposal": .object(proposal.json), "audit": audit?.json ?? .null,
            "events": .array(events.map(\.json)),
        ]
    }
}

extension Actions {
    /// Throws `not_found`.
    public func record(of id: ProposalID) throws -> ProposalRecord {
        try store.read { reader in
            guard let proposal = try reader.proposal(id) else { throw Actions.noProposal(id) }
            let audit = try reader.audit(key: id.rawValue)
            var events = try reader.events(subject: id.rawValue)
            if let audit {
                // The change itself is an event of what it changed.
                events += try reader.events(subject: audit.subject).filter { $0.at == audit.at }
            }
            return ProposalRecord(proposal: proposal, audit: audit, events: events)
        }
    }
}
