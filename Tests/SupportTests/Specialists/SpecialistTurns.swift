import Domain
import Support

/// What customers of the invented company write, and what they get.
enum SpecialistTurns {
    static let all = shipping + address + payment + rhythm + breaks + preferences + damage + gratitude + leaving + other

    private static let parcel = "shipping_or_delivery_question"
    static let shipping: [Talk] = [
        Talk(
            name: "a parcel of nobody known", category: parcel, person: .nobody, words: "Where is my box?",
            kinds: [.refusal, .question], uses: ["track_package refused"], asks: ["email_or_order"]),
        Talk(
            name: "a parcel of a typed address", category: parcel, person: .claimedDana, words: "Where is my box?",
            kinds: [.refusal, .question], not: ["TRK"], asks: ["email_or_order"]),
        Talk(
            name: "a parcel by address and number", category: parcel, person: .claimedDana,
            words: "Where is my box TB-1?", kinds: [.fact], says: ["Israel Post", "TRK-TB-1", "12 November 2026"],
            uses: ["track_package ok"]),
        Talk(
            name: "a parcel of somebody else", category: parcel, person: .claimedDana, words: "Where is my order TB-3?",
            kinds: [.refusal, .question], not: ["TRK"], asks: ["email_or_order"]),
        Talk(
            name: "a parcel of a verified customer", category: parcel, person: .dana, words: "Where is my box?",
            kinds: [.fact], says: ["TRK-TB-1"]),
        Talk(
            name: "a recipient may track", category: parcel, person: .ruth, words: "Has my parcel arrived yet?",
            kinds: [.fact], says: ["TRK-TB-3"]),
        Talk(
            name: "delivered and not there", category: parcel, person: .dana,
            words: "The tracking says delivered but I never received my box.", kinds: [.fact, .handover],
            codes: [.policy]),
        Talk(
            name: "how long delivery takes", category: parcel, person: .nobody, words: "How long does delivery take?",
            kinds: [.knowledge], says: ["two to three weeks"], uses: []),
        Talk(
            name: "two general questions", category: parcel, person: .nobody,
            words: "Do you deliver to Canada? And how long does delivery take?", kinds: [.knowledge, .knowledge],
            says: ["Canada", "three weeks"], uses: []),
        Talk(
            name: "a parcel and a general question", category: parcel, person: .dana,
            words: "Where is my box? And do you send boxes to Canada?", kinds: [.fact, .knowledge]),
        Talk(
            name: "a question that nothing answers", category: parcel, person: .dana,
            words: "Where is my box? What is the name of your cat?", kinds: [.fact, .handover],
            codes: [.policy], unanswered: 1),
        Talk(
            name: "a verified address without an account", category: parcel, person: .stranger,
            words: "Where is my box?", kinds: [.refusal], codes: [.identity]),
        Talk(
            name: "when the next box leaves", category: parcel, person: .omer, words: "When will my next box ship?",
            kinds: [.fact], says: ["8 December 2026"], uses: ["get_subscription ok"]),
        Talk(
            name: "a parcel's money back", category: parcel, person: .dana,
            words: "My box never came, I want a refund.",
            kinds: [.fact, .handover], codes: [.policy]),
        Talk(
            name: "a number that is not on the account", category: parcel, person: .dana, words: "Where is TB-3?",
            kinds: [.refusal, .question], asks: ["order_number"]),
        Talk(
            name: "customs", category: parcel, person: .nobody, words: "Will I have to pay customs?",
            kinds: [.knowledge], uses: []),
    ]

