/// `support.sqlite` as the first version made it, word for word: what homes in use may hold.
let supportSchemaM001 = """
    CREATE TABLE migration (
        number INTEGER PRIMARY KEY CHECK (number > 0),
        name TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE manifest (
        row INTEGER PRIMARY KEY CHECK (row = 1),
        home_id TEXT NOT NULL,
        home_key BLOB NOT NULL CHECK (length(home_key) = 32),
        generated TEXT CHECK (generated IS NULL OR json_valid(generated))
    ) STRICT;
    CREATE TABLE postal_address (
        row INTEGER PRIMARY KEY,
        recipient TEXT,
        street TEXT NOT NULL CHECK (street <> ''),
        line2 TEXT,
        city TEXT NOT NULL CHECK (city <> ''),
        state TEXT,
        postcode TEXT,
        country TEXT NOT NULL CHECK (length(country) = 2)
    ) STRICT;
    CREATE TABLE customer (
        row INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE CHECK (number <> ''),
        email TEXT NOT NULL UNIQUE CHECK (email = lower(email) AND email <> ''),
        name TEXT NOT NULL,
        phone TEXT,
        address INTEGER REFERENCES postal_address (row),
        locale TEXT,
        timezone TEXT,
        joined_on TEXT,
        ai_enabled INTEGER NOT NULL DEFAULT 1 CHECK (ai_enabled IN (0, 1)),
        allergy_note TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE preference (
        customer INTEGER NOT NULL REFERENCES customer (row) ON DELETE CASCADE,
        flag TEXT NOT NULL CHECK (flag IN ('no_alcohol', 'no_honey', 'no_cosmetics')),
        PRIMARY KEY (customer, flag)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE plan (
        code TEXT NOT NULL,
        name TEXT NOT NULL,
        price INTEGER NOT NULL CHECK (price >= 0),
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        valid_from TEXT NOT NULL,
        valid_to TEXT CHECK (valid_to > valid_from),
        PRIMARY KEY (code, valid_from)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE subscription (
        row INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE CHECK (number <> ''),
        recipient INTEGER NOT NULL REFERENCES customer (row),
        payer INTEGER NOT NULL REFERENCES customer (row),
        plan TEXT NOT NULL,
        plan_name TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('active', 'paused', 'cancelled')),
        frequency TEXT NOT NULL CHECK (frequency IN ('monthly', 'bimonthly', 'quarterly', 'semiannual', 'annual')),
        price INTEGER NOT NULL CHECK (price >= 0),
        first_price INTEGER CHECK (first_price >= 0),
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        started_on TEXT NOT NULL,
        billing_day INTEGER NOT NULL CHECK (billing_day BETWEEN 1 AND 31),
        next_charge_on TEXT,
        next_dispatch_on TEXT,
        pause_starts_on TEXT,
        pause_ends_on TEXT CHECK (pause_ends_on > pause_starts_on),
        cancelled_on TEXT,
        payment_label TEXT,
        payment_expires TEXT,
        address INTEGER REFERENCES postal_address (row),
        next_box INTEGER NOT NULL CHECK (next_box > 0),
        version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0),
        updated_at INTEGER NOT NULL,
        CHECK ((pause_starts_on IS NULL) = (pause_ends_on IS NULL)),
        CHECK (status <> 'paused' OR pause_ends_on IS NOT NULL),
        CHECK (status <> 'cancelled' OR cancelled_on IS NOT NULL)
    ) STRICT;
    CREATE INDEX subscription_recipient ON subscription (recipient);
    CREATE INDEX subscription_payer ON subscription (payer);
    CREATE TABLE skipped_month (
        subscription INTEGER NOT NULL REFERENCES subscription (row) ON DELETE CASCADE,
        month TEXT NOT NULL,
        PRIMARY KEY (subscription, month)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE customer_order (
        row INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE CHECK (number <> ''),
        customer INTEGER NOT NULL REFERENCES customer (row),
        subscription INTEGER REFERENCES subscription (row),
        box_sequence INTEGER CHECK (box_sequence > 0),
        box_name TEXT,
        sku TEXT,
        price INTEGER NOT NULL CHECK (price >= 0),
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        status TEXT NOT NULL CHECK (status IN ('planned', 'paid', 'shipped', 'delivered', 'returned', 'cancelled')),
        ordered_on TEXT NOT NULL,
        shipped_on TEXT,
        invoice TEXT,
        promo_code TEXT,
        has_items INTEGER NOT NULL DEFAULT 1 CHECK (has_items IN (0, 1))
    ) STRICT;
    CREATE INDEX customer_order_customer ON customer_order (customer);
    CREATE INDEX customer_order_subscription ON customer_order (subscription);
    CREATE TABLE order_item (
        customer_order INTEGER NOT NULL REFERENCES customer_order (row) ON DELETE CASCADE,
        line INTEGER NOT NULL CHECK (line > 0),
        product TEXT NOT NULL,
        name TEXT NOT NULL,
        maker TEXT,
        region TEXT,
        quantity INTEGER NOT NULL CHECK (quantity > 0),
        allergens TEXT NOT NULL CHECK (json_valid(allergens)),
        contains_alcohol INTEGER NOT NULL CHECK (contains_alcohol IN (0, 1)),
        PRIMARY KEY (customer_order, line)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE payment (
        row INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        payer INTEGER NOT NULL REFERENCES customer (row),
        subscription INTEGER REFERENCES subscription (row),
        customer_order INTEGER REFERENCES customer_order (row),
        amount INTEGER NOT NULL,
        currency TEXT NOT NULL CHECK (length(currency) = 3),
        status TEXT NOT NULL CHECK (status IN ('paid', 'failed', 'refunded', 'disputed')),
        method_label TEXT NOT NULL,
        attempted_at INTEGER NOT NULL,
        failure_code TEXT,
        invoice TEXT
    ) STRICT;
    CREATE INDEX payment_payer ON payment (payer, attempted_at);
    CREATE TABLE shipment (
        row INTEGER PRIMARY KEY,
        customer_order INTEGER NOT NULL UNIQUE REFERENCES customer_order (row) ON DELETE CASCADE,
        tracking_number TEXT NOT NULL UNIQUE CHECK (tracking_number <> ''),
        carrier TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN (
            'preparing', 'dispatched', 'in_transit', 'customs', 'out_for_delivery', 'delivered', 'returned', 'lost')),
        shipped_on TEXT NOT NULL,
        delivered_on TEXT
    ) STRICT;
    CREATE TABLE tracking_event (
        shipment INTEGER NOT NULL REFERENCES shipment (row) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL CHECK (ordinal > 0),
        at INTEGER NOT NULL,
        status TEXT NOT NULL,
        place TEXT,
        note TEXT,
        PRIMARY KEY (shipment, ordinal)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE support_contact (
        row INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        customer INTEGER NOT NULL REFERENCES customer (row),
        opened_at INTEGER NOT NULL,
        closed_at INTEGER,
        channel TEXT NOT NULL,
        category TEXT NOT NULL,
        summary TEXT NOT NULL,
        outcome TEXT,
        csat INTEGER CHECK (csat BETWEEN 1 AND 5)
    ) STRICT;
    CREATE INDEX support_contact_customer ON support_contact (customer, opened_at);
    CREATE TABLE damage_claim (
        row INTEGER PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        customer_order INTEGER NOT NULL REFERENCES customer_order (row),
        item INTEGER,
        kind TEXT NOT NULL CHECK (kind IN ('leaking', 'broken', 'missing', 'wrong', 'spoiled', 'packaging')),
        description TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'photos_requested', 'decided')),
        created_at INTEGER NOT NULL,
        photos_requested_at INTEGER
    ) STRICT;
    CREATE INDEX damage_claim_order ON damage_claim (customer_order);
    CREATE TABLE session (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE CHECK (id <> ''),
        channel TEXT NOT NULL CHECK (channel IN ('widget', 'email', 'whatsapp', 'facebook', 'telegram', 'api')),
        conversation TEXT,
        customer TEXT,
        identity TEXT NOT NULL CHECK (identity IN ('anonymous', 'claimed', 'verified')),
        verified_by TEXT CHECK (verified_by IN ('channel', 'login', 'code')),
        status TEXT NOT NULL CHECK (status IN ('active', 'resolved', 'escalated', 'closed')),
        language TEXT,
        assigned_to TEXT,
        is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1)),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        CHECK ((identity = 'verified') = (verified_by IS NOT NULL)),
        CHECK (identity <> 'verified' OR customer IS NOT NULL)
    ) STRICT;
    CREATE INDEX session_customer ON session (customer, updated_at) WHERE customer IS NOT NULL;
    CREATE TABLE message (
        row INTEGER PRIMARY KEY,
        session INTEGER NOT NULL REFERENCES session (row),
        role TEXT NOT NULL CHECK (role IN ('customer', 'assistant', 'agent', 'system')),
        external_id TEXT,
        request_key TEXT,
        text TEXT NOT NULL,
        html TEXT,
        attachments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attachments)),
        status TEXT NOT NULL CHECK (status IN ('received', 'processing', 'decided', 'released', 'failed')),
        result TEXT CHECK (result IS NULL OR json_valid(result)),
        created_at INTEGER NOT NULL,
        UNIQUE (session, external_id),
        UNIQUE (session, request_key)
    ) STRICT;
    CREATE TABLE decision (
        row INTEGER PRIMARY KEY,
        message INTEGER NOT NULL UNIQUE REFERENCES message (row),
        decision TEXT NOT NULL CHECK (decision IN ('send', 'draft', 'escalate')),
        reasons TEXT NOT NULL CHECK (json_valid(reasons)),
        category TEXT NOT NULL,
        secondary_category TEXT,
        confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
        urgency TEXT NOT NULL CHECK (urgency IN ('low', 'medium', 'high', 'critical')),
        sentiment TEXT NOT NULL CHECK (sentiment IN ('positive', 'neutral', 'negative', 'frustrated')),
        language TEXT NOT NULL,
        is_outstanding INTEGER NOT NULL CHECK (is_outstanding IN (0, 1)),
        outstanding_trigger TEXT,
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE evaluation (
        row INTEGER PRIMARY KEY,
        message INTEGER NOT NULL REFERENCES message (row),
        tier INTEGER NOT NULL CHECK (tier IN (1, 2)),
        attempt INTEGER NOT NULL CHECK (attempt > 0),
        model TEXT,
        safety REAL CHECK (safety BETWEEN 0 AND 1),
        accuracy REAL CHECK (accuracy BETWEEN 0 AND 1),
        tone REAL CHECK (tone BETWEEN 0 AND 1),
        completeness REAL CHECK (completeness BETWEEN 0 AND 1),
        findings TEXT NOT NULL CHECK (json_valid(findings)),
        created_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX evaluation_message ON evaluation (message);
    CREATE TABLE span (
        row INTEGER PRIMARY KEY,
        message INTEGER NOT NULL REFERENCES message (row),
        parent INTEGER REFERENCES span (row),
        name TEXT NOT NULL,
        attributes TEXT NOT NULL CHECK (json_valid(attributes)),
        status TEXT NOT NULL CHECK (status IN ('ok', 'error', 'timeout')),
        started_at INTEGER NOT NULL,
        duration_us INTEGER NOT NULL CHECK (duration_us >= 0)
    ) STRICT;
    CREATE INDEX span_message ON span (message);
    CREATE TABLE tool_execution (
        row INTEGER PRIMARY KEY,
        session TEXT,
        customer TEXT,
        identity TEXT NOT NULL CHECK (identity IN ('anonymous', 'claimed', 'verified')),
        verified_by TEXT CHECK (verified_by IN ('channel', 'login', 'code')),
        tool TEXT NOT NULL,
        arguments TEXT NOT NULL CHECK (json_valid(arguments)),
        status TEXT NOT NULL CHECK (status IN ('ok', 'refused', 'proposed', 'failed')),
        code TEXT,
        proposal TEXT,
        at INTEGER NOT NULL,
        duration_us INTEGER NOT NULL CHECK (duration_us >= 0)
    ) STRICT;
    CREATE INDEX tool_execution_session ON tool_execution (session) WHERE session IS NOT NULL;
    CREATE TABLE proposal (
        row INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        session TEXT NOT NULL REFERENCES session (id),
        customer TEXT NOT NULL,
        tool TEXT NOT NULL,
        subject TEXT NOT NULL,
        arguments TEXT NOT NULL CHECK (json_valid(arguments)),
        summary TEXT NOT NULL,
        consequence TEXT NOT NULL CHECK (json_valid(consequence)),
        version INTEGER,
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN (
            'pending_confirmation', 'executing', 'executed', 'declined', 'expired', 'superseded', 'failed', 'unknown')),
        settled_at INTEGER,
        result TEXT CHECK (result IS NULL OR json_valid(result)),
        superseded_by TEXT REFERENCES proposal (id) DEFERRABLE INITIALLY DEFERRED
    ) STRICT;
    CREATE INDEX proposal_session ON proposal (session);
    CREATE INDEX proposal_customer ON proposal (customer, created_at);
    CREATE UNIQUE INDEX proposal_waiting ON proposal (tool, subject)
        WHERE status IN ('pending_confirmation', 'executing');
    CREATE TABLE request_key (
        key TEXT NOT NULL,
        method TEXT NOT NULL,
        digest TEXT NOT NULL,
        target TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        PRIMARY KEY (method, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE cancel_link (
        row INTEGER PRIMARY KEY,
        id_hash TEXT NOT NULL UNIQUE,
        key_id TEXT NOT NULL,
        customer TEXT NOT NULL,
        subscription TEXT NOT NULL,
        session TEXT,
        issued_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL CHECK (expires_at > issued_at),
        redeemed_at INTEGER,
        redeemed_key TEXT,
        CHECK ((redeemed_at IS NULL) = (redeemed_key IS NULL))
    ) STRICT;
    CREATE INDEX cancel_link_customer ON cancel_link (customer);
    CREATE TABLE offer (
        row INTEGER PRIMARY KEY,
        customer TEXT NOT NULL,
        session TEXT NOT NULL,
        code TEXT NOT NULL,
        offered_at INTEGER NOT NULL,
        outcome TEXT CHECK (outcome IN ('accepted', 'declined'))
    ) STRICT;
    CREATE INDEX offer_customer ON offer (customer, code, offered_at);
    CREATE TABLE event (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        session TEXT,
        customer TEXT,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL CHECK (json_valid(detail))
    ) STRICT;
    CREATE INDEX event_customer ON event (customer) WHERE customer IS NOT NULL;
    CREATE INDEX event_subject ON event (subject);
    CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'events are append-only'); END;
    CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'events are append-only'); END;
    CREATE TABLE audit (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        at INTEGER NOT NULL,
        actor TEXT NOT NULL,
        verified_by TEXT CHECK (verified_by IN ('channel', 'login', 'code')),
        customer TEXT NOT NULL,
        operation TEXT NOT NULL,
        subject TEXT NOT NULL,
        key TEXT NOT NULL UNIQUE,
        before TEXT NOT NULL CHECK (json_valid(before)),
        after TEXT NOT NULL CHECK (json_valid(after))
    ) STRICT;
    CREATE INDEX audit_customer ON audit (customer);
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
    CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;

    INSERT INTO migration (number, name) VALUES (1, 'm001_initial');
    PRAGMA application_id = 1095519571;
    INSERT INTO manifest (row, home_id, home_key)
    VALUES (1, '5e1f1d1c-0000-4000-8000-000000000001', zeroblob(32));
    """
