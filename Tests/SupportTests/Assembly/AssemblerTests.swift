import Domain
import Foundation
import Support
import TestSupport
import Testing

@Suite struct AssemblerTests {
    private let assembler: Assembler
    private let texts: AnswerTexts

    init() throws {
        assembler = Assembler(company: try CompanyInfo(company: TextsFixtures.company))
        texts = try TextsFixtures.texts.get()
    }

    private func answer(
        _ parts: [AnswerPart], group: OpenerGroup = .shipping, session: String = "sess_1", language: String = "en",
        channel: ContactChannel = .widget, name: String? = nil
    ) throws -> AnswerForms {
        try assembler.assemble(
            parts: parts, group: group, session: session, texts: texts.texts(language), channel: channel,
            customerName: name)
    }

    /// The body of an answer, as text.
    private func body(_ text: String) throws -> String {
        let paragraphs = try answer([AnswerPart(.fact, text)]).text.split(separator: "\n\n").map(String.init)
        return paragraphs.dropFirst(2).dropLast(3).joined(separator: "\n\n")
    }

    private static let parts = [
        AnswerPart(.fact, "Your parcel **TB-30018** left us on 28 October 2026.\n\n- It is at customs.\n- We wait."),
        AnswerPart(
            .knowledge, "See [your account](https://terebinth.example/account), or https://terebinth.example/track."),
    ]

