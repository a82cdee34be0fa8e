public import Domain

/// What a customer's own words say that a tool needs to know.
///
/// Pure and deterministic: it takes what is written clearly and guesses nothing. Linear in the length of the text, of
/// which the first 20,000 bytes are read.
public struct MessageFacts: Sendable, Hashable {
    /// The rhythm that is wished for, not the one that is complained about.
    public internal(set) var frequency: Reading<Frequency>
    /// For how long to pause, in months from today, rounded up.
    public internal(set) var pauseMonths: Reading<Int>
    /// The month whose box is to be left out. A month without a year is the first that is not over.
    public internal(set) var skipMonth: Reading<CalendarMonth>
    /// Whether the next box is to be left out, whatever its month.
    public internal(set) var wantsNextBox: Bool
    /// Whether a paused subscription is to go on.
    public internal(set) var resume: Bool
    public internal(set) var address: AddressReading
    /// Whether the e-mail address of the account is to be changed.
    public internal(set) var newEmail: Bool
    /// Whether boxes are to go to somebody else.
    public internal(set) var otherRecipient: Bool
    public internal(set) var damage: Reading<DamageClaim.Kind>
    /// The words for what is damaged, in lower case: `jar of honey`.
    public internal(set) var itemWords: Reading<String>
    /// `TB-30018`: those given to the initialiser that these words hold, else all of them.
    public internal(set) var orderNumbers: [String]
    public internal(set) var deliveredButMissing: Bool
    public internal(set) var reason: LeavingReason
    public internal(set) var asksHowToCancel: Bool
    /// Sentences that ask something, at most 8.
    public internal(set) var questions: [String]
    /// The other sentences.
    public internal(set) var statements: [String]
    /// What is asked for, in the order of the text; empty where nothing is asked for clearly.
    public internal(set) var wants: [Wish]
    /// Which of a list is meant, from 1; -1 for the last. Only read for an answer.
    public internal(set) var choice: Int?
    /// Whether the words agree (`yes, please`) or decline (`no thanks`); nil for neither.
    public internal(set) var agrees: Bool?

    private let text: String
    private let today: CalendarDay

    /// - Parameters:
    ///   - words: the writer's words about one intent; the whole message where it has one.
    ///   - message: the message that they are from; an address is looked for in all of it.
    ///   - today: the day in the company's zone.
    ///   - orders: order numbers found in the message, in the company's shape.
    public init(_ words: String, message: MessageText, today: CalendarDay, orders: [String] = []) {
        let text = PlainCharacters.clean(WordStream.head(words))
        self.text = text
        self.today = today
        let stream = WordStream(text)
        let frequency = FrequencyReader.read(stream)
        let skip = MonthReader.read(stream, today: today)
        let finds = DamageReader.finds(stream)
        var address = AddressReader.read(text)
        if address.isEmpty, !address.isAmbiguous, message.plain != words { address = AddressReader.read(message.plain) }
        let pauses = PauseReader.mentions(stream, today: today)
        let wishes = WishReader.read(
            stream, frequency: frequency.wish, skip: skip.wish,
            address: address.isEmpty && !address.isAmbiguous ? nil : stream.count,
            damage: finds.first?.range.lowerBound,
            pauseMentions: pauses.map(\.range.lowerBound))
        self.frequency = frequency.frequency
        pauseMonths = PauseReader.read(stream, today: today)
        skipMonth = skip.month
        wantsNextBox = skip.wantsNextBox
        resume = wishes.resume
        self.address = address
        newEmail = MessageFacts.emailChange.isIn(stream)
        otherRecipient = MessageFacts.namesOtherRecipient(stream)
        damage = DamageReader.kind(finds)
        itemWords = DamageReader.items(finds, stream)
        orderNumbers = MessageFacts.orders(orders, in: stream)
        deliveredButMissing = DamageReader.isDeliveredButMissing(stream)
        reason = LeavingReason.read(stream)
        asksHowToCancel = LeavingReason.asksHow(stream)
        (questions, statements) = QuestionReader.read(text)
        wants = wishes.wants
        agrees = AnswerWords.agrees(stream)
    }

