import Domain
import Foundation
import Support
import TestSupport
import Testing

@Suite struct AnswerTextsTests {
    private let texts: AnswerTexts

    init() throws { texts = try TextsFixtures.texts.get() }

    @Test func everyShippedLanguageIsThereTheDefaultFirst() {
        #expect(texts.languages == TextsFixtures.languages)
        #expect(texts.texts("en").isReviewed)
        for language in texts.languages.dropFirst() {
            #expect(texts.texts(language).language == language)
            #expect(!texts.texts(language).isReviewed)
        }
    }

    @Test(arguments: [("en-GB", "en", true), ("HE_il", "he", false), ("fr", "en", false), ("und", "en", false)])
    func aLanguageWithoutTextsGetsTheDefaultUnreviewed(_ asked: String, _ given: String, _ isReviewed: Bool) {
        let found = texts.texts(asked)
        #expect(found.language == given)
        #expect(found.isReviewed == isReviewed)
    }

    @Test func slotsAreFilledAndNothingIsEscaped() throws {
        let english = texts.texts("en")
        #expect(try english.text("greeting.named", ["first_name": "O'Neil & <b>"]) == "Dear O'Neil & <b>,")
        #expect(
            try english.text("refused.no_change") == "This is how it is set already, so there is nothing to change.")
        #expect(english.has("ask.how_long"))
        #expect(english.has("openers.shipping"))
        #expect(!english.has("ask"))
        #expect(try english.list("closers").count == 8)
    }

    /// All texts of all languages take values for their slots, and none keeps a slot open.
    @Test(arguments: TextsFixtures.languages)
    func everyTextCanBeFilled(_ language: String) throws {
        let texts = texts.texts(language)
        let file = try String(contentsOf: TextsFixtures.company.appending(path: "texts/en.yml"), encoding: .utf8)
        var section = ""
        var count = 0
        for line in file.split(separator: "\n") where line.contains(":") && !line.hasPrefix("#") {
            let key = line.prefix { $0 != ":" }.trimmingPrefix("  ")
            guard !key.contains(" "), !key.hasPrefix("-"), !line.hasPrefix("   ") else { continue }
            if !line.hasPrefix(" ") { section = String(key) }
            let name = line.hasPrefix(" ") ? "\(section).\(key)" : String(key)
            guard texts.has(name), !texts.slots(of: name).isEmpty else { continue }
            let values = Dictionary(uniqueKeysWithValues: texts.slots(of: name).map { ($0, "{{\($0)}}") })
            let text = try texts.text(name, values)
            #expect(!text.contains("{{"))
            for slot in values.keys { #expect(text.contains("{ {\(slot)}}")) }
            count += 1
        }
        #expect(count >= 20)
    }

    @Test func whatIsMissingOrUnknownThrows() throws {
        let english = texts.texts("en")
        #expect(throws: AlmanacError.self) { try english.text("ask.nothing") }
        #expect(throws: AlmanacError.self) { try english.text("closers") }
        #expect(throws: AlmanacError.self) { try english.list("signature") }
        #expect(throws: AlmanacError.self) { try english.text("greeting.named") }
        #expect(throws: AlmanacError.self) { try english.text("greeting.unnamed", ["frist_name": "Ada"]) }
        // A slot of other texts does no harm.
        #expect(try english.text("tracking.preparing", ["carrier": "Post"]).hasPrefix("Your parcel"))
    }

    @Test func daysAndWordsAreOfTheLanguage() throws {
        let day = try #require(CalendarDay(iso: "2026-12-03"))
        let month = try #require(CalendarMonth(iso: "2027-05"))
        #expect(texts.texts("en").day(day) == "3 December 2026")
        #expect(texts.texts("ru").day(day) == "3 декабря 2026 года")
        #expect(texts.texts("he").day(day) == "3 בדצמבר 2026")
        #expect(texts.texts("de").day(day) == "3. Dezember 2026")
        #expect(texts.texts("en").month(month) == "May 2027")
        #expect(texts.texts("ru").month(month) == "май 2027 года")
        #expect(texts.texts("en").frequency(.bimonthly) == "every two months")
        #expect(texts.texts("en").status(.cancelled) == "ended")
    }

    /// The file, what stands in it, what stands there instead, and words of the error.
    @Test(arguments: [
        ("he.yml", "  how_long:", "  how_lang:", "he.yml: there is no 'ask.how_long'"),
        ("ru.yml", "{{first_name}}", "{{given_name}}", "ru.yml:5: 'greeting.named' has the slots given_name"),
        ("de.yml", "{{first_name}}", "Ada", "de.yml:5: 'greeting.named' has the slots none"),
        ("en.yml", "{{first_name}}", "{{{first_name}}}", "en.yml:5: 'greeting.named'"),
        ("en.yml", "{{first_name}}", "{{#first_name}}", "en.yml:5: 'greeting.named'"),
        ("en.yml", "{{first_name}}", "{{first_name", "en.yml:5: 'greeting.named': an open tag"),
        ("en.yml", "reviewed: true", "reviewed: yes", "en.yml:2: 'reviewed'"),
        ("en.yml", "reviewed: true", "", "there is no 'reviewed'"),
        ("es.yml", "\"enero\", ", "", "es.yml:"),
        ("en.yml", "unnamed: \"Hello,\"", "unnamed: \"\"", "en.yml:6: 'greeting.unnamed' is no text"),
        ("en.yml", "unnamed: \"Hello,\"", "unnamed: 12", "en.yml:6: 'greeting.unnamed' is no text"),
        ("en.yml", "signature: \"", "sign: \"", "en.yml: there is no text 'signature'"),
        ("en.yml", "{{next_working_time}}", "{{next_time}}", "'acknowledgement.standard' has a slot 'next_time'"),
        ("en.yml", "    - \"Thank you for these kind words.\"", "    - \"Thank you, {{first_name}}.\"", "has a slot"),
    ])
    func errorsNameFileAndLine(_ name: String, _ old: String, _ new: String, _ message: String) throws {
        let home = try TextsFixtures.copy()
        try TextsFixtures.change("texts/\(name)", of: home, old, to: new)
        let error = #expect(throws: AlmanacError.self) { try AnswerTexts(company: home.url) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func aCompanyWithoutTextsInItsLanguageIsRefused() throws {
        let home = try TextsFixtures.copy()
        try TextsFixtures.change("company.yml", of: home, "default_language: en", to: "default_language: fr")
        let error = #expect(throws: AlmanacError.self) { try AnswerTexts(company: home.url) }
        #expect(error?.code == .fileMissing)
    }
}

