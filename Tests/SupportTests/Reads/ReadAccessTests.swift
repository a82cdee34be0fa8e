import Domain
import Support
import Testing

/// Who gets what from which reading tool.
@Suite struct ReadAccessTests {
    struct Caller: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let account: Account?
        let identity: Identity
        /// The order that is asked for; nil asks for none.
        let order: String?
        /// By tool, in the order of `ReadTools.names`; nil means that data comes.
        let expected: [Refusal.Code?]

        init(
            _ description: String, _ account: Account?, _ identity: Identity, order: String? = nil,
            _ expected: [Refusal.Code?]
        ) {
            (testDescription, self.account, self.identity) = (description, account, identity)
            (self.order, self.expected) = (order, expected)
        }
    }

    private static let owner = ReadFixtures.owner
    private static let closed: [Refusal.Code?] = Array(repeating: .identityRequired, count: 5)

    private static func closed(tracking: Refusal.Code?) -> [Refusal.Code?] {
        [.identityRequired, .identityRequired, .identityRequired, tracking, .identityRequired]
    }

    static let callers: [Caller] = [
        Caller("anonymous", nil, .anonymous, closed),
        Caller("anonymous with a number", owner, .anonymous, order: "TB-102", closed),
        Caller("claimed", owner, .claimed(email: "ruth@example.com"), closed),
        Caller(
            "claimed, right order", owner, .claimed(email: "ruth@example.com"), order: "TB-102", closed(tracking: nil)),
        Caller(
            "claimed, right parcel", owner, .claimed(email: "ruth@example.com"), order: "rr102il",
            closed(tracking: nil)),
        Caller(
            "claimed, somebody else's order", owner, .claimed(email: "ruth@example.com"), order: "TB-301",
            closed(tracking: .noMatch)),
        Caller(
            "claimed, no such order", owner, .claimed(email: "ruth@example.com"), order: "TB-999",
            closed(tracking: .noMatch)),
        Caller(
            "claimed, no such account", nil, .claimed(email: "nobody@example.com"), order: "TB-102",
            closed(tracking: .noMatch)),
        Caller(
            "claimed with another's account", owner, .claimed(email: "gil@example.com"), order: "TB-102",
            closed(tracking: .noMatch)),
        Caller(
            "claimed recipient, right order", ReadFixtures.recipient, .claimed(email: "mia@example.com"),
            order: "TB-301", closed(tracking: nil)),
        Caller("verified owner", owner, ReadFixtures.verified(owner), [nil, nil, nil, nil, nil]),
        Caller(
            "verified owner, own order", owner, ReadFixtures.verified(owner), order: "TB-101",
            [nil, nil, nil, nil, nil]),
        Caller(
            "verified owner, another's order", owner, ReadFixtures.verified(owner), order: "TB-301",
            [nil, nil, nil, .notFound, .notFound]),
        Caller(
            "verified payer", ReadFixtures.payer, ReadFixtures.verified(ReadFixtures.payer), [nil, nil, nil, nil, nil]),
        Caller(
            "verified recipient", ReadFixtures.recipient, ReadFixtures.verified(ReadFixtures.recipient),
            [.payerOnly, .payerOnly, .payerOnly, nil, .payerOnly]),
        Caller(
            "verified recipient, the order", ReadFixtures.recipient, ReadFixtures.verified(ReadFixtures.recipient),
            order: "TB-301", [.payerOnly, .payerOnly, .payerOnly, nil, .payerOnly]),
        Caller(
            "verified without an account", nil, .verified(email: "nobody@example.com", by: .code),
            Array(repeating: .customerNotFound, count: 5)),
        Caller(
            "verified with another's account", owner, ReadFixtures.verified(ReadFixtures.payer),
            Array(repeating: .customerNotFound, count: 5)),
    ]

    @Test(arguments: callers)
    func whatComes(caller: Caller) throws {
        for (tool, expected) in zip(ReadTools.names, caller.expected) {
            let takesOrder = tool == "track_package" || tool == "get_box_contents"
            let arguments: JSONObject = takesOrder ? caller.order.map { ["order": .string($0)] } ?? [:] : [:]
            let result = try ReadFixtures.read(tool, caller.account, arguments, as: caller.identity)
            #expect(result.code == expected, "\(tool)")
        }
    }

    /// A stranger must not find out which addresses have accounts, nor which numbers there are.
    @Test func refusalsDoNotTellWhatExists() throws {
        let number: JSONObject = ["order": "TB-301"]
        let wrong = try ReadFixtures.read("track_package", Self.owner, number, as: .claimed(email: "ruth@example.com"))
        let unknown = try ReadFixtures.read(
            "track_package", nil, ["order": "TB-999"], as: .claimed(email: "x@example.com"))
        #expect(wrong.code == .noMatch)
        #expect(wrong == unknown)
        for tool in ReadTools.names {
            let known = try ReadFixtures.read(tool, Self.owner, as: .claimed(email: "ruth@example.com"))
            let other = try ReadFixtures.read(tool, nil, as: .claimed(email: "x@example.com"))
            let nobody = try ReadFixtures.read(tool, nil, as: .anonymous)
            #expect(known == other)
            #expect(known == nobody)
        }
        let foreign = try ReadFixtures.read("get_subscription", Self.owner, ["subscription": "S-31"])
        #expect(foreign == (try ReadFixtures.read("get_subscription", Self.owner, ["subscription": "S-99"])))
        #expect(foreign.code == .notFound)
        let box = try ReadFixtures.read("get_box_contents", Self.owner, number)
        #expect(box == (try ReadFixtures.read("get_box_contents", Self.owner, ["order": "TB-999"])))
    }

    /// Somebody with a subscription of their own who also gets a gift sees the own one only.
    @Test func giftOfAnotherStaysTheirs() throws {
        var account = Self.owner
        account.subscriptions.append(ReadFixtures.subscription("S-41", of: "C-1", paidBy: "C-9"))
        account.orders.append(ReadFixtures.order("TB-401", of: "C-1", "S-41", shipped: "2026-02-28"))
        let subscription = try ReadFixtures.read("get_subscription", account).get()
        #expect(subscription["subscription"]?["number"] == "S-11")
        #expect(try ReadFixtures.read("get_subscription", account, ["subscription": "S-41"]).code == .payerOnly)
        #expect(try ReadFixtures.read("get_box_contents", account, ["order": "TB-401"]).code == .payerOnly)
        #expect(try ReadFixtures.read("get_box_contents", account).get()["order"] == "TB-102")
        #expect(try ReadFixtures.read("track_package", account).get()["order"] == "TB-401")
        #expect(try !ReadFixtures.read("get_customer_history", account).get().text.contains("TB-401"))
    }

    @Test func otherNamesAreErrors() throws {
        let error = try #require(throws: AlmanacError.self) { try ReadFixtures.read("pause_subscription", Self.owner) }
        #expect(error.code == .methodNotFound)
    }
}
