import Domain
import Support
import TestSupport
import Testing

/// Whatever an account holds, tools do not give what an answer does not need.
@Suite struct LeastDataTests {
    @Test func nothingPersonalComesUnasked() throws {
        for seed in UInt64(1)...200 {
            var generator = SeededGenerator(seed: seed)
            let account = RandomAccount.make(&generator)
            let secrets = RandomAccount.secrets(of: account)
            let streets = RandomAccount.streets(of: account)
            for (tool, arguments) in calls(account) {
                for identity in identities(account) {
                    let result = try ReadFixtures.read(tool, account, arguments, as: identity)
                    let text: String
                    switch result {
                    case .success(let value): text = value.text
                    case .failure(let refusal): text = refusal.json.text
                    }
                    for secret in secrets where text.contains(secret) {
                        Issue.record("seed \(seed), \(tool) \(arguments): \(secret) in \(text)")
                    }
                    let asked = arguments["include"]?.array?.contains("address") == true
                    for street in streets where text.contains(street) && !asked {
                        Issue.record("seed \(seed), \(tool) \(arguments): \(street) in \(text)")
                    }
                }
            }
        }
    }

    /// The scan above would find something if there were something.
    @Test func scanSeesAStreetThatIsAskedFor() throws {
        let value = try ReadFixtures.read("get_subscription", ReadFixtures.owner, ["include": ["address"]]).get()
        #expect(RandomAccount.streets(of: ReadFixtures.owner).contains { value.text.contains($0) })
    }

    private func calls(_ account: Account) -> [(String, JSONObject)] {
        let parts: [JSONValue] = ["schedule", "price", "preferences", "payment_method", "gift"]
        var calls: [(String, JSONObject)] = [
            ("get_subscription", [:]), ("get_subscription", ["include": .array(parts)]),
            ("get_customer_history", [:]), ("get_payment_history", ["months": 24]), ("track_package", [:]),
            ("get_box_contents", [:]),
        ]
        for subscription in account.subscriptions {
            let number = JSONValue.string(subscription.number.rawValue)
            calls.append(("get_subscription", ["subscription": number, "include": .array(parts)]))
            calls.append(("get_subscription", ["subscription": number, "include": .array(parts + ["address"])]))
        }
        for order in account.orders {
            calls.append(("track_package", ["order": .string(order.number.rawValue)]))
            calls.append(("get_box_contents", ["order": .string(order.number.rawValue)]))
        }
        return calls
    }

    private func identities(_ account: Account) -> [Identity] {
        let email = account.customer.email
        return [.verified(email: email, by: .code), .claimed(email: email), .anonymous]
    }
}
