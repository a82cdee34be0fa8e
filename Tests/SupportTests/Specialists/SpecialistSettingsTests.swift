import Domain
import Foundation
import Support
import TestSupport
import Testing

@Suite struct SpecialistSettingsTests {
    @Test func theShippedSettingsAreWhole() throws {
        let settings = try SpecialistSettings(company: InventedCompany.folder)
        #expect(settings.specialists.map(\.name) == ["billing", "shipping", "retention", "quality"])
        let categories = try Domain.Category.all(company: InventedCompany.folder)
        #expect(Set(settings.categories.map(\.name)) == Set(categories.map(\.name)))
        #expect(settings.scores.safety == 0.9 && settings.scores.tone == 0.7)
        let leaving = try settings.category("retention_primary_request")
        #expect(leaving.confidence == 0.9 && leaving.specialist == "retention" && !leaving.sendsForms)
        #expect(try !settings.category("retention_repeated_request").sendsInformation)
        #expect(try settings.category("other").assignee == "support-team")
        #expect(throws: AlmanacError.self) { try settings.category("weather") }
        #expect(throws: AlmanacError.self) { try settings.specialist("weather") }
    }

    /// What is wrong in the file, and what the error says of it.
    static let mistakes: [(String, String, String)] = [
        ("  - name: gratitude\n    specialist: quality", "  - name: gratitud\n    specialist: quality", "no category"),
        ("    skill: parcel", "    skill: parcels", "'skill' is 'parcels'"),
        ("    specialist: shipping\n    skill: parcel", "    specialist: nobody\n    skill: parcel", "'specialist'"),
        ("track_package, change_address", "change_address", "needs the tool track_package"),
        ("track_package, change_address", "fly, change_address", "there is no tool 'fly'"),
        ("namespaces: [retention, faq, policies]", "namespaces: [faq, policies]", "looks in 'retention'"),
        ("    confidence: 0.9", "    confidence: 9", "'confidence' is not a number in 0…1"),
        ("    rollout: 100", "    rollout: 101", "'rollout'"),
        ("forms: true}", "cars: true}", "'cars'"),
        ("safety: 0.9, ", "", "no 'safety'"),
        ("knowledge_from: 0.35", "knowledge_form: 0.35", "'knowledge_form'"),
        ("  - name: consent", "  - name: consents", "'name' is 'consents'"),
        ("'\\b(doppelt|zweimal)\\b'", "'\\b(doppelt|zweimal\\b'", "no regular expression"),
        ("    opener: damage", "    opener: shouting", "'opener' is 'shouting'"),
    ]

    @Test(arguments: mistakes) func aMistakeIsToldWithItsLine(good: String, bad: String, message: String) throws {
        let folder = try TemporaryHome()
        for name in ["categories.yml", "plans.yml", "specialists.yml"] {
            var text = try String(
                contentsOf: InventedCompany.folder.appending(path: name), encoding: .utf8)
            if name == "specialists.yml" {
                let range = try #require(text.range(of: good))
                text.replaceSubrange(range, with: bad)
            }
            try folder.write(text, to: name)
        }
        do {
            _ = try SpecialistSettings(company: folder.url)
            Issue.record("accepted: \(bad)")
        } catch let error as AlmanacError {
            #expect(error.code == .invalidInput)
            #expect(error.message.contains(message) && error.message.contains("specialists.yml:"), "\(error)")
        }
    }

    @Test func aCategoryBelongsToExactlyOne() throws {
        let folder = try TemporaryHome()
        for name in ["categories.yml", "plans.yml", "specialists.yml"] {
            try folder.write(
                try String(contentsOf: InventedCompany.folder.appending(path: name), encoding: .utf8), to: name)
        }
        var text = try String(contentsOf: folder.url.appending(path: "specialists.yml"), encoding: .utf8)
        let start = try #require(text.range(of: "  - name: other\n"))
        let end = try #require(text.range(of: "# What is asked, told by words."))
        let row = String(text[start.lowerBound..<end.lowerBound])
        text.insert(contentsOf: row, at: end.lowerBound)
        try folder.write(text, to: "specialists.yml")
        #expect(throws: AlmanacError.self) { try SpecialistSettings(company: folder.url) }
        text = text.replacing(row, with: "")
        try folder.write(text, to: "specialists.yml")
        #expect(throws: AlmanacError.self) { try SpecialistSettings(company: folder.url) }
    }
}