    private static let move = "recipient_or_address_change"
    static let address: [Talk] = [
        Talk(
            name: "a whole new address", category: move, person: .omer,
            words: "Please send my boxes to a new address: 12 Oak Lane, Denver, CO 80214, USA", kinds: [.form],
            says: ["Denver"], uses: ["change_address proposed"]),
        Talk(
            name: "a new address for one of two", category: move, person: .dana,
            words: "Please send my boxes to a new address: 12 Oak Lane, Denver, CO 80214, USA", kinds: [.question],
            says: ["(ends -2)"], asks: ["which_subscription"]),
        Talk(
            name: "a move without an address", category: move, person: .omer,
            words: "We have moved, please update my address.", kinds: [.question], uses: [], asks: ["full_address"]),
        Talk(
            name: "an address of nobody known", category: move, person: .nobody,
            words: "My new address is 12 Oak Lane, Denver, CO 80214, USA", kinds: [.refusal, .question],
            asks: ["verify_identity"]),
        Talk(
            name: "a recipient may not move it", category: move, person: .ruth,
            words: "My new address is 12 Oak Lane, Denver, CO 80214, USA", kinds: [.refusal],
            says: ["Somebody else pays"]),
        Talk(
            name: "an address of a cancelled one", category: move, person: .lia,
            words: "My new address is 12 Oak Lane, Denver, CO 80214, USA", kinds: [.refusal]),
        Talk(
            name: "another e-mail", category: move, person: .omer, words: "Please change my email address.",
            kinds: [.handover], uses: [], codes: [.policy]),
        Talk(
            name: "until when, verified", category: move, person: .omer,
            words: "Until when can I change where the coming box goes?", kinds: [.knowledge],
            says: ["Until 3 December 2026"]),
        Talk(
            name: "until when, of nobody known", category: move, person: .nobody,
            words: "Until when can I change where the coming box goes?", kinds: [.knowledge],
            says: ["five days before"], uses: []),
        Talk(
            name: "the address on file", category: move, person: .dana, words: "Which address do you have on file?",
            kinds: [.question], not: ["Elm"], asks: ["which_subscription"]),
    ]

    private static let money = "payment_question"
    static let payment: [Talk] = [
        Talk(
            name: "the next charge", category: money, person: .omer, words: "When will I be charged next?",
            kinds: [.fact], says: ["8 December 2026", "99.00 USD"], uses: ["get_subscription ok"]),
        Talk(
            name: "the next charge of nobody known", category: money, person: .nobody,
            words: "When will I be charged next?", kinds: [.refusal, .question], asks: ["verify_identity"]),
        Talk(
            name: "the next charge of a typed address", category: money, person: .claimedDana,
            words: "When will I be charged next?", kinds: [.refusal, .question], not: ["December"],
            asks: ["verify_identity"]),
        Talk(
            name: "the next charge of one of two", category: money, person: .dana,
            words: "When will I be charged next?", kinds: [.question], says: ["(ends -1)"],
            asks: ["which_subscription"]),
        Talk(
            name: "a recipient sees no charge", category: money, person: .ruth, words: "When will I be charged next?",
            kinds: [.refusal], says: ["Somebody else pays"], not: ["99", "December"]),
        Talk(
            name: "no charge is to come", category: money, person: .lia, words: "When is my next charge?",
            kinds: [.fact, .fact], says: ["ended", "no further charge"]),
        Talk(
            name: "charged twice", category: money, person: .omer, words: "You charged me twice this month!",
            kinds: [.fact, .handover], uses: ["get_payment_history ok"], codes: [.policy]),
        Talk(
            name: "charged twice, of nobody known", category: money, person: .nobody,
            words: "You charged me twice this month!", kinds: [.refusal, .question, .handover],
            asks: ["verify_identity"], codes: [.policy]),
        Talk(
            name: "the price", category: money, person: .omer, words: "How much am I paying for my subscription?",
            kinds: [.fact], says: ["Full Box", "99.00 USD"]),
        Talk(
            name: "the card on file", category: money, person: .omer, words: "Which card do you have on file?",
            kinds: [.fact], says: ["Visa"]),
        Talk(
            name: "when charges are made", category: money, person: .nobody, words: "When are charges made?",
            kinds: [.knowledge], uses: []),
        Talk(
            name: "a new card", category: money, person: .nobody, words: "How do I update my card?",
            kinds: [.knowledge], uses: []),
        Talk(
            name: "the last charge", category: money, person: .omer, words: "What was my last charge?",
            kinds: [.fact], says: ["no charge in the last 6 months"]),
        Talk(
            name: "the rules of refunds", category: money, person: .omer, words: "What is your refund policy?",
            kinds: [.knowledge], uses: []),
        Talk(
            name: "money is demanded back", category: money, person: .omer,
            words: "I want my money back. Refund me now.",
            kinds: [.fact, .handover], codes: [.policy]),
        Talk(
            name: "knowledge with the account's values", category: money, person: .omer,
            words: "What does the renewal note say?", kinds: [.knowledge],
            says: ["Your Full Box costs 99.00 USD; next on 8 December 2026."]),
        Talk(
            name: "no account's values for nobody known", category: money, person: .nobody,
            words: "What does the renewal note say?", kinds: [.handover], uses: [], codes: [.policy, .lowConfidence],
            unanswered: 1),
        Talk(
            name: "a slot that nothing fills", category: money, person: .omer, words: "Can I have an invoice?",
            kinds: [.handover], codes: [.policy, .lowConfidence], unanswered: 1),
    ]

