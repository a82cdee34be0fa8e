public import Domain

extension SupportReader {
    public func session(_ id: String) throws -> Session? {
        let sql = "SELECT id, channel, customer, identity, verified_by, status FROM session WHERE id = ?"
        return try SQLStatement(db, sql).bind([.text(id)]).first { row in
            Session(
                id: row.text(0), channel: try row.word(1),
                customer: row.optionalText(2).map(CustomerNumber.init),
                level: try row.word(3),
                verifiedBy: try row.optionalWord(4),
                status: try row.word(5))
        }
    }

    /// The calls of tools of a session (of the home where it is nil), newest first.
    public func toolExecutions(session: String?, limit: Int) throws -> [ToolExecution] {
        let sql = """
            SELECT session, customer, identity, verified_by, tool, arguments, status, code, proposal, at, duration_us
            FROM tool_execution
            WHERE ?1 IS NULL OR session = ?1
            ORDER BY row DESC
            LIMIT ?2
            """
        var executions: [ToolExecution] = []
        try SQLStatement(db, sql).bind([.text(session), .integer(Int64(limit))]).scan { row in
            executions.append(
                ToolExecution(
                    session: row.optionalText(0), customer: row.optionalText(1).map(CustomerNumber.init),
                    level: try row.word(2),
                    verifiedBy: try row.optionalWord(3),
                    tool: row.text(4), arguments: try row.object(5),
                    status: try row.word(6), code: row.optionalText(7),
                    proposal: row.optionalText(8).map(ProposalID.init),
                    at: row.time(9), duration: .microseconds(row.int64(10))))
        }
        return executions
    }
}

extension SupportWriter {
    /// Inserts a session, or brings the one with this id to the given customer, identity and status.
    public func put(_ session: Session, at time: Timestamp) throws {
        let sql = """
            INSERT INTO session (id, channel, customer, identity, verified_by, status, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
            ON CONFLICT (id) DO UPDATE
            SET customer = ?3, identity = ?4, verified_by = ?5, status = ?6, updated_at = ?7
            """
        try SQLStatement(db, sql).run(
            .text(session.id), .text(session.channel.rawValue), .text(session.customer?.rawValue),
            .text(session.level.rawValue), .text(session.verifiedBy?.rawValue), .text(session.status.rawValue),
            .integer(time.milliseconds))
    }

    public func append(_ execution: ToolExecution) throws {
        let sql = """
            INSERT INTO tool_execution (
                session, customer, identity, verified_by, tool, arguments, status, code, proposal, at, duration_us)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .text(execution.session), .text(execution.customer?.rawValue), .text(execution.level.rawValue),
            .text(execution.verifiedBy?.rawValue), .text(execution.tool),
            .text(JSONValue.object(execution.arguments).text), .text(execution.status.rawValue),
            .text(execution.code), .text(execution.proposal?.rawValue), .integer(execution.at.milliseconds),
            .integer(max(0, Int64(execution.duration / .microseconds(1)))))
    }

    /// What a request key stands for, remembering it where it is new.
    ///
    /// - Parameter digest: says who asked for what; another one under the same key is a `conflict`.
    /// - Returns: the target that was remembered first; nil where that is the given one, now.
    public func claim(
        requestKey key: String, method: String, digest: String, target: String, at time: Timestamp
    ) throws -> String? {
        let find = "SELECT digest, target FROM request_key WHERE method = ? AND key = ?"
        if let (found, target) = try SQLStatement(db, find).bind([.text(method), .text(key)])
            .first({ ($0.text(0), $0.text(1)) })
        {
            guard found == digest else {
                throw AlmanacError(
                    .conflict, "the request key was used for another request",
                    hint: "take a new key for every new request, and the same only to repeat one")
            }
            return target
        }
        let sql = "INSERT INTO request_key (key, method, digest, target, created_at) VALUES (?, ?, ?, ?, ?)"
        try SQLStatement(db, sql).run(
            .text(key), .text(method), .text(digest), .text(target), .integer(time.milliseconds))
        return nil
    }
}