@Suite struct SlotTemplateTests {
    @Test func slotsAreNamedOnceAndFilled() throws {
        let template = try SlotTemplate("{{ a }}, {{b}} and {{a}}.\n\n{{b}}")
        #expect(template.slots == ["a", "b"])
        #expect(try template.filled(with: ["a": "1", "b": "\n2", "c": "3"]) == "1, \n2 and 1.\n\n\n2")
    }

    @Test func aTextWithoutSlotsStaysAsItIs() throws {
        let text = "  A {box} for $99.00, 100 % & <more>\n\n- one\n- two {"
        #expect(try SlotTemplate(text + " ").filled(with: [:]) == text + " ")
    }

    @Test(arguments: [
        "{{", "{{}}", "{{a b}}", "{{A}}", "{{a.b}}", "{{#a}}x{{/a}}", "{{>a}}", "{{&a}}", "{{!a}}", "{{=<% %>=}}",
        "{{{a}}}", "{{a}}}", "{{% X: Y}}", "{{.}}", "{{first_náme}}", "{{lowercased(a)}}", "{{a}", "{{a\n}}",
    ])
    func otherTagsAreRefused(_ text: String) {
        let error = #expect(throws: AlmanacError.self) { try SlotTemplate(text) }
        #expect(error?.code == .invalidInput)
    }

    @Test func aMissingValueThrows() throws {
        let template = try SlotTemplate("{{a}} {{b}}")
        let error = #expect(throws: AlmanacError.self) { try template.filled(with: ["a": "1"]) }
        #expect(error?.code == .internalError)
        #expect(error?.message.contains("'b'") == true)
    }

    /// Whatever is filled in stays text, and no slot is open afterwards.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func valuesOpenNoTags(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let template = try SlotTemplate("x {{a}}{{b}} y {{a}}")
        let pieces = ["{", "{{", "{{b}}", "{{{", "}}", "{{#a}}", "b", " ", "\u{338}", "é", "\r\n", "{{!"]
        for _ in 0..<300 {
            let first = (0..<generator.int(in: 0...5)).map { _ in generator.pick(pieces) }.joined()
            let second = (0..<generator.int(in: 0...5)).map { _ in generator.pick(pieces) }.joined()
            let text = try template.filled(with: ["a": first, "b": second])
            let bytes = Array(text.utf8)
            #expect(!zip(bytes, bytes.dropFirst()).contains { $0 == 0x7B && $1 == 0x7B }, "seed \(seed)")
            let plain = "x \(first)\(second) y \(first)"
            let left = text.unicodeScalars.filter { $0 != " " }
            #expect(left.elementsEqual(plain.unicodeScalars.filter { $0 != " " }), "seed \(seed)")
        }
    }
}
