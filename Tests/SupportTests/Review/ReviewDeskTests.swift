import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// What people make of drafts, and what customers say of answers.
@Suite struct ReviewDeskTests {
    let home: ConversationHome

    init() throws { home = try ConversationHome() }

    private func review(
        _ record: TurnRecord = .drafted("Your refund is being looked at."), in conversation: String = "7"
    )
        throws -> ReviewItem
    {
        let turn = try home.turn(home.message("Refund me", in: conversation))
        try home.finish(turn, record)
        return try home.review(of: turn)
    }

    private func resolve(_ item: ReviewItem, _ action: ReviewAction, by user: String = "eve") throws -> ReviewItem {
        try home.desk.resolve(item.id, action, by: user, at: home.now)
    }

    @Test func anApprovedDraftIsReleasedAsItIs() throws {
        let item = try review()
        home.pass(.seconds(90))
        let resolved = try resolve(item, .approve)
        #expect(resolved.status == .approved)
        #expect(resolved.resolution?.by == "eve")
        #expect(resolved.resolution?.similarity == 1)
        let session = try home.conversations.session("cw_7")
        let answer = try #require(session.entries.last?.message)
        #expect(answer.id == resolved.resolution?.message)
        #expect(answer.role == "agent")
        #expect(answer.author == "eve")
        #expect(answer.text == item.draft?.text)
        #expect(answer.html == item.draft?.html)
        #expect(session.entries.first?.message.status == .released)
        // The decision stays what it was.
        #expect(session.entries.first?.decision?.decision == .draft)
        #expect(session.summary.answers == 1)
        #expect(session.summary.firstResponse == 90_000)
        #expect(session.summary.session.status == .active)
        #expect(try home.events(of: item.id) == ["review.opened", "review.resolved"])
        try home.expectSound()
    }

    @Test func anEditIsKeptBesideTheDraft() throws {
        let item = try review()
        let resolved = try resolve(item, .edit("Your refund is on its way."))
        #expect(resolved.status == .edited)
        #expect(resolved.draft?.text == "Your refund is being looked at.")
        #expect(resolved.resolution?.action == .edit("Your refund is on its way."))
        // Three of six words stayed.
        #expect(resolved.resolution?.similarity == 0.5)
        #expect(try home.conversations.session("cw_7").entries.last?.message.text == "Your refund is on its way.")
        try home.expectSound()
    }

    @Test func aRejectedDraftReleasesNothing() throws {
        let item = try review()
        let resolved = try resolve(item, .reject(reason: "Wrong tone."))
        #expect(resolved.status == .rejected)
        #expect(resolved.resolution?.message == nil)
        let session = try home.conversations.session("cw_7")
        #expect(session.entries.count == 1)
        #expect(session.entries.first?.message.status == .decided)
        try home.expectSound()
    }

    @Test func anEscalationIsAnsweredByAPersonAndStaysOne() throws {
        let item = try review(.escalated())
        #expect(item.draft == nil)
        #expect(try conversationFailure { _ = try resolve(item, .approve) }.code == .invalidParams)
        let resolved = try resolve(item, .edit("I call you."))
        #expect(resolved.resolution?.similarity == nil)
        #expect(try home.conversations.session("cw_7").summary.session.status == .escalated)
        try home.expectSound()
    }

    @Test func theSameWordTwiceIsOne() throws {
        for action in [ReviewAction.approve, .edit("Done."), .reject(reason: "No.")] {
            let item = try review()
            let first = try resolve(item, action)
            home.pass(.seconds(5))
            #expect(try resolve(item, action, by: "tom") == first)
            for other in [ReviewAction.approve, .edit("Done."), .edit("Other."), .reject(reason: "No.")]
            where other != action {
                #expect(try conversationFailure { _ = try resolve(item, other) }.code == .conflict)
            }
            #expect(try home.desk.get(item.id) == first)
            #expect(try home.events(of: item.id) == ["review.opened", "review.resolved"])
        }
        try home.expectSound()
    }

    @Test func ofManyWordsAtOnceOneCounts() async throws {
        let item = try review()
        let desks = try (0..<4).map { _ in ReviewDesk(store: try home.home.beside().store) }
        let now = home.now
        let resolved = await withTaskGroup(of: ReviewItem?.self) { group in
            for round in 0..<16 {
                let desk = desks[round % desks.count]
                group.addTask {
                    let action: ReviewAction = round % 2 == 0 ? .approve : .edit("Edited by \(round).")
                    return try? desk.resolve(item.id, action, by: "user-\(round)", at: now)
                }
            }
            return await group.reduce(into: [ReviewItem]()) { if let item = $1 { $0.append(item) } }
        }
        #expect(Set(resolved).count == 1)
        let session = try home.conversations.session("cw_7")
        #expect(session.entries.count == 2)
        #expect(session.summary.answers == 1)
        try home.expectSound()
    }

