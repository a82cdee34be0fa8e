import Domain
import Foundation
import Support
import TestSupport
import Testing

@Suite struct HandoffNoteTests {
    private let rules: HandoffRules

    init() throws { rules = try TextsFixtures.rules.get() }

    private static let customer = HandoffNote.Contact(
        name: "Miriam Adler", number: CustomerNumber(rawValue: "C-10432"), email: "miriam.adler@example.com",
        level: .verified, verifiedBy: .login)

    private static func message(_ role: PastMessage.Role, _ text: String, _ iso: String) -> PastMessage {
        PastMessage(role: role, text: text, at: TextsFixtures.moment(iso))
    }

    private static let history = [
        message(.customer, "Please stop my subscription.\nMoney is tight.", "2026-11-02T09:00Z"),
        message(.assistant, "You can end it here: https://terebinth.example/cancel?al=EXAMPLE", "2026-11-02T09:01Z"),
        message(
            .customer, "I asked weeks ago!\n\n# See https://evil.example/x and <b>this</b>", "2026-11-15T09:00Z"),
    ]

    private static let classification = Classification(
        category: "retention_repeated_request", secondaryCategory: "payment_question", confidence: 0.824,
        lowConfidence: false, urgency: .high, sentiment: .frustrated, language: "en")

    private func note(
        customer: HandoffNote.Contact = HandoffNoteTests.customer, history: [PastMessage] = HandoffNoteTests.history,
        attempted: String? = nil, reasons: [DecisionReason] = [], outstanding: String? = nil, redLine: String? = nil,
        summary: String = "", proposals: [Proposal] = [], urgency: Urgency? = nil,
        classification: Classification = HandoffNoteTests.classification
    ) -> HandoffNote {
        HandoffNote(
            session: "cw_512", channel: .email, at: TextsFixtures.moment("2026-11-15T09:00:05Z"), customer: customer,
            classification: classification, urgency: urgency, summary: summary, history: history,
            attempted: attempted, reasons: reasons, tools: [ToolUse(name: "get_subscription", status: "ok")],
            proposals: proposals, outstanding: outstanding, redLine: redLine, rules: rules)
    }