    @Test func aChatAnswer() throws {
        let forms = try answer(AssemblerTests.parts, name: "Miriam Adler")
        #expect(forms.html == nil)
        #expect(
            forms.text == """
                Dear Miriam,

                Thank you for writing to us about your parcel.

                Your parcel TB-30018 left us on 28 October 2026.

                - It is at customs.
                - We wait.

                See your account: https://terebinth.example/account, or https://terebinth.example/track.

                Please take good care of yourself and of those dear to you.

                The Terebinth Box team

                This answer was prepared automatically; if you would like a person to answer, please just say so.
                """)
    }

    @Test func anEmailAnswer() throws {
        let forms = try answer(AssemblerTests.parts, channel: .email, name: "Miriam Adler")
        #expect(forms.text == (try answer(AssemblerTests.parts, name: "Miriam Adler").text))
        #expect(
            forms.html == """
                <div dir="ltr" lang="en">
                <div>
                <p>Dear Miriam,</p>
                </div>
                <div>
                <p>Thank you for writing to us about your parcel.</p>
                </div>
                <div>
                <p>Your parcel <strong>TB-30018</strong> left us on 28 October 2026.</p>
                <ul>
                <li>It is at customs.</li>
                <li>We wait.</li>
                </ul>
                <p>See your account: <a href="https://terebinth.example/account">https://terebinth.example/account</a>\
                , or <a href="https://terebinth.example/track">https://terebinth.example/track</a>.</p>
                </div>
                <div>
                <p>Please take good care of yourself and of those dear to you.</p>
                </div>
                <div>
                <p>The Terebinth Box team</p>
                </div>
                <div>
                <p>This answer was prepared automatically; if you would like a person to answer, please just say so.</p>
                </div>
                </div>
                """)
    }

    @Test(arguments: ContactChannel.allCases)
    func onlyEmailHasHTML(_ channel: ContactChannel) throws {
        let forms = try answer(AssemblerTests.parts, channel: channel)
        #expect((forms.html != nil) == (channel == .email))
        #expect(forms.text.contains("https://terebinth.example/account"))
    }

    @Test func hebrewIsWrittenFromTheRight() throws {
        let forms = try answer([AnswerPart(.fact, "שלום וברכה")], language: "he", channel: .email, name: "מרים כהן")
        #expect(forms.html?.hasPrefix("<div dir=\"rtl\" lang=\"he\">") == true)
        #expect(forms.text.contains("מרים"))
        #expect(try answer([], language: "ru", channel: .email).html?.contains("dir=\"ltr\" lang=\"ru\"") == true)
    }

    @Test func aSessionKeepsItsOpenerAndOthersHaveOthers() throws {
        let english = texts.texts("en")
        let openers = try english.list("openers.payment")
        let closers = try english.list("closers")
        var seen: (openers: Set<String>, closers: Set<String>) = ([], [])
        for number in 0..<60 {
            let text = try answer([AnswerPart(.fact, "A fact.")], group: .payment, session: "sess_\(number)").text
            #expect(
                try answer([AnswerPart(.fact, "B.")], group: .payment, session: "sess_\(number)").text
                    == text.replacing("A fact.", with: "B."))
            let paragraphs = text.split(separator: "\n\n").map(String.init)
            seen.openers.insert(paragraphs[1])
            seen.closers.insert(paragraphs[3])
        }
        #expect(seen.openers == Set(openers))
        #expect(seen.closers == Set(closers))
    }

    @Test func aHandOverHasNoOpener() throws {
        let handover = AnswerPart(.handover, "A colleague will take this up.")
        let openers = try texts.texts("en").list("openers.shipping")
        let alone = try answer([handover]).text
        #expect(!openers.contains { alone.contains($0) })
        #expect(alone.hasPrefix("Hello,\n\nA colleague will take this up.\n\n"))
        let both = try answer([AnswerPart(.fact, "A fact."), handover]).text
        #expect(openers.contains { both.contains($0) })
        // Thanks may be answered by the opener alone.
        let thanks = try answer([], group: .gratitude).text
        #expect(try texts.texts("en").list("openers.gratitude").contains { thanks.contains($0) })
    }

    @Test func theDisclosureCanBeLeftOut() throws {
        let quiet = Assembler(company: try CompanyInfo(company: TextsFixtures.company), disclosure: false)
        let forms = try quiet.assemble(
            parts: [], group: .general, session: "s", texts: texts.texts("en"), channel: .widget)
        #expect(forms.text.hasSuffix("The Terebinth Box team"))
        #expect(try answer([]).text.hasSuffix("please just say so."))
    }

    @Test(arguments: [
        ("Miriam Adler", "Miriam"), ("  Dr. Miriam Adler", "Miriam"), ("Prof. Dr. Jürgen Weiß", "Jürgen"),
        ("Anne-Marie O'Neil", "Anne-Marie"), ("D’Angelo", "D’Angelo"), ("Ольга Петровна", "Ольга"),
        ("גב' מרים כהן", "מרים"), ("ד\"ר דוד לוי", "דוד"), ("ג׳ורג׳ חורי", "ג׳ורג׳"), ("Noe\u{308}l Blanc", "Noël"),
        ("李 明", "李"), ("Mr. X", "X"), ("Frau Ada Lovelace", "Ada"),
    ])
    func theGivenNameIsOfTheAccount(_ name: String, _ given: String) throws {
        #expect(try answer([], name: name).text.hasPrefix("Dear \(given),\n"))
    }

    @Test(arguments: [
        "", "   ", "Mr.", "miriam@example.com", "<b>Miriam</b>", "{{first_name}}", "4u", "R2D2", "Adler, Miriam", "A.",
        "-Ann", "Ann-", "Ann--Marie", "\u{202E}mairiM", "Z\u{300}\u{301}\u{302}\u{303}oe", "😀",
        "[x](https://e.example)",
        "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    ])
    func whatIsNoNameIsNotSaid(_ name: String) throws {
        #expect(try answer([], name: name).text.hasPrefix("Hello,\n\n"))
    }

    @Test(arguments: [
        ("Dear Miriam,\n\nYour box left.", "Your box left."), ("Hello Miriam, your box left.", "Your box left."),
        ("Hi there! Your box left.", "Your box left."), ("Good morning,\nyour box left.", "Your box left."),
        ("Здравствуйте, Ольга! Ваша коробка.", "Ваша коробка."), ("שלום מרים, הקופסה יצאה.", "הקופסה יצאה."),
        ("¡Hola Ana! Su caja.", "Su caja."), ("Hello, Miriam Adler! Your box left.", "Your box left."),
        ("Hello, we are glad! Your box left.", "We are glad! Your box left."),
        ("Dear Miriam\nYour box left.", "Your box left."),
        ("Sehr geehrte Frau Weiß, die Box ist unterwegs.", "Die Box ist unterwegs."),
        // No greetings.
        ("Good evening to Gotland, and thank you.", "Good evening to Gotland, and thank you."),
        ("Dear friends of ours write to us every day.", "Dear friends of ours write to us every day."),
        ("Highlands are far away, Miriam.", "Highlands are far away, Miriam."),
        ("Hello is what we say first of all, and then more.", "Hello is what we say first of all, and then more."),
    ])
    func aSecondGreetingIsDropped(_ text: String, _ left: String) throws {
        #expect(try body(text) == left)
    }

    @Test func aPartThatSaysTheSameIsLeftOut() throws {
        let part = AnswerPart(.question, "Which one do you mean?")
        let text = try answer([part, AnswerPart(.fact, "A fact."), part]).text
        #expect(text.ranges(of: "Which one").count == 1)
    }

    @Test(arguments: [
        ("**a** b **c d**", "a b c d"), ("** a ** b", "** a ** b"), ("2 ** 3 = 8", "2 ** 3 = 8"),
        ("[the page](https://terebinth.example/x?a=1&b=2)!", "the page: https://terebinth.example/x?a=1&b=2!"),
        ("[here:](https://terebinth.example)", "here: https://terebinth.example"),
        ("[https://terebinth.example/a](https://terebinth.example/a)", "https://terebinth.example/a"),
        ("[bank](https://terebinth.example.evil.example/x) now", "bank now"), ("[x](javascript:alert(1))", "x)"),
        ("[x](https://terebinth.example@evil.example/)", "x"), ("[x](http://terebinth.example/)", "x"),
        ("[x](https://terebinth.example:8443/)", "x"), ("[x](//evil.example)", "x"), ("[x] (y)", "[x] (y)"),
        ("* one\n• two\n- three", "- one\n- two\n- three"), ("- one\n  and more\n- two", "- one and more\n- two"),
        ("one\ntwo\n\n\n\nthree", "one\ntwo\n\nthree"), ("<b>bold</b> & <br>", "<b>bold</b> & <br>"),
        ("a\u{0}b\u{202E}c\u{2028}d", "abc\nd"),
        ("**[help](https://terebinth.example/help)**", "help: https://terebinth.example/help"),
    ])
    func theTextFormOfAPart(_ part: String, _ text: String) throws {
        #expect(try body(part) == text)
    }

    @Test func anAnswerThatIsTooLongIsRefused() throws {
        let error = #expect(throws: AlmanacError.self) {
            try answer([AnswerPart(.fact, String(repeating: "word ", count: 5_000))])
        }
        #expect(error?.code == .tooLarge)
    }

    // MARK: - What nobody checked

    private static let pieces = [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=\"https://evil.example\">x</a>", "\"",
        "'",
        "javascript:alert(1)", "[x](javascript:alert(1))", "[x](https://evil.example/a)", "https://evil.example/\"x",
        "https://terebinth.example/a\"onclick=alert(1)", "https://terebinth.example\u{338}/", "<\u{338}", "\"\u{301}",
        "[x](https://terebinth.example/\"><script>)", "https://terebinth.example/?q=<b>&amp;&#60;", "**", "*", "[", "]",
        "](", ")", "(", "[x](https://terebinth.example/)", "https://terebinth.example.", "- ", "\n- ", "\n\n", "\r\n",
        "\u{0}", "\u{202E}", "\u{2028}", "\u{FEFF}", "&lt;script&gt;", "&", "<!--", "-->", "<![CDATA[", "</div>", "</p",
        "<", ">", "data:text/html,x", "שלום", "привет", "e\u{301}", "👨‍👩‍👧", "word", " ", " ", "{{x}}", "\t", "\u{A0}",
        "https://terebinth.example@evil.example", "https://terebinth.example\\@evil.example",
        "http://terebinth.example",
        "HTTPS://TEREBINTH.EXAMPLE/A", "https://", "<svg/onload=alert(1)>", "<style>", "<textarea>", "<title>",
    ]

    /// Nothing of what a model or an example wrote is live, and both forms say the same.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func nothingForeignIsLive(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let parts = (0..<generator.int(in: 1...3)).map { _ in
                var text = ""
                for _ in 0..<generator.int(in: 0...14) {
                    if generator.chance(0.1), let scalar = Unicode.Scalar(UInt32(generator.int(in: 0...0x2FFFF))) {
                        text.unicodeScalars.append(scalar)
                    }
                    text += generator.pick(AssemblerTests.pieces)
                }
                return AnswerPart(.knowledge, text)
            }
            let forms = try answer(parts, channel: .email, name: generator.pick(AssemblerTests.pieces))
            let visible = VisibleHTML(try #require(forms.html))
            let of = "seed \(seed): \(parts.map(\.text))"
            #expect(visible.strange.isEmpty, "\(of)")
            // Nor after a program on the way has composed its characters.
            let composed = VisibleHTML(try #require(forms.html).precomposedStringWithCanonicalMapping)
            #expect(composed.strange.isEmpty, "\(of)")
            for link in visible.links {
                let rest = link.dropFirst("https://terebinth.example".count)
                #expect(link.hasPrefix("https://terebinth.example"), "\(of)")
                #expect(rest.first.map { "/?#".contains($0) } ?? true, "\(of)")
            }
            #expect(visible.words == VisibleHTML.words(ofText: forms.text), "\(of)")
            #expect(try answer(parts, channel: .widget).text.isEmpty == false)
        }
    }

    @Test func hostileLengthIsReadInLinearTime() throws {
        for piece in ["[", "**a ", "[a](", "https://", "- \n", "**", "[a](b", "\n"] {
            let text = String(repeating: piece, count: 18_000 / piece.count)
            #expect(try !answer([AnswerPart(.fact, text)], channel: .email).text.isEmpty)
        }
    }
}