    @Test func whatMakesNoSenseIsRefused() throws {
        let item = try review()
        let long = String(repeating: "x", count: 501)
        for action in [
            ReviewAction.edit(" \n"), .reject(reason: ""), .reject(reason: long),
            .edit(String(repeating: "x", count: 1_000_001)),
        ] {
            #expect(try conversationFailure { _ = try resolve(item, action) }.code == .invalidParams)
        }
        for user in ["", " ", long, "a\nb"] {
            #expect(try conversationFailure { _ = try resolve(item, .approve, by: user) }.code == .invalidParams)
        }
        let stranger = try conversationFailure {
            _ = try home.desk.resolve("rev_nobody", .approve, by: "eve", at: home.now)
        }
        #expect(stranger.code == .notFound)
        #expect(try conversationFailure { _ = try home.desk.get("rev_nobody") }.code == .notFound)
        #expect(try home.desk.get(item.id).status == .open)
    }

    @Test func itemsAreListedByPages() throws {
        let items = try (1...5).map { try review(.drafted(category: "c\($0 % 2)"), in: "\($0)") }
        let ids = Array(items.map(\.id).reversed())
        _ = try resolve(items[4], .approve)
        func list(_ filter: ReviewFilter) throws -> [String] { try home.desk.list(filter).map(\.id) }
        #expect(try list(ReviewFilter()) == Array(ids.dropFirst()))
        #expect(try list(ReviewFilter(status: nil)) == ids)
        #expect(try list(ReviewFilter(status: .approved)) == [ids[0]])
        #expect(try list(ReviewFilter(category: "c0")) == [ids[1], ids[3]])
        #expect(try list(ReviewFilter(status: nil, before: ids[1], limit: 2)) == [ids[2], ids[3]])
        #expect(try list(ReviewFilter(session: "cw_2")) == [ids[3]])
        #expect(try list(ReviewFilter(limit: -3)) == [])
        #expect(try conversationFailure { _ = try list(ReviewFilter(before: "rev_x")) }.code == .notFound)
        let json = JSONValue.object(try home.desk.get(ids[0]).json)
        #expect(json["status"] == "approved")
        #expect(json["draft"]?["text"] == "We look into it.")
        #expect(json["resolution"]?["by"] == "eve")
    }

    @Test(arguments: [
        ("one two three four", "one two three four", 1), ("One  two", "one\ntwo", 1),
        ("one two three four", "one three four", 0.75), ("one two", "three four", 0),
        ("b a", "a b", 0), ("a b c d", "x a b c d", 0.8),
    ])
    func similarityCountsWords(draft: String, edited: String, expected: Double) throws {
        let item = try review(.drafted(draft))
        #expect(try resolve(item, .edit(edited)).resolution?.similarity == expected)
    }

    /// A hundred thousand words on both sides: bounded, not measured.
    @Test func longTextsAreComparedInBoundedTime() throws {
        let draft = (0..<100_000).map { "a\($0)" }.joined(separator: " ")
        let item = try review(.drafted(draft))
        let edited = draft.replacing("a", with: "b")
        var similarity: Double?
        let seconds = try processorTime {
            similarity = try resolve(item, .edit(edited)).resolution?.similarity
        }
        #expect(similarity == 0)
        #expect(seconds < 20)
    }

    // MARK: Feedback

    @Test func feedbackIsKeptOfExistingThingsOnly() throws {
        let item = try review()
        try home.desk.record(Feedback(csat: 4, outcome: .resolved), session: "cw_7", at: home.now)
        try home.desk.record(Feedback(csat: 2), session: "cw_7", at: home.now)
        try home.desk.record(Feedback(report: "Rude."), session: "cw_7", message: item.message, at: home.now)
        #expect(
            try home.events(of: "cw_7") == ["session.started", "feedback.recorded", "feedback.recorded"])
        let other = try review(in: "8")
        for (session, message) in [("cw_9", nil), ("cw_7", "msg_x"), ("cw_7", other.message)] as [(String, String?)] {
            let error = try conversationFailure {
                try home.desk.record(Feedback(csat: 1), session: session, message: message, at: home.now)
            }
            #expect(error.code == .notFound)
        }
        for feedback in [
            Feedback(), Feedback(csat: 0), Feedback(csat: 6), Feedback(report: " "),
            Feedback(report: String(repeating: "x", count: 501)),
            Feedback(report: "e" + String(repeating: "\u{301}", count: 5000)),
        ] {
            let error = try conversationFailure { try home.desk.record(feedback, session: "cw_7", at: home.now) }
            #expect(error.code == .invalidParams)
        }
        try home.expectSound()
    }

    // MARK: The switch

    @Test func automaticSendingIsSwitchedForEverybodyAtOnce() throws {
        #expect(try home.desk.autosend() == AutosendSwitch())
        let other = ReviewDesk(store: try home.home.beside().store)
        let off = try home.desk.setAutosend(false, by: "eve", reason: "Strange answers.", at: home.now)
        #expect(off == AutosendSwitch(isOn: false, by: "eve", reason: "Strange answers.", at: home.now))
        #expect(try other.autosend() == off)
        try home.reopen()
        #expect(try !home.desk.autosend().isOn)
        try home.desk.setAutosend(true, by: "tom", reason: "Mended.", at: home.now)
        #expect(try other.autosend().isOn)
        #expect(try home.events(of: "switch:autosend") == ["autosend.changed", "autosend.changed"])
        for (user, reason) in [("", "x"), ("eve", " "), ("eve", String(repeating: "x", count: 501))] {
            let error = try conversationFailure {
                try home.desk.setAutosend(false, by: user, reason: reason, at: home.now)
            }
            #expect(error.code == .invalidParams)
        }
        #expect(try home.desk.autosend().isOn)
    }
}
