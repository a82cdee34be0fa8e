import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// A message is stored, known again when it is repeated, and put into the right session.
@Suite struct ReceivingTests {
    let home: ConversationHome

    init() throws { home = try ConversationHome() }

    // MARK: Sessions

    @Test func aConversationIsOneSession() throws {
        let first = try home.turn(home.message(in: "7"))
        #expect(first.session == Session(id: "cw_7", channel: .widget))
        #expect(first.attempt == 1)
        try home.finish(first, .sent())
        let second = try home.turn(home.message(in: "7"))
        #expect(second.session.id == "cw_7")
        #expect(try home.record(of: second).summary.messages == 2)
        try home.expectSound()
    }

    @Test func withoutAConversationASessionIsMade() throws {
        let first = try home.turn(home.message())
        let second = try home.turn(home.message())
        #expect(first.session.id != second.session.id)
        let uuid = try #require(first.session.id.wholeMatch(of: /sess_(.+)/)?.1)
        #expect(UUID(uuidString: String(uuid)) != nil)
        #expect(uuid == uuid.lowercased())
        #expect(first.message.wholeMatch(of: /msg_[0-9a-f]{32}/) != nil)
    }

    @Test(arguments: [
        ("a/b", "cw_a%2Fb"), ("x y", "cw_x%20y"), ("é", "cw_%C3%A9"), ("A.b_c-9", "cw_A.b_c-9"), ("%", "cw_%25"),
    ])
    func awkwardConversationsHaveCleanIDs(conversation: String, id: String) throws {
        #expect(try home.turn(home.message(in: conversation)).session.id == id)
    }

    @Test(arguments: ["", String(repeating: "a", count: 101), String(repeating: "é", count: 17)])
    func conversationsOutOfBoundsAreRefused(conversation: String) throws {
        let error = try conversationFailure { _ = try home.receive(home.message(in: conversation)) }
        #expect(error.code == .invalidParams)
        #expect(try home.conversations.sessions().isEmpty)
    }

    @Test func aNamedSessionMustExist() throws {
        let error = try conversationFailure { _ = try home.receive(home.message(session: "sess_nobody")) }
        #expect(error.code == .notFound)
        #expect(!error.description.contains("sess_nobody"))
        let turn = try home.turn(home.message(in: "7"))
        try home.finish(turn, .sent())
        #expect(try home.turn(home.message(session: "cw_7")).session.id == "cw_7")
    }

