import Domain
import Store
import TestSupport
import Testing

/// Changes of accounts: what they do, what they leave behind, and that each is made once.
@Suite struct SupportOperationTests {
    let fixture: SupportFixture

    init() throws {
        fixture = try SupportFixture()
        try fixture.put(Sample.account)
        try fixture.put(Sample.gifted)
        try fixture.put(Sample.stranger)
    }

    private static let now = time("2026-03-01T12:00Z")
    private static let actor = Actor(customer: Sample.number, verifiedBy: .login, session: "sess_1")

    @discardableResult
    private func apply(
        _ operation: Operation, key: String = "prop_1", for actor: Actor = actor, in store: SupportStore? = nil
    ) throws -> OperationOutcome {
        try (store ?? fixture.store).write { try $0.apply(operation, key: key, for: actor, at: Self.now) }
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let operation: Operation
        let subject: String
        let event: String
        let before: JSONObject
        let after: JSONObject
        /// Of the event, where it is not `after`.
        var detail: JSONObject?
        let apply: @Sendable (inout Account) -> Void

        init(
            _ operation: Operation, subject: String, event: String, before: JSONObject, after: JSONObject,
            detail: JSONObject? = nil, apply: @escaping @Sendable (inout Account) -> Void
        ) {
            (testDescription, self.operation, self.subject) = (event, operation, subject)
            (self.event, self.before, self.after, self.detail) = (event, before, after, detail)
            self.apply = apply
        }
    }

    static let newAddress = PostalAddress(
        recipient: "Ann's desk", street: "9 Work Rd", line2: "Floor 3", city: "Shelbyville", state: "OR",
        postcode: "97009", country: "US")
    static let newClaim = DamageClaim(
        number: ClaimNumber(rawValue: "CLM-2"), order: Sample.order, item: 2, kind: .broken,
        description: "The bottle of ann@example.com broke", status: .open, createdAt: now)

