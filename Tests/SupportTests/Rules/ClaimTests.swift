import Domain
import Support
import Testing

@Suite struct ClaimTests {
    private static func ask(_ order: String? = nil, item: String? = nil) -> ChangeRequest {
        .createClaim(
            order.map { OrderNumber(rawValue: $0) }, item: item, kind: .leaking, description: " It leaks. ",
            claim: ClaimNumber(rawValue: "CLM-1A2B3C4D"))
    }

    private static func box(_ orders: Order..., claims: [DamageClaim] = []) -> Account {
        Make.account(Make.subscription(), orders: orders, claims: claims)
    }

    /// Delivered on 10 November.
    private static let fresh = Make.order(delivered: "2026-11-10")
    private static let goods = Make.order(
        delivered: "2026-11-10",
        items: ["Olive Oil", "Olive Oil Soap", "Crème de Châtaigne", "Date Honey", "Pomegranate Tea", "Sage Tea"])
    private static func item(_ line: Int, _ name: String) -> RuleCase.Expectation {
        .allowed(["order": "TB-30018", "item": JSONValue(line), "item_name": .string(name)])
    }
    private static let unknownItems = Make.order(delivered: "2026-11-10", items: nil)
    private static let gift = Make.subscription("S-30000", recipient: "C-2")
    private static let received = Make.subscription("S-30001", payer: "C-9")

