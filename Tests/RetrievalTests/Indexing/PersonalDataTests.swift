import Domain
import Retrieval
import TestSupport
import Testing

/// What counts as personal data, and what only looks like it.
@Suite struct PersonalDataTests {
    @Test(arguments: [
        "write to anna@shop.co", "<a.b+c@mail.shop.co.il>", "mailto:anna@shop.co.", "имя@почта.рф",
        "anna@example.company", "+972 50 123 4567", "+972501234567", "call (212) 555-2368", "212-555-2368",
        "050-123-4567", "050 1234567", "0501234567", "1 212 555 2368", "4111 1111 1111 1111", "4111-1111-1111-1111",
        "4111111111111111", "card 378282246310005.",
    ])
    func itIsRefused(_ text: String) throws { #expect(try !isTaken(text)) }

    @Test(arguments: [
        "write to anna@example.com", "a@b.example", "help@mail.example.org", "@handle", "a @ b", "x@y",
        "2026-01-04", "2026-11-15 09:00", "01.02.2026 10:00", "order TB-20418", "RR000000001IL", "$1,000.00",
        "99 100 101 102", "1767225600000", "10-12 days", "4111 1111 1111 1112", "#0501234567", "1.2.3.4", "0.5",
        "555-0123", "(212) 555-0123", "https://terebinth.example/0501234567", "00 01 02 03 04 05",
    ])
    func itIsTaken(_ text: String) throws { #expect(try isTaken(text)) }

    private func isTaken(_ text: String) throws -> Bool {
        let bench = try IngestBench()
        let record: JSONValue = ["id": "a", "namespace": "faq", "text": .string("Line one.\n\(text)")]
        do {
            _ = try bench.ingester.ingest(records: [record], options: IngestOptions(dryRun: true))
            return true
        } catch let error as AlmanacError {
            #expect(error.code == .personalData)
            return false
        }
    }
}
