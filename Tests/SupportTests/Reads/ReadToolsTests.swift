import Domain
import Support
import Testing

/// What reading tools say.
@Suite struct ReadToolsTests {
    private let owner = ReadFixtures.owner

    private func get(
        _ tool: String, _ account: Account, _ arguments: JSONObject = [:], now: Timestamp = ReadFixtures.now
    ) throws -> JSONValue {
        try ReadFixtures.read(tool, account, arguments, now: now).get()
    }

    // MARK: get_subscription

    @Test func subscriptionGivesScheduleAndPrice() throws {
        let value = try get("get_subscription", owner)
        let subscription = try #require(value["subscription"])
        #expect(
            subscription == [
                "number": "S-11", "status": "active", "plan": "Full Box", "frequency": "monthly",
                "started_on": "2023-11-20",
                "schedule": [
                    "next_charge_on": "2026-03-20", "billing_day": 20, "next_box": 27, "change_until": "2026-03-15",
                    "change_applies_to_next_box": true, "skipped_months_ahead": [],
                ], "price": ["amount": "99.00", "currency": "USD"],
            ])
    }

    @Test func schedulePassesTheCutoffAndRollsOn() throws {
        let inside = try get("get_subscription", owner, now: ReadFixtures.time("2026-03-17T10:00Z"))
        #expect(inside["subscription"]?["schedule"]?["change_applies_to_next_box"] == false)
        let after = try get("get_subscription", owner, now: ReadFixtures.time("2026-03-21T10:00Z"))
        #expect(after["subscription"]?["schedule"]?["next_charge_on"] == "2026-04-20")
        var skipping = owner
        skipping.subscriptions[0].skippedMonths = ["2025-12", "2026-03", "2026-05"].compactMap(CalendarMonth.init(iso:))
        let skipped = try get("get_subscription", skipping)["subscription"]?["schedule"]
        #expect(skipped?["next_charge_on"] == "2026-04-20")
        #expect(skipped?["skipped_months_ahead"] == ["2026-03", "2026-05"])
    }

    @Test func pauseAndCancellationAreTold() throws {
        var account = owner
        account.subscriptions = [ReadFixtures.subscription("S-11", of: "C-1", status: .paused, next: "2026-04-20")]
        let paused = try get("get_subscription", account)["subscription"]
        #expect(paused?["status"] == "paused")
        #expect(
            paused?["schedule"]?["pause"] == ["starts_on": "2026-02-20", "ends_on": "2026-04-20", "has_begun": true])
        #expect(paused?["schedule"]?["next_charge_on"] == "2026-04-20")
        let over = try get("get_subscription", account, now: ReadFixtures.time("2026-04-21T10:00Z"))["subscription"]
        #expect(over?["status"] == "active")
        #expect(over?["schedule"]?["pause"] == nil)
        account.subscriptions = [ReadFixtures.subscription("S-11", of: "C-1", status: .cancelled, next: nil)]
        let cancelled = try get("get_subscription", account)["subscription"]
        #expect(cancelled?["cancelled_on"] == "2026-01-10")
        #expect(cancelled?["schedule"]?["next_charge_on"] == .null)
    }

    @Test func oneActiveIsMeantAndSeveralAreAsked() throws {
        var account = owner
        account.subscriptions = [
            ReadFixtures.subscription("S-10", of: "C-1", status: .cancelled, next: nil),
            ReadFixtures.subscription("S-11", of: "C-1"),
            ReadFixtures.subscription("S-12", of: "C-1", status: .paused),
        ]
        #expect(try get("get_subscription", account)["subscription"]?["number"] == "S-11")
        #expect(try get("get_subscription", account, ["subscription": "S-10"])["subscription"]?["number"] == "S-10")
        account.subscriptions.append(ReadFixtures.subscription("S-13", of: "C-1"))
        let value = try get("get_subscription", account)
        #expect(value["choose"] == true)
        let listed = try #require(value["subscriptions"]?.array)
        #expect(listed.map { $0["number"] } == ["S-10", "S-11", "S-12", "S-13"])
        for entry in listed {
            let label = try #require(entry["label"]?.string)
            #expect(label.contains("Full Box, every month") && label.contains("Boston"))
            #expect(!label.contains("Olive") && !label.contains("Ruth"))
        }
    }

    @Test func partsComeAsAsked() throws {
        let parts: JSONValue = ["preferences", "address", "payment_method", "gift"]
        let value = try #require(try get("get_subscription", owner, ["include": parts])["subscription"])
        #expect(value["price"] == nil)
        #expect(
            value["preferences"] == [
                "no_alcohol": true, "no_honey": false, "no_cosmetics": false, "has_allergy_note": true,
            ])
        #expect(
            value["address"] == [
                "street": "12 Olive Street", "city": "Boston", "state": "MA", "postcode": "02108", "country": "US",
            ])
        #expect(value["payment_method"] == ["label": "Visa", "is_expired": true])
        #expect(value["gift"] == ["is_gift": false, "role": "owner"])
        let gift = try #require(try get("get_subscription", ReadFixtures.payer, ["include": parts])["subscription"])
        #expect(gift["gift"] == ["is_gift": true, "role": "payer"])
        #expect(gift["address"]?["not_available"] != nil)
        #expect(gift["preferences"]?["not_available"] != nil)
        // A card is good to the end of its month.
        let february = ReadFixtures.time("2026-02-28T10:00Z")
        let card = try get("get_subscription", owner, ["include": ["payment_method"]], now: february)
        #expect(card["subscription"]?["payment_method"]?["is_expired"] == false)
    }

    // MARK: get_customer_history

    @Test func historyHasTenureOrdersByShippingDayAndContacts() throws {
        var account = owner
        account.orders += (1...4).map {
            ReadFixtures.order("TB-20\($0)", of: "C-1", $0 == 4 ? nil : "S-11", shipped: "2025-0\($0 + 4)-26")
        }
        let value = try get("get_customer_history", account)
        #expect(
            value["summary"] == [
                "customer_since": "2023-11-05", "tenure_months": 27,
                "subscriptions": ["active": 1, "paused": 0, "cancelled": 0],
                "boxes_sent": ["subscription": 6, "one_time": 1], "contacts": 1, "claims": 1, "open_claims": 1,
            ])
        let orders = try #require(value["orders"]?.array)
        #expect(orders.map { $0["order"] } == ["TB-102", "TB-101", "TB-103", "TB-204", "TB-203"])
        #expect(orders.first?["shipped_on"] == "2026-02-24")
        let contact = try #require(value["contacts"]?.array?.first)
        #expect(contact["summary"] == "Asked where the box is; call back [number] or [e-mail]")
        #expect(contact["csat"] == 5)
        #expect(value["claims"]?.array?.first?["claim"] == "CLM-00000001")
    }

    @Test func historyGivesThePartsAskedFor() throws {
        let value = try get("get_customer_history", owner, ["include": ["contacts"]])
        #expect(value.object?.keys == ["contacts", "claims"])
        #expect(try get("get_customer_history", owner, ["include": "orders"]).object?.keys == ["orders"])
        var account = owner
        account.contacts = nil
        #expect(try get("get_customer_history", account)["contacts"]?["not_available"] != nil)
    }

    // MARK: get_payment_history

    @Test func paymentsComeNewestFirstWithFailuresAndRefunds() throws {
        let value = try get("get_payment_history", owner)
        let payments = try #require(value["payments"]?.array)
        #expect(payments.map { $0["status"] } == ["refunded", "paid", "failed"])
        #expect(payments.map { $0["on"] } == ["2026-02-25", "2026-02-22", "2026-02-20"])
        #expect(payments.first?["amount"] == ["amount": "-20.00", "currency": "USD"])
        #expect(payments.last?["failure"] == "card_declined")
        #expect(value["from"] == "2025-09-02")
        #expect(
            value["next_charges"] == [
                ["subscription": "S-11", "on": "2026-03-20", "amount": ["amount": "99.00", "currency": "USD"]]
            ])
        #expect(try get("get_payment_history", owner, ["months": 12])["total"] == 4)
    }

    @Test func unknownPaymentsAreSaidToBeUnknown() throws {
        var account = owner
        account.payments = nil
        #expect(try ReadFixtures.read("get_payment_history", account).code == .notAvailable)
        account.payments = []
        #expect(try get("get_payment_history", account)["payments"] == [])
    }

    /// What a recipient's account shows of the payer's charges, should a system give any, is not the recipient's.
    @Test func othersPaymentsStayTheirs() throws {
        var account = owner
        account.payments?.append(
            Payment(
                number: "PAY-9", payer: CustomerNumber(rawValue: "C-9"), amount: ReadFixtures.usd(12_345),
                status: .paid, methodLabel: "Amex", attemptedAt: ReadFixtures.time("2026-03-01T06:00Z")))
        #expect(try !get("get_payment_history", account).text.contains("123.45"))
    }

    // MARK: track_package

    @Test func latestParcelIsTheOneThatLeftLast() throws {
        for account in [
            owner,
            {
                var other = owner
                other.orders.reverse()
                return other
            }(),
        ] {
            let value = try get("track_package", account)
            #expect(value["order"] == "TB-102")
            #expect(value["days_since_shipped"] == 6)
            #expect(value["parcel_status"] == "in_transit")
            let events = try #require(value["events"]?.array)
            #expect(events.first == ["at": "2026-02-24T08:00:00Z", "status": "dispatched", "place": "Haifa"])
            #expect(events.count == 2)
        }
    }

    @Test(
        arguments: [
            ("2026-01-19", nil, 42, false), ("2026-01-18", nil, 43, true), ("2026-01-01", "2026-02-27", 60, false),
        ] as [(String, String?, Int, Bool)])
    func sixWeeksCountFromDispatch(shipped: String, delivered: String?, days: Int, isOver: Bool) throws {
        var account = owner
        account.orders = [ReadFixtures.order("TB-1", of: "C-1", "S-11", shipped: shipped, delivered: delivered)]
        let value = try get("track_package", account)
        #expect(value["days_since_shipped"] == JSONValue(days))
        #expect(value["is_over_six_weeks"] == .bool(isOver))
    }

    @Test func boxThatHasNotLeftIsSaidSo() throws {
        var account = owner
        account.orders.append(ReadFixtures.order("TB-104", of: "C-1", "S-11", shipped: nil))
        // Still the one that left last, where none is named.
        #expect(try get("track_package", account)["order"] == "TB-102")
        let value = try get("track_package", account, ["order": "tb 104"])
        #expect(value["order_status"] == "paid")
        #expect(value["shipped_on"] == .null)
        #expect(value["days_since_shipped"] == .null)
        #expect(value["is_over_six_weeks"] == false)
        account.orders = []
        #expect(try ReadFixtures.read("track_package", account).code == .notFound)
        // A parcel that leaves tomorrow has not left.
        account.orders = [ReadFixtures.order("TB-105", of: "C-1", "S-11", shipped: "2026-03-03")]
        #expect(try get("track_package", account)["shipped_on"] == .null)
    }

    // MARK: get_box_contents

    @Test func contentsNameAllergensAndAlcohol() throws {
        let value = try get("get_box_contents", owner)
        #expect(value["order"] == "TB-102")
        #expect(value["contains_alcohol"] == true)
        #expect(value["allergens"] == ["nuts", "sulphites"])
        #expect(value["items"]?.array?.map { $0["name"] } == ["Red wine", "Date honey"])
        #expect(value["items"]?.array?.last?["quantity"] == 2)
        #expect(value["preferences"]?["no_alcohol"] == true)
        // The wishes of whoever gets a gift are theirs.
        #expect(try get("get_box_contents", ReadFixtures.payer)["preferences"] == nil)
    }

    @Test func unknownContentsAreNotAnEmptyBox() throws {
        var account = owner
        account.orders[1].items = nil
        #expect(try ReadFixtures.read("get_box_contents", account).code == .notAvailable)
        account.orders[1].items = []
        #expect(try get("get_box_contents", account)["items"] == [])
        account.orders = [ReadFixtures.order("TB-104", of: "C-1", "S-11", shipped: nil)]
        #expect(try ReadFixtures.read("get_box_contents", account).code == .notFound)
        #expect(try ReadFixtures.read("get_box_contents", account, ["order": "TB-104"]).code == .notAvailable)
    }
}
