import Domain
public import Foundation

/// The company's texts of answers in all its languages: what an answer holds beside what was looked up.
///
/// Every language has the same keys and the same slots under each of them, so that an answer can be given in any.
public struct AnswerTexts: Sendable {
    /// Of the default language first, then in the order of the alphabet.
    public let languages: [String]
    private let standard: LanguageTexts
    private let all: [String: LanguageTexts]

    /// Reads `texts/*.yml` of a company folder; a file's name is its language. The default language is that of
    /// `company.yml`.
    ///
    /// Throws `file_missing` where the default language has no file, and `invalid_input` with file and line for
    /// anything that is not as it should be, also for keys and slots that two languages do not share.
    public init(company: URL) throws {
        let info = try CompanyInfo(company: company)
        let files = try TextsFile.all(company.appending(path: "texts"), standard: info.defaultLanguage)
        var all: [String: LanguageTexts] = [:]
        for file in files { all[file.language] = file.texts }
        guard let standard = all[info.defaultLanguage] else {
            throw AlmanacError(
                .fileMissing, "there are no texts in '\(info.defaultLanguage)'",
                hint: "write \(info.defaultLanguage).yml in the company's folder texts")
        }
        self.standard = standard
        self.all = all
        languages = files.map(\.language)
    }

    /// The texts of a language (`he`, also for `he-IL`), or those of the company's default language, which are then
    /// not reviewed.
    public func texts(_ language: String) -> LanguageTexts {
        let tag = language.lowercased()
        if let texts = all[tag] { return texts }
        let main = tag.prefix { $0 != "-" && $0 != "_" }
        return all[String(main)] ?? standard.unreviewed()
    }
}
