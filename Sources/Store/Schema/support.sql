-- The customers of one home and everything that support does for them.
--
-- This file is the current schema, to be read from top to bottom. Files in use come to it by the numbered migrations
-- of SupportMigrations.swift; a test checks that both ways end in the same schema. Moments are UTC milliseconds since
-- 1970, days are text (2026-03-02), months too (2026-03), amounts are in the smallest unit of their currency. JSON
-- stands where a program's values are kept as they were and nothing is searched in them.
-- `json_valid` of NULL is 0 to some SQLite (3.40), so a column that may be null says so.

CREATE TABLE migration (
    number INTEGER PRIMARY KEY CHECK (number > 0),
    name TEXT NOT NULL UNIQUE
) STRICT;

-- One row: whose file this is, and where its customers come from.
CREATE TABLE manifest (
    row INTEGER PRIMARY KEY CHECK (row = 1),
    home_id TEXT NOT NULL,                          -- a random UUID
    home_key BLOB NOT NULL CHECK (length(home_key) = 32), -- signs confirmation tokens; never leaves the process
    -- Seed, count and day of generated customers; null where there are none.
    generated TEXT CHECK (generated IS NULL OR json_valid(generated))
) STRICT;

-- 1. What the company knows of its customers -------------------------------------------------------------------------

-- Addresses are never changed in place: what was sent somewhere keeps saying where.
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
    allergy_note TEXT,                              -- for people; nothing automatic rests on it
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE preference (
    customer INTEGER NOT NULL REFERENCES customer (row) ON DELETE CASCADE,
    flag TEXT NOT NULL CHECK (flag IN ('no_alcohol', 'no_honey', 'no_cosmetics')),
    PRIMARY KEY (customer, flag)
) STRICT, WITHOUT ROWID;

-- What is sold by subscription, and from when to when.
CREATE TABLE plan (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    price INTEGER NOT NULL CHECK (price >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    valid_from TEXT NOT NULL,
    valid_to TEXT CHECK (valid_to > valid_from),    -- the first day on which it is not sold any more
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
    price INTEGER NOT NULL CHECK (price >= 0),      -- what a box costs this customer, whatever the plan costs today
    first_price INTEGER CHECK (first_price >= 0),
    currency TEXT NOT NULL CHECK (length(currency) = 3),
    started_on TEXT NOT NULL,
    billing_day INTEGER NOT NULL CHECK (billing_day BETWEEN 1 AND 31),
    next_charge_on TEXT,
    next_dispatch_on TEXT,
    pause_starts_on TEXT,
    pause_ends_on TEXT CHECK (pause_ends_on > pause_starts_on),
    cancelled_on TEXT,
    payment_label TEXT,                             -- 'Visa'; never a number
    payment_expires TEXT,
    address INTEGER REFERENCES postal_address (row), -- null: the recipient's own
    next_box INTEGER NOT NULL CHECK (next_box > 0),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version > 0), -- grows with every change
    updated_at INTEGER NOT NULL,
    CHECK ((pause_starts_on IS NULL) = (pause_ends_on IS NULL)),
    CHECK (status <> 'paused' OR pause_ends_on IS NOT NULL),
    CHECK (status <> 'cancelled' OR cancelled_on IS NOT NULL)
) STRICT;

CREATE INDEX subscription_recipient ON subscription (recipient);
CREATE INDEX subscription_payer ON subscription (payer);

-- Months whose box is left out.
CREATE TABLE skipped_month (
    subscription INTEGER NOT NULL REFERENCES subscription (row) ON DELETE CASCADE,
    month TEXT NOT NULL,
    PRIMARY KEY (subscription, month)
) STRICT, WITHOUT ROWID;

-- `order` is a word of SQL.
CREATE TABLE customer_order (
    row INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE CHECK (number <> ''),
    customer INTEGER NOT NULL REFERENCES customer (row),
    subscription INTEGER REFERENCES subscription (row), -- null: a one-time purchase
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
    has_items INTEGER NOT NULL DEFAULT 1 CHECK (has_items IN (0, 1)) -- 0: what is in it is not known
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
    allergens TEXT NOT NULL CHECK (json_valid(allergens)), -- a list of words
    contains_alcohol INTEGER NOT NULL CHECK (contains_alcohol IN (0, 1)),
    PRIMARY KEY (customer_order, line)
) STRICT, WITHOUT ROWID;

-- Every attempt to charge, failed ones too, and every refund.
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

-- At most one parcel an order.
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
    ordinal INTEGER NOT NULL CHECK (ordinal > 0),   -- in the order of time
    at INTEGER NOT NULL,
    status TEXT NOT NULL,
    place TEXT,                                     -- a town or a country, never a street
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
    item INTEGER,                                   -- order_item.line; null for the whole box
    kind TEXT NOT NULL CHECK (kind IN ('leaking', 'broken', 'missing', 'wrong', 'spoiled', 'packaging')),
    description TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'photos_requested', 'decided')),
    created_at INTEGER NOT NULL,
    photos_requested_at INTEGER                     -- once a claim
) STRICT;

