public import Domain

extension SupportReader {
    public func proposal(_ id: ProposalID) throws -> Proposal? {
        try SQLStatement(db, "\(SupportReader.selectProposal) WHERE id = ?").bind([.text(id.rawValue)])
            .first(SupportReader.proposal)
    }

    /// Newest first.
    public func proposals(_ filter: ProposalFilter) throws -> [Proposal] {
        let sql = """
            \(SupportReader.selectProposal)
            WHERE (?1 IS NULL OR session = ?1)
                AND (?2 IS NULL OR customer = ?2)
                AND (?3 IS NULL OR status IN (SELECT value FROM json_each(?3)))
                AND (?4 IS NULL OR row < (SELECT row FROM proposal WHERE id = ?4))
            ORDER BY row DESC
            LIMIT ?5
            """
        let statuses = filter.statuses.map { JSONValue($0.map(\.rawValue).sorted()).text }
        var proposals: [Proposal] = []
        try SQLStatement(db, sql)
            .bind([
                .text(filter.session), .text(filter.customer?.rawValue), .text(statuses),
                .text(filter.before?.rawValue), .integer(Int64(filter.limit)),
            ])
            .scan { proposals.append(try SupportReader.proposal($0)) }
        return proposals
    }

    /// The proposal that waits for a word or an answer about this subject.
    public func waitingProposal(tool: String, subject: String) throws -> Proposal? {
        let sql = """
            \(SupportReader.selectProposal)
            WHERE tool = ? AND subject = ? AND status IN ('pending_confirmation', 'executing')
            """
        return try SQLStatement(db, sql).bind([.text(tool), .text(subject)]).first(SupportReader.proposal)
    }

    /// Those that wait for a word past their time, or that were handed on before a moment.
    public func overdueProposals(at now: Timestamp, handedOnBefore: Timestamp) throws -> [Proposal] {
        let sql = """
            \(SupportReader.selectProposal)
            WHERE (status = 'pending_confirmation' AND expires_at <= ?) OR (status = 'executing' AND settled_at <= ?)
            ORDER BY row
            """
        var proposals: [Proposal] = []
        try SQLStatement(db, sql).bind([.integer(now.milliseconds), .integer(handedOnBefore.milliseconds)])
            .scan { proposals.append(try SupportReader.proposal($0)) }
        return proposals
    }

    public func hasClaim(_ number: ClaimNumber) throws -> Bool {
        try SQLStatement(db, "SELECT 1 FROM damage_claim WHERE number = ?").bind([.text(number.rawValue)]).int64()
            != nil
    }

    private static let selectProposal = """
        SELECT id, session, customer, tool, subject, arguments, summary, consequence, version, created_at, expires_at,
            status, settled_at, result, superseded_by
        FROM proposal
        """

    private static func proposal(_ row: SQLStatement) throws -> Proposal {
        Proposal(
            id: ProposalID(rawValue: row.text(0)), session: row.text(1),
            customer: CustomerNumber(rawValue: row.text(2)),
            tool: row.text(3), subject: row.text(4),
            arguments: try row.object(5),
            summary: row.text(6), consequence: try row.object(7),
            version: row.optionalInt(8), createdAt: row.time(9),
            expiresAt: row.time(10),
            status: try row.word(11),
            settledAt: row.optionalTime(12),
            result: row.isNull(13) ? nil : try row.object(13),
            supersededBy: row.optionalText(14).map(ProposalID.init))
    }
}
