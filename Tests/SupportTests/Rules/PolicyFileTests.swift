import Domain
import Foundation
import Support
import TestSupport
import Testing

@Suite struct PolicyFileTests {
    private static let shipped = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "corpus/company")

    @Test func theShippedFileHoldsTheDefaults() throws {
        #expect(try ActionPolicy(company: PolicyFileTests.shipped) == ActionPolicy())
    }

    @Test func theShippedFileHoldsEverySetting() throws {
        let text = try String(contentsOf: PolicyFileTests.shipped.appending(path: "tools.yml"), encoding: .utf8)
        let keys = text.split(separator: "\n").filter { $0.first?.isLetter == true }
            .compactMap { $0.split(separator: ":").first.map(String.init) }
        #expect(keys.sorted() == ActionPolicy.settingNames.sorted())
    }

    /// Every field of the policy but those of company.yml can be set: a file with other values changes each of them.
    @Test func everyFieldIsRead() throws {
        let home = try TemporaryHome()
        try home.write(
            """
            pause_months: 2
            pause_months_at_most: 6
            skips_in_a_row: 1
            skips_in_twelve_months: 3
            skip_months_ahead: 4
            changeable_frequencies: [monthly, semiannual]
            monthly_plans: []
            cutoff_days: 0
            address_needs: {IL: [postcode]}
            claim_window_days: 14
            photos_at_least: 2
            photos_at_most: 3
            photo_types: [webp]
            photo_bytes: 5000000
            claim_promise: "within three working days"
            expiry_minutes: {widget: 15, default: 60}
            cancel_link_hours: 24
            """, to: "tools.yml")
        try home.write(
            """
            name: Somebody
            timezone: Europe/Oslo
            pages:
              home: not looked at
              cancel: https://example.com/stop?from=mail
              damage: https://example.com/broken
            """, to: "company.yml")
        let policy = try ActionPolicy(company: home.url)
        let fields = Mirror(reflecting: policy).children
        let defaults = Mirror(reflecting: ActionPolicy()).children
        #expect(fields.count == ActionPolicy.settingNames.count + 3, "three are from company.yml")
        for (field, fallback) in zip(fields, defaults) {
            #expect("\(field.value)" != "\(fallback.value)", "\(field.label ?? "")")
        }
        #expect(policy.expiry(channel: "email") == .seconds(3600))
        #expect(policy.addressNeeds == ["IL": ["postcode"]])
        #expect(policy.changeableFrequencies == [.monthly, .semiannual])
    }

    @Test(arguments: ["", "# nothing\n", "~\n"]) func anEmptyFileHasTheDefaults(text: String) throws {
        let home = try TemporaryHome()
        try home.write(text, to: "tools.yml")
        #expect(try ActionPolicy(company: home.url) == ActionPolicy())
    }

    @Test func noFileHasTheDefaults() throws {
        #expect(try ActionPolicy(company: TemporaryHome().url) == ActionPolicy())
    }

    /// The text, the line, and a word of the message.
    static let broken: [(String, Int, String)] = [
        ("cutoff_days: 5\ncutof_days: 4\n", 2, "cutof_days"),
        ("cutoff_days: five\n", 1, "'cutoff_days' is not a whole number in 0…25"),
        ("\ncutoff_days: \"5\"\n", 2, "cutoff_days"),
        ("cutoff_days: 5.5\n", 1, "cutoff_days"),
        ("cutoff_days: 26\n", 1, "0…25"),
        ("cutoff_days: -1\n", 1, "0…25"),
        ("cutoff_days: 99999999999999999999\n", 1, "0…25"),
        ("cutoff_days: [5]\n", 1, "cutoff_days"),
        ("cutoff_days:\n", 1, "cutoff_days"),
        ("pause_months: 4\npause_months_at_most: 3\n", 1, "more than"),
        ("photos_at_least: 7\n", 1, "more than"),
        ("changeable_frequencies: monthly\n", 1, "not a list"),
        ("changeable_frequencies:\n  - monthly\n  - weekly\n", 3, "'weekly' is no frequency"),
        ("changeable_frequencies:\n  - monthly\n  - monthly\n", 3, "twice"),
        ("address_needs:\n  USA: [state]\n", 2, "'USA' is no country"),
        ("address_needs:\n  US: [county]\n", 2, "county"),
        ("photo_types: [\"*.jpg\"]\n", 1, "*.jpg"),
        ("claim_promise: 3\n", 1, "claim_promise"),
        ("claim_promise: \"two\\nlines\"\n", 1, "claim_promise"),
        ("expiry_minutes:\n  email: 1440\n", 2, "default"),
        ("expiry_minutes: {default: 0}\n", 1, "1…10080"),
        ("- cutoff_days\n", 1, "not an object"),
        ("cutoff_days: 5\ncutoff_days: 6\n", 1, "not readable"),
        ("cutoff_days: [5\n", 2, "not readable"),
    ]

    @Test(arguments: broken.indices) func aBrokenFileNamesItsLine(row: Int) throws {
        let (text, line, words) = PolicyFileTests.broken[row]
        let home = try TemporaryHome()
        try home.write(text, to: "tools.yml")
        let error = #expect(throws: AlmanacError.self) { try ActionPolicy(company: home.url) }
        #expect(error?.code == .invalidInput)
        let message = error?.message ?? ""
        #expect(message.contains("tools.yml:\(line):") || message.contains("tools.yml:\(line) "), "\(message)")
        #expect(message.contains(words), "\(message)")
        #expect(error?.hint != nil)
    }

    @Test(arguments: [
        ("timezone: Mars/Base\n", "Mars/Base"), ("timezone: 3\n", "timezone"), ("pages: [a]\n", "pages"),
        ("pages:\n  cancel: http://example.com/\n", "cancel"), ("pages:\n  damage: https://\n", "damage"),
    ])
    func aBrokenCompanyFileIsNamed(text: String, words: String) throws {
        let home = try TemporaryHome()
        try home.write(text, to: "company.yml")
        let error = #expect(throws: AlmanacError.self) { try ActionPolicy(company: home.url) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message.contains(words) == true && error?.message.contains("company.yml:") == true)
    }

    @Test func bytesThatAreNoTextAreRefused() throws {
        let home = try TemporaryHome()
        try home.write(Data([0xFF, 0xFE, 0x00, 0x80]), to: "tools.yml")
        let error = #expect(throws: AlmanacError.self) { try ActionPolicy(company: home.url) }
        #expect(error?.code == .invalidInput)
    }
}