    static let table: [RuleCase] = [
        // Which order.
        RuleCase(
            "the box that came last", box(fresh), ask(),
            .allowed(
                [
                    "order": "TB-30018", "kind": "leaking", "delivered_on": "2026-11-10",
                    "window_ends_on": "2026-12-10", "answer": "within two working days", "photos_at_most": 6,
                ], says: "answers within two working days")),
        RuleCase(
            "last by the day of delivery, not of the order",
            box(
                Make.order("TB-1", delivered: "2026-11-12", ordered: "2026-09-03"),
                Make.order("TB-2", delivered: "2026-11-02", ordered: "2026-10-03"),
                Make.order("TB-3", delivered: nil, ordered: "2026-11-03")),
            ask(), .allowed(["order": "TB-1", "delivered_on": "2026-11-12"])),
        RuleCase(
            "a named one", box(fresh, Make.order("TB-2", delivered: "2026-10-20")), ask("TB-2"),
            .allowed(["order": "TB-2", "delivered_on": "2026-10-20"])),
        RuleCase("an unknown one", box(fresh), ask("TB-9"), .refused(.notFound, says: "There is no order TB-9 on")),
        RuleCase(
            "somebody else's purchase",
            box(Make.order("TB-9", delivered: "2026-11-10", subscription: nil, customer: "C-2")),
            ask("TB-9"), .refused(.notFound, says: "There is no order TB-9 on")),
        RuleCase(
            "an own purchase", Make.account(orders: [Make.order(delivered: "2026-11-10", subscription: nil)]), ask(),
            .allowed(["order": "TB-30018"])),
        RuleCase(
            "a gift that the customer pays for",
            Make.account(gift, orders: [Make.order(delivered: "2026-11-10", subscription: "S-30000", customer: "C-2")]),
            ask(), .allowed(["order": "TB-30018"])),
        RuleCase(
            "a gift that the customer gets",
            Make.account(received, orders: [Make.order(delivered: "2026-11-10", subscription: "S-30001")]),
            ask("TB-30018"), .refused(.payerOnly, or: ["track_package"])),
        RuleCase(
            "nothing but gifts that the customer gets",
            Make.account(received, orders: [Make.order(delivered: "2026-11-10", subscription: "S-30001")]), ask(),
            .refused(.payerOnly, or: ["track_package"])),
        RuleCase(
            "a gift that the customer gets, and an own box",
            Make.account(
                received, Make.subscription(),
                orders: [
                    Make.order("TB-1", delivered: "2026-11-12", subscription: "S-30001"),
                    Make.order("TB-2", delivered: "2026-11-02"),
                ]), ask(), .allowed(["order": "TB-2"])),
        RuleCase("no order", Make.account(Make.subscription()), ask(), .refused(.notFound, or: ["person"])),
        // Delivered, and not long ago.
        RuleCase(
            "on its way", box(Make.order(delivered: nil)), ask("TB-30018"),
            .refused(.notDelivered, or: ["track_package", "person"])),
        RuleCase(
            "nothing came yet", box(Make.order(delivered: nil)), ask(),
            .refused(.notDelivered, or: ["track_package", "person"])),
        RuleCase(
            "returned", box(Make.order(delivered: "2026-11-10", status: .returned)), ask("TB-30018"),
            .refused(.notDelivered, or: ["track_package", "person"])),
        RuleCase(
            "after thirty days", box(fresh), ask(), today: "2026-12-10", .allowed(["window_ends_on": "2026-12-10"])),
        RuleCase(
            "after thirty-one days", box(fresh), ask(), today: "2026-12-11",
            .refused(.claimWindowClosed, or: ["person"], says: "until 10 December 2026")),
        RuleCase(
            "22:30 UTC is tomorrow in Jerusalem", box(fresh), ask(), today: "2026-12-10T22:30Z",
            .refused(.claimWindowClosed, or: ["person"])),
        // Which item.
        RuleCase("by its line", box(goods), ask(item: "2"), item(2, "Olive Oil Soap")),
        RuleCase("by its whole name", box(goods), ask(item: "olive oil"), item(1, "Olive Oil")),
        RuleCase("by a part of its name", box(goods), ask(item: "SOAP"), item(2, "Olive Oil Soap")),
        RuleCase("without its accents", box(goods), ask(item: "creme de chataigne"), item(3, "Crème de Châtaigne")),
        RuleCase("its words in another order", box(goods), ask(item: "honey date"), item(4, "Date Honey")),
        RuleCase(
            "several", box(goods), ask(item: "tea"), .refused(.choiceRequired, choices: ["5", "6"], says: "Sage Tea")),
        RuleCase("none", box(fresh), ask(item: "halva"), .refused(.notFound, choices: ["1", "2"], says: "Date Honey")),
        RuleCase("a line that is not there", box(fresh), ask(item: "3"), .refused(.notFound, choices: ["1", "2"])),
        RuleCase("a blank", box(fresh), ask(item: "  "), .refused(.notFound, choices: ["1", "2"])),
        RuleCase(
            "items that nobody knows", box(unknownItems), ask(item: "oil"),
            .refused(.notAvailable, or: ["create_damage_claim", "person"], says: "whole box")),
        RuleCase(
            "a whole box whose items nobody knows", box(unknownItems), ask(),
            .allowed(["order": "TB-30018"], says: "the whole box")),
        // Claims that are there.
        RuleCase(
            "an open claim for the item", box(fresh, claims: [Make.claim("CLM-0000000A", item: 1)]), ask(item: "1"),
            .refused(.alreadyDone, or: ["request_photos", "person"], says: "CLM-0000000A")),
        RuleCase(
            "one that waits for photos",
            box(fresh, claims: [Make.claim("CLM-0000000A", item: 1, status: .photosRequested)]),
            ask(item: "1"), .refused(.alreadyDone, or: ["person"], says: "CLM-0000000A")),
        RuleCase(
            "an open claim for the box", box(fresh, claims: [Make.claim("CLM-0000000A", item: nil)]), ask(),
            .refused(.alreadyDone, or: ["request_photos", "person"])),
        RuleCase(
            "a decided one", box(fresh, claims: [Make.claim("CLM-0000000A", item: 1, status: .decided)]),
            ask(item: "1"),
            item(1, "Olive Oil")),
        RuleCase(
            "one for another item", box(fresh, claims: [Make.claim("CLM-0000000A", item: 2)]), ask(item: "1"),
            item(1, "Olive Oil")),
        RuleCase(
            "one for another box", box(fresh, claims: [Make.claim("CLM-0000000A", order: "TB-1", item: 1)]),
            ask(item: "1"), item(1, "Olive Oil")),
    ]

    @Test(arguments: table) func claims(row: RuleCase) throws { try row.check() }

    @Test func nothingIsPromisedButAnAnswer() throws {
        let now = try #require(Timestamp(iso: "2026-11-15"))
        let plan = try ChangeRules(policy: ActionPolicy()).plan(
            ClaimTests.ask(item: "olive"), for: ClaimTests.box(ClaimTests.fresh), now: now)
        let said = (plan.effects + [plan.summary]).joined(separator: " ").lowercased()
        for word in ["refund", "replace", "credit", "compensat", "24", "48"] {
            #expect(!said.contains(word), "\(word) in: \(said)")
        }
        #expect(
            plan.arguments == [
                "order": "TB-30018", "item": "1", "kind": "leaking", "description": "It leaks.",
            ])
        #expect(plan.consequence["claim"] == "CLM-1A2B3C4D")
        #expect(plan.subject == "order:TB-30018")
        let claim = DamageClaim(
            number: ClaimNumber(rawValue: "CLM-1A2B3C4D"), order: OrderNumber(rawValue: "TB-30018"), item: 1,
            kind: .leaking, description: "It leaks.", status: .open, createdAt: now)
        #expect(plan.operation == .createClaim(claim))
    }
}