    private static let often = "frequency_change_request"
    static let rhythm: [Talk] = [
        Talk(
            name: "every two months", category: often, person: .omer,
            words: "Every month is too much, could it be every two months?", kinds: [.form],
            says: ["every two months"], uses: ["change_frequency proposed"]),
        Talk(
            name: "every two months of nobody known", category: often, person: .nobody,
            words: "Every month is too much, could it be every two months?", kinds: [.refusal, .question],
            asks: ["verify_identity"]),
        Talk(
            name: "less often", category: often, person: .omer, words: "I would like my boxes less often.",
            kinds: [.question], uses: [], asks: ["which_frequency"]),
        Talk(
            name: "which rhythms there are", category: often, person: .nobody, words: "Which rhythms are there?",
            kinds: [.knowledge], uses: []),
        Talk(
            name: "the rhythm that it is", category: often, person: .omer, words: "Please switch me to monthly boxes.",
            kinds: [.refusal], uses: ["change_frequency refused"]),
        Talk(
            name: "a form and a question", category: often, person: .omer,
            words: "Please switch me to every three months. Does each box cost the same then?",
            kinds: [.form, .knowledge]),
        Talk(
            name: "how often now", category: often, person: .omer, words: "How often do I get a box?", kinds: [.fact],
            says: ["every month"]),
        Talk(
            name: "quarterly for one of two", category: often, person: .dana, words: "Please make it quarterly.",
            kinds: [.question], asks: ["which_subscription"]),
        Talk(
            name: "quarterly for a cancelled one", category: often, person: .lia, words: "Please make it quarterly.",
            kinds: [.refusal]),
    ]

    private static let rest = "skip_or_pause_request"
    static let breaks: [Talk] = [
        Talk(
            name: "a pause", category: rest, person: .omer, words: "Please pause my subscription for two months.",
            kinds: [.form], says: ["2 months"], uses: ["pause_subscription proposed"]),
        Talk(
            name: "a pause for how long", category: rest, person: .omer, words: "Please pause my subscription.",
            kinds: [.question], uses: [], asks: ["how_long"]),
        Talk(
            name: "a long pause", category: rest, person: .omer, words: "Please pause my boxes for six months.",
            kinds: [.refusal, .handover], codes: [.policy]),
        Talk(
            name: "a pause longer than there is", category: rest, person: .omer,
            words: "Please pause my boxes for 20 months.", kinds: [.refusal, .handover], uses: [], codes: [.policy]),
        Talk(
            name: "a month is skipped", category: rest, person: .omer, words: "Please skip the January box.",
            kinds: [.form], says: ["January 2027"], uses: ["skip_month proposed"]),
        Talk(
            name: "the next box is skipped", category: rest, person: .omer, words: "Please skip my next box.",
            kinds: [.form], says: ["December 2026"]),
        Talk(
            name: "which box to skip", category: rest, person: .omer, words: "I would like to skip a box.",
            kinds: [.question], asks: ["which_month"]),
        Talk(
            name: "boxes again", category: rest, person: .omer, words: "Please start my boxes again.",
            kinds: [.fact, .handover], codes: [.policy]),
        Talk(
            name: "a pause of nobody known", category: rest, person: .nobody,
            words: "Please pause my subscription for two months.", kinds: [.refusal, .question],
            asks: ["verify_identity"]),
        Talk(
            name: "a recipient may not pause", category: rest, person: .ruth,
            words: "Please pause my subscription for two months.", kinds: [.refusal], says: ["Somebody else pays"]),
    ]

