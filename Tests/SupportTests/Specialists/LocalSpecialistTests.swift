import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

@Suite struct LocalSpecialistTests {
    @Test(arguments: SpecialistTurns.all) func answers(talk: Talk) throws {
        try talk.check(in: SpecialistWorld())
    }

    @Test func thereAreManyConversations() {
        #expect(SpecialistTurns.all.count >= 60)
        #expect(Set(SpecialistTurns.all.map(\.name)).count == SpecialistTurns.all.count)
        // Every category is talked about.
        #expect(Set(SpecialistTurns.all.map(\.category)).count == 11)
    }

    @Test(arguments: SpecialistTurns.all) func theSameTaskGivesTheSameAnswer(talk: Talk) throws {
        func bytes() throws -> [String] {
            let answer = try SpecialistWorld().ask(
                talk.words, talk.category, by: talk.person.identity, photos: talk.photos, flags: talk.flags,
                language: talk.language, isDryRun: true)
            return answer.parts.map { "\($0.kind.rawValue) \($0.text) \($0.citations.map(\.document.description))" }
                + answer.uses + answer.objections.map(\.text) + [JSONValue(answer.confidence).text]
                + [answer.followUp.map { JSONValue.object($0.json).text } ?? "", "\(answer.usesAccount)"]
        }
        #expect(try bytes() == bytes())
    }

    /// Words for a number that is not on the account are those for one that nobody has.
    @Test func strangersLearnNothingFromNumbers() throws {
        let world = try SpecialistWorld()
        let claimed = Identity.claimed(email: "dana@example.com")
        let parcel = "shipping_or_delivery_question"
        let other = try world.ask("Where is my order TB-3?", parcel, by: claimed)
        let nobodys = try world.ask("Where is my order TB-99999?", parcel, by: claimed)
        #expect(other.text == nobodys.text && other.usesAccount == nobodys.usesAccount)
    }

    // MARK: Follow-ups

    private func follow(
        _ world: SpecialistWorld, _ category: String, _ messages: String..., by email: String = "omer@example.com"
    ) throws -> SpecialistAnswer {
        var followUp: FollowUp?
        var answer = SpecialistAnswer(category: category)
        for message in messages {
            answer = try world.ask(message, category, by: SpecialistWorld.verified(email), followUp: followUp)
            // As a store would keep it.
            followUp = answer.followUp.flatMap { FollowUp(json: $0.json) }
        }
        return answer
    }

    @Test func anAnswerCompletesAPause() throws {
        let answer = try follow(
            SpecialistWorld(), "skip_or_pause_request", "Please pause my subscription.", "2 months please")
        #expect(answer.kinds == [.form] && answer.text.contains("2 months"))
        #expect(answer.followUp == nil)
        let proposal = try #require(answer.proposals.first?.proposal)
        #expect(proposal.arguments["months"] == 2)
    }

    @Test func anAnswerCompletesARhythmAndASkip() throws {
        let world = try SpecialistWorld()
        let rhythm = try follow(
            world, "frequency_change_request", "I would like my boxes less often.", "quarterly please")
        #expect(rhythm.proposals.first?.proposal.arguments["frequency"] == "quarterly")
        let skip = try follow(world, "skip_or_pause_request", "I would like to skip a box.", "February")
        #expect(skip.proposals.first?.proposal.arguments["month"] == "2027-02")
    }

    @Test func anAnswerCompletesAnAddress() throws {
        let answer = try follow(
            SpecialistWorld(), "recipient_or_address_change", "We have moved, please update my address.",
            "12 Oak Lane, Denver, CO 80214, USA")
        let arguments = try #require(answer.proposals.first?.proposal.arguments)
        #expect(arguments["city"] == "Denver" && arguments["state"] == "CO" && arguments["postcode"] == "80214")
    }

    @Test func aSubscriptionIsChosen() throws {
        let world = try SpecialistWorld()
        let pause = try follow(
            world, "skip_or_pause_request", "Please pause my subscription for a month.", "the second one",
            by: "dana@example.com")
        #expect(pause.proposals.first?.proposal.arguments["subscription"] == "S-2")
        #expect(pause.proposals.first?.proposal.arguments["months"] == 1)
        let link = try follow(
            world, "retention_primary_request", "Please cancel my subscription.", "the first one",
            by: "dana@example.com")
        #expect(link.kinds.first == .link)
        let charge = try follow(
            world, "payment_question", "When will I be charged next?", "S-2", by: "dana@example.com")
        #expect(charge.text.contains("20 December 2026"))
    }

    @Test func anItemIsChosenAndDamageIsExplained() throws {
        let world = try SpecialistWorld()
        let broken = "damaged_or_leaking_item_report"
        let item = try follow(
            world, broken, "The crystal vase arrived broken.", "sorry, the laurel soap", by: "dana@example.com")
        let arguments = try #require(item.proposals.first?.proposal.arguments)
        #expect(arguments["item"] == "2" && arguments["kind"] == "broken")
        let description = try #require(arguments["description"]?.string)
        #expect(description.contains("crystal vase") && description.contains("laurel soap"))
        let photo = try world.ask("", broken, by: SpecialistWorld.verified("dana@example.com"), photos: 1)
        let told = try world.ask(
            "the olive oil is leaking", broken, by: SpecialistWorld.verified("dana@example.com"),
            followUp: photo.followUp)
        #expect(told.proposals.first?.proposal.arguments["kind"] == "leaking")
    }

    @Test func aParcelIsFoundOnceTheNumberIsThere() throws {
        let world = try SpecialistWorld()
        let parcel = "shipping_or_delivery_question"
        let first = try world.ask("Where is my box?", parcel, by: .claimed(email: "dana@example.com"))
        let second = try world.ask(
            "It is TB-1", parcel, by: .claimed(email: "dana@example.com"), followUp: first.followUp)
        #expect(second.kinds == [.fact] && second.text.contains("TRK-TB-1"))
    }

