import Domain
import Support
import TestSupport

/// Messages and vectors for routers that are small and quick.
enum RouterFixtures {
    /// Sixteen numbers that know which words stand in a text and nothing else.
    static let vectors = TextVectors(digest: "words-16", dimension: 16, readsLatinOnly: false) { texts in
        texts.flatMap { vector(of: $0) }
    }

    static func vector(of text: String) -> [Float] {
        var sums = [Float](repeating: 0, count: 16)
        for word in SearchText.words(of: text) {
            let hash = word.lowercased().utf8.reduce(UInt64(14_695_981_039_346_656_037)) {
                ($0 ^ UInt64($1)) &* 1_099_511_628_211
            }
            sums[Int(hash >> 20 & 15)] += hash >> 40 & 1 == 0 ? 1 : -1
        }
        let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? sums.map { $0 / length } : [1] + [Float](repeating: 0, count: 15)
    }

    static let messages: [LabelledMessage] = [
        ("shipping", "where is my box"), ("shipping", "the parcel has not arrived yet"),
        ("shipping", "tracking does not move"), ("shipping", "when will the parcel be delivered"),
        ("shipping", "my box is late again"), ("shipping", "has the november box been sent"),
        ("shipping", "the tracking page says delivered but no box is here"),
        ("payment", "you charged my card twice"), ("payment", "when will my card be charged"),
        ("payment", "I need an invoice for the last charge"), ("payment", "my new card is declined"),
        ("payment", "what is this charge on my card"), ("payment", "how much is the price of a box"),
        ("payment", "please send me the invoice"),
        ("first", "I want to cancel my subscription"), ("first", "please stop the boxes, money is tight"),
        ("first", "how do I cancel"), ("first", "end my membership please"), ("first", "I wish to stop"),
        ("first", "cancel please"),
        ("repeated", "I asked you to cancel in June, cancel it now"), ("repeated", "third time I ask you to cancel"),
        ("repeated", "I cancelled and you still charge me"), ("repeated", "again: stop my subscription as I asked"),
        ("repeated", "why was I charged after I cancelled"), ("repeated", "I told you twice to stop the boxes"),
    ].map { LabelledMessage(text: $0.1, label: $0.0) }

    static func trained(_ messages: [LabelledMessage] = messages) throws -> TrainedRouter {
        try RouterTrainer().train(messages, vectors: vectors)
    }

    static let categories = ["shipping", "payment", "first", "repeated"].map { Category(name: $0, title: $0) }

    /// Rules as a company writes them.
    static let signals = """
        history: {first: first, repeated: repeated, within_days: 180}
        orders: ["TB-#####"]
        wants_human:
          en: [human please, speak|talk ~ person|manager, "!human hair"]
          he: [נציג*]
        urgency:
          at_least: {repeated: high}
          critical: {en: [lawyer*, chargeback]}
        sentiment:
          frustrated: {en: [third time]}
          positive: {en: [thank you]}
          negative: {en: [broken]}

        """

    static func rules(_ home: TemporaryHome, _ text: String = signals) throws -> SignalRules {
        try home.write(text, to: "company/signals.yml")
        return try SignalRules(company: home.url.appending(path: "company"), categories: categories)
    }
}
