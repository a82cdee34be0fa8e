public import Domain

extension SupportWriter {
    public func insert(_ proposal: Proposal) throws {
        let sql = """
            INSERT INTO proposal (
                id, session, customer, tool, subject, arguments, summary, consequence, version, created_at,
                expires_at, status, settled_at, result, superseded_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .text(proposal.id.rawValue), .text(proposal.session), .text(proposal.customer.rawValue),
            .text(proposal.tool), .text(proposal.subject), .text(JSONValue.object(proposal.arguments).text),
            .text(proposal.summary), .text(JSONValue.object(proposal.consequence).text),
            .integer(proposal.version.map(Int64.init)), .integer(proposal.createdAt.milliseconds),
            .integer(proposal.expiresAt.milliseconds), .text(proposal.status.rawValue),
            .integer(proposal.settledAt?.milliseconds), .text(proposal.result.map { JSONValue.object($0).text }),
            .text(proposal.supersededBy?.rawValue))
    }

    /// Moves a proposal on. `executing` keeps in `settledAt` when it was handed on.
    ///
    /// Throws `conflict` where it is in none of the states `from`.
    public func move(
        _ id: ProposalID, from: Set<ProposalStatus>, to status: ProposalStatus, at time: Timestamp,
        result: JSONObject? = nil, supersededBy: ProposalID? = nil
    ) throws {
        let sql = """
            UPDATE proposal
            SET status = ?, settled_at = ?, result = coalesce(?, result), superseded_by = ?
            WHERE id = ? AND status IN (SELECT value FROM json_each(?))
            """
        try SQLStatement(db, sql).run(
            .text(status.rawValue), .integer(time.milliseconds), .text(result.map { JSONValue.object($0).text }),
            .text(supersededBy?.rawValue), .text(id.rawValue), .text(JSONValue(from.map(\.rawValue).sorted()).text))
        guard db.changesCount == 1 else {
            throw AlmanacError(
                .conflict, "\(id) was settled by someone else meanwhile", hint: "ask again to see what became of it")
        }
    }
}
