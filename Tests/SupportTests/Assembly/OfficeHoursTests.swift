import Domain
import Foundation
import Support
import TestSupport
import Testing

@Suite struct OfficeHoursTests {
    private let hours: OfficeHours
    private let english: LanguageTexts

    init() throws {
        hours = OfficeHours(try CompanyInfo(company: TextsFixtures.company))
        english = try TextsFixtures.texts.get().texts("en")
    }

    @Test func theCompanyIsReadFromItsFile() throws {
        let company = try CompanyInfo(company: TextsFixtures.company)
        #expect(company.name == "Terebinth Box")
        #expect(company.defaultLanguage == "en")
        #expect(company.timezone.identifier == "Asia/Jerusalem")
        #expect(company.supportHours.days == [.sunday, .monday, .tuesday, .wednesday, .thursday])
        #expect(company.supportHours.opens == 600)
        #expect(company.supportHours.closes == 1140)
        #expect(company.pages["cancel"] == "https://terebinth.example/cancel")
        #expect(company.linkHosts == ["terebinth.example"])
        #expect(company.signature == "The Terebinth Box team")
    }

    /// In winter the office opens at 8:00 UTC, in summer at 7:00. The clocks change on 27 March and 25 October 2026.
    @Test(arguments: [
        ("2026-11-15T07:59:59Z", false), ("2026-11-15T08:00Z", true), ("2026-11-15T16:59:59Z", true),
        ("2026-11-15T17:00Z", false), ("2026-11-13T10:00Z", false), ("2026-11-14T10:00Z", false),
        ("2026-07-05T06:59Z", false), ("2026-07-05T07:00Z", true), ("2026-07-05T15:59Z", true),
        ("2026-07-05T16:00Z", false), ("2026-03-26T07:30Z", false), ("2026-03-29T07:30Z", true),
        ("2026-10-22T07:30Z", true), ("2026-10-25T07:30Z", false), ("2026-10-25T08:00Z", true),
    ])
    func itIsOpenByTheCompanysClock(_ iso: String, _ isOpen: Bool) {
        #expect(hours.isOpen(at: TextsFixtures.moment(iso)) == isOpen)
    }

    @Test(arguments: [
        // Sunday: before, within and after the hours.
        ("2026-11-15T05:00Z", "today", "2026-11-15"), ("2026-11-15T10:00Z", "today", "2026-11-15"),
        ("2026-11-15T17:00Z", "monday", "2026-11-16"),
        // Already Monday in Israel.
        ("2026-11-15T22:30Z", "today", "2026-11-16"),
        ("2026-11-12T17:30Z", "sunday", "2026-11-15"), ("2026-11-13T10:00Z", "sunday", "2026-11-15"),
        ("2026-11-14T23:00Z", "today", "2026-11-15"),
    ])
    func theNextWorkingTimeIsNamed(_ iso: String, _ key: String, _ day: String) {
        let next = hours.nextWorkingTime(after: TextsFixtures.moment(iso))
        #expect(next.key == key)
        #expect(next.day.iso == day)
    }

    @Test func itIsSaidInTheWordsOfTheTexts() throws {
        let friday = TextsFixtures.moment("2026-11-13T10:00Z")
        #expect(try hours.words(after: friday, in: english) == "Sunday morning, Israel time")
        let texts = try TextsFixtures.texts.get()
        #expect(try hours.words(after: friday, in: texts.texts("ru")).contains("воскрес"))
    }

    /// The week of Passover is closed: the day that is far away is named by its date.
    @Test func closedDaysAreLeftOut() throws {
        let home = try TextsFixtures.copy()
        let closed = (0...9).map { "2026-04-\($0 < 9 ? "0" : "")\($0 + 1)" }.joined(separator: ", ")
        try TextsFixtures.change(
            "company.yml", of: home, "  closes: \"19:00\"", to: "  closes: \"19:00\"\n  closed_on: [\(closed)]")
        let hours = OfficeHours(try CompanyInfo(company: home.url))
        let moment = TextsFixtures.moment("2026-04-01T09:00Z")
        #expect(!hours.isOpen(at: moment))
        let next = hours.nextWorkingTime(after: moment)
        #expect(next.key == "date")
        #expect(next.day.iso == "2026-04-12")
        #expect(try hours.words(after: moment, in: english) == "the morning of 12 April 2026, Israel time")
    }

    @Test func absurdMomentsAreHarmless() {
        for milliseconds in [Int64.min, Int64.max, 0, -1] {
            let moment = Timestamp(milliseconds: milliseconds)
            _ = hours.isOpen(at: moment)
            #expect(!hours.nextWorkingTime(after: moment).key.isEmpty)
        }
    }

    @Test(arguments: [
        ("timezone: Asia/Jerusalem", "timezone: Asia/Nowhere", "'timezone' is no time zone"),
        ("closes: \"19:00\"", "closes: \"09:00\"", "'closes' is not after 'opens'"),
        ("closes: \"19:00\"", "closes: \"25:00\"", "'closes' is no time of the day"),
        ("days: [sunday,", "days: [sontag,", "'sontag' is no day of the week"),
        ("[terebinth.example]", "[https://x.example]", "is no host"),
        ("default_language: en", "", "there is no 'default_language'"),
    ])
    func errorsOfTheCompanyFileNameIt(_ old: String, _ new: String, _ message: String) throws {
        let home = try TextsFixtures.copy()
        try TextsFixtures.change("company.yml", of: home, old, to: new)
        let error = #expect(throws: AlmanacError.self) { try CompanyInfo(company: home.url) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("company.yml:") == true)
    }
}