    static let changes: [Change] = [
        Change(
            .changeFrequency(Sample.subscription, version: 3, to: .quarterly, nextChargeOn: day("2026-05-15")),
            subject: "subscription:S-1", event: "subscription.frequency_changed",
            before: [
                "frequency": "monthly", "next_charge_on": "2026-03-15", "next_dispatch_on": "2026-03-18", "version": 3,
            ],
            after: ["frequency": "quarterly", "next_charge_on": "2026-05-15", "next_dispatch_on": .null, "version": 4]
        ) {
            $0.subscriptions[0].frequency = .quarterly
            $0.subscriptions[0].nextChargeOn = day("2026-05-15")
            $0.subscriptions[0].nextDispatchOn = nil
        },
        Change(
            .skip(Sample.subscription, version: 3, month: month("2026-03"), nextChargeOn: day("2026-04-15")),
            subject: "subscription:S-1", event: "subscription.skipped",
            before: [
                "next_charge_on": "2026-03-15", "next_dispatch_on": "2026-03-18", "skipped_months": ["2025-12"],
                "version": 3,
            ],
            after: [
                "next_charge_on": "2026-04-15", "next_dispatch_on": .null, "skipped_months": ["2025-12", "2026-03"],
                "version": 4,
            ]
        ) {
            $0.subscriptions[0].skippedMonths.append(month("2026-03"))
            $0.subscriptions[0].nextChargeOn = day("2026-04-15")
            $0.subscriptions[0].nextDispatchOn = nil
        },
        // A later box: the next one leaves when it would have.
        Change(
            .skip(Sample.subscription, version: 3, month: month("2026-05"), nextChargeOn: day("2026-03-15")),
            subject: "subscription:S-1", event: "subscription.skipped",
            before: ["skipped_months": ["2025-12"], "version": 3],
            after: ["skipped_months": ["2025-12", "2026-05"], "version": 4]
        ) { $0.subscriptions[0].skippedMonths.append(month("2026-05")) },
        Change(
            .pause(
                Sample.subscription, version: 3,
                Subscription.Pause(startsOn: day("2026-03-15"), endsOn: day("2026-05-15")),
                nextChargeOn: day("2026-05-15")),
            subject: "subscription:S-1", event: "subscription.paused",
            before: [
                "status": "active", "next_charge_on": "2026-03-15", "next_dispatch_on": "2026-03-18",
                "pause_starts_on": .null, "pause_ends_on": .null, "version": 3,
            ],
            after: [
                "status": "paused", "next_charge_on": "2026-05-15", "next_dispatch_on": .null,
                "pause_starts_on": "2026-03-15", "pause_ends_on": "2026-05-15", "version": 4,
            ]
        ) {
            $0.subscriptions[0].status = .paused
            $0.subscriptions[0].pause = Subscription.Pause(startsOn: day("2026-03-15"), endsOn: day("2026-05-15"))
            $0.subscriptions[0].nextChargeOn = day("2026-05-15")
            $0.subscriptions[0].nextDispatchOn = nil
        },
        Change(
            .changeAddress(Sample.subscription, version: 3, newAddress),
            subject: "subscription:S-1", event: "subscription.address_changed",
            before: ["address": .null, "version": 3],
            after: [
                "address": [
                    "recipient": "Ann's desk", "street": "9 Work Rd", "line2": "Floor 3", "city": "Shelbyville",
                    "state": "OR", "postcode": "97009", "country": "US",
                ], "version": 4,
            ], detail: ["version": 4]
        ) { $0.subscriptions[0].address = newAddress },
        Change(
            .cancel(Sample.subscription, version: 3, on: day("2026-03-01")),
            subject: "subscription:S-1", event: "subscription.cancelled",
            before: [
                "status": "active", "next_charge_on": "2026-03-15", "next_dispatch_on": "2026-03-18",
                "cancelled_on": .null, "version": 3,
            ],
            after: [
                "status": "cancelled", "next_charge_on": .null, "next_dispatch_on": .null,
                "cancelled_on": "2026-03-01", "version": 4,
            ]
        ) {
            $0.subscriptions[0].status = .cancelled
            $0.subscriptions[0].cancelledOn = day("2026-03-01")
            $0.subscriptions[0].nextChargeOn = nil
            $0.subscriptions[0].nextDispatchOn = nil
        },
        Change(
            .createClaim(newClaim), subject: "claim:CLM-2", event: "claim.created", before: [:],
            after: ["claim": "CLM-2", "order": "TB-1", "item": 2, "kind": "broken", "status": "open"]
        ) { $0.claims.append(newClaim) },
        Change(
            .requestPhotos(Sample.claim), subject: "claim:CLM-1", event: "claim.photos_requested",
            before: ["status": "open", "photos_requested_at": .null],
            after: ["status": "photos_requested", "photos_requested_at": "2026-03-01T12:00:00Z"],
            detail: ["status": "photos_requested", "photos_requested_at": "2026-03-01T12:00:00Z", "order": "TB-1"]
        ) {
            $0.claims[0].status = .photosRequested
            $0.claims[0].photosRequestedAt = now
        },
    ]

