import Domain

extension SupportReader {
    /// What in the tables of conversations contradicts itself, one sentence each with ids and nothing else; empty
    /// where all is sound. Of one kind at most 20 are named. Reads every conversation.
    public func conversationProblems() throws -> [String] {
        var problems: [String] = []
        for check in SupportReader.checks {
            var ids: [String] = []
            var count = 0
            try SQLStatement(db, check.sql).scan { row in
                count += 1
                if ids.count < SupportReader.namedAtMost { ids.append(row.text(0)) }
            }
            problems += ids.map { "\($0): \(check.problem)" }
            if count > ids.count { problems.append("\(count - ids.count) more: \(check.problem)") }
        }
        return problems
    }

    private static let namedAtMost = 20

    /// Each gives the ids of what is wrong.
    private static let checks: [(problem: String, sql: String)] = [
        (
            "the message is decided, but has no decision",
            """
            SELECT message.id
            FROM message
            LEFT JOIN decision ON decision.message = message.row
            WHERE message.role = 'customer' AND message.status IN ('decided', 'released') AND decision.row IS NULL
            """
        ),
        (
            "the message has a decision, but is not decided",
            """
            SELECT message.id
            FROM decision
            JOIN message ON message.row = decision.message
            WHERE message.role <> 'customer' OR message.status NOT IN ('decided', 'released')
            """
        ),
        (
            "the message is decided, but keeps no result for a repeat",
            """
            SELECT id
            FROM message
            WHERE role = 'customer' AND status IN ('decided', 'released') AND result IS NULL
            """
        ),
        (
            "the message is released, but nothing answers it",
            """
            SELECT id
            FROM message
            WHERE role = 'customer' AND status = 'released'
                AND NOT EXISTS (SELECT 1 FROM message AS answer WHERE answer.answers = message.row)
            """
        ),
        (
            "the answer is to a message that is not released, or of another session",
            """
            SELECT answer.id
            FROM message AS answer
            JOIN message ON message.row = answer.answers
            WHERE message.status <> 'released' OR message.session <> answer.session OR message.role <> 'customer'
            """
        ),
        (
            "the session's counts do not add up",
            """
            SELECT session.id
            FROM session
            LEFT JOIN (
                SELECT session, sum(role = 'customer') AS messages, sum(role IN ('assistant', 'agent')) AS answers
                FROM message
                GROUP BY session
            ) AS counted ON counted.session = session.row
            WHERE session.messages <> coalesce(counted.messages, 0)
                OR session.answers <> coalesce(counted.answers, 0)
            """
        ),
        (
            "the session's count of escalations does not add up",
            """
            SELECT session.id
            FROM session
            LEFT JOIN (
                SELECT message.session, count(*) AS escalations
                FROM decision
                JOIN message ON message.row = decision.message
                WHERE decision.decision = 'escalate'
                GROUP BY message.session
            ) AS counted ON counted.session = session.row
            WHERE session.escalations <> coalesce(counted.escalations, 0)
            """
        ),
        (
            "the session is escalated, but no decision did that",
            "SELECT id FROM session WHERE status = 'escalated' AND escalations = 0"
        ),
        (
            "the session's lease is for a message that is decided, or of another session",
            """
            SELECT session.id
            FROM session
            LEFT JOIN message ON message.row = session.lease_message
            WHERE session.lease_holder IS NOT NULL
                AND (message.session IS NOT session.row OR message.status <> 'processing')
            """
        ),
        (
            "the message is being worked on, but the session's lease is not for it",
            """
            SELECT message.id
            FROM message
            JOIN session ON session.row = message.session
            WHERE message.status = 'processing' AND session.lease_message IS NOT message.row
            """
        ),
        (
            "the message was decided before an older one of its session",
            """
            SELECT message.id
            FROM message
            WHERE message.role = 'customer' AND message.status IN ('decided', 'released')
                AND EXISTS (
                    SELECT 1
                    FROM message AS older
                    WHERE older.session = message.session AND older.role = 'customer' AND older.row < message.row
                        AND older.status IN ('received', 'processing')
                )
            """
        ),
        (
            "the message is another customer's than its session",
            """
            SELECT message.id
            FROM message
            JOIN session ON session.row = message.session
            WHERE message.customer IS NOT NULL AND message.customer IS NOT session.customer
            """
        ),
        (
            "the decision needs a person, but has no review",
            """
            SELECT message.id
            FROM decision
            JOIN message ON message.row = decision.message
            WHERE decision.holder <> '' AND (decision.decision <> 'send' OR decision.is_shadow)
                AND NOT EXISTS (SELECT 1 FROM review WHERE review.message = message.row)
            """
        ),
        (
            "the review is of another session than its message, or of a message without a decision",
            """
            SELECT review.id
            FROM review
            JOIN message ON message.row = review.message
            LEFT JOIN decision ON decision.message = review.message
            WHERE review.session <> message.session OR decision.row IS NULL
            """
        ),
        (
            "the review is open, but a person answered the message",
            """
            SELECT review.id
            FROM review
            JOIN message AS answer ON answer.answers = review.message
            WHERE review.status = 'open' AND answer.role = 'agent'
            """
        ),
        (
            "what the review released is no answer of a person to its message",
            """
            SELECT review.id
            FROM review
            JOIN message AS answer ON answer.row = review.released
            WHERE answer.role <> 'agent' OR answer.answers IS NOT review.message
            """
        ),
        (
            "the request key stands for a message that is not there",
            """
            SELECT request_key.key
            FROM request_key
            WHERE request_key.method = 'support.handle'
                AND NOT EXISTS (SELECT 1 FROM message WHERE message.id = request_key.target)
            """
        ),
        (
            "the feedback is on a message of another session",
            """
            SELECT message.id
            FROM feedback
            JOIN message ON message.row = feedback.message
            WHERE message.session <> feedback.session
            """
        ),
    ]
}