    private static let wishes = "customization_request"
    static let preferences: [Talk] = [
        Talk(
            name: "kosher", category: wishes, person: .nobody, words: "Is the food kosher?", kinds: [.knowledge],
            uses: []),
        Talk(
            name: "no wine", category: wishes, person: .nobody, words: "No wine please, we do not drink.",
            kinds: [.knowledge, .handover], uses: [], codes: [.policy]),
        Talk(
            name: "an allergy", category: wishes, person: .dana, words: "I am allergic to sesame.",
            kinds: [.fact, .handover], says: ["traces"], codes: [.policy]),
        Talk(
            name: "what was in the box", category: wishes, person: .dana, words: "What was in my last box?",
            kinds: [.fact, .fact, .fact], says: ["Olive oil", "Laurel soap"], uses: ["get_box_contents ok"]),
        Talk(
            name: "what was in the box of nobody known", category: wishes, person: .nobody,
            words: "What was in my last box?", kinds: [.refusal, .question], not: ["Olive"],
            asks: ["verify_identity"]),
        Talk(
            name: "a recipient's box stays the payer's", category: wishes, person: .ruth,
            words: "What was in my last box?", kinds: [.refusal], not: ["Olive"]),
    ]

    private static let broken = "damaged_or_leaking_item_report"
    static let damage: [Talk] = [
        Talk(
            name: "a broken bottle", category: broken, person: .dana, words: "The olive oil in TB-1 arrived broken.",
            kinds: [.form, .question], says: ["Olive oil", "photos"], not: ["replace", "refund"],
            uses: ["create_damage_claim proposed"]),
        Talk(
            name: "with photos", category: broken, person: .dana, words: "The olive oil arrived broken.",
            kinds: [.form, .question], not: ["Would you send us"], photos: 2),
        Talk(
            name: "damage of nobody known", category: broken, person: .nobody, words: "The olive oil arrived broken.",
            kinds: [.refusal, .question], asks: ["verify_identity"]),
        Talk(
            name: "photos alone", category: broken, person: .dana, words: "", kinds: [.question],
            says: ["What happened"], uses: [], asks: ["which_item"], photos: 1),
        Talk(
            name: "a new one is wished for", category: broken, person: .dana,
            words: "The olive oil arrived broken. Can you send me a new one?", kinds: [.form, .question, .handover],
            codes: [.policy]),
        Talk(
            name: "how to report", category: broken, person: .nobody, words: "How do I report damage?",
            kinds: [.knowledge], uses: []),
        Talk(
            name: "a recipient may not report", category: broken, person: .ruth,
            words: "The olive oil arrived broken.", kinds: [.refusal]),
        Talk(
            name: "an item that was not in it", category: broken, person: .dana,
            words: "The crystal vase arrived broken.", kinds: [.question], says: ["Olive oil", "Laurel soap"],
            asks: ["which_item"]),
    ]

