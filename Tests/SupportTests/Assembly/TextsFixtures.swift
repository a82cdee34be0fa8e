import Domain
import Foundation
import Support
import TestSupport

/// The shipped company, and copies of it that are broken on purpose.
enum TextsFixtures {
    static let company = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "corpus/company")

    /// Read once.
    static let texts = Result { try AnswerTexts(company: company) }
    static let rules = Result { try HandoffRules(company: company) }

    static let languages = ["en", "de", "es", "he", "ru"]

    /// A home that holds the company's settings and texts.
    static func copy() throws -> TemporaryHome {
        let home = try TemporaryHome()
        for name in ["company.yml", "categories.yml", "handoff.yml"] + languages.map({ "texts/\($0).yml" }) {
            try home.write(try Data(contentsOf: company.appending(path: name)), to: name)
        }
        return home
    }

    /// Puts other words in a file of a copy, once.
    static func change(_ name: String, of home: TemporaryHome, _ old: String, to new: String) throws {
        let file = home.url.appending(path: name)
        var text = try String(contentsOf: file, encoding: .utf8)
        guard let range = text.range(of: old) else { throw CocoaError(.fileReadUnknown) }
        text.replaceSubrange(range, with: new)
        try home.write(text, to: name)
    }

    static func moment(_ iso: String) -> Timestamp { Timestamp(iso: iso) ?? Timestamp(milliseconds: 0) }
}