CREATE INDEX damage_claim_order ON damage_claim (customer_order);

-- 2. Conversations ---------------------------------------------------------------------------------------------------

CREATE TABLE session (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (id <> ''),       -- cw_…, sess_…
    channel TEXT NOT NULL CHECK (channel IN ('widget', 'email', 'whatsapp', 'facebook', 'telegram', 'api')),
    conversation TEXT,                              -- the channel's own id
    customer TEXT,                                  -- customer.number, by value: the system of record may be elsewhere
    identity TEXT NOT NULL CHECK (identity IN ('anonymous', 'claimed', 'verified')), -- the highest so far
    verified_by TEXT CHECK (verified_by IN ('channel', 'login', 'code')),
    status TEXT NOT NULL CHECK (status IN ('active', 'resolved', 'escalated', 'closed')),
    language TEXT,                                  -- of the newest decided message, as are category to sentiment
    assigned_to TEXT,
    is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1)),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    first_category TEXT,                            -- of the first decided message
    category TEXT,
    urgency TEXT CHECK (urgency IN ('low', 'medium', 'high', 'critical')),
    sentiment TEXT CHECK (sentiment IN ('positive', 'neutral', 'negative', 'frustrated')),
    first_response_ms INTEGER CHECK (first_response_ms >= 0), -- from the first message to the first release
    messages INTEGER NOT NULL DEFAULT 0 CHECK (messages >= 0), -- the customer's
    answers INTEGER NOT NULL DEFAULT 0 CHECK (answers >= 0), -- released, whoever wrote them
    escalations INTEGER NOT NULL DEFAULT 0 CHECK (escalations >= 0), -- times that it was handed to a person
    -- Who works on a message of it, and until when nobody else does, by the clock of this machine.
    lease_holder TEXT,
    lease_until INTEGER CHECK ((lease_until IS NULL) = (lease_holder IS NULL)),
    lease_message INTEGER CHECK ((lease_message IS NULL) = (lease_holder IS NULL)), -- message.row
    CHECK ((identity = 'verified') = (verified_by IS NOT NULL)),
    CHECK (identity <> 'verified' OR customer IS NOT NULL)
) STRICT;

CREATE INDEX session_customer ON session (customer, updated_at) WHERE customer IS NOT NULL;
CREATE INDEX session_updated ON session (updated_at);

-- What a customer wrote, and what was released in answer to it.
CREATE TABLE message (
    row INTEGER PRIMARY KEY,                        -- in the order of arrival
    id TEXT NOT NULL UNIQUE CHECK (id <> ''),       -- msg_…
    session INTEGER NOT NULL REFERENCES session (row),
    role TEXT NOT NULL CHECK (role IN ('customer', 'assistant', 'agent', 'system')),
    answers INTEGER REFERENCES message (row),       -- of an answer: what it answers
    author TEXT,                                    -- of an agent's: the user id
    channel TEXT NOT NULL CHECK (channel IN ('widget', 'email', 'whatsapp', 'facebook', 'telegram', 'api')),
    external_id TEXT,                               -- the channel's own id
    request_key TEXT,
    text TEXT NOT NULL,
    html TEXT,
    attachments TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(attachments)),
    -- Who wrote it, as it was known with this message; the session keeps the highest of all.
    identity TEXT CHECK (identity IN ('anonymous', 'claimed', 'verified')),
    verified_by TEXT CHECK (verified_by IN ('channel', 'login', 'code')),
    email TEXT,
    customer TEXT,                                  -- customer.number of a verified one
    customer_name TEXT,                             -- as the channel has it
    deadline_ms INTEGER CHECK (deadline_ms >= 0),
    is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('received', 'processing', 'decided', 'released', 'failed')),
    attempt INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0), -- times that it was begun
    result TEXT CHECK (result IS NULL OR json_valid(result)), -- what the caller was answered; a repeat gets the same
    created_at INTEGER NOT NULL,
    CHECK (role <> 'customer' OR identity IS NOT NULL),
    CHECK ((identity IS 'verified') = (verified_by IS NOT NULL)),
    CHECK (role NOT IN ('assistant', 'agent') OR status = 'released')
) STRICT;

CREATE INDEX message_session ON message (session);
CREATE INDEX message_answers ON message (answers) WHERE answers IS NOT NULL;
CREATE INDEX message_external_id ON message (external_id) WHERE external_id IS NOT NULL;
CREATE INDEX message_undecided ON message (session) WHERE status IN ('received', 'processing');