    /// The item of a box that the words name: by words that both have, slips of the pen allowed.
    ///
    /// Several that fit as well are ambiguous. `items` are names as the box lists them, of which 200 are compared.
    public func item(among items: [String]) -> Reading<String> {
        switch itemWords {
        case .one(let words): return ItemWords.item(words, among: items)
        case .ambiguous(let list):
            return Reading(list.flatMap { ItemWords.item($0, among: items).values })
        case .absent: return .absent
        }
    }

    // MARK: Recipients and orders

    private static let emailChange = Phrases(
        "new|change|update|different|changed|wrong|correct ~ email", "email ~ changed|wrong|should be", "email is now",
        "новый email",
        "neue email", "nuevo email")

    private static let otherPerson = Phrases(
        "send|ship|deliver|forward|mail|redirect ~ to my|our|a sister|mother|mom|mum|daughter|son|brother|friend|father|dad|aunt|uncle|niece|nephew|parents|neighbor|neighbour|grandmother|grandma|granddaughter|grandson|cousin|colleague|wife|husband|inlaws|mil",
        "to ~ sister|mother|mom|mum|daughter|son|brother|friend|father|dad instead", "change|different|new ~ recipient",
        "recipient should|name",
        "in my daughters|sisters|mothers|sons|brothers name", "as a gift to", "someone|somebody else ~ address",
        "сестре|маме|дочери|сыну|брату|подруге|другу", "לאחותי", "לאמא", "לבתי",
        "meiner schwester|mutter|tochter", "mi hermana|madre|hija")
    private static let sending = Phrases(
        "send", "sent", "ship", "shipped", "deliver", "delivered", "forward", "redirect", "recipient", "mail", "gift",
        "go|goes to", "отправ*", "пришл*",
        "שלח*", "לשלוח", "תשלחו", "schick*", "senden", "envi*", "mand*")

    private static func namesOtherRecipient(_ stream: WordStream) -> Bool {
        guard sending.isIn(stream) else { return false }
        return otherPerson.places(in: stream).contains { !Negation.denies(stream, at: $0.lowerBound) }
    }

    private static func orders(_ orders: [String], in stream: WordStream) -> [String] {
        let digits = Set(stream.words.flatMap { word in [word.word, String(word.word.drop { !$0.isNumber })] })
        let own = orders.filter { order in digits.contains(String(order.drop { !$0.isNumber })) }
        return own.isEmpty ? orders : own
    }

    // MARK: Answers

    /// The facts read as an answer to what was asked, so that a bare `2 months`, `july`, `4B` or `the first one` counts.
    ///
    /// - Parameter asks: keys of the questions: `how_long`, `which_month`, `which_frequency`, `full_address`,
    ///   `which_item`, `which_subscription`, `order_number`, `photos`. Others change nothing.
    public func reading(for asks: [String]) -> MessageFacts {
        var facts = self
        let stream = WordStream(text)
        for ask in asks.prefix(16) {
            switch ask {
            case "how_long":
                let months = PauseReader.read(stream, today: today, isAnswer: true)
                facts.pauseMonths = months.isAbsent ? AnswerWords.bareNumber(stream) : months
            case "which_month":
                let month = MonthReader.read(stream, today: today, isAnswer: true)
                (facts.skipMonth, facts.wantsNextBox) = (month.month, month.wantsNextBox)
            case "which_frequency":
                let frequency = FrequencyReader.read(stream, isAnswer: true).frequency
                facts.frequency = frequency.isAbsent ? AnswerWords.bareFrequency(stream) : frequency
            case "full_address":
                if facts.address.isEmpty || facts.address.isCorrection {
                    facts.address = AddressReader.read(text, isAnswer: true)
                }
            case "which_item":
                facts.choice = AnswerWords.choice(stream)
                if facts.itemWords.isAbsent { facts.itemWords = AnswerWords.name(stream) }
            case "which_subscription": facts.choice = AnswerWords.choice(stream)
            default: break
            }
        }
        return facts
    }
}
