import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// Taking customers in from files: whole or not at all, the same again without effect, and every mistake named.
@Suite struct CustomerImportTests {
    private let home: TemporaryHome
    private let store: SupportStore
    private let now = Timestamp(milliseconds: 1_794_733_200_000)

    init() throws {
        home = try TemporaryHome()
        store = try SupportStore(file: home.url.appending(path: "support.sqlite"), durable: false)
    }

    private func take(_ files: [String: String], dryRun: Bool = false) throws -> ImportReport {
        let files = try files.sorted { $0.key < $1.key }.map { try ImportFile(home.write($0.value, to: $0.key)) }
        return try CustomerImport(files).run(in: store, at: now, dryRun: dryRun)
    }

    private func lines(_ accounts: [Account]) -> String {
        accounts.map { JSONValue.object($0.record).text + "\n" }.joined()
    }

    private func account(_ number: String) throws -> Account? {
        try store.read { try $0.account(CustomerNumber(rawValue: number)) }
    }

    static let customer = #"{"number": "C-1", "email": "Ruth@Example.com", "name": "Ruth Adler"}"#

    // MARK: There and back

    @Test(arguments: [7, 12] as [UInt64]) func whatIsWrittenOutComesBackEqual(seed: UInt64) throws {
        let accounts = try InventedCompany.accounts(seed: seed, count: 150)
        let other = try TemporaryHome()
        let source = try SupportStore(file: other.url.appending(path: "support.sqlite"), durable: false)
        try source.write { writer in for account in accounts { try writer.put(account, at: now) } }
        // The order of the lines does not matter: payers are put first.
        let report = try take(["all.jsonl": lines(accounts.reversed())])
        #expect(report.added == 150 && report.changed == 0 && report.unchanged == 0)
        for account in accounts {
            let number = account.customer.number
            let (left, right) = (try source.read { try $0.account(number) }, try store.read { try $0.account(number) })
            #expect(left == right, "seed \(seed), \(number)")
        }
        let again = try take(["all.jsonl": lines(accounts)])
        #expect(again.added == 0 && again.changed == 0 && again.unchanged == 150)
    }

    @Test func whatShowPrintsIsTakenBack() throws {
        _ = try take(["all.jsonl": lines(try InventedCompany.accounts(seed: 7, count: 40))])
        for number in ["C-10001", "C-10005", "C-10006", "C-10009"] {
            let stored = try #require(try account(number))
            var record = stored.record
            record["changes"] = .array([])
            let report = try take(["one.json": JSONValue.object(record).prettyText])
            #expect(report.unchanged == 1, "\(number)")
            #expect(try account(number) == stored)
        }
    }

    @Test func aDryRunCountsAndStoresNothing() throws {
        let report = try take(["a.jsonl": CustomerImportTests.customer], dryRun: true)
        #expect(report.isDryRun && report.added == 1)
        #expect(try store.read { try $0.customerCount() } == 0)
    }

    @Test func twoMayPayForEachOther() throws {
        func line(_ number: String, _ payer: String) -> String {
            """
            {"number": "\(number)", "email": "\(number)@example.com", "name": "N", "subscriptions": [{"number": "S-\(number)", \
            "payer": "\(payer)", "plan": "full", "status": "active", "frequency": "monthly", "price": 99, \
            "currency": "USD", "started_on": "2026-01-31", "billing_day": 31}]}

            """
        }
        #expect(try take(["a.jsonl": line("A", "B") + line("B", "A")]).added == 2)
        let subscriptions = try #require(try account("A")).subscriptions
        #expect(subscriptions.map(\.payer.rawValue) == ["B", "A"])
    }

    @Test func addressesAreTakenInSmallLettersAndAmountsAsTextOrNumbers() throws {
        let line = """
            {"number": "C-1", "email": "Ruth@Example.com", "name": "Ruth", "subscriptions": [{"number": "S-1", \
            "plan": "full", "status": "active", "frequency": "monthly", "price": "79.2", "first_price": 79.20, \
            "currency": "USD", "started_on": "2026-01-31", "billing_day": 31}]}
            """
        _ = try take(["a.jsonl": line])
        let stored = try #require(try account("C-1"))
        #expect(stored.customer.email == "ruth@example.com")
        #expect(stored.subscriptions.first?.price.minorUnits == 7920)
        #expect(stored.subscriptions.first?.firstPrice?.minorUnits == 7920)
    }