-- The one decision on a customer's message. It is never replaced: what a person made of it is in `review`.
CREATE TABLE decision (
    row INTEGER PRIMARY KEY,
    message INTEGER NOT NULL UNIQUE REFERENCES message (row),
    decision TEXT NOT NULL CHECK (decision IN ('send', 'draft', 'escalate')),
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),
    category TEXT NOT NULL,
    secondary_category TEXT,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1), -- of the category
    low_confidence INTEGER NOT NULL CHECK (low_confidence IN (0, 1)),
    urgency TEXT NOT NULL CHECK (urgency IN ('low', 'medium', 'high', 'critical')),
    sentiment TEXT NOT NULL CHECK (sentiment IN ('positive', 'neutral', 'negative', 'frustrated')),
    language TEXT NOT NULL,
    wants_human INTEGER NOT NULL CHECK (wants_human IN (0, 1)),
    escalation_signal INTEGER NOT NULL CHECK (escalation_signal IN (0, 1)),
    router TEXT NOT NULL,                           -- digest of the router
    degraded TEXT NOT NULL CHECK (json_valid(degraded)), -- a list of words
    is_outstanding INTEGER NOT NULL CHECK (is_outstanding IN (0, 1)),
    outstanding_trigger TEXT,
    red_line TEXT,
    safety REAL NOT NULL CHECK (safety BETWEEN 0 AND 1),
    accuracy REAL NOT NULL CHECK (accuracy BETWEEN 0 AND 1),
    tone REAL NOT NULL CHECK (tone BETWEEN 0 AND 1),
    completeness REAL NOT NULL CHECK (completeness BETWEEN 0 AND 1),
    answer_confidence REAL NOT NULL CHECK (answer_confidence BETWEEN 0 AND 1),
    is_shadow INTEGER NOT NULL CHECK (is_shadow IN (0, 1)), -- decided only to be compared with a person's answer
    follow_up TEXT CHECK (follow_up IS NULL OR json_valid(follow_up)), -- what the customer was asked
    holder TEXT NOT NULL,                           -- the lease that it was made under
    created_at INTEGER NOT NULL
) STRICT;

