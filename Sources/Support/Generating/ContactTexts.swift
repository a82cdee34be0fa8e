import Domain

/// What past contacts with support were about, in the words of a person who closed them.
enum ContactTexts {
    struct Text: Sendable {
        let category: String
        let summary: String
        let outcome: String
    }

    static let common = [
        Text(
            category: "shipping_or_delivery_question", summary: "Asked where the box was; no scan for nine days.",
            outcome: "Explained the quiet part of the way; it arrived four days later."),
        Text(
            category: "shipping_or_delivery_question", summary: "Asked when the next batch leaves.",
            outcome: "Gave the planned day of dispatch."),
        Text(
            category: "shipping_or_delivery_question", summary: "Tracking number was not recognised by the carrier.",
            outcome: "Asked to try again after three days; solved."),
        Text(
            category: "payment_question", summary: "Did not recognise a charge on the card statement.",
            outcome: "Explained the billing day; customer agreed."),
        Text(
            category: "payment_question", summary: "Wanted to store a new card.",
            outcome: "Sent the link to the payment page."),
        Text(
            category: "payment_question", summary: "Asked for an invoice of last year.",
            outcome: "Showed where invoices are."),
        Text(
            category: "frequency_change_request", summary: "Boxes come faster than they are eaten up.",
            outcome: "Showed the form for every two months."),
        Text(
            category: "skip_or_pause_request", summary: "Away from home for a month, asked about a break.",
            outcome: "Explained skip and pause; customer used the form."),
        Text(
            category: "recipient_or_address_change", summary: "Is moving to another town next month.",
            outcome: "Sent the address form and named the last day for it."),
        Text(
            category: "customization_request", summary: "Asked whether wine can be left out.",
            outcome: "Explained the wish 'No alcohol'."),
        Text(
            category: "customization_request", summary: "Asked for more ceramics and less food.",
            outcome: "Explained that items are chosen for a month."),
        Text(
            category: "gratitude", summary: "Wrote to thank for a card from a maker.",
            outcome: "Thanked; passed on to the maker."),
        Text(
            category: "gratitude", summary: "Sent warm words for the team.", outcome: "Thanked."),
        Text(
            category: "other", summary: "Asked how a neighbour can become a maker.",
            outcome: "Sent the contact page for makers."),
    ]

    static let damage = Text(
        category: "damaged_or_leaking_item_report", summary: "Reported an item that did not arrive whole.",
        outcome: "Claim recorded, photos asked for.")
    static let lost = Text(
        category: "shipping_or_delivery_question", summary: "Box has not come for more than six weeks.",
        outcome: "Given to a person to decide.")
    static let farewell = Text(
        category: "retention_primary_request", summary: "Wished to cancel: too many things in the cupboard.",
        outcome: "Stayed after hearing of pause and the Light Box.")
    static let cancelled = Text(
        category: "retention_primary_request", summary: "Wished to cancel for reasons of money.",
        outcome: "Sent the cancel link; cancelled the same week.")

    /// Words for a claim about an item.
    static func report(_ kind: DamageClaim.Kind, _ item: String) -> String {
        switch kind {
        case .leaking: "The \(item) leaked into the box."
        case .broken: "The \(item) arrived broken."
        case .missing: "The \(item) was on the list but not in the box."
        case .wrong: "Instead of the \(item) there was something else."
        case .spoiled: "The \(item) smelt off when I opened it."
        case .packaging: "The carton was crushed and the \(item) with it."
        }
    }
}