    // MARK: Tables

    @Test func tablesTogetherMakeAccounts() throws {
        let report = try take([
            "customers.csv": """
            number,email,name,street,city,state,postcode,country,preferences,ai_enabled
            C-1,a@example.com,"Adler, Ruth",12 Fig Lane,Tulsa,OK,74103,US,no_alcohol no_honey,yes
            C-2,b@example.org,Boris,,,,,,,no

            """,
            "subscriptions.csv": """
            number,customer,payer,plan,status,frequency,price,currency,started_on,billing_day,next_charge_on,skipped_months
            S-1,C-1,C-2,full,active,monthly,99.00,USD,2026-01-31,31,2026-11-30,2026-07 2026-09

            """,
            "orders.csv": """
            number,customer,subscription,price,currency,status,ordered_on,shipped_on,tracking_number,carrier,shipment_status,delivered_on
            O-1,C-1,S-1,99.00,USD,delivered,2026-10-02,2026-10-05,TX1,Air Post,delivered,2026-10-20

            """,
            "payments.csv": """
            number,payer,subscription,order,amount,currency,status,method_label,attempted_at
            P-1,C-2,S-1,O-1,99.00,USD,paid,Visa,2026-10-02T06:00:00Z

            """,
        ])
        #expect(report.added == 2 && report.orders == 1 && report.payments == 1)
        let ruth = try #require(try account("C-1"))
        #expect(ruth.customer.name == "Adler, Ruth" && ruth.customer.address?.city == "Tulsa")
        #expect(ruth.customer.preferences.flags == [.noAlcohol, .noHoney])
        #expect(ruth.subscriptions.first?.skippedMonths.map(\.iso) == ["2026-07", "2026-09"])
        let order = try #require(ruth.orders.first)
        #expect(order.items == nil && order.shipment?.deliveredOn?.iso == "2026-10-20")
        let boris = try #require(try account("C-2"))
        #expect(boris.payments?.map(\.number) == ["P-1"] && !boris.customer.aiEnabled)
    }

    @Test func aTableLeavesWhatItHasNoColumnFor() throws {
        let accounts = try InventedCompany.accounts(seed: 7, count: 9)
        _ = try take(["all.jsonl": lines(accounts)])
        let before = try #require(try account("C-10009"))
        let order = try #require(before.orders.last)
        _ = try take([
            "orders.csv": """
            number,customer,subscription,price,currency,status,ordered_on,shipped_on
            \(order.number),C-10009,\(order.subscription?.rawValue ?? ""),99.00,USD,returned,\(order.orderedOn),\(order.shippedOn?.iso ?? "")

            """
        ])
        let after = try #require(try account("C-10009")?.orders.last)
        #expect(after.status == .returned)
        #expect(after.items == order.items && after.shipment == order.shipment)
    }

    // MARK: Mistakes

    static let subscription = """
        {"number": "S-1", "plan": "full", "status": "active", "frequency": "monthly", "price": "99.00", \
        "currency": "USD", "started_on": "2026-01-31", "billing_day": 31}
        """

    static func with(_ name: String, _ value: String) -> String {
        #"{"number": "C-2", "email": "c2@example.com", "name": "Second", ""# + name + #"": "# + value + "}"
    }

    static func subscribed(_ old: String, _ new: String) -> String {
        with("subscriptions", "[\(subscription.replacingOccurrences(of: old, with: new))]")
    }

