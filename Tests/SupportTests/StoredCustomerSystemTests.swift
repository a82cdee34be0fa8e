import Domain
import Store
import Support
import TestSupport
import Testing

/// The home's own tables as a system of record.
@Suite struct StoredCustomerSystemTests {
    let home: TemporaryHome
    let store: SupportStore
    let system: StoredCustomerSystem
    let account: Account
    let operation: Domain.Operation
    let actor: Actor
    let now = Timestamp(milliseconds: 1_772_000_000_000)

    init() throws {
        home = try TemporaryHome()
        store = try SupportStore(file: home.url.appending(path: "support.sqlite"), durable: false)
        system = StoredCustomerSystem(store)
        let number = CustomerNumber(rawValue: "C-1")
        let subscription = SubscriptionNumber(rawValue: "S-1")
        let charge = try #require(CalendarDay(iso: "2026-03-15"))
        account = Account(
            customer: Customer(number: number, email: "ann@example.com", name: "Ann Example"),
            subscriptions: [
                Subscription(
                    number: subscription, recipient: number, plan: "full", planName: "Full Box", frequency: .monthly,
                    price: try #require(Money(minorUnits: 9900, currency: "USD")), startedOn: charge, billingDay: 15,
                    nextChargeOn: charge)
            ])
        operation = .cancel(subscription, version: 1, on: charge)
        actor = Actor(customer: number, verifiedBy: .code)
        let (account, now) = (account, now)
        try store.write { _ = try $0.put(account, at: now) }
    }

    private func status() throws -> SubscriptionStatus? {
        let account = try system.account(account.customer.number)
        return account?.subscriptions.first?.status
    }

    @Test func accountsAreFoundByNumberAndAddress() throws {
        #expect(system.name == "support.sqlite")
        #expect(try system.account(account.customer.number) == account)
        #expect(try system.account(email: "ann@example.com") == account)
        #expect(try system.account(email: "bo@example.com") == nil)
        #expect(try store.read { try system.account(account.customer.number, in: $0) } == account)
    }

    @Test func aChangeIsMadeOnceAndItsOutcomeIsKnown() throws {
        for _ in 0..<2 { #expect(try system.execute(operation, key: "k", for: actor, at: now) == .executed) }
        #expect(try system.outcome(of: "k") == .executed)
        #expect(try store.read { try $0.audit(customer: actor.customer).count } == 1)
    }

    /// The change and whatever else is in the transaction are made together, or neither is.
    @Test func aChangeInATransactionGoesWithIt() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try store.write { writer in
                _ = try system.execute(operation, key: "k", for: actor, at: now, in: writer)
                throw Stop()
            }
        }
        #expect(try status() == .active)
        try store.write { writer in
            let outcome = try system.execute(operation, key: "k", for: actor, at: now, in: writer)
            #expect(outcome == .executed)
        }
        #expect(try status() == .cancelled)
    }

    /// Whoever asked what became of a key was told so for good.
    @Test func aKeyThatWasAskedForInVainIsRefusedLater() throws {
        let answer = try system.outcome(of: "k")
        guard case .refused(let code, _) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(code == "not_executed")
        let other = StoredCustomerSystem(try SupportStore(file: store.file, durable: false))
        #expect(try other.execute(operation, key: "k", for: actor, at: now) == answer)
        #expect(try status() == .active)
    }

    /// Asking while the change is being made gives one answer that stays true, whoever comes first.
    @Test func askingAtOnceWithTheChangeIsDecided() async throws {
        for round in 0..<20 {
            let key = "k\(round)"
            let other = StoredCustomerSystem(try SupportStore(file: store.file, durable: false))
            async let executed = other.execute(operation, key: key, for: actor, at: now)
            async let asked = system.outcome(of: key)
            let (change, answer) = try await (executed, asked)
            let record = try store.read { try $0.audit(key: key) }
            #expect((answer == .executed) == (record != nil))
            // From the second round on the subscription is cancelled, and the change refused for that.
            if round == 0 { #expect((change == .executed) == (record != nil)) }
        }
    }
}