    @Test func aSignInLetsTheWishGoOn() throws {
        let world = try SpecialistWorld()
        let rest = "skip_or_pause_request"
        let first = try world.ask("Please pause my subscription for two months.", rest, by: .anonymous)
        #expect(first.followUp?.arguments["months"] == 2)
        let second = try world.ask(
            "I have signed in now.", rest, by: SpecialistWorld.verified("omer@example.com"), followUp: first.followUp)
        #expect(second.kinds == [.form])
    }

    // MARK: What a message cannot do

    @Test(arguments: ["Yes", "ok, go ahead", "I confirm.", "Yes please!", "да"]) func yesExecutesNothing(yes: String)
        throws
    {
        let world = try SpecialistWorld()
        let omer = SpecialistWorld.verified("omer@example.com")
        let rest = "skip_or_pause_request"
        let form = try world.ask("Please pause my subscription for two months.", rest, by: omer)
        let proposal = try #require(form.proposals.first?.proposal)
        let answer = try world.ask(yes, rest, by: omer, state: ConversationState(proposals: [proposal]))
        #expect(answer.kinds == [.form] && answer.text.contains(proposal.summary) && answer.tools.isEmpty)
        #expect(try world.home.audit().isEmpty)
        // One that is over waits for nothing.
        var expired = proposal
        expired.expiresAt = world.now
        let late = try world.ask(yes, rest, by: omer, state: ConversationState(proposals: [expired]))
        #expect(late.kinds == [.handover])
    }

    @Test func aSpecialistAnswersItsOwnCategoriesOnly() throws {
        let world = try SpecialistWorld()
        let shipping = try world.specialist(for: "shipping_or_delivery_question")
        let identity = Identity.anonymous
        let task = SpecialistTask(
            category: try world.category("payment_question"), words: "Hello", message: MessageText("Hello"),
            classification: Classification(category: "payment_question", confidence: 1, lowConfidence: false),
            attachments: [], identity: identity, followUp: nil, state: ConversationState(), flags: [],
            texts: world.texts.texts("en"), policy: world.actions.policy, tools: world.desk(identity), now: world.now)
        #expect(throws: AlmanacError.self) { try shipping.answer(task) }
    }

    @Test func aBrokenToolIsAPersonsMatter() throws {
        struct Broken: ToolDesk {
            func call(_ tool: String, _ arguments: JSONObject) -> ToolRun {
                ToolRun(tool: tool, arguments: arguments, outcome: .failed("unavailable"))
            }
        }
        let world = try SpecialistWorld()
        for talk in SpecialistTurns.all where talk.uses != [] {
            let answer = try world.ask(talk.words, talk.category, by: talk.person.identity, desk: Broken())
            if answer.tools.isEmpty { continue }
            #expect(answer.codes.contains(.error), "\(talk.name)")
            #expect(!answer.kinds.contains(.fact) || answer.text.contains("traces"), "\(talk.name)")
        }
    }

    @Test func withoutAKeyTheLinkIsDrafted() throws {
        let world = try SpecialistWorld(hasKeys: false)
        let answer = try world.ask(
            "Please cancel my subscription.", "retention_primary_request",
            by: SpecialistWorld.verified("omer@example.com"))
        #expect(answer.kinds.first == .refusal && answer.text.contains("https://terebinth.example/cancel"))
        #expect(answer.codes.contains(.policy))
    }

    @Test func offersAreMadeOnceOnly() throws {
        let world = try SpecialistWorld()
        let omer = SpecialistWorld.verified("omer@example.com")
        let leave = "retention_primary_request"
        let first = try world.ask("Please cancel, money is tight.", leave, by: omer)
        #expect(first.offers.count == 3)
        let made = Dictionary(uniqueKeysWithValues: first.offers.map { ($0, world.now) })
        let again = try world.ask(
            "Please cancel, money is tight.", leave, by: omer, state: ConversationState(offers: made))
        #expect(again.offers.isEmpty && again.kinds == [.link])
    }

    @Test func photosAreAskedForWhereAClaimIsOpen() throws {
        let world = try SpecialistWorld()
        let dana = SpecialistWorld.verified("dana@example.com")
        let broken = "damaged_or_leaking_item_report"
        let form = try world.ask("The olive oil arrived broken.", broken, by: dana)
        let view = try #require(form.proposals.first)
        _ = try world.actions.confirm(
            view.proposal.id, token: view.token ?? "",
            ActionContext(identity: dana, session: "sess_1", now: world.now))
        let again = try world.ask("The olive oil arrived broken.", broken, by: dana)
        #expect(again.uses == ["create_damage_claim refused", "request_photos executed"])
        #expect(again.kinds == [.refusal, .question, .fact] && again.text.contains("claim=CLM-"))
    }

    @Test func hostileWordsAreHarmless() throws {
        let world = try SpecialistWorld()
        let texts = [
            String(repeating: "?", count: 5_000), String(repeating: "where is my box ", count: 500),
            "{{cancel_link}} {{first_name}}", "\u{202E}\u{0}\n\n\n", String(repeating: "12 Oak Lane, ", count: 500),
        ]
        for (category, text) in world.categories.flatMap({ category in texts.map { (category, $0) } }) {
            let answer = try world.ask(
                text, category.name, by: SpecialistWorld.verified("omer@example.com"), isDryRun: true)
            #expect(!answer.text.contains("{{"))
            #expect(answer.text.utf8.count < 20_000 && answer.unanswered.allSatisfy { $0.count <= 200 })
        }
    }
}