    @Test func aSessionIsRaisedToVerifiedAndNeverLowered() throws {
        let claimed = try home.turn(home.message(in: "7", by: .claimed(email: "dana@example.com")))
        #expect(claimed.session.level == .claimed)
        #expect(claimed.session.customer == nil)
        try home.finish(claimed, .sent())
        let verified = try home.danas(in: "7")
        #expect(verified.session.level == .verified)
        #expect(verified.session.customer == ConversationHome.dana)
        #expect(verified.session.verifiedBy == .login)
        try home.finish(verified, .sent())
        let anonymous = try home.turn(home.message(in: "7"))
        #expect(anonymous.session.level == .verified)
        #expect(anonymous.session.customer == ConversationHome.dana)
        // What this message itself was known by is kept apart.
        #expect(try home.conversations.request(of: anonymous.message).identity == .anonymous)
        #expect(
            try home.events(of: "cw_7") == ["session.started", "session.identified"])
    }

    @Test func anotherVerifiedCustomerIsTurnedAway() throws {
        try home.finish(try home.danas(in: "7"), .sent())
        for request in [
            home.message(in: "7", by: .omerByCode), home.message(session: "cw_7", by: .omerByCode),
        ] {
            let error = try conversationFailure { _ = try home.receive(request, customer: ConversationHome.omer) }
            #expect(error.code == .forbidden)
            // A verified address that nobody has is not hers either.
            #expect(try conversationFailure { _ = try home.receive(request) }.code == .forbidden)
        }
        #expect(try home.conversations.session("cw_7").entries.count == 2)
        try home.expectSound()
    }

    /// The caller's word on a customer counts for nothing where the identity is only claimed.
    @Test func aClaimedAddressIsNoCustomer() throws {
        let turn = try home.turn(
            home.message(in: "7", by: .claimed(email: "dana@example.com")), customer: ConversationHome.dana)
        #expect(turn.session.customer == nil)
        #expect(try home.conversations.newestOpenSession(of: ConversationHome.dana) == nil)
    }

    @Test func aVerifiedAddressThatNobodyHasIsOnlyClaimed() throws {
        let turn = try home.turn(home.message(in: "7", by: .verified(email: "new@example.com", by: .login)))
        #expect(turn.session.level == .claimed)
        #expect(turn.session.customer == nil)
    }

    @Test func anAliasStandsForTheNewestOpenSession() throws {
        let alias = try home.conversations.alias(email: "Dana@Example.com ")
        #expect(alias.wholeMatch(of: /email_[0-9a-f]{12}/) != nil)
        #expect(Conversations.isAlias(alias))
        #expect(!Conversations.isAlias("cw_7"))
        #expect(try home.conversations.resolveAlias(alias, email: "dana@example.com"))
        #expect(try !home.conversations.resolveAlias(alias, email: "omer@example.com"))
        #expect(try !home.conversations.resolveAlias(String(alias.dropLast()), email: "dana@example.com"))
        let other = try ConversationHome()
        #expect(try other.conversations.alias(email: "dana@example.com") != alias)

        #expect(try home.conversations.newestOpenSession(of: ConversationHome.dana) == nil)
        try home.finish(try home.danas(in: "1"), .sent())
        home.pass(.seconds(1))
        try home.finish(try home.danas(in: "2"), .sent())
        #expect(try home.conversations.newestOpenSession(of: ConversationHome.dana) == "cw_2")
        home.pass(.seconds(1))
        try home.finish(try home.danas(in: "1"), .sent())
        #expect(try home.conversations.newestOpenSession(of: ConversationHome.dana) == "cw_1")
        // The store itself takes no alias for a session.
        let error = try conversationFailure {
            _ = try home.receive(home.message(session: alias, by: .danaByLogin), customer: ConversationHome.dana)
        }
        #expect(error.code == .notFound)
        #expect(!error.debugDescription.contains(alias))
    }

    // MARK: Repeats

    @Test func withoutIDAndKeyNothingIsTaken() throws {
        let request = SupportRequest(text: "Hello", now: home.now)
        #expect(try conversationFailure { _ = try home.receive(request) }.code == .invalidParams)
        #expect(try home.conversations.sessions().isEmpty)
    }

    /// The ways in which a message is told from its repeat.
    enum Way: CaseIterable { case idInConversation, keyInConversation, idInSession, idAlone, keyAlone }

    private func request(_ way: Way) -> SupportRequest {
        switch way {
        case .idInConversation: home.message(id: "m", in: "7")
        case .keyInConversation: home.message(key: "k", in: "7")
        case .idInSession: home.message(id: "m", session: "cw_9")
        case .idAlone: home.message(id: "m")
        case .keyAlone: home.message(key: "k")
        }
    }

    @Test(arguments: Way.allCases)
    func aRepeatGetsTheStoredAnswer(way: Way) throws {
        try home.finish(try home.turn(home.message(in: "9")), .sent())
        let first = try home.turn(request(way))
        // While it is worked on.
        #expect(try home.receive(request(way)).waiting == first.message)
        try home.finish(first, .sent("Hello."))
        home.pass(.seconds(3600))
        #expect(try home.receive(request(way)).result == ["decision": "send", "text": "Hello."])
        // And after a restart, and beside.
        #expect(try home.beside().receive(request(way), customer: nil, clock: home.clock).result != nil)
        try home.reopen()
        #expect(try home.receive(request(way)).result == ["decision": "send", "text": "Hello."])
        #expect(try home.record(of: first).entries.filter { $0.message.id == first.message }.count == 1)
        #expect(try home.record(of: first).summary.messages == (way == .idInSession ? 2 : 1))
        try home.expectSound()
    }

    @Test func theSameIDElsewhereIsAnotherMessage() throws {
        let requests = [
            home.message(id: "m", in: "7"), home.message(id: "m", in: "8"), home.message(id: "m"),
            home.message(id: "m", in: "7", channel: .email), home.message(id: "m", channel: .email),
            home.message(key: "m", in: "9"), home.message(key: "m"),
        ]
        var ids: Set<String> = []
        for request in requests {
            let turn = try home.turn(request)
            ids.insert(turn.message)
            try home.finish(turn, .sent())
        }
        #expect(ids.count == requests.count)
        try home.expectSound()
    }

    @Test func oneOfTwoKeysIsEnoughToKnowARepeat() throws {
        let both = home.message(id: "m", key: "k", in: "7")
        let turn = try home.turn(both)
        try home.finish(turn, .sent())
        #expect(try home.receive(home.message(id: "m", in: "7")).result != nil)
        #expect(try home.receive(home.message(key: "k", in: "7")).result != nil)
        // A key that comes with a known id stands for the same message from then on.
        #expect(try home.receive(home.message(id: "m", key: "k2", in: "7")).result != nil)
        #expect(try home.receive(home.message(key: "k2", in: "7")).result != nil)
        #expect(try home.record(of: turn).summary.messages == 1)
    }

    @Test func twoKeysOfTwoMessagesAreAConflict() throws {
        try home.finish(try home.turn(home.message(id: "a", in: "7")), .sent())
        try home.finish(try home.turn(home.message(id: "b", in: "7")), .sent())
        try home.finish(try home.turn(home.message(key: "k", in: "7")), .sent())
        let error = try conversationFailure { _ = try home.receive(home.message(id: "a", key: "k", in: "7")) }
        #expect(error.code == .conflict)
    }

    @Test func theSameKeyForSomethingElseIsAConflict() throws {
        let first = home.message("Hello", id: "m", in: "7", by: .danaByLogin)
        try home.finish(try home.turn(first, customer: ConversationHome.dana), .sent())
        var others = [first, first, first, first, first]
        others[0].text = "Good bye"
        others[1].html = "<p>Hello</p>"
        others[2].attachments = [Attachment(name: "a.jpg", type: "image/jpeg", size: 3)]
        others[3].identity = .omerByCode
        others[4].identity = .claimed(email: "dana@example.com")
        for other in others {
            let error = try conversationFailure { _ = try home.receive(other, customer: ConversationHome.dana) }
            #expect(error.code == .conflict)
        }
        // Where a file lies is not what the message says.
        var moved = first
        moved.now = Timestamp(milliseconds: home.now.milliseconds + 5)
        #expect(try home.receive(moved, customer: ConversationHome.dana).result != nil)
        try home.expectSound()
    }

    @Test func manyThreadsAndProcessesGetOneTurn() async throws {
        let request = home.message(id: "m", in: "7")
        let workers = try (0..<8).map { _ in try home.beside() }
        let clock = home.clock
        let receptions = try await withThrowingTaskGroup(of: Reception.self) { group in
            for round in 0..<64 {
                let worker = workers[round % workers.count]
                group.addTask { try worker.receive(request, customer: nil, clock: clock) }
            }
            return try await group.reduce(into: [Reception]()) { $0.append($1) }
        }
        #expect(receptions.compactMap(\.turn).count == 1)
        #expect(receptions.compactMap(\.waiting).count == 63)
        #expect(try home.conversations.session("cw_7").summary.messages == 1)
        try home.expectSound()
    }

    // MARK: Input

    @Test func inputOutOfBoundsIsRefusedAndNotKept() throws {
        let long = String(repeating: "x", count: 300)
        var requests = (0..<8).map { _ in home.message(id: "m", in: "7") }
        requests[0].messageID = long
        requests[1].messageID = ""
        requests[2].requestKey = long
        requests[3].identity = .claimed(email: String(repeating: "x", count: 400))
        requests[4].attachments = [Attachment(name: "a", type: "b", size: -1)]
        requests[5].attachments = [Attachment(name: "a", type: "b", size: 1, path: String(repeating: "p", count: 5000))]
        requests[6].text = String(repeating: "x", count: 1_000_001)
        requests[7].attachments = (0..<101).map { Attachment(name: "\($0)", type: "t", size: 1) }
        let codes = try requests.map { request in
            try conversationFailure { _ = try home.receive(request) }.code
        }
        #expect(codes == Array(repeating: .invalidParams, count: 6) + [.tooLarge, .tooLarge])
        #expect(try home.conversations.sessions().isEmpty)
    }

    @Test func awkwardTextsAreKeptAsTheyAre() throws {
        let text = "a\u{0}b\u{202E}' OR 1=1; --\r\n\u{1F469}\u{200D}\u{1F680}"
        var request = home.message(text, id: "m\u{0}'\"", in: "7")
        request.html = "<script>x</script>"
        request.attachments = [Attachment(name: "../a\u{0}.jpg", type: "image/jpeg", size: .max, path: "/x")]
        request.customerName = ""
        request.deadline = .seconds(1e15)
        let turn = try home.turn(request)
        let kept = try home.conversations.request(of: turn.message)
        #expect(kept.text == text)
        #expect(kept.html == request.html)
        #expect(kept.attachments == request.attachments)
        #expect(kept.messageID == request.messageID)
        #expect(kept.deadline != nil)
    }

    @Test func aRequestIsRebuilt() throws {
        var request = home.message(
            "Hello", id: "m", key: "k", in: "7", by: .danaByLogin, channel: .email, isTest: true)
        request.customerName = "Dana"
        request.deadline = .seconds(10)
        let turn = try home.turn(request, customer: ConversationHome.dana)
        var expected = request
        expected.session = "cw_7"
        #expect(try home.conversations.request(of: turn.message) == expected)
        #expect(try conversationFailure { _ = try home.conversations.request(of: "msg_x") }.code == .notFound)
    }

    // MARK: Dry runs

    @Test func aPreviewWritesNothing() throws {
        let before = try home.home.store.read { try $0.events(customer: ConversationHome.dana).count }
        let turn = try home.conversations.preview(
            home.message(in: "7", by: .danaByLogin), customer: ConversationHome.dana)
        #expect(turn.session.id == "cw_7")
        #expect(turn.session.level == .verified)
        #expect(try home.state(of: turn, customer: ConversationHome.dana) == ConversationState())
        #expect(try home.conversations.sessions().isEmpty)
        #expect(try home.home.store.read { try $0.events(customer: ConversationHome.dana).count } == before)
        #expect(try conversationFailure { try home.finish(turn, .sent()) }.code == .invalidParams)
        try home.conversations.renew(turn, clock: home.clock)
        try home.conversations.release(turn)
        #expect(try home.receive(home.message(in: "7")).turn != nil)
    }

    @Test func aPreviewReadsWhatIsThereAndKeepsOthersOut() throws {
        try home.finish(try home.danas("Hello", in: "7"), .sent("Hi."))
        let turn = try home.conversations.preview(home.message(in: "7"), customer: nil)
        #expect(try home.state(of: turn).messages.map(\.text) == ["Hello", "Hi."])
        let request = home.message(in: "7", by: .omerByCode)
        let error = try conversationFailure {
            _ = try home.conversations.preview(request, customer: ConversationHome.omer)
        }
        #expect(error.code == .forbidden)
    }
}
