import Support
import Testing

@Suite struct PolicyDefaultsTests {
    @Test func proposalsLiveLongerByMail() {
        let policy = ActionPolicy()
        #expect(policy.expiry(channel: "email") == .seconds(24 * 3600))
        #expect(policy.expiry(channel: "widget") == .seconds(30 * 60))
    }
}
