import Domain
import Foundation
import Store
import Support
import Synchronization
import Testing

@Suite struct CancelLinksTests {
    // MARK: Issuing

    @Test func linkLeadsToThePageForThreeDays() throws {
        let desk = try LinkDesk()
        let issued = try desk.links.issue(
            account: desk.account(LinkDesk.noa), subscription: nil, session: "sess_1", now: LinkDesk.now)
        #expect(issued.url.hasPrefix("https://terebinth.example/cancel?al="))
        #expect(issued.subscription.rawValue == "S-11")
        #expect(issued.expiresAt == LinkDesk.later(72 * 3_600_000))
        let state = try desk.links.check(issued.url, now: LinkDesk.now)
        #expect(state.status == .valid)
        #expect(state.expiresAt == issued.expiresAt)
        let events = try desk.store.read { try $0.events(customer: CustomerNumber(rawValue: "C-1")) }
        #expect(events.map(\.kind) == ["cancel_link.issued"])
        #expect(events.first?.session == "sess_1")
        #expect(events.first?.detail["subscription"] == "S-11")
    }

    @Test func linkIsNeitherStoredNorPrinted() throws {
        let desk = try LinkDesk()
        let issued = try desk.links.issue(
            account: desk.account(LinkDesk.noa), subscription: nil, session: nil, now: LinkDesk.now)
        let token = try #require(CancelLinkURL.token(in: issued.url))
        var dumped = ""
        dump(issued, to: &dumped)
        for text in ["\(issued)", String(reflecting: issued), String(describing: [issued]), dumped] {
            #expect(!text.contains(token.prefix(20)))
        }
        let keys = try CancelLinkKeys(LinkDesk.keys.joined(separator: "\n"), source: "KEYS")
        let id = try CancelLinkToken.open(token, keys: keys).token.id
        for file in try desk.files() {
            #expect(file.range(of: Data(token.utf8.prefix(20))) == nil)
            #expect(file.range(of: Data(id)) == nil)
            let hexadecimal = id.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            #expect(file.range(of: Data(hexadecimal.utf8)) == nil)
        }
    }

    @Test func whoMayNotHaveALinkIsToldWhy() throws {
        let desk = try LinkDesk()
        func refused(_ account: Account, _ number: String?, _ links: CancelLinks? = nil) throws -> Refusal? {
            try refusal {
                _ = try (links ?? desk.links).issue(
                    account: desk.account(account), subscription: number.map(SubscriptionNumber.init(rawValue:)),
                    session: nil, now: LinkDesk.now)
            }
        }
        #expect(try refused(LinkDesk.mia, nil)?.code == .payerOnly)
        #expect(try refused(LinkDesk.mia, "S-31")?.code == .payerOnly)
        #expect(try refused(LinkDesk.gil, nil)?.code == nil)
        let choice = try refused(LinkDesk.dan, nil)
        #expect(choice?.code == .choiceRequired)
        #expect(choice?.choices.map(\.value) == ["S-21", "S-22"])
        #expect(try refused(LinkDesk.dan, "S-22")?.code == nil)
        #expect(try refused(LinkDesk.noa, "S-21")?.code == .notFound)
        #expect(try refused(LinkDesk.noa, "S-99")?.code == .notFound)
        let noKey = try refused(LinkDesk.noa, nil, LinkDesk.links(over: desk.store, keys: []))
        #expect(noKey?.code == .noKey)
        let text = noKey?.text ?? ""
        #expect(text.contains("head -c 32 /dev/urandom | base64"))
        _ = try desk.links.redeem(
            desk.link(), identity: LinkDesk.verified(LinkDesk.noa), requestKey: "r", now: LinkDesk.now)
        #expect(try refused(LinkDesk.noa, nil)?.code == .subscriptionCancelled)
        #expect(try refused(LinkDesk.noa, "S-11")?.code == .subscriptionCancelled)
    }

    // MARK: Looking at a link

