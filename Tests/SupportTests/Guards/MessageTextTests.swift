import Domain
import Foundation
import Support
import TestSupport
import Testing

/// What guards see of a message: the writer's words in one form, and nothing that a reader would not see.
@Suite struct MessageTextTests {
    /// Plain ASCII takes a way of its own; a letter behind it that is none makes it take the general one.
    @Test func bothWaysOfNormalisingSayTheSame() {
        let seed: UInt64 = 20_261_123
        var random = SeededGenerator(seed: seed)
        let letters = Array("aBz09 .-_'`\n  ")
        for _ in 0..<20_000 {
            let text = "xx " + String((0..<random.int(in: 0...24)).map { _ in random.pick(letters) }) + " xx"
            for keepsLines in [true, false] {
                let own = GuardText.normalized(text, keepsLines: keepsLines)
                let general = GuardText.normalized(text + " éé", keepsLines: keepsLines)
                #expect(general == own + " éé", "seed \(seed): '\(text)'")
            }
        }
    }

    // MARK: Characters

    @Test(arguments: [
        ("I\u{2019}ll SUE  you", "i'll sue you"),
        ("ki\u{200B}ll \u{202E}you\u{2066}", "kill you"),
        ("law\u{AD}yer", "lawyer"),
        ("ｌａｗｙｅｒ ﬁle", "lawyer file"),
        ("𝐥𝐚𝐰𝐲𝐞𝐫", "lawyer"),
        ("lаwyеr", "lawyer"),  // Cyrillic а and е
        ("ЅUІСIDE", "suicide"),  // Cyrillic Ѕ, І, С
        ("lαwyer", "lawyer"),  // Greek α
        ("юpиcт", "юрист"),  // Latin p and c
        ("Ещё ПОЛУЧИЛА счёт", "еще получила счет"),
        ("שָׁלוֹם עו״ד", "שלום עו\"ד"),
        ("Rückbuchung Straße", "rückbuchung straße"),
        ("k\u{336}i\u{336}l\u{336}l", "kill"),
        ("l a w y e r now", "lawyer now"), ("s.u.i.c.i.d.e", "suicide"), ("I, a b", "i, a b"),
        ("one\r\ntwo\rthree", "one two three"),
        ("one\n\ttwo\u{A0}\u{2003}three", "one two three"),
        ("“quoted” «so» `too`", "\"quoted\" \"so\" 'too'"),
    ])
    func whatLooksTheSameIsTheSame(text: String, normalized: String) {
        #expect(MessageText(text).normalized == normalized)
    }

    @Test func wordsOfOneScriptStay() {
        for text in ["москва и сестра", "a box for мама", "η ευχή", "beta и alpha"] {
            #expect(MessageText(text).normalized == text)
        }
    }

    // MARK: Quoted mail

    @Test(arguments: [
        "Where is it?\n\nOn Mon, 2 Nov 2026 at 10:00, Support <help@example.com> wrote:\n> Dear Ruth,\n> we will sue",
        "Where is it?\n> we will sue\n> you",
        "Where is it?\n\nOn 2 November 2026, a very long name of somebody\nat support <help@example.com> wrote:\n\n> sue",
        "Where is it?\n\n-----Original Message-----\nFrom: Support\nwe will sue",
        "Where is it?\n\n---------- Forwarded message ---------\nwe will sue",
        "Where is it?\n\n________________________________\nFrom: Support\nSent: Monday\nTo: Ruth\nSubject: x\n\nwe will sue",
        "Where is it?\n\n*Von:* Support\n*Gesendet:* Montag\n*An:* Ruth\n\nwe will sue",
        "Where is it?\n\nAm 02.11.2026 um 10:00 schrieb Support <help@example.com>:\n\nwe will sue",
        "Where is it?\n\nEl lun, 2 nov 2026 a las 10:00, Support (<help@example.com>) escribió:\n\nwe will sue",
        "Where is it?\n\nпн, 2 нояб. 2026 г. в 10:00, Support <help@example.com> написал:\n> we will sue",
        "Where is it?\n\n‫בתאריך יום ב׳, 2 בנוב׳ 2026 ב-10:00 מאת ‪Support‬‏ <‪help@example.com‬‏>:‬\n\nwe will sue",
        "Where is it?\n\nDe: Support\nEnviado: lunes\nPara: Ruth\nAsunto: x\n\nwe will sue",
        "Where is it?\n\nОт: Support\nОтправлено: 2 ноября\nКому: Ruth\n\nwe will sue",
        "Where is it?\n\nמאת: Support\nנשלח: יום שני\nאל: Ruth\n\nwe will sue",
    ])
    func quotedMailIsSetApart(text: String) {
        let message = MessageText(text)
        #expect(message.plain == "Where is it?")
        #expect(message.normalized == "where is it?")
        #expect(message.quoted.contains("sue"))
    }

    @Test func answersBetweenQuotedLinesStay() {
        let message = MessageText(
            "On 2 Nov 2026 Support wrote:\n> Which month?\nMarch please.\n> Which address?\nThe old one.")
        #expect(message.plain == "March please.\nThe old one.")
        #expect(message.quoted.contains("Which address?"))
    }

    @Test func wordsThatOnlyResembleAMarkStay() {
        for text in [
            "On my card your colleague wrote: see you soon\nand I did", "On 5 November 2026 I wrote:\nplease stop it",
            "From: my heart\nthe box was lovely",
            "-- and then it broke --", "Am Montag kam nichts.", "- original message of hope",
        ] {
            #expect(MessageText(text).plain == text)
        }
    }