    @Test(arguments: changes)
    func aChangeIsMadeAndRecorded(change: Change) throws {
        let before = try #require(try fixture.account("C-1"))
        #expect(try apply(change.operation) == .executed)
        let expected = before.with {
            change.apply(&$0)
            if change.operation.subscription != nil { $0.subscriptions[0].version = 4 }
        }
        #expect(try fixture.account("C-1") == expected)
        #expect(expected != before)

        let audit = try fixture.store.read { try $0.audit(customer: Sample.number) }
        #expect(
            audit == [
                AuditRecord(
                    row: 1, at: Self.now, actor: "customer", verifiedBy: .login, customer: Sample.number,
                    operation: change.operation.name, subject: change.subject, key: "prop_1", before: change.before,
                    after: change.after)
            ])
        #expect(try fixture.store.read { try $0.audit(key: "prop_1") } == audit.first)
        let events = try fixture.store.read { try $0.events(subject: change.subject) }
        #expect(
            events == [
                EventRecord(
                    row: 1, at: Self.now, kind: change.event, session: "sess_1", customer: Sample.number,
                    subject: change.subject, detail: change.detail ?? change.after)
            ])
        #expect(try fixture.store.read { try $0.events(customer: Sample.number) } == events)
        for event in events {
            let text = event.json.text
            #expect(!text.contains("Work Rd") && !text.contains("@") && !text.contains("bottle"), "\(text)")
        }
    }

    /// A repeat of a key answers as the first call did and changes nothing, whatever was changed since.
    @Test(arguments: changes)
    func aRepeatChangesNothing(change: Change) throws {
        try apply(change.operation)
        let after = try fixture.raw().dump()
        for _ in 0..<3 { #expect(try apply(change.operation) == .executed) }
        #expect(try fixture.raw().dump() == after)
        #expect(try fixture.store.write { try $0.giveUp(key: "prop_1") } == .executed)
        #expect(try fixture.raw().dump() == after)
    }

    @Test(arguments: changes)
    func aRollbackLeavesNothing(change: Change) throws {
        struct Stop: Error {}
        let before = try fixture.raw().dump()
        #expect(throws: Stop.self) {
            try fixture.store.write { writer in
                let outcome = try writer.apply(change.operation, key: "prop_1", for: Self.actor, at: Self.now)
                #expect(outcome == .executed)
                #expect(try writer.reader.audit(key: "prop_1") != nil)
                throw Stop()
            }
        }
        #expect(try fixture.raw().dump() == before)
        #expect(try apply(change.operation) == .executed)
    }

    /// What waited for a version that is gone is not carried out.
    @Test func anotherVersionIsRefused() throws {
        for change in Self.changes where change.operation.subscription != nil {
            let fixture = try Self()
            try fixture.apply(
                .skip(Sample.subscription, version: 3, month: month("2026-08"), nextChargeOn: day("2026-03-15")),
                key: "first")
            let before = try fixture.fixture.raw().dump()
            #expect(Self.code(try fixture.apply(change.operation)) == "version_changed", "\(change.event)")
            #expect(try fixture.fixture.raw().dump() == before)
        }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: String
        let operation: Operation
        var customer = Sample.number

        init(_ name: String, _ code: String, _ operation: Operation, customer: String = "C-1") {
            (testDescription, self.code, self.operation) = (name, code, operation)
            self.customer = CustomerNumber(rawValue: customer)
        }
    }

    private static func cancel(_ number: String, version: Int = 1) -> Operation {
        .cancel(SubscriptionNumber(rawValue: number), version: version, on: day("2026-03-01"))
    }

    private static func claim(_ change: (inout DamageClaim) -> Void) -> Operation {
        var claim = newClaim
        change(&claim)
        return .createClaim(claim)
    }

    static let refused: [Refused] = [
        Refused("unknown subscription", "subscription_not_found", cancel("S-99")),
        Refused("a stranger's subscription", "subscription_not_found", cancel("S-1", version: 3), customer: "C-3"),
        Refused("an unknown customer", "subscription_not_found", cancel("S-1", version: 3), customer: "C-99"),
        Refused("a version to come", "version_changed", cancel("S-1", version: 4)),
        Refused("unknown order", "order_not_found", claim { $0.order = OrderNumber(rawValue: "TB-99") }),
        Refused("a stranger's order", "order_not_found", .createClaim(newClaim), customer: "C-3"),
        Refused("unknown item", "item_not_found", claim { $0.item = 3 }),
        Refused("a claim's number", "claim_exists", claim { $0.number = Sample.claim }),
        Refused("unknown claim", "claim_not_found", .requestPhotos(ClaimNumber(rawValue: "CLM-99"))),
        Refused("a stranger's claim", "claim_not_found", .requestPhotos(Sample.claim), customer: "C-3"),
    ]

    @Test(arguments: refused)
    func whatCannotBeIsRefused(refused: Refused) throws {
        let before = try fixture.raw().dump()
        let outcome = try apply(refused.operation, for: Actor(customer: refused.customer, verifiedBy: .code))
        #expect(Self.code(outcome) == refused.code)
        #expect(try fixture.raw().dump() == before)
    }

    @Test func photosAreAskedForOnce() throws {
        #expect(try apply(.requestPhotos(Sample.claim), key: "a") == .executed)
        #expect(Self.code(try apply(.requestPhotos(Sample.claim), key: "b")) == "photos_already_requested")
        try fixture.put(Sample.account.with { $0.claims[0].status = .decided })
        #expect(Self.code(try apply(.requestPhotos(Sample.claim), key: "c")) == "claim_decided")
    }

    @Test func aCancelledSubscriptionStaysSo() throws {
        #expect(try apply(Self.cancel("S-1", version: 3), key: "a") == .executed)
        let before = try fixture.raw().dump()
        #expect(Self.code(try apply(Self.cancel("S-1", version: 4), key: "b")) == "subscription_cancelled")
        #expect(try fixture.raw().dump() == before)
    }

    /// A key says which change was made: for another one it is no answer.
    @Test func aKeyIsOfOneChange() throws {
        #expect(try apply(.requestPhotos(Sample.claim)) == .executed)
        #expect(Self.code(try apply(Self.cancel("S-1", version: 3))) == "key_used")
        let other = Actor(customer: CustomerNumber(rawValue: "C-3"), verifiedBy: .code)
        #expect(Self.code(try apply(.requestPhotos(Sample.claim), for: other)) == "key_used")
    }

    /// Who was told that a change was not made is not proven wrong later.
    @Test func aKeyThatWasGivenUpIsNeverCarriedOut() throws {
        let operation = Self.cancel("S-1", version: 3)
        for _ in 0..<2 { #expect(Self.code(try fixture.store.write { try $0.giveUp(key: "k") }) == "not_executed") }
        #expect(Self.code(try apply(operation, key: "k", in: try fixture.another())) == "not_executed")
        #expect(try fixture.account("C-1")?.subscriptions.first?.status == .active)
        #expect(try apply(operation, key: "another") == .executed)
    }

    @Test func aValueThatTheTablesRefuse() throws {
        let pause = Subscription.Pause(startsOn: day("2026-05-15"), endsOn: day("2026-03-15"))
        let operation = Operation.pause(
            Sample.subscription, version: 3, pause, nextChargeOn: day("2026-03-15"))
        let before = try fixture.raw().dump()
        try fixture.store.write { writer in
            let error = try supportFailure {
                _ = try writer.apply(operation, key: "k", for: Self.actor, at: Self.now)
            }
            #expect(error.code == .invalidInput)
        }
        #expect(try fixture.raw().dump() == before)
    }

    @Test func aPersonsChangeCarriesTheirName() throws {
        let person = Actor(customer: Sample.number, verifiedBy: nil, name: "user_7")
        try apply(.requestPhotos(Sample.claim), for: person)
        let record = try #require(try fixture.store.read { try $0.audit(key: "prop_1") })
        #expect(record.actor == "user_7")
        #expect(record.verifiedBy == nil)
        #expect(
            record.json == [
                "at": "2026-03-01T12:00:00Z", "actor": "user_7", "verified_by": .null, "customer": "C-1",
                "operation": "request_photos", "subject": "claim:CLM-1", "key": "prop_1",
                "before": ["status": "open", "photos_requested_at": .null],
                "after": ["status": "photos_requested", "photos_requested_at": "2026-03-01T12:00:00Z"],
            ])
    }

    @Test func theNewestEventsAreGivenInOrder() throws {
        try fixture.store.write { writer in
            for number in 1...5 {
                try writer.append(
                    event: "note", session: nil, customer: nil, subject: "x", detail: ["n": JSONValue(number)],
                    at: Self.now)
            }
        }
        let events = try fixture.store.read { try $0.events(subject: "x", limit: 3) }
        #expect(events.map(\.detail) == [["n": 3], ["n": 4], ["n": 5]])
        #expect(events.allSatisfy { $0.customer == nil && $0.session == nil })
    }

    // MARK: At once

    /// The same confirmation from many threads over two stores, as from two processes: one change.
    @Test func oneKeyAtOnceIsOneChange() async throws {
        let operation = Self.cancel("S-1", version: 3)
        let stores = [fixture.store, try fixture.another()]
        let outcomes = try await withThrowingTaskGroup(of: OperationOutcome.self) { group in
            for number in 0..<16 {
                group.addTask { try apply(operation, in: stores[number % 2]) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes == Array(repeating: .executed, count: 16))
        #expect(try fixture.account("C-1")?.subscriptions.first?.version == 4)
        #expect(try fixture.store.read { try $0.audit(customer: Sample.number).count } == 1)
        #expect(try fixture.store.read { try $0.events(subject: "subscription:S-1").count } == 1)
    }

    /// Many changes that were worked out for one version: the first is made, the others are not.
    @Test func oneVersionIsChangedOnce() async throws {
        let stores = [fixture.store, try fixture.another()]
        let outcomes = try await withThrowingTaskGroup(of: OperationOutcome.self) { group in
            for number in 0..<16 {
                group.addTask {
                    try apply(Self.cancel("S-1", version: 3), key: "prop_\(number)", in: stores[number % 2])
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .executed } == 1)
        #expect(outcomes.count { Self.code($0) == "version_changed" } == 15)
        #expect(try fixture.account("C-1")?.subscriptions.first?.version == 4)
        #expect(try fixture.store.read { try $0.audit(customer: Sample.number).count } == 1)
    }

    private static func code(_ outcome: OperationOutcome) -> String? {
        if case .refused(let code, let text) = outcome { text.isEmpty ? nil : code } else { nil }
    }
}