    private static let thanks = "gratitude"
    static let gratitude: [Talk] = [
        Talk(
            name: "praise", category: thanks, person: .nobody, words: "The soap smells heavenly, thank you all.",
            kinds: [.knowledge], uses: []),
        Talk(name: "plain thanks", category: thanks, person: .dana, words: "Thank you so much.", kinds: [], uses: []),
        Talk(
            name: "thanks and a question", category: thanks, person: .nobody,
            words: "Thank you for the lovely soap! Is the food kosher?", kinds: [.knowledge, .knowledge], uses: []),
        Talk(
            name: "thanks and a question that is not known well", category: thanks, person: .nobody,
            words: "Thank you! Do you have a gift card?", kinds: [.handover], codes: [.policy, .lowConfidence],
            unanswered: 1),
    ]

    private static let leave = "retention_primary_request"
    private static let leaveAgain = "retention_repeated_request"
    static let leaving: [Talk] = [
        Talk(
            name: "leaving for money", category: leave, person: .omer,
            words: "Please cancel my subscription, money is tight.", kinds: [.link, .offer, .offer, .offer],
            says: ["https://terebinth.example/cancel?al=", "Light Box"],
            uses: ["generate_cancel_link executed", "get_subscription ok"]),
        Talk(
            name: "leaving of nobody known", category: leave, person: .nobody,
            words: "Please cancel my subscription, money is tight.", kinds: [.refusal, .question],
            not: ["?al="], asks: ["verify_identity"]),
        Talk(
            name: "how to cancel, of nobody known", category: leave, person: .nobody, words: "How can I cancel?",
            kinds: [.knowledge, .question], says: ["https://terebinth.example/cancel"], not: ["?al="], uses: [],
            asks: ["verify_identity"]),
        Talk(
            name: "leaving one of two", category: leave, person: .dana, words: "Please cancel my subscription.",
            kinds: [.question], says: ["(ends -1)", "(ends -2)"], not: ["?al="], asks: ["which_subscription"]),
        Talk(
            name: "leaving what is cancelled", category: leave, person: .lia, words: "Please cancel my subscription.",
            kinds: [.refusal]),
        Talk(
            name: "a recipient may not cancel", category: leave, person: .ruth,
            words: "Please cancel my subscription.", kinds: [.refusal], not: ["?al="]),
        Talk(
            name: "no offers in grief", category: leave, person: .omer,
            words: "Please cancel the subscription, my mother has died.", kinds: [.link], flags: ["death_or_illness"]),
        Talk(
            name: "leaving again", category: leaveAgain, person: .omer,
            words: "I asked you to cancel in March. Please cancel it now.", kinds: [.link, .offer, .handover],
            says: ["?al=", "sorry"], codes: [.policy]),
        Talk(
            name: "leaving again of nobody known", category: leaveAgain, person: .nobody,
            words: "I asked you to cancel in March. Please cancel it now.", kinds: [.refusal, .question, .handover],
            not: ["?al="], asks: ["verify_identity"], codes: [.policy]),
        Talk(
            name: "leaving in Russian", category: leave, person: .omer, words: "Отмените, пожалуйста, мою подписку.",
            kinds: [.link, .offer, .offer, .offer], says: ["?al="], codes: [.language], language: "ru"),
    ]

    static let other: [Talk] = [
        Talk(
            name: "logging in", category: "other", person: .nobody, words: "I cannot log in.", kinds: [.knowledge],
            uses: []),
        Talk(
            name: "money back, nothing else", category: "other", person: .nobody, words: "I demand a refund now.",
            kinds: [.handover], uses: [], codes: [.policy]),
        Talk(
            name: "nothing is known", category: "other", person: .nobody, words: "What is the weather like?",
            kinds: [.handover], codes: [.policy, .lowConfidence], unanswered: 1),
        Talk(
            name: "known, but not well", category: "other", person: .nobody, words: "Is there a gift card?",
            kinds: [.knowledge], codes: [.lowConfidence]),
        Talk(
            name: "when a person is there", category: "other", person: .nobody, words: "Are you open today?",
            kinds: [.knowledge], says: ["Sunday morning"]),
    ]
}
