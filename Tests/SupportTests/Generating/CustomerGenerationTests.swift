import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// Filling a home: once, more later, and never over other customers.
@Suite struct CustomerGenerationTests {
    private let home: TemporaryHome
    private let store: SupportStore

    init() throws {
        home = try TemporaryHome()
        store = try SupportStore(file: home.url.appending(path: "support.sqlite"), durable: false)
    }

    private func run(seed: UInt64 = 7, count: Int, asOf: String = "2026-11-15") throws -> CustomerGeneration.Report {
        try CustomerGeneration(
            seed: seed, count: count, asOf: InventedCompany.day(asOf), plans: InventedCompany.plans()
        ).run(in: store)
    }

    @Test func whatIsStoredIsWhatWasGenerated() throws {
        #expect(try run(count: 120).added == 120)
        for account in try InventedCompany.accounts(seed: 7, count: 120) {
            let stored = try #require(try store.read { try $0.account(account.customer.number) })
            #expect(stored.customer == account.customer)
            let own = stored.subscriptions.filter { $0.recipient == account.customer.number }
            #expect(own == account.subscriptions)
            #expect(stored.orders.filter { $0.customer == account.customer.number } == account.orders)
            #expect(stored.contacts == account.contacts)
            #expect(
                stored.claims.filter { claim in account.orders.contains { $0.number == claim.order } } == account.claims
            )
        }
        #expect(try store.read { try $0.plans() }.count == InventedCompany.plans().count)
    }

    @Test func theSameRunAgainChangesNothing() throws {
        _ = try run(count: 40)
        // What has become of a customer since then stays.
        let number = Persona.ordinary.number
        var account = try #require(try store.read { try $0.account(number) })
        account.customer.name = "Noa Married"
        let changed = account
        _ = try store.write { try $0.put(changed, at: Timestamp(milliseconds: 1)) }
        let again = try run(count: 40)
        #expect(again.added == 0 && again.count == 40)
        #expect(try store.read { try $0.account(number)?.customer.name } == "Noa Married")
        #expect(try run(count: 20).count == 40)
    }

    @Test func aLargerNumberAdds() throws {
        _ = try run(count: 30)
        #expect(try run(count: 75).added == 45)
        #expect(try store.read { try $0.customerCount() } == 75)
        let whole = try TemporaryHome()
        let other = try SupportStore(file: whole.url.appending(path: "support.sqlite"), durable: false)
        _ = try CustomerGeneration(
            seed: 7, count: 75, asOf: InventedCompany.day("2026-11-15"), plans: InventedCompany.plans()
        ).run(in: other)
        for index in 0..<75 {
            let number = CustomerNumber(rawValue: "C-\(10_001 + index)")
            let (left, right) = (try store.read { try $0.account(number) }, try other.read { try $0.account(number) })
            #expect(left == right, "\(number)")
        }
    }

    @Test func anotherSeedOrDayIsRefused() throws {
        _ = try run(count: 20)
        for attempt in [{ try run(seed: 8, count: 20) }, { try run(count: 20, asOf: "2026-11-16") }] {
            let error = #expect(throws: AlmanacError.self) { _ = try attempt() }
            #expect(error?.code == .conflict)
            #expect(error?.hint?.contains("--seed 7 --as-of 2026-11-15") == true)
        }
        #expect(try store.read { try $0.customerCount() } == 20)
    }

    @Test func customersFromElsewhereAreNotMixedIn() throws {
        let customer = Customer(number: CustomerNumber(rawValue: "X-1"), email: "x@example.com", name: "X")
        _ = try store.write { try $0.put(Account(customer: customer), at: Timestamp(milliseconds: 1)) }
        let error = #expect(throws: AlmanacError.self) { try run(count: 20) }
        #expect(error?.code == .conflict)
        #expect(try store.read { try $0.customerCount() } == 1)
    }
}
