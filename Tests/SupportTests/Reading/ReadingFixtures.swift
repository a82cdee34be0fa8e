import Domain
import Foundation
import Support
import Testing

/// A sentence and what is read of it: `-` for nothing, `a|b` for what must be asked.
struct ReadingCase: Sendable, CustomTestStringConvertible {
    let text: String
    let expected: String

    init(_ text: String, _ expected: String) { (self.text, self.expected) = (text, expected) }

    var testDescription: String { text }
}

enum Read {
    /// The day that tests read at: 10 June 2026.
    static let today = CalendarDay(iso: "2026-06-10") ?? CalendarDay(Timestamp(milliseconds: 0), in: .gmt)

    static func facts(_ text: String, orders: [String] = []) -> MessageFacts {
        MessageFacts(text, message: MessageText(text), today: today, orders: orders)
    }

    static func show<Value>(_ reading: Reading<Value>, _ word: (Value) -> String) -> String {
        switch reading {
        case .absent: "-"
        case .one(let value): word(value)
        case .ambiguous(let values): values.map(word).joined(separator: "|")
        }
    }

    /// `street; line2; city; state; postcode; country; recipient` with `-` for what is not there.
    static func show(_ address: AddressReading) -> String {
        [
            address.street, address.line2, address.city, address.state, address.postcode, address.country,
            address.recipient,
        ].map { $0 ?? "-" }.joined(separator: "; ")
    }
}
