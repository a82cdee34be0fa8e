import Domain

enum Reading<Value: Sendable & Hashable>: Sendable, Hashable {
    case absent
    case one(Value)
    case ambiguous([Value])
}
enum LeavingReason: String, Sendable, Hashable { case financial, tooMuch = "too_much", travel, dissatisfaction, other }
enum Wish: Sendable, Hashable {
    case changeFrequency, skip, pause, resume, changeAddress, reportDamage, cancel, refund, track, none
}
struct AddressReading: Sendable, Hashable {
    var recipient: String?
    var street: String?
    var line2: String?
    var city: String?
    var state: String?
    var postcode: String?
    var country: String?
    var missing: [String] = []
    var isCorrection = false
}
struct MessageFacts: Sendable {
    var frequency: Reading<Frequency> = .absent
    var pauseMonths: Reading<Int> = .absent
    var skipMonth: Reading<CalendarMonth> = .absent
    var wantsNextBox = false
    var resume = false
    var address = AddressReading()
    var newEmail = false
    var otherRecipient = false
    var damage: Reading<DamageClaim.Kind> = .absent
    var itemWords: Reading<String> = .absent
    var orderNumbers: [String] = []
    var deliveredButMissing = false
    var reason: LeavingReason = .other
    var asksHowToCancel = false
    var questions: [String] = []
    var statements: [String] = []
    var wants: [Wish] = []
    init(_ words: String, message: MessageText, today: CalendarDay, orders: [String] = []) {
        orderNumbers = orders
        questions = words.split(separator: "?").map(String.init)
    }
    func item(among items: [String]) -> Reading<String> { .absent }
    func reading(for asks: [String]) -> MessageFacts { self }
}