    @Test func lookingChangesNothing() throws {
        let desk = try LinkDesk()
        let url = try desk.link()
        let used = try desk.link(for: LinkDesk.gil)
        _ = try desk.links.redeem(
            used, identity: LinkDesk.verified(LinkDesk.gil), requestKey: "r", now: LinkDesk.now)
        let before = try desk.files()
        for _ in 0..<20 {
            #expect(try desk.links.check(url, now: LinkDesk.now).status == .valid)
            #expect(try desk.links.check(url, now: LinkDesk.later(400 * 3_600_000)).status == .expired)
            #expect(try desk.links.check(used, now: LinkDesk.now).status == .used)
            #expect(try desk.links.check("forged", now: LinkDesk.now).status == .invalid)
        }
        #expect(try desk.files() == before)
        // And the customer can still use it.
        let result = try desk.links.redeem(
            url, identity: LinkDesk.verified(LinkDesk.noa), requestKey: "r2", now: LinkDesk.now)
        #expect(result.status == .cancelled)
    }

    @Test func statusTellsWhatALinkIsGoodFor() throws {
        let desk = try LinkDesk()
        let (first, second) = (try desk.link(), try desk.link())
        let end: Int64 = 72 * 3_600_000
        #expect(try desk.links.check(first, now: LinkDesk.later(end - 1)).status == .valid)
        let expired = try desk.links.check(first, now: LinkDesk.later(end))
        #expect(expired.status == .expired)
        #expect(expired.label == nil)
        _ = try desk.links.redeem(
            first, identity: LinkDesk.verified(LinkDesk.noa), requestKey: "r", now: LinkDesk.now)
        #expect(try desk.links.check(first, now: LinkDesk.now).status == .used)
        #expect(try desk.links.check(second, now: LinkDesk.now).status == .cancelled)
        // Sealed by us and yet never given out by this home.
        let other = try LinkDesk().link()
        let unknown = try desk.links.check(other, now: LinkDesk.now)
        #expect(unknown.status == .invalid)
        #expect(unknown.json == ["status": "invalid", "subscription": .null, "expires_at": .null])
    }

    @Test func whoeverHoldsALinkLearnsNothingPersonal() throws {
        let desk = try LinkDesk()
        let text = try desk.links.check(desk.link(), now: LinkDesk.now).json.text
        #expect(text.contains("\"Full Box, every month\""))
        for secret in ["S-11", "C-1", "noa", "Person", "Olive", "Boston", "02108"] { #expect(!text.contains(secret)) }
    }

    // MARK: Using a link

    @Test func linkCancelsOnceAndRepeatsItsAnswer() throws {
        let desk = try LinkDesk()
        let url = try desk.link()
        func use(_ key: String, at time: Timestamp = LinkDesk.now) throws -> CancelLinkRedemption {
            try desk.links.redeem(
                url, identity: LinkDesk.verified(LinkDesk.noa, by: .login), requestKey: key, now: time)
        }
        let first = try use("request-1")
        #expect(
            first.json == [
                "status": "cancelled", "subscription": "S-11", "label": "Full Box, every month",
                "cancelled_on": "2026-03-02",
            ])
        let subscription = try #require(try desk.account(LinkDesk.noa).subscriptions.first)
        #expect(subscription.status == .cancelled)
        #expect(subscription.cancelledOn == LinkDesk.day(2026, 3, 2))
        #expect(subscription.nextChargeOn == nil)
        #expect(subscription.version == 2)
        let before = try desk.files()
        // Also when the repeat comes late, after the link's end.
        #expect(try use("request-1", at: LinkDesk.later(80 * 3_600_000)) == first)
        #expect(try refusal { _ = try use("request-2") }?.code == .settled)
        #expect(try desk.files() == before)
        let audit = try desk.store.read { try $0.audit(customer: CustomerNumber(rawValue: "C-1")) }
        #expect(audit.map(\.operation) == ["cancel"])
        #expect(audit.first?.verifiedBy == .login)
        #expect(audit.first?.key.hasPrefix("link:") == true)
        let events = try desk.store.read { try $0.events(customer: CustomerNumber(rawValue: "C-1")) }
        #expect(events.map(\.kind) == ["cancel_link.issued", "subscription.cancelled", "cancel_link.redeemed"])
    }