    @Test func aMessageOfNothingButQuotesIsTheMessage() {
        let message = MessageText("> I will sue you")
        #expect(message.normalized.contains("sue") && message.quoted.isEmpty)
    }

    // MARK: Signature

    @Test(arguments: [
        ("Where is it?\n-- \nSue Bankes\n12 Court Street", "Sue Bankes"),
        ("Where is it?\n\nSent from my iPhone", "iPhone"),
        ("Where is it?\n\nVon meinem iPhone gesendet", "iPhone"),
        ("Where is it?\n\nKind regards,\nSue Bankes", "Sue"),
        ("Where is it?\nRegards,\nSue Bankes\n12 Court Street\nDuluth", "Court"),
        ("Where is it? Regards, Sue", "Sue"),
        ("Where is it?\nThanks, sue", "sue"),
        ("Where is it?\nMit freundlichen Grüßen\nSusanne Richter", "Richter"),
        ("Where is it?\nС уважением,\nАнна", "Анна"),
        ("Where is it?\nבברכה,\nרות", "רות"),
        ("Where is it?\nUn saludo,\nDolores", "Dolores"),
        ("Where is it?\n\nBest,\nSue\n\nSent from my phone", "Sue"),
    ])
    func theSignatureIsSetApart(text: String, part: String) {
        let message = MessageText(text)
        #expect(message.plain == "Where is it?")
        #expect(message.signature.contains(part))
    }

    @Test(arguments: [
        "Regards, I will see you in court", "Thanks,\nbut my lawyer will write to you tomorrow!",
        "Thank you\nI will sue you. All of you.", "Cheers and goodbye cruel world",
    ])
    func aThreatIsNoSignature(text: String) {
        #expect(MessageText(text).signature.isEmpty)
    }

    @Test func aLongTailIsNoSignature() {
        let tail = (0..<20).map { "line \($0) of what I want to say" }.joined(separator: "\n")
        #expect(MessageText("Hello\n-- \n" + tail).plain.contains("line 19"))
    }

    // MARK: HTML

    @Test(
        arguments: [
            ("<p>Where<br>is it?</p><!-- sue -->", "Where\nis it?"),
            ("Where is <!--> it<!-- x --!>?", "Where is it?"),
            ("<p>Where is <span style=\"display: none\">sue</span>it?</p>", "Where is it?"),
            ("<div hidden>sue<div>sue</div></div>Where is it?", "Where is it?"),
            ("<p hidden>sue<p>Where is it?", "Where is it?"),
            ("<ul><li style='VISIBILITY:hidden'>sue<li>Where is it?</ul>", "Where is it?"),
            ("<span style=\"font-size:0px;color:red\">sue</span>Where is it?", "Where is it?"),
            ("<script>sue()</script><style>sue{}</style>Where is it?", "Where is it?"),
            ("<img alt=\"sue\" src=x>Where is <a href=\"https://sue.example\" title=sue>it?</a>", "Where is it?"),
            ("W&#104;ere&nbsp;is i<b>t</b>?", "Where is it?"),
            ("<input hidden>Where is it?", "Where is it?"),
            ("Where is it?<blockquote>sue</blockquote>", "Where is it?"),
            (
                "<div>Where is it?</div><div class=\"gmail_quote\"><div>On 2 Nov 2026 S wrote:</div>"
                    + "<blockquote>sue <div>x</div></blockquote></div>", "Where is it?"
            ),
            ("<div style=\"display:none\">sue", ""),
            ("<b", ""), ("a < b & c", "a < b & c"), ("<3 hearts", "<3 hearts"),
        ] as [(String, String)])
    func onlyWhatIsShownIsText(html: String, plain: String) {
        #expect(MessageText(html: html).plain == plain)
    }

    @Test func theTextCountsWhereItSaysAnything() {
        #expect(MessageText(text: " \n", html: "<p>Hi</p>").plain == "Hi")
        #expect(MessageText(text: "Hello", html: "<p>Hi</p>").plain == "Hello")
    }

    // MARK: Bounds

    /// A million bytes of what is awkward: each is read in one pass.
    @Test(
        arguments: [
            "<", ">", "<!--", "<div>", "<p hidden>", "</p>", "&#", "> \n", "On 1 wrote\n", "From:\n", "-- \n",
            "a\u{200B}", "а b", "a b ", "\u{301}", "Regards, ", "<blockquote>", "<!-- - -- ", "\n\n", "_", "*", "1 ",
        ])
    func readingIsBounded(part: String) {
        let text = String(repeating: part, count: 1_100_000 / part.utf8.count)
        let seconds = processorTime {
            let message = MessageText(text)
            #expect(message.isTruncated && message.plain.utf8.count <= 3 * MessageText.limit)
            #expect(MessageText(html: text).isTruncated)
        }
        #expect(seconds < 20)
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func anyBytesAreRead(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<200 {
            let parts = [
                "<div", ">", "</", "hidden", "style=\"display:none\"", "&lt;", "\n", "> ", "wrote:", "-- ", "sue",
            ]
            let text = (0..<40).map { _ in random.pick(parts) }.joined()
            let message = MessageText(html: text)
            #expect(!message.normalized.contains("\n"), "seed \(seed), round \(round)")
            #expect(MessageText(message.plain).plain.utf8.count <= message.plain.utf8.count, "seed \(seed)")
        }
    }
}