    static let broken: [(String, String)] = [
        ("{", "2: this is no JSON object"), ("[]", "2: the record takes an object"),
        ("{\"a\": 1}", "2: a: there is no"),
        (#"{"email": "c2@example.com", "name": "B"}"#, "2: number: is missing"),
        (#"{"number": "C 2", "email": "c2@example.com", "name": "B"}"#, "2: number: takes letters"),
        (#"{"number": "C-2", "email": "nobody", "name": "B"}"#, "2: email: is no e-mail address"),
        (#"{"number": "C-2", "email": "a@@example.com", "name": "B"}"#, "2: email: is no e-mail address"),
        (#"{"number": "C-2", "email": "a b@example.com", "name": "B"}"#, "2: email: is no e-mail address"),
        (#"{"number": "C-2", "email": "c2@example.com", "name": ""}"#, "2: name is empty"),
        (#"{"number": "C-2", "email": "c2@example.com", "name": 4}"#, "2: name takes a line"),
        (#"{"number": "C-2", "email": "c2@example.com", "name": "a\u0007b"}"#, "2: name holds a control character"),
        (#"{"number": "C-1", "email": "c2@example.com", "name": "B"}"#, "2: the customer C-1 is given twice"),
        (#"{"number": "C-2", "email": "ruth@example.com", "name": "B"}"#, "2: the e-mail address is given twice"),
        (with("name2", "1"), "2: name2: there is no such field"),
        (with("phone", "\"" + String(repeating: "1", count: 50) + "\""), "2: phone has 50 characters"),
        (with("joined_on", "\"2026-02-30\""), "2: joined_on takes a day"),
        (with("ai_enabled", "\"yes\""), "2: ai_enabled takes true or false"),
        (with("preferences", "[\"no_meat\"]"), "2: preferences: takes no_alcohol, no_honey, no_cosmetics"),
        (with("address", #"{"street": "1", "city": "X", "country": "usa"}"#), "2: address.country has 3 characters"),
        (with("address", #"{"street": "1", "city": "X", "country": "us"}"#), "2: address.country: takes two capital"),
        (with("address", #"{"city": "X", "country": "US"}"#), "2: address.street: is missing"),
        (with("subscriptions", "{}"), "2: subscriptions: takes a list"),
        (subscribed("active", "gone"), "2: subscriptions[0].status takes one of active, paused, cancelled"),
        (subscribed("monthly", "weekly"), "2: subscriptions[0].frequency takes one of"),
        (subscribed("\"99.00\"", "\"99,00\""), "2: subscriptions[0].price: takes an amount"),
        (subscribed("\"99.00\"", "-1"), "2: subscriptions[0].price: takes an amount"),
        (subscribed("\"99.00\"", "9.999"), "2: subscriptions[0].price: takes an amount"),
        (subscribed("\"99.00\"", "1e300"), "2: subscriptions[0].price: takes an amount"),
        (subscribed("USD", "usd"), "2: subscriptions[0].currency: takes three capital letters"),
        (subscribed("2026-01-31", "31.1.2026"), "2: subscriptions[0].started_on takes a day"),
        (subscribed("\"billing_day\": 31", "\"billing_day\": 32"), "2: subscriptions[0].billing_day is 32"),
        (subscribed("\"active\"", "\"paused\""), "2: subscriptions[0].pause_ends_on: is missing"),
        (subscribed("\"active\"", "\"cancelled\""), "2: subscriptions[0].cancelled_on: is missing"),
        (subscribed("\"plan\"", "\"payer\": \"C-9\", \"plan\""), "2: payer: there is no customer C-9"),
        (subscribed("\"plan\"", "\"skipped_months\": [\"July\"], \"plan\""), "skipped_months: takes months"),
        (
            subscribed("\"plan\"", "\"payment_label\": \"4111 1111 1111 1111\", \"plan\""),
            "payment_label: takes words such as Visa"
        ),
        (
            subscribed("\"plan\"", "\"pause_starts_on\": \"2026-03-01\", \"pause_ends_on\": \"2026-02-01\", \"plan\""),
            "pause_ends_on: is not after"
        ),
        (with("orders", #"[{"number": "O-1"}]"#), "2: orders[0].price: is missing"),
        (
            with(
                "orders",
                #"[{"number": "O-1", "price": 1, "currency": "USD", "status": "paid", "ordered_on": "2026-02-02", "shipped_on": "2026-02-01"}]"#
            ),
            "2: orders[0].shipped_on: is before ordered_on"
        ),
        (
            with(
                "orders",
                #"[{"number": "O-1", "price": 1, "currency": "USD", "status": "paid", "ordered_on": "2026-02-02", "items": [{"name": "x"}]}]"#
            ),
            "2: orders[0].items[0].product: is missing"
        ),
        (
            with(
                "claims",
                #"[{"number": "L-1", "order": "O-9", "kind": "broken", "description": "x", "status": "open", "created_at": "2026-02-02T00:00:00Z"}]"#
            ),
            "2: claims: customer C-2 has no order O-9"
        ),
        (with("contacts", #"[{"number": "T-1", "csat": 9}]"#), "2: contacts[0].csat is 9"),
    ]

    @Test(arguments: broken) func aMistakeIsNamedAndNothingIsStored(line: String, message: String) throws {
        let error = #expect(throws: AlmanacError.self) {
            try take(["people.jsonl": CustomerImportTests.customer + "\n" + line + "\n"])
        }
        #expect(error?.code == .invalidInput)
        #expect(error?.message.contains("people.jsonl:") == true)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("@") == false)
        #expect(try store.read { try $0.customerCount() } == 0)
    }

    @Test func allProblemsAreToldUpToFifty() throws {
        let many = (0..<70).map { #"{"number": "C-\#($0)", "name": "x"}"# }.joined(separator: "\n")
        let error = #expect(throws: AlmanacError.self) { try take(["a.jsonl": many]) }
        let lines = try #require(error?.message.split(separator: "\n"))
        #expect(lines.first == "70 problems:")
        #expect(lines.count == 52 && lines.last == "… and 20 more")
    }

    static let brokenTables: [(String, String)] = [
        ("number,name\nC-1,x\n", "a.csv:1: the header row names no column that tells the table"),
        ("number,email,name,colour\nC-1,a@example.com,x,red\n", "a.csv:1: colour: there is no such column"),
        ("number,email\nC-1,a@example.com\n", "a.csv:1: name: the column is missing"),
        ("number,email,email,name\nC-1,a@example.com,b,x\n", "a.csv:1: the column email is named twice"),
        ("number,email,name\nC-1,a@example.com\n", "a.csv:2: the row has 2 fields"),
        ("number,email,name\nC-1,a@example.com,\n", "a.csv:2: name: is missing"),
        ("number,email,name\n\nC-1,nobody,x\n", "a.csv:3: email: is no e-mail address"),
        ("number,email,name,ai_enabled\nC-1,a@example.com,x,perhaps\n", "a.csv:2: ai_enabled: takes true or false"),
        ("number,email,name,street\nC-1,a@example.com,x,Lane 1\n", "a.csv:2: city: is missing"),
        ("number,email,name\n\"C-1,a@example.com,x\n", "a.csv:2: a quoted field has no closing quote"),
        ("number,email,name\n", "a.csv:1: the file holds no row of values"),
        (
            "number,payer,amount,currency,status,method_label,attempted_at,order\nP-1,C-1,1,USD,paid,Visa,2026-01-01,O-7\n",
            "a.csv:2: payer: there is no customer C-1"
        ),
    ]

    @Test(arguments: brokenTables) func aMistakeInATableIsNamed(text: String, message: String) throws {
        let error = #expect(throws: AlmanacError.self) { try take(["a.csv": text]) }
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(try store.read { try $0.customerCount() } == 0)
    }

    @Test func anAddressOfAnotherCustomerIsAConflictAtItsLine() throws {
        _ = try take(["a.jsonl": CustomerImportTests.customer])
        let error = #expect(throws: AlmanacError.self) {
            try take([
                "b.jsonl": CustomerImportTests.with("locale", "\"en\"") + "\n"
                    + #"{"number": "C-3", "email": "ruth@example.com", "name": "Other"}"#
            ])
        }
        #expect(error?.code == .conflict)
        #expect(error?.message.hasPrefix("b.jsonl:2: ") == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("@") == false)
        #expect(try store.read { try $0.customerCount() } == 1)
    }

    @Test func filesOfUnknownKindOrMissingAreRefused() throws {
        #expect(throws: AlmanacError.self) { try ImportFile(URL(filePath: "people.txt")) }
        let error = #expect(throws: AlmanacError.self) {
            try CustomerImport([ImportFile(home.url.appending(path: "nothing.jsonl"))])
        }
        #expect(error?.code == .fileMissing)
    }
}