    @Test func theWholeNote() throws {
        let note = note(
            attempted: "We are sorry.\n\nhttps://terebinth.example/cancel ends it.",
            reasons: [DecisionReason(.outstanding, "The customer asked to cancel before.")],
            outstanding: "second_cancel_request",
            summary: ExtractiveSummary.of(HandoffNoteTests.history, characters: 400))
        #expect(
            note.text == #"""
                **Handed over to retention-lead**

                - Customer: Miriam Adler, C-10432, miriam.adler@example.com
                - Identity: verified by login
                - Conversation: cw_512, email, 2026-11-15T09:00:05Z
                - Category: retention_repeated_request, also payment_question, confidence 82 %
                - Urgency: high, sentiment: frustrated, language: en
                - Exceptional case: second_cancel_request

                **Why a person**

                - outstanding: The customer asked to cancel before.

                **Summary**

                > First message: Please stop my subscription. Money is tight.
                > Last message: I asked weeks ago! # See hxxps://evil[.]example/x and \<b>this\</b>
                > 1 message is left out.

                **Attempted answer**

                > We are sorry.
                >
                > https://terebinth.example/cancel ends it.

                **Tools**

                - get_subscription: ok

                **Next steps**

                - Read the earlier requests first, so that the customer need not explain again.
                - Read the earlier requests, and find out at which step of the cancel page it stopped.
                - Check for charges after the first request, and take them to the billing team.
                - Apologise once, make no further offer, and stay with it until the customer has the confirmation.

                **Conversation**

                customer, 2026-11-02T09:00:00Z

                > Please stop my subscription.
                > Money is tight.

                assistant, 2026-11-02T09:01:00Z

                > You can end it here: https://terebinth.example/cancel?al=EXAMPLE

                customer, 2026-11-15T09:00:00Z

                > I asked weeks ago!
                >
                > # See hxxps://evil[.]example/x and \<b>this\</b>
                """#)
    }

    @Test func theRecordHoldsEverything() throws {
        let note = note(
            attempted: "We are sorry.", reasons: [DecisionReason(.requestHuman, "The customer asked for a person.")],
            summary: "A summary.")
        let json = note.json
        #expect(json["customer"]?["email"]?.string == "miriam.adler@example.com")
        #expect(json["identity"]?["verified_by"]?.string == "login")
        #expect(json["attempted_answer"]?.string == "We are sorry.")
        #expect(json["assignee"]?.string == "retention-team")
        let history = try #require(json["history"]?.array)
        #expect(history.map { $0["text"]?.string } == HandoffNoteTests.history.map(\.text))
        #expect(history.map { $0["role"]?.string } == ["customer", "assistant", "customer"])
        #expect(json["reasons"]?.array?.first?["code"]?.string == "request_human")
        let labels = json["labels"]?.array?.compactMap(\.string)
        #expect(labels == ["escalated", "ai_handoff", "retention_repeated_request", "sentiment_frustrated"])
        let steps = json["next_steps"]?.array?.compactMap(\.string) ?? []
        #expect(steps.first == "The customer asked for a person; begin with your name.")
    }

    @Test(arguments: [
        (nil, nil, "retention_repeated_request", "retention-team"), (nil, nil, "gratitude", "support-team"),
        (nil, nil, "no_such_category", "support-team"), (nil, nil, "payment_question", "billing-team"),
        (nil, "charge_after_cancel", "retention_repeated_request", "billing-lead"),
        (nil, "strong_emotion", "payment_question", "billing-team"),
        ("self_harm", "charge_after_cancel", "payment_question", "support-lead"),
        ("bank_dispute", nil, "other", "billing-lead"), ("unknown_code", nil, "other", "support-team"),
    ])
    func itGoesToWhoKnowsBest(_ redLine: String?, _ outstanding: String?, _ category: String, _ assignee: String) {
        var classification = HandoffNoteTests.classification
        classification.category = category
        let note = note(outstanding: outstanding, redLine: redLine, classification: classification)
        #expect(note.assignee == assignee)
        #expect(note.labels.contains(category))
        #expect(note.steps.count <= 8)
    }

    @Test func theMoreUrgentHolds() {
        #expect(note(urgency: .critical).urgency == .critical)
        #expect(note(urgency: .low).urgency == .high)
        #expect(note(redLine: "self_harm", urgency: .critical).text.contains("- Red line: self\\_harm") == false)
        #expect(note(redLine: "self_harm", urgency: .critical).text.contains("- Red line: self_harm\n- ") == false)
        #expect(note(redLine: "self_harm", urgency: .critical).text.contains("- Red line: self_harm\n"))
    }

    @Test func aTypedAddressIsTheCustomersText() {
        let claimed = HandoffNote.Contact(
            name: "x](https://evil.example) \u{202E}**\n# me", email: "a@www.evil.example", level: .claimed)
        let text = note(customer: claimed).text
        #expect(text.contains("a@www[.]evil[.]example"))
        #expect(text.contains("- Customer: x](hxxps://evil[.]example) ⟨U+202E⟩** # me, a@www"))
        #expect(text.contains("- Identity: claimed\n"))
        #expect(note(customer: HandoffNote.Contact()).text.contains("- Customer: unknown\n- Identity: anonymous"))
    }

    @Test(arguments: [
        ("go to HTTP://Evil.Example/a.b", "go to hxxp://Evil[.]Example/a.b"),
        ("www.evil.example, evil.example.", "www[.]evil[.]example, evil[.]example."),
        ("//1.2.3.4/x", "//1[.]2[.]3[.]4/x"), ("javascript:alert(1)", "javascript[:]alert(1)"),
        ("mailto:a@b.example", "mailto[:]a@b[.]example"), ("![p](//evil.example/p)", "!\\[p](//evil[.]example/p)"),
        ("$54.90, e.g. 3.5 kg... ok", "$54.90, e.g. 3.5 kg... ok"), ("a\\[b](c)", "a\\\\\\[b](c)"),
        ("evil。example", "evil[.]example"), ("ht\u{200B}tps://evil.example", "hxxps://evil[.]example"),
        ("a\u{0}\u{7}b\u{202E}c", "ab⟨U+202E⟩c"), ("one\r\ntwo\u{2028}> three", "one\n> two\n> > three"),
        ("https://terebinth.example/x", "hxxps://terebinth[.]example/x"), ("foo+bar://x", "foo+bar[:]//x"),
        ("Note: yes, at 10:00", "Note: yes, at 10:00"),
        ("seehttps://evil.example:8080/", "seehxxps://evil[.]example:8080/"), ("my data: none", "my data: none"),
        ("evil.example.x", "evil[.]example[.]x"),
    ])
    func whatTheCustomerWroteDoesNotWork(_ text: String, _ shown: String) {
        let note = note(history: [HandoffNoteTests.message(.customer, text, "2026-11-15T09:00Z")])
        #expect(note.text.hasSuffix("customer, 2026-11-15T09:00:00Z\n\n> \(shown)"), "\(note.text.suffix(200))")
    }

    /// Our own links stay links in our own texts, and only there.
    @Test func onlyLinksOfTheCompanyStay() {
        for (address, isKept) in [
            ("https://terebinth.example/a", true), ("https://terebinth.example", true),
            ("https://terebinth.example.evil.example/a", false), ("https://terebinth.example@evil.example", false),
            ("http://terebinth.example/a", false), ("https://evil.example", false),
            ("https://terebinth.example\u{E9}", false), ("https://terebinth.example.", true),
            ("https://terebinth.example.\u{E9}", false), ("xhttps://terebinth.example/", false),
            ("https://terebinth.example:81/a", false),
        ] {
            #expect(note(attempted: "See \(address)").text.contains("> See \(address)\n") == isKept, "\(address)")
        }
    }

    @Test func aLongConversationIsCutInTheNoteOnly() throws {
        let long = (0..<150).map { number in
            HandoffNoteTests.message(
                .customer, "Message \(number). " + String(repeating: "word ", count: 600), "2026-11-15T09:00Z")
        }
        let note = note(
            history: long, attempted: String(repeating: "<.a.bc", count: 3_000),
            summary: String(repeating: "[", count: 9_000))
        let text = note.text
        #expect(text.count <= HandoffNote.longestText)
        #expect(text.contains("earlier messages are left out here; the record has them all."))
        #expect(text.contains("> […the rest is in the record]"))
        #expect(text.contains("Message 149."))
        #expect(!text.contains("Message 3."))
        #expect(note.json["history"]?.array?.count == 150)
        #expect(note.json["history"]?.array?.first?["text"]?.string == long.first?.text)
    }

    /// The newest message is shown however long everything else is.
    @Test(arguments: ["\n", "<", "a.bc ", "x", "e\u{301}\u{202E}"])
    func everythingLongIsBounded(_ piece: String) {
        let long = String(repeating: piece, count: 10_000)
        let message = HandoffNoteTests.message(.customer, "The newest. " + long, "2026-11-15T09:00Z")
        let customer = HandoffNote.Contact(name: long, number: nil, email: long, level: .verified)
        let note = note(
            customer: customer, history: [message, message], attempted: long,
            reasons: (0..<99).map { _ in DecisionReason(.policy, long) }, outstanding: long, redLine: long,
            summary: long)
        #expect(note.text.count <= HandoffNote.longestText)
        #expect(note.text.contains("> The newest."))
        #expect(note.json["summary"]?.string == long)
    }

    /// Whatever a customer writes: every line of it is behind `> `, the note is bounded, no address works.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func nothingLeavesTheQuotation(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "\n", "\r", "\r\n", "\u{2029}", "\u{85}", "> ", "# x", "```", "---", "**", "http://", "https://",
            "evil.example",
            "<script>", "<", "[", "](", ")", "\\", "\u{202E}", "\u{200F}", "\u{0}", "terebinth.example", "@", ":", "/",
            ".",
            "e\u{301}", "<\u{338}", "שלום", " ",
        ]
        for _ in 0..<200 {
            let text = (0..<generator.int(in: 1...20)).map { _ in generator.pick(pieces) }.joined()
            let shown = note(history: [HandoffNoteTests.message(.customer, text, "2026-11-15T09:00Z")]).text
            let behind = shown.components(separatedBy: "customer, 2026-11-15T09:00:00Z\n\n").last ?? ""
            for line in behind.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
                #expect(line.first == ">", "seed \(seed): \(text.debugDescription)")
            }
            let low = behind.lowercased()
            #expect(!low.contains("http://"), "seed \(seed): \(text.debugDescription)")
            #expect(!low.contains("https://"), "seed \(seed): \(text.debugDescription)")
            #expect(!low.contains("evil.example"), "seed \(seed): \(text.debugDescription)")
            for hidden in ["\u{202E}", "\u{0}", "\u{2029}", "\u{85}", "\r", "\u{200F}"] {
                #expect(!behind.unicodeScalars.contains(hidden.unicodeScalars.first ?? " "), "seed \(seed)")
            }
            var before: Unicode.Scalar?
            for scalar in behind.unicodeScalars {
                if scalar == "<" { #expect(before == "\\", "seed \(seed): \(text.debugDescription)") }
                before = scalar
            }
        }
    }

    @Test func proposalsAreListedWithTheirState() throws {
        let proposal = Proposal(
            id: ProposalID(rawValue: "prop_0123456789abcdef0123456789abcdef"), session: "cw_512",
            customer: CustomerNumber(rawValue: "C-10432"), tool: "skip_month", subject: "subscription:S-20417",
            arguments: [:], summary: "Skip the box of December 2026.", consequence: [:], version: 1,
            createdAt: TextsFixtures.moment("2026-11-15T08:00Z"), expiresAt: TextsFixtures.moment("2026-11-15T08:30Z"))
        let note = note(proposals: [proposal])
        #expect(
            note.text.contains(
                "- skip_month, pending_confirmation until 2026-11-15T08:30:00Z: Skip the box of December 2026."))
        let json = try #require(note.json["proposals"]?.array?.first)
        #expect(json["status"]?.string == "pending_confirmation")
        #expect(json["id"]?.string == proposal.id.rawValue)
    }
}

@Suite struct HandoffRulesTests {
    /// Every code that a message can be handed over with has its row, so that nobody is left without a first step.
    @Test func theShippedFileKnowsEveryCode() throws {
        let text = try String(contentsOf: TextsFixtures.company.appending(path: "handoff.yml"), encoding: .utf8)
        var codes = try RedLines(company: TextsFixtures.company).codes
        let outstanding = try String(
            contentsOf: TextsFixtures.company.appending(path: "outstanding.yml"), encoding: .utf8)
        for line in outstanding.split(separator: "\n") where line.hasPrefix("  - code: ") {
            codes.append(String(line.dropFirst("  - code: ".count)))
        }
        #expect(codes.count > 10)
        for code in codes + [Outstanding.failed] { #expect(text.contains("\n  \(code):\n"), "\(code)") }
    }

    @Test(arguments: [
        ("default_assignee: support-team", "", "there is no 'default_assignee'"),
        ("  gratitude:", "  gratitudes:", "there is no 'gratitudes' among categories"),
        ("    assignee: quality-team", "    assigned: quality-team", "there is no 'assigned' here"),
        ("  low_confidence:", "  low_trust:", "there is no 'low_trust' among reasons"),
        ("assignee: shipping-team", "assignee: shipping team", "no name of a team"),
        ("sentiment_label: sentiment_", "sentiment: x", "there is no setting 'sentiment'"),
    ])
    func errorsNameTheFile(_ old: String, _ new: String, _ message: String) throws {
        let home = try TextsFixtures.copy()
        try TextsFixtures.change("handoff.yml", of: home, old, to: new)
        let error = #expect(throws: AlmanacError.self) { try HandoffRules(company: home.url) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains("handoff.yml:") == true)
    }

    @Test func aCategoryWithoutAnEntryIsRefused() throws {
        let home = try TextsFixtures.copy()
        try TextsFixtures.change(
            "categories.yml", of: home, "categories:\n", to: "categories:\n  - name: brand_new\n    title: New\n")
        let error = #expect(throws: AlmanacError.self) { try HandoffRules(company: home.url) }
        #expect(error?.message.contains("'brand_new' has no entry") == true)
    }
}