@Suite struct AcknowledgementTests {
    private let assembler: Assembler
    private let hours: OfficeHours
    private let texts: AnswerTexts
    private let friday = TextsFixtures.moment("2026-11-13T10:00Z")

    init() throws {
        let company = try CompanyInfo(company: TextsFixtures.company)
        (assembler, hours) = (Assembler(company: company), OfficeHours(company))
        texts = try TextsFixtures.texts.get()
    }

    private func redLine(_ acknowledgement: String) -> RedLine? {
        let file = try? RedLines(company: TextsFixtures.company)
        let words = acknowledgement == "self_harm" ? "I want to kill myself" : "I will sue you, my lawyer will write"
        return try? file?.detect(MessageText(words))
    }

    @Test func itFitsTheMessage() {
        #expect(Acknowledgement(redLine: nil, urgency: .medium, isOpen: true) == .standard)
        #expect(Acknowledgement(redLine: nil, urgency: .low, isOpen: false) == .outsideHours)
        #expect(Acknowledgement(redLine: nil, urgency: .high, isOpen: false) == .urgent)
        #expect(Acknowledgement(redLine: nil, urgency: .critical, isOpen: true) == .urgent)
        #expect(Acknowledgement(redLine: redLine("self_harm"), urgency: .low, isOpen: true) == .selfHarm)
        #expect(Acknowledgement(redLine: redLine("standard"), urgency: .low, isOpen: false) == .redLine)
    }