    @Test func whoMayNotUseALinkChangesNothing() throws {
        let desk = try LinkDesk()
        let url = try desk.link()
        let token = try #require(CancelLinkURL.token(in: url))
        let other = try LinkDesk.links(over: desk.store, keys: ["k2:\(Data(7...38).base64EncodedString())"])
        let removed = try LinkDesk.links(over: desk.store, keys: [LinkDesk.keys[1]])
        let before = try desk.files()
        let noa = LinkDesk.verified(LinkDesk.noa)
        func refused(
            _ text: String, _ identity: Identity, _ links: CancelLinks? = nil, at time: Timestamp = LinkDesk.now
        ) throws -> Refusal? {
            try refusal {
                _ = try (links ?? desk.links).redeem(text, identity: identity, requestKey: "r", now: time)
            }
        }
        #expect(try refused(url, .anonymous)?.code == .identityRequired)
        #expect(try refused(url, .claimed(email: "noa@example.com"))?.code == .identityRequired)
        #expect(try refused(url, LinkDesk.verified(LinkDesk.noa, by: .channel))?.code == .identityRequired)
        #expect(try refused(url, LinkDesk.verified(LinkDesk.dan))?.code == .foreign)
        #expect(try refused(url, .verified(email: "nobody@example.com", by: .code))?.code == .foreign)
        #expect(try refused(url, noa, at: LinkDesk.later(72 * 3_600_000))?.code == .settled)
        #expect(try refused(url, noa, LinkDesk.links(over: desk.store, keys: []))?.code == .noKey)
        // One answer, whatever is wrong with the text.
        let forged = (token.first == "A" ? "B" : "A") + token.dropFirst()
        let texts: [(String, CancelLinks?)] = [
            (forged, nil), (String(token.dropLast()), nil), ("", nil), ("two words", nil), (try LinkDesk().link(), nil),
            (url, other), (url, removed),
        ]
        let answers = try texts.map { try refused($0.0, noa, $0.1) }
        #expect(Set(answers).count == 1)
        #expect(answers.first??.code == .wrongToken)
        #expect(try desk.files() == before)
        #expect(try desk.account(LinkDesk.noa).subscriptions == LinkDesk.noa.subscriptions)
        #expect(throws: AlmanacError.self) {
            try desk.links.redeem(url, identity: noa, requestKey: "", now: LinkDesk.now)
        }
    }

    @Test func secondLinkOfACancelledSubscriptionIsRefused() throws {
        let desk = try LinkDesk()
        let (first, second) = (try desk.link(), try desk.link())
        let noa = LinkDesk.verified(LinkDesk.noa)
        _ = try desk.links.redeem(first, identity: noa, requestKey: "r1", now: LinkDesk.now)
        let answer = try refusal {
            _ = try desk.links.redeem(second, identity: noa, requestKey: "r2", now: LinkDesk.now)
        }
        #expect(answer?.code == .subscriptionCancelled)
        #expect(try desk.links.check(second, now: LinkDesk.now).status == .cancelled)
    }

    @Test func payerCancelsAGift() throws {
        let desk = try LinkDesk()
        let url = try desk.link(for: LinkDesk.gil)
        #expect(
            try refusal {
                _ = try desk.links.redeem(
                    url, identity: LinkDesk.verified(LinkDesk.mia), requestKey: "r", now: LinkDesk.now)
            }?.code == .foreign)
        let result = try desk.links.redeem(
            url, identity: LinkDesk.verified(LinkDesk.gil), requestKey: "r", now: LinkDesk.now)
        #expect(result.subscription.rawValue == "S-31")
    }

    @Test func linkOfAnOldKeyWorksWhileTheKeyIsListed() throws {
        let desk = try LinkDesk(keys: [LinkDesk.keys[1]])
        let url = try desk.link()
        let rotated = try LinkDesk.links(over: desk.store)
        let result = try rotated.redeem(
            url, identity: LinkDesk.verified(LinkDesk.noa), requestKey: "r", now: LinkDesk.now)
        #expect(result.status == .cancelled)
    }

    @Test func twoAtOnceCancelOnce() throws {
        for round in 0..<5 {
            let desk = try LinkDesk()
            let url = try desk.link()
            let stores = try (0..<2).map { _ in
                try SupportStore(file: desk.store.file, durable: false)
            }
            let all = try stores.map { try LinkDesk.links(over: $0) }
            let outcomes = Mutex<[String]>([])
            DispatchQueue.concurrentPerform(iterations: 8) { turn in
                let word: String
                do {
                    let result = try all[turn % 2].redeem(
                        url, identity: LinkDesk.verified(LinkDesk.noa), requestKey: "r\(turn)", now: LinkDesk.now)
                    word = result.status.rawValue
                } catch {
                    word = (error as? Refusal)?.code.rawValue ?? "\(error)"
                }
                outcomes.withLock { $0.append(word) }
            }
            let words = outcomes.withLock { $0.sorted() }
            #expect(words == ["cancelled"] + Array(repeating: "settled", count: 7), "round \(round)")
            let audit = try desk.store.read { try $0.audit(customer: CustomerNumber(rawValue: "C-1")) }
            #expect(audit.count == 1)
        }
    }

    // MARK: When the change fails

    @Test(arguments: [
        OperationOutcome.refused(code: "no", text: "no"), .unknown(text: "who knows"), nil,
    ])
    func linkSurvivesAFailedCancellation(outcome: OperationOutcome?) throws {
        let desk = try LinkDesk()
        let url = try desk.link()
        let before = try desk.store.read { try $0.events(customer: CustomerNumber(rawValue: "C-1")).count }
        let failing = try LinkDesk.links(
            over: desk.store, customers: FailingSystem(stored: StoredCustomerSystem(desk.store), outcome: outcome))
        let noa = LinkDesk.verified(LinkDesk.noa)
        #expect(throws: (any Error).self) {
            try failing.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.now)
        }
        #expect(try desk.store.read { try $0.events(customer: CustomerNumber(rawValue: "C-1")).count } == before)
        #expect(try desk.links.check(url, now: LinkDesk.now).status == .valid)
        #expect(try desk.links.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.now).status == .cancelled)
    }

    // MARK: Version 1

    @Test func legacyLinksAreMadeAndNeverAccepted() throws {
        let legacy = try LegacyCancelLink(password: "correct horse battery")
        let desk = try LinkDesk(legacy: legacy)
        let issued = try desk.links.issue(
            account: desk.account(LinkDesk.noa), subscription: nil, session: nil, now: LinkDesk.now)
        #expect(issued.expiresAt == nil)
        let token = try #require(issued.url.split(separator: "al=").last?.removingPercentEncoding)
        #expect(legacy.open(token)?.email == "noa@example.com")
        #expect(try desk.links.check(issued.url, now: LinkDesk.now).status == .invalid)
        let answer = try refusal {
            _ = try desk.links.redeem(
                issued.url, identity: LinkDesk.verified(LinkDesk.noa), requestKey: "r", now: LinkDesk.now)
        }
        #expect(answer?.code == .wrongToken)
        #expect(try desk.account(LinkDesk.noa).subscriptions.first?.status == .active)
    }
}

/// The home's own tables, but the change does not come about.
private struct FailingSystem: TransactionalCustomerSystem {
    let stored: StoredCustomerSystem
    /// Nil throws.
    let outcome: OperationOutcome?

    var name: String { "failing" }
    func account(email: String) throws -> Account? { try stored.account(email: email) }
    func account(_ number: CustomerNumber) throws -> Account? { try stored.account(number) }
    func account(_ number: CustomerNumber, in reader: SupportReader) throws -> Account? {
        try stored.account(number, in: reader)
    }
    func execute(_ operation: Domain.Operation, key: String, for actor: Actor, at time: Timestamp) throws
        -> OperationOutcome
    {
        throw AlmanacError(.internalError, "a change outside of the transaction")
    }
    func execute(
        _ operation: Domain.Operation, key: String, for actor: Actor, at time: Timestamp, in writer: SupportWriter
    ) throws -> OperationOutcome {
        guard let outcome else { throw AlmanacError(.diskFull, "no space left") }
        return outcome
    }
    func outcome(of key: String) throws -> OperationOutcome { try stored.outcome(of: key) }
}