-- Every look of the gate at an answer.
CREATE TABLE evaluation (
    row INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message (row),
    tier INTEGER NOT NULL CHECK (tier IN (1, 2)),
    attempt INTEGER NOT NULL CHECK (attempt > 0),
    model TEXT,                                     -- null for the deterministic family
    safety REAL CHECK (safety BETWEEN 0 AND 1),
    accuracy REAL CHECK (accuracy BETWEEN 0 AND 1),
    tone REAL CHECK (tone BETWEEN 0 AND 1),
    completeness REAL CHECK (completeness BETWEEN 0 AND 1),
    findings TEXT NOT NULL CHECK (json_valid(findings)),
    created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX evaluation_message ON evaluation (message);

-- One row for each step of a message's way.
CREATE TABLE span (
    row INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES message (row),
    parent INTEGER REFERENCES span (row),
    name TEXT NOT NULL,
    attributes TEXT NOT NULL CHECK (json_valid(attributes)), -- internal ids and figures, no text of messages
    status TEXT NOT NULL CHECK (status IN ('ok', 'error', 'timeout')),
    started_at INTEGER NOT NULL,
    duration_us INTEGER NOT NULL CHECK (duration_us >= 0)
) STRICT;

CREATE INDEX span_message ON span (message);

-- Decisions that a person looks at, and what became of them.
CREATE TABLE review (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (id <> ''),       -- rev_…
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
    resolved_by TEXT,                               -- a user id
    edited TEXT,                                    -- what was released instead of the draft
    rejection TEXT,                                 -- why nothing was
    similarity REAL CHECK (similarity BETWEEN 0 AND 1), -- of the draft and what was released; null without a draft
    correction_type TEXT,                           -- what the edit corrected; null until somebody says
    released INTEGER REFERENCES message (row),
    CHECK ((status = 'open') = (resolved_at IS NULL)),
    CHECK ((status = 'open') = (resolved_by IS NULL)),
    CHECK ((status = 'edited') = (edited IS NOT NULL)),
    CHECK ((status = 'rejected') = (rejection IS NOT NULL)),
    CHECK ((status IN ('approved', 'edited')) = (released IS NOT NULL))
) STRICT;

CREATE INDEX review_session ON review (session);
CREATE INDEX review_open ON review (row) WHERE status = 'open';

-- What customers said of answers: the newest word of each kind for each message, or for a session as a whole.
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

-- What a person turned on or off, and why.
CREATE TABLE switch (
    name TEXT PRIMARY KEY CHECK (name IN ('autosend')),
    is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    by TEXT NOT NULL CHECK (by <> ''),
    reason TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- 3. What was done ---------------------------------------------------------------------------------------------------

-- Every call of a tool, refused ones too.
CREATE TABLE tool_execution (
    row INTEGER PRIMARY KEY,
    session TEXT,                                   -- session.id; null for a call outside of one
    customer TEXT,                                  -- customer.number; null where nobody was identified
    identity TEXT NOT NULL CHECK (identity IN ('anonymous', 'claimed', 'verified')),
    verified_by TEXT CHECK (verified_by IN ('channel', 'login', 'code')),
    tool TEXT NOT NULL,
    arguments TEXT NOT NULL CHECK (json_valid(arguments)),
    status TEXT NOT NULL CHECK (status IN ('ok', 'refused', 'proposed', 'failed')),
    code TEXT,                                      -- of a refusal or an error
    proposal TEXT,                                  -- proposal.id
    at INTEGER NOT NULL,
    duration_us INTEGER NOT NULL CHECK (duration_us >= 0)
) STRICT;

CREATE INDEX tool_execution_session ON tool_execution (session) WHERE session IS NOT NULL;

-- Changes that wait for a customer's word, and what became of them. The confirmation token is not here: it is computed.
CREATE TABLE proposal (
    row INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL REFERENCES session (id),
    customer TEXT NOT NULL,
    tool TEXT NOT NULL,
    subject TEXT NOT NULL,                          -- 'subscription:S-20417', 'order:TB-30018'
    arguments TEXT NOT NULL CHECK (json_valid(arguments)),
    summary TEXT NOT NULL,
    consequence TEXT NOT NULL CHECK (json_valid(consequence)),
    version INTEGER,                                -- of the subscription, as it was then
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
-- At most one waits for each tool and subject: the newest.
CREATE UNIQUE INDEX proposal_waiting ON proposal (tool, subject)
    WHERE status IN ('pending_confirmation', 'executing');

-- Keys that callers send with a request so that a repeat is not a second one.
CREATE TABLE request_key (
    key TEXT NOT NULL,
    method TEXT NOT NULL,
    digest TEXT NOT NULL,                           -- SHA-256 of who asked for what; another one under the key is an error
    target TEXT NOT NULL,                           -- the id of what came of it
    created_at INTEGER NOT NULL,
    PRIMARY KEY (method, key)
) STRICT, WITHOUT ROWID;

-- Personal links to the cancel page. The link itself is not here: only the hash of its random id.
CREATE TABLE cancel_link (
    row INTEGER PRIMARY KEY,
    id_hash TEXT NOT NULL UNIQUE,                   -- SHA-256 in hexadecimal
    key_id TEXT NOT NULL,
    customer TEXT NOT NULL,
    subscription TEXT NOT NULL,
    session TEXT,
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL CHECK (expires_at > issued_at),
    redeemed_at INTEGER,
    redeemed_key TEXT,                              -- the request key of the redemption: its repeat is answered alike
    CHECK ((redeemed_at IS NULL) = (redeemed_key IS NULL))
) STRICT;

CREATE INDEX cancel_link_customer ON cancel_link (customer);

-- Retention offers that a customer was shown: each at most once in a time.
CREATE TABLE offer (
    row INTEGER PRIMARY KEY,
    customer TEXT NOT NULL,
    session TEXT NOT NULL,
    code TEXT NOT NULL,
    offered_at INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('accepted', 'declined'))
) STRICT;

CREATE INDEX offer_customer ON offer (customer, code, offered_at);

-- Everything that happened, in order; nothing is changed or removed here.
CREATE TABLE event (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,                             -- 'proposal.executed', 'subscription.paused', 'cancel_link.redeemed' …
    session TEXT,
    customer TEXT,
    subject TEXT NOT NULL,                          -- what it happened to: a proposal, a subscription, a link's row …
    detail TEXT NOT NULL CHECK (json_valid(detail)) -- internal ids and values, no addresses, no text of messages
) STRICT;

CREATE INDEX event_customer ON event (customer) WHERE customer IS NOT NULL;
CREATE INDEX event_subject ON event (subject);

CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'events are append-only'); END;
CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'events are append-only'); END;

-- Every change of an account: who, by what right, what it was and what it became.
CREATE TABLE audit (
    row INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,                            -- 'customer', or a user id
    verified_by TEXT CHECK (verified_by IN ('channel', 'login', 'code')),
    customer TEXT NOT NULL,
    operation TEXT NOT NULL,                        -- 'pause_subscription', 'cancel' …
    subject TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,                       -- proposal id or link hash: the change happens once under it
    before TEXT NOT NULL CHECK (json_valid(before)),
    after TEXT NOT NULL CHECK (json_valid(after))
) STRICT;

CREATE INDEX audit_customer ON audit (customer);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit is append-only'); END;
