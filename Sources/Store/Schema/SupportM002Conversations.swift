extension Migration {
    /// Messages that can be told from their repeats and taken up again, leases, reviews, feedback, and the switch.
    ///
    /// Messages and decisions get columns that may not be null, so their tables are made anew around what they hold.
    static let support002 = Migration(
        number: 2, name: "m002_conversations",
        sql: """
            ALTER TABLE session ADD COLUMN first_category TEXT;
            ALTER TABLE session ADD COLUMN category TEXT;
            ALTER TABLE session ADD COLUMN urgency TEXT CHECK (urgency IN ('low', 'medium', 'high', 'critical'));
            ALTER TABLE session ADD COLUMN sentiment TEXT
                CHECK (sentiment IN ('positive', 'neutral', 'negative', 'frustrated'));
            ALTER TABLE session ADD COLUMN first_response_ms INTEGER CHECK (first_response_ms >= 0);
            ALTER TABLE session ADD COLUMN messages INTEGER NOT NULL DEFAULT 0 CHECK (messages >= 0);
            ALTER TABLE session ADD COLUMN answers INTEGER NOT NULL DEFAULT 0 CHECK (answers >= 0);
            ALTER TABLE session ADD COLUMN escalations INTEGER NOT NULL DEFAULT 0 CHECK (escalations >= 0);
            ALTER TABLE session ADD COLUMN lease_holder TEXT;
            ALTER TABLE session ADD COLUMN lease_until INTEGER CHECK ((lease_until IS NULL) = (lease_holder IS NULL));
            ALTER TABLE session ADD COLUMN lease_message INTEGER CHECK ((lease_message IS NULL) = (lease_holder IS NULL));
            CREATE INDEX session_updated ON session (updated_at);
            CREATE TABLE kept_message AS
            SELECT row, session, role, external_id, request_key, text, html, attachments, status, result, created_at
            FROM message;
            CREATE TABLE kept_decision AS
            SELECT row, message, decision, reasons, category, secondary_category, confidence, urgency, sentiment, language,
                is_outstanding, outstanding_trigger, created_at
            FROM decision;
            CREATE TABLE kept_evaluation AS
            SELECT row, message, tier, attempt, model, safety, accuracy, tone, completeness, findings, created_at
            FROM evaluation;
            CREATE TABLE kept_span AS
            SELECT row, message, parent, name, attributes, status, started_at, duration_us
            FROM span;
            DELETE FROM span;
            DELETE FROM evaluation;
            DROP TABLE decision;
            DROP TABLE message;
            CREATE TABLE message (
                row INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE CHECK (id <> ''),
                session INTEGER NOT NULL REFERENCES session (row),
                role TEXT NOT NULL CHECK (role IN ('customer', 'assistant', 'agent', 'system')),
                answers INTEGER REFERENCES message (row),
                author TEXT,
                channel TEXT NOT NULL CHECK (channel IN ('widget', 'email', 'whatsapp', 'facebook', 'telegram', 'api')),
                external_id TEXT,
                request_key TEXT,
                text TEXT NOT NULL,
                html TEXT,
                attachments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attachments)),
                identity TEXT CHECK (identity IN ('anonymous', 'claimed', 'verified')),
                verified_by TEXT CHECK (verified_by IN ('channel', 'login', 'code')),
                email TEXT,
                customer TEXT,
                customer_name TEXT,
                deadline_ms INTEGER CHECK (deadline_ms >= 0),
                is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1)),
                status TEXT NOT NULL CHECK (status IN ('received', 'processing', 'decided', 'released', 'failed')),
                attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
                result TEXT CHECK (result IS NULL OR json_valid(result)),
                created_at INTEGER NOT NULL,
                CHECK (role <> 'customer' OR identity IS NOT NULL),
                CHECK ((identity IS 'verified') = (verified_by IS NOT NULL)),
                CHECK (role NOT IN ('assistant', 'agent') OR status = 'released')
            ) STRICT;
            CREATE INDEX message_session ON message (session);
            CREATE INDEX message_answers ON message (answers) WHERE answers IS NOT NULL;
            CREATE INDEX message_external_id ON message (external_id) WHERE external_id IS NOT NULL;
            CREATE INDEX message_undecided ON message (session) WHERE status IN ('received', 'processing');
            CREATE TABLE decision (
                row INTEGER PRIMARY KEY,
                message INTEGER NOT NULL UNIQUE REFERENCES message (row),
                decision TEXT NOT NULL CHECK (decision IN ('send', 'draft', 'escalate')),
                reasons TEXT NOT NULL CHECK (json_valid(reasons)),
                category TEXT NOT NULL,
                secondary_category TEXT,
                confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
                low_confidence INTEGER NOT NULL CHECK (low_confidence IN (0, 1)),
                urgency TEXT NOT NULL CHECK (urgency IN ('low', 'medium', 'high', 'critical')),
                sentiment TEXT NOT NULL CHECK (sentiment IN ('positive', 'neutral', 'negative', 'frustrated')),
                language TEXT NOT NULL,
                wants_human INTEGER NOT NULL CHECK (wants_human IN (0, 1)),
                escalation_signal INTEGER NOT NULL CHECK (escalation_signal IN (0, 1)),
                router TEXT NOT NULL,
                degraded TEXT NOT NULL CHECK (json_valid(degraded)),
                is_outstanding INTEGER NOT NULL CHECK (is_outstanding IN (0, 1)),
                outstanding_trigger TEXT,
                red_line TEXT,
                safety REAL NOT NULL CHECK (safety BETWEEN 0 AND 1),
                accuracy REAL NOT NULL CHECK (accuracy BETWEEN 0 AND 1),
                tone REAL NOT NULL CHECK (tone BETWEEN 0 AND 1),
                completeness REAL NOT NULL CHECK (completeness BETWEEN 0 AND 1),
                answer_confidence REAL NOT NULL CHECK (answer_confidence BETWEEN 0 AND 1),
                is_shadow INTEGER NOT NULL CHECK (is_shadow IN (0, 1)),
                follow_up TEXT CHECK (follow_up IS NULL OR json_valid(follow_up)),
                holder TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) STRICT;
            INSERT INTO message (
                row, id, session, role, channel, external_id, request_key, text, html, attachments, identity, verified_by,
                customer, status, result, created_at)
            SELECT kept_message.row, 'msg_' || lower(hex(randomblob(16))), kept_message.session, kept_message.role,
                session.channel, kept_message.external_id, kept_message.request_key, kept_message.text, kept_message.html,
                kept_message.attachments, iif(kept_message.role = 'customer', session.identity, NULL),
                iif(kept_message.role = 'customer', session.verified_by, NULL),
                iif(kept_message.role = 'customer' AND session.identity = 'verified', session.customer, NULL),
                iif(kept_message.role IN ('assistant', 'agent'), 'released', kept_message.status), kept_message.result,
                kept_message.created_at
            FROM kept_message
            JOIN session ON session.row = kept_message.session
            ORDER BY kept_message.row;
            INSERT INTO decision (
                row, message, decision, reasons, category, secondary_category, confidence, low_confidence, urgency, sentiment,
                language, wants_human, escalation_signal, router, degraded, is_outstanding, outstanding_trigger, safety, accuracy,
                tone, completeness, answer_confidence, is_shadow, holder, created_at)
            SELECT row, message, decision, reasons, category, secondary_category, confidence, 0, urgency, sentiment,
                language, 0, 0, '', '[]', is_outstanding, outstanding_trigger, 1, 0,
                0, 0, 0, 0, '', created_at
            FROM kept_decision
            ORDER BY row;
            INSERT INTO evaluation (row, message, tier, attempt, model, safety, accuracy, tone, completeness, findings, created_at)
            SELECT row, message, tier, attempt, model, safety, accuracy, tone, completeness, findings, created_at
            FROM kept_evaluation
            ORDER BY row;
            INSERT INTO span (row, message, parent, name, attributes, status, started_at, duration_us)
            SELECT row, message, parent, name, attributes, status, started_at, duration_us
            FROM kept_span
            ORDER BY row;
            DROP TABLE kept_message;
            DROP TABLE kept_decision;
            DROP TABLE kept_evaluation;
            DROP TABLE kept_span;
            UPDATE session
            SET messages = (SELECT count(*) FROM message WHERE message.session = session.row AND role = 'customer'),
                answers = (
                    SELECT count(*) FROM message
                    WHERE message.session = session.row AND role IN ('assistant', 'agent')),
                escalations = (
                    SELECT count(*) FROM decision
                    JOIN message ON message.row = decision.message
                    WHERE message.session = session.row AND decision.decision = 'escalate');
            CREATE TABLE review (
                row INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE CHECK (id <> ''),
                session INTEGER NOT NULL REFERENCES session (row),
                message INTEGER NOT NULL UNIQUE REFERENCES message (row),
                category TEXT NOT NULL,
                decision TEXT NOT NULL CHECK (decision IN ('draft', 'escalate', 'shadow')),
                draft TEXT,
                draft_html TEXT,
                handoff TEXT CHECK (handoff IS NULL OR json_valid(handoff)),
                assignee TEXT,
                status TEXT NOT NULL CHECK (status IN ('open', 'approved', 'edited', 'rejected')),
                created_at INTEGER NOT NULL,
                resolved_at INTEGER,
                resolved_by TEXT,
                edited TEXT,
                rejection TEXT,
                similarity REAL CHECK (similarity BETWEEN 0 AND 1),
                correction_type TEXT,
                released INTEGER REFERENCES message (row),
                CHECK ((status = 'open') = (resolved_at IS NULL)),
                CHECK ((status = 'open') = (resolved_by IS NULL)),
                CHECK ((status = 'edited') = (edited IS NOT NULL)),
                CHECK ((status = 'rejected') = (rejection IS NOT NULL)),
                CHECK ((status IN ('approved', 'edited')) = (released IS NOT NULL))
            ) STRICT;
            CREATE INDEX review_session ON review (session);
            CREATE INDEX review_open ON review (row) WHERE status = 'open';
            CREATE TABLE feedback (
                row INTEGER PRIMARY KEY,
                session INTEGER NOT NULL REFERENCES session (row),
                message INTEGER REFERENCES message (row),
                kind TEXT NOT NULL CHECK (kind IN ('csat', 'outcome', 'report')),
                value TEXT NOT NULL CHECK (CASE kind
                    WHEN 'csat' THEN value IN ('1', '2', '3', '4', '5')
                    WHEN 'outcome' THEN value IN ('resolved', 'unresolved')
                    ELSE value <> '' END),
                at INTEGER NOT NULL
            ) STRICT;
            CREATE UNIQUE INDEX feedback_newest ON feedback (session, coalesce(message, 0), kind);
            CREATE TABLE switch (
                name TEXT PRIMARY KEY CHECK (name IN ('autosend')),
                is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
                by TEXT NOT NULL CHECK (by <> ''),
                reason TEXT NOT NULL,
                at INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """)
}