    @Test func outsideHoursNamesTheNextWorkingTime() throws {
        let forms = try assembler.acknowledge(
            .outsideHours, texts: texts.texts("en"), hours: hours, at: friday, channel: .widget,
            customerName: "Miriam Adler")
        #expect(
            forms.text == """
                Dear Miriam,

                Thank you for your message. Our office is closed at the moment; a colleague will read what you wrote, \
                and our team's next working time is Sunday morning, Israel time.

                The Terebinth Box team
                """)
        #expect(forms.html == nil)
    }

    @Test(arguments: TextsFixtures.languages)
    func selfHarmStandsAlone(_ language: String) throws {
        let texts = texts.texts(language)
        let forms = try assembler.acknowledge(
            .selfHarm, texts: texts, hours: hours, at: friday, channel: .email, customerName: "Miriam Adler")
        #expect(forms.text == (try texts.text("acknowledgement.self_harm")))
        #expect(VisibleHTML(forms.html ?? "").links.isEmpty)
        #expect(!forms.text.contains("Miriam"))
        #expect(!forms.text.contains(try texts.text("signature")))
    }

    @Test(arguments: TextsFixtures.languages, Acknowledgement.allCases)
    func everyLanguageHasEachOfThem(_ language: String, _ kind: Acknowledgement) throws {
        let forms = try assembler.acknowledge(
            kind, texts: texts.texts(language), hours: hours, at: friday, channel: .email)
        #expect(forms.text.count > 40)
        #expect(forms.html?.contains("<p>") == true)
        #expect(!forms.text.contains("{{"))
        // Nothing that could be answered by the program again.
        #expect(!forms.text.contains(try texts.texts(language).text("disclosure")))
    }
}
